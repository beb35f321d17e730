/** The types of a vendor that everything else about it is made of. */
import type { Collection } from '../model/collection.ts';
import type { Stateful } from '../model/lifecycle.ts';
import type { ProblemKind } from '../model/problem.ts';
import type { Contract } from './contract.ts';

/** All that the compiler knows of a vendor. Each vendor has one interface that extends it. */
export interface Vendor {
  /** The name of its folder and of its account: `vpsorg`. */
  name: string;
  contract: Contract;
  /** The record of each of its tables. */
  tables: { servers: Stateful };
  /** What is true of the account as a whole: its credits, and which reading of a vague document it follows. */
  settings: object;
  /** Which record a parameter in a path names: `{ server: { parameter: 'server_id'; table: 'servers' } }`. */
  found: object;
  /** The refusals that it can say. */
  refuses: ProblemKind;
}

/** An account's tables, each under its name. */
export type Tables<V extends Vendor> = { readonly [T in keyof V['tables']]: Collection<V['tables'][T] & object> };
