/**
 * An account that nobody has looked at yet: it holds its vendor's fixture, which all clouds share, and is opened by the first look.
 * Law: nobody can tell it from an open one. A class, since each cloud has one of these for each vendor.
 */
import type { CompiledVendor } from '../request/compile.ts';
import { agenda } from '../model/agenda.ts';
import { jsonCopy } from '../model/plain.ts';
import { openAccount, unseen, type AccountContext, type AccountSnapshot, type AccountState, type OpenAccount } from './account.ts';
import { fixtureOf } from './fixture.ts';

/** An account that is opened when something first looks at it. */
export class RestingAccount implements AccountState {
  readonly vendor: CompiledVendor;
  readonly #given: object;
  readonly #context: AccountContext;
  #start = 0;
  #fresh: object;
  #opened: OpenAccount | undefined;

  constructor(vendor: CompiledVendor, given: object, context: AccountContext) {
    this.vendor = vendor;
    this.#given = given;
    this.#fresh = vendor.settings;
    this.#context = context;
  }

  get #account(): OpenAccount {
    if (this.#opened) return this.#opened;
    const opened = this.#empty();
    opened.reset(this.#start, this.#fresh);
    return opened;
  }

  #empty(): OpenAccount {
    return (this.#opened ??= openAccount(this.vendor, this.#given, this.#context));
  }

  get tables(): AccountState['tables'] {
    return this.#account.tables;
  }
  get settings(): AccountState['settings'] {
    return this.#account.settings;
  }
  get counters(): AccountState['counters'] {
    return this.#account.counters;
  }
  get scope(): AccountState['scope'] {
    return this.#account.scope();
  }
  get begin(): AccountState['begin'] {
    return this.#account.begin;
  }
  get takes(): AccountState['takes'] {
    return this.#account.takes;
  }
  get shown(): AccountState['shown'] {
    return this.#account.shown();
  }

  reset(start: number): void {
    if (this.#opened) return this.#opened.reset(start);
    this.#start = start;
    // As they are now: whoever gave them may change their object later.
    this.#fresh = Object.keys(this.#given).length === 0 ? this.vendor.settings : { ...this.vendor.settings, ...this.#given };
    // A record that does not fit is refused at once, and tasks are due whether anybody looks at them or not.
    if (fixtureOf(this.vendor, start).busy) this.#empty().reset(start);
  }

  snapshot(): AccountSnapshot {
    if (this.#opened) return this.#opened.snapshot();
    const { tables, counters } = fixtureOf(this.vendor, this.#start);
    return {
      tables: jsonCopy(tables),
      settings: structuredClone(this.#fresh),
      counters: { ...counters },
    };
  }

  restore(saved: AccountSnapshot): void {
    this.#empty().restore(saved);
  }

  replica(): AccountState {
    const own = agenda();
    // Its tasks keep their numbers, which are part of a snapshot.
    own.clear(this.#context.agenda.begun());
    const { records } = this.#context;
    const other = new RestingAccount(this.vendor, this.#given, { ...this.#context, agenda: own, ...unseen(records) });
    other.restore(this.snapshot());
    return other;
  }
}

/** Adds the accounts to an object, under their vendors' names. */
export function withAccounts<T extends object>(to: T, accounts: ReadonlyMap<string, AccountState>): T {
  for (const [name, account] of accounts) Object.defineProperty(to, name, { enumerable: true, configurable: true, get: () => account.shown });
  return to;
}
