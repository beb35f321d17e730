/** Faults as they come from outside: what is refused, what is counted, what happens in turn, and what stale reads keep. */
import { describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud, manualClock, minutes, seconds, type Faults, type Snapshot } from '../index.ts';
import { openCore } from '../cloud/core.ts';
import { ask } from '../cloud/ask.ts';
import { reset, restore } from '../cloud/restore.ts';
import { MOST_FAULTS } from '../model/faults.ts';
import { OUTCOME_NAMES, OUTCOMES } from '../model/outcomes.ts';
import { TRIALS } from '../testing/trials.ts';
import { startServer } from '../server/index.ts';
import { askingControl } from './control.ts';
import { client } from './client.ts';

const VPS = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer token' };
const wanted = { name: 'web-9', plan_id: 1, os_id: 5, location: 'us-west' };
const LIST = 'GET /servers/';
const CREATE = 'POST /servers/';

function open() {
  const cloud = createCloud({ vpsorg });
  const vps = client(cloud, VPS, headers);
  /** The status of an answer, or `drop`. */
  const status = (method = 'GET', path = '/servers/', body?: object): Promise<number | 'drop'> =>
    vps(method, path, body).then(
      (answer) => answer.status,
      () => 'drop' as const,
    );
  return { cloud, vps, status };
}

/** Faults without types, as a file or another language gives them. */
const untyped = (cloud: unknown) => (cloud as { readonly faults: Faults }).faults;
const fault = (members: object): object => ({ vendor: 'vpsorg', ...members });

/** An array in an array, and so on. */
function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i += 1) value = [value];
  return value;
}
const cyclic: Record<string, unknown> = fault({ outcome: 'fails', at: 0.5 }) as Record<string, unknown>;
cyclic['because'] = cyclic;

