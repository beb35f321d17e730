import { defineConfig } from 'vitest/config';

const thresholds = JSON.parse(process.env.THRESHOLDS ?? '{}');

export default defineConfig({
  test: {
    include: ['test/*.test.js'],
    pool: 'forks',
    maxWorkers: 3,
    // A worker that was killed never says that it ended.
    teardownTimeout: 500,
    setupFiles: ['stuntbox/vitest/coverage'],
    reporters: ['default', ['stuntbox/vitest/reporter', { folder: 'coverage/facts', html: 'coverage/page.html', json: 'coverage/report.json', thresholds }]],
  },
});
