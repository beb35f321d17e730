/** One customer's account at one vendor: its tables, their lives, and what a request or a test does to them. */
import { collection, type Collection } from '../model/collection.ts';
import { lives, progress, type ActionOf, type Departure, type Living, type Lives } from '../model/lifecycle.ts';
import { random, type Draw, type Key } from '../model/random.ts';
import { agenda as emptyAgenda, type Agenda } from '../model/agenda.ts';
import type { Problem } from '../model/problem.ts';
import type { Undo } from './history.ts';
import type { Decision, Provider, Refusal, TableDefinition, Tables, Vendor } from './provider.ts';
import { toldSettings } from './settings.ts';

/** What an action would meet now: it would be accepted, or refused with this reply; the status is null where the vendor never refuses so, and only a script can ask. */
export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly why: string; readonly status: number | null; readonly body: unknown };

/** An account as a test sees it: `cloud.vpsorg`. */
export type Account<V extends Vendor> = Tables<V> & {
  /** What is true of the account as a whole, such as its credits. Assign to it to change it. */
  readonly settings: V['settings'];
  /**
   * Begins an action as the vendor would, whether or not it has an endpoint.
   * @throws {Problem} when the vendor would refuse it.
   * @example
   * cloud.puregpu.begin(cloud.puregpu.servers.get(10), 'rebuild', { fails: 0.6 });
   */
  begin<R extends Living>(record: R, action: ActionOf<R>, departure?: Departure): void;
  /**
   * Keeps a record busy with an action for so many milliseconds; as long as the action takes when left out.
   * @example
   * cloud.puregpu.lock(cloud.puregpu.servers.get(10), 'backup', minutes(2));
   */
  lock<R extends Living>(record: R, action: ActionOf<R>, ms?: number): void;
  /** Whole percent of its task's time that has passed, 0–99; null when it is idle. */
  progress(record: Living): number | null;
  /**
   * What each action would meet now: accepted, or refused with this status and body.
   * @example
   * cloud.vpsorg.actions(cloud.vpsorg.servers.get(12345)).start; // { allowed: false, status: 400, body: { detail: 'Server is already running.' }, … }
   */
  actions<R extends Living>(record: R): Record<ActionOf<R>, Verdict>;
};

/** An account as plain JSON. */
export interface AccountSnapshot {
  readonly tables: Readonly<Record<string, readonly object[]>>;
  readonly settings: object;
  readonly counters: Readonly<Record<string, number>>;
}

/** An account as the server of requests sees it. */
export interface Ledger {
  readonly provider: Provider;
  readonly tables: Readonly<Record<string, Collection<object>>>;
  readonly settings: object;
  /** The next number of each series. */
  readonly counters: Readonly<Record<string, number>>;
  /** What is the same for each call of an operation. */
  readonly scope: object;
  begin(record: Living, action: string, now: number, departure?: Departure): void;
  /** Wipes the account and gives it what a fresh one holds. */
  reset(start: number): void;
  snapshot(): AccountSnapshot;
  restore(saved: AccountSnapshot): void;
  /** Another account that holds the same, apart from the cloud: what happens there happens nowhere. */
  replica(): Ledger;
  /** The account as a test sees it. */
  readonly account: Account<Vendor>;
}

/** What an account needs of the cloud that it is in. */
export interface Surroundings {
  readonly agenda: Agenda;
  seed(): string | number;
  now(): number;
  /** Brings the cloud up to date. */
  settle(): void;
  /** Hears of each change, after it was made. */
  changed(undo: Undo): void;
}

/** Says a problem in the vendor's words. */
export function refusal({ refusals, title }: Provider, problem: Problem): Decision {
  const say = refusals[problem.kind] as Refusal | null;
  if (say) return say(problem);
  throw new Error(
    `${title} has no way to say '${problem.kind}' (${problem.message}). Give it one in the vendor's table of refusals, or refuse in another way.`,
  );
}