const wrongs: [string, unknown, string][] = [
  ['nothing', undefined, 'A fault must be an object, such as'],
  ['null', null, "must be an object, such as { vendor: 'vpsorg', outcome: 'network-error' }, not null"],
  ['a text', 'answer-lost', "network-error' }, not 'answer-lost'"],
  ['a list', [], "network-error' }, not a list"],
  ['no vendor', { outcome: 'network-error' }, "A fault needs a 'vendor'"],
  ['a vendor that is no text', { vendor: 7, outcome: 'network-error' }, 'has an invalid vendor: 7'],
  ['a vendor that every object inherits', { vendor: 'constructor', outcome: 'network-error' }, "A fault at 'constructor' can never strike"],
  ['a misspelt vendor', { vendor: 'vpsorf', outcome: 'network-error' }, "Did you mean 'vpsorg'?"],
  ['no outcome', fault({}), "A fault needs an 'outcome', not undefined"],
  ['a misspelt outcome', fault({ outcome: 'answerlost' }), "There is no outcome 'answerlost'. Did you mean 'answer-lost'?"],
  ['an outcome that every object inherits', fault({ outcome: 'toString' }), "There is no outcome 'toString'."],
  ['a misspelt member', fault({ outcome: 'network-error', time: 1 }), "has no member 'time'. Did you mean 'times'?"],
  ['a member of another outcome', fault({ outcome: 'network-error', at: 0.5 }), "'network-error' has no member 'at'"],
  ['a member named __proto__', JSON.parse('{"vendor":"vpsorg","outcome":"network-error","__proto__":{"times":1}}'), "has no member '__proto__'"],
  ['a misspelt operation', fault({ on: 'GET /server/', outcome: 'network-error' }), "has no operation 'GET /server/'. Did you mean 'GET /servers/'?"],
  ['an operation that is no text', fault({ on: 5, outcome: 'network-error' }), 'has an invalid on: 5'],
  ['a refusal without a kind', fault({ outcome: 'refused' }), "'refused' needs 'kind': give a kind of refusal"],
  ['a kind that every object inherits', fault({ outcome: 'refused', kind: 'constructor' }), "cannot refuse with 'constructor'. Available: "],
  ['a retry of no time', fault({ outcome: 'refused', kind: 'unavailable', retryAfter: -1 }), 'has an invalid retryAfter: -1'],
  ['a retry beyond any date', fault({ outcome: 'refused', kind: 'unavailable', retryAfter: 1e300 }), 'has an invalid retryAfter: 1e+300'],
  ['a rate limit without a window', fault({ outcome: 'rate-limit', limit: 5 }), "'rate-limit' needs 'per': give milliseconds above 0"],
  ['a window beyond any date', fault({ outcome: 'rate-limit', limit: 5, per: 1e300 }), 'has an invalid per: 1e+300'],
  ['a failure at no time', fault({ outcome: 'fails' }), "'fails' needs 'at'"],
  ['a standstill at no time', fault({ outcome: 'stuck' }), "'stuck' needs 'at'"],
  ['a standstill after the end', fault({ outcome: 'stuck', at: 1.5 }), 'has an invalid at: 1.5. Give a share from 0 to 1'],
  ['a share as text', fault({ outcome: 'stuck', at: '0.5' }), "has an invalid at: '0.5'"],
  ['a slowness beyond any date', fault({ outcome: 'slow', factor: 1e300 }), 'has an invalid factor: 1e+300'],
  ['no time', fault({ outcome: 'latency' }), "'latency' needs either ms or median and sigma; this one has neither"],
  ['half a distribution', fault({ outcome: 'latency', median: 5 }), 'this one has median'],
  ['both times', fault({ outcome: 'latency', ms: 5, median: 5, sigma: 1 }), 'this one has ms and median and sigma'],
  ['no lag', fault({ outcome: 'stale' }), 'needs either reads or ms; this one has neither'],
  ['both lags', fault({ outcome: 'stale', reads: 1, ms: 1 }), 'this one has reads and ms'],
  ['a chance of none', fault({ outcome: 'network-error', chance: 0 }), 'has an invalid chance: 0. Give a share above 0'],
  ['a count of none', fault({ outcome: 'network-error', times: 0 }), 'has an invalid times: 0. Give a whole number from 1'],
  ['a count as a bigint', fault({ outcome: 'network-error', times: 1n }), 'has an invalid times: a bigint'],
  ['a media type that no header can hold', fault({ outcome: 'wrong-type', type: 'text/html\r\nx: y' }), 'Give a media type'],
  ['a media type outside ASCII', fault({ outcome: 'wrong-type', type: 'text/hťml' }), 'Give a media type'],
  ['a shape that there is not', fault({ outcome: 'progress', shape: { step: 3 } }), 'has an invalid shape: an object. Give { steps: 4 }'],
  ['a shape that goes forward', fault({ outcome: 'progress', shape: { back: [0.2, 0.6] } }), 'has an invalid shape'],
  ['a cycle', cyclic, 'has an invalid because: an object'],
  ['what is 5,000 deep', fault({ outcome: 'fails', at: 0.5, because: deep(5_000) }), 'has an invalid because: a list'],
  ['a text that is too long', fault({ outcome: 'fails', at: 0.5, because: 'x'.repeat(1_001) }), 'Give text of 1 to 1000 characters'],
  ['a server where none is named', fault({ on: LIST, server: 1, outcome: 'network-error' }), 'which names no server'],
  ['a server that cannot exist', fault({ on: 'GET /servers/{server_id}/', server: 'web-1', outcome: 'network-error' }), 'no server can have the key web-1'],
  ['a server that can exist nowhere', fault({ server: 'web-1', outcome: 'network-error' }), 'at the server web-1 can never strike at VPS.org'],
  [
    'a refusal that is not in the contract',
    fault({ on: LIST, outcome: 'refused', kind: 'payment-required' }),
    "its contract does not document 'payment-required'",
  ],
  ['a task where none begins', fault({ on: LIST, outcome: 'slow', factor: 2 }), 'which begins no task'],
  ['a failure of what is done at once', fault({ on: 'DELETE /servers/{server_id}/', outcome: 'fails', at: 0.5 }), 'which begins no task that takes time'],
  ['another end of what ends nowhere', fault({ on: 'PATCH /servers/{server_id}/', outcome: 'settles', in: 'stopped' }), 'which cannot end in that status'],
  ['a status that there is not', fault({ outcome: 'settles', in: 'constructor' }), "cannot settle in 'constructor'"],
  ['a stale write', fault({ on: CREATE, outcome: 'stale', reads: 1 }), 'which is not a read'],
  ['a read that is done twice', fault({ on: LIST, outcome: 'done-twice' }), 'which changes nothing'],
  ['a read that is not done', fault({ on: LIST, outcome: 'not-done' }), 'which changes nothing'],
];

