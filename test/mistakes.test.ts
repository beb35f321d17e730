/** What a test author may pass by mistake, from JavaScript or with a cast: an error of ours that helps, and nothing changes. */
import { describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { connect } from '../control/client/index.ts';
import {
  cloudWith,
  createCloud,
  forEachOutcome,
  linkFragment,
  linkOf,
  manners,
  outcomesOf,
  showsOf,
  stateTable,
  testEachOutcome,
  withScenarios,
  type AnyScenario,
} from '../index.ts';
import { openMetrics, openStore, serveClouds, startServer } from '../server/index.ts';
import { toHar } from '../testing/har/index.ts';
import { pactStates } from '../testing/pact/index.ts';

const { vpsorg } = vendors;

const thrower = new Proxy(
  {},
  {
    get() {
      throw new Error('This proxy throws.');
    },
    ownKeys() {
      throw new Error('This proxy throws.');
    },
    getPrototypeOf() {
      throw new Error('This proxy throws.');
    },
  },
);
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;
let deep: object = {};
for (let i = 0; i < 5_000; i += 1) deep = { deep };

const MISTAKES: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['undefined', undefined],
  ['a number', 7],
  ['not a number', Number.NaN],
  ['infinity', Infinity],
  ['a text', 'constructor'],
  ['a long text', 'x'.repeat(1_000_000)],
  ['a symbol', Symbol('x')],
  ['a bigint', 10n],
  ['true', true],
  ['a list', []],
  ['a list of null', [null]],
  ['an object', {}],
  ['an object without a prototype', Object.create(null)],
  ['inherited keys', { kind: 'constructor', outcome: '__proto__', name: 'toString', id: 'hasOwnProperty' }],
  ['a function', () => 5],
  ['a date', new Date(Number.NaN)],
  ['a map', new Map()],
  ['a cyclic object', cyclic],
  ['an object nested 5,000 levels deep', deep],
  ['a proxy that throws', thrower],
];

/** JavaScript sees no types. */
type Anything = (...given: unknown[]) => unknown;
const cloudOf = () => createCloud(vendors) as unknown as Record<string, Record<string, Anything>> & Record<string, Anything>;

