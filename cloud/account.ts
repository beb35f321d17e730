/** One customer's account at one vendor: its tables, the state machines of its records, and how requests and tests act on them. */
import type { Agenda } from '../model/agenda.ts';
import { collection, rowsOf, share, type Change, type Collection, type RecordKey, type Row, type TableRules } from '../model/collection.ts';
import type { Limits } from '../model/limits.ts';
import { wrongRecord } from '../model/wrong-record.ts';
import { progress, stateMachine, type Departure, type StateMachine, type Stateful } from '../model/lifecycle.ts';
import { said } from '../model/plain.ts';
import { random, type Draw, type Key } from '../model/random.ts';
import type { Wrong } from '../model/schema.ts';
import type { CompiledVendor } from '../request/compile.ts';
import type { ServedAccount } from '../request/serve.ts';
import type { Account, Verdict } from '../vendor/account.ts';
import { refusal, type Decision, type TableDefinition } from '../vendor/provider.ts';
import type { Vendor } from '../vendor/vendor.ts';
import { fixtureOf, type Fixture } from './fixture.ts';
import { observedSettings } from './settings.ts';

/** How to undo one change of a record, a setting or a counter; `before` is undefined when the setting or counter did not exist. */
export type Undo =
  | { readonly vendor: string; readonly change: Change; readonly row: Row<object> }
  | { readonly vendor: string; readonly of: 'settings' | 'counters'; readonly name: string; readonly before: unknown };

/** An account as plain JSON. */
export interface AccountSnapshot {
  readonly tables: Readonly<Record<string, readonly object[]>>;
  readonly settings: object;
  readonly counters: Readonly<Record<string, number>>;
}

/** An account as the cloud sees it: what a request needs, and what a snapshot contains. */
export interface AccountState extends ServedAccount {
  readonly settings: object;
  /** The next number of each series. */
  readonly counters: Readonly<Record<string, number>>;
  /** Resets the account to the contents of a fresh one; `settings` are those that the cloud was given, by default as they are now. */
  reset(start: number, settings?: object): void;
  snapshot(): AccountSnapshot;
  restore(saved: AccountSnapshot): void;
  replica(): AccountState;
  /** The public view of the account. */
  readonly shown: Account<Vendor>;
}

/** What an account needs from its cloud. */
export interface AccountContext {
  readonly agenda: Agenda;
  seed(): string | number;
  now(): number;
  /** Brings the cloud up to date. */
  settle(): void;
  /** Called after each change. */
  changed(undo: Undo): void;
  /** Runs something that is one thing to whoever hears of the cloud. */
  together<T>(run: () => T): T;
  /** Whether a change comes from a test, a scenario or another machine, so that it is checked. */
  outside(): boolean;
  /** The most records and bytes of a table. */
  readonly records: Limits;
}

/** An account that only its cloud changes. */
export const unseen = (records: Limits): Pick<AccountContext, 'settle' | 'changed' | 'together' | 'outside' | 'records'> => ({
  settle() {},
  changed() {},
  together: (run) => run(),
  outside: () => false,
  records,
});

/** An open account, as the one that rests until then uses it. */
export interface OpenAccount extends Pick<AccountState, 'tables' | 'settings' | 'counters' | 'begin' | 'takes' | 'reset' | 'snapshot' | 'restore'> {
  scope(): object;
  shown(): Account<Vendor>;
}

/**
 * Opens an empty account; `reset` fills it.
 * What a request may not need is made when it is first used: its tables, the machines of their lifecycles, and what only tests see.
 */
