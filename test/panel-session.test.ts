/** What the panel knows of a cloud, without a page: what it hears, what it asks, and a connection that is lost. */
import { afterEach, expect, test } from '@jest/globals';
import { createCloud, liveClock, manualClock, minutes } from 'stuntbox';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';
import type { Controls } from '../control/in-page.ts';
import { MOST_EXCHANGES, openSession } from '../panel/session.ts';
import { looked, type Looked } from './panel-drawn.ts';

const headers = { authorization: 'Bearer t' };
const open: Looked[] = [];
afterEach(() => {
  for (const panel of open.splice(0)) panel.close();
});
const opened = (...given: Parameters<typeof looked>): Looked => {
  const panel = looked(...given);
  open.push(panel);
  return panel;
};
const live = ({ until, session }: Looked): Promise<void> => until(() => session.known.connection === 'live');
const servers = (panel: Looked, vendor: string, at?: number, offset = 0): Promise<void> => {
  panel.session.want({ vendor, offset, at });
  return panel.until(() => panel.session.known.servers?.wanted.vendor === vendor && panel.session.known.servers.wanted.at === at);
};

test('it knows the cloud once it is connected, and hears of what anybody does', async () => {
  const cloud = createCloud({ puregpu, vpsorg });
  for (let i = 0; i < 2; i += 1) await cloud.fetch('https://admin.vps.org/api/v1/servers/', { headers });
  const panel = opened(cloud);
  const { known } = panel.session;
  expect([known.connection, known.accounts]).toEqual(['connecting', []]);
  await live(panel);
  expect([known.accounts.map(({ vendor }) => vendor), known.journal.map(({ n }) => n), known.faults]).toEqual([['puregpu', 'vpsorg'], [2, 1], []]);
  expect(known.clock).toMatchObject({ now: cloud.clock.now(), kind: 'manual' });

  await cloud.fetch('https://admin.vps.org/api/v1/servers/12345/', { headers });
  await panel.until(() => known.journal.length === 3);
  // Latest first.
  expect(known.journal.map(({ n }) => n)).toEqual([3, 2, 1]);
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error', times: 3 });
  await panel.until(() => known.faults.length === 1);
  await cloud.fetch('https://admin.vps.org/api/v1/servers/', { headers }).catch(() => {});
  await panel.until(() => known.faults[0]?.struck === 1);
  cloud.clock.advance(minutes(5));
  await panel.until(() => known.clock?.now === cloud.clock.now());
  await servers(panel, 'vpsorg');
  cloud.vpsorg.servers.remove(cloud.vpsorg.servers.get(12345));
  await panel.until(() => known.servers?.total === 1 && known.accounts.at(-1)?.tables.find(({ name }) => name === 'servers')?.size === 1);
  cloud.reset();
  await panel.until(() => known.journal.length === 0 && known.faults.length === 0 && known.servers?.total === 2);
  expect(known.clock?.now).toBe(cloud.clock.now());
});

test('it keeps the latest exchanges only', async () => {
  const cloud = createCloud({ vpsorg });
  const panel = opened(cloud);
  await live(panel);
  for (let i = 0; i < MOST_EXCHANGES + 5; i += 1) await cloud.fetch('https://admin.vps.org/api/v1/servers/12345/', { headers });
  const { known } = panel.session;
  await panel.until(() => known.journal[0]?.n === MOST_EXCHANGES + 5);
  expect([known.journal.length, known.journal.at(-1)?.n]).toEqual([MOST_EXCHANGES, 6]);
});

test('the servers are those of a vendor, of a page, or of another instant; an instant that is refused is said', async () => {
  const cloud = createCloud({ puregpu, vpsorg });
  cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'stop');
  const panel = opened(cloud);
  const { known } = panel.session;
  await live(panel);
  await servers(panel, 'puregpu');
  expect([known.servers?.total, known.servers?.list[0]?.key]).toEqual([1, 10]);
  await servers(panel, 'vpsorg');
  expect(known.servers?.list.map(({ status }) => status)).toEqual(['stopping', 'active']);
  await servers(panel, 'vpsorg', cloud.clock.now() + minutes(5));
  expect(known.servers?.list.map(({ status }) => status)).toEqual(['stopped', 'active']);
  expect(cloud.vpsorg.servers.get(12345).status).toBe('stopping');
  const early = cloud.clock.now() - minutes(5);
  await servers(panel, 'vpsorg', early);
  expect([known.servers?.list, known.refused]).toEqual([[], expect.stringMatching(/./)]);
  await servers(panel, 'vpsorg');
  expect(known.refused).toBeUndefined();
  panel.session.want({ vendor: 'vpsorg', offset: 1, at: undefined });
  await panel.until(() => known.servers?.wanted.offset === 1);
  expect(known.servers).toMatchObject({ total: 2, list: [{ key: 12346 }] });
});