test.each(wrongs)('a fault is refused, and nothing is added: %s', (_, given, message) => {
  const cloud = createCloud({ vpsorg });
  expect(() => untyped(cloud).add(given as never)).toThrow(message);
  expect(untyped(cloud).all()).toEqual([]);
  expect(cloud.snapshot()).toEqual(createCloud({ vpsorg }).snapshot());
});

test('a fault that no header can hold is refused over HTTP, and the server goes on', async () => {
  const { url, control, close } = await startServer({ vpsorg }, { port: 0, clock: manualClock(), control: { port: 0 } });
  try {
    const added = async (type: string): Promise<number> => (await askingControl(control)('POST', 'faults', fault({ outcome: 'wrong-type', type })))[0];
    expect(await added('text/html\nx')).toBe(400);
    expect((await fetch(`${url}/servers/`, { headers })).headers.get('content-type')).toBe('application/json');
    expect(await added('text/plain')).toBe(201);
    expect((await fetch(`${url}/servers/`, { headers })).headers.get('content-type')).toBe('text/plain');
  } finally {
    await close();
  }
});

test('each outcome has a row that says what it wants, and a sentence', () => {
  for (const name of OUTCOME_NAMES) {
    const { needs, may } = OUTCOMES[name];
    expect(TRIALS[name].description).toMatch(/^[A-Z].*\.$/);
    for (const { wants } of Object.values({ ...needs, ...may }) as { wants: string }[]) expect(wants).not.toBe('');
  }
});

test('undefined options are ignored', () => {
  const { cloud } = open();
  untyped(cloud).add(fault({ outcome: 'network-error', times: undefined, on: undefined }) as never);
  expect(cloud.faults.all()).toEqual([{ vendor: 'vpsorg', outcome: 'network-error' }]);
});

test('nobody can change a fault from outside: neither what was added, nor what all() gives', async () => {
  const { cloud, status } = open();
  const given = { vendor: 'vpsorg', on: CREATE, outcome: 'progress', shape: { steps: 4 } };
  untyped(cloud).add(given as never);
  given.shape.steps = -1;
  given.on = 'nowhere';
  for (const one of cloud.faults.all() as unknown as (typeof given)[]) one.shape.steps = -2;
  expect(cloud.faults.all()).toEqual([{ vendor: 'vpsorg', on: CREATE, outcome: 'progress', shape: { steps: 4 } }]);
  expect(await status('POST', '/servers/', wanted)).toBe(201);
});

test('faults are bounded in number; those that are used up make room', async () => {
  const { cloud, status } = open();
  for (let i = 0; i < MOST_FAULTS; i += 1) cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'network-error' });
  expect(() => cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error' })).toThrow('A cloud holds at most 1000 faults');
  expect(() => cloud.faults.sequence('vpsorg', LIST, ['network-error', 'ok'])).toThrow('at most 1000');
  expect(cloud.faults.all()).toHaveLength(MOST_FAULTS);
  expect(await status()).toBe('drop');
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error' });
  expect(cloud.faults.all()).toHaveLength(MOST_FAULTS);
});

