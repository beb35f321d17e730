/** What coverage rests on: the clouds of a process, what a request tried to begin, and the scenarios that were played. */
import { afterEach, expect, test } from '@jest/globals';
import { observeClouds } from '../cloud/observe.ts';
import { createCloud, minutes, type Exchange } from '../index.ts';
import { drone } from '../handlers/drone/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';

const BASE = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };
const server = { name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' };

let stop = (): void => {};
afterEach(() => stop());

const opened = () => {
  const cloud = createCloud({ vpsorg });
  const ask = async (method: string, path: string, body?: object): Promise<Exchange | undefined> => {
    await cloud.fetch(BASE + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return cloud.journal.last();
  };
  return { cloud, ask };
};

test('an observer sees each cloud that user code opens, before anything happens in it', () => {
  const seen: number[] = [];
  stop = observeClouds((cloud) => void seen.push(cloud.journal.size));
  createCloud({ vpsorg });
  createCloud.fromLink({ vpsorg }, createCloud({ vpsorg }).toLink());
  expect(seen).toEqual([0, 0, 0]);
  stop();
  createCloud({ vpsorg });
  expect(seen).toHaveLength(3);
});

test('an observer does not see clouds at other instants, or the trial replays of a link', async () => {
  const seen: unknown[] = [];
  const { cloud, ask } = opened();
  stop = observeClouds((one) => void seen.push(one));
  await ask('POST', '/servers/', server);
  cloud.at(cloud.clock.now() + minutes(3));
  cloud.toLink();
  expect(seen).toEqual([]);
});

test('a listener that is not a function is refused', () => {
  expect(() => observeClouds('log' as never)).toThrow('The listener of `observeClouds` is not a function.');
});

test('an exchange says what it tried to begin, from which status, and whether it was refused', async () => {
  const { ask } = opened();
  expect(await ask('POST', '/servers/12345/start/')).toMatchObject({
    refused: 'wrong-state',
    attempts: [{ table: 'servers', key: 12345, action: 'start', from: 'active', outcome: 'wrong-state' }],
  });
  expect(await ask('POST', '/servers/12345/stop/')).toMatchObject({ refused: null, attempts: [{ action: 'stop', from: 'active', outcome: 'begun' }] });
  expect(await ask('POST', '/servers/12345/reboot/')).toMatchObject({
    refused: 'locked',
    attempts: [{ action: 'reboot', from: 'stopping', outcome: 'locked' }],
  });
  expect(await ask('POST', '/servers/', server)).toMatchObject({ attempts: [{ key: 12347, action: 'provision', from: 'provisioning', outcome: 'begun' }] });
});

test('an exchange that begins nothing has no attempts, and shares the list with all others', async () => {
  const { ask } = opened();
  const [one, other] = [await ask('GET', '/servers/'), await ask('GET', '/plans/')];
  expect(one).toMatchObject({ refused: null, attempts: [] });
  expect(one?.attempts).toBe(other?.attempts);
});

test('a request that a fault carries out on a copy attempts nothing; one that it carries out twice, two things', async () => {
  const { cloud, ask } = opened();
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'not-done', times: 1 });
  expect(await ask('POST', '/servers/12345/stop/')).toMatchObject({ reply: { status: 200 }, attempts: [] });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'done-twice', times: 1 });
  expect(await ask('POST', '/servers/12345/stop/')).toMatchObject({ attempts: [{ outcome: 'begun' }, { outcome: 'locked' }] });
});

test('the dry run of a strict cloud attempts nothing, and what it was refused for is not the reply', async () => {
  const cloud = createCloud({ drone }, { strict: 'documented' });
  const asked = cloud.fetch('https://autoscaler.example.com/api/servers/agent-nothing', { method: 'DELETE', headers });
  await asked.catch(() => {});
  const last = cloud.journal.last();
  expect([last?.reply === null, last?.refused, last?.attempts]).toEqual([true, null, []]);
});

test('a scenario that was played is reported by its name', () => {
  const { cloud } = opened();
  const played: unknown[] = [];
  cloud.on('scenario', (one) => void played.push(one));
  cloud.play('vpsorg/out-of-credits');
  expect(played).toEqual([{ name: 'vpsorg/out-of-credits', at: cloud.clock.now() }]);
});
