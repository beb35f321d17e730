/** cloud.toLink() and createCloud.fromLink(): the same screen at the same moment on another machine. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { drone } from '../handlers/drone/index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { vpsorg, type VpsOrg } from '../handlers/vpsorg/index.ts';
import {
  createCloud,
  days,
  linkFragment,
  linkOf,
  liveClock,
  minutes,
  scenarioFor,
  seconds,
  steppingClock,
  systemClock,
  EXAMPLE_START,
  type Clock,
  type Link,
} from '../index.ts';
import { openCloud } from '../cloud/open.ts';
import { main } from '../command-line/main.ts';
import { client } from './client.ts';

const VPS = 'https://admin.vps.org/api/v1';
const wanted = { name: 'a', plan_id: 1, os_id: 5, location: 'us-west' };
const SECRET = 'S3CR3T-t0ken';
const open = (options = {}) => {
  const cloud = createCloud({ vpsorg }, options);
  return { cloud, vps: client(cloud, VPS, { authorization: `Bearer ${SECRET}` }) };
};
/** As another machine gets it. */
const sent = (link: Link): Link => JSON.parse(JSON.stringify(link)) as Link;

test('a link is short: only what changed something is in it, each with its instant, and without what a header says', async () => {
  const { cloud, vps } = open({ seed: 7, settings: { vpsorg: { credits: 500 } } });
  await vps('GET', '/servers/');
  await vps('POST', '/servers/?token=abc', wanted, { cookie: SECRET, 'x-api-key': SECRET, accept: 'application/json' });
  cloud.clock.advance(minutes(1));
  await vps('GET', '/servers/');
  await vps('POST', '/servers/99/stop/');
  cloud.play('vpsorg/out-of-credits');
  cloud.faults.add({ vendor: 'vpsorg', on: 'GET /plans/', times: 2, outcome: 'refused', kind: 'unavailable' });
  cloud.clock.advance(seconds(1));
  await vps('GET', '/plans/');
  await vps('GET', '/servers/');
  const link = cloud.toLink();
  expect(link).toEqual({
    stuntbox: 1,
    vendors: ['vpsorg'],
    seed: 7,
    start: EXAMPLE_START,
    at: EXAMPLE_START + 61_000,
    settings: { vpsorg: { credits: 500 } },
    steps: [
      {
        at: EXAMPLE_START,
        ask: 'vpsorg',
        method: 'POST',
        path: '/servers/',
        type: 'application/json',
        accept: 'application/json',
        body: JSON.stringify(wanted),
      },
      { at: EXAMPLE_START + 60_000, play: 'vpsorg/out-of-credits' },
      { at: EXAMPLE_START + 60_000, fault: { vendor: 'vpsorg', on: 'GET /plans/', times: 2, outcome: 'refused', kind: 'unavailable' } },
      { at: EXAMPLE_START + 61_000, ask: 'vpsorg', method: 'GET', path: '/plans/' },
    ],
  });
  for (const text of [JSON.stringify(link), atob(linkFragment(link).slice(10).replaceAll('-', '+').replaceAll('_', '/'))])
    expect(text).not.toMatch(/S3CR3T|abc|bearer|password/i);
});

test('the other cloud goes on as this one would, knows its past, and has its own credentials, origins and clock', async () => {
  const { cloud, vps } = open();
  await vps('POST', '/servers/', wanted);
  cloud.clock.advance(minutes(1));
  const link = JSON.stringify(cloud.toLink());
  const other = createCloud.fromLink({ vpsorg }, link, { credentials: { vpsorg: 'mine' }, origins: { vpsorg: '/api' }, strict: 'documented' });
  const ask = client(other, 'http://a/api', { authorization: 'Bearer mine' });
  expect((await ask('GET', '/servers/12347/')).body).toMatchObject({ status: 'provisioning' });
  expect((await client(other, 'http://a/api', { authorization: 'Bearer link' })('GET', '/servers/')).status).toBe(401);
  expect(other.at(EXAMPLE_START).vpsorg.progress(other.at(EXAMPLE_START).vpsorg.servers.get(12347))).toBe(0);
  other.clock.settle();
  cloud.clock.settle();
  expect(other.snapshot()).toEqual(cloud.snapshot());

  const running = createCloud.fromLink({ vpsorg }, link, { clock: liveClock() });
  expect(running.vpsorg.servers.get(12347).status).toBe('provisioning');
  expect(running.clock.now() - linkOf(link).at).toBeLessThan(minutes(2));
  const polled = createCloud.fromLink({ vpsorg }, link, { clock: steppingClock(seconds(1)) });
  expect(polled.clock.now()).toBe(linkOf(link).at);
});

