/** Pact files from what a suite asked and got, and the provider states with which they are played back. `npm run judges` has the real verifier do so. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { createCloud, minutes } from 'stuntbox';
import { connect } from 'stuntbox/control';
import { pactStates, stateChange, toPact, type Pact } from 'stuntbox/pact';
import { vendors } from '../handlers/index.ts';
import type { VendorName } from './hosts/index.ts';
import { differences } from './pact/playback.ts';
import { suiteOf } from './pact/suite.ts';

const { vpsorg } = vendors;
const URL = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer s3cret-token', 'content-type': 'application/json' };
const NEW = JSON.stringify({ name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' });
const open = () => createCloud({ vpsorg });
type Opened = ReturnType<typeof open>;
const get = (cloud: Opened, path: string) => cloud.fetch(URL + path, { headers });
const create = (cloud: Opened) => cloud.fetch(`${URL}/servers/`, { method: 'POST', headers, body: NEW });
const only = ({ files }: ReturnType<typeof toPact>): Pact => files['vpsorg'] as Pact;
const namesOf = (pact: Pact) => pact.interactions.map(({ providerStates }) => providerStates.map(({ name }) => name));

describe.each(Object.keys(vendors) as VendorName[])('%s', (vendor) => {
  test('what a suite asked and got comes out again when it is played back', async () => {
    const { files, leftOut } = toPact(await suiteOf(vendor), { consumer: 'shop' });
    const pact = files[vendor] as Pact;
    expect(pact.interactions.length).toBeGreaterThan(10);
    expect(leftOut.length).toBeLessThan(pact.interactions.length / 3);
    expect(await differences(pact, createCloud(vendors), vendors[vendor])).toEqual([]);
  });

  test('its file is the same each time, and an interaction is told from the others by its description and its states', async () => {
    const [one, other] = [toPact(await suiteOf(vendor), { consumer: 'shop' }), toPact(await suiteOf(vendor), { consumer: 'shop' })];
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
    const keys = one.files[vendor]?.interactions.map(({ description, providerStates }) => JSON.stringify([description, providerStates]));
    expect(new Set(keys).size).toBe(keys?.length);
  });
});

test('a playback that differs is noticed: the verifier of these tests can fail', async () => {
  const cloud = open();
  await get(cloud, '/servers/12345/');
  const pact = only(toPact(cloud, { consumer: 'shop' }));
  const [interaction] = pact.interactions;
  if (!interaction?.response.body) throw new Error('No interaction.');
  const changed = (content: object): Pact => ({
    ...pact,
    interactions: [{ ...interaction, response: { ...interaction.response, body: { ...interaction.response.body, content } as never } }],
  });
  const { content } = interaction.response.body;
  expect(await differences(changed({ ...(content as object), id: 7, name: 'another' }), open(), vpsorg)).toEqual([]);
  expect(await differences(changed({ ...(content as object), status: 'stopped' }), open(), vpsorg)).toHaveLength(1);
  expect(await differences(changed({ ...(content as object), id: 'seven', more: 1 }), open(), vpsorg)).toHaveLength(1);
});

test('the states are what was done before: a scenario, requests that changed something, the time that passed', async () => {
  const cloud = open();
  await get(cloud, '/plans/');
  await create(cloud);
  cloud.clock.advance(minutes(3));
  await get(cloud, '/servers/12347/');
  cloud.play('vpsorg/out-of-credits');
  await create(cloud);
  expect(namesOf(only(toPact(cloud, { consumer: 'shop' })))).toEqual([
    ['a fresh account'],
    ['a fresh account'],
    ['a fresh account', 'after POST /servers/', 'time has passed'],
    ['a fresh account', 'after POST /servers/', 'time has passed', 'vpsorg/out-of-credits'],
  ]);
});

test('a fault is a state too, and the option settings is part of the fresh account', async () => {
  const cloud = createCloud({ vpsorg }, { settings: { vpsorg: { credits: 1 } }, seed: 7 });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'refused', kind: 'unavailable', times: 1 });
  await cloud.fetch(`${URL}/servers/`, { headers });
  await cloud.fetch(`${URL}/servers/`, { method: 'POST', headers, body: NEW });
  const pact = only(toPact(cloud, { consumer: 'shop' }));
  expect(pact.interactions.map(({ description }) => description)).toEqual(['GET /servers/ is answered 503', 'POST /servers/ is answered 402']);
  expect(pact.interactions[0]?.providerStates).toMatchObject([
    { name: 'a fresh account', params: { seed: 7, settings: { credits: 1 } } },
    { name: 'a fault is set', params: { fault: { outcome: 'refused' } } },
  ]);
  expect(await differences(pact, open(), vpsorg)).toEqual([]);
});

test('a client that polls gives one interaction for each thing that it was told', async () => {
  const cloud = open();
  await create(cloud);
  for (let i = 0; i < 10; i += 1) {
    await get(cloud, '/servers/12347/');
    cloud.clock.advance(30_000);
  }
  const descriptions = only(toPact([cloud, open()], { consumer: 'shop' })).interactions.map(({ description, response }) => {
    const { status } = (response.body?.content ?? {}) as { status?: string };
    return `${description} ${status}`;
  });
  expect(descriptions).toEqual([
    'POST /servers/ is answered 201 provisioning',
    'GET /servers/{server_id}/ is answered 200 provisioning',
    'GET /servers/{server_id}/ is answered 200 active',
  ]);
});

test('values that the contract leaves open are matched by type, those that it names by equality', async () => {
  const cloud = open();
  await get(cloud, '/servers/12345/');
  const { response } = only(toPact(cloud, { consumer: 'shop' })).interactions[0] ?? {};
  expect(response?.matchingRules?.body?.['$.id']).toEqual({ combine: 'AND', matchers: [{ match: 'integer' }] });
  expect(response?.matchingRules?.body?.['$.name']).toEqual({ combine: 'AND', matchers: [{ match: 'type' }] });
  expect(response?.matchingRules?.body).not.toHaveProperty(['$.status']);
  expect(response?.matchingRules?.header?.['content-type']).toBeDefined();
});

test('an item stands for all of a list: without what some items do not have, and with any of the documented statuses', async () => {
  const cloud = open();
  await get(cloud, '/servers/');
  const { response } = only(toPact(cloud, { consumer: 'shop' })).interactions[0] ?? {};
  const { results } = (response?.body?.content ?? { results: [] }) as { results: object[] };
  expect(results).toHaveLength(1);
  expect(results[0]).not.toHaveProperty('ip_address');
  expect(response?.matchingRules?.body?.['$.results']).toEqual({ combine: 'AND', matchers: [{ match: 'type', min: 1 }] });
  expect(JSON.stringify(response?.matchingRules?.body?.['$.results[*].status'])).toContain('provisioning|active');
});

test('no credential and no secret is in a file: an example stands in its place, and a matcher', async () => {
  const { elastichosts, evotic } = vendors;
  const cloud = createCloud({ elastichosts, evotic });
  const basic = { authorization: `Basic ${btoa('me:my-api-key')}`, 'content-type': 'text/plain' };
  await cloud.fetch('https://api-lon-p.elastichosts.com/servers/create/stopped', {
    method: 'POST',
    headers: basic,
    body: 'name a\ncpu 500\nmem 256\nvnc auto\npassword vncpass1',
  });
  await cloud.fetch('https://api-lon-p.elastichosts.com/servers/info', { headers: basic });
  const body = JSON.stringify({ name: 'a', location_id: 1, os_id: 1, password: 'hunter2hunter2', cpu: 1, ram: 1024, disk: 10 });
  await cloud.fetch('https://evotic.io/api/v1/servers', {
    method: 'POST',
    headers: { authorization: 'Bearer tok-123456', 'content-type': 'application/json' },
    body,
  });
  const { files } = toPact(cloud, { consumer: 'shop' });
  const text = JSON.stringify(files);
  for (const secret of ['my-api-key', btoa('me:my-api-key'), 'vncpass1', 'hunter2', 'tok-123456']) expect(text).not.toContain(secret);
  const [created] = files['evotic']?.interactions ?? [];
  expect(created?.request.headers?.['authorization']).toEqual(['Bearer token']);
  expect(created?.request.matchingRules?.header).toHaveProperty('authorization');
  expect(created?.request.matchingRules?.body).toEqual({ "$['password']": { combine: 'AND', matchers: [{ match: 'type' }] } });
  for (const vendor of [elastichosts, evotic]) expect(await differences(files[vendor.name] as Pact, createCloud({ elastichosts, evotic }), vendor)).toEqual([]);
});

test('what no Pact can hold a provider to is left out, and said to be', async () => {
  const cloud = open();
  await get(cloud, '/no/such/path/');
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error', times: 1 });
  await get(cloud, '/plans/').catch(() => {});
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'wrong-type', times: 1 });
  await get(cloud, '/plans/');
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'malformed', times: 1 });
  await get(cloud, '/plans/');
  cloud.play('vpsorg/fleet');
  await get(cloud, '/servers/');
  const { files, leftOut } = toPact(cloud, { consumer: 'shop' });
  expect(files).toEqual({});
  expect(leftOut.map(({ because }) => because)).toEqual([
    'It matches no documented operation.',
    'The connection was dropped.',
    expect.stringMatching(/^The contract does not document a body of the type/),
    'Its body is not JSON, although its type says so.',
    'A body is too long for the journal.',
  ]);
});

test('where code changed the cloud directly, it says so; the option states is the way out', async () => {
  const cloud = open();
  cloud.vpsorg.settings.credits = 0;
  await create(cloud);
  expect(toPact(cloud, { consumer: 'shop' }).leftOut).toEqual([
    { exchange: 1, request: 'vpsorg: POST /api/v1/servers/', because: expect.stringContaining('Code changed the cloud directly') },
  ]);
  const states = [{ name: 'a fresh account', params: { settings: { credits: 0 } } }];
  const pact = only(toPact(cloud, { consumer: 'shop', states: () => states }));
  expect(pact.interactions[0]?.providerStates).toEqual(states);
  expect(await differences(pact, open(), vpsorg)).toEqual([]);
});

test('exchanges alone need their vendors', async () => {
  const cloud = open();
  await get(cloud, '/plans/');
  expect(only(toPact(cloud.journal.all(), { consumer: 'shop', vendors: { vpsorg } })).interactions).toHaveLength(1);
  expect(() => toPact(cloud.journal.all(), { consumer: 'shop' })).toThrow('Pass the option vendors: { vpsorg }.');
  expect(() => toPact([{}] as never, { consumer: 'shop' })).toThrow('Pass it a cloud');
  expect(() => toPact(cloud, {} as never)).toThrow("toPact(cloud, { consumer: 'shop' })");
});

test('a verifier of another language plays the states over HTTP, and is told what it misspelt', async () => {
  const cloud = open();
  const { url, close } = await cloud.listen({ port: 0 });
  const server = createServer(stateChange(pactStates(cloud, { url: `${url}/vpsorg` })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const play = (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<[number | undefined, unknown]> =>
    // `fetch` would send the headers of a page.
    new Promise((resolve, reject) => {
      const sent = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', method: 'POST', headers }, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk))).on('end', () => resolve([response.statusCode, JSON.parse(text)]));
      });
      sent.on('error', reject).end(JSON.stringify(body));
    });
  try {
    expect(
      await play({ state: 'after POST /servers/', params: { request: { method: 'POST', path: '/servers/', type: 'application/json', body: NEW } } }),
    ).toEqual([200, {}]);
    expect(cloud.vpsorg.servers.size).toBe(3);
    expect(await play({ state: 'vpsorg/out-of-credits', action: 'teardown' })).toEqual([200, {}]);
    expect(cloud.vpsorg.settings.credits).not.toBe(0);
    expect(await play({ state: 'vpsorg/out-of-credits', action: 'setup' })).toEqual([200, {}]);
    expect(cloud.vpsorg.settings.credits).toBe(0);
    expect(await play({ state: 'a fresh account' })).toEqual([200, {}]);
    expect(cloud.vpsorg.servers.size).toBe(2);
    expect(await play({ state: 'vpsorg/out-of-credit' })).toEqual([
      400,
      { detail: "There is no provider state 'vpsorg/out-of-credit'. Did you mean 'vpsorg/out-of-credits'?" },
    ]);
    expect(await play({ state: '__proto__' })).toMatchObject([400, {}]);
    expect(await play({ state: 'after POST /servers/', params: { request: { method: 'POST', path: '@127.0.0.1:1/', body: '' } } })).toEqual([
      400,
      { detail: "The path of a state's request is '@127.0.0.1:1/'. It must start with a slash." },
    ]);
    for (const page of [{ origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'http://rebound.test' }])
      expect(await play({ state: 'vpsorg/out-of-credits' }, page)).toMatchObject([403, { detail: expect.stringContaining('not by a web page') }]);
    expect(cloud.vpsorg.settings.credits).not.toBe(0);
    expect(await play({ state: 'a fault is set', params: { fault: { vendor: 'vpsorg', outcome: 'x' } } })).toMatchObject([400, {}]);
  } finally {
    server.close();
    await close();
  }
});

test('the states are played through the controls of a server in another process, too', async () => {
  const recorded = open();
  await create(recorded);
  recorded.clock.advance(minutes(3));
  await get(recorded, '/servers/12347/');
  recorded.play('vpsorg/out-of-credits');
  await create(recorded);
  const pact = only(toPact(recorded, { consumer: 'shop' }));

  const cloud = open();
  const { url, control, close } = await cloud.listen({ port: 0, control: { port: 0 } });
  try {
    const remote = await connect({ url: control?.url ?? '', token: control?.token ?? '' });
    const handlers = pactStates(remote, { vendor: vpsorg, url: `${url}/vpsorg` });
    const last = pact.interactions.at(-1);
    expect(last?.description).toBe('POST /servers/ is answered 402');
    for (const { name, params } of last?.providerStates ?? []) await handlers[name]?.(params);
    expect((await create(cloud))?.status).toBe(402);
    expect(cloud.vpsorg.servers.get(12347).status).toBe('active');
  } finally {
    await close();
  }
});

test('the states of one vendor are not those of another', () => {
  expect(() => pactStates(createCloud(vendors))).toThrow('pactStates is for one vendor. Pass it: pactStates(cloud, { vendor: puregpu }).');
  expect(Object.keys(pactStates(createCloud(vendors), { vendor: vpsorg })).filter((name) => name.startsWith('puregpu'))).toEqual([]);
});