describe('what takes effect is counted, and nothing else', () => {
  test('a fault that is masked by another keeps its count', async () => {
    const { cloud, status } = open();
    cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'network-error' });
    cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'refused', kind: 'unavailable' });
    expect([await status(), await status(), await status()]).toEqual(['drop', 503, 200]);
  });

  test('faults strike in the order in which a request meets them, whatever order they were added in', async () => {
    const { cloud, status } = open();
    cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'refused', kind: 'unavailable' });
    cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'network-error' });
    expect([await status(), await status(), await status()]).toEqual(['drop', 503, 200]);
  });

  test('of two with the same outcome the first strikes, and the second after it', async () => {
    const { cloud, status } = open();
    cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'refused', kind: 'unavailable' });
    cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'refused', kind: 'broken' });
    expect([await status(), await status(), await status()]).toEqual([503, 500, 200]);
  });

  test('what the vendor refuses by itself uses up nothing that is done to what it accepts', async () => {
    const { cloud, status } = open();
    for (const outcome of ['done-but-broken', 'not-done'] as const) {
      cloud.faults.add({ vendor: 'vpsorg', on: CREATE, times: 1, outcome });
      expect(await status('POST', '/servers/', { name: 'web-9' })).toBe(400);
      expect(cloud.faults.all()).toHaveLength(1);
      expect(await status('POST', '/servers/', wanted)).toBe(outcome === 'not-done' ? 201 : 500);
      expect(cloud.faults.all()).toHaveLength(0);
    }
  });

  test.each<[string, readonly object[], readonly string[]]>([
    ['a dropped connection before one that hangs', [{ outcome: 'hangs' }, { outcome: 'network-error' }], ['hangs']],
    ['what hangs before any latency', [{ outcome: 'latency', ms: 5 }, { outcome: 'hangs' }], ['latency']],
    [
      'a rate limit before a refusal',
      [
        { outcome: 'refused', kind: 'broken' },
        { outcome: 'rate-limit', limit: 0, per: 1 },
      ],
      ['refused'],
    ],
    [
      'a refusal before whatever is done',
      [{ outcome: 'done-but-broken' }, { outcome: 'stuck', at: 0.5 }, { outcome: 'refused', kind: 'broken' }],
      ['done-but-broken', 'stuck'],
    ],
    [
      'what is not done before what is done twice, and its task',
      [{ outcome: 'done-twice' }, { outcome: 'slow', factor: 2 }, { outcome: 'not-done' }],
      ['done-twice', 'slow'],
    ],
    ['a 500 before a lost answer', [{ outcome: 'answer-lost' }, { outcome: 'done-but-broken' }], ['answer-lost']],
    ['a lost answer before its body', [{ outcome: 'cut', at: 0.5 }, { outcome: 'answer-lost' }], ['cut']],
    ['another page before a broken one', [{ outcome: 'malformed' }, { outcome: 'wrong-type' }], ['malformed']],
    [
      'what combines, all of it',
      [
        { outcome: 'done-twice' },
        { outcome: 'slow', factor: 2 },
        { outcome: 'stuck', at: 0.5 },
        { outcome: 'latency', ms: 5 },
        { outcome: 'latency', ms: 7 },
        { outcome: 'cut', at: 0.5 },
        { outcome: 'wrong-type' },
      ],
      [],
    ],
  ])('%s', (_, all, kept) => {
    const { cloud } = open();
    for (const one of all) untyped(cloud).add({ vendor: 'vpsorg', on: CREATE, times: 1, ...one } as never);
    const body = new TextEncoder().encode(JSON.stringify(wanted));
    const { arrives } = cloud.serve('vpsorg', {
      method: 'POST',
      path: '/servers/',
      base: '',
      query: '',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });
    expect(cloud.faults.all().map(({ outcome }) => outcome)).toEqual(kept);
    if (kept.length === 0) expect(arrives).toBe(cloud.clock.now() + 12);
  });

  test('after, every and chance count each request that it could strike, also one that another struck', async () => {
    const { cloud, status } = open();
    cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'network-error' });
    cloud.faults.add({ vendor: 'vpsorg', after: 2, times: 1, outcome: 'refused', kind: 'unavailable' });
    expect([await status(), await status(), await status(), await status()]).toEqual(['drop', 200, 503, 200]);
  });

  test('a missing body is not corrupted', async () => {
    const { cloud, status } = open();
    cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'cut', at: 0.5 });
    expect(await status('DELETE', '/servers/12346/')).toBe(204);
    expect(cloud.faults.all()).toHaveLength(1);
    expect(await status()).toBe('drop');
  });

  test('the journal says what took effect', async () => {
    const { cloud, status } = open();
    for (const outcome of ['malformed', 'wrong-type'] as const) cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome });
    cloud.faults.add({ vendor: 'vpsorg', outcome: 'slow', factor: 2 });
    await status();
    expect(cloud.journal.last()?.why).toBe('A fault struck: wrong-type.');
  });

  test('a strict cloud, which tries each request on a copy first, counts it once; what it refuses is not counted', async () => {
    const cloud = createCloud({ vpsorg }, { strict: 'assumed' });
    const vps = client(cloud, VPS, headers);
    cloud.faults.add({ vendor: 'vpsorg', on: LIST, outcome: 'rate-limit', limit: 2, per: minutes(1) });
    const status = async () => (await vps('GET', '/servers/')).status;
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
    cloud.faults.clear();
    cloud.faults.add({ vendor: 'vpsorg', on: LIST, times: 1, outcome: 'refused', kind: 'unavailable' });
    expect([await status(), await status()]).toEqual([503, 200]);

    const strict = createCloud({ vpsorg }, { strict: 'documented' });
    strict.faults.add({ vendor: 'vpsorg', on: LIST, times: 1, outcome: 'refused', kind: 'unavailable' });
    const { length } = strict.faults.all();
    await expect(client(strict, VPS, headers)('GET', '/servers/')).rejects.toThrow("strict: 'documented'");
    expect([length, strict.faults.all().length]).toEqual([1, 1]);
  });

  test('a stale fault at a whole vendor strikes its reads alone', async () => {
    const { cloud, status } = open();
    cloud.faults.add({ vendor: 'vpsorg', outcome: 'stale', reads: 1 });
    expect(await status('POST', '/servers/', wanted)).toBe(201);
    expect(cloud.vpsorg.servers.has(12347)).toBe(true);
  });

  test('a refusal at a whole vendor strikes where its contract has it', async () => {
    const { cloud, status } = open();
    cloud.faults.add({ vendor: 'vpsorg', outcome: 'refused', kind: 'payment-required' });
    expect([await status(), await status('POST', '/servers/', wanted)]).toEqual([200, 402]);
  });
});

