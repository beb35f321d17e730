/** The public API: `import { createCloud, minutes } from 'stuntbox'`. */
export { withScenarios, type Scenarios, type WithScenarios } from './vendor/with-scenarios.ts';
export type { PlainReply, PlainRequest } from './vendor/wire.ts';
export type { Vendor } from './vendor/vendor.ts';
export type { Account, Verdict } from './vendor/account.ts';
export { createCloud, type Cloud } from './cloud/msw.ts';
export { observeClouds } from './cloud/observe.ts';
export { withCloud, type Network } from './cloud/with-cloud.ts';
export type { Contract, Route, Source } from './vendor/contract.ts';
export {
  cloudWith,
  forEachOutcome,
  outcomesOf,
  testEachOutcome,
  type ForEachOutcomeOptions,
  type OperationOutcome,
  type OutcomeLabel,
  type OutcomesOptions,
  type OutcomeTrial,
} from './testing/outcomes.ts';
export type { Provider } from './vendor/provider.ts';
export { linkFragment, linkOf, type FaultSequence, type Link, type Step } from './cloud/link.ts';
export { scenarioFor, type AnyScenario, type Scenario, type ScenarioDefiner, type Stage, type TunableScenario } from './vendor/scenario.ts';
export { manners, type MannersCloud } from './testing/manners/manners.ts';
export type { Finding, MannersRule } from './testing/manners/finding.ts';
export type { MannersLimits, RateLimit } from './testing/manners/limits.ts';
export { cloudIn, type CloudState } from './testing/states/cloud-in.ts';
export { statesOf, type ReachableState } from './testing/states/states-of.ts';
export { showsOf, type Shows } from './cloud/shows.ts';
export { stateTable, type StateTableAnswer, type StateTableRow } from './testing/state-table.ts';
export type {
  ChangedBy,
  CloudChange,
  CloudEvents,
  CloudViolation,
  CoreCloud,
  DocumentedOperation,
  FaultIn,
  OperationName,
  ScenarioName,
} from './cloud/cloud.ts';
export type { CloudOptions, ViolationOptions, ViolationReport } from './cloud/options.ts';
export type { ExpectedViolation, RecordedViolation, Violations } from './cloud/violations.ts';
export type { Listening, ListenOptions } from './cloud/listen.ts';
export type { Answer } from './request/serve.ts';
export type { Snapshot } from './cloud/snapshot.ts';
export {
  days,
  hours,
  liveClock,
  manualClock,
  minutes,
  seconds,
  steppingClock,
  systemClock,
  EXAMPLE_START,
  type Clock,
  type LiveClock,
  type LiveClockOptions,
  type ManualClock,
  type MovableClock,
  type RunningClock,
} from './model/clock.ts';
export { timersClock, type TimersClock } from './model/timers-clock.ts';
export type { FakeTimers, FrameworkTimers, NodeTestTimers, SinonClock } from './model/fake-timers.ts';
export type { Change, Collection } from './model/collection.ts';
export type { Fault, Faults, Outcome, Place, Turn } from './model/faults.ts';
export type { Exchange, Journal, NextOptions } from './model/journal.ts';
export type { Limits } from './model/limits.ts';
export type { ActionOf, Departure, Lifecycle, Shape, Stateful, StatusOf, Task } from './model/lifecycle.ts';
export { Problem, type ProblemKind } from './model/problem.ts';
export type { Violation, ViolationEffect, ViolationRule } from './model/violation.ts';
