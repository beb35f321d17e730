/** What a suite has walked: facts, their lines between processes, the report, its thresholds, and how it is shown. */
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { evotic } from '../handlers/evotic/index.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud, minutes } from '../index.ts';
import { finish, checkOptions } from '../reporters/finish.ts';
import { clear, left, shelf } from '../reporters/folder.ts';
import { catalogueOf, MEASURES, type Catalogue } from '../testing/coverage/catalogue.ts';
import { merged } from '../testing/coverage/merge.ts';
import { coveragePage } from '../testing/coverage/page.ts';
import { readCatalogue } from '../testing/coverage/read-catalogue.ts';
import { reportOf, type CoverageReport } from '../testing/coverage/report.ts';
import { collector, gathered } from '../testing/coverage/tally.ts';
import { CHROMIUM, launched } from './chromium.ts';
import { coverageText } from '../testing/coverage/text.ts';
import { checkThresholds, missed } from '../testing/coverage/thresholds.ts';
import { walker } from '../testing/coverage/walk.ts';

const BASE = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };

/** A cloud, and the facts that are seen in it. */
const walking = () => {
  const cloud = createCloud({ vpsorg, evotic, elastichosts });
  const facts: string[] = [];
  walker((_, what) => facts.push(what))(cloud);
  const ask = (method: string, path: string, body?: object | string) =>
    cloud.fetch(path.startsWith('https:') ? path : BASE + path, {
      method,
      headers,
      ...(body && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return { cloud, facts, ask };
};

describe('facts', () => {
  test('a request is an operation, a status, what was sent and shown, and what the reply rests on', async () => {
    const { facts, ask } = walking();
    await ask('GET', '/servers/?status=active&page=2');
    expect(facts).toEqual(
      expect.arrayContaining([
        'operation|GET /servers/',
        'status|GET /servers/|200',
        'evidence|documented',
        'sent|GET /servers/|query.status',
        'shown|GET /servers/|results[].plan.id',
      ]),
    );
    expect(facts.filter((what) => what.includes('page'))).toEqual([]);
  });

  test('what an action met is a transition: begun, refused for the status, refused by a lock, and how the task ended', async () => {
    const { cloud, facts, ask } = walking();
    await ask('POST', '/servers/12345/start/');
    await ask('POST', '/servers/12345/stop/');
    await ask('POST', '/servers/12345/stop/');
    cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/{server_id}/start/', outcome: 'fails', at: 0.5 });
    cloud.clock.settle();
    await ask('POST', '/servers/12345/start/');
    cloud.clock.settle();
    const transitions = facts.filter((what) => /^(began|wrong-state|locked|ended)/.test(what));
    expect(transitions).toEqual([
      'wrong-state|servers|active|start',
      'began|servers|active|stop',
      'locked|servers|stop',
      'ended|servers|stop|done',
      'began|servers|stopped|start',
      'ended|servers|start|failed',
    ]);
    expect(facts).toContain('refused|POST /servers/{server_id}/stop/|locked');
  });

  test('a task that a fault lets settle elsewhere has ended so; one that is interrupted has not ended', async () => {
    const { cloud, facts, ask } = walking();
    cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', outcome: 'settles', in: 'suspended' });
    await ask('POST', '/servers/', { name: 'a', plan_id: 1, os_id: 5, location: 'us-west' });
    cloud.clock.advance(minutes(3));
    await ask('POST', '/servers/', { name: 'b', plan_id: 1, os_id: 5, location: 'us-west' });
    await ask('DELETE', '/servers/12348/');
    cloud.clock.settle();
    expect(facts.filter((what) => what.startsWith('ended'))).toEqual(['ended|servers|provision|settled']);
  });

  test('forms, and lines of KEY VALUE, have members, too; a request that matches no operation is counted as such', async () => {
    const { cloud, facts, ask } = walking();
    await cloud.fetch('https://evotic.io/api/v1/servers', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'name=evo&cpu=1',
    });
    await cloud.fetch('https://api-lon-p.elastichosts.com/servers/info', { headers: { authorization: 'Basic dXNlcjprZXk=' } });
    await ask('GET', '/nothing/');
    expect(facts).toEqual(expect.arrayContaining(['sent|POST /servers|body.name', 'sent|POST /servers|body.cpu', 'shown|GET /servers/info|[].name', 'stray']));
  });

  test('a scenario that was played is a fact; a body that cannot be read has no members', async () => {
    const { cloud, facts, ask } = walking();
    cloud.play('vpsorg/out-of-credits');
    await ask('POST', '/servers/', '{"name":');
    expect(facts).toContain('scenario|vpsorg/out-of-credits');
    expect(facts.filter((what) => what.startsWith('sent'))).toEqual([]);
  });

  test('a request that a cloud does not serve because of its violations has walked nothing', async () => {
    const facts: string[] = [];
    const cloud = createCloud({ vpsorg }, { violations: 'refuse' });
    walker((_, what) => facts.push(what))(cloud);
    const reply = await cloud.fetch(`${BASE}/servers/?page=2`, { headers });
    expect([reply?.status, facts]).toEqual([400, []]);
  });

  test('a client cannot fill the report with names of its own', async () => {
    const { cloud, facts } = walking();
    const config = Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`user:key${n}`, 'value']));
    await cloud.fetch('https://api-lon-p.elastichosts.com/servers/create/stopped', {
      method: 'POST',
      headers: { authorization: 'Basic dXNlcjprZXk=', 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ name: 'a', cpu: 1000, mem: 512, ...config }),
    });
    expect(new Set(facts.filter((what) => what.startsWith('shown'))).size).toBeLessThanOrEqual(500);
  });
});