describe('a sequence reads as it happens', () => {
  test('the first three requests are struck in turn, and no other', async () => {
    const { cloud, status } = open();
    cloud.faults.sequence('vpsorg', LIST, ['network-error', { outcome: 'refused', kind: 'unavailable' }, 'ok', 'done-but-broken']);
    expect(await status('GET', '/plans/')).toBe(200);
    expect([await status(), await status(), await status(), await status(), await status()]).toEqual(['drop', 503, 200, 500, 200]);
    expect(cloud.faults.all()).toEqual([]);
  });

  test('a sequence can begin with ok', async () => {
    const { cloud, status } = open();
    cloud.faults.sequence('vpsorg', LIST, ['ok', 'ok', 'network-error', 'ok']);
    expect([await status(), await status(), await status(), await status()]).toEqual([200, 200, 'drop', 200]);
  });

  test('a step of a sequence that is masked by another fault waits, and so do the steps after it', async () => {
    const { cloud, status } = open();
    cloud.faults.sequence('vpsorg', LIST, [{ outcome: 'refused', kind: 'unavailable' }, 'done-but-broken']);
    cloud.faults.add({ vendor: 'vpsorg', times: 2, outcome: 'network-error' });
    expect([await status(), await status(), await status(), await status(), await status()]).toEqual(['drop', 'drop', 503, 500, 200]);
  });

  test('it is a step of a link, and stands in a snapshot, half-way too', async () => {
    const { cloud, status } = open();
    cloud.faults.sequence('vpsorg', LIST, ['network-error', 'ok', { outcome: 'refused', kind: 'unavailable' }]);
    expect(await status()).toBe('drop');
    const link = cloud.toLink();
    expect(link.steps?.[0]).toEqual({
      at: cloud.clock.now(),
      sequence: { vendor: 'vpsorg', on: LIST, turns: ['network-error', 'ok', { outcome: 'refused', kind: 'unavailable' }] },
    });
    const saved = JSON.parse(JSON.stringify(cloud.snapshot())) as Snapshot;
    const restored = createCloud({ vpsorg });
    restored.restore(saved);
    for (const other of [restored, createCloud.fromLink({ vpsorg }, JSON.stringify(link))]) {
      const vps = client(other, VPS, headers);
      expect([(await vps('GET', '/servers/')).status, (await vps('GET', '/servers/')).status, (await vps('GET', '/servers/')).status]).toEqual([200, 503, 200]);
    }
  });

  test.each<[string, readonly unknown[], string]>([
    ['a misspelt outcome', ['vpsorg', LIST, ['network-error', 'oks']], "There is no outcome 'oks'. Did you mean 'ok'?"],
    ['a name that needs members', ['vpsorg', LIST, ['network-error', 'refused']], "'refused' needs 'kind'"],
    ['a count', ['vpsorg', LIST, ['network-error', { outcome: 'network-error', times: 2 }]], "cannot have 'times': it strikes one request"],
    ['what can never strike', ['vpsorg', LIST, ['network-error', { outcome: 'stuck', at: 1 }]], 'which begins no task'],
    ['nothing', ['vpsorg', LIST, []], 'a list of 1 to 100 outcomes'],
    ['no list', ['vpsorg', LIST, 'network-error'], "'ok'], not 'network-error'"],
    ['nothing but ok', ['vpsorg', LIST, ['ok', 'ok']], 'can never strike'],
    ['no operation', ['vpsorg', undefined, ['network-error']], 'needs the operation'],
    ['no vendor', [undefined, LIST, ['network-error']], "needs a 'vendor'"],
    ['an item that is none', ['vpsorg', LIST, ['network-error', null]], "must be a name, 'ok' or an object, not null"],
    ['too many', ['vpsorg', LIST, Array.from({ length: 101 }, () => 'network-error')], "'ok'], not a list of 101"],
  ])('it is refused whole: %s', (_, [vendor, on, turns], message) => {
    const { cloud } = open();
    expect(() => untyped(cloud).sequence(vendor as never, on as never, turns as never)).toThrow(message);
    expect(cloud.faults.all()).toEqual([]);
    expect(cloud.toLink().steps).toEqual([]);
  });
});

