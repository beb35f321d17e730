import { defineConfig } from '@playwright/test';

export default defineConfig({
  fullyParallel: true,
  workers: 4,
  // The machine may have two cores, and be busy with other things.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  globalSetup: './site.ts',
  use: {
    // Set by site.ts, which is run first; each worker reads this file again.
    baseURL: process.env['SITE'] ?? 'http://localhost',
    launchOptions: { executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] },
  },
});