test('it reckons the time between what it is told, at the speed of the clock; a clock that stands stands', async () => {
  const cloud = createCloud({ vpsorg }, { clock: liveClock({ speed: 1_000_000, start: '2026-01-01' }) });
  const panel = opened(cloud);
  const { session } = panel;
  expect([session.now(), session.running()]).toEqual([0, false]);
  await live(panel);
  expect(session.running()).toBe(true);
  const first = session.now();
  while (session.now() === first) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(session.now() - first).toBeGreaterThan(500);
  cloud.clock.pause();
  await panel.until(() => session.known.clock?.paused);
  expect([session.running(), session.now()]).toEqual([false, cloud.clock.now()]);
  const still = opened(createCloud({ vpsorg }, { clock: manualClock('2026-01-01') }));
  await live(still);
  expect([still.session.running(), still.session.now()]).toEqual([false, Date.parse('2026-01-01')]);
});

test('the scenarios are read when somebody looks, once', async () => {
  const asked: string[] = [];
  const counting = (controls: Controls): Controls => ({
    ...controls,
    send: (route, given) => {
      asked.push(route);
      return controls.send(route, given);
    },
  });
  const panel = opened(createCloud({ vpsorg }), counting);
  await live(panel);
  expect(panel.session.known.scenarios).toBeUndefined();
  panel.session.wantScenarios();
  panel.session.wantScenarios();
  await panel.until(() => panel.session.known.scenarios !== undefined);
  panel.session.wantScenarios();
  expect(asked.filter((route) => route.endsWith('/scenarios'))).toHaveLength(1);
  expect(panel.session.known.scenarios?.some(({ name }) => name === 'vpsorg/out-of-credits')).toBe(true);
});

test('however many things happen, one round of requests is under way at a time', async () => {
  const cloud = createCloud({ vpsorg });
  let [under, most, rounds] = [0, 0, 0];
  const panel = opened(cloud, (controls) => ({
    ...controls,
    send: async (route, given) => {
      if (!route.endsWith('/servers')) return controls.send(route, given);
      rounds += 1;
      most = Math.max(most, (under += 1));
      try {
        await new Promise((resolve) => setImmediate(resolve));
        return await controls.send(route, given);
      } finally {
        under -= 1;
      }
    },
  }));
  await live(panel);
  await servers(panel, 'vpsorg');
  const before = rounds;
  for (let i = 0; i < 100; i += 1) {
    cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12345), { name: `web-${i}` });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await panel.until(() => JSON.stringify(panel.session.known.servers).includes('web-99'));
  expect(most).toBe(1);
  expect(rounds - before).toBeLessThan(100);
});

test('a connection that ends is said, tried again, and then everything is read anew', async () => {
  const cloud = createCloud({ vpsorg });
  let end = (): void => {};
  let refuse = false;
  let tries = 0;
  const panel = opened(cloud, (controls) => ({
    ...controls,
    async events(signal) {
      tries += 1;
      if (refuse) throw new Error('The controls cannot be reached.');
      const events = await controls.events(signal);
      const ended = new Promise<IteratorResult<never>>((resolve) => {
        end = () => resolve({ done: true, value: undefined });
      });
      const own = events[Symbol.asyncIterator]();
      return { [Symbol.asyncIterator]: () => ({ next: () => Promise.race([own.next(), ended]) }) };
    },
  }));
  const { known, retry } = panel.session;
  await live(panel);
  refuse = true;
  end();
  await panel.until(() => known.connection === 'lost');
  expect(known.why).toBe('The controls ended the connection.');
  // The pauses grow to many seconds, and whoever asks for it does not wait for them.
  for (let i = 0; i < 8; i += 1) {
    const before = tries;
    retry();
    await panel.until(() => tries > before);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(known.why).toBe('The controls cannot be reached.');
  cloud.vpsorg.settings.credits = 7;
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error' });
  refuse = false;
  retry();
  await live(panel);
  expect([known.why, known.faults.length]).toEqual(['', 1]);
  panel.close();
  const after = tries;
  end();
  retry();
  await new Promise((resolve) => setImmediate(resolve));
  expect([tries, known.connection]).toEqual([after, 'live']);
});

test('behind a port it sends the token, and names the cloud that it shows; what the controls refuse is said in their words', async () => {
  const cloud = createCloud({ vpsorg });
  const listening = await cloud.listen({ port: 0, control: { port: 0 } });
  const { url, token } = listening.control;
  const asked: string[] = [];
  const recording: typeof fetch = (input, init) => {
    const request = new Request(input, init);
    asked.push(`${new URL(request.url).pathname} ${request.headers.get('authorization')}`);
    return fetch(request);
  };
  let changed = (): void => {};
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      changed = () => void (holds() && resolve());
      changed();
    });
  const session = openSession({ url: `${url}/`, token, fetch: recording }, () => changed());
  await until(() => session.known.connection === 'live');
  expect(new Set(asked.map((line) => line.split(' ').slice(1).join(' ')))).toEqual(new Set([`Bearer ${token}`]));
  expect(asked.map((line) => line.split(' ')[0])).toContain('/clouds/default/events');
  await cloud.fetch('https://admin.vps.org/api/v1/servers/', { headers });
  await until(() => session.known.journal.length === 1);
  session.close();
  const other = openSession({ url, token, cloud: 'mine' }, () => changed());
  await until(() => other.known.connection === 'lost');
  expect(other.known.why).toMatch(/mine/);
  other.close();
  await listening.close();
});
