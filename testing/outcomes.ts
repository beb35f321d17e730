/**
 * Lists the outcomes that an operation can have, and runs a user's check once for each.
 * Law: what can happen is read from the contract and the vendor's refusals; each outcome is tried in a fresh cloud.
 */
import type { Clock, ManualClock } from '../model/clock.ts';
import type { Outcome } from '../model/outcome.ts';
import { OUTCOMES } from '../model/outcomes.ts';
import type { ProblemKind } from '../model/problem.ts';
import { createCloud, type Cloud } from '../cloud/msw.ts';
import { withCloud, type Network } from '../cloud/with-cloud.ts';
import type { Operation, Route } from '../vendor/contract.ts';
import type { AnyProvider, VendorOf } from '../vendor/provider.ts';
import { compile, type CompiledOperation, type CompiledVendor } from '../request/compile.ts';
import { checkNames } from '../model/named-options.ts';
import { isPlainObject, said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import { checkVendor } from '../vendor/check-vendor.ts';
import type { FaultIn } from '../cloud/cloud.ts';
import type { CloudOptions } from '../cloud/options.ts';
import { coreOf } from '../cloud/inside.ts';
import { begins } from '../cloud/possible.ts';
import { refusalsOf, WHY } from './refusals.ts';
import { TRIALS, type Trial, type TrialName } from './trials.ts';

/** The vendors of a cloud with a single vendor: `{ vpsorg: typeof vpsorg }`. */
type Only<P extends AnyProvider> = { readonly [N in P['name']]: P };
type RouteOf<P extends AnyProvider> = Route<VendorOf<P>['contract']>;

/** The name of an outcome; `OutcomeLabel<'payment-required'>` includes `'refused: payment-required'`. */
export type OutcomeLabel<K extends ProblemKind = ProblemKind> = 'succeeds' | `refused: ${K}` | TrialName;

/** One outcome of an operation. */
export interface OperationOutcome<P extends AnyProvider = AnyProvider> {
  readonly name: OutcomeLabel<VendorOf<P>['refuses']>;
  /** What happens, in a sentence. */
  readonly description: string;
  /** The fault that causes it, for `cloud.faults.add`; null when nothing goes wrong. */
  readonly fault: FaultIn<Only<P>> | null;
}

/** The names of the options below, and what can be included. */
const LISTED: readonly (keyof OutcomesOptions)[] = ['times', 'include'];
const INCLUDED: readonly ('late' | 'hangs')[] = ['late', 'hangs'];

/** Which outcomes to list. */
export interface OutcomesOptions {
  /** How many times each strikes; 1 by default, so that a retry meets no fault. */
  readonly times?: number;
  /** Includes outcomes that are left out by default, since the check must move the clock, or give up, while its request is pending. */
  readonly include?: readonly ('late' | 'hangs')[];
}

/** The options of `forEachOutcome`. */
export interface ForEachOutcomeOptions<P extends AnyProvider, C extends Clock = ManualClock> extends OutcomesOptions {
  /** The options of each cloud, or a function that returns them for each: a clock belongs to one cloud. Each has a manual clock by default. */
  readonly cloud?: Omit<CloudOptions<Only<P>>, 'clock'> | (() => CloudOptions<Only<P>, C>);
  /** What `setupServer()` of msw/node returned, for a client that uses the global `fetch` or node:http: each cloud answers what its own check sends, as in `withCloud`. */
  readonly network?: Network;
  /**
   * Prepares what a client needs besides its cloud and the network; then runs the check, and cleans up.
   * @example
   * around: async ({ cloud }, check) => {
   *   const { url, close } = await cloud.listen({ port: 0 });
   *   process.env['VPS_URL'] = url;
   *   await check().finally(close);
   * }
   */
  readonly around?: (trial: OutcomeTrial<P, C>, check: () => Promise<void>) => unknown;
}

/** What a check receives: a fresh cloud in which the outcome will strike the operation. */
export interface OutcomeTrial<P extends AnyProvider, C extends Clock = ManualClock> {
  readonly cloud: Cloud<Only<P>, C>;
  readonly outcome: OperationOutcome<P>;
}

/**
 * Runs a check once for each outcome that an operation can have, one after the other, each in a fresh cloud. Resolves to the outcomes.
 * The check throws when the client misbehaves, in any test framework. A check that never settles is left to the framework's timeout.
 * @throws {AggregateError} at the end, when checks failed or never called the operation: its message names each outcome, and `errors` has what they threw.
 * @throws {Error} when the vendor has no such operation.
 * @example
 * await forEachOutcome(vpsorg, 'POST /servers/', async ({ cloud }) => {
 *   await myClient(cloud.fetch).createServer('web-1').catch(() => {});
 *   expect(cloud.vpsorg.servers.filter({ name: 'web-1' }).length).toBeLessThanOrEqual(1);
 * });
 */
export async function forEachOutcome<P extends AnyProvider, C extends Clock = ManualClock>(
  provider: P,
  route: RouteOf<P>,
  check: (trial: OutcomeTrial<P, C>) => unknown,
  options: ForEachOutcomeOptions<P, C> = {},
): Promise<OperationOutcome<P>[]> {
  const outcomes = outcomesToTry(provider, route, check, options);
  const failures: { readonly name: string; readonly error: unknown }[] = [];
  for (const outcome of outcomes) {
    try {
      await tryOutcome(provider, route, outcome, check, options);
    } catch (error) {
      failures.push({ name: outcome.name, error });
    }
  }
  if (failures.length === 0) return outcomes;
  throw new AggregateError(
    failures.map(({ error }) => error),
    `${failures.length} of ${outcomes.length} outcomes of ${route} of ${provider.title} failed:\n${failures.map(({ name, error }) => `  ${name}: ${reason(error)}`).join('\n')}`,
  );
}

/**
 * Registers a test for each outcome that an operation can have, under the outcome's name; otherwise like `forEachOutcome`.
 * @param test `test` of Jest, Vitest or node:test; for subtests of node:test, `(name, run) => t.test(name, run)`.
 * @returns what `test` returned for each: with node:test, promises to await.
 * @throws {Error} when the vendor has no such operation.
 * @example
 * testEachOutcome(test, vpsorg, 'POST /servers/', async ({ cloud }) => {
 *   await myClient(cloud.fetch).createServer('web-1').catch(() => {});
 *   expect(cloud.vpsorg.servers.filter({ name: 'web-1' }).length).toBeLessThanOrEqual(1);
 * });
 */
export function testEachOutcome<P extends AnyProvider, R, C extends Clock = ManualClock>(
  test: (name: string, run: () => Promise<void>) => R,
  provider: P,
  route: RouteOf<P>,
  check: (trial: OutcomeTrial<P, C>) => unknown,
  options: ForEachOutcomeOptions<P, C> = {},
): R[] {
  if (typeof test !== 'function') throw new Error(`testEachOutcome needs the function test of Jest, Vitest or node:test first, not ${said(test)}.`);
  return outcomesToTry(provider, route, check, options).map((outcome) =>
    test(`${route}: ${outcome.name}`, () => tryOutcome(provider, route, outcome, check, options)),
  );
}

/** The outcomes to try, once all that was given is known to make sense. */
function outcomesToTry<P extends AnyProvider, C extends Clock>(
  provider: P,
  route: RouteOf<P>,
  check: unknown,
  options: ForEachOutcomeOptions<P, C>,
): OperationOutcome<P>[] {
  checkVendor(provider);
  checkNames('forEachOutcome', options, [...LISTED, 'cloud', 'network', 'around']);
  const { times, include, around } = options;
  const outcomes = outcomesOf(provider, route, { ...(times !== undefined && { times }), ...(include !== undefined && { include }) });
  if (typeof check !== 'function') throw new Error(`The check of each outcome must be a function, such as async ({ cloud }) => { … }, not ${said(check)}.`);
  if (around !== undefined && typeof around !== 'function') throw new Error(`The option around cannot be ${said(around)}. Give a function.`);
  return outcomes;
}

/** Runs a check once, in a fresh cloud in which the outcome will strike. */
async function tryOutcome<P extends AnyProvider, C extends Clock>(
  provider: P,
  route: RouteOf<P>,
  outcome: OperationOutcome<P>,
  check: (trial: OutcomeTrial<P, C>) => unknown,
  { cloud: given = {}, network, around = (_, run) => run() }: ForEachOutcomeOptions<P, C>,
): Promise<void> {
  if (typeof given !== 'function' && Object.hasOwn(given, 'clock'))
    throw new Error('One clock cannot be that of every outcome. Give a function instead: { cloud: () => ({ clock: timersClock(vi) }) }.');
  const cloud = cloudWith<P, C>(provider, outcome, typeof given === 'function' ? given() : given);
  const trial = { cloud, outcome };
  let checking: Promise<void> | undefined;
  await around(trial, () => {
    checking ??= (network ? withCloud(network, cloud, () => check(trial)) : Promise.resolve(trial).then(check)).then(() => {});
    // Its error is reported below, even if `around` does not await it; if `around` itself fails, that is reported.
    checking.catch(() => {});
    return checking;
  });
  if (!checking) throw new Error('The option `around` did not run the check, so this outcome was not tested. Have it call and await its second argument.');
  await checking;
  checkMet(cloud, route);
}

/** The number of the first fault of a cloud. */
const FIRST = 1;

/** A check that did not meet its outcome proves nothing. */
function checkMet(cloud: Pick<Cloud<Record<string, AnyProvider>>, 'journal'>, route: string): void {
  // A fault that is used up is no longer listed.
  const waiting = coreOf(cloud)
    .faults.snapshot()
    .find(({ id }) => id === FIRST);
  if (!waiting || waiting.struck > 0) return;
  if (waiting.matched === 0)
    throw new Error(`The check ended without a request for ${route}, so this outcome was not tested. Have it make one, through this cloud.`);
  const whys = cloud.journal.all().flatMap(({ operation, why }) => (operation === route ? [why] : []));
  // The request succeeded when it had no task or body to strike.
  if (whys.length === 0 || whys.includes(null)) return;
  throw new Error(
    `The vendor itself refused each request for ${route}, so this outcome was not tested: ${whys.at(-1)} Have the check make a request that succeeds.`,
  );
}

/**
 * Creates a fresh cloud in which an outcome will strike its operation.
 * @example
 * test.each(outcomesOf(vpsorg, 'POST /servers/'))('create: $name', async (outcome) => {
 *   const cloud = cloudWith(vpsorg, outcome);
 * });
 */
export function cloudWith<P extends AnyProvider, C extends Clock = ManualClock>(
  provider: P,
  outcome: Pick<OperationOutcome<P>, 'fault'>,
  options: CloudOptions<Only<P>, C> = {},
): Cloud<Only<P>, C> {
  const { name } = compile(provider);
  if (!isPlainObject(outcome) || !(outcome.fault === null || isPlainObject(outcome.fault)))
    throw new Error(`cloudWith needs an outcome of outcomesOf(${name}, …), not ${said(outcome)}.`);
  const cloud = createCloud<Only<P>, C>({ [name]: provider } as Only<P>, options);
  if (outcome.fault) cloud.faults.add(outcome.fault);
  return cloud;
}

/**
 * Lists the outcomes that an operation can have, in this order: it succeeds, it is refused, its result is in doubt, its task goes wrong, its reply is corrupted.
 * A refusal is included if the vendor has it and documents its status for the operation or for all operations.
 * A read has no doubtful outcomes, and an operation without a reply body none that corrupt the body, since these would make no difference.
 * @throws {Error} when the vendor has no such operation.
 * @example
 * outcomesOf(vpsorg, 'POST /servers/').map(({ name }) => name); // ['succeeds', 'refused: payment-required', …, 'done, but 500', 'answer lost', …]
 */
export function outcomesOf<P extends AnyProvider>(provider: P, route: RouteOf<P>, options: OutcomesOptions = {}): OperationOutcome<P>[] {
  const vendor = compile(provider);
  checkNames('outcomesOf', options, LISTED);
  const { times = 1, include = [] } = options;
  if (!(Number.isSafeInteger(times) && times >= 1)) throw new Error(`The option times cannot be ${said(times)}. Give a whole number from 1.`);
  if (!Array.isArray(include)) throw new Error(`The option include cannot be ${said(include)}. Give a list of ${INCLUDED.join(' and ')}.`);
  for (const one of include as unknown[])
    if (!(INCLUDED as unknown[]).includes(one)) throw new Error(`The option include cannot contain ${said(one)}.${suggestion(one, INCLUDED)}`);
  const operation = vendor.operations.get(route);
  if (!operation) throw new Error(`${provider.title} has no operation ${said(route)}.${suggestion(route, vendor.operations.keys())}`);
  const all = Object.values<Tried>(TRIALS).flatMap(({ description, trials }): Tryable[] => {
    if (trials === 'each refusal') return refusalsOf(vendor, operation).map(refused);
    return trials.flatMap((trial) => (isTried(vendor, operation, trial, include) ? [{ ...trial, description: trial.description ?? description }] : []));
  });
  const late = (one: Tryable): number => Number(one.include !== undefined);
  const faults = all
    .toSorted((one, other) => late(one) - late(other))
    .map(({ name, description, outcome }) => ({ name, description, fault: { vendor: provider.name, on: route, times, ...outcome } }));
  // The faults are built from the vendor at run time; the caller's `P` has their types.
  return [{ name: 'succeeds', description: 'Nothing goes wrong.', fault: null }, ...faults] as unknown as OperationOutcome<P>[];
}

/** The part of an outcome's row that says how it is tried. */
interface Tried {
  readonly description: string;
  readonly trials: readonly Trial<Outcome>[] | 'each refusal';
}

/** An outcome to be tried. */
type Tryable = Omit<Trial<Outcome>, 'name' | 'description'> & { readonly name: OutcomeLabel; readonly description: string };

const refused = (kind: ProblemKind): Tryable => ({
  name: `refused: ${kind}`,
  description: `Nothing is done: ${WHY[kind]}.`,
  outcome: { outcome: 'refused', kind },
});

/** Whether an operation can have an outcome that is to be tried. */
function isTried(vendor: CompiledVendor, operation: CompiledOperation, { outcome, of, include }: Trial<Outcome>, included: readonly string[]): boolean {
  const { strikes, stage } = OUTCOMES[outcome.outcome];
  const reads = operation.route.startsWith('GET ');
  if (include !== undefined && !included.includes(include)) return false;
  if (reads ? strikes === 'changes' || of === 'changes' : strikes === 'reads') return false;
  if (stage === 'task') return begins(vendor, operation, outcome);
  return stage !== 'body' || answersWithBody(operation.operation);
}

/** Whether an operation that succeeds answers with a body. */
const answersWithBody = ({ responses }: Operation): boolean => Object.entries(responses).some(([status, { content }]) => status.startsWith('2') && content);

const COLOURS = /* @__PURE__ */ new RegExp(`${/* @__PURE__ */ String.fromCharCode(27)}\\[[\\d;]*m`, 'g');

/** The first lines of an error's message, joined: in messages of Jest and node:assert, the first line alone does not say what was found. */
function reason(error: unknown): string {
  const lines = (error instanceof Error ? error.message || error.name : String(error)).replace(COLOURS, '').split('\n');
  return lines
    .map((line) => line.trim())
    .filter(Boolean)
    .slice(0, 3)
    .join(' | ');
}
