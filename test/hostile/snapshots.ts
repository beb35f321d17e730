/** Hostile snapshots: real ones with one value replaced, and what must hold for each. */
import { createCloud, type Snapshot } from '../../index.ts';
import { elastichosts } from '../../handlers/elastichosts/index.ts';
import { vendors } from '../../handlers/index.ts';
import { random } from '../../model/random.ts';

type Name = keyof typeof vendors;
type Path = readonly (string | number)[];

const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i += 1) value = { value };
  return value;
};
/** What takes the place of a value. `NaN` is null in JSON. */
export const HOSTILE: readonly unknown[] = [
  null,
  '',
  -1,
  0,
  1,
  0.5,
  1e15,
  1e300,
  -1e300,
  8.64e15,
  9_007_199_254_740_992,
  'x',
  '__proto__',
  'constructor',
  'x'.repeat(100_000),
  [],
  [0],
  [null],
  {},
  { constructor: 1 },
  true,
  false,
  deep(50),
  deep(5_000),
];

/** The headers that each vendor takes. */
const HEADERS: Readonly<Record<Name, Readonly<Record<string, string>>>> = {
  puregpu: { 'x-api-key': 'k' },
  elastichosts: { authorization: `Basic ${btoa('u:p')}` },
  drone: { authorization: 'Bearer t' },
  evotic: { authorization: 'Bearer t' },
  vpsorg: { authorization: 'Bearer t' },
};

/** Snapshots of a vendor in all kinds of states: fresh, after each of its scenarios, with tasks under way, half-way, and done. */
export function snapshotsOf(name: Name): Snapshot[] {
  const provider = vendors[name];
  const open = () => createCloud({ [name]: provider } as never) as unknown as ReturnType<typeof createCloud<typeof vendors>>;
  const saved: Snapshot[] = [open().snapshot()];
  for (const scenario of Object.values(provider.scenarios)) {
    const cloud = open();
    cloud.play(scenario);
    cloud.clock.advance(7_000);
    saved.push(cloud.snapshot());
  }
  const cloud = open();
  const account = cloud[name] as never as { servers: { all(): object[] }; actions(record: object): Record<string, { allowed: boolean }>; begin(record: object, action: string): void };
  for (const [i, server] of account.servers.all().entries()) {
    const allowed = Object.entries(account.actions(server)).filter(([action, verdict]) => verdict.allowed && !/delete|destroy/.test(action));
    const chosen = allowed[i % Math.max(1, allowed.length)];
    if (chosen) account.begin(server, chosen[0]);
  }
  cloud.faults.add({ vendor: name, outcome: 'latency', ms: 5 });
  cloud.faults.add({ vendor: name, on: cloud.operations.find(({ operation }) => operation.startsWith('GET '))?.operation, outcome: 'stale', reads: 3 } as never);
  saved.push(cloud.snapshot());
  return saved;
}

/** The paths of all values in a snapshot, objects and lists, too. */
export function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [...(path.length > 0 ? [path] : []), ...Object.entries(value).flatMap(([member, nested]) => pathsIn(nested, [...path, Array.isArray(value) ? Number(member) : member]))];
}

/** A snapshot with the value at a path replaced. */
export function replaced(snapshot: Snapshot, path: Path, value: unknown): Snapshot {
  const copy = JSON.parse(JSON.stringify(snapshot)) as Record<string | number, unknown>;
  const inside = path.slice(0, -1).reduce((within, step) => within[step] as Record<string | number, unknown>, copy);
  inside[path.at(-1) ?? ''] = value;
  return copy as never;
}

/** All GET requests to a vendor, with the keys of its records in their paths. */
function reads(name: Name, snapshot: Snapshot): string[] {
  const tables = snapshot.accounts[name]?.tables ?? {};
  const found = vendors[name].found as Record<string, { parameter: string; table: string }>;
  const keysOf = (parameter: string): unknown[] => {
    const where = Object.values(found).find((one) => one.parameter === parameter);
    const definition = where && (vendors[name].tables as Record<string, { key: string }>)[where.table];
    return (where && definition && (tables[where.table] ?? []).map((record) => (record as Record<string, unknown>)[definition.key])) || ['1'];
  };
  const routes = Object.entries(vendors[name].contract.paths).filter(([, methods]) => 'get' in (methods as object));
  return routes.flatMap(([route]) => {
    const [parameter] = /\{(\w+)\}/.exec(route)?.slice(1) ?? [];
    const keys = parameter === undefined ? [''] : keysOf(parameter).slice(0, 4);
    return keys.map((key) =>
      route
        .replace(`{${parameter}}`, encodeURIComponent(String(key)))
        .replace('{type}', 'ip')
        .replace(/\{\w+\}/g, '1'),
    );
  });
}

