/** Each rule of manners, with a rude client and a polite one. */
import { describe, expect, test } from '@jest/globals';
import { setupServer } from 'msw/node';
import { createCloud, hours, manners, minutes, seconds, type Finding, type MannersLimits } from '../index.ts';
import { evotic } from '../handlers/evotic/index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { carefulClient } from '../examples/careful-client.ts';
import { naiveClient } from '../examples/naive-client.ts';

const BASE = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };
const server = { name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' };

const opened = () => {
  const cloud = createCloud({ vpsorg, evotic, puregpu });
  const ask = (method: string, path: string, body?: object): Promise<Response | undefined> =>
    cloud.fetch(BASE + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  /** Asks again and again, with a pause after each. */
  const poll = async (path: string, pauses: readonly number[]): Promise<void> => {
    for (const pause of pauses) {
      await ask('GET', path);
      cloud.clock.advance(pause);
    }
  };
  const surroundings = { fetch: cloud.fetch as typeof fetch, wait: async (ms: number) => cloud.clock.advance(ms), token: 'token' };
  return { cloud, ask, poll, naive: naiveClient(surroundings), careful: carefulClient(surroundings) };
};

const times = (n: number, pause: number): number[] => Array.from({ length: n }, () => pause);
const rules = (findings: readonly Finding[]): string[] => [...new Set(findings.map(({ rule }) => rule))];

describe('two clients of examples/', () => {
  test('the naive one polls too often and without back-off, and the findings name the exchanges', async () => {
    const { cloud, naive } = opened();
    await naive.createServer('web-1');
    const findings = manners(cloud);
    expect(rules(findings)).toEqual(['too-often', 'no-back-off']);
    expect(findings[0]).toMatchObject({
      vendor: 'vpsorg',
      operation: 'GET /servers/{server_id}/',
      message: 'It asked GET /api/v1/servers/12347/ 181 times with pauses down to 1 s; a pause should be at least 2 s.',
    });
    expect(findings[0]?.exchanges).toHaveLength(181);
    expect(findings[1]?.message).toBe(
      'It asked GET /api/v1/servers/12347/ 181 times, every 1 s or so, and its pauses did not grow; let each be longer than the one before, up to 30 s.',
    );
  });

  test('the careful one is polite, whatever goes wrong', async () => {
    for (const outcome of ['answer-lost', 'done-but-broken', 'network-error', 'done-twice'] as const) {
      const { cloud, careful } = opened();
      cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', times: 1, outcome });
      await careful.createServer('web-1');
      expect(manners(cloud)).toEqual([]);
    }
  });

  test('the naive one repeats a create that may have been carried out, and polls on when it failed', async () => {
    const { cloud, naive } = opened();
    cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', times: 1, outcome: 'answer-lost' });
    cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', outcome: 'fails', at: 0.5 });
    await naive.createServer('web-1').catch(() => {});
    const findings = manners(cloud);
    expect(rules(findings)).toEqual(['too-often', 'no-back-off', 'after-the-end', 'repeats-unchecked']);
    expect(findings.find(({ rule }) => rule === 'repeats-unchecked')).toMatchObject({
      message: 'POST /api/v1/servers/ got no answer, so it may have been carried out, and was repeated without a look at what is there.',
      operation: 'POST /servers/',
      exchanges: [{ reply: null }, { reply: { status: 201 } }],
    });
    expect(findings.find(({ rule }) => rule === 'after-the-end')?.message).toMatch(
      /^It asked GET \/api\/v1\/servers\/12348\/ \d+ more times after its task had ended; stop at the last status\.$/,
    );
  });
});

/** Each rule: what a rude client does, and what a polite one does instead. */
const MANNERS: readonly [string, (scene: ReturnType<typeof opened>) => Promise<void>, (scene: ReturnType<typeof opened>) => Promise<void>, MannersLimits?][] = [
  ['too-often', ({ poll }) => poll('/servers/12345/', times(5, seconds(1))), ({ poll }) => poll('/servers/12345/', times(5, seconds(2)))],
  [
    'too-often',
    ({ poll }) => poll('/servers/12345/', times(5, seconds(9))),
    ({ poll }) => poll('/servers/12345/', times(5, seconds(10))),
    { pause: seconds(10) },
  ],
  [
    'no-back-off',
    ({ poll }) => poll('/servers/', times(10, seconds(5))),
    ({ poll }) =>
      poll(
        '/servers/',
        times(10, 1).map((_, n) => seconds(3) * 1.2 ** n),
      ),
  ],
  ['no-back-off', ({ poll }) => poll('/servers/', times(10, seconds(29))), ({ poll }) => poll('/servers/', times(10, seconds(30)))],
  [
    'ignores-retry-after',
    async ({ cloud, ask }) => {
      cloud.faults.add({ vendor: 'vpsorg', outcome: 'refused', kind: 'rate-limited', retryAfter: seconds(20), times: 1 });
      await ask('GET', '/plans/');
      cloud.clock.advance(seconds(19));
      await ask('GET', '/servers/');
    },
    async ({ cloud, ask }) => {
      cloud.faults.add({ vendor: 'vpsorg', outcome: 'refused', kind: 'rate-limited', retryAfter: seconds(20), times: 1 });
      await ask('GET', '/plans/');
      cloud.clock.advance(seconds(20));
      await ask('GET', '/servers/');
    },
  ],
  [
    'after-the-end',
    async ({ cloud, ask, poll }) => {
      await ask('POST', '/servers/12345/reboot/');
      cloud.clock.advance(seconds(30));
      await poll('/servers/12345/', times(6, seconds(5)));
    },
    async ({ cloud, ask, poll }) => {
      await ask('POST', '/servers/12345/reboot/');
      cloud.clock.advance(seconds(10));
      // Its task still runs during the first ones.
      await poll('/servers/12345/', times(6, seconds(5)));
    },
  ],
  [
    'after-the-end',
    async ({ ask, poll }) => {
      await ask('DELETE', '/servers/12345/');
      await poll('/servers/12345/', times(6, seconds(5)));
    },
    async ({ ask, poll }) => {
      await ask('DELETE', '/servers/12345/');
      await poll('/servers/12345/', times(5, seconds(5)));
    },
  ],
  [
    'while-locked',
    async ({ ask }) => {
      await ask('POST', '/servers/12345/stop/');
      await ask('POST', '/servers/12345/reboot/');
    },
    async ({ cloud, ask }) => {
      await ask('POST', '/servers/12345/stop/');
      cloud.clock.advance(seconds(20));
      await ask('POST', '/servers/12345/start/');
    },
  ],
  [
    'repeats-unchecked',
    async ({ cloud, ask }) => {
      cloud.faults.add({ vendor: 'vpsorg', outcome: 'done-but-broken', times: 1 });
      await ask('POST', '/servers/', server);
      await ask('POST', '/servers/', server);
    },
    async ({ cloud, ask }) => {
      cloud.faults.add({ vendor: 'vpsorg', outcome: 'done-but-broken', times: 1 });
      await ask('POST', '/servers/', server);
      await ask('GET', '/servers/');
      await ask('POST', '/servers/', server);
    },
  ],
  [
    'at-once',
    async ({ ask }) => void (await Promise.all(times(7, 0).map((_, n) => ask('GET', `/servers/${n}/`)))),
    async ({ ask }) => void (await Promise.all(times(6, 0).map((_, n) => ask('GET', `/servers/${n}/`)))),
  ],
  [
    'same-at-once',
    async ({ ask }) => void (await Promise.all([ask('GET', '/plans/'), ask('GET', '/servers/'), ask('GET', '/plans/')])),
    async ({ ask }) => {
      await Promise.all([ask('GET', '/plans/'), ask('GET', '/servers/')]);
      await ask('GET', '/plans/');
    },
  ],
  [
    'budget',
    async ({ poll }) => {
      for (let page = 0; page < 60; page += 1) await poll(`/servers/${page}/`, [seconds(1.1)]);
    },
    async ({ poll }) => {
      for (let page = 0; page < 60; page += 1) await poll(`/servers/${page}/`, [seconds(1.3)]);
    },
    { rates: { vpsorg: { limit: 3_600, per: hours(1) } } },
  ],
];

test.each(MANNERS.map((row) => [row[0], row] as const))('%s: the rude client is found, the polite one is not', async (rule, [, rude, polite, limits]) => {
  const [bad, good] = [opened(), opened()];
  await rude(bad);
  await polite(good);
  expect(rules(manners(bad.cloud, limits))).toEqual([rule]);
  expect(manners(good.cloud, limits)).toEqual([]);
});

test('the budget is a sentence with the pace and the limit, from the fault that limits', async () => {
  const { cloud } = opened();
  cloud.faults.add({ vendor: 'evotic', outcome: 'rate-limit', limit: 3_600, per: hours(1) });
  for (let page = 0; page < 1_000; page += 1) {
    await cloud.fetch(`https://evotic.io/api/v1/servers/${page}`, { headers });
    cloud.clock.advance(1_161);
  }
  const [finding, ...others] = manners(cloud);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ rule: 'budget', vendor: 'evotic', operation: null });
  expect(finding?.message).toBe('It makes 3,101 calls an hour, and the limit is 3,600; 2,880 should do.');
});

