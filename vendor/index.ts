/** What a vendor is made of: `import { bearer, defineContract, json, type Provider } from 'stuntbox/vendor'`. docs/vendor.md shows how. */

// The contract: an OpenAPI document as a value, and the types that are read from it.
export { defineContract, type Contract, type Evidence, type Named, type Route, type Rule, type Schemas, type Source } from './contract.ts';
export type { BodyOf, PathOf, QueryOf, ReplyOf, StatusesOf } from './inference.ts';
export { exported as openApiOf } from './openapi.ts';

// The vendor: its types, its provider, and what an operation is given.
export type { Tables, Vendor } from './vendor.ts';
export type {
  AnyProvider,
  ArrivalAccount,
  Decision,
  Fresh,
  Provider,
  RecordSchemas,
  Refusal,
  Refusals,
  Routing,
  TableDefinition,
  VendorOf,
} from './provider.ts';
export type { Begin, Call, Operations } from './operation.ts';
export type { Account, Verdict } from './account.ts';

// Requests and replies.
export { apiKey, basic, bearer, type Authentication } from './auth.ts';
export { json, mediaType, parsed, type JsonOptions, type PlainReply, type PlainRequest, type Wire } from './wire.ts';
export { redactedJson, redactedPairs, redactedValue, type Secret } from './redacted.ts';
export { Problem, type ProblemDetail, type ProblemKind, type Rate, type WrongMember } from '../model/problem.ts';

// The lifecycle of its records.
export {
  progress,
  type ActionOf,
  type Arrival,
  type Arrive,
  type Departure,
  type Lifecycle,
  type Row,
  type Stateful,
  type StatusOf,
  type Task,
} from '../model/lifecycle.ts';
export type { Change, Collection, CollectionDefinition, Match, RecordKey } from '../model/collection.ts';
export { requireRoom } from '../model/collection.ts';
export type { RecordSchema, SchemaOf } from '../model/schema.ts';
export { days, hours, minutes, seconds } from '../model/clock.ts';
export { random, type Draw, type Key } from '../model/random.ts';
export { documentationAddress } from './addresses.ts';
export { newKey } from './new-key.ts';

// Curves for metrics that move.
export {
  area,
  CALM,
  curve,
  height,
  LIVELY,
  monthly,
  monthOf,
  sampled,
  settled,
  type Curve,
  type Meter,
  type Moment,
  type Reading,
  type Waves,
} from './measure.ts';

// Scenarios, and the check of a vendor.
export { scenarioFor, type AnyScenario, type Scenario, type ScenarioDefiner, type Stage, type TunableScenario } from './scenario.ts';
export { withScenarios, type Scenarios, type WithScenarios } from './with-scenarios.ts';
export { checkProvider } from './check.ts';
