/**
 * What a vendor's document states, in words of ours, and where each statement is held.
 * Law: each line of a document that states something is covered by a statement, and a statement is held by something that exists, or says why it is not modelled.
 */
import type { Contract, Route } from '../../vendor/contract.ts';
import type { Vendor } from '../../vendor/vendor.ts';

/** The text of every rule of a contract: a rule that is reworded or removed no longer compiles here. */
export type RuleOf<C extends Contract> =
  Text<C['x-rules']> | { [P in keyof C['paths']]: { [M in keyof C['paths'][P]]: RulesAt<C['paths'][P][M]> }[keyof C['paths'][P]] }[keyof C['paths']];
type RulesAt<O> = O extends { readonly 'x-rules': infer R } ? Text<R> : never;
type Text<R> = R extends readonly { readonly rule: infer T extends string }[] ? T : never;

/** A test by its file, without `.test.ts`, and its title. */
export interface HeldByTest {
  readonly test: string;
  readonly title: string;
}

/** What holds a statement. */
export type Hold<V extends Vendor> =
  | { readonly operation: Route<V['contract']> }
  /** A parameter or a member: `… query timeframe`, `… body osid`, `… 200 stats[].cpu`. */
  | { readonly member: `${Route<V['contract']>} ${string}` }
  /** A rule of the contract; which test holds the rule is in the vendor's `rules`. */
  | { readonly rule: RuleOf<V['contract']> }
  | HeldByTest
  /** An example of the document, by its heading in test/documents/, which test/hosts.test.ts sends through every host. */
  | { readonly example: string }
  | { readonly scenario: `${V['name']}/${string}` }
  | { readonly table: keyof V['tables'] & string }
  | { readonly setting: keyof V['settings'] & string };

interface Stated {
  /** The lines of the document: `12-20`; `12 15-16` where other things stand between them. */
  readonly lines: string;
  /** What they claim, in words of ours. */
  readonly says: string;
}

export type Statement<V extends Vendor> = Stated &
  (
    | {
        readonly held: readonly [Hold<V>, ...Hold<V>[]];
        /** What stuntbox does otherwise, or does not do, and why. */
        readonly except?: string;
      }
    /** Why there is nothing of it: a clause after “because”. */
    | { readonly notModelled: string }
  );

export interface Part<V extends Vendor> {
  readonly heading: string;
  readonly statements: readonly Statement<V>[];
}

export interface StatedDocument<V extends Vendor> {
  /** Which page it is. */
  readonly page: string;
  readonly parts: readonly Part<V>[];
  /** The test that holds each rule of the contract. */
  readonly rules: Readonly<Record<RuleOf<V['contract']>, HeldByTest>>;
}

/** A vendor's document, without the types of its contract. */
export interface AnyDocument {
  readonly page: string;
  readonly parts: readonly { readonly heading: string; readonly statements: readonly AnyStatement[] }[];
  readonly rules: Readonly<Record<string, HeldByTest>>;
}
export type AnyStatement = Stated & { readonly held?: readonly AnyHold[]; readonly except?: string; readonly notModelled?: string };
export type AnyHold = Partial<Record<'operation' | 'member' | 'rule' | 'test' | 'title' | 'example' | 'scenario' | 'table' | 'setting', string>>;

/** The functions by which a vendor's statements say where they are held, completed and checked against its contract. */
export const holdsOf = <V extends Vendor>() => ({
  operation: (operation: Route<V['contract']>) => ({ operation }) as const,
  member: <const M extends `${Route<V['contract']>} ${string}`>(member: M) => ({ member }) as const,
  rule: (rule: RuleOf<V['contract']>) => ({ rule }) as const,
  test: heldByTest,
  example: (example: string) => ({ example }) as const,
  scenario: (scenario: `${V['name']}/${string}`) => ({ scenario }) as const,
  table: (table: keyof V['tables'] & string) => ({ table }) as const,
  setting: (setting: keyof V['settings'] & string) => ({ setting }) as const,
});

/** A test by its file and its title. */
export const heldByTest = (test: string, title: string): HeldByTest => ({ test, title });

/** The line numbers that `12 15-16` stands for. */
export function linesOf(lines: string): number[] {
  return lines.split(' ').flatMap((range) => {
    const [from = '', to = from] = range.split('-');
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i);
  });
}