test('a request that only a fault counted, of a stranger too, is counted again; the body of bytes stays what it is', async () => {
  const all = createCloud(vendors);
  all.faults.add({ vendor: 'vpsorg', times: 5, outcome: 'rate-limit', limit: 100, per: minutes(1) });
  const vps = (authorization: string) => client(all, VPS, { authorization });
  await vps('Bearer invalid')('POST', '/servers/12345/stop/');
  await vps('Bearer t')('GET', '/servers/');
  expect(all.toLink().steps).toMatchObject([{ fault: {} }, { path: '/servers/12345/stop/', stranger: true }, { path: '/servers/' }]);
  const drive = all.elastichosts.drives.all()[0]?.drive;
  const bytes = new Uint8Array([0, 255, 128, 10]);
  const wrote = all.serve('elastichosts', {
    method: 'POST',
    path: `/drives/${drive}/write`,
    base: '',
    query: '',
    headers: { authorization: `Basic ${btoa(`u:${SECRET}`)}`, 'content-type': 'application/octet-stream' },
    body: bytes,
  });
  all.faults.clear();
  const link = sent(all.toLink());
  if (wrote.reply?.status === 204) expect(link.steps).toContainEqual(expect.objectContaining({ bytes: 'AP+ACg==' }));
  expect(link.steps?.at(-1)).toEqual({ at: EXAMPLE_START, clear: 'faults' });
  expect(JSON.stringify(link)).not.toContain(btoa(`u:${SECRET}`));
  expect(createCloud.fromLink(vendors, link).snapshot()).toEqual(all.snapshot());
});

const mine = scenarioFor<VpsOrg>()({ name: 'vpsorg/mine', description: 'Mine.', play: ({ vpsorg: account }) => void account.servers.remove(12345) });
const byCode: [string, (cloud: ReturnType<typeof open>['cloud']) => void][] = [
  ['a record updated', ({ vpsorg: account }) => account.servers.update(account.servers.get(12345), { name: 'b' })],
  ['a record removed', ({ vpsorg: account }) => account.servers.remove(12345)],
  ['a table cleared', ({ vpsorg: account }) => account.servers.clear()],
  ['a setting assigned', ({ vpsorg: account }) => (account.settings.credits = 3)],
  ['an action begun', ({ vpsorg: account }) => account.begin(account.servers.get(12345), 'stop')],
  ["a scenario of one's own", (cloud) => cloud.play(mine)],
  ['a restore', (cloud) => cloud.restore(cloud.snapshot())],
];
test.each(byCode)('%s by code cannot be told: the link holds a snapshot, and is true', async (_, change) => {
  const { cloud, vps } = open();
  await vps('POST', '/servers/', wanted);
  change(cloud);
  cloud.clock.advance(seconds(5));
  const link = sent(cloud.toLink());
  expect([link.steps, link.snapshot?.now]).toEqual([undefined, EXAMPLE_START + 5_000]);
  expect(createCloud.fromLink({ vpsorg }, link).snapshot()).toEqual(cloud.snapshot());
  cloud.reset();
  await vps('POST', '/servers/', wanted);
  expect(cloud.toLink().steps).toHaveLength(1);
});

test('steps that would not lead to the same state again are not given: the link holds a snapshot', () => {
  let times = 0;
  const twice = scenarioFor<VpsOrg>()({
    name: 'vpsorg/not-the-same-twice',
    description: 'Depends on how often it was played.',
    play: ({ vpsorg: account }) => void (account.settings.credits = times += 1),
  });
  const cloud = createCloud({ vpsorg: { ...vpsorg, scenarios: { ...vpsorg.scenarios, twice } } });
  cloud.play('vpsorg/not-the-same-twice');
  const link = sent(cloud.toLink());
  expect([link.steps, link.snapshot?.accounts['vpsorg']?.settings]).toEqual([undefined, expect.objectContaining({ credits: 1 })]);
});

test('more than a link can hold is a snapshot', async () => {
  const { cloud, vps } = open();
  for (let i = 0; i < 3; i += 1) await vps('PATCH', '/servers/12345/', { name: `${i}`, extra: 'x'.repeat(400_000) });
  expect(cloud.toLink()).toMatchObject({ snapshot: { version: 1 } });
});

test('a link whose scenarios change more than can be replayed is refused', () => {
  const cloud = createCloud({ drone });
  const link = cloud.toLink();
  const steps = Array.from({ length: 200 }, () => ({ at: link.at, play: 'drone/fleet' }));
  expect(() => createCloud.fromLink({ drone }, { ...link, steps })).toThrow(
    /^Step \d+ of the link cannot be replayed: a link makes at most 100,000 changes\. Use a snapshot\.$/,
  );
});

