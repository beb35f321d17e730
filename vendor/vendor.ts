/** The interface of a vendor, from which all its other types follow. */
import type { Collection } from '../model/collection.ts';
import type { Stateful } from '../model/lifecycle.ts';
import type { ProblemKind } from '../model/problem.ts';
import type { Contract } from './contract.ts';

/** Everything the compiler knows about a vendor. Each vendor has one interface that extends this. */
export interface Vendor {
  /** The name of its folder and of its account: `vpsorg`. */
  name: string;
  contract: Contract;
  /** The record of each of its tables. */
  tables: { servers: Stateful };
  /** Settings of the whole account: its credits, and how an ambiguous document is interpreted. */
  settings: object;
  /** Which record each path parameter identifies: `{ server: { parameter: 'server_id'; table: 'servers' } }`. */
  found: object;
  /** The kinds of refusal that the vendor has. */
  refuses: ProblemKind;
}

/** An account's tables, each under its name. */
export type Tables<V extends Vendor> = { readonly [T in keyof V['tables']]: Collection<V['tables'][T] & object> };
