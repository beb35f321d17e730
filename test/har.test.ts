/** The journal as a HAR, and what a HAR from a real vendor tells: where the double differs, and fixtures of what fits. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { createCloud, minutes } from 'stuntbox';
import * as fleets from 'stuntbox/fixtures';
import { compareHar, loadFixtures, toHar, type Fixtures, type Har } from 'stuntbox/har';
import { vendors } from '../handlers/index.ts';
import { watchers } from '../request/serve.ts';
import { examples } from './documents/index.ts';
import { BIN, type VendorName } from './hosts/index.ts';

// To learn how records are shown they are changed at random, also to what no contract has.
beforeAll(() => watchers.clear());

const { vpsorg } = vendors;
const BASE = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer s3cret-token', 'content-type': 'application/json' };
const folder = mkdtempSync(join(tmpdir(), 'stuntbox-har-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Real {
  readonly cloud: ReturnType<typeof realVendor>;
  get(path: string): Promise<unknown>;
}

/** Another cloud in the part of the real vendor: with servers, plans, a seed and a time of its own. */
const realVendor = () => {
  const cloud = createCloud({ vpsorg }, { seed: 'real', start: '2026-03-01T10:00:00Z' });
  cloud.vpsorg.servers.clear();
  for (const server of fleets.vpsorg.fleet(4)) cloud.vpsorg.servers.add({ ...server, status: 'active', task: null });
  const [first] = cloud.vpsorg.plans.all();
  if (first) cloud.vpsorg.plans.update(first, { name: 'Real VPS', price_monthly: 23, locations: ['us-west', 'us-east'] });
  return cloud;
};
const real = (): Real => {
  const cloud = realVendor();
  return { cloud, get: async (path) => (await cloud.fetch(BASE + path, { headers }))?.json() };
};

/** A recording, as another tool would write it. */
async function recorded(): Promise<{ har: Har; id: number }> {
  const { cloud, get } = real();
  const { results } = (await get('/servers/')) as { results: { id: number }[] };
  const id = results[0]?.id ?? 0;
  await get('/plans/');
  for (const one of results) await get(`/servers/${one.id}/`);
  const reply = await cloud.fetch(`${BASE}/servers/`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' }),
  });
  const created = (await reply?.json()) as { id: number };
  cloud.clock.advance(minutes(4));
  await get(`/servers/${created.id}/`);
  return { har: toHar(cloud), id };
}

/** The recording with the body of an entry's reply changed. */
function changed(har: Har, path: string, change: (body: Record<string, unknown>) => unknown): Har {
  const entries = har.log.entries.map((entry) => {
    const { content } = entry.response;
    if (!entry.request.url.endsWith(path) || entry.request.method !== 'GET') return entry;
    return { ...entry, response: { ...entry.response, content: { ...content, text: JSON.stringify(change(JSON.parse(content.text ?? '') as never)) } } };
  });
  return { log: { ...har.log, entries } };
}
const differing = (har: Har) => compareHar(har, { vpsorg }).compared.flatMap(({ request, differences }) => differences.map((one) => ({ request, ...one })));