export function openAccount(
  vendor: CompiledVendor,
  given: object,
  { agenda, seed, now, settle, changed, together, outside, records }: AccountContext,
): OpenAccount {
  const { name: vendorName, title } = vendor;
  const settings: Record<string, unknown> = { ...vendor.settings, ...given };
  let scope: object | undefined;
  let observed: object | undefined;
  let shownAccount: Account<Vendor> | undefined;
  const openSettings = (): object =>
    (observed ??= observedSettings(settings, vendor, (name, before) => changed({ vendor: vendorName, of: 'settings', name, before })));
  const counters: Record<string, number> = {};
  const draw = (...key: readonly Key[]): Draw => random(seed(), vendorName, ...key);

  const definitions: [string, TableDefinition<Stateful>][] = Object.entries(vendor.tables);
  const rulesOf = (name: string, definition: TableDefinition<Stateful>): TableRules => ({
    outside,
    wrong: (record, whole) => wrongRecord(record, definition, whole) ?? wrongReference(record, definition.references),
    referrer: (key) => referrerTo(name, key),
    limits: records,
  });
  const opened = new Map<string, Collection<Stateful>>();
  let fixture: Fixture | undefined;
  const tables: Record<string, Collection<Stateful>> = {};
  for (const [name, definition] of definitions) {
    Object.defineProperty(tables, name, {
      enumerable: true,
      get() {
        const known = opened.get(name);
        if (known) return known;
        const table = collection(name, definition, (change, row) => tableChanged(name, change, row), rulesOf(name, definition));
        share(table, fixture?.tables[name] ?? []);
        opened.set(name, table);
        return table;
      },
    });
  }
  const tableChanged = (name: string, change: Change, row: Row<Stateful>): void => {
    changed({ vendor: vendorName, change, row });
    // A copy of a record that is busy is busy, too.
    if (change.kind === 'added' && row.record.task && outside()) machineAt(name)?.adopt(tables[name]?.get(change.key) as Stateful);
  };
  const wrongReference = (record: Readonly<Record<string, unknown>>, references: Readonly<Record<string, string | undefined>> = {}): Wrong | undefined => {
    for (const [member, into] of Object.entries(references)) {
      const value = record[member];
      if (into === undefined || value === null || value === undefined || tables[into]?.has(value as RecordKey)) continue;
      return { member, value, why: `is not a key of ${into}. Add it there first.` };
    }
    return undefined;
  };
  /** The record that refers to a key of a table. */
  const referrerTo = (into: string, key: RecordKey): string | undefined => {
    for (const [name, definition] of definitions) {
      for (const [member, other] of Object.entries<string | undefined>(definition.references ?? {})) {
        const table = tables[name];
        if (other !== into || !table) continue;
        for (const { record } of rowsOf<object>(table))
          if (record[member as never] === key) return `the record ${String(record[definition.key as never])} in ${name} (${member})`;
      }
    }
    return undefined;
  };
  const machines = new Map<string, StateMachine<Stateful>>();
  /** The machine of a table whose records have a lifecycle. */
  const machineAt = (name: string): StateMachine<Stateful> | undefined => {
    const known = machines.get(name);
    const { lifecycle, arrive } = vendor.tables[name] ?? {};
    const table = tables[name];
    if (known || !lifecycle || !table) return known;
    const made = stateMachine(table, lifecycle, agenda, arrive?.(Object.defineProperties({ draw }, Object.getOwnPropertyDescriptors(tables))));
    machines.set(name, made);
    return made;
  };
  const machineOf = (record: Stateful): StateMachine<Stateful> => {
    for (const [name, table] of opened) {
      const machine = table.holds(record) ? machineAt(name) : undefined;
      if (machine) return machine;
    }
    throw new Error(
      `That record is in no table of ${title}: it was removed, or it is a copy. Get the live record from the account, such as cloud.${vendorName}.servers.get(…).`,
    );
  };

  const begin: AccountState['begin'] = (record, action, at, departure) => machineOf(record).begin(record, action, at, departure);
  const resume = (): void => {
    for (const [name] of definitions) machineAt(name)?.resume();
  };

  const beginNow = (record: Stateful, action: string, departure?: Departure): void =>
    together(() => {
      settle();
      begin(record, action, now(), departure);
    });
  const show = (): object => {
    const shown: Record<string, unknown> = {
      get settings() {
        return openSettings();
      },
      begin: beginNow,
      lock: (record: Stateful, action: string, ms?: number) => beginNow(record, action, ms === undefined ? {} : { lasts: ms }),
      progress(record: Stateful) {
        settle();
        if (typeof record !== 'object' || record === null || !('task' in record))
          throw new Error(`progress() takes a record with a task, not ${said(record)}.`);
        return progress(record, now());
      },
      actions(record: Stateful) {
        settle();
        const machine = machineOf(record);
        const verdict = (action: string): Verdict => {
          const permission = machine.permission(record, action, now());
          if (permission.allowed) return permission;
          const { problem } = permission;
          const hasReply = vendor.refusals[problem.kind] && (vendor.actions.has(action) || !tables['servers']?.holds(record));
          const { status, body } = hasReply ? refusal(vendor, problem) : { status: null, body: undefined };
          return { allowed: false, why: problem.message, status, body };
        };
        return Object.fromEntries(machine.actions.map((action) => [action, verdict(action)]));
      },
    };
    // Reading a table brings it up to date, which also serves clocks that run by themselves.
    for (const [name] of definitions) {
      const verb: unknown = Object.getOwnPropertyDescriptor(shown, name)?.value;
      let given: unknown;
      Object.defineProperty(shown, name, {
        enumerable: true,
        get() {
          settle();
          return (given ??= withVerb(tables[name] as Collection<object>, verb));
        },
      });
    }
    return shown;
  };

  const count = (series: string): number => {
    const before = Object.hasOwn(counters, series) ? counters[series] : undefined;
    let number = before ?? 1;
    // A test may have added a record with that number.
    while (tables[`${series}s`]?.has(number)) number += 1;
    counters[series] = number + 1;
    changed({ vendor: vendorName, of: 'counters', name: series, before });
    return number;
  };

  return {
    tables,
    settings,
    counters,
    scope: () =>
      (scope ??= Object.create(tables, {
        settings: { get: openSettings },
        draw: { value: draw },
        count: { value: count },
        reply: { value: (status: number, body: unknown): Decision => ({ status, body }) },
      }) as object),
    begin,
    takes: (record, action, departure, further) => machineOf(record).takes(record, action, departure, further),
    reset(start, freshSettings = { ...vendor.settings, ...given }) {
      fixture = fixtureOf(vendor, start);
      replace(settings, freshSettings);
      replace(counters, fixture.counters);
      for (const [name, table] of opened) share(table, fixture.tables[name] ?? []);
      if (fixture.busy) resume();
    },
    snapshot: () => ({
      tables: Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, table.snapshot()])),
      settings: structuredClone(settings),
      counters: { ...counters },
    }),
    restore(saved) {
      replace(settings, structuredClone(saved.settings));
      replace(counters, saved.counters);
      for (const [name, table] of Object.entries(tables)) table.restore((saved.tables[name] ?? []) as Stateful[]);
      resume();
    },
    shown: () => (shownAccount ??= show() as Account<Vendor>),
  };
}

/** A table which is named like a verb of the account, such as Hetzner's `actions`, is both: the type of an account says so. */
function withVerb(table: Collection<object>, verb: unknown): unknown {
  if (typeof verb !== 'function') return table;
  const both = Object.defineProperties((...given: unknown[]): unknown => verb(...given), Object.getOwnPropertyDescriptors(table));
  return Object.defineProperty(both, 'size', { enumerable: true, get: () => table.size });
}

/** Replaces the members of one object by those of another, in the same order. */
function replace(target: object, source: object): void {
  const [old, members] = [Object.keys(target), Object.keys(source)];
  // An object from which members are deleted takes far more memory.
  if (old.some((member, i) => member !== members[i])) for (const member of old) delete (target as Record<string, unknown>)[member];
  Object.assign(target, source);
}
