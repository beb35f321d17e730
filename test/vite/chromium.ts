/** The Chromium of this machine, for tests that need a real browser. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where it is; undefined where there is none. */
export const found = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

/** Starts it. Every name below `.test` is this machine. */
export const launched = (): Promise<Browser> =>
  chromium.launch({
    executablePath: found as string,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP *.test 127.0.0.1',
      // What the browser itself may refuse one day must not hide what the server does.
      '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights,HttpsUpgrades',
    ],
  });
