export default {
  testMatch: ['<rootDir>/test/*.test.js'],
  injectGlobals: false,
  maxWorkers: 3,
  transform: {},
  setupFilesAfterEnv: ['stuntbox/jest/coverage'],
  reporters: [
    'default',
    [
      'stuntbox/jest/reporter',
      { folder: 'coverage/facts', html: 'coverage/page.html', json: 'coverage/report.json', thresholds: JSON.parse(process.env.THRESHOLDS ?? '{}') },
    ],
  ],
};
