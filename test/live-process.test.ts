/** A live clock in a process of its own, with the timers of Node. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

/** Runs a module that has `cloud`, under a live clock, and `ask`; gives what it printed once it ended by itself. */
async function printed(code: string): Promise<string> {
  const module = `
    import { createCloud, liveClock, minutes } from 'stuntbox';
    import { vpsorg } from 'stuntbox/vpsorg';
    const cloud = createCloud({ vpsorg }, { clock: liveClock({ speed: 1000 }) });
    cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: minutes(1) });
    const ask = (signal) => cloud.fetch('https://admin.vps.org/api/v1/servers/', { headers: { authorization: 'Bearer t' }, signal });
    ${code}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', module], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    timeout: 100_000,
  });
  return stdout.trim();
}

test('a program that awaits a late reply does not end before it comes', async () => {
  expect(await printed('console.log(String((await ask()).status));')).toBe('200');
});

test('who waits has one timer; when they were answered or have given up, there is none, and the program ends', async () => {
  const timers = await printed(`
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const seen = [timers()];
    cloud.clock.setSpeed(0.001);
    const giving = [new AbortController(), new AbortController()];
    const asked = giving.map(({ signal }) => ask(signal).catch(() => {}));
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(timers());
    cloud.clock.pause();
    seen.push(timers());
    cloud.clock.resume();
    giving[0].abort();
    seen.push(timers());
    giving[1].abort();
    await Promise.all(asked);
    seen.push(timers());
    cloud.clock.setSpeed(1000);
    await ask();
    seen.push(timers());
    console.log(JSON.stringify(seen));`);
  expect(JSON.parse(timers)).toEqual([0, 1, 0, 1, 0, 0]);
});

test('an idle cloud under a live clock keeps no program from ending', async () => {
  expect(await printed("console.log('over');")).toBe('over');
});

test('whoever listens to an idle cloud keeps no program from ending', async () => {
  expect(await printed("cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'reboot', { lasts: 1e9 }); cloud.subscribe(() => {}); console.log('over');")).toBe(
    'over',
  );
});
