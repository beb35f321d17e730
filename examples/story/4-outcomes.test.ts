/** Outcomes: everything that can happen to a create, each in a cloud of its own. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createCloud, forEachOutcome, testEachOutcome, timersClock, type OutcomeTrial, type TimersClock } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { createVps as mended } from './mended.ts';
import { createVps as first, type CreateVps } from './sdk.ts';
import { failureOf, order } from './setup.ts';

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2025-01-16T15:30:00Z') });
});
afterEach(() => {
  jest.useRealTimers();
});

type Trial = OutcomeTrial<typeof vpsorg, TimersClock>;

const createsOne =
  (createVps: CreateVps) =>
  async ({ cloud, outcome }: Trial) => {
    const creating = createVps('any-token', cloud.fetch as typeof fetch).create(order);
    const server = await cloud.clock.finish(creating.catch(() => undefined));
    expect(cloud.vpsorg.servers.filter({ name: 'web-1' }).length).toBeLessThanOrEqual(outcome.name === 'done twice' ? 2 : 1);
    if (server) expect(cloud.vpsorg.servers.get(server.id).status).toBe('active');
  };

const options = { cloud: () => ({ clock: timersClock(jest) }) };

test('the first version sends the create again whenever it does not know what has become of it', async () => {
  expect(await failureOf(forEachOutcome(vpsorg, 'POST /servers/', createsOne(first), options))).toBe(
    `5 of 22 outcomes of POST /servers/ of VPS.org failed:
  done, but 500: expect(received).toBeLessThanOrEqual(expected) | Expected: <= 1 | Received:    2
  answer lost: expect(received).toBeLessThanOrEqual(expected) | Expected: <= 1 | Received:    2
  body cut: expect(received).toBeLessThanOrEqual(expected) | Expected: <= 1 | Received:    2
  malformed body: expect(received).toBeLessThanOrEqual(expected) | Expected: <= 1 | Received:    2
  wrong content type: expect(received).toBeLessThanOrEqual(expected) | Expected: <= 1 | Received:    2`,
  );
}, 60_000); // six thousand polls

testEachOutcome(test, vpsorg, 'POST /servers/', createsOne(mended), options);

const saysThatItIsNotPaid = async (createVps: CreateVps) => {
  const cloud = createCloud({ vpsorg }, { clock: timersClock(jest) });
  cloud.play('vpsorg/out-of-credits');
  const creating = createVps('any-token', cloud.fetch as typeof fetch).create(order);
  await expect(cloud.clock.finish(creating)).rejects.toThrow('402');
};

test('the first version takes a 402 for a server, and asks for it for five minutes', async () => {
  expect(await failureOf(saysThatItIsNotPaid(first))).toContain('Received message:   "web-1 is not active after five minutes."');
});

test('the mended version says that the account is out of credits', () => saysThatItIsNotPaid(mended));