describe('the lines between processes', () => {
  test('a fact is new once, and each line says what happened since the line before', () => {
    const { see, take } = collector();
    expect([see('v', 'a'), see('v', 'a'), see('w', 'a')]).toEqual([true, false, true]);
    expect(take()).toBe('{"stuntbox":1,"vendor":"v","facts":{"a":2}}\n{"stuntbox":1,"vendor":"w","facts":{"a":1}}\n');
    expect(take()).toBe('');
    expect(see('v', 'a')).toBe(false);
    expect(take()).toBe('{"stuntbox":1,"vendor":"v","facts":{"a":1}}\n');
  });

  test('lines of many processes add up, in whatever order; a torn one costs only itself, and is counted', () => {
    const line = (facts: object) => `${JSON.stringify({ stuntbox: 1, vendor: 'v', facts })}\n`;
    const texts = [line({ a: 1, b: 2 }) + line({ a: 1 }), `${line({ c: 1 })}{"stuntbox":1,"vendor":"v","fac`, `{"stuntbox":1,"ven\n${line({ a: 5 })}`, ''];
    for (const order of [texts, texts.toReversed()]) {
      const { tally, torn } = gathered(order);
      expect([Object.fromEntries(tally.get('v') ?? []), torn]).toEqual([{ a: 7, b: 2, c: 1 }, 2]);
    }
  });

  test.each([
    'null',
    '[]',
    '"text"',
    '{"stuntbox":2,"vendor":"v","facts":{"a":1}}',
    '{"stuntbox":1,"vendor":1,"facts":{}}',
    '{"stuntbox":1,"vendor":"v","facts":{"a":-1}}',
    '{"stuntbox":1,"vendor":"v","facts":{"a":"1"}}',
    '{"stuntbox":1,"vendor":"v","facts":[]}',
  ])('a line that is not ours is skipped and counted: %s', (line) => {
    const { tally, torn } = gathered([`${line}\n`]);
    expect([tally.size, torn]).toEqual([0, 1]);
  });

  test('names from outside do not reach a prototype', () => {
    const { tally } = gathered(['{"stuntbox":1,"vendor":"__proto__","facts":{"__proto__":1,"constructor":2}}\n']);
    expect([...(tally.get('__proto__') ?? [])]).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
    expect(({} as Record<string, unknown>)['constructor']).toBe(Object);
  });
});

