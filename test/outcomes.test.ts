/** Each outcome at each vendor, through `cloud.fetch` and over HTTP. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { createCloud, manualClock, minutes, seconds, type Stateful } from '../index.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import type { CoreCloud } from '../cloud/cloud.ts';
import type { Providers } from '../cloud/options.ts';
import type { Fault, Outcome } from '../model/faults.ts';
import { startServer } from '../server/index.ts';
import { examples } from './documents/index.ts';

type AnyWorld = CoreCloud<Providers>;
interface Opened {
  readonly cloud: AnyWorld;
  ask(route: string, options?: { signal?: AbortSignal }): Promise<Response>;
  close(): Promise<void>;
}

/** What is asked of each vendor: an operation that begins a task, one that lists, and what the task ends in. */
const CASES: Record<keyof typeof vendors, { begins: string; lists: string; creates: boolean; ends: string; fails: string; wrong: string; lasts: number }> = {
  puregpu: {
    begins: 'POST /server/{serviceId}/rebuild',
    lists: 'GET /services',
    creates: false,
    ends: 'running',
    fails: 'stopped',
    wrong: 'stopped',
    lasts: minutes(2),
  },
  elastichosts: {
    begins: 'POST /servers/{server}/shutdown',
    lists: 'GET /servers/list',
    creates: false,
    ends: 'stopped',
    fails: 'active',
    wrong: 'dead',
    lasts: seconds(10),
  },
  drone: { begins: 'POST /api/servers', lists: 'GET /api/servers', creates: true, ends: 'running', fails: 'error', wrong: 'stopped', lasts: seconds(110) },
  evotic: { begins: 'POST /servers', lists: 'GET /servers', creates: true, ends: 'started', fails: 'unavailable', wrong: 'paused', lasts: minutes(1) },
  vpsorg: { begins: 'POST /servers/', lists: 'GET /servers/', creates: true, ends: 'active', fails: 'stopped', wrong: 'suspended', lasts: minutes(3) },
};

function request(provider: AnyProvider, route: string): { path: string; init: RequestInit } {
  const [method = '', path = ''] = route.split(' ');
  const example = provider.contract.paths[path]?.[method.toLowerCase() as 'get'];
  const given = example?.['x-example'];
  const headers = new Headers({ accept: 'application/json', ...examples[provider.name as keyof typeof examples][0]?.request.headers });
  if (given?.body !== undefined) headers.set('content-type', 'application/json');
  return {
    path: given?.path ?? path,
    init: { method, headers, ...(given?.body !== undefined && { body: typeof given.body === 'string' ? given.body : JSON.stringify(given.body) }) },
  };
}

const hosts: Record<string, (provider: AnyProvider) => Promise<Opened>> = {
  async 'cloud.fetch'(provider) {
    const cloud = createCloud({ [provider.name]: provider });
    return {
      cloud: cloud as unknown as AnyWorld,
      async ask(route, options = {}) {
        const { path, init } = request(provider, route);
        return (await cloud.fetch(provider.contract.servers[0].url + path, { ...init, ...options })) as Response;
      },
      close: async () => {},
    };
  },
  async HTTP(provider) {
    const { cloud, url, close } = await startServer({ [provider.name]: provider }, { port: 0, clock: manualClock() });
    return {
      cloud: cloud as unknown as AnyWorld,
      ask(route, options = {}) {
        const { path, init } = request(provider, route);
        return fetch(`${url}/${provider.name}${path}`, { ...init, ...options });
      },
      close,
    };
  },
};

const serversOf = (cloud: AnyWorld): readonly (Stateful & Record<string, unknown>)[] => {
  const [name = ''] = Object.keys(cloud.snapshot().accounts);
  return (cloud as unknown as Record<string, { servers: { all(): (Stateful & Record<string, unknown>)[] } }>)[name]?.servers.all() ?? [];
};
/** The server that the operation is about: the newest one where it creates. */
const subject = (cloud: AnyWorld, { creates }: { creates: boolean }) =>
  (creates ? serversOf(cloud).at(-1) : serversOf(cloud)[0]) as Stateful & Record<string, unknown>;
const accounts = (cloud: AnyWorld): string => JSON.stringify(cloud.snapshot().accounts);

let opened: Opened | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

