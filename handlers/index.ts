/** The public API: `import { createCloud, minutes } from 'stuntbox'`. */
export { createCloud, type Cloud } from './cloud.ts';
export type { Account, Verdict } from './account.ts';
export type { Contract, Source } from './contract.ts';
export {
  cloudWith,
  forEachOutcome,
  outcomesOf,
  type ForEachOutcomeOptions,
  type OperationOutcome,
  type OutcomeLabel,
  type OutcomesOptions,
  type OutcomeTrial,
} from './outcomes.ts';
export type { PlainReply, PlainRequest, Provider, Vendor } from './provider.ts';
export { linkFragment, linkOf, type Link, type Step } from './link.ts';
export { withScenarios, type Scenarios, type WithScenarios } from './entry.ts';
export { scenarioFor, type AnyScenario, type Scenario, type Stage, type TunableScenario } from './scenario.ts';
export { stateTable, type StateTableAnswer, type StateTableRow } from './table.ts';
export type { DocumentedOperation, FaultIn, ScenarioName } from './world.ts';
export type { CloudOptions } from './options.ts';
export type { Snapshot } from './snapshot.ts';
export {
  days,
  hours,
  manualClock,
  minutes,
  scaledClock,
  seconds,
  steppingClock,
  systemClock,
  EXAMPLE_START,
  type Clock,
  type ManualClock,
} from '../model/clock.ts';
export type { Change, Collection } from '../model/collection.ts';
export type { Fault, Faults, Outcome } from '../model/faults.ts';
export type { Exchange, Journal } from '../model/journal.ts';
export type { ActionOf, Departure, Lifecycle, Living, Task } from '../model/lifecycle.ts';
export { Problem, type ProblemKind } from '../model/problem.ts';