test('a clock that runs by itself gives a link that is true: what happened, happens at one instant', async () => {
  const cloud = createCloud({ vpsorg, puregpu }, { clock: liveClock({ speed: 50_000 }) });
  const vps = client(cloud, VPS, { authorization: 'Bearer t' });
  cloud.play('puregpu/backup-lock');
  for (let i = 0; i < 5; i += 1) await vps('POST', '/servers/', wanted);
  cloud.play('vpsorg/restoring');
  const link = sent(cloud.toLink());
  expect(link.steps).toHaveLength(7);
  const other = createCloud.fromLink({ vpsorg, puregpu }, link);
  expect(other.snapshot().accounts).toEqual(cloud.at(link.at).snapshot().accounts);
  expect(createCloud({ vpsorg }, { clock: systemClock() }).toLink().steps).toEqual([]);
});

test('what time alone does is no step, and a scenario is played at one instant, even when each look at the clock is later', async () => {
  const polled = createCloud({ vpsorg }, { clock: steppingClock(minutes(1)) });
  const poll = client(polled, VPS, { authorization: 'Bearer t' });
  await poll('POST', '/servers/', wanted);
  for (let i = 0; i < 5; i += 1) await poll('GET', '/servers/');
  expect(polled.vpsorg.servers.get(12347).status).toBe('active');
  expect(polled.toLink().steps).toHaveLength(1);

  let looks = EXAMPLE_START;
  const hasty: Clock = { kind: 'hasty', movable: false, now: () => (looks += 1_000), tick() {}, until: () => Promise.resolve(), follow() {} };
  const cloud = createCloud({ puregpu }, { clock: hasty });
  cloud.play('puregpu/backup-lock');
  const link = sent(cloud.toLink());
  expect(link.steps).toHaveLength(1);
  expect(createCloud.fromLink({ puregpu }, link).puregpu.servers.get(10).task).toEqual(cloud.puregpu.servers.get(10).task);
});

const good = createCloud({ vpsorg }).toLink();
const wrongs: [string, unknown, string][] = [
  ['of other vendors', { ...good, vendors: ['puregpu'] }, 'The link is of a cloud with puregpu, but this one has vpsorg. Open it with the same vendors.'],
  ['of another version', { ...good, stuntbox: 2 }, 'The link has version 2, but this version of stuntbox reads only version 1.'],
  ['a text', 'hello', 'That is not a stuntbox link: it is not JSON.'],
  ['a broken fragment', '#stuntbox=abc', 'its fragment is truncated or altered'],
  ['null', null, 'it does not have stuntbox: 1'],
  ['nothing', undefined, 'it does not have stuntbox: 1'],
  ['a snapshot', { version: 1 }, 'it does not have stuntbox: 1'],
  ['without vendors', { ...good, vendors: 1 }, 'its vendors 1 is not a list'],
  ['without a seed', { ...good, seed: null }, 'its seed null is not a text or a number'],
  ['without an instant', { ...good, at: 'now' }, "its at 'now' is not an instant"],
  ['with settings that are none', { ...good, settings: 5 }, 'its settings 5 is not an object'],
  ['with an unknown setting', { ...good, settings: { vpsorg: { credit: 1 } } }, "vpsorg has no setting 'credit'. Did you mean 'credits'?"],
  ['of no steps', { ...good, steps: 'x' }, "its steps 'x' is not a list"],
  ['of an odd step', { ...good, steps: [{ at: good.at, dance: 1 }] }, 'its step 1 is neither a request, a scenario nor a fault'],
  [
    'of steps out of order',
    {
      ...good,
      at: good.at + 9,
      steps: [
        { at: good.at + 5, play: 'a' },
        { at: good.at, play: 'a' },
      ],
    },
    'its step 2 is out of order',
  ],
  ['that ends before it starts', { ...good, at: good.start - 1 }, 'it ends before it starts'],
  [
    'of a scenario that is not there',
    { ...good, steps: [{ at: good.at, play: 'vpsorg/out-of-credit' }] },
    "Step 1 of the link cannot be replayed: No scenario 'vpsorg/out-of-credit'.",
  ],
  ['of a snapshot of others', { ...good, steps: undefined, snapshot: createCloud({ puregpu }).snapshot() }, 'The snapshot is of a cloud with puregpu'],
];
test.each(wrongs)('a link %s is rejected with a helpful error', (_, link, message) => {
  expect(() => createCloud.fromLink({ vpsorg }, link as Link)).toThrow(message);
});

