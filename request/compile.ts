/**
 * A vendor prepared for serving: its types erased, its routes and checks compiled, once for all clouds.
 * Everything outside a vendor's own folder works with this; `compile` is the only place that erases a vendor's types.
 */
import { statusesOf, type Stateful } from '../model/lifecycle.ts';
import type { ProblemKind, Rate } from '../model/problem.ts';
import type { Authentication } from '../vendor/auth.ts';
import { checkVendor } from '../vendor/check-vendor.ts';
import { operationsOf, type Contract, type Operation, type RoutedOperation } from '../vendor/contract.ts';
import type { AnyProvider, Decision, Refusal, Routing, TableDefinition } from '../vendor/provider.ts';
import type { Secret } from '../vendor/redacted.ts';
import type { Wire } from '../vendor/wire.ts';
import { checksOf, type Checks } from './check.ts';
import { router, type Router } from './route.ts';
import { hasMembers, replySecretsOf, secretsOf, type Secrets } from './secrets.ts';

/** One operation, prepared for calling. */
export interface CompiledOperation {
  /** `POST /servers/{server_id}/start/` */
  readonly route: string;
  readonly operation: Operation;
  readonly checks: Checks;
  /** The records that its path identifies. */
  readonly finds: readonly FoundRecord[];
  readonly run: (call: unknown) => Decision;
  /** The path parameter that identifies a server. */
  readonly serverParameter: string | undefined;
  /** The media types of its successful replies: more than one where the vendor negotiates. */
  readonly accepts: readonly string[];
  /** False when the body is bytes. */
  readonly hasMembers: boolean;
  /** The secret members of its replies; undefined when they have none. */
  readonly replySecrets: Secret | undefined;
}

/** A record that a path identifies: the name given to it, the parameter with its key, and its table. */
export interface FoundRecord {
  readonly name: string;
  readonly parameter: string;
  readonly table: string;
}

/** A vendor without its own types. */
interface ErasedProvider {
  readonly name: string;
  readonly title: string;
  readonly contract: Contract;
  readonly authentication: Authentication;
  readonly routing: Routing;
  readonly wire: Wire;
  readonly rateHeaders?: (rate: Rate) => Readonly<Record<string, string>>;
  readonly refusals: Readonly<Record<ProblemKind, Refusal | null>>;
  readonly tables: Readonly<Record<string, TableDefinition<Stateful>>>;
  readonly found: Readonly<Record<string, { readonly parameter: string; readonly table: string }>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly settingSchemas?: Readonly<Record<string, unknown>>;
  readonly fresh: (start: number) => { readonly tables: Readonly<Record<string, readonly object[]>>; readonly counters: Readonly<Record<string, number>> };
  readonly operations: Readonly<Record<string, (call: unknown) => Decision>>;
}

/** A vendor, prepared for serving. */
export interface CompiledVendor extends Omit<ErasedProvider, 'operations'> {
  readonly route: Router;
  /** By route. */
  readonly operations: ReadonlyMap<string, CompiledOperation>;
  /** The actions of servers that operations begin; the vendor has refusals only for these. */
  readonly actions: ReadonlySet<string>;
  readonly secrets: Secrets;
}

/** Limits the statuses of a table's records to those of its lifecycle. */
const withStatuses = (definition: TableDefinition<Stateful>): TableDefinition<Stateful> =>
  definition.lifecycle ? { ...definition, values: { ...definition.values, status: statusesOf(definition.lifecycle) } } : definition;

const acceptsOf = ({ responses }: Operation): readonly string[] => [
  ...new Set(Object.entries(responses).flatMap(([status, { content }]) => (status.startsWith('2') ? Object.keys(content ?? {}) : []))),
];

const compiled = new WeakMap<AnyProvider, CompiledVendor>();

/**
 * Prepares a vendor for serving; returns the same value for the same provider.
 * @throws {Error} when it is not a vendor, or an operation of its contract is not implemented.
 */
export function compile(provider: AnyProvider): CompiledVendor {
  const known = compiled.get(provider);
  if (known) return known;
  checkVendor(provider);
  // A `Provider<VpsOrg>` is not a `Provider<Vendor>`: its operations accept only VPS.org's calls. The caller builds those calls from its contract.
  const { operations, ...erased } = provider as ErasedProvider;
  const found = Object.entries(erased.found).map(([name, where]) => ({ name, ...where }));
  const operation = ({ route, operation: contracted }: RoutedOperation): [string, CompiledOperation] => {
    const run = operations[route];
    if (!run) throw new Error(`${erased.title} has no operation '${route}', which is in its contract.`);
    const finds = found.filter(({ parameter }) => route.includes(`{${parameter}}`));
    const serverParameter = finds.find(({ table }) => table === 'servers')?.parameter;
    return [
      route,
      {
        route,
        operation: contracted,
        checks: checksOf(contracted),
        finds,
        run,
        serverParameter,
        accepts: acceptsOf(contracted),
        hasMembers: hasMembers(contracted),
        replySecrets: replySecretsOf(contracted),
      },
    ];
  };
  const vendor: CompiledVendor = {
    ...erased,
    tables: Object.fromEntries(Object.entries(erased.tables).map(([name, definition]) => [name, withStatuses(definition)])),
    route: router(erased.contract, erased.routing),
    operations: new Map(operationsOf(erased.contract).map(operation)),
    secrets: secretsOf(erased.contract),
    actions: new Set(operationsOf(erased.contract).flatMap(({ operation: contracted }) => contracted['x-action'] ?? [])),
  };
  compiled.set(provider, vendor);
  return vendor;
}