/** A cloud of one vendor, in which snapshots are tried one after the other. */
export function trial(name: Name) {
  const cloud = createCloud({ [name]: vendors[name] } as never, { history: 0, journal: 0 } as never) as unknown as ReturnType<typeof createCloud<{ elastichosts: typeof elastichosts }>>;
  const get = (path: string): string | undefined => {
    const { reply } = cloud.serve(name as never, { method: 'GET', path, base: '', query: '', headers: HEADERS[name], body: undefined });
    return reply && reply.status >= 500 && reply.status !== 503 && reply.status !== 507 ? `GET ${path} answers ${reply.status}` : undefined;
  };
  let before = JSON.stringify(cloud.snapshot());
  /** What is wrong with how a snapshot was taken; undefined when it was refused whole, or works. */
  return (hostile: Snapshot): { accepted: boolean; defect?: string } => {
    try {
      cloud.restore(hostile);
    } catch (error) {
      const { name: kind, message } = error as Error;
      const after = JSON.stringify(cloud.snapshot());
      if (after !== before) return { accepted: false, defect: `a refused snapshot changed the cloud: ${message}` };
      return kind === 'Error' ? { accepted: false } : { accepted: false, defect: `${kind}: ${message}` };
    }
    try {
      const again = cloud.snapshot();
      before = JSON.stringify(again);
      if (before !== JSON.stringify(hostile)) return { accepted: true, defect: 'another snapshot than the one restored' };
      for (const path of reads(name, hostile)) {
        const wrong = get(path);
        if (wrong) return { accepted: true, defect: wrong };
      }
      for (let moves = 0; moves < 3; moves += 1) cloud.clock.next();
      cloud.clock.settle();
      cloud.clock.advance(86_400_000);
      for (const path of reads(name, hostile)) {
        const wrong = get(path);
        if (wrong) return { accepted: true, defect: `later ${wrong}` };
      }
      before = JSON.stringify(cloud.snapshot());
      return { accepted: true };
    } catch (error) {
      cloud.reset();
      before = JSON.stringify(cloud.snapshot());
      return { accepted: true, defect: `${(error as Error).name}: ${(error as Error).message.slice(0, 300)}` };
    }
  };
}

/** Tries hostile snapshots of a vendor: `count` of them, drawn by the seed, or all. */
export function attack(name: Name, seed: number, count = Infinity): { tried: number; accepted: number; defects: string[] } {
  const attempt = trial(name);
  const saved = snapshotsOf(name);
  const defects = new Map<string, string>();
  let [tried, accepted] = [0, 0];
  const one = (snapshot: Snapshot, path: Path, value: unknown): void => {
    const result = attempt(replaced(snapshot, path, value));
    tried += 1;
    if (result.accepted) accepted += 1;
    const where = path.map((step) => (typeof step === 'number' ? '#' : step)).join('.');
    const shown = typeof value === 'object' ? Object.keys(value ?? {}).join() || 'empty' : String(value).slice(0, 40);
    if (result.defect !== undefined && defects.size < 200) defects.set(`${where} ${result.defect.slice(0, 60)}`, `${path.join('.')} = ${shown}: ${result.defect}`);
  };
  const paths = saved.map((snapshot) => pathsIn(snapshot));
  if (count === Infinity) for (const [i, snapshot] of saved.entries()) for (const path of paths[i] ?? []) for (const value of HOSTILE) one(snapshot, path, value);
  else
    for (let n = 0; n < count; n += 1) {
      const draw = random(seed, 'hostile', name, n);
      const i = draw.integer(0, saved.length - 1);
      const there = paths[i] ?? [];
      one(saved[i] as Snapshot, there[draw.integer(0, there.length - 1)] ?? ['now'], HOSTILE[draw.integer(0, HOSTILE.length - 1)]);
    }
  return { tried, accepted, defects: [...defects.values()] };
}