test('a window that is shorter than the journal is counted, not guessed', async () => {
  const { cloud } = opened();
  const ask = () => cloud.fetch(`${BASE}/servers/`, { headers });
  for (let n = 0; n < 4; n += 1) {
    for (let m = 0; m < 3; m += 1) await ask();
    cloud.clock.advance(minutes(1));
  }
  const rates = (limit: number): MannersLimits => ({ budget: 1, rates: { vpsorg: { limit, per: minutes(1) } } });
  expect(rules(manners(cloud, rates(3)))).toEqual([]);
  expect(manners(cloud, rates(2))[0]?.message).toBe('It makes 3 calls in 60 s, and the limit is 2; 2 should do.');
});

test('a date in Retry-After counts, too; what is unavailable is not asked for again, but anything else may be', async () => {
  const { cloud, ask } = opened();
  const refused = { outcome: 'refused', kind: 'unavailable', retryAfter: minutes(1), times: 1 } as const;
  cloud.faults.add({ vendor: 'puregpu', on: 'GET /services', ...refused });
  const gpu = (path: string) => cloud.fetch(`https://api.puregpu.com${path}`, { headers: { 'x-api-key': 'key' } });
  await gpu('/services');
  await gpu('/server/ostemplates');
  await ask('GET', '/servers/');
  expect(manners(cloud)).toEqual([]);
  await gpu('/services');
  expect(rules(manners(cloud))).toEqual(['ignores-retry-after']);
});