/** Each public method that takes something, with the mistake in each of its places. */
function calls(cloud: ReturnType<typeof cloudOf>): Readonly<Record<string, (x: unknown) => unknown>> {
  const found: Record<string, (x: unknown) => unknown> = {
    'play(x)': (x) => cloud['play']?.(x),
    'restore(x)': (x) => cloud['restore']?.(x),
    'at(x)': (x) => cloud['at']?.(x),
    'on(x)': (x) => cloud['on']?.(x, () => {}),
    'on(change, x)': (x) => cloud['on']?.('change', x),
    'serve(x)': (x) => cloud['serve']?.(x, { method: 'GET', path: '/', base: '', query: '', headers: {}, body: undefined }),
    'serve(vpsorg, x)': (x) => cloud['serve']?.('vpsorg', x),
    'serve(vpsorg, { method: x })': (x) => cloud['serve']?.('vpsorg', { method: x, path: '/', base: '', query: '', headers: {}, body: undefined }),
    'serve(vpsorg, { path: x })': (x) => cloud['serve']?.('vpsorg', { method: 'GET', path: x, base: '', query: '', headers: {}, body: undefined }),
    'serve(vpsorg, { headers: x })': (x) => cloud['serve']?.('vpsorg', { method: 'GET', path: '/', base: '', query: '', headers: x, body: undefined }),
    'serve(vpsorg, { body: x })': (x) => cloud['serve']?.('vpsorg', { method: 'POST', path: '/servers/', base: '', query: '', headers: {}, body: x }),
    'faults.add(x)': (x) => cloud['faults']?.['add']?.(x),
    'faults.add({ kind: x })': (x) => cloud['faults']?.['add']?.({ vendor: 'vpsorg', outcome: 'refused', kind: x }),
    'faults.add({ outcome: x })': (x) => cloud['faults']?.['add']?.({ vendor: 'vpsorg', outcome: x }),
    'faults.add({ vendor: x })': (x) => cloud['faults']?.['add']?.({ vendor: x, outcome: 'hangs' }),
    'faults.add({ on: x })': (x) => cloud['faults']?.['add']?.({ vendor: 'vpsorg', outcome: 'hangs', on: x }),
    'faults.add({ in: x })': (x) => cloud['faults']?.['add']?.({ vendor: 'vpsorg', outcome: 'settles', in: x }),
    'faults.add({ shape: x })': (x) => cloud['faults']?.['add']?.({ vendor: 'vpsorg', outcome: 'progress', shape: x }),
    'faults.sequence(x)': (x) => cloud['faults']?.['sequence']?.(x, 'GET /servers/', ['hangs']),
    'faults.sequence(vpsorg, x)': (x) => cloud['faults']?.['sequence']?.('vpsorg', x, ['hangs']),
    'faults.sequence(vpsorg, GET /servers/, x)': (x) => cloud['faults']?.['sequence']?.('vpsorg', 'GET /servers/', x),
    'faults.sequence(vpsorg, GET /servers/, [x])': (x) => cloud['faults']?.['sequence']?.('vpsorg', 'GET /servers/', [x]),
    'journal.filter(x)': (x) => cloud['journal']?.['filter']?.(x),
    'journal.last(x)': (x) => cloud['journal']?.['last']?.(x),
    'createCloud(x)': (x) => createCloud(x as never),
    'createCloud({ vpsorg: x })': (x) => createCloud({ vpsorg: x } as never),
    'createCloud(vendors, x)': (x) => createCloud(vendors, x as never),
    'createCloud.fromLink(vendors, x)': (x) => createCloud.fromLink(vendors, x as never),
    'createCloud.fromLink(x)': (x) => createCloud.fromLink(x as never, cloud['toLink']?.() as never),
    'linkOf(x)': (x) => linkOf(x),
  };
  for (const option of ['clock', 'seed', 'start', 'origins', 'credentials', 'settings', 'strict', 'journal', 'history', 'snapshots', 'records'])
    found[`createCloud(vendors, { ${option}: x })`] = (x) => createCloud(vendors, { [option]: x });
  for (const [name, provider] of Object.entries(vendors)) {
    const account = cloud[name] as Record<string, Anything>;
    const servers = account['servers'] as unknown as Record<string, Anything>;
    const first = (servers['all']?.() as Record<string, unknown>[] | undefined)?.[0];
    for (const method of ['begin', 'lock', 'progress', 'actions']) found[`${name}.${method}(x)`] = (x) => account[method]?.(x, 'start');
    for (const method of ['begin', 'lock']) found[`${name}.${method}(server, x)`] = (x) => account[method]?.(first, x);
    found[`${name}.begin(server, stop, x)`] = (x) => account['begin']?.(first, Object.keys(provider.tables.servers.lifecycle ?? {})[0], x);
    for (const member of ['lasts', 'slow', 'fails', 'because', 'passed', 'stuck', 'settles', 'shape', 'nothing'])
      found[`${name}.begin(server, stop, { ${member}: x })`] = (x) =>
        account['begin']?.(first, Object.keys(provider.tables.servers.lifecycle ?? {})[0], { [member]: x });
    for (const setting of Object.keys(provider.settings))
      found[`${name}.settings.${setting} = x`] = (x) => {
        (account['settings'] as unknown as Record<string, unknown>)[setting] = x;
      };
    for (const table of Object.keys(provider.tables)) {
      const records = account[table] as unknown as Record<string, Anything>;
      for (const method of ['get', 'find', 'filter', 'add', 'update', 'restore', 'remove', 'has', 'holds'])
        found[`${name}.${table}.${method}(x)`] = (x) => records[method]?.(x, {});
      const record = (records['all']?.() as Record<string, unknown>[] | undefined)?.[0];
      if (!record) continue;
      found[`${name}.${table}.update(record, x)`] = (x) => records['update']?.(record, x);
      for (const member of Object.keys(record)) {
        found[`${name}.${table}.update(record, { ${member}: x })`] = (x) => records['update']?.(record, { [member]: x });
        found[`${name}.${table}.add({ …, ${member}: x })`] = (x) => records['add']?.({ ...record, [member]: x });
        found[`${name}.${table}.add without ${member}`] = () =>
          records['add']?.(Object.fromEntries(Object.entries(record).filter(([other]) => other !== member)));
      }
    }
  }
  return found;
}