describe('the journal as a HAR', () => {
  test('has each exchange with its URL, headers, query and bodies, at the time of the cloud', async () => {
    const { cloud, get } = real();
    await get('/servers/?status=active');
    const [entry] = toHar(cloud).log.entries;
    expect(entry).toMatchObject({
      startedDateTime: '2026-03-01T10:00:00.000Z',
      request: { method: 'GET', url: `${BASE}/servers/?status=active`, queryString: [{ name: 'status', value: 'active' }], bodySize: 0 },
      response: { status: 200, content: { mimeType: 'application/json' } },
    });
    expect(JSON.parse(entry?.response.content.text ?? '')).toMatchObject({ count: 4 });
  });

  test('has neither credentials nor secrets', async () => {
    const { evotic } = vendors;
    const cloud = createCloud({ evotic });
    const body = JSON.stringify({ name: 'a', location_id: 1, os_id: 1, password: 'hunter2hunter2', cpu: 1, ram: 1024, disk: 10 });
    await cloud.fetch('https://evotic.io/api/v1/servers?token=querytoken', { method: 'POST', headers, body });
    const text = JSON.stringify(toHar(cloud));
    for (const secret of ['s3cret-token', 'hunter2', 'querytoken']) expect(text).not.toContain(secret);
    expect(text).toContain('[redacted]');
  });

  test('says of a dropped connection what a browser says: status 0', async () => {
    const { cloud, get } = real();
    cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error', times: 1 });
    await get('/plans/').catch(() => {});
    expect(toHar(cloud).log.entries[0]).toMatchObject({ response: { status: 0, bodySize: -1 }, comment: expect.stringContaining('network-error') });
  });

  test('a page writes one and loads fixtures, without what needs files', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(new URL('../testing/har/browser.ts', import.meta.url))],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      metafile: true,
    });
    expect(outputFiles).toHaveLength(1);
    expect(Object.keys(metafile.inputs).filter((file) => /document\.ts$|node:/.test(file))).toEqual([]);
  });

  test('a journal without its cloud has no origins: its URLs say so, or the option does', async () => {
    const { cloud, get } = real();
    await get('/plans/');
    const urlOf = ({ log }: Har) => log.entries[0]?.request.url;
    expect(urlOf(toHar(cloud.journal))).toBe('https://vpsorg.invalid/api/v1/plans/');
    expect(urlOf(toHar(cloud.journal.all(), { origins: { vpsorg: 'https://proxy.example' } }))).toBe('https://proxy.example/api/v1/plans/');
    expect(() => toHar({} as never)).toThrow('Pass it a cloud, cloud.journal, or exchanges.');
  });
});