describe.each(Object.keys(hosts))('%s', (host) => {
  describe.each(Object.entries(CASES))('%s', (name, one) => {
    const provider = vendors[name as keyof typeof vendors] as unknown as AnyProvider;
    const open = async (outcome: Outcome, on = one.begins): Promise<Opened & { before: string; count: number }> => {
      opened = await (hosts[host] as (provider: AnyProvider) => Promise<Opened>)(provider);
      // ElasticHosts' first server is kept when it stops.
      opened.cloud.faults.add({ vendor: name, on, ...outcome });
      return { ...opened, before: accounts(opened.cloud), count: serversOf(opened.cloud).length };
    };
    const good = async (response: Response): Promise<boolean> => response.status < 300 && !(await response.clone().text()).includes('"result":"error"');

    test('refused: nothing is done, in the words of the vendor', async () => {
      const { ask, cloud, before } = await open({ outcome: 'refused', kind: 'unavailable' });
      expect((await ask(one.begins)).status).toBeGreaterThanOrEqual(500);
      expect(accounts(cloud)).toBe(before);
      expect(cloud.journal.last()?.why).toBe('Refused by a fault.');
    });

    test('done, but answered 500', async () => {
      const { ask, cloud, before } = await open({ outcome: 'done-but-broken' });
      expect((await ask(one.begins)).status).toBe(500);
      expect(accounts(cloud)).not.toBe(before);
    });

    test('done, and the answer lost', async () => {
      const { ask, cloud, before } = await open({ outcome: 'answer-lost' });
      await expect(ask(one.begins)).rejects.toMatchObject({ name: 'TypeError' });
      expect(accounts(cloud)).not.toBe(before);
      expect(cloud.journal.last()).toMatchObject({ reply: null, why: 'A fault struck: answer-lost.' });
    });

    test('done twice, answered once', async () => {
      const { ask, cloud, count } = await open({ outcome: 'done-twice' });
      expect(await good(await ask(one.begins))).toBe(true);
      expect(serversOf(cloud)).toHaveLength(count + (one.creates ? 2 : 0));
    });

    test('not done, though it said so', async () => {
      const { ask, cloud, before } = await open({ outcome: 'not-done' });
      expect(await good(await ask(one.begins))).toBe(true);
      expect(accounts(cloud)).toBe(before);
      expect(cloud.clock.next()).toBeUndefined();
    });

    test('a network error: nothing is done', async () => {
      const { ask, cloud, before } = await open({ outcome: 'network-error' });
      await expect(ask(one.begins)).rejects.toMatchObject({ name: 'TypeError' });
      expect(accounts(cloud)).toBe(before);
    });

    test('it hangs, until whoever asks gives up', async () => {
      const { ask, cloud, before } = await open({ outcome: 'hangs' });
      const patience = new AbortController();
      const asked = ask(one.begins, { signal: patience.signal }).then(
        () => 'answered',
        (error: Error) => error.name,
      );
      expect(await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 40, 'waiting'))])).toBe('waiting');
      patience.abort();
      expect(await asked).toBe('AbortError');
      expect(accounts(cloud)).toBe(before);
      expect(cloud.clock.settle()).toBe(cloud.clock.now());
    });

    test('accepted, then fails at a share of its time', async () => {
      const { ask, cloud } = await open({ outcome: 'fails', at: 0.5 });
      expect(await good(await ask(one.begins))).toBe(true);
      const server = subject(cloud, one);
      cloud.clock.advance(one.lasts / 2 - 1);
      expect(server.task).not.toBeNull();
      cloud.clock.advance(1);
      expect([server.status, server.task]).toEqual([one.fails, null]);
    });

    test('stuck: the task stops, locks the server forever, and the cloud is at rest', async () => {
      const { ask, cloud } = await open({ outcome: 'stuck', at: 0.4 });
      expect(await good(await ask(one.begins))).toBe(true);
      const server = subject(cloud, one);
      cloud.clock.settle();
      cloud.clock.advance(one.lasts * 100);
      expect(server.task).not.toBeNull();
      const account = (cloud as unknown as Record<string, { progress(record: Stateful): number | null }>)[name];
      expect(account?.progress(server)).toBe(40);
    });

    test('slow: so many times as long', async () => {
      const { ask, cloud } = await open({ outcome: 'slow', factor: 5 });
      await ask(one.begins);
      const server = subject(cloud, one);
      cloud.clock.advance(one.lasts * 5 - 1);
      expect(server.task).not.toBeNull();
      cloud.clock.advance(1);
      expect([server.status, server.task]).toEqual([one.ends, null]);
    });

    test('settles in the wrong state', async () => {
      const { ask, cloud } = await open({ outcome: 'settles', in: one.wrong });
      await ask(one.begins);
      const server = subject(cloud, one);
      cloud.clock.advance(one.lasts);
      expect(server.status).toBe(one.wrong);
    });

    test('progress that goes back once, or in steps', async () => {
      const { ask, cloud } = await open({ outcome: 'progress', shape: { back: [0.6, 0.2] } });
      await ask(one.begins);
      const account = (cloud as unknown as Record<string, { progress(record: Stateful): number | null }>)[name];
      const seen = [0.2, 0.3, 0.25].map((share) => {
        cloud.clock.advance(one.lasts * share);
        return account?.progress(subject(cloud, one));
      });
      expect(seen).toEqual([20, 50, 50]);
      cloud.clock.advance(one.lasts * 0.25);
      expect(subject(cloud, one).status).toBe(one.ends);
    });

    test('the body is cut: what arrives is a part, and the connection drops', async () => {
      const { ask } = await open({ outcome: 'cut', at: 0.5 }, one.lists);
      const reply = await ask(one.lists);
      expect(reply.status).toBe(200);
      await expect(reply.text()).rejects.toMatchObject({ name: 'TypeError' });
    });

    test('the body is malformed, or of another type than it should be', async () => {
      const { ask, cloud } = await open({ outcome: 'malformed' }, one.lists);
      const text = await (await ask(one.lists)).text();
      expect(text.length).toBeGreaterThan(0);
      expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
      cloud.faults.clear();
      cloud.faults.add({ vendor: name, on: one.lists, outcome: 'wrong-type' } as never);
      const page = await ask(one.lists);
      expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([200, 'text/html', expect.stringContaining('<!doctype html>')]);
    });

    test('latency: the answer comes when the clock has come so far', async () => {
      const { ask, cloud } = await open({ outcome: 'latency', median: 1_000, sigma: 0.5 }, one.lists);
      let answered = false;
      const asked = ask(one.lists).then((reply) => ((answered = true), reply.status));
      while (cloud.journal.size === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(answered).toBe(false);
      cloud.clock.advance(minutes(1));
      expect(await asked).toBe(200);
    });

    test('stale reads: a list lags behind by so many reads, or by so much time', async () => {
      const { ask, cloud } = await open({ outcome: 'stale', reads: 2 }, one.lists);
      const list = async () => (await ask(one.lists)).text();
      const first = await list();
      cloud.reset();
      cloud.faults.add({ vendor: name, on: one.lists, outcome: 'stale', reads: 2 } as never);
      const table = (cloud as unknown as Record<string, { servers: { all(): object[]; remove(record: object): boolean } }>)[name]?.servers;
      table?.remove(table.all()[0] as object);
      expect([await list(), await list()]).toEqual([first, first]);
      const fresh = await list();
      expect(fresh).not.toBe(first);
      cloud.faults.clear();
      expect(await list()).toBe(fresh);
      cloud.reset();
      cloud.faults.add({ vendor: name, on: one.lists, outcome: 'stale', ms: seconds(5) } as never);
      table?.remove(table.all()[0] as object);
      expect(await list()).toBe(first);
      cloud.clock.advance(seconds(5));
      expect(await list()).toBe(fresh);
    });
  });

  test.each([
    ['vpsorg', 429],
    ['evotic', 429],
    ['puregpu', 429],
  ] as const)('%s has a rate limit: so many requests a window, by the clock of the cloud', async (name, status) => {
    const provider = vendors[name] as unknown as AnyProvider;
    opened = await (hosts[host] as (provider: AnyProvider) => Promise<Opened>)(provider);
    const { cloud, ask } = opened;
    cloud.faults.add({ vendor: name, outcome: 'rate-limit', limit: 2, per: minutes(1) } as never);
    const asked = async () => (await ask(CASES[name].lists)).status;
    cloud.clock.advance(seconds(10));
    expect([await asked(), await asked(), await asked()]).toEqual([200, 200, status]);
    cloud.clock.advance(seconds(59));
    const refused = await ask(CASES[name].lists);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([status, '1']);
    cloud.clock.advance(seconds(1));
    expect(await asked()).toBe(200);
  });
});

