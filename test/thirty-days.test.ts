/** Random lives of thirty days: what each vendor shows of its servers after each step, looked at as its clients look. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { vendors } from '../handlers/index.ts';
import { days, minutes } from '../index.ts';
import { subject, type CheckedCloud, type Subject } from '../testing/vendor/check.ts';
import { asking, printed, runStep, type Step } from '../testing/vendor/random-run.ts';
import { monthOf } from '../vendor/measure.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import type { VendorName } from './hosts/index.ts';

type Shown = Readonly<Record<string, unknown>>;
type Get = (path: string) => { readonly status: number; readonly body: never };

/** What a vendor shows at an instant. */
interface Look {
  readonly at: number;
  /** Each server as it is listed, by its key. */
  readonly listed: ReadonlyMap<string, Shown>;
  readonly detailed: ReadonlyMap<string, Shown>;
  /** What only grows, by a name that is the same for as long as it is the same counter. */
  readonly counters: ReadonlyMap<string, number>;
  /** Every word of every answer. */
  readonly words: string;
}

/** How a vendor is looked at. */
interface Eyes {
  readonly list: string;
  readonly rows?: (body: never) => readonly Shown[];
  readonly key: string;
  readonly detail: (key: string) => string;
  /** Members of a row that the detail shows otherwise, by design. */
  readonly apart?: readonly string[];
  readonly updated?: string;
  /** What moves by itself, besides what is updated. */
  readonly moves?: readonly string[];
  readonly counters?: (detail: never) => Record<string, number>;
  /** True for a counter that begins anew with each month. */
  readonly monthly?: (counter: string) => boolean;
  /** What else holds of each server; `born` is the instant at which it was first seen, unless the account was opened with it. */
  readonly holds?: (detail: never, now: number, born: number | undefined) => void;
  /** What else holds of the account, and what else it counts. */
  readonly also?: (get: Get, look: Pick<Look, 'at' | 'detailed'>, counters: Map<string, number>, ended: boolean) => void;
}

const between = (value: number, least: number, most: number): void => {
  expect(value).toBeGreaterThanOrEqual(least);
  expect(value).toBeLessThanOrEqual(most);
};

interface VpsOrgServer {
  readonly id: number;
  readonly status: string;
  readonly plan: { readonly memory: number; readonly storage: number; readonly bandwidth: number };
  readonly resource_usage: { readonly cpu_percent: number; readonly memory_used: number; readonly disk_used: number; readonly bandwidth_used: number };
  readonly created_at: string;
  readonly updated_at: string;
}

interface Traffic {
  readonly value: number;
  readonly prev: number;
}

interface EvoticServer {
  readonly status: string;
  readonly specifications: { readonly ram: number; readonly disk: number };
  readonly usage: {
    readonly cpu: number;
    readonly ram: number;
    readonly disk: number;
    readonly traffic: { readonly incoming: Traffic; readonly outgoing: Traffic };
  };
  readonly created_at: string;
}