describe('a recording from a real vendor', () => {
  test('is answered alike where the double is right, though its servers, ids and times are the vendor’s', async () => {
    const { har } = await recorded();
    const text = JSON.stringify(har).replaceAll('\\"id\\":12347', '\\"id\\":998877').replaceAll('/servers/12347/', '/servers/998877/');
    expect(text).toContain('/servers/998877/');
    const { compared, leftOut } = compareHar(text, { vpsorg });
    expect(compared.filter(({ differences }) => differences.length > 0)).toEqual([]);
    expect(compared.map(({ operation }) => operation)).toEqual([
      'GET /servers/',
      'GET /plans/',
      ...Array.from({ length: 4 }, () => 'GET /servers/{server_id}/'),
      'POST /servers/',
      'GET /servers/{server_id}/',
    ]);
    expect(leftOut).toEqual([]);
  });

  test.each<[string, (body: Record<string, unknown>) => unknown, object]>([
    [
      'a member that only the vendor has',
      (body) => ({ ...body, gpu: 'none' }),
      { kind: 'only the vendor', place: 'body.gpu', vendor: 'string', double: 'nothing' },
    ],
    ['a member that only the double has', ({ hostname, ...body }) => (hostname === 0 ? {} : body), { kind: 'only the double', place: 'body.hostname' }],
    ['another type', (body) => ({ ...body, backups_enabled: 'yes' }), { kind: 'type', place: 'body.backups_enabled', vendor: 'string', double: 'boolean' }],
    [
      'a member inside',
      (body) => ({ ...body, plan: { ...(body['plan'] as object), gpu: 1 } }),
      { kind: 'only the vendor', place: 'body.plan.gpu', vendor: 'integer' },
    ],
  ])('%s is reported', async (_, change, expected) => {
    const { har, id } = await recorded();
    expect(differing(changed(har, `/servers/${id}/`, change))).toEqual([
      { request: `GET /api/v1/servers/${id}/`, ...expected, double: expect.any(String), vendor: expect.any(String) },
    ]);
  });

  test('another status, another type of body and another value are reported', async () => {
    const { har } = await recorded();
    const edit = (change: (entry: Har['log']['entries'][number]) => object) => ({
      log: { ...har.log, entries: har.log.entries.map((entry) => (entry.request.method === 'POST' ? { ...entry, ...change(entry) } : entry)) },
    });
    expect(differing(edit(({ response }) => ({ response: { ...response, status: 202 } })) as Har)[0]).toMatchObject({
      kind: 'status',
      vendor: '202',
      double: '201',
    });
    const html = edit(({ response }) => ({ response: { ...response, headers: [], content: { size: 1, mimeType: 'text/html', text: '<p>' } } })) as Har;
    expect(differing(html)[0]).toMatchObject({ kind: 'content type', vendor: 'text/html', double: 'application/json' });
    const message = edit(({ response }) => ({
      response: { ...response, content: { ...response.content, text: response.content.text?.replace('Server is being provisioned', 'Provisioning') } },
    })) as Har;
    expect(differing(message)).toMatchObject([{ kind: 'value', place: 'body.message', vendor: expect.stringContaining("'Provisioning") }]);
  });

  test('values of chance and time are not compared', async () => {
    const { har, id } = await recorded();
    const moved = changed(har, `/servers/${id}/`, (body) => ({ ...body, resource_usage: { ...(body['resource_usage'] as object), cpu_percent: 99.9 } }));
    expect(differing(moved)).toEqual([]);
  });

  test('requests to others, preflights and what has no response are left out, and said to be', async () => {
    const { har } = await recorded();
    const [first] = har.log.entries;
    if (!first) throw new Error('No entry.');
    const other = (part: object, response: object = {}) => ({ ...first, request: { ...first.request, ...part }, response: { ...first.response, ...response } });
    const entries = [other({ url: 'https://cdn.example.com/a.js?key=s3cret' }), other({ method: 'OPTIONS' }), other({}, { status: 0 })];
    const { leftOut, compared } = compareHar({ log: { ...har.log, entries } }, { vpsorg });
    expect(compared).toEqual([]);
    expect(leftOut).toEqual([
      { entry: 1, because: 'cdn.example.com is none of vpsorg' },
      { entry: 2, because: "a browser's preflight" },
      { entry: 3, because: 'it has no response' },
    ]);
  });

  test('may have been made through a proxy', async () => {
    const { har } = await recorded();
    const proxied = JSON.stringify(har).replaceAll('https://admin.vps.org/api/v1', 'http://localhost:8080/vps');
    expect(compareHar(proxied, { vpsorg }).compared).toEqual([]);
    const { compared } = compareHar(proxied, { vpsorg }, { origins: { vpsorg: 'http://localhost:8080/vps' } });
    expect(compared.flatMap(({ differences }) => differences)).toEqual([]);
    expect(compared.length).toBeGreaterThan(5);
  });
});