/** What is wrong with how a mistake was taken. */
function wrongWith(call: (x: unknown) => unknown, x: unknown, unchanged: () => boolean): string | undefined {
  try {
    call(x);
    return undefined;
  } catch (error) {
    if (error instanceof Error && error.message === 'This proxy throws.') return undefined;
    if (!(error instanceof Error) || !['Error', 'Problem'].includes(error.name)) return String(error).slice(0, 200);
    if (error.message.length > 3_000) return `a message of ${error.message.length} characters`;
    return unchanged() ? undefined : `changed the cloud: ${error.message.slice(0, 200)}`;
  }
}

describe('every public method', () => {
  test('says what is wrong with what it was given in an error of ours, and changes nothing', () => {
    const wrongs: string[] = [];
    const names = Object.keys(calls(cloudOf()));
    expect(names.length).toBeGreaterThan(300);
    let cloud = cloudOf();
    let all = calls(cloud);
    let before = JSON.stringify(cloud['snapshot']?.());
    for (const name of names) {
      for (const [what, x] of MISTAKES) {
        const wrong = wrongWith(
          (given) => all[name]?.(given),
          x,
          () => JSON.stringify(cloud['snapshot']?.()) === before,
        );
        if (wrong !== undefined) wrongs.push(`${name} with ${what}: ${wrong}`);
        if (JSON.stringify(cloud['snapshot']?.()) === before) continue;
        // It was accepted.
        cloud = cloudOf();
        all = calls(cloud);
        before = JSON.stringify(cloud['snapshot']?.());
      }
    }
    expect(wrongs).toEqual([]);
  });
});

test('a scenario that is none is said to be none', () => {
  const cloud = createCloud(vendors);
  for (const given of [null, {}, 5, { name: 'vpsorg/x' }, { name: 5, play() {} }])
    expect(() => cloud.play(given as unknown as AnyScenario)).toThrow('is not a scenario');
});

/** What takes a vendor or a cloud, and is given something else: most often the undefined of a missing import. */
const TAKERS: readonly (readonly [string, (given: never) => unknown, string])[] = [
  ['forEachOutcome', (given) => forEachOutcome(given, 'POST /servers/', () => {}), 'A vendor is needed, not'],
  [
    'testEachOutcome',
    async (given) =>
      testEachOutcome(
        () => {},
        given,
        'POST /servers/',
        () => {},
      ),
    'A vendor is needed, not',
  ],
  ['outcomesOf', async (given) => outcomesOf(given, 'POST /servers/'), 'A vendor is needed, not'],
  ['cloudWith', async (given) => cloudWith(given, { fault: null }), 'A vendor is needed, not'],
  ['stateTable', async (given) => stateTable(given), 'A vendor is needed, not'],
  ['withScenarios', async (given) => withScenarios(given, {}), 'A vendor is needed, not'],
  ['manners', async (given) => manners(given), 'manners looks at a cloud, such as createCloud({ vpsorg }), not at'],
  ['the limits of manners', async (given) => manners(createCloud(vendors), given ?? null), 'The limits of manners cannot be'],
  ['pactStates', async (given) => pactStates(given), 'pactStates needs a cloud'],
  ['connect', (given) => connect(given), 'connect needs the URL of the controls and their token'],
  ['showsOf', async (given) => showsOf(given, vpsorg.scenarios.outOfCredits), 'A vendor is needed, not'],
  ['the scenario of showsOf', async (given) => showsOf(vpsorg, given), 'showsOf needs a scenario'],
  ['the scenarios of withScenarios', async (given) => withScenarios(vpsorg, given), 'withScenarios takes scenarios'],
  ['a scenario of withScenarios', async (given) => withScenarios(vpsorg, { given }), 'withScenarios needs a scenario'],
  ['the outcome of cloudWith', async (given) => cloudWith(vpsorg, given), 'cloudWith needs an outcome of outcomesOf(vpsorg, …), not'],
  ['the check of forEachOutcome', (given) => forEachOutcome(vpsorg, 'POST /servers/', given), 'The check of each outcome must be a function'],
  ['the test of testEachOutcome', async (given) => testEachOutcome(given, vpsorg, 'POST /servers/', () => {}), 'testEachOutcome needs the function test'],
  ['linkFragment', async (given) => linkFragment(given), 'link'],
  ['toHar', async (given) => toHar([given]), 'toHar was called with a list'],
];
test.each(TAKERS)('%s says what it needs when it is given something else', async (_, take, says) => {
  for (const given of [undefined, null, 7, 'vpsorg']) await expect(take(given as never)).rejects.toThrow(says);
});