const EYES: Readonly<Record<VendorName, Eyes>> = {
  vpsorg: {
    list: '/servers/',
    rows: ({ results }: { results: Shown[] }) => results,
    key: 'id',
    detail: (id) => `/servers/${id}/`,
    apart: ['plan', 'updated_at'],
    updated: 'updated_at',
    moves: ['resource_usage'],
    counters: ({ resource_usage: { disk_used, bandwidth_used } }: VpsOrgServer) => ({ disk_used, bandwidth_used }),
    monthly: (counter) => counter.endsWith('bandwidth_used'),
    holds({ id, status, plan, resource_usage, created_at, updated_at }: VpsOrgServer, now, born) {
      const { cpu_percent, memory_used, disk_used, bandwidth_used } = resource_usage;
      between(cpu_percent, 0, status === 'active' ? 100 : 0);
      between(memory_used, 0, status === 'active' ? plan.memory : 0);
      between(disk_used, 1, plan.storage);
      // The fastest server that is drawn: 25 GB a day, and no more than 1.83 of it at any time.
      between(bandwidth_used, 0, born === undefined ? plan.bandwidth : ((now - born) / days(1)) * 46);
      expect(Date.parse(updated_at)).toBeGreaterThanOrEqual(Date.parse(created_at));
      // Only the two that are printed have an instant that may be later than the account's.
      if (id > 12346) expect(Date.parse(updated_at)).toBeLessThanOrEqual(now);
    },
  },
  evotic: {
    list: '/servers',
    key: 'id',
    detail: (id) => `/servers/${id}`,
    moves: ['usage'],
    counters: ({ usage: { disk, traffic } }: EvoticServer) => ({ disk, incoming: traffic.incoming.value, outgoing: traffic.outgoing.value }),
    monthly: (counter) => /(incom|outgo)ing$/.test(counter),
    holds({ status, specifications: most, usage: { cpu, ram, disk, traffic }, created_at }: EvoticServer, now, born) {
      between(cpu, 0, status === 'started' ? 100 : 0);
      between(ram, 0, status === 'started' ? most.ram : 0);
      between(disk, 0, most.disk);
      expect(Date.parse(created_at)).toBeLessThanOrEqual(now);
      if (born === undefined) return;
      for (const { value, prev } of [traffic.incoming, traffic.outgoing]) {
        if (monthOf(born) === monthOf(now)) expect(prev).toBe(0);
        between(value + prev, 0, ((now - born) / days(1)) * 732_000_000);
      }
    },
  },
  elastichosts: {
    list: '/servers/info',
    key: 'server',
    detail: (server) => `/servers/${server}/info`,
    moves: ['counters'],
    counters: (detail: Shown) =>
      Object.fromEntries(Object.entries(detail).flatMap(([key, value]) => (/^(nic:\d:)?[rt]x:/.test(key) ? [[key, Number(value)]] : []))),
    holds(detail: Shown, now, born) {
      expect('rx:bytes' in detail).toBe(detail['status'] === 'active' && 'nic:0:model' in detail);
      for (const [key, value] of Object.entries(detail)) {
        const per = (unit: string): number => Number(detail[key.replace('bytes', unit)]);
        if (/^nic:\d:[rt]x:bytes$/.test(key)) expect(Number(value)).toBeLessThanOrEqual(1514 * per('packets'));
        if (!/:(read|write):bytes$/.test(key)) continue;
        expect(Number(value) % 512).toBe(0);
        expect(Number(value)).toBeGreaterThanOrEqual(512 * per('requests'));
      }
      if (detail['started'] !== undefined) between(Number(detail['started']), Math.floor((born ?? 0) / 1000), now / 1000);
    },
    also(get, { detailed }, counters) {
      const body: readonly Shown[] = get('/drives/info').body;
      const own = new Map(body.map((drive) => [String(drive['drive']), drive]));
      for (const [uuid, drive] of own) {
        for (const kind of ['read:bytes', 'read:requests', 'write:bytes', 'write:requests']) counters.set(`${uuid} ${kind}`, Number(drive[kind]));
      }
      // A drive's own counters are those that its server shows.
      for (const detail of detailed.values()) {
        for (const [key, value] of Object.entries(detail)) {
          const [, device = '', counter = ''] = /^(.*):((?:read|write):(?:bytes|requests))$/.exec(key) ?? [];
          const drive = own.get(String(detail[device]));
          if (drive) expect([key, value]).toEqual([key, drive[counter]]);
        }
      }
    },
  },
  drone: {
    list: '/api/servers',
    key: 'name',
    detail: (name) => `/api/servers/${name}`,
    // Its `updated` is the instant of each write to its database, also of one that changes nothing: as the real one's.
    holds({ created, updated, started, stopped }: Readonly<Record<'created' | 'updated' | 'started' | 'stopped', number>>, now) {
      between(updated, created, now / 1000);
      if (started > 0) between(started, created, now / 1000);
      if (stopped > 0) between(stopped, Math.max(created, started), now / 1000);
    },
  },
  puregpu: {
    list: '/services',
    rows: ({ services }: { services: Shown[] }) => services,
    key: 'id',
    detail: (id) => `/services/${id}`,
    apart: ['billingcycle', 'billingamount'],
    also(get, { at, detailed }, _, ended) {
      for (const id of detailed.keys()) {
        const { server }: { server: { status: string; uptime: number } } = get(`/server/${id}/status`).body;
        between(server.uptime, 0, server.status === 'running' ? days(31) / 1000 : 0);
        if (!ended) continue;
        const { stats }: { stats: { date: string; cpu: number | null }[] } = get(`/server/${id}/stats?timeframe=hour`).body;
        expect(Date.parse(stats.at(-1)?.date ?? '')).toBeLessThanOrEqual(at);
        for (const { cpu } of stats) if (cpu !== null && !(cpu >= 0 && cpu <= 1)) expect(cpu).toBe('from 0 to 1');
      }
    },
  },
};