test('Evotic tells of its limit in each answer, as Laravel does', async () => {
  const cloud = createCloud({ evotic: vendors.evotic });
  cloud.faults.add({ vendor: 'evotic', outcome: 'rate-limit', limit: 1, per: minutes(1) });
  const ask = async () => (await cloud.fetch('https://evotic.io/api/v1/servers', { headers: { authorization: 'Bearer t' } }))?.headers;
  const [first, second] = [await ask(), await ask()];
  expect([first?.get('x-ratelimit-limit'), first?.get('x-ratelimit-remaining'), first?.get('x-ratelimit-reset')]).toEqual(['1', '0', null]);
  expect([second?.get('x-ratelimit-remaining'), second?.get('retry-after'), second?.get('x-ratelimit-reset')]).toEqual([
    '0',
    '60',
    String(Date.UTC(2025, 0, 16, 15, 31) / 1000),
  ]);
});

test('a fault strikes one server only, or the nth call only', async () => {
  const { vpsorg } = vendors;
  const cloud = createCloud({ vpsorg });
  const status = async (id: number) => (await cloud.fetch(`https://admin.vps.org/api/v1/servers/${id}/`, { headers: { authorization: 'Bearer t' } }))?.status;
  cloud.faults.add({ vendor: 'vpsorg', server: 12346, outcome: 'refused', kind: 'unavailable' });
  expect([await status(12345), await status(12346)]).toEqual([200, 503]);
  cloud.faults.clear();
  cloud.faults.add({ vendor: 'vpsorg', on: 'GET /servers/{server_id}/', after: 2, times: 1, outcome: 'refused', kind: 'unavailable' });
  expect([await status(12345), await status(12345), await status(12345), await status(12345)]).toEqual([200, 200, 503, 200]);
});

