import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { collection, type Change } from '../../model/collection.ts';
import { Problem } from '../../model/problem.ts';

interface Item {
  id: string | number;
  colour: string;
  size: number;
}

const items = (changed?: (change: Change) => void) => collection<Item>('items', { key: 'id', indexes: ['colour'] }, changed);

test('a key is unique, and a record is found by it', () => {
  const table = items();
  const one = table.add({ id: 1, colour: 'red', size: 1 });
  expect(table.get(1)).toBe(one);
  expect(() => table.add({ id: 1, colour: 'blue', size: 2 })).toThrow('items already has a record with the id 1');
  expect(() => table.add({ colour: 'blue' } as never)).toThrow('needs a key: the member id');
  expect(table.size).toBe(1);
});

test('a record that is not there is a not-found problem, which names it', () => {
  const table = items();
  expect(() => table.get(7)).toThrow(Problem);
  try {
    table.get(7);
  } catch (problem) {
    expect(problem).toMatchObject({ kind: 'not-found', detail: { table: 'items', key: 7 } });
  }
});

test('add copies the record, and a record that is held stays up to date', () => {
  const table = items();
  const given = { id: 1, colour: 'red', size: 1 };
  const held = table.add(given);
  given.colour = 'green';
  expect(held.colour).toBe('red');
  table.update(held, { colour: 'blue' });
  expect(held.colour).toBe('blue');
});

test('an index follows each change, and keeps the order in which records were added', () => {
  const table = items();
  for (const [id, colour] of [
    ['a', 'red'],
    ['b', 'blue'],
    ['c', 'red'],
  ] as const)
    table.add({ id, colour, size: 1 });
  const keys = (colour: string) => table.filter({ colour }).map(({ id }) => id);
  expect(keys('red')).toEqual(['a', 'c']);
  table.update(table.get('a'), { colour: 'blue' });
  table.update(table.get('c'), { colour: 'blue' });
  expect([keys('red'), keys('blue')]).toEqual([[], ['a', 'b', 'c']]);
  table.update(table.get('a'), { colour: 'red' });
  table.update(table.get('a'), { colour: 'blue' });
  expect(keys('blue')).toEqual(['a', 'b', 'c']);
  table.remove('b');
  expect(keys('blue')).toEqual(['a', 'c']);
  expect(table.filter({ colour: 'blue', size: 2 })).toEqual([]);
  expect(table.find(({ size }) => size === 1)?.id).toBe('a');
  expect(table.find({ colour: 'green' })).toBeUndefined();
});

test('a key cannot change, and a record that was removed cannot be updated', () => {
  const table = items();
  const record = table.add({ id: 1, colour: 'red', size: 1 });
  expect(() => table.update(record, { id: 2 })).toThrow('from 1 to 2: it is the key');
  expect(table.remove(record)).toBe(true);
  expect(table.remove(record)).toBe(false);
  expect(() => table.update(record, { size: 2 })).toThrow('it was removed, or it is a copy');
});

test('keys such as __proto__ are ordinary keys', () => {
  const table = items();
  for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    expect(table.has(id)).toBe(false);
    table.add({ id, colour: '__proto__', size: 1 });
    expect(table.get(id).id).toBe(id);
  }
  expect(table.filter({ colour: '__proto__' })).toHaveLength(4);
  expect(({} as Record<string, unknown>)['colour']).toBeUndefined();
});

test('each change is told once, with what was before it, and none that changes nothing', () => {
  const told: Change[] = [];
  const table = items((change) => told.push(change));
  const record = table.add({ id: 1, colour: 'red', size: 1 });
  table.update(record, { colour: 'blue', size: 1 });
  table.update(record, { colour: 'blue' });
  table.remove(record);
  expect(told).toEqual([
    { table: 'items', key: 1, kind: 'added', after: { id: 1, colour: 'red', size: 1 } },
    { table: 'items', key: 1, kind: 'changed', before: { colour: 'red' }, after: { colour: 'blue', size: 1 } },
    { table: 'items', key: 1, kind: 'removed' },
  ]);
});

type Step = { do: 'add' | 'update' | 'remove' | 'restore'; id: number; colour: string };

