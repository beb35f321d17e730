/** What msw cannot intercept, such as another process: the cloud listens, and the client is told where. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals'; // or vitest, or node:test
import { createCloud, liveClock } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';

/** Stands for a command line tool in any language: it lists the servers of the API that its environment names. */
const TOOL = `
  const response = await fetch(process.env.VPS_URL + '/servers/', { headers: { authorization: 'Bearer ' + process.env.VPS_TOKEN } });
  const { results } = await response.json();
  console.log(results.map(({ id, status }) => id + ' ' + status).join(', '));`;

test('a command line tool lists the servers', async () => {
  // A process of its own has its own timers: time runs for both, sixty times as fast here.
  const cloud = createCloud({ vpsorg }, { clock: liveClock({ speed: 60 }) });
  const { url, close } = await cloud.listen({ port: 0 });
  try {
    const listed = cloud.journal.next('GET /servers/');
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', TOOL], {
      env: { ...process.env, VPS_URL: url, VPS_TOKEN: 'any-token' },
    });
    expect(stdout.trim()).toBe('12345 active, 12346 active');
    expect((await listed).reply?.status).toBe(200);
  } finally {
    await close();
  }
});