test('requests that wait at once are seen through msw, too', async () => {
  const { cloud } = opened();
  const network = setupServer(...cloud.handlers);
  network.listen();
  try {
    await fetch(`${BASE}/plans/`, { headers });
    expect(manners(cloud)).toEqual([]);
    await Promise.all([fetch(`${BASE}/plans/`, { headers }), fetch(`${BASE}/plans/`, { headers })]);
    expect(rules(manners(cloud))).toEqual(['same-at-once']);
  } finally {
    network.close();
  }
});

test('each limit can be set, and a wrong one is refused', () => {
  const { cloud } = opened();
  expect(manners(cloud, { pause: 0, steady: 0, polls: 2, locked: 9, atOnce: 1, budget: 1, rates: {} })).toEqual([]);
  expect(() => manners(cloud, { pauses: 1 } as never)).toThrow("There is no limit of manners 'pauses'. Did you mean 'pause'?");
  expect(() => manners(cloud, { pause: '2s' } as never)).toThrow("The limit 'pause' cannot be '2s'. Give milliseconds, such as seconds(2).");
  expect(() => manners(cloud, { polls: 1 })).toThrow("The limit 'polls' cannot be 1. Give a whole number from 2.");
  expect(() => manners(cloud, { budget: 80 })).toThrow("The limit 'budget' cannot be 80. Give a share above 0 and up to 1, such as 0.8.");
  expect(() => manners(cloud, { rates: { evotic: 3_600 } } as never)).toThrow("The limit 'rates' cannot be");
  expect(() => manners(cloud, { rates: { hetzner: { limit: 1, per: 1 } } })).toThrow("The rate limit is of 'hetzner', which this cloud does not have.");
});