const impossible: [Fault, string][] = [
  [{ vendor: 'vpsorg', on: 'GET /servers/', server: 1, outcome: 'network-error' }, 'which names no server'],
  [{ vendor: 'vpsorg', on: 'GET /servers/', outcome: 'stuck', at: 0.5 }, 'which begins no task'],
  [{ vendor: 'vpsorg', on: 'POST /servers/', outcome: 'stale', reads: 1 }, 'which is not a read'],
  [{ vendor: 'vpsorg', outcome: 'stale' }, 'needs either'],
  [{ vendor: 'vpsorg', outcome: 'settles', in: 'actve' }, "cannot settle in 'actve'. Did you mean 'active'?"],
  [{ vendor: 'drone', outcome: 'rate-limit', limit: 1, per: 1 }, "cannot refuse with 'rate-limited'"],
  [{ vendor: 'vpsorg', outcome: 'rate-limit', limit: 1.5, per: 1 }, 'has an invalid limit: 1.5'],
  [{ vendor: 'vpsorg', outcome: 'latency', median: 10, sigma: -1 }, 'has an invalid sigma: -1'],
];
test.each(impossible)('a fault that can never strike as meant is refused when it is added: %p', (fault, why) => {
  expect(() => createCloud(vendors).faults.add(fault as never)).toThrow(why);
});

test('a response without a body is not corrupted', async () => {
  const cloud = createCloud({ vpsorg: vendors.vpsorg });
  for (const outcome of ['wrong-type', 'malformed'] as const) cloud.faults.add({ vendor: 'vpsorg', on: 'DELETE /servers/{server_id}/', outcome });
  expect((await cloud.fetch('https://admin.vps.org/api/v1/servers/12345/', { method: 'DELETE', headers: { authorization: 'Bearer t' } }))?.status).toBe(204);
});

test('the standalone server explains a rejection in a header to clients that ask for it', async () => {
  const { url, cloud, close } = await startServer({ vpsorg: vendors.vpsorg }, { port: 0, clock: manualClock() });
  try {
    const stop = (headers: Record<string, string> = {}) =>
      fetch(`${url}/servers/12345/stop/`, { method: 'POST', headers: { authorization: 'Bearer t', ...headers } });
    expect((await stop({ 'x-stuntbox-why': '1' })).headers.get('x-stuntbox-why')).toBeNull();
    cloud.clock.advance(seconds(12.4));
    expect((await stop()).headers.get('x-stuntbox-why')).toBeNull();
    expect((await stop({ 'x-stuntbox-why': '1' })).headers.get('x-stuntbox-why')).toBe(
      'Locked by stop, 62% done, until 2025-01-16T15:30:20.000Z. Allowed now: update, delete.',
    );
  } finally {
    await close();
  }
});
