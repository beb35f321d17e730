/** The controls: time, scenarios, faults, settings, the journal and the whole cloud, of a server that runs. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { contract } from '../control/contract.ts';
import { controlsOf } from '../control/document.ts';
import { exportedControls } from '../control/openapi.ts';
import { vendors } from '../handlers/index.ts';
import { liveClock, systemClock } from '../index.ts';
import { startServer } from '../server/index.ts';
import { askingControl, refusedWith, type AskControl } from './control.ts';

const open = () => startServer(vendors, { port: 0, control: { port: 0 }, onBug: (bug) => bugs.push(bug) });
let bugs: unknown[] = [];
let server: Awaited<ReturnType<typeof open>>;
let control: AskControl;
beforeEach(async () => {
  bugs = [];
  server = await open();
  control = askingControl(server.control);
});
afterEach(async () => {
  await server.close();
  expect(bugs).toEqual([]);
});

const token = { authorization: 'Bearer t' };
const vps = (method: string, path: string) => fetch(`${server.url}/vpsorg${path}`, { method, headers: token });
const START = Date.UTC(2025, 0, 16, 15, 30);
const at = (ms: number) => ({
  kind: 'manual',
  now: START + ms,
  at: new Date(START + ms).toISOString(),
  movable: true,
  speed: null,
  paused: true,
  began: START,
});

test('time is moved by milliseconds or in words, to the next change, and until no task is running', async () => {
  expect(await control('GET', 'clock')).toEqual([200, { ...at(0), nextChange: null }]);
  expect(await control('POST', 'clock/advance', { ms: 60_000 })).toEqual([200, { ...at(60_000), nextChange: null }]);
  expect(await control('POST', 'clock/advance', { by: '1m30s' })).toEqual([200, { ...at(150_000), nextChange: null }]);
  await vps('POST', '/servers/12345/stop/');
  expect(await control('GET', 'clock')).toEqual([200, { ...at(150_000), nextChange: START + 170_000 }]);
  expect(await control('POST', 'clock/next')).toEqual([200, { ...at(170_000), nextChange: null }]);
  expect(server.cloud.vpsorg.servers.get(12345).status).toBe('stopped');
  await vps('POST', '/servers/12345/start/');
  const [status, settled] = await control('POST', 'clock/settle', {});
  expect([status, settled]).toMatchObject([200, { nextChange: null }]);
  expect(server.cloud.vpsorg.servers.get(12345).status).toBe('active');
  expect(await control('POST', 'clock/next', {})).toEqual([200, settled]);
});

const wrongMoves: [string, unknown, string][] = [
  ['advance', {}, 'Give how far to move, as ms or as by, and not both'],
  ['advance', { ms: 1, by: '1s' }, 'and not both'],
  ['advance', { ms: -1 }, "The member 'ms' cannot be -1: give a number from 0."],
  ['advance', { ms: 1e300 }, 'that is more than a hundred years'],
  ['advance', { ms: '60000' }, "The member 'ms' cannot be '60000': give a number from 0."],
  ['advance', { ms: null }, "The member 'ms' cannot be null: give a number from 0."],
  ['advance', { by: '3 minutes' }, "A length of time cannot be '3 minutes': give one such as 3m, 1h30m or 500ms."],
  ['advance', { by: '3' }, 'The units are ms, s, m, h and d.'],
  ['advance', { by: '9'.repeat(400) + 'd' }, 'A length of time cannot be'],
  ['advance', { by: `3m${' '.repeat(60)}x` }, 'A length of time cannot be'],
  ['advance', { by: '99999999d' }, 'that is more than a hundred years'],
  ['advance', { mss: 1 }, "The body has no member 'mss'. Did you mean 'ms'?"],
  ['advance', '{"ms": 1', 'The body is not JSON'],
  ['advance', undefined, 'The body is missing. For example: {"by":"3m"}.'],
  ['advance', '[1]', 'The body must be a JSON object, not a list. For example: {"by":"3m"}.'],
  ['next', { ms: 1 }, "The body has no member 'ms'. Available: none."],
  ['speed', {}, "The body needs the member 'speed': a number above 0."],
  ['speed', { speed: 0 }, "The member 'speed' cannot be 0: give a number above 0."],
];
test.each(wrongMoves)('clock/%s with %j is refused, and time stays', async (move, body, sentence) => {
  expect(await control('POST', `clock/${move}`, body)).toEqual(refusedWith(400, expect.stringContaining(sentence)));
  expect(server.cloud.clock.now()).toBe(START);
});

test('what a clock cannot do is a conflict that says why', async () => {
  for (const [move, body] of [
    ['speed', { speed: 60 }],
    ['pause', {}],
    ['resume', {}],
  ] as const)
    expect(await control('POST', `clock/${move}`, body)).toEqual(refusedWith(409, expect.stringContaining("The clock of this cloud is 'manual' and")));
  const system = await startServer(vendors, { port: 0, clock: systemClock(), control: { port: 0 } });
  try {
    const ask = askingControl(system.control);
    for (const [move, body] of [
      ['advance', { by: '3m' }],
      ['next', {}],
      ['settle', {}],
    ] as const)
      expect(await ask('POST', `clock/${move}`, body)).toEqual(
        refusedWith(409, expect.stringContaining("The clock of this cloud is 'system' and moves by itself:")),
      );
    expect(await ask('POST', 'clock/pause', {})).toEqual(refusedWith(409, expect.stringContaining('it follows the time of the system')));
    expect(await ask('GET', 'clock')).toMatchObject([200, { kind: 'system', movable: false, speed: null, paused: false }]);
  } finally {
    await system.close();
  }
});

test('a clock that runs can be made faster, paused, moved and resumed', async () => {
  const live = await startServer(vendors, { port: 0, clock: liveClock(), control: { port: 0 } });
  try {
    const ask = askingControl(live.control);
    expect(await ask('POST', 'clock/pause', {})).toMatchObject([200, { kind: 'live', paused: true, movable: true, speed: 1 }]);
    expect(await ask('POST', 'clock/speed', { speed: 60 })).toMatchObject([200, { speed: 60, paused: true }]);
    const [, before] = await ask('GET', 'clock');
    const { now } = before as { now: number };
    expect(await ask('POST', 'clock/advance', { by: '3m' })).toMatchObject([200, { now: now + 180_000 }]);
    expect(await ask('POST', 'clock/resume', {})).toMatchObject([200, { paused: false, speed: 60 }]);
  } finally {
    await live.close();
  }
});

test('scenarios are listed with their descriptions, and played by name', async () => {
  const [, { scenarios }] = (await control('GET', 'scenarios')) as [number, { scenarios: { name: string }[] }];
  expect(scenarios).toContainEqual({ name: 'vpsorg/out-of-credits', vendor: 'vpsorg', description: expect.any(String), shows: { after: ['POST /servers/'] } });
  expect(scenarios).toHaveLength(Object.values(vendors).flatMap((vendor) => Object.values(vendor.scenarios)).length);
  expect(await control('POST', 'scenarios/play', { scenario: 'vpsorg/out-of-credits' })).toMatchObject([200, { name: 'vpsorg/out-of-credits' }]);
  expect(server.cloud.vpsorg.settings.credits).toBe(0);
  for (const [scenario, sentence] of [
    ['vpsorg/out-of-credit', "Did you mean 'vpsorg/out-of-credits'?"],
    ['out-of-credits', "Did you mean 'vpsorg/out-of-credits'?"],
    ['constructor', "No scenario 'constructor'."],
    ['__proto__', "No scenario '__proto__'."],
  ])
    expect(await control('POST', 'scenarios/play', { scenario })).toEqual(refusedWith(400, expect.stringContaining(sentence as string)));
});

test('a fault is added, counted, and removed alone', async () => {
  const refused = { vendor: 'vpsorg', outcome: 'refused', kind: 'unavailable' };
  expect(await control('POST', 'faults', refused)).toEqual([201, { faults: [{ id: 1, fault: refused, matched: 0, struck: 0 }] }]);
  expect((await vps('GET', '/servers/')).status).toBe(503);
  const dropped = { vendor: 'vpsorg', on: 'GET /servers/', times: 2, outcome: 'network-error' };
  expect(await control('POST', 'faults', dropped)).toEqual([201, { faults: [{ id: 2, fault: dropped, matched: 0, struck: 0 }] }]);
  expect(await control('DELETE', 'faults/1')).toEqual([200, { id: 1, fault: refused, matched: 1, struck: 1 }]);
  expect(await control('GET', 'faults')).toMatchObject([200, { faults: [{ id: 2 }] }]);
  await expect(vps('GET', '/servers/')).rejects.toThrow('fetch failed');
  expect(await control('DELETE', 'faults/1')).toEqual(refusedWith(404, "There is no fault 1. It may be used up. Did you mean '2'?"));
  expect(await control('DELETE', 'faults/constructor')).toEqual(refusedWith(404, expect.any(String)));
  expect(await control('DELETE', 'faults')).toEqual([200, { faults: [] }]);
  expect((await vps('GET', '/servers/')).status).toBe(200);
});

test('a sequence strikes in turn, and goes on without the fault that was removed from it', async () => {
  const sequence = {
    vendor: 'vpsorg',
    on: 'GET /servers/',
    turns: [{ outcome: 'refused', kind: 'unavailable' }, 'network-error', { outcome: 'refused', kind: 'unauthenticated' }],
  };
  const [status, { faults }] = (await control('POST', 'faults', { sequence })) as [number, { faults: object[] }];
  expect([status, faults]).toMatchObject([201, [{ id: 1 }, { id: 2, follows: 1 }, { id: 3, follows: 2 }]]);
  await control('DELETE', 'faults/2');
  expect(await control('GET', 'faults')).toMatchObject([200, { faults: [{ id: 1 }, { id: 3, follows: 1 }] }]);
  expect([(await vps('GET', '/servers/')).status, (await vps('GET', '/servers/')).status, (await vps('GET', '/servers/')).status]).toEqual([503, 401, 200]);
});

const wrongFaults: [unknown, string][] = [
  ['x', 'The body is not JSON'],
  ['null', 'The body must be a JSON object, not null.'],
  ['7', 'The body must be a JSON object, not 7.'],
  [{}, "A fault needs a 'vendor'"],
  [{ vendor: 'constructor', outcome: 'network-error' }, 'this cloud has no such vendor'],
  [{ vendor: 'vpsorg', outcome: 'constructor' }, "There is no outcome 'constructor'."],
  [{ vendor: 'vpsorg', outcome: 'refused', kind: 'constructor' }, "cannot refuse with 'constructor'"],
  [{ vendor: 'vpsorg', outcome: 'network-eror' }, "Did you mean 'network-error'?"],
  [{ vendor: 'vpsorg', outcome: 'latency', ms: 1e300 }, 'A fault has an invalid ms'],
  ['{"vendor":"vpsorg","outcome":"network-error","__proto__":{"times":1}}', 'has no member'],
  [{ vendor: 'vpsorg', outcome: 'wrong-type', type: 'a\nb' }, 'invalid type'],
  [{ sequence: 1 }, 'A sequence must be an object with vendor, on, turns.'],
  [{ sequence: { vendor: 'vpsorg', on: 'GET /servers/', turn: [] } }, "Did you mean 'turns'?"],
  [{ sequence: { vendor: 'vpsorg', on: 'GET /servers/', turns: ['ok'] } }, "A sequence with only 'ok' can never strike."],
  [{ sequence: { vendor: 'vpsorg', on: 'GET /servers/', turns: ['ok'] }, times: 1 }, "has no member 'times' beside 'sequence'"],
];
test.each(wrongFaults)('the fault %j is refused, and none is added', async (body, sentence) => {
  expect(await control('POST', 'faults', body)).toEqual(refusedWith(400, expect.stringContaining(sentence)));
  expect(server.cloud.faults.all()).toEqual([]);
});

test('settings are changed all or not at all', async () => {
  expect(await control('PATCH', 'accounts/evotic/settings', { balance: 0 })).toMatchObject([200, { balance: 0, instantCreate: false }]);
  expect(server.cloud.evotic.settings.balance).toBe(0);
  for (const [body, sentence] of [
    [{ balance: 5, balnce: 1 }, "Did you mean 'balance'?"],
    [{ balance: 5, prices: { cpu: 'x', ram: 1, disk: 1 } }, "settings.prices.cpu 'x' is not a number from 0."],
    [{ balance: '5' }, "settings.balance '5' is not a number up to 2 ** 53."],
    ['{"balance":5,"__proto__":{}}', "no setting '__proto__'"],
    [[], 'The body must be a JSON object, not a list.'],
  ] as const)
    expect(await control('PATCH', 'accounts/evotic/settings', body)).toEqual(refusedWith(400, expect.stringContaining(sentence)));
  expect(server.cloud.evotic.settings.balance).toBe(0);
});

test('the journal is read by operation, since a number, and in parts', async () => {
  for (let i = 0; i < 3; i += 1) await vps('GET', '/servers/');
  await vps('POST', '/servers/12345/stop/');
  const numbers = async (query: string) => {
    const [status, body] = (await control('GET', `journal${query}`)) as [number, { exchanges: { n: number }[]; more: boolean }];
    return [status, body.exchanges.map(({ n }) => n), body.more];
  };
  expect(await numbers('')).toEqual([200, [1, 2, 3, 4], false]);
  expect(await numbers('?operation=GET%20/servers/')).toEqual([200, [1, 2, 3], false]);
  expect(await numbers('?since=2')).toEqual([200, [3, 4], false]);
  expect(await numbers('?since=1&limit=2')).toEqual([200, [2, 3], true]);
  expect(await control('GET', 'journal?operation=GET%20/servrs/')).toEqual(refusedWith(400, expect.stringContaining("Did you mean 'GET /servers/'?")));
  expect(await control('GET', 'journal?since=-1')).toEqual(refusedWith(400, "The query parameter since cannot be '-1': give a whole number from 0."));
  expect(await control('GET', 'journal?limit=1001')).toEqual(refusedWith(400, 'The query parameter limit cannot be 1001: give a whole number from 1 to 1000.'));
  expect(await control('GET', 'journal?sinse=1')).toEqual(refusedWith(400, "There is no query parameter 'sinse'. Did you mean 'since'?"));
  expect(await control('GET', 'journal?since=1&since=2')).toEqual(refusedWith(400, 'The query parameter since is given twice.'));
  const [, { exchanges }] = (await control('GET', 'journal?limit=1')) as [number, { exchanges: { request: { headers: object } }[] }];
  expect(exchanges[0]?.request.headers).toMatchObject({ authorization: '[redacted]' });
  expect(await control('DELETE', 'journal')).toEqual([200, { exchanges: [], more: false }]);
  expect(await numbers('')).toEqual([200, [], false]);
});

test('a snapshot is restored whole or not at all, a link leads to the same state, and a reset to the start', async () => {
  const [, saved] = await control('GET', 'snapshot');
  await vps('POST', '/servers/12345/stop/');
  await control('POST', 'clock/settle', {});
  const stopped = server.cloud.snapshot();
  const broken = structuredClone(stopped) as unknown as { accounts: { vpsorg: { tables: { servers: { status: string }[] } } } };
  Object.assign(broken.accounts.vpsorg.tables.servers[0] ?? {}, { status: 'runing' });
  for (const body of [{}, { accounts: { vpsorg: null } }, broken, { ...stopped, now: 1e300 }, { ...stopped, accounts: {} }])
    expect(await control('POST', 'restore', body)).toEqual(refusedWith(400, expect.any(String)));
  expect(server.cloud.snapshot()).toEqual(stopped);
  const [, link] = await control('GET', 'link');
  expect(link).toEqual(server.cloud.toLink());
  expect(await control('POST', 'restore', saved)).toMatchObject([200, { name: 'default', clock: { now: START } }]);
  expect(server.cloud.snapshot()).toEqual(saved);
  await control('POST', 'scenarios/play', { scenario: 'vpsorg/out-of-credits' });
  expect(await control('POST', 'reset', {})).toMatchObject([200, { clock: { now: START } }]);
  expect(server.cloud.vpsorg.settings.credits).not.toBe(0);
});

const nowhere: [string, string, number, string][] = [
  ['GET', '/nowhere', 404, 'There is no control at /nowhere.'],
  ['GET', '/clouds/defalt', 404, "There is no cloud 'defalt'. Did you mean 'default'?"],
  ['GET', '/clouds/__proto__/clock', 404, "There is no cloud '__proto__'."],
  ['GET', '/clouds/constructor', 404, "There is no cloud 'constructor'."],
  ['GET', '/clouds/default/clok', 404, "Did you mean '/clouds/default/clock'?"],
  ['GET', '/clouds/default/accounts/vpsrg', 404, "This cloud has no vendor 'vpsrg'. Did you mean 'vpsorg'?"],
  ['GET', '/clouds/default/accounts/vpsorg/server', 404, "VPS.org has no table 'server'. Did you mean 'servers'?"],
  ['GET', '/clouds/default/accounts/vpsorg/__proto__', 404, "VPS.org has no table '__proto__'."],
  ['GET', '/clouds/default/accounts/vpsorg/servers/1', 404, "There is no '1' in servers."],
  ['GET', '/clouds/default/%zz', 404, 'There is no control at'],
  ['GET', '/clouds//clock', 404, 'There is no control at'],
  ['PUT', '/clouds/default/reset', 405, '/clouds/default/reset has no PUT. Available: POST.'],
  ['OPTIONS', '/clouds/default/reset', 405, 'Available: POST.'],
  ['POST', '/clouds/default/snapshot', 405, 'Available: GET, HEAD.'],
  ['GET', '/clouds/default/reset', 405, 'Available: POST.'],
];
test.each(nowhere)('%s %s is answered %i, and says what there is', async (method, path, status, sentence) => {
  expect(await control(method, path)).toEqual(refusedWith(status, expect.stringContaining(sentence)));
});

test('each control answers as its document says, and every one is tried', async () => {
  const document = exportedControls() as {
    paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }> }>>;
  };
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(document, 'control');
  await vps('POST', '/servers/12345/stop/');
  const bodies: Record<string, unknown> = {
    'POST /clouds': { name: 'job-42' },
    'POST /clouds/{cloud}/clock/advance': { by: '1s' },
    'POST /clouds/{cloud}/clock/speed': { speed: 2 },
    'POST /clouds/{cloud}/scenarios/play': { scenario: 'vpsorg/outage' },
    'POST /clouds/{cloud}/faults': { vendor: 'vpsorg', outcome: 'network-error' },
    'POST /clouds/{cloud}/accounts/{vendor}/servers/{key}/begin': { action: 'start' },
    'POST /clouds/{cloud}/accounts/{vendor}/{table}': { id: 7, name: 'desk' },
    'PATCH /clouds/{cloud}/accounts/{vendor}/{table}/{key}': { name: 'desktop' },
    'PATCH /clouds/{cloud}/accounts/{vendor}/settings': { credits: 1 },
    'POST /clouds/{cloud}/restore': server.cloud.snapshot(),
  };
  const tried: string[] = [];
  const skipped = ['GET /clouds/{cloud}/events'];
  // What adds comes before what removes.
  const order = ['GET', 'POST', 'PATCH', 'DELETE'];
  const routes = controlsOf(contract).sort((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
  for (const { route, method, path } of routes) {
    if (skipped.includes(route)) continue;
    const key = path.includes('servers/{key}') ? '12345' : route.startsWith('GET') ? '1' : '7';
    const values: Record<string, string> = { cloud: 'default', vendor: 'vpsorg', table: 'ssh_keys', key, id: '1' };
    if (route === 'POST /clouds/{cloud}/restore' || route === 'POST /clouds/{cloud}/reset' || route === 'DELETE /clouds/{cloud}/faults') continue;
    const [status, body] = await control(
      method,
      path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
      bodies[route],
    );
    const responses = document.paths[path]?.[method.toLowerCase()]?.responses ?? {};
    expect([route, status, Object.keys(responses)]).toEqual([route, status, expect.arrayContaining([String(status)])]);
    const pointer = `control#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method.toLowerCase()}/responses/${status}`;
    if (status < 300) {
      const validate =
        ajv.getSchema(`${encodeURI(pointer)}/content/application~1json/schema`) ??
        ajv.compile({ $ref: `${encodeURI(pointer)}/content/application~1json/schema` });
      expect([route, validate(body), validate.errors]).toEqual([route, true, null]);
    } else
      expect([route, status, body]).toEqual([
        route,
        409,
        expect.objectContaining({ detail: expect.stringMatching(/^The clock of this cloud|^This server has one cloud/) }),
      ]);
    tried.push(route);
  }
  for (const [route, path] of [
    ['POST /clouds/{cloud}/restore', 'restore'],
    ['DELETE /clouds/{cloud}/faults', 'faults'],
    ['POST /clouds/{cloud}/reset', 'reset'],
  ] as const) {
    expect([route, (await control(route.split(' ')[0] ?? '', path, bodies[route]))[0]]).toEqual([route, 200]);
    tried.push(route);
  }
  expect([...tried, ...skipped].sort()).toEqual(
    controlsOf(contract)
      .map(({ route }) => route)
      .sort(),
  );
});

test('the document that is served is the exported one', async () => {
  expect(await control('GET', '/openapi.json')).toEqual([200, JSON.parse(JSON.stringify(exportedControls()))]);
});