describe('the folder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stuntbox-facts-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('collectors that write at once have a file each; together they say everything', async () => {
    const places = [shelf(folder), shelf(folder)];
    places.forEach((place, n) => place.append(`{"stuntbox":1,"vendor":"v","facts":{"f${n}":1,"both":1}}\n`));
    places[0]?.append('{"stuntbox":1,"vendor":"v","facts":{"both":1}}\n');
    expect(Object.fromEntries(left(folder).gathered.tally.get('v') ?? [])).toEqual({ f0: 1, f1: 1, both: 3 });
    expect(await readdir(folder)).toHaveLength(2);
  });

  test('a folder that does not exist holds nothing; one that is deleted meanwhile is made again', async () => {
    const place = shelf(join(folder, 'deep/er'));
    expect(left(join(folder, 'deep/er')).gathered.tally.size).toBe(0);
    place.append('{"stuntbox":1,"vendor":"v","facts":{"a":1}}\n');
    await rm(join(folder, 'deep'), { recursive: true });
    place.append('{"stuntbox":1,"vendor":"v","facts":{"b":1}}\n');
    expect([...(left(join(folder, 'deep/er')).gathered.tally.get('v') ?? [])]).toEqual([['b', 1]]);
  });

  test('a catalogue of this run is kept, one of an earlier run is written again, and a broken one is ignored', async () => {
    const place = shelf(folder);
    const path = join(folder, 'vpsorg.catalogue.json');
    await writeFile(path, '{"broken":');
    expect(left(folder).catalogues).toEqual([]);
    place.keep(vpsorg);
    // It was written after this process began, so that it counts as this run's.
    expect(await readFile(path, 'utf8')).toBe('{"broken":');
    await utimes(path, 0, 0);
    place.keep(vpsorg);
    expect(left(folder).catalogues.map(({ vendor }) => vendor)).toEqual(['vpsorg']);
    expect(await readdir(folder)).toEqual(['vpsorg.catalogue.json']);
  });

  test('what is cleared is ours alone', async () => {
    shelf(folder).append('{"stuntbox":1,"vendor":"v","facts":{"a":1}}\n');
    shelf(folder).keep(vpsorg);
    await writeFile(join(folder, 'notes.txt'), 'mine');
    clear(folder);
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });

  test('a vendor of which no process has written a catalogue is named, one of ours is known anyway', () => {
    shelf(folder).append('{"stuntbox":1,"vendor":"mine","facts":{"a":1}}\n{"stuntbox":1,"vendor":"evotic","facts":{"operation|GET /servers":1}}\n');
    const { report, text } = finish(folder);
    expect([report.unknown, report.vendors.map(({ vendor }) => vendor)]).toEqual([['mine'], ['evotic']]);
    expect(text).toContain("'mine' was used, but no process could write what there is of it.");
  });

  test('the report and the page are written where they are wanted', async () => {
    finish(folder, { html: join(folder, 'out/page.html'), json: join(folder, 'out/report.json'), all: true });
    expect(await readFile(join(folder, 'out/page.html'), 'utf8')).toContain('<h2>VPS.org</h2>');
    expect((JSON.parse(await readFile(join(folder, 'out/report.json'), 'utf8')) as CoverageReport).vendors).toHaveLength(5);
  });
});

const vps = catalogueOf(vpsorg);