test('whatever is done to it, a table equals a plain list of records, indexes and all', () => {
  const step = fc.record({
    do: fc.constantFrom<Step['do']>('add', 'update', 'remove', 'restore'),
    id: fc.integer({ min: 0, max: 8 }),
    colour: fc.constantFrom('red', 'blue', 'green'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const table = items();
      let plain: Item[] = [];
      for (const { do: what, id, colour } of steps) {
        const there = plain.find((item) => item.id === id);
        if (what === 'restore') table.restore(JSON.parse(JSON.stringify(table.snapshot())) as Item[]);
        else if (what === 'remove') {
          expect(table.remove(id)).toBe(there !== undefined);
          plain = plain.filter((item) => item !== there);
        } else if (what === 'add' && !there) {
          plain.push({ id, colour, size: id });
          table.add({ id, colour, size: id });
        } else if (what === 'update' && there) {
          there.colour = colour;
          table.update(table.get(id), { colour });
        }
        expect(table.all()).toEqual(plain);
        expect(table.size).toBe(plain.length);
        for (const wanted of ['red', 'blue', 'green']) expect(table.filter({ colour: wanted })).toEqual(plain.filter((item) => item.colour === wanted));
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

interface Machine {
  id: number;
  status: string;
  note: string | null;
  disk: { size: number; tags: string[] };
}
const machines = () => collection<Machine>('machines', { key: 'id', indexes: ['status'], values: { status: ['on', 'off'] } });
const machine = (id: number): Machine => ({ id, status: 'on', note: null, disk: { size: 1, tags: ['a'] } });
const loosely = (record: object): Record<string, unknown> => record as Record<string, unknown>;

test('a record can only be changed with update, and the error says how', () => {
  const table = machines();
  const record = loosely(table.add(machine(1)));
  expect(() => (record['status'] = 'off')).toThrow(
    new TypeError("Cannot assign to 'status' of record 1 in machines: records are read-only. Use machines.update(machines.get(1), { status: … })."),
  );
  for (const write of [
    () => (record['extra'] = 1),
    () => delete record['status'],
    () => Object.defineProperty(record, 'status', { value: 'off' }),
    () => Object.assign(record, { note: 'x' }),
    () => ((record['disk'] as Machine['disk']).size = 2),
    () => (record['disk'] as Machine['disk']).tags.push('b'),
  ])
    expect(write).toThrow(TypeError);
  expect(table.snapshot()).toEqual([machine(1)]);
  expect(table.filter({ status: 'on' })).toHaveLength(1);
});

test('a record looks like a plain object: to equality, spread, JSON, structuredClone and the console', () => {
  const table = machines();
  const record = table.add(machine(1));
  table.update(record, { note: 'x' });
  const plain = { ...machine(1), note: 'x' };
  expect(record).toEqual(plain);
  expect(record).toStrictEqual(plain);
  expect({ ...record }).toStrictEqual(plain);
  expect(Object.keys(record)).toEqual(Object.keys(plain));
  expect(JSON.stringify(record)).toBe(JSON.stringify(plain));
  expect(structuredClone(record)).toEqual(plain);
  expect(inspect(record)).toBe(inspect(plain));
  expect(table.get(1)).toBe(record);
  expect(table.all()[0]).toBe(record);
});

test('a given value is copied and not frozen', () => {
  const table = machines();
  const given = machine(1);
  const record = table.add(given);
  given.disk.tags.push('b');
  expect(record.disk.tags).toEqual(['a']);
  const disk = { size: 2, tags: ['c'] };
  table.update(record, { disk });
  disk.tags.push('d');
  expect(record.disk).toEqual({ size: 2, tags: ['c'] });
  expect(Object.isFrozen(record.disk.tags)).toBe(true);
  const frozen = Object.freeze({ size: 3, tags: Object.freeze(['e']) as string[] });
  table.update(record, { disk: frozen });
  expect(record.disk).toBe(frozen);
});

const refused: [string, (table: ReturnType<typeof machines>) => unknown, string][] = [
  [
    'a status that there is not, when it is added',
    (table) => table.add({ ...machine(2), status: 'onn' }),
    "Record 2 in machines cannot have the status 'onn'. Did you mean 'on'?",
  ],
  [
    'a status that there is not, when it is updated',
    (table) => table.update(table.get(1), { status: 'offf' }),
    "Record 1 in machines cannot have the status 'offf'. Did you mean 'off'?",
  ],
  [
    'a member that it does not have',
    (table) => table.update(table.get(1), { note: 'x', stauts: 'off' } as never),
    "Record 1 in machines has no member 'stauts'. Did you mean 'status'?",
  ],
  ['a date', (table) => table.update(table.get(1), { note: new Date(0) } as never), 'It cannot be a Date'],
  ['a function', (table) => table.add({ ...machine(2), note: (() => 1) as never }), 'It cannot be a function'],
  ['a value that holds itself', (table) => table.add({ ...machine(2), disk: cyclic() as never }), 'nested more than 100 levels deep, or contain itself'],
  ['a member __proto__', (table) => table.add(JSON.parse('{"id":2,"status":"on","__proto__":{"x":1}}') as Machine), "cannot have a member '__proto__'"],
  ['no object at all', (table) => table.add(5 as never), 'A record in machines must be an object with the member id, not 5'],
];
function cyclic(): object {
  const value: Record<string, unknown> = {};
  value['value'] = value;
  return value;
}
test.each(refused)('%s is refused, and nothing changes', (_, change, message) => {
  const table = machines();
  table.add(machine(1));
  expect(() => change(table)).toThrow(message);
  expect(table.snapshot()).toEqual([machine(1)]);
});

test('a table is restored whole or not at all', () => {
  const table = machines();
  table.add(machine(1));
  expect(() => table.restore([machine(2), { ...machine(3), status: 'onn' }])).toThrow("cannot have the status 'onn'");
  expect(() => table.restore([machine(2), machine(2)])).toThrow('machines already has a record with the id 2.');
  expect(table.snapshot()).toEqual([machine(1)]);
  expect('rows' in table).toBe(false);
});

test('a value is nested a hundred levels deep, and no deeper', () => {
  const deep = (levels: number): object => (levels === 0 ? {} : { value: deep(levels - 1) });
  const table = machines();
  expect(() => table.add({ ...machine(1), disk: deep(100) as never })).not.toThrow();
  expect(() => table.add({ ...machine(2), disk: deep(101) as never })).toThrow('nested more than 100 levels deep');
});

test('a member that no record has matches nothing, and is an error that helps; one that only a later record has is found', () => {
  const table = machines();
  expect(table.filter({ colour: 1 } as never)).toEqual([]);
  table.add(machine(1));
  expect(() => table.filter({ staus: 'on' } as never)).toThrow("No record in machines has a member 'staus', so nothing can match. Did you mean 'status'?");
  expect(() => table.find({ colour: 1 } as never)).toThrow("No record in machines has a member 'colour'");
  expect(() => table.filter(null as never)).toThrow('Cannot filter machines by null. Give values of members, such as { id: … }, or a function.');
  table.add({ ...machine(2), colour: 'red' } as never);
  expect(table.filter({ colour: 'red' } as never)).toHaveLength(1);
});

test.each([
  [[12345, 2], '12345', 'There is no "12345" in machines. There is the number 12345: use get(12345).'],
  [['12345'], 12345, 'There is no 12345 in machines. There is the string "12345": use get("12345").'],
  [['web-server', 'x'], 'web-sevrer', 'There is no "web-sevrer" in machines. Did you mean \'web-server\'?'],
  [[1, 2, 3, 4, 5], 9, 'There is no 9 in machines. Available: 1, 2, 3, 4, 5.'],
  [[1, 2, 3, 4, 5, 6, 7], 9, 'There is no 9 in machines. Available: 1, 2, 3, 4, 5 and 2 more.'],
  [[], 9, 'There is no 9 in machines. The table is empty.'],
  [[1], '', 'There is no "" in machines. Available: 1.'],
])('of the keys %j, %j is missed in words that help', (keys, wanted, message) => {
  const table = collection<{ id: string | number }>('machines', { key: 'id' });
  for (const id of keys) table.add({ id });
  expect(() => table.get(wanted)).toThrow(new Problem('not-found', message));
});
