/**
 * Provider states: what was done to a cloud before a request, as names and parameters.
 * Law: a state that is written can be played, by `pactStates` in any cloud, in process or behind `stuntbox serve`.
 */
import type { AskedStep, Link, Step } from '../../cloud/link.ts';
import type { Snapshot } from '../../cloud/snapshot.ts';
import type { Fault } from '../../model/faults.ts';
import { compile } from '../../request/compile.ts';
import { redactedBody } from '../../request/record.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { REDACTED } from '../../vendor/redacted.ts';
import { secretFor } from '../secret.ts';
import type { Json, ProviderState } from './pact.ts';

/** The names of the states that are not scenarios. */
export const FRESH = 'a fresh account';
export const TIME = 'time has passed';
export const FAULT = 'a fault is set';
export const SEQUENCE = 'a sequence of faults is set';
export const CLEARED = 'the faults are cleared';
/** `after POST /servers/` */
export const after = (route: string): string => `after ${route}`;

/** A request that changed something, as a parameter: without its moment, since the states before it say that. */
export type StateRequest = Omit<AskedStep, 'at' | 'ask' | 'stranger'>;

/** The first state of every interaction. */
export const fresh = ({ seed, settings }: Pick<Link, 'seed' | 'settings'>, vendor: string): ProviderState => {
  const own = (settings as Readonly<Record<string, Json>> | undefined)?.[vendor];
  const params = { ...(seed !== 1 && { seed }), ...(own !== undefined && { settings: own }) };
  return { name: FRESH, ...(Object.keys(params).length > 0 && { params }) };
};

/** A step of a vendor as a state; undefined for a step of another vendor. */
export function stateOf(step: Step, provider: AnyProvider): ProviderState | undefined {
  const { name } = provider;
  if ('play' in step) return step.play.startsWith(`${name}/`) ? { name: step.play } : undefined;
  if ('fault' in step) return step.fault.vendor === name ? { name: FAULT, params: { fault: json(step.fault) } } : undefined;
  if ('sequence' in step) return step.sequence.vendor === name ? { name: SEQUENCE, params: { sequence: json(step.sequence) } } : undefined;
  if ('clear' in step) return { name: CLEARED };
  if (!('ask' in step) || step.ask !== name) return undefined;
  const { method, path, query, type, accept, body, bytes } = step;
  const vendor = compile(provider);
  const routed = vendor.route(method, path);
  const route = routed.found === 'operation' ? routed.routed.route : null;
  const shown =
    body === undefined
      ? undefined
      : redactedBody(
          vendor,
          (route !== null && vendor.operations.get(route)) || null,
          { method, path, base: '', query: '', headers: { ...(type !== undefined && { 'content-type': type }) }, body: new TextEncoder().encode(body) },
          vendor.secrets.asked,
        );
  const request = {
    method,
    path,
    ...(query !== undefined && { query }),
    ...(type !== undefined && { type }),
    ...(accept !== undefined && { accept }),
    ...(shown !== undefined && {
      body: (typeof shown === 'string' ? shown : new TextDecoder().decode(shown)).replaceAll(REDACTED, secretFor(provider, route)),
    }),
    ...(bytes !== undefined && { bytes }),
  } satisfies StateRequest;
  return { name: after(route ?? `${method} ${path}`), params: { request } };
}

/** The state for time that passes. */
export const passed = (ms: number): ProviderState => ({ name: TIME, params: { ms } });

const json = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json;

/** What a state handler needs of a cloud: one in this process, or the client of one behind `stuntbox serve`. */
export interface StatefulCloud {
  readonly clock: { readonly kind?: string; advance?(ms: number): unknown };
  readonly faults: { add(fault: never): unknown; clear(): unknown; sequence?(vendor: string, on: never, turns: never): unknown };
  play(scenario: never): unknown;
  reset(): unknown;
  snapshot(): Snapshot | Promise<Snapshot>;
  restore(snapshot: Snapshot): unknown;
}

/** Handlers of provider states by name, as the option `stateHandlers` of `@pact-foundation/pact` takes them. */
export type StateHandlers = Record<string, (params?: unknown) => Promise<void>>;

/** How the requests in provider states reach the cloud. */
export interface PactStatesOptions {
  /** The vendor that the states are of. */
  readonly provider: AnyProvider;
  /** Sends a request that is part of a state. */
  send(request: StateRequest): Promise<unknown>;
}

/** The handlers for one vendor. */
export function stateHandlers(cloud: StatefulCloud, { provider, send }: PactStatesOptions): StateHandlers {
  // The parameters come from a file; each cloud checks what it is given, and names what is wrong.
  type Params = { seed?: string | number; settings?: object; ms?: number; fault?: Fault; request?: StateRequest; sequence?: { on: string; turns: object } };
  const handlers: StateHandlers = Object.create(null) as StateHandlers;
  const handle = (name: string, run: (params: Params) => unknown): void => {
    handlers[name] = async (params) => void (await run(params ?? {}));
  };
  const { name: vendor } = provider;
  handle(FRESH, async ({ seed, settings }) => {
    await cloud.reset();
    if (seed === undefined && settings === undefined) return;
    const saved = await cloud.snapshot();
    const account = saved.accounts[vendor];
    const changed = account && { ...account, settings: { ...account.settings, ...settings } };
    await cloud.restore({ ...saved, ...(seed !== undefined && { seed }), accounts: { ...saved.accounts, ...(changed && { [vendor]: changed }) } });
  });
  handle(TIME, ({ ms = 0 }) => {
    if (cloud.clock.advance) return cloud.clock.advance(ms);
    throw new Error(`The state '${TIME}' needs a clock that can be moved. Start the server with --clock manual.`);
  });
  handle(FAULT, ({ fault }) => cloud.faults.add(fault as never));
  handle(SEQUENCE, ({ sequence }) => {
    if (cloud.faults.sequence && sequence) return cloud.faults.sequence(vendor, sequence.on as never, sequence.turns as never);
    throw new Error(`The state '${SEQUENCE}' needs a cloud in this process.`);
  });
  handle(CLEARED, () => cloud.faults.clear());
  for (const { name } of Object.values(provider.scenarios ?? {})) handle(name, () => cloud.play(name as never));
  for (const route of compile(provider).operations.keys()) {
    handle(after(route), ({ request }) => {
      if (request) return send(request);
      throw new Error(`The state '${after(route)}' has no request in its parameters.`);
    });
  }
  return handlers;
}