const check = (): void => {};
/** What takes options: nothing else can stand there, and no misspelt one is left out without a word. */
const OPTIONS: readonly (readonly [string, (given: never) => unknown, string])[] = [
  ['cloud.listen', (given) => createCloud({ vpsorg }).listen(given), "There is no option 'prot' to listen with. Did you mean 'port'?"],
  ['startServer', (given) => startServer({ vpsorg }, given), "A cloud has no option 'prot'."],
  ['serveClouds', (given) => serveClouds({ vpsorg }, given), "no option 'prot'"],
  ['openStore', (given) => openStore('file:.cache/never', given), "A store has no option 'prot'."],
  ['openMetrics', (given) => openMetrics(given), "openMetrics has no option 'prot'."],
  ['toHar', async (given) => toHar(createCloud({ vpsorg }), given), "toHar has no option 'prot'."],
  ['pactStates', async (given) => pactStates(createCloud({ vpsorg }), given), "pactStates has no option 'prot'."],
  ['outcomesOf', async (given) => outcomesOf(vpsorg, 'POST /servers/', given), "outcomesOf has no option 'prot'."],
  ['forEachOutcome', (given) => forEachOutcome(vpsorg, 'POST /servers/', check, given), "forEachOutcome has no option 'prot'."],
  ['testEachOutcome', async (given) => testEachOutcome(check, vpsorg, 'POST /servers/', check, given), "forEachOutcome has no option 'prot'."],
];
test.each(OPTIONS)('%s takes options and nothing else, each by its own name', async (_, take, misspelt) => {
  for (const given of [null, 4010, '4010', true, [], () => {}]) await expect((async () => take(given as never))()).rejects.toThrow(/takes options, such as \{/);
  await expect((async () => take({ prot: 0 } as never))()).rejects.toThrow(misspelt);
});

test('a limit that is none is refused when the cloud is created, not when a snapshot or a link comes', () => {
  for (const option of ['snapshots', 'links', 'journal', 'records', 'history'])
    for (const limit of [Number.NaN, -1, '10', { bytes: Infinity }, { entry: 1 }, null])
      expect(() => createCloud({ vpsorg }, { [option]: limit })).toThrow(/cannot keep|takes limits, such as|has no limit 'entry'/);
});

test.each([
  [{ times: 0 }, 'The option times cannot be 0. Give a whole number from 1.'],
  [{ times: '2' }, "The option times cannot be '2'."],
  [{ include: 'late' }, "The option include cannot be 'late'. Give a list of late and hangs."],
  [{ include: ['hang'] }, "The option include cannot contain 'hang'. Did you mean 'hangs'?"],
])('outcomes with %j say what they can be', (options, message) => {
  expect(() => outcomesOf(vpsorg, 'POST /servers/', options as never)).toThrow(message);
});

test('what only JavaScript can give is named in an error of ours', async () => {
  expect(() => outcomesOf(vpsorg, Symbol('x') as never)).toThrow('VPS.org has no operation a symbol.');
  expect(() => createCloud({ vpsorg }).violations.expect(Object.create(null) as never, 'path')).toThrow('This cloud has no operation an object.');
  await expect(connect({ url: 'http://127.0.0.1:1', token: 'a-token-of-no-server', fetch: 5 as never })).rejects.toThrow('The option fetch is not a function.');
  for (const url of [5, 'vpsorg', 'file:///etc', ''])
    expect(() => pactStates(createCloud({ vpsorg }), { url: url as never })).toThrow('The option url of pactStates cannot be');
  expect(() => pactStates(createCloud({ vpsorg }), { vendor: 'vpsorg' as never })).toThrow("A vendor is needed, not 'vpsorg'.");
  await expect(forEachOutcome(vpsorg, 'POST /servers/', check, { around: 5 as never })).rejects.toThrow('The option around cannot be 5. Give a function.');
});