describe('fixtures', () => {
  test('what the vendor showed first is what a cloud with the fixtures shows', async () => {
    const { har, id } = await recorded();
    const { fixtures, imported } = compareHar(har, { vpsorg });
    const cloud = createCloud({ vpsorg });
    loadFixtures(cloud, JSON.parse(JSON.stringify(fixtures)) as Fixtures);
    const ask = async (path: string) => (await cloud.fetch(BASE + path, { headers }))?.json();
    const said = (n: number) => JSON.parse(har.log.entries[n]?.response.content.text ?? '') as unknown;
    expect(await ask('/servers/')).toEqual(said(0));
    expect(await ask('/plans/')).toEqual(said(1));
    const { resource_usage: __, ...server } = (await ask(`/servers/${id}/`)) as Record<string, unknown>;
    expect(said(2)).toMatchObject(server);
    expect(cloud.vpsorg.plans.get(1)).toMatchObject({ name: 'Real VPS', price_monthly: 23, locations: ['us-west', 'us-east'] });
    // They live as all do.
    cloud.vpsorg.begin(cloud.vpsorg.servers.get(id), 'reboot');
    expect(cloud.vpsorg.servers.get(id).status).toBe('rebooting');
    // And what no reply shows is said to be ours.
    expect(imported['vpsorg']?.assumed['servers']).toEqual(expect.arrayContaining(['ssh_key_id', 'usage']));
    expect(imported['vpsorg']?.assumed['servers']).not.toContain('name');
  });

  test('what was created in the recording is no fixture', async () => {
    const { har } = await recorded();
    const servers = compareHar(har, { vpsorg }).fixtures.accounts['vpsorg']?.['servers'] as { id: number }[];
    expect(servers.map(({ id }) => id)).not.toContain(12347);
    expect(servers).toHaveLength(4);
  });

  test('a record that the double does not take is listed, with the reason, and not bent', async () => {
    const { har, id } = await recorded();
    const strange = changed(
      changed(har, '/servers/', (body) => ({
        ...body,
        results: (body['results'] as object[]).map((one, i) => (i === 0 ? { ...one, status: 'migrating' } : one)),
      })),
      `/servers/${id}/`,
      (body) => ({ ...body, status: 'migrating' }),
    );
    const { fixtures, imported, compared } = compareHar(strange, { vpsorg });
    expect(imported['vpsorg']?.refused).toEqual([{ table: 'servers', key: String(id), because: expect.stringContaining("status 'migrating'") }]);
    expect(fixtures.accounts['vpsorg']?.['servers']).toHaveLength(3);
    // The list has one fewer, and the server is not found.
    expect(compared.flatMap(({ differences }) => differences.map(({ kind }) => kind))).toEqual(expect.arrayContaining(['count', 'status']));
  });

  test('a value that the contract does not have is left out of its record, and one that it has is kept though no example has it', async () => {
    const { har, id } = await recorded();
    const report = compareHar(
      changed(har, `/servers/${id}/`, (body) => ({ ...body, backups_enabled: 'yes' })),
      { vpsorg },
    );
    expect(report.imported['vpsorg']?.refused).toEqual([
      { table: 'servers', key: String(id), because: "backups_enabled is 'yes' where the contract has no such value: it is left out" },
    ]);
    const bare = changed(har, '/servers/', (body) => ({ ...body, results: (body['results'] as object[]).map((one) => ({ ...one, hostname: null })) }));
    const { fixtures, imported } = compareHar(bare, { vpsorg });
    expect(imported['vpsorg']?.refused).toEqual([]);
    const servers = (fixtures.accounts['vpsorg']?.['servers'] ?? []) as { hostname: unknown }[];
    expect(servers.map(({ hostname }) => hostname)).toEqual([null, null, null, null]);
  });

  test('examples that refer to what the vendor does not have do not stay', async () => {
    const { cloud, get } = real();
    cloud.vpsorg.servers.clear();
    for (const plan of cloud.vpsorg.plans.all()) if (plan.id !== 2) cloud.vpsorg.plans.remove(plan);
    await get('/plans/');
    const mine = createCloud({ vpsorg });
    loadFixtures(mine, compareHar(toHar(cloud), { vpsorg }).fixtures);
    expect(mine.vpsorg.plans.all().map(({ id }) => id)).toEqual([2]);
    expect(mine.vpsorg.servers.all().map(({ id }) => id)).toEqual([12346]);
  });

  test('are checked whole before anything is changed', async () => {
    const { har } = await recorded();
    const { fixtures } = compareHar(har, { vpsorg });
    const cloud = createCloud({ vpsorg });
    const before = cloud.snapshot();
    const refuses = (given: unknown, says: string): void => expect(() => loadFixtures(cloud, given as Fixtures)).toThrow(says);
    refuses({}, 'Those are no fixtures');
    refuses({ ...fixtures, version: 2 }, 'version 2');
    refuses({ ...fixtures, accounts: { vpsor: {} } }, "Did you mean 'vpsorg'?");
    refuses({ ...fixtures, accounts: { vpsorg: { server: [] } } }, "Did you mean 'servers'?");
    refuses({ ...fixtures, accounts: { vpsorg: { servers: [{ id: 1, status: 'x' }] } } }, 'status');
    refuses({ ...fixtures, accounts: { vpsorg: { plans: [] } } }, 'plan_id');
    expect(cloud.snapshot()).toEqual(before);
  });

  test.each(Object.keys(vendors) as VendorName[])('the examples of the document of %s, recorded from the double, are answered alike', async (name) => {
    const cloud = createCloud(vendors, { seed: 'real' });
    for (const { request } of examples[name]) {
      const { method, headers: sent, body } = request;
      await (
        await cloud.fetch(cloud.origins[name] + request.path, { method, headers: { accept: 'application/json', ...sent }, ...(body !== undefined && { body }) })
      )?.arrayBuffer();
      cloud.clock.advance(minutes(2));
    }
    // Recordings in the wild have no secrets redacted.
    const { compared, imported } = compareHar(toHar(cloud), { [name]: vendors[name] });
    expect(compared.length).toBe(examples[name].length);
    expect(compared.filter(({ differences }) => differences.length > 0).map(({ request, differences }) => [request, differences])).toEqual([]);
    expect(imported[name]?.refused).toEqual([]);
  });
});