describe('what becomes of a task meets only what begins one', () => {
  const elastic = () => {
    const cloud = createCloud({ elastichosts });
    const { servers, drives, settings } = cloud.elastichosts;
    const own = drives.all().find(({ user }) => user === settings.user) ?? drives.all()[0];
    const asked = client(cloud, 'https://api-lon-p.elastichosts.com', { authorization: `Basic ${btoa(`${settings.user}:key`)}`, accept: 'application/json' });
    return { cloud, servers, drives, settings, drive: own as NonNullable<typeof own>, asked };
  };

  test("a server's status is not one in which a drive settles: to read a drive does not fail", async () => {
    const { cloud, asked, drive } = elastic();
    cloud.faults.add({ vendor: 'elastichosts', times: 1, outcome: 'settles', in: 'stopped' });
    expect((await asked('GET', `/drives/${drive.drive}/read/0/10`)).status).toBe(200);
    expect(cloud.faults.all()).toHaveLength(1);
  });

  test.each<[string, object, string]>([
    ['a destroy that fails', { on: 'POST /drives/{drive}/destroy', outcome: 'fails', at: 0.5 }, 'begins no task that takes time'],
    ['a destroy that settles', { on: 'POST /drives/{drive}/destroy', outcome: 'settles', in: 'active' }, 'cannot end in that status'],
    ['a drive that settles as a server does', { on: 'POST /drives/{drive}/image/{source}', outcome: 'settles', in: 'stopped' }, 'cannot end in that status'],
    ['a record that is made, and slow', { on: 'POST /drives/create', outcome: 'slow', factor: 2 }, 'begins no task that takes time'],
    ['a server that starts at once, and is stuck', { on: 'POST /servers/create', outcome: 'stuck', at: 0.5 }, 'begins no task that takes time'],
  ])('where the contract says so, it is refused as it is added: %s', (_, given, message) => {
    const { cloud } = elastic();
    expect(() => untyped(cloud).add({ vendor: 'elastichosts', ...given } as never)).toThrow(message);
  });

  test.each(['fails', 'stuck', 'settles'] as const)('a destroy that %s is a destroy: the drive is gone, and its space is given back once', async (outcome) => {
    const { cloud, asked, drives, settings } = elastic();
    const created = await asked('POST', '/drives/create', { name: 'd', size: 4_194_304 });
    const uuid = (created.body as { drive: string }).drive;
    const before = settings.space;
    untyped(cloud).add({ vendor: 'elastichosts', times: 1, ...(outcome === 'settles' ? { outcome, in: 'active' } : { outcome, at: 0.5 }) });
    expect((await asked('POST', `/drives/${uuid}/destroy`)).status).toBe(204);
    expect([drives.has(uuid), settings.space - before, cloud.faults.all().length]).toEqual([false, 4_194_304, 1]);
    expect((await asked('POST', `/drives/${uuid}/destroy`)).status).toBe(404);
    expect(settings.space - before).toBe(4_194_304);
  });

  test.each(['vpsorg', 'evotic'] as const)('%s: a delete that should settle elsewhere deletes', async (name) => {
    const cloud = createCloud(vendors);
    const status = name === 'vpsorg' ? 'stopped' : 'paused';
    untyped(cloud).add({ vendor: name, times: 1, outcome: 'settles', in: status });
    const id = name === 'vpsorg' ? '12346/' : '1';
    const reply = await cloud.fetch(`${cloud.origins[name]}/servers/${id}`, { method: 'DELETE', headers });
    expect(reply?.ok).toBe(true);
    expect(cloud.faults.all()).toHaveLength(1);
  });

  test('what is in its status already begins nothing', async () => {
    const cloud = createCloud({ puregpu });
    const stop = client(cloud, 'https://api.puregpu.com', { 'x-api-key': 'k' });
    cloud.puregpu.servers.update(cloud.puregpu.servers.get(10), { status: 'stopped' });
    cloud.faults.add({ vendor: 'puregpu', times: 1, outcome: 'stuck', at: 0.5 });
    expect((await stop('POST', '/server/10/shutdown')).status).toBe(200);
    expect([cloud.puregpu.servers.get(10).task, cloud.faults.all().length]).toEqual([null, 1]);
  });

  test('of those that say how it ends the first strikes; what says how long it takes strikes beside it', async () => {
    const { cloud, status } = open();
    cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'settles', in: 'suspended' });
    cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'fails', at: 0.5 });
    cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'slow', factor: 2 });
    await status('POST', '/servers/', wanted);
    cloud.clock.advance(minutes(3) - 1);
    expect(cloud.vpsorg.servers.get(12347).status).toBe('provisioning');
    cloud.clock.advance(1);
    expect(cloud.vpsorg.servers.get(12347).status).toBe('stopped');
    expect(cloud.faults.all().map(({ outcome }) => outcome)).toEqual(['settles']);
  });

  test('a termination that settles elsewhere is not purged from there', async () => {
    const cloud = createCloud({ drone: vendors.drone });
    const name = cloud.drone.servers.all()[0]?.name ?? '';
    cloud.faults.add({ vendor: 'drone', times: 1, outcome: 'settles', in: 'error' });
    await cloud.fetch(`${cloud.origins.drone}/api/servers/${name}`, { method: 'DELETE', headers });
    cloud.clock.advance(minutes(60 * 48));
    expect(cloud.drone.servers.get(name)).toMatchObject({ status: 'error', task: null });
  });
});