function look({ ask, headers }: Subject, cloud: CheckedCloud, eyes: Eyes, ended: boolean): Look {
  const words: string[] = [];
  const get: Get = (path) => {
    const [bare = '', query = ''] = path.split('?');
    const { reply } = ask(cloud, { method: 'GET', base: '', path: bare, query, headers, body: undefined });
    words.push(String(reply?.body));
    return { status: reply?.status ?? 0, body: JSON.parse(String(reply?.body)) as never };
  };
  const at = cloud.clock.now();
  const { rows = (body: never): Shown[] => body, key, detail } = eyes;
  const listed = new Map(rows(get(eyes.list).body).map((row) => [String(row[key]), row]));
  const inside = ({ body }: { body: Shown & { service?: Shown } }): Shown => body.service ?? body;
  const detailed = new Map([...listed.keys()].map((name) => [name, inside(get(detail(name)))]));
  const counters = new Map<string, number>();
  for (const [name, one] of detailed)
    for (const [counter, value] of Object.entries(eyes.counters?.(one as never) ?? {})) counters.set(`${name} ${counter}`, value);
  eyes.also?.(get, { at, detailed }, counters, ended);
  return { at, listed, detailed, counters, words: words.join('\n') };
}

const THIRTY = days(30);

/** Requests, and time of seconds and of days, to the next change or past it: no more than thirty days in all. */
const month = (vendor: Subject): fc.Arbitrary<Step[]> => {
  const advance = fc.oneof(fc.integer({ min: 0, max: minutes(5) }), fc.integer({ min: 0, max: days(6) })).map((ms): Step => printed({ kind: 'advance', ms }));
  return fc.array(
    fc.oneof(
      { weight: 5, arbitrary: asking(vendor) },
      { weight: 3, arbitrary: advance },
      { weight: 1, arbitrary: fc.constant<Step>(printed({ kind: 'next' })) },
    ),
    { minLength: 6, maxLength: 24 },
  );
};

const without = (shown: Shown, members: readonly (string | undefined)[]): object =>
  Object.fromEntries(Object.entries(shown).filter(([member]) => !members.includes(member)));

const all = Object.values(vendors as Record<string, AnyProvider>);

test.each(all)(
  '$title: in thirty days list and detail agree, counters fall only with their month, usage is within the plan and after the birth, updates can be seen, and whoever looks twice sees the same',
  (provider) => {
    const vendor = subject(provider);
    const eyes = EYES[provider.name as VendorName];
    const { apart = [], detail, updated, moves = [], monthly = () => false, holds = () => {} } = eyes;
    const holdsOver = (steps: readonly Step[]): void => {
      const cloud = vendor.open();
      const end = cloud.clock.now() + THIRTY;
      let before: Look | undefined;
      const born = new Map<string, number | undefined>();
      const most = new Map<string, { value: number; at: number }>();
      for (const step of [undefined, ...steps]) {
        if (step?.kind === 'advance' && cloud.clock.now() + step.ms > end) continue;
        if (step) runStep(vendor, cloud, step);
        const now = look(vendor, cloud, eyes, false);
        for (const key of now.listed.keys()) if (!born.has(key)) born.set(key, before && now.at);

        for (const [key, row] of now.listed) expect(now.detailed.get(key)).toMatchObject(without(row, apart));
        for (const key of born.keys()) {
          if (now.listed.has(key)) continue;
          const { reply } = vendor.ask(cloud, { method: 'GET', base: '', path: detail(key), query: '', headers: vendor.headers, body: undefined });
          expect(`${key} ${reply?.status}`).toBe(`${key} 404`);
        }

        for (const [counter, value] of now.counters) {
          const last = most.get(counter);
          // A sample may be five minutes old, and of the month before.
          const anew = last && monthly(counter) && monthOf(last.at - minutes(5)) !== monthOf(now.at);
          if (last && !anew && value < last.value) expect(`${counter} ${value}`).toBe(`${counter} ${last.value} or more`);
          most.set(counter, { value, at: now.at });
        }

        for (const [key, shown] of now.detailed) {
          holds(shown as never, now.at, born.get(key));
          const last = before?.detailed.get(key);
          if (last && updated !== undefined && last[updated] !== shown[updated])
            expect(without(shown, [updated, ...moves])).not.toEqual(without(last, [updated, ...moves]));
        }

        expect(look(vendor, cloud, eyes, false).words).toBe(now.words);
        before = now;
      }
      const other = vendor.open();
      other.restore(cloud.snapshot());
      expect(look(vendor, other, eyes, true).words).toBe(look(vendor, cloud, eyes, true).words);
    };
    fc.assert(fc.property(month(vendor), holdsOver), { seed: 2026, numRuns: 25 });
  },
);
