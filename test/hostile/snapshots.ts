/** Hostile snapshots: real ones with one value replaced, and what must hold for each. */
import { openCloud } from '../../cloud/open.ts';
import { createCloud, type Faults, type Snapshot } from '../../index.ts';
import { vendors } from '../../handlers/index.ts';
import { isCounted } from '../../model/faults.ts';
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
  const account = cloud[name] as never as {
    servers: { all(): object[] };
    actions(record: object): Record<string, { allowed: boolean }>;
    begin(record: object, action: string): void;
  };
  for (const [i, server] of account.servers.all().entries()) {
    const allowed = Object.entries(account.actions(server)).filter(([action, verdict]) => verdict.allowed && !/delete|destroy/.test(action));
    const chosen = allowed[i % Math.max(1, allowed.length)];
    if (chosen) account.begin(server, chosen[0]);
  }
  const read = cloud.operations.find(({ operation }) => operation.startsWith('GET '))?.operation ?? '';
  const faults = cloud.faults as Faults;
  faults.add({ vendor: name, outcome: 'latency', ms: 5 });
  faults.add({ vendor: name, on: read, outcome: 'stale', reads: 3 });
  faults.sequence(name, read, ['network-error', 'ok', 'hangs']);
  saved.push(cloud.snapshot());
  return saved;
}

/** The paths of all values in a snapshot, objects and lists, too. */
export function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    ...(path.length > 0 ? [path] : []),
    ...Object.entries(value).flatMap(([member, nested]) => pathsIn(nested, [...path, Array.isArray(value) ? Number(member) : member])),
  ];
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

/** What is wrong with how a snapshot was taken; undefined when it was refused whole, or works. */
export interface Result {
  readonly accepted: boolean;
  readonly defect?: string;
}

/** A cloud of one vendor, in which snapshots are tried one after the other. */
export function trial(name: Name): (hostile: Snapshot) => Result {
  const cloud = openCloud({ [name]: vendors[name] }, { history: 0, journal: 0 });
  const broken = (snapshot: Snapshot): string | undefined => {
    for (const path of reads(name, snapshot)) {
      const { reply } = cloud.serve(name, { method: 'GET', path, base: '', query: '', headers: HEADERS[name], body: undefined });
      if (reply && reply.status >= 500) return `GET ${path} answers ${reply.status}`;
    }
    return undefined;
  };
  const { clock } = cloud;
  const works = (hostile: Snapshot): string | undefined => {
    const { stale, ...rest } = hostile;
    // Counts on which nothing depends are no state.
    const faults = hostile.faults.map((rule) => (isCounted(rule.fault) ? rule : { ...rule, matched: 0, struck: 0 }));
    // An empty list is left out.
    if (JSON.stringify(cloud.snapshot()) !== JSON.stringify({ ...(stale?.length === 0 ? rest : hostile), faults }))
      return 'another snapshot than the one restored';
    // What a fault refuses is not broken.
    cloud.faults.clear();
    const now = broken(hostile);
    if (now !== undefined) return now;
    for (let moves = 0; moves < 3; moves += 1) clock.next();
    clock.settle();
    clock.advance(86_400_000);
    const later = broken(hostile);
    return later && `later ${later}`;
  };
  let before = JSON.stringify(cloud.snapshot());
  return (hostile) => {
    try {
      cloud.restore(hostile);
    } catch (error) {
      const { name: kind, message } = error as Error;
      if (JSON.stringify(cloud.snapshot()) !== before) return { accepted: false, defect: `a refused snapshot changed the cloud: ${message}` };
      return { accepted: false, ...(kind !== 'Error' && { defect: `${kind}: ${message}` }) };
    }
    try {
      const defect = works(hostile);
      return { accepted: true, ...(defect !== undefined && { defect }) };
    } catch (error) {
      return { accepted: true, defect: `${(error as Error).name}: ${(error as Error).message}` };
    } finally {
      cloud.reset();
      before = JSON.stringify(cloud.snapshot());
    }
  };
}

/** `accounts.vpsorg.tables.servers.#.name`, of a path. */
const patternOf = (path: Path): string => path.map((step) => (typeof step === 'number' ? '#' : step)).join('.');

/** Replaces each kind of value by each hostile one: of all values at `servers[…].name`, one that the seed draws, in a small snapshot; `each` of them, if it is given. */
export function attack(name: Name, seed: number, each = 1): { tried: number; accepted: number; defects: string[] } {
  const attempt = trial(name);
  const defects = new Map<string, string>();
  let [tried, accepted] = [0, 0];
  const places = new Map<string, { snapshot: Snapshot; path: Path }[]>();
  const bySize = snapshotsOf(name).map((snapshot) => ({ snapshot, size: JSON.stringify(snapshot).length }));
  for (const { snapshot, size } of bySize.sort((a, b) => a.size - b.size)) {
    for (const path of pathsIn(snapshot)) {
      const pattern = patternOf(path);
      const known = places.get(pattern) ?? [];
      places.set(pattern, known);
      if (known.length === 0 || size < 50_000) known.push({ snapshot, path });
    }
  }
  for (const [pattern, there] of places) {
    for (let n = 0; n < Math.min(each, there.length); n += 1) {
      const place = there[random(seed, 'hostile', pattern, n).integer(0, there.length - 1)];
      if (!place) continue;
      for (const value of HOSTILE) {
        const result = attempt(replaced(place.snapshot, place.path, value));
        tried += 1;
        if (result.accepted) accepted += 1;
        if (result.defect === undefined) continue;
        const shown = typeof value === 'object' ? `an object or list of ${Object.keys(value ?? {}).join() || 'nothing'}` : JSON.stringify(value).slice(0, 40);
        const where = `${place.path.join('.')} = ${shown}: ${result.defect.slice(0, 300)}`;
        if (!defects.has(`${pattern} ${result.defect.slice(0, 60)}`)) defects.set(`${pattern} ${result.defect.slice(0, 60)}`, where);
      }
    }
  }
  return { tried, accepted, defects: [...defects.values()] };
}