describe('the report', () => {
  test('a percentage is 100 only when everything was walked', () => {
    const items = Array.from({ length: 1_000 }, (_, n) => ({ fact: `shown|${n}`, measure: 'shown' as const, what: String(n) }));
    const share = (walked: number) =>
      reportOf([{ ...vps, items }], { tally: new Map([['vpsorg', new Map(items.slice(0, walked).map(({ fact }) => [fact, 1]))]]), torn: 0 }).shares.shown;
    expect(share(1_000)).toEqual({ walked: 1_000, of: 1_000, percent: 100 });
    expect(share(999).percent).toBe(99);
    expect(share(0).percent).toBe(0);
  });

  test('a vendor that was not touched is left out, unless all are wanted', () => {
    const tally = new Map([['vpsorg', new Map([['operation|GET /plans/', 3]])]]);
    const catalogues = [vps, catalogueOf(evotic)];
    expect(reportOf(catalogues, { tally, torn: 0 }).vendors.map(({ vendor }) => vendor)).toEqual(['vpsorg']);
    expect(reportOf(catalogues, { tally, torn: 0 }, { all: true }).vendors.map(({ vendor }) => vendor)).toEqual(['vpsorg', 'evotic']);
  });

  test('a status that the contract documents nowhere is listed', () => {
    const tally = new Map([
      [
        'vpsorg',
        new Map([
          ['status|GET /plans/|418', 1],
          ['status|GET /plans/|200', 1],
          ['status|GET /plans/|429', 1],
        ]),
      ],
    ]);
    expect(reportOf([vps], { tally, torn: 0 }).vendors[0]?.undocumented).toEqual(['GET /plans/ answered 418']);
  });

  test('a vendor with scenarios of its own adds them to what is known; another vendor of the same name is itself', () => {
    const own: Catalogue = { ...vps, items: [...vps.items, { fact: 'scenario|vpsorg/mine', measure: 'scenarios', what: 'vpsorg/mine' }] };
    expect(merged(vps, own).items.at(-1)?.fact).toBe('scenario|vpsorg/mine');
    expect(merged(vps, undefined)).toBe(vps);
    const other: Catalogue = { ...vps, items: vps.items.slice(1) };
    expect(merged(vps, other)).toBe(other);
  });

  test('a catalogue survives the way through a file; one with a member of another type does not', () => {
    expect(readCatalogue(JSON.stringify(vps))).toEqual(vps);
    for (const wrong of [
      { vendor: 1 },
      { items: [{}] },
      { items: {} },
      { common: [1] },
      { machines: [{ ...vps.machines[0], edges: [{}] }] },
      { machines: [{ ...vps.machines[0], actions: [1] }] },
    ])
      expect(readCatalogue(JSON.stringify({ ...vps, ...wrong }))).toBeUndefined();
    expect(readCatalogue('{')).toBeUndefined();
  });
});

describe('thresholds', () => {
  const report = reportOf([vps], { tally: new Map([['vpsorg', new Map([['operation|GET /plans/', 1]])]]), torn: 0 });

  test('a measure below its threshold says which and by how much; one on it does not', () => {
    expect(missed(report, { operations: 10 })).toEqual(['operations: 9% (1 of 11) is below the threshold of 10%; 1 more is needed.']);
    expect(missed(report, { operations: 100 / 11, statuses: 0 })).toEqual([]);
    expect(missed(report, { operations: 100 })).toEqual(['operations: 9% (1 of 11) is below the threshold of 100%; 10 more are needed.']);
  });

  test('a suite that used no vendor is below every threshold but 0', () => {
    const nothing = reportOf([vps], { tally: new Map(), torn: 0 });
    expect(missed(nothing, { operations: 1, transitions: 0 })).toEqual(['operations: no vendor was used, and the threshold is 1%.']);
  });

  test('wrong thresholds and options are refused', () => {
    expect(() => checkThresholds({ operation: 1 })).toThrow("There is no threshold 'operation'. Did you mean 'operations'?");
    expect(() => checkThresholds({ operations: '80' })).toThrow("The threshold of 'operations' cannot be 80. Give a percentage from 0 to 100.");
    expect(() => checkThresholds([])).toThrow('The thresholds are not an object.');
    expect(() => checkOptions({ threshold: {} })).toThrow("The coverage reporter has no option 'threshold'. Did you mean 'thresholds'?");
    expect(() => checkOptions({ html: true })).toThrow("The option 'html' of the coverage reporter cannot be true.");
    expect(checkOptions(undefined)).toEqual({});
  });
});

/** A report in which about half of everything was walked. */
const half = reportOf([vps], {
  tally: new Map([
    ['vpsorg', new Map([...vps.items.filter((_, n) => n % 2 === 0).map(({ fact }) => [fact, 1] as const), ['evidence|documented', 7], ['stray', 1]])],
  ]),
  torn: 2,
});