describe('what stale reads saw', () => {
  const names = (cloud: { fetch: typeof fetch | ((input: string, init: RequestInit) => Promise<Response | undefined>) }) =>
    client(cloud as never, VPS, headers)('GET', '/servers/').then(({ body }) => (body as { results: { id: number }[] }).results.map(({ id }) => id));

  test('stands in a snapshot and in a link, and the cloud at this instant sees it too', async () => {
    const { cloud } = open();
    cloud.faults.add({ vendor: 'vpsorg', on: LIST, outcome: 'stale', ms: seconds(30) });
    cloud.vpsorg.servers.remove(12346);
    const restored = createCloud({ vpsorg });
    restored.restore(JSON.parse(JSON.stringify(cloud.snapshot())) as Snapshot);
    const linked = createCloud.fromLink({ vpsorg }, JSON.stringify(cloud.toLink()));
    for (const one of [cloud, cloud.at(cloud.clock.now()), restored, linked]) {
      expect(await names(one)).toEqual([12345, 12346]);
      one.clock.advance(seconds(30));
      expect(await names(one)).toEqual([12345]);
    }
  });

  test('a past instant does not see what was seen after it', async () => {
    const { cloud, status } = open();
    cloud.clock.advance(minutes(1));
    await status('POST', '/servers/', wanted);
    cloud.faults.add({ vendor: 'vpsorg', on: LIST, outcome: 'stale', ms: minutes(60) });
    expect(await names(cloud)).toEqual([12345, 12346, 12347]);
    expect(await names(cloud.at(cloud.clock.now() - minutes(1)))).toEqual([12345, 12346]);
  });

  test('is freed when the fault is used up or cleared, and when the cloud is reset or restored', () => {
    const core = openCore({ vpsorg }, {});
    reset(core);
    const { faults } = core.faults;
    const read = () => ask(core, 'vpsorg', { method: 'GET', path: '/servers/', base: '', query: '', headers, body: undefined });
    const stale = (times: number) => faults.add({ vendor: 'vpsorg', on: LIST, times, outcome: 'stale', reads: 1 });
    const empty = createCloud({ vpsorg }).snapshot();
    const frees: (() => void)[] = [() => void read(), faults.clear, () => reset(core), () => restore(core, empty)];
    for (const free of frees) {
      stale(1);
      expect(core.stale.size).toBe(1);
      free();
      expect(core.stale.size).toBe(0);
    }
    stale(2);
    for (let i = 0; i < 40; i += 1) {
      const saved = JSON.parse(JSON.stringify(createCloud({ vpsorg }).snapshot())) as Snapshot;
      restore(core, saved);
      stale(2);
    }
    expect(core.stale.size).toBe(1);
  });

  test('is bounded: so many accounts are kept at once', () => {
    const { cloud } = open();
    for (let i = 0; i < 20; i += 1) cloud.faults.add({ vendor: 'vpsorg', outcome: 'stale', reads: 1 });
    expect(() => cloud.faults.add({ vendor: 'vpsorg', outcome: 'stale', reads: 1 })).toThrow("at most 20 faults with the outcome 'stale'");
    cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error' });
    cloud.faults.clear();
    cloud.faults.add({ vendor: 'vpsorg', outcome: 'stale', reads: 1 });
  });
});

