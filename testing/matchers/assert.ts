/** `import { assert } from 'stuntbox/assert'`: node:assert/strict, and what it asserts of a cloud. */
import { AssertionError, strict } from 'node:assert';
import type { RecordKey } from '../../model/collection.ts';
import type { Source } from '../../vendor/contract.ts';
import type { MannersLimits } from '../manners/limits.ts';
import type { MembersAt, OperationIn, ReceivedIn, ServerAddress, TableAddress } from './cloud-matchers.ts';
import { call, type Looks } from './matchers.ts';
import { received } from './received.ts';
import { record, server } from './record.ts';
import { keptTheContract, polledPolitely, restsOnEvidence, settled } from './state.ts';

export type { ReceivedOptions } from './received.ts';

/** What can be asserted of a cloud; each throws an `AssertionError`. They are the matchers of `stuntbox/jest`, which says more of each. */
export interface CloudAssertions {
  /**
   * The cloud has this server, with these members among others.
   * @example
   * assert.server(cloud, 12347, { name: 'web-1', status: 'active' });
   */
  server<T, const W extends ServerAddress<T>>(cloud: T, server: W, members?: MembersAt<T, W, 'servers'>): void;
  /** The cloud has this record in one of its tables: `assert.record(cloud, 'plans', 1)`. */
  record<T, const W extends TableAddress<T>>(cloud: T, table: W, key: RecordKey, members?: MembersAt<T, W>): void;
  /** No task is running. */
  settled(cloud: object): void;
  /**
   * The cloud has received a request of this operation that is as expected.
   * @example
   * assert.received(cloud, 'POST /servers/', { times: 1, body: { plan_id: 1 } });
   */
  received<T, const O extends OperationIn<T>>(cloud: T, operation: O, expected?: ReceivedIn<T, O>): void;
  /** No request departed from the contract, except where `cloud.violations.expect` says so. */
  keptTheContract(cloud: object): void;
  /** The client polled politely. */
  polledPolitely(cloud: object, limits?: MannersLimits): void;
  /** Every answer rests on this evidence or on a stronger one. */
  restsOnEvidence(cloud: object, weakest: Source): void;
}

const LOOKS: Readonly<Record<keyof CloudAssertions, Looks>> = { server, record, settled, received, keptTheContract, polledPolitely, restsOnEvidence };

function assertions(not: boolean): CloudAssertions {
  const one = ([name, look]: [string, Looks]): [string, unknown] => {
    const asserted = (cloud: unknown, ...given: unknown[]): void => {
      const { pass, why, difference } = look(cloud, ...(given as never[]));
      if (pass !== not) return;
      const head = `assert.${not ? 'not.' : ''}${call(name, given, 'cloud')}`;
      const { actual, expected } = difference ?? { actual: pass, expected: !pass };
      throw new AssertionError({ message: `${head}\n\n${why()}`, actual, expected, operator: name, stackStartFn: asserted });
    };
    return [name, asserted];
  };
  return Object.fromEntries(Object.entries(LOOKS).map(one)) as unknown as CloudAssertions;
}

/** node:assert/strict, and what it asserts of a cloud; the opposites are under `assert.not`. */
export const assert: typeof strict & CloudAssertions & { readonly not: CloudAssertions } = Object.assign(
  (value: unknown, message?: string | Error) => strict.ok(value, message),
  strict,
  assertions(false),
  { not: assertions(true) },
);
