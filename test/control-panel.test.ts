/** The controls that a panel needs: other instants, actions, the choices of faults, the latest exchanges, and word of what changed. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createCloud, liveClock } from 'stuntbox';
import { connect } from 'stuntbox/control';
import { vpsorg } from 'stuntbox/vpsorg';
import { puregpu } from 'stuntbox/puregpu';
import type { AnyCloud } from '../cloud/cloud.ts';
import type { ControlledListening } from '../cloud/listen.ts';
import { watch } from '../control/watch.ts';
import { askingControl, refusedWith, type AskControl } from './control.ts';

const open = () => createCloud({ vpsorg, puregpu });
let cloud: ReturnType<typeof open>;
let listening: ControlledListening;
let control: AskControl;
beforeEach(async () => {
  cloud = open();
  listening = await cloud.listen({ port: 0, control: { port: 0 }, onBug: (bug) => bugs.push(bug) });
  control = askingControl(listening.control);
});
const bugs: unknown[] = [];
afterEach(async () => {
  await listening.close();
  expect(bugs.splice(0)).toEqual([]);
});
const SERVER = 'accounts/puregpu/servers/10';

test('a server is shown as it was, and as it will be, while the cloud stands where it is', async () => {
  const start = cloud.clock.now();
  cloud.clock.advance(60_000);
  cloud.puregpu.begin(cloud.puregpu.servers.get(10), 'rebuild');
  const now = cloud.clock.now();
  const status = async (at?: number) => {
    const [, one] = await control('GET', SERVER + (at === undefined ? '' : `?at=${at}`));
    const [, all] = await control('GET', `accounts/puregpu/servers${at === undefined ? '' : `?at=${at}`}`);
    const { progress, task } = one as { progress: number | null; task: object | null };
    expect((all as { servers: unknown[] }).servers).toContainEqual(one);
    return [progress, task !== null];
  };
  expect(await status(start)).toEqual([null, false]);
  expect(await status()).toEqual([0, true]);
  expect(await status(now + 60_000)).toEqual([50, true]);
  expect(await status(now + 120_000)).toEqual([null, false]);
  expect(cloud.clock.now()).toBe(now);
  expect(await control('GET', 'clock')).toMatchObject([200, { began: start }]);
  expect(await control('GET', `${SERVER}?at=${start - 1}`)).toMatchObject([400, { detail: expect.stringContaining('did not exist yet') }]);
});

test('an action is begun, or refused in the words of the vendor', async () => {
  const begun = await control('POST', `${SERVER}/begin`, { action: 'rebuild' });
  expect(begun).toMatchObject([200, { key: 10, task: { action: 'rebuild' }, progress: 0 }]);
  const [, { refused }] = (await control('GET', SERVER)) as [number, { refused: { action: string; body: unknown }[] }];
  const words = JSON.stringify(refused.find(({ action }) => action === 'start')?.body);
  const before = cloud.snapshot();
  expect(await control('POST', `${SERVER}/begin`, { action: 'start' })).toEqual(refusedWith(409, `PureGPU refuses start now: ${words}`));
  expect(await control('POST', `${SERVER}/begin`, { action: 'strat' })).toMatchObject([400, { detail: expect.stringContaining("Did you mean 'start'?") }]);
  expect(await control('POST', `${SERVER}/begin`, { action: 'toString' })).toMatchObject([400, {}]);
  expect(await control('POST', `${SERVER}/begin`, {})).toMatchObject([400, {}]);
  expect(await control('POST', 'accounts/puregpu/servers/99/begin', { action: 'start' })).toMatchObject([404, {}]);
  expect(cloud.snapshot()).toEqual(before);
});

test('the choices of faults are those that a fault is checked against', async () => {
  const [status, choices] = (await control('GET', 'faults/choices')) as [
    number,
    { outcomes: { name: string; needs: object[] }[]; vendors: { name: string }[] },
  ];
  expect(status).toBe(200);
  expect(choices.outcomes.find(({ name }) => name === 'stuck')).toEqual({ name: 'stuck', needs: [{ name: 'at', wants: 'a share from 0 to 1' }], may: [] });
  expect(choices.vendors.find(({ name }) => name === 'vpsorg')).toMatchObject({
    title: 'VPS.org',
    operations: expect.arrayContaining(['POST /servers/']),
    kinds: expect.arrayContaining(['locked']),
    statuses: expect.arrayContaining(['active']),
  });
});

test('the latest exchanges are listed, oldest first', async () => {
  for (let i = 0; i < 5; i += 1) await fetch(`${listening.url}/vpsorg/servers/`, { headers: { authorization: 'Bearer t' } });
  const numbers = async (query: string) => ((await control('GET', `journal?${query}`))[1] as { exchanges: { n: number }[] }).exchanges.map(({ n }) => n);
  expect(await numbers('last=2')).toEqual([4, 5]);
  expect(await numbers('last=100')).toEqual([1, 2, 3, 4, 5]);
  expect(await numbers('since=3&last=4')).toEqual([4, 5]);
  expect((await control('GET', 'journal?last=0'))[0]).toBe(400);
});

test('whoever watches hears that faults were added or removed, and that the cloud was reset or restored', async () => {
  const remote = await connect({ ...listening.control, vendors: { vpsorg, puregpu } });
  const heard: unknown[] = [];
  let told = (): void => {};
  const until = async (n: number): Promise<void> => {
    while (heard.length < n) await new Promise<void>((resolve) => (told = resolve));
  };
  await remote.on('faults', ({ faults }) => (heard.push(faults), told()));
  await remote.on('reset', ({ now }) => (heard.push(now), told()));
  const fault = await remote.faults.add({ vendor: 'vpsorg', outcome: 'network-error' });
  await remote.faults.remove(fault.id);
  await remote.play('vpsorg/outage');
  await remote.faults.clear();
  await remote.reset();
  await remote.restore(await remote.snapshot());
  await until(6);
  expect(heard).toEqual([1, 0, expect.any(Number), 0, cloud.clock.now(), cloud.clock.now()]);
  remote.close();
});

test('what the page or a test does reaches whoever watches, as what a control does', async () => {
  const clock = liveClock({ speed: 60, paused: true });
  const own = createCloud({ vpsorg, puregpu }, { clock });
  const heard: string[] = [];
  const stop = watch(
    own as unknown as AnyCloud,
    ({ type, data }) => void (type !== 'change' && heard.push(`${type} ${Object.values(data)[type === 'clock' ? 5 : 0]}`)),
  );
  const since = (): string[] => heard.splice(0);
  own.faults.add({ vendor: 'vpsorg', outcome: 'network-error', times: 1 });
  expect(since()).toEqual(['faults 1']);
  await own.fetch(`${own.origins.vpsorg}/servers/`, { headers: { authorization: 'Bearer t' } }).catch(() => {});
  expect(since()).toEqual(['exchange 1', 'faults 0']);
  own.play('vpsorg/outage');
  expect(since()).toEqual([expect.stringMatching(/^faults [1-9]/)]);
  own.faults.clear();
  expect(since()).toEqual(['faults 0']);
  clock.advance(1_000);
  clock.resume();
  clock.pause();
  clock.setSpeed(2);
  expect(since()).toEqual(['clock true', 'clock false', 'clock true', 'clock true']);
  own.reset();
  expect(since()).toEqual(['clock true', expect.stringMatching(/^reset \d+$/)]);
  own.restore(own.snapshot());
  expect(since()).toEqual(expect.arrayContaining([`reset ${clock.now()}`]));
  // What changed nothing is no news.
  own.faults.clear();
  own.vpsorg.settings.credits = 3;
  expect(since()).toEqual([]);
  stop();
  own.reset();
  expect(since()).toEqual([]);
});
