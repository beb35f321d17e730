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
  expect(() => table.add({ id: 1, colour: 'blue', size: 2 })).toThrow('already a record with the id 1 in items');
  expect(() => table.add({ colour: 'blue' } as never)).toThrow('needs a id');
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

test('what is added is a copy, and what is held is live', () => {
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
  expect(() => table.update(record, { id: 2 })).toThrow('is its key and cannot change');
  expect(table.remove(record)).toBe(true);
  expect(table.remove(record)).toBe(false);
  expect(() => table.update(record, { size: 2 })).toThrow('it was removed, or it is a copy');
});

test('keys such as __proto__ are keys like any other', () => {
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
