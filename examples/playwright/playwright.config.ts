import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** A Chromium that is installed; without one, that of `npx playwright install chromium`. */
const chromium = [process.env['CHROMIUM'], '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path));

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  workers: 4,
  // For a CI machine that is slow; a test that passes is not slower by it.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['html', { open: 'never' }]],
  webServer: {
    command: 'node serve.js ../dashboard/dist',
    wait: { stdout: /http:\/\/localhost:(?<dashboard_port>\d+)/ },
  },
  use: {
    baseURL: `http://localhost:${process.env['DASHBOARD_PORT']}`,
    launchOptions: chromium === undefined ? {} : { executablePath: chromium, args: ['--no-sandbox', '--disable-gpu'] },
  },
});