describe('the faults of a snapshot are checked whole before anything is touched', () => {
  const counted = { fault: { vendor: 'vpsorg', outcome: 'network-error' }, id: 1, matched: 0, struck: 0 };
  const fresh = createCloud({ vpsorg }).snapshot().accounts['vpsorg'];
  const example = { ...fresh?.tables['servers']?.[0], id: 1 };
  test.each<[string, object, string]>([
    [
      'what could be in no account',
      {
        faults: [{ ...counted, fault: { vendor: 'vpsorg', outcome: 'stale', reads: 1 } }],
        stale: [{ fault: 1, since: 0, reads: 0, account: { ...fresh, tables: { ...fresh?.tables, servers: [example, example] } } }],
      },
      'stale[0].account.tables.servers[1].id 1 is also the key of another record',
    ],
    ['no list', { faults: {} }, 'faults is not a list'],
    ['none at all', { faults: undefined }, 'faults is not a list'],
    ['too many', { faults: Array.from({ length: 1_001 }, (_, i) => ({ ...counted, id: i + 1 })) }, 'a list of at most 1000'],
    [
      'one that is wrong',
      { faults: [{ ...counted, fault: { ...counted.fault, time: 1 } }] },
      "faults[0] is invalid. A fault with the outcome 'network-error' has no member 'time'",
    ],
    ['one that is none', { faults: [counted, null] }, 'faults[1] null is not an object'],
    ['one that is not counted', { faults: [{ ...counted, struck: -1 }] }, 'faults[0].struck -1 is not a whole number from 0'],
    ['two of one number', { faults: [counted, counted] }, 'faults[1].id 1 is not a number of its own from 1'],
    ['a window of no time', { faults: [{ ...counted, window: { since: 'x', requests: 0 } }] }, "faults[0].window.since 'x' is not an instant"],
    ['a number that is none', { faults: [counted], faultsAdded: 'many' }, "faultsAdded 'many' is not a whole number"],
    [
      'what nobody saw',
      { faults: [counted], stale: [{ fault: 1, since: 0, reads: 0, account: { tables: {}, settings: {}, counters: {} } }] },
      'stale[0] does not match its fault',
    ],
    [
      'what is no account',
      {
        faults: [{ ...counted, fault: { vendor: 'vpsorg', outcome: 'stale', reads: 1 } }],
        stale: [{ fault: 1, since: 0, reads: 0, account: { tables: { servers: {} } } }],
      },
      'stale[0].account.tables.servers is not a list',
    ],
  ])('%s', (_, members, message) => {
    const { cloud } = open();
    cloud.faults.add({ vendor: 'vpsorg', on: LIST, times: 1, outcome: 'network-error' });
    const before = cloud.snapshot();
    cloud.vpsorg.servers.remove(12346);
    const changed = cloud.snapshot();
    expect(() => cloud.restore({ ...before, ...members })).toThrow(message);
    expect(cloud.snapshot()).toEqual(changed);
  });

  test('faults that are added after a restore are numbered as they would have been, also when others were used up', async () => {
    const { cloud, status } = open();
    cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'network-error' });
    await status();
    const other = createCloud({ vpsorg });
    other.restore(cloud.snapshot());
    for (const one of [cloud, other]) one.faults.add({ vendor: 'vpsorg', chance: 0.5, outcome: 'network-error' });
    expect(other.snapshot()).toEqual(cloud.snapshot());
    cloud.reset();
    cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error' });
    expect(cloud.snapshot().faults[0]?.id).toBe(1);
  });
});
