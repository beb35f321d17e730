/** Our collection against @mswjs/data: first that both give the same results for random operations, then the ratio of their times. */
import { createRequire } from 'node:module';
import { collection } from '../model/collection.ts';
import { random } from '../model/random.ts';
import { median } from './measure.ts';

interface Item {
  id: string;
  colour: string;
  size: number;
}

/** The operations that both support. */
interface Store {
  add(item: Item): void;
  get(id: string): Item | null;
  byColour(colour: string): Item[];
  update(id: string, size: number): void;
  remove(id: string): void;
}

function ours(): Store {
  const items = collection<Item>('items', { key: 'id', indexes: ['colour'] });
  return {
    add: (item) => void items.add(item),
    get: (id) => (items.has(id) ? items.get(id) : null),
    byColour: (colour) => items.filter({ colour }),
    update: (id, size) => void items.update(items.get(id), { size }),
    remove: (id) => void items.remove(id),
  };
}

function theirs(): Store {
  // CommonJS only, and deprecated: see decisions/data-model.md.
  const { factory, primaryKey } = createRequire(import.meta.url)('@mswjs/data') as {
    factory: (models: object) => {
      item: {
        create(item: Item): Item;
        findFirst(query: object): Item | null;
        findMany(query: object): Item[];
        update(query: object): Item | null;
        delete(query: object): Item | null;
      };
    };
    primaryKey: (type: StringConstructor) => unknown;
  };
  const { item } = factory({ item: { id: primaryKey(String), colour: String, size: Number } });
  const by = (id: string) => ({ where: { id: { equals: id } } });
  return {
    add: (one) => void item.create(one),
    get: (id) => item.findFirst(by(id)),
    byColour: (colour) => item.findMany({ where: { colour: { equals: colour } } }),
    update: (id, size) => void item.update({ ...by(id), data: { size } }),
    remove: (id) => void item.delete(by(id)),
  };
}

const COLOURS = ['red', 'green', 'blue'];

/** Throws if the two give different results. */
function sameAnswers(operations: number): void {
  const [one, other] = [ours(), theirs()];
  const there = new Set<string>();
  const plain = (item: Item | null) => item && { id: item.id, colour: item.colour, size: item.size };
  for (let n = 0; n < operations; n += 1) {
    const draw = random('bench', n);
    const id = String(draw.integer(0, 60));
    const what = draw.pick(['add', 'update', 'remove', 'get', 'byColour'] as const);
    for (const store of [one, other]) {
      if (what === 'add' && !there.has(id)) store.add({ id, colour: COLOURS[n % 3] ?? '', size: n });
      if (what === 'update' && there.has(id)) store.update(id, n);
      if (what === 'remove' && there.has(id)) store.remove(id);
    }
    if (what === 'add') there.add(id);
    if (what === 'remove') there.delete(id);
    const answers = [one, other].map((store) => JSON.stringify([plain(store.get(id)), store.byColour(COLOURS[n % 3] ?? '').map(plain)]));
    if (answers[0] !== answers[1]) throw new Error(`After ${n} operations, ours answers ${answers[0]} and @mswjs/data ${answers[1]}.`);
  }
}

/** The result, as a paragraph and a table. */
export async function collections(rounds: number): Promise<string> {
  sameAnswers(3_000);
  const rows: string[] = [];
  for (const count of [100, 1_000, 10_000]) {
    const stores = [ours(), theirs()];
    for (const store of stores) for (let i = 0; i < count; i += 1) store.add({ id: `i${i}`, colour: `c${i % Math.max(1, count / 100)}`, size: i });
    const time = (store: Store, run: (store: Store, n: number) => void): number => {
      const calls = count >= 10_000 ? 5 : 50;
      const times = Array.from({ length: Math.min(rounds, 7) }, (_, round) => {
        const began = performance.now();
        for (let n = 0; n < calls; n += 1) run(store, (round * calls + n) % count);
        return (performance.now() - began) / calls;
      });
      return median(times);
    };
    const ratio = (run: (store: Store, n: number) => void): string => {
      const [mine = 1, other = 1] = stores.map((store) => time(store, run));
      return `${Math.round(other / mine)} ×`;
    };
    rows.push(
      `| ${count} | ${ratio((store, n) => store.get(`i${n}`))} | ${ratio((store, n) => store.byColour(`c${n % 10}`))} | ${ratio((store, n) => store.update(`i${n}`, n))} |`,
    );
  }
  return [
    '`model/collection.ts` against @mswjs/data 0.16.2: 3,000 random operations had the same answers. How many times as long @mswjs/data takes:',
    '',
    '| records | get by key | by an indexed member | update |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
