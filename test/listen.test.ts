/** A cloud on a port: `cloud.listen`, `startServer`, and under which paths a vendor is there. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCloud, minutes, systemClock } from 'stuntbox';
import { startServer } from 'stuntbox/server';
import { vpsorg } from 'stuntbox/vpsorg';
import { listen as listenInBrowser } from '../cloud/listen-needs-node.ts';
import type { Listening } from '../cloud/listen.ts';
import type { CoreCloud } from '../cloud/cloud.ts';
import { openCloud } from '../cloud/open.ts';
import type { Providers } from '../cloud/options.ts';
import { vendors } from '../handlers/index.ts';
import { answersAsPrinted, examples } from './documents/index.ts';
import type { VendorName } from './hosts/index.ts';

const headers = { authorization: 'Bearer t' };

/** A cloud of whatever vendors that listens. */
interface ServedCloud extends Listening {
  readonly cloud: CoreCloud<Providers>;
}

test('a cloud listens, and it is this very cloud that answers, for as long as it listens', async () => {
  const cloud = createCloud({ vpsorg });
  const { url, close } = await cloud.listen({ port: 0 });
  await fetch(`${url}/servers/12345/stop/`, { method: 'POST', headers });
  expect(cloud.vpsorg.servers.get(12345).status).toBe('stopping');
  cloud.clock.advance(minutes(1));
  expect(await (await fetch(`${url}/vpsorg/servers/12345/`, { headers })).json()).toMatchObject({ status: 'stopped' });
  expect(cloud.journal.size).toBe(2);
  await close();
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test('a cloud listens on as many ports as it is told to, and so does what it was or will be', async () => {
  const cloud = createCloud({ vpsorg });
  await cloud.fetch('https://admin.vps.org/api/v1/servers/12345/stop/', { method: 'POST', headers });
  const running = [await cloud.listen({ port: 0 }), await cloud.listen({ port: 0 }), await cloud.at(cloud.clock.now() + minutes(1)).listen({ port: 0 })];
  const statuses = await Promise.all(
    running.map(async ({ url }) => ((await (await fetch(`${url}/servers/12345/`, { headers })).json()) as { status: string }).status),
  );
  expect(statuses).toEqual(['stopping', 'stopping', 'stopped']);
  await Promise.all(running.map(({ close }) => close()));
});

test('a cloud without msw listens too', async () => {
  const { url, close } = await openCloud({ vpsorg }).listen({ port: 0 });
  expect((await fetch(`${url}/servers/`, { headers })).status).toBe(200);
  await close();
});

const wrongs: [object, string][] = [
  [{ prot: 0 }, "There is no option 'prot' to listen with. Did you mean 'port'?"],
  [{ port: 65_536 }, 'The option port cannot be 65536. Give a whole number from 0 to 65535.'],
  [{ port: -1 }, 'The option port cannot be -1. Give a whole number from 0 to 65535.'],
  [{ port: '0' }, "The option port cannot be '0'. Give a whole number from 0 to 65535."],
  [{ host: '' }, "The option host cannot be ''. Give an address, such as '127.0.0.1'."],
  [{ allowedHosts: 'a' }, "The option allowedHosts cannot be 'a'. Give a list of names."],
  [{ largestBody: 1.5 }, 'The option largestBody cannot be 1.5. Give a whole number of bytes.'],
  [{ why: 1 }, 'The option why cannot be 1. Give true or false.'],
  [{ onBug: {} }, 'The option onBug cannot be of type object. Give a function.'],
];
test.each(wrongs)('%p is refused before anything listens', async (options, sentence) => {
  await expect(createCloud({ vpsorg }).listen(options)).rejects.toThrow(sentence);
});

test('where there is no Node, listening says that it needs it', async () => {
  await expect(listenInBrowser()).rejects.toThrow('cloud.listen() needs Node to open a port');
});

test("startServer's cloud has everything that a cloud has, and a manual clock unless it is given another", async () => {
  const running = await startServer({ vpsorg }, { port: 0 });
  const plain = createCloud({ vpsorg });
  expect(Object.keys(running.cloud).sort()).toEqual(Object.keys(plain).sort());
  expect(running.cloud.handlers).toHaveLength(1);
  running.cloud.clock.advance(minutes(1));
  expect(running.cloud.clock.now() - plain.clock.now()).toBe(minutes(1));
  await running.close();
  const system = await startServer({ vpsorg }, { port: 0, clock: systemClock() });
  expect(system.cloud.clock.kind).toBe('system');
  await system.close();
});

test('startServer does what a link says', async () => {
  const cloud = createCloud({ vpsorg });
  cloud.play('vpsorg/out-of-credits');
  const running = await startServer({ vpsorg }, { port: 0, from: cloud.toLink() });
  expect(running.cloud.vpsorg.settings.credits).toBe(0);
  await running.close();
});

test('a cloud closes at once, also while a request waits for an answer that is a day away', async () => {
  const cloud = createCloud({ vpsorg });
  const { url, close } = await cloud.listen({ port: 0 });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: minutes(24 * 60) });
  const asked = fetch(`${url}/servers/`, { headers });
  while (cloud.journal.size === 0) await new Promise((resolve) => setImmediate(resolve));
  const refused = expect(asked).rejects.toThrow('fetch failed');
  const start = cloud.clock.now();
  await close();
  await refused;
  // Nobody waits any more: there is nothing to move to.
  expect(cloud.clock.settle()).toBe(start);
});