test('a link is read from a value, its JSON, the fragment, and a whole URL', () => {
  expect(linkFragment(good)).toMatch(/^#stuntbox=[\w-]+$/);
  for (const given of [good, JSON.stringify(good), linkFragment(good), `http://localhost:3000/servers?a=b${linkFragment(good)}`])
    expect(linkOf(given)).toEqual(good);
  expect(linkOf(linkFragment({ ...good, seed: 'ü€ÿ>>>???' })).seed).toBe('ü€ÿ>>>???');
});

describe('stuntbox serve --from', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stuntbox-link-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const said = async (...words: string[]): Promise<[number, string]> => {
    let text = '';
    const write = process.stderr.write;
    process.stderr.write = (chunk: string) => ((text += chunk), true);
    try {
      return [await main(words), text];
    } finally {
      process.stderr.write = write;
    }
  };
  const broken: [string, () => string[], string][] = [
    ['a missing file', () => ['--from', join(folder, 'none.json')], 'none.json: the file does not exist.'],
    ['a broken file', () => ['--from', file('broken.json', '{')], 'That is not a stuntbox link: it is not JSON.'],
    [
      'a link of other vendors',
      () => ['puregpu', '--from', file('vps.json', JSON.stringify(good))],
      'The link is of a cloud with vpsorg, but this one has puregpu.',
    ],
    ['an unknown vendor', () => ['--from', file('odd.json', JSON.stringify({ ...good, vendors: ['vpsogr'] }))], "There is no vendor 'vpsogr'."],
    ['a step that cannot be done', () => ['--from', file('step.json', JSON.stringify({ ...good, steps: [{ at: good.at, play: 'x' }] }))], 'Step 1 of the link'],
    ['a seed besides', () => ['--seed', '3', '--from', file('seed.json', JSON.stringify(good))], 'The link has its own seed. Leave out --seed.'],
  ];
  test.each(broken)('%s is one clear sentence, and a failing exit', async (_, words, sentence) => {
    const [status, text] = await said('serve', '--port', '0', ...words());
    expect([status, text]).toEqual([2, expect.stringContaining(`stuntbox: `)]);
    expect(text).toContain(sentence);
    expect(text.trim().split('\n')).toHaveLength(1);
  });

  test('a terminal is told when many steps are replayed, and a pipe is not', async () => {
    const steps = (many: number) => Array.from({ length: many }, () => ({ at: good.at, clear: 'faults' as const }));
    const { isTTY } = process.stderr;
    const heard = async (many: number, terminal: boolean): Promise<string> => {
      // The last step fails, so that nothing listens.
      const link = { ...good, steps: [...steps(many - 1), { at: good.at, play: 'x' }] };
      process.stderr.isTTY = terminal;
      return (await said('serve', '--port', '0', '--from', file('many.json', JSON.stringify(link))))[1].split('\n')[0] ?? '';
    };
    try {
      expect(await heard(500, true)).toBe('stuntbox: replaying the 500 steps of the link …');
      expect(await heard(499, true)).toContain('Step 499 of the link');
      expect(await heard(500, false)).toContain('Step 500 of the link');
    } finally {
      process.stderr.isTTY = isTTY;
    }
  });

  test('the server stands or runs on from the instant of the link', async () => {
    const { cloud, vps } = open();
    await vps('POST', '/servers/', wanted);
    cloud.clock.advance(minutes(1));
    const link = cloud.toLink();
    expect(openCloud({ vpsorg }, {}, { link }).snapshot()).toEqual(cloud.snapshot());
    expect(
      openCloud({ vpsorg }, {}, { link })
        .at(EXAMPLE_START + days(1))
        .vpsorg.servers.get(12347).status,
    ).toBe('active');
    const written = file('good.json', JSON.stringify(link));
    for (const clock of ['manual', 'system']) {
      let url = '';
      const write = process.stdout.write;
      process.stdout.write = (chunk: string) => ((url ||= /at (http\S+)/.exec(chunk)?.[1] ?? ''), true);
      const ended = main(['serve', '--port', '0', '--quiet', '--clock', clock, '--from', written]);
      try {
        while (url === '') await new Promise((resolve) => setTimeout(resolve, 5));
      } finally {
        process.stdout.write = write;
      }
      // Each reply has the date of the cloud's clock.
      const { headers } = await fetch(url);
      const late = Date.parse(headers.get('date') ?? '') - link.at;
      if (clock === 'manual') expect(late).toBe(0);
      else expect(late >= 0 && late < minutes(2)).toBe(true);
      const server = await (await fetch(`${url}/servers/12347/`, { headers: { authorization: 'Bearer t' } })).json();
      expect(server).toMatchObject({ status: 'provisioning' });
      process.emit('SIGTERM');
      expect(await ended).toBe(0);
    }
  });
});