describe('the table', () => {
  test('fits into eighty columns, with colours and without', () => {
    const lines = coverageText(half, { gaps: 400 }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    const escape = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    expect(coverageText(half, { colours: true, gaps: 400 }).replaceAll(escape, '')).toBe(coverageText(half, { gaps: 400 }));
    expect(coverageText(half)).not.toMatch(escape);
  });

  test('names each gap, with its lines if they are wanted', () => {
    expect(coverageText(half)).toContain('never seen: ');
    expect(coverageText(half, { gaps: 0 })).not.toContain('never seen: ');
    expect(coverageText(half, { lines: true })).toContain('      const cloud = createCloud({ vpsorg });');
    expect(coverageText(half)).toContain('2 unfinished lines of a worker that ended early were skipped.');
    expect(coverageText(half)).toContain('1 request matched no documented operation.');
  });

  test('says when there is nothing', () => {
    expect(coverageText(reportOf([], { tally: new Map(), torn: 0 }))).toBe('No cloud was used: there is nothing to report.\n');
  });
});

describe('the page', () => {
  test('escapes whatever comes from outside, has no script, no style attribute, and asks for nothing', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const catalogue: Catalogue = {
      ...vps,
      vendor: evil,
      title: evil,
      items: vps.items.map((one) => ({ ...one, what: `${evil}${one.what}`, lines: evil })),
      machines: vps.machines.map((machine) => ({
        ...machine,
        table: evil,
        edges: machine.edges.map((edge) => ({ ...edge, label: evil, from: edge.from && `${evil}${edge.from}` })),
        actions: machine.actions.map((one) => ({ ...one, action: evil })),
      })),
    };
    const page = coveragePage(
      reportOf([catalogue], {
        tally: new Map([
          [
            evil,
            new Map([
              [`status|${evil}|418`, 1],
              [`evidence|${evil}`, 1],
            ]),
          ],
          [`${evil}2`, new Map()],
        ]),
        torn: 0,
      }),
    );
    expect(page).not.toContain('<img');
    expect(page.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<script|<link|<[^>]*\s(style|on\w+|src)=/i);
    expect(page).toContain("default-src 'none'");
  });

  test('draws walked edges through and the others dashed, and says what each action met in each status', () => {
    const page = coveragePage(half);
    expect(page).toMatch(/<path class="way walked"/);
    expect(page).toMatch(/<path class="way open"/);
    expect(page).toContain('aria-label="The lifecycle of servers: ');
    for (const { what } of half.vendors[0]?.gaps ?? []) expect(page).toContain(what.replaceAll('&', '&#38;'));
    expect(page).toMatch(/start refused while \w+: (never )?seen/);
    expect(coveragePage(reportOf([], { tally: new Map(), torn: 0 }))).toContain('No cloud was used');
  });

  (CHROMIUM === undefined ? test.skip : test)(
    'in Chromium it asks for nothing, breaks no policy of its own, and is as wide as a telephone',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'stuntbox-page-'));
      const running = await launched();
      try {
        await writeFile(join(folder, 'page.html'), coveragePage(half));
        for (const [width, colorScheme] of [
          [1200, 'light'],
          [360, 'dark'],
        ] as const) {
          const page = await running.newPage({ viewport: { width, height: 800 }, colorScheme });
          const said: string[] = [];
          page.on('console', (message) => said.push(message.text()));
          page.on('request', (request) => said.push(request.url()));
          const url = pathToFileURL(join(folder, 'page.html')).href;
          await page.goto(url);
          expect(said).toEqual([url]);
          expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
          // The lines of a gap are selected by one click.
          await page.locator('details.gap > summary').first().click();
          await page.locator('details.gap pre').first().click();
          expect(await page.evaluate('String(getSelection())')).toContain('createCloud({ vpsorg })');
          await page.close();
        }
      } finally {
        await running.close();
        await rm(folder, { recursive: true, force: true });
      }
    },
    60_000,
  );
});

test('every measure has something to walk at a vendor with a lifecycle', () => {
  expect(MEASURES.filter((measure) => !vps.items.some((one) => one.measure === measure))).toEqual([]);
});