/** Opens an empty account; `reset` fills it. */
export function openAccount(provider: Provider, given: object, { agenda, seed, now, settle, changed }: Surroundings): Ledger {
  const vendor = provider.name;
  const settings: Record<string, unknown> = { ...provider.settings, ...given };
  let scope: object | undefined;
  let told: object | undefined;
  const openSettings = (): object => (told ??= toldSettings(settings, (name, before) => changed({ vendor, of: 'settings', name, before })));
  const counters: Record<string, number> = {};
  const draw = (...key: readonly Key[]): Draw => random(seed(), provider.name, ...key);

  const definitions = Object.entries(provider.tables as unknown as Record<string, TableDefinition<object>>);
  const tables = Object.fromEntries(
    definitions.map(([name, definition]) => [name, collection(name, definition, (change, row) => changed({ vendor, change, row }))]),
  );
  const living = new Map<string, Lives<Living>>();
  for (const [name, { lifecycle, arrive }] of definitions as [string, TableDefinition<Living>][]) {
    if (lifecycle) living.set(name, lives(tables[name] as Collection<Living>, lifecycle, agenda, arrive?.({ draw })));
  }
  const livesOf = (record: Living): Lives<Living> => {
    for (const [name, its] of living) {
      const table = tables[name] as Collection<Living>;
      const key = record[table.key as keyof Living] as unknown as string | number;
      if (table.has(key) && table.get(key) === record) return its;
    }
    throw new Error(
      `That record is in no table of ${provider.title}'s: it was removed, or it is a copy. Take the live one from the account, such as cloud.${provider.name}.servers.get(…).`,
    );
  };

  const begin: Ledger['begin'] = (record, action, at, departure) => livesOf(record).begin(record, action, at, departure);

  const reset = (start: number): void => {
    const fresh = provider.fresh(start) as unknown as { tables: Record<string, object[]>; counters: Record<string, number> };
    replace(settings, { ...provider.settings, ...given });
    replace(counters, fresh.counters);
    for (const [name, table] of Object.entries(tables)) {
      table.clear();
      for (const record of fresh.tables[name] ?? []) table.add(record);
    }
    for (const its of living.values()) its.resume();
  };

  const shown: Record<string, unknown> = {
    get settings() {
      return openSettings();
    },
    begin(record: Living, action: string, departure?: Departure) {
      settle();
      begin(record, action, now(), departure);
    },
    lock(record: Living, action: string, ms?: number) {
      settle();
      begin(record, action, now(), ms === undefined ? {} : { lasts: ms });
    },
    progress(record: Living) {
      settle();
      return progress(record, now());
    },
    actions(record: Living) {
      settle();
      const its = livesOf(record);
      const verdict = (action: never): Verdict => {
        const permission = its.permission(record, action, now());
        if (permission.allowed) return permission;
        const { problem } = permission;
        const { status, body } = provider.refusals[problem.kind] ? refusal(provider, problem) : { status: null, body: undefined };
        return { allowed: false, why: problem.message, status, body };
      };
      return Object.fromEntries(its.actions.map((action) => [action, verdict(action as never)]));
    },
  };
  // A table is brought up to date as it is looked at, also with a clock that runs by itself.
  for (const [name, table] of Object.entries(tables)) {
    Object.defineProperty(shown, name, {
      enumerable: true,
      get() {
        settle();
        return table;
      },
    });
  }

  const count = (series: string): number => {
    const number = counters[series] ?? 1;
    const before = counters[series];
    counters[series] = number + 1;
    changed({ vendor, of: 'counters', name: series, before });
    return number;
  };

  const ledger: Ledger = {
    provider,
    tables,
    settings,
    counters,
    // Made at the first request: most accounts of a cloud are never asked.
    get scope() {
      return (scope ??= { ...tables, settings: openSettings(), draw, count, reply: (status: number, body: unknown): Decision => ({ status, body }) });
    },
    begin,
    reset,
    replica() {
      const other = openAccount(provider, given, { agenda: emptyAgenda(), seed, now, settle() {}, changed() {} });
      other.restore(ledger.snapshot());
      return other;
    },
    snapshot: () => ({
      tables: Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, table.snapshot()])),
      settings: structuredClone(settings),
      counters: { ...counters },
    }),
    restore(saved) {
      replace(settings, structuredClone(saved.settings));
      replace(counters, saved.counters);
      for (const [name, table] of Object.entries(tables)) table.restore(saved.tables[name] ?? []);
      for (const its of living.values()) its.resume();
    },
    account: shown as Account<Vendor>,
  };
  return ledger;
}

/** Makes one object hold what another does, and nothing else. */
function replace(target: object, source: object): void {
  for (const member of Object.keys(target)) delete (target as Record<string, unknown>)[member];
  Object.assign(target, source);
}
