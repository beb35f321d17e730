/** What a test author may pass by mistake, from JavaScript or with a cast: an error of ours that helps, and nothing changes. */
import { describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { connect } from '../control/client/index.ts';
import { cloudWith, createCloud, forEachOutcome, linkOf, manners, outcomesOf, stateTable, testEachOutcome, withScenarios, type AnyScenario } from '../index.ts';
import { pactStates } from '../testing/pact/index.ts';

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
];
test.each(TAKERS)('%s says what it needs when it is given something else', async (_, take, says) => {
  for (const given of [undefined, null, 7, 'vpsorg']) await expect(take(given as never)).rejects.toThrow(says);
});
