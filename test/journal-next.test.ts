/** `journal.next`: a test waits for what its client does, without a timer. */
import { expect, jest, test } from '@jest/globals';
import { createCloud, type Exchange, type NextOptions } from '../index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';

const headers = { authorization: 'Bearer t' };
function open() {
  const cloud = createCloud({ vpsorg });
  const ask = (path: string, method = 'GET') => cloud.fetch(`https://admin.vps.org/api/v1${path}`, { method, headers });
  return { cloud, ask, list: () => ask('/servers/'), show: () => ask('/servers/12345/') };
}
const number = ({ n }: Exchange) => n;

test('the next exchange is one that comes after the call, of the operation that was asked for', async () => {
  const { cloud, list, show } = open();
  await list();
  const any = cloud.journal.next();
  const listed = cloud.journal.next('GET /servers/');
  const chosen = cloud.journal.next(({ request }) => request.path.endsWith('/servers/'));
  await show();
  await list();
  expect([await any, await listed, await chosen].map(number)).toEqual([2, 3, 3]);
  expect((await listed).operation).toBe('GET /servers/');
  expect(Object.isFrozen(await listed)).toBe(true);
});

test('with count, it is the last of so many', async () => {
  const { cloud, list, show } = open();
  const third = cloud.journal.next('GET /servers/', { count: 3 });
  for (const asked of [list, show, list, show, list, list]) await asked();
  expect(number(await third)).toBe(5);
});

test('with since, those count that came after that exchange, and those that have come already', async () => {
  const { cloud, list, show } = open();
  for (const asked of [list, list, show]) await asked();
  expect(number(await cloud.journal.next('GET /servers/', { since: 0, count: 2 }))).toBe(2);
  expect(number(await cloud.journal.next('GET /servers/', { since: 1 }))).toBe(2);
  const third = cloud.journal.next('GET /servers/', { since: 1, count: 2 });
  await list();
  expect(number(await third)).toBe(4);
});

test('a wait that is given up leaves nothing behind, and no wait sets a timer', async () => {
  jest.useFakeTimers();
  try {
    const { cloud, list } = open();
    const giving = new AbortController();
    const waits = Array.from({ length: 10_000 }, () => cloud.journal.next('POST /servers/', { signal: giving.signal }));
    await expect(cloud.journal.next()).rejects.toThrow('10,000 waits for the journal are already under way. Give each a signal');
    giving.abort(new Error('over'));
    for (const wait of waits) await expect(wait).rejects.toThrow('over');
    await expect(cloud.journal.next('POST /servers/', { signal: giving.signal })).rejects.toThrow('over');
    const ended = new AbortController();
    let looks = 0;
    const look = cloud.journal.next(() => (looks += 1) > 9, { signal: ended.signal });
    ended.abort(new Error('over'));
    await expect(look).rejects.toThrow('over');
    const next = cloud.journal.next();
    await list();
    expect([number(await next), looks]).toEqual([1, 0]);
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

test('a reset ends the waits, and says so', async () => {
  const { cloud, list } = open();
  const named = cloud.journal.next('GET /servers/');
  const any = cloud.journal.next();
  cloud.reset();
  await expect(named).rejects.toThrow("The cloud was reset while 'GET /servers/' was waited for. Wait again after the reset.");
  await expect(any).rejects.toThrow('while an exchange was waited for');
  const next = cloud.journal.next();
  cloud.journal.clear();
  await list();
  expect(number(await next)).toBe(1);
});

test("a predicate's error belongs to who waits, and not to the request", async () => {
  const { cloud, list } = open();
  const next = cloud.journal.next(() => {
    throw new Error('mine');
  });
  expect((await list())?.status).toBe(200);
  await expect(next).rejects.toThrow('mine');
});

test.each([
  ['GET /servers', {}, "This cloud has no operation 'GET /servers'. Did you mean 'GET /servers/'?"],
  ['GET /servers/', { count: 0 }, 'journal.next cannot wait with count: 0, since: 0. Give whole numbers, and a count from 1.'],
  ['GET /servers/', { count: 1.5 }, 'count: 1.5'],
  ['GET /servers/', { since: -1 }, 'since: -1. Give whole numbers'],
  ['GET /servers/', { cuont: 3 }, "journal.next has no option 'cuont'. Did you mean 'count'?"],
  ['GET /servers/', 3, 'journal.next takes options, such as { count: … }, not 3.'],
])('%p with %p is refused', async (operation, options, why) => {
  const { cloud } = open();
  await expect(cloud.journal.next(operation, options as NextOptions)).rejects.toThrow(why);
});
