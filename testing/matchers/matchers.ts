/** The matchers, by the names that they have after `expect(cloud)`: for any runner whose `expect.extend` takes what Jest's takes. */
import { written, type Matched } from './matched.ts';
import { received } from './received.ts';
import { record, server } from './record.ts';
import { keptTheContract, polledPolitely, restsOnEvidence, settled } from './state.ts';

/** What a matcher is made of: it looks at a cloud, and at what else the test gave. */
export type Looks = (cloud: unknown, ...given: never[]) => Matched;

/** A matcher as `expect.extend` takes it. */
export type Extension = (
  this: { readonly isNot?: boolean },
  cloud: unknown,
  ...given: unknown[]
) => { readonly pass: boolean; readonly message: () => string; readonly actual?: unknown; readonly expected?: unknown };

const LOOKS = {
  toHaveServer: server,
  toHaveRecord: record,
  toBeSettled: settled,
  toHaveReceived: received,
  toHaveKeptTheContract: keptTheContract,
  toHavePolledPolitely: polledPolitely,
  toRestOnEvidence: restsOnEvidence,
} satisfies Record<string, Looks>;

/** How a call is written at the head of a failure. */
export const call = (name: string, given: readonly unknown[], ...before: readonly string[]): string =>
  `${name}(${[...before, ...given.map(written)].join(', ')})`;

/** The matchers, for `expect.extend`. */
export const matchers = Object.fromEntries(
  Object.entries<Looks>(LOOKS).map(([name, look]): [string, Extension] => [
    name,
    function matcher(cloud, ...given) {
      const { pass, why, difference } = look(cloud, ...(given as never[]));
      return { pass, message: () => `expect(cloud)${this?.isNot ? '.not' : ''}.${call(name, given)}\n\n${why()}`, ...difference };
    },
  ]),
) as Readonly<Record<keyof typeof LOOKS, Extension>>;