describe('a file from outside', () => {
  const entry = {
    startedDateTime: '2026-01-01T00:00:00Z',
    request: { method: 'GET', url: `${BASE}/plans/`, headers: [] },
    response: { status: 200, headers: [], content: { text: '{}' } },
  };
  const har = (part: object) => ({ log: { version: '1.2', entries: [{ ...entry, ...part }] } });

  test.each<[unknown, string]>([
    ['{', 'it is not JSON'],
    ['s3cret', 'it is not JSON'],
    [null, 'the file is not an object'],
    [{}, 'log is not an object'],
    [{ log: { version: 7, entries: [] } }, 'log.version is 7, not 1.2'],
    [{ log: { version: '1.2', entries: {} } }, 'log.entries is an object, not a list'],
    [har({ startedDateTime: 'soon' }), 'log.entries[0].startedDateTime is no date'],
    [har({ request: { ...entry.request, url: 's3cret' } }), 'log.entries[0].request.url is no URL'],
    [har({ request: { ...entry.request, method: 'GET /s3cret' } }), 'log.entries[0].request.method is no method'],
    [
      har({ request: { ...entry.request, headers: [{ name: 'authorization', value: { s3cret: 1 } }] } }),
      'log.entries[0].request.headers[0] has no name and value',
    ],
    [har({ response: { ...entry.response, status: '200' } }), "log.entries[0].response.status is '200', not a status"],
    [har({ response: { ...entry.response, content: { text: '%', encoding: 'base64' } } }), 'log.entries[0].response.content.text is not base64'],
    [har({ response: { ...entry.response, content: { text: '', encoding: 'br' } } }), 'log.entries[0].response.content.encoding is not base64'],
    [{ log: { version: '1.2', entries: Array.from({ length: 10_001 }, () => entry) } }, 'it has 10001 entries, more than 10000'],
  ])('%# is refused with the member that is wrong, and nothing of it is repeated', (given, says) => {
    const refused = (): unknown => compareHar(given, { vpsorg });
    expect(refused).toThrow(says);
    expect(refused).not.toThrow('s3cret');
  });

  test('is bounded in bytes', () => {
    expect(() => compareHar(JSON.stringify(har({})), { vpsorg }, { bytes: 100 })).toThrow('it is larger than 100 bytes');
  });

  test('hostile content changes nothing but the report', () => {
    const bodies = [
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"count":1,"results":[{"__proto__":{"id":1}}]}',
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      `{"results":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`,
      JSON.stringify({ count: 1, results: [{ id: '\u001b[2J', ['\u001b[2J']: 1 }] }),
    ];
    const entries = bodies.map((text) => ({
      ...entry,
      response: { ...entry.response, headers: [{ name: 'Content-Type', value: 'application/json' }], content: { text } },
    }));
    const report = compareHar({ log: { version: '1.2', entries } }, { vpsorg });
    expect(report.compared).toHaveLength(4);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(JSON.stringify(report)).not.toContain('\u001b');
  });

  test('secrets and credentials in it are in neither the report nor the fixtures', async () => {
    const { elastichosts } = vendors;
    const cloud = createCloud({ elastichosts });
    const basic = { authorization: `Basic ${btoa('me:api-key-1')}`, accept: 'application/json' };
    await cloud.fetch('https://api-lon-p.elastichosts.com/servers/info', { headers: basic });
    const text = JSON.stringify(toHar(cloud)).replaceAll('[redacted]', 'TopSecr3t');
    expect(text).toContain('TopSecr3t');
    expect(JSON.stringify(compareHar(text, { elastichosts }))).not.toMatch(/TopSecr3t|api-key-1/);
  });
});

