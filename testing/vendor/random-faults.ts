/** Random runs with faults: requests, time, and faults of every outcome. */
import fc from 'fast-check';
import { minutes } from '../../model/clock.ts';
import type { Fault } from '../../model/faults.ts';
import { statusesOf, type Shape } from '../../model/lifecycle.ts';
import type { Outcome, OutcomeName, OutcomeNamed } from '../../model/outcome.ts';
import type { ProblemKind } from '../../model/problem.ts';
import { compile, type CompiledVendor } from '../../request/compile.ts';
import type { Account } from '../../vendor/account.ts';
import { operationsOf } from '../../vendor/contract.ts';
import type { Vendor } from '../../vendor/vendor.ts';
import type { CheckedCloud, Subject } from './check.ts';
import { asking, passing, printed, request, runStep, type Step } from './random-run.ts';

/** A change of a cloud's faults. */
export type FaultStep =
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'sequence'; readonly on: string; readonly turns: readonly (Outcome | 'ok')[] }
  | { readonly kind: 'clear' };

/** One step of a random run with faults. */
export type FaultyStep = Step | FaultStep;

const share = fc.constantFrom(0, 0.01, 0.5, 0.99, 1);

/** Random members for each outcome. */
const outcomes = ({ tables, refusals }: CompiledVendor): { readonly [O in OutcomeName]: fc.Arbitrary<Omit<OutcomeNamed<O>, 'outcome'>> } => ({
  refused: fc.record({ kind: fc.constantFrom(...(Object.keys(refusals) as ProblemKind[])), retryAfter: fc.constantFrom(0, 1, 999, minutes(1), 3e12) }),
  'done-but-broken': fc.constant({}),
  'answer-lost': fc.constant({}),
  'done-twice': fc.constant({}),
  'not-done': fc.constant({}),
  'network-error': fc.constant({}),
  hangs: fc.constant({}),
  fails: fc.oneof(fc.record({ at: share }), fc.record({ at: share, because: fc.string({ minLength: 1, maxLength: 9 }) })),
  stuck: fc.record({ at: share }),
  slow: fc.record({ factor: fc.constantFrom(1e-6, 0.5, 3, 1e6) }),
  settles: fc.record({ in: fc.constantFrom(...Object.values(tables).flatMap(({ lifecycle = {} }) => statusesOf(lifecycle))) }),
  progress: fc.record({ shape: fc.constantFrom<Shape>({ steps: 3 }, { tail: true }, { back: [0.6, 0.2] }) }),
  latency: fc.oneof(fc.record({ ms: fc.constantFrom(0, 1, 3e12) }), fc.record({ median: fc.constantFrom(0, 100, 3e12), sigma: fc.constantFrom(0, 0.5, 5) })),
  cut: fc.record({ at: share }),
  malformed: fc.constant({}),
  'wrong-type': fc.constantFrom({}, { type: 'text/plain; charset=utf-8' }),
  'rate-limit': fc.record({ limit: fc.constantFrom(0, 1, 5), per: fc.constantFrom(1, minutes(1), 3e12) }),
  stale: fc.oneof(fc.record({ reads: fc.integer({ min: 1, max: 3 }) }), fc.record({ ms: fc.constantFrom(1, minutes(1), 3e12) })),
});

/** Faults that are added, and requests that may meet them. */
function incident({ provider, headers, open }: Subject): fc.Arbitrary<FaultyStep[]> {
  const vendor = compile(provider);
  const { name } = provider;
  const outcome = fc.oneof(
    ...Object.entries<fc.Arbitrary<object>>(outcomes(vendor)).map(([one, members]) => members.map((given) => ({ outcome: one, ...given }) as Outcome)),
  );
  const often = fc.record(
    {
      times: fc.integer({ min: 1, max: 3 }),
      after: fc.integer({ min: 0, max: 2 }),
      every: fc.integer({ min: 1, max: 3 }),
      chance: fc.constantFrom(0.01, 0.5, 1),
    },
    { requiredKeys: [] },
  );
  const mostly = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
  return fc.oneof(
    ...operationsOf(provider.contract).map((routed) => {
      const on = fc.constantFrom(routed.route, routed.route, undefined);
      const server = mostly(fc.constantFrom<string | number>(...keysOf(vendor, open()), 'x'));
      const added = fc.record({ on, server, often, outcome }).map(({ on: at, server: key, often: counts, outcome: what }): FaultyStep => ({
        kind: 'fault',
        fault: { vendor: name, ...(at !== undefined && { on: at }), ...(key !== undefined && { server: key }), ...counts, ...what },
      }));
      const turns = fc.array(fc.oneof({ weight: 3, arbitrary: outcome }, { weight: 1, arbitrary: fc.constant<'ok'>('ok') }), { maxLength: 4 });
      const sequence = turns.map((given): FaultyStep => ({ kind: 'sequence', on: routed.route, turns: given }));
      const asked = request(routed, headers).map((given): FaultyStep => printed({ kind: 'ask', request: given }));
      return fc
        .tuple(
          fc.array(fc.oneof({ weight: 3, arbitrary: added }, { weight: 1, arbitrary: sequence }), { minLength: 1, maxLength: 3 }),
          fc.array(asked, { minLength: 1, maxLength: 3 }),
        )
        .map(([faults, requests]) => [...faults, ...requests]);
    }),
  );
}

/** A random run with faults: requests, time and faults. */
export const runsWithFaults = (subject: Subject, maxLength: number): fc.Arbitrary<FaultyStep[]> =>
  fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: incident(subject) },
        { weight: 3, arbitrary: asking(subject).map((step) => [step]) },
        { weight: 3, arbitrary: passing.map((step) => [step]) },
        { weight: 1, arbitrary: fc.constant<FaultyStep[]>([{ kind: 'clear' }]) },
      ),
      { maxLength, size: 'max' },
    )
    .map((incidents) => incidents.flat());

/** The keys of the servers in a fresh account. */
const keysOf = ({ name, tables }: CompiledVendor, cloud: CheckedCloud): (string | number)[] => {
  const { servers } = cloud[name] as Account<Vendor>;
  return servers.all().map((server) => Reflect.get(server, tables['servers']?.key ?? '') as string | number);
};

/** Runs a step, and returns what was answered. */
export function runStepWithFaults(subject: Pick<Subject, 'ask' | 'provider'>, cloud: CheckedCloud, step: FaultyStep): string {
  return step.kind === 'ask' || step.kind === 'advance' || step.kind === 'next'
    ? runStep(subject, cloud, step)
    : changeFaults(cloud, subject.provider.name, step);
}

/** Adds or clears faults; a fault that is refused must change nothing. */
function changeFaults(cloud: CheckedCloud, name: string, step: FaultStep): string {
  const { faults } = cloud;
  const before = faults.all();
  try {
    if (step.kind === 'fault') faults.add(step.fault);
    else if (step.kind === 'sequence') faults.sequence(name, step.on, step.turns);
    else faults.clear();
    return 'added';
  } catch (error) {
    if (!/^(A fault|A sequence|A server|[A-Z][\w. ]+ cannot refuse)/.test((error as Error).message)) throw error;
    if (JSON.stringify(faults.all()) !== JSON.stringify(before)) throw new Error('A fault that was refused has changed the faults.', { cause: error });
    return (error as Error).message;
  }
}