describe('whoever replaces only the host in a line of a document gets the answer of the document', () => {
  let all: ServedCloud;
  const alone = new Map<string, ServedCloud>();
  const listening = async (providers: Providers): Promise<ServedCloud> => {
    const cloud = openCloud<Providers>(providers);
    return { cloud, ...(await cloud.listen({ port: 0 })) };
  };
  beforeAll(async () => {
    all = await listening(vendors);
    for (const [name, provider] of Object.entries(vendors)) alone.set(name, await listening({ [name]: provider }));
  });
  afterAll(() => Promise.all([all, ...alone.values()].map(({ close }) => close())));

  for (const vendor of Object.keys(examples) as VendorName[]) {
    const origin = new URL(vendors[vendor].contract.servers[0].url).pathname.replace(/\/$/, '');
    const places: [string, () => [ServedCloud, string]][] = [
      [`/${vendor}`, () => [all, `/${vendor}`]],
      [`/${vendor}${origin}`, () => [all, `/${vendor}${origin}`]],
      ['the root, alone', () => [alone.get(vendor) ?? all, '']],
      [`${origin}, alone`, () => [alone.get(vendor) ?? all, origin]],
    ];
    describe.each(places)(`${vendor} at %s`, (_, place) => {
      test.each(examples[vendor])('$heading', async (example) => {
        const [{ cloud, url }, base] = place();
        cloud.reset();
        await answersAsPrinted(vendor, example, {
          ask: (_vendor, { method, path, headers: sent, body }) =>
            fetch(url + base + path, { method, headers: sent, redirect: 'manual', ...(body !== undefined && { body }) }),
          advance: async (ms) => cloud.clock.advance(ms),
          play: async (scenario) => cloud.play(scenario),
          close: async () => {},
        });
      });
    });
  }

  test.each([
    ['/vpsorg/servers', '/vpsorg/servers/'],
    ['/vpsorg/api/v1/servers', '/vpsorg/api/v1/servers/'],
    ['/servers?a=b', '/servers/?a=b'],
    ['/api/v1/servers?a=b', '/api/v1/servers/?a=b'],
  ])('%s is redirected to %s, where it came from', async (asked, location) => {
    const { url } = alone.get('vpsorg') ?? all;
    const reply = await fetch(url + asked, { headers, redirect: 'manual' });
    expect([reply.status, reply.headers.get('location')]).toEqual([301, location]);
    expect((await fetch(url + location, { headers })).status).toBe(200);
  });

  test.each(['/api/v1/servers/', '/api/v10/servers/', '/vpsorgs/servers/', '/constructor/servers/', '/__proto__/'])(
    'no vendor is at %s, where there are several',
    async (path) => {
      const reply = await fetch(all.url + path, { headers });
      expect([reply.status, await reply.json()]).toEqual([404, { error: expect.stringContaining('Available: /puregpu') }]);
    },
  );

  test('a vendor that was moved is at the path that it was moved to, too', async () => {
    const moved = createCloud({ vpsorg }, { origins: { vpsorg: '/api/vps' } });
    const { url, close } = await moved.listen({ port: 0 });
    for (const base of ['', '/api/v1', '/api/vps', '/vpsorg', '/vpsorg/api/v1', '/vpsorg/api/vps'])
      expect([base, (await fetch(`${url}${base}/servers/`, { headers })).status]).toEqual([base, 200]);
    expect((await fetch(`${url}/api/vpsx/servers/`, { headers })).status).toBe(404);
    await close();
  });

  test('a vendor whose name is the start of its own path is at the whole path', async () => {
    const api = { ...vpsorg, name: 'api' };
    const { url, close } = await openCloud<Providers>({ api }).listen({ port: 0 });
    for (const base of ['', '/api', '/api/v1', '/api/api/v1']) expect([base, (await fetch(`${url}${base}/servers/`, { headers })).status]).toEqual([base, 200]);
    await close();
  });
});