describe('stuntbox import', () => {
  const stuntbox = (...words: string[]) => spawnSync(process.execPath, [BIN, 'import', ...words], { cwd: folder, encoding: 'utf8', timeout: 100_000 });

  test('prints the differences and writes the fixtures', async () => {
    const { har, id } = await recorded();
    writeFileSync(join(folder, 'vendor.har'), JSON.stringify(changed(har, `/servers/${id}/`, (body) => ({ ...body, gpu: 'none' }))));
    const { status, stdout, stderr } = stuntbox('vendor.har', '--vendor', 'vpsorg', '--write', 'fixtures.json');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('8 requests asked again, 7 answered alike.\n');
    expect(stdout).toMatch(
      new RegExp(`ENTRY +REQUEST +DIFFERENCE +WHERE +VENDOR +DOUBLE\n3 +GET /api/v1/servers/${id}/ +only the vendor +body.gpu +string +nothing\n`),
    );
    expect(stdout).toMatch(/vpsorg\.servers +4 +.*ssh_key_id/);
    expect(stdout).toContain('Fixtures written to fixtures.json.');
    const cloud = createCloud({ vpsorg });
    loadFixtures(cloud, JSON.parse(readFileSync(join(folder, 'fixtures.json'), 'utf8')) as Fixtures);
    expect(cloud.vpsorg.servers.get(id).id).toBe(id);
    expect(JSON.parse(stuntbox('vendor.har', '--json').stdout)).toMatchObject({ compared: expect.any(Array), fixtures: { stuntbox: 'fixtures' } });
  });

  test('a recording of which nothing could be compared is a failure, and it says why', async () => {
    const { har } = await recorded();
    writeFileSync(join(folder, 'vendor.har'), JSON.stringify(har));
    const { status, stdout } = stuntbox('vendor.har', '--vendor', 'evotic');
    expect([status, stdout]).toEqual([1, expect.stringMatching(/NOT COMPARED +BECAUSE\n\d+ +admin\.vps\.org is none of evotic/)]);
  });

  test.each([
    [[], 'Give the file: stuntbox import vendor.har.'],
    [['nowhere.har'], 'Cannot read nowhere.har: the file does not exist.'],
    [['bad.har'], 'That is not a HAR that can be read: it is not JSON.'],
    [['bad.har', '--vendor', 'vpsorg', '--origin', 'vpsorg'], '--origin needs a vendor and a URL'],
  ])('%j says what to write', (words, says) => {
    writeFileSync(join(folder, 'bad.har'), 's3cret');
    const { status, stderr } = stuntbox(...words);
    expect([status, stderr]).toEqual([2, expect.stringContaining(says)]);
    expect(stderr).not.toContain('s3cret');
  });
});
