/**
 * Replays links: converts a request to a step, and back.
 * Law: a step contains no credentials, no secrets that the vendor never shows, and no headers except the types of bodies.
 */
import type { Clock, MovableClock } from '../model/clock.ts';
import type { Exchange } from '../model/journal.ts';
import { present } from '../model/plain.ts';
import { Problem } from '../model/problem.ts';
import type { CompiledVendor } from '../request/compile.ts';
import { hiding, type Hide } from '../request/hiding.ts';
import { redactedBody } from '../request/record.ts';
import type { PlainRequest } from '../vendor/wire.ts';
import { base64, unbase64 } from '../vendor/base64.ts';
import type { AskedStep, Link, Step } from './link.ts';
import type { Snapshot } from './snapshot.ts';

/** A request as a step, without secrets, and with only the documented parameters of its query. */
export function askedStep(vendor: CompiledVendor, accepts: (credential: string) => boolean, request: PlainRequest, { at, operation }: Exchange): AskedStep {
  const { method, headers } = request;
  const hide = hiding(vendor, request);
  const path = hide(request.path);
  // Secrets that the vendor never shows are not state, so the step has the same effect without them.
  const redacted = redactedBody(vendor, vendor.operations.get(operation ?? '') ?? null, request, vendor.secrets.unshown);
  const body = typeof redacted === 'string' ? hide(redacted) : redacted && hiddenIn(redacted, hide);
  const query = hide(documented(vendor, operation, request.query));
  return {
    at,
    ask: vendor.name,
    method,
    path,
    ...present({
      query: query || undefined,
      type: headers['content-type'] && hide(headers['content-type']),
      accept: headers['accept'] && hide(headers['accept']),
      stranger: isKnown(vendor, accepts, request) ? undefined : (true as const),
    }),
    ...(body && (typeof body === 'string' ? { body } : written(body))),
  };
}

/** More bytes than the steps of a link can have. */
const LONGEST_STEP = 1_048_576;

/** Bytes without the credential; the same bytes when they do not contain it. */
function hiddenIn(body: Uint8Array, hide: Hide): Uint8Array | string {
  // A longer step is in no link.
  if (body.length > LONGEST_STEP) return body;
  const text = new TextDecoder().decode(body);
  const hidden = hide(text);
  return hidden === text ? body : hidden;
}

function documented({ operations }: CompiledVendor, route: string | null, query: string): string {
  if (query === '') return '';
  const parameters = operations.get(route ?? '')?.operation.parameters ?? [];
  const names = new Set(parameters.map(({ name }) => name));
  return new URLSearchParams([...new URLSearchParams(query)].filter(([name]) => names.has(name))).toString();
}

function isKnown({ authentication }: CompiledVendor, accepts: (credential: string) => boolean, { headers }: PlainRequest): boolean {
  try {
    const credential = authentication.credential(headers);
    return credential !== null && accepts(credential);
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

function written(body: Uint8Array): { body: string } | { bytes: string } {
  try {
    return { body: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body) };
  } catch {
    return { bytes: base64(body) };
  }
}

/** The request of a step, with a credential that only a `welcoming` vendor reads. */
export function requestOf({ method, path, query = '', type, accept, body, bytes, stranger }: AskedStep, { authentication }: CompiledVendor): PlainRequest {
  return {
    method,
    path,
    base: '',
    query,
    headers: present({ 'content-type': type, accept, [authentication.header]: stranger ? undefined : LINK_CREDENTIAL }) as Record<string, string>,
    body: bytes === undefined ? (body === undefined ? undefined : new TextEncoder().encode(body)) : unbase64(bytes),
  };
}

const LINK_CREDENTIAL = 'link';
const welcomed = new WeakMap<CompiledVendor, CompiledVendor>();

/** The same vendor, accepting only the credential of links. */
export function welcoming(vendor: CompiledVendor): CompiledVendor {
  const known = welcomed.get(vendor);
  if (known) return known;
  const { header } = vendor.authentication;
  const made: CompiledVendor = {
    ...vendor,
    authentication: { header, credential: (headers) => (headers[header] === LINK_CREDENTIAL ? LINK_CREDENTIAL : null) },
  };
  welcomed.set(vendor, made);
  return made;
}

/** A cloud that is being opened, with what only its creator may do. */
export interface Opening {
  readonly cloud: { snapshot(): Snapshot; restore(snapshot: Snapshot): void; readonly clock: Clock };
  /** Repeats a step at the clock's current instant. */
  again(step: Step): void;
  /** How many changes were made since it was opened. */
  changes(): number;
  /** Remembers the link that the cloud was restored from, so that its own can go on from there. */
  continues(link: Link): void;
}

/** The options that a link sets. */
export interface LinkedOptions {
  readonly clock?: Clock | undefined;
  readonly seed?: string | number;
  readonly start?: number | string | Date;
  readonly settings?: object;
}

/** Opens a cloud, replays a link in it, and moves it to the link's instant. */
export function replay<T extends Opening>(link: Link, clock: Clock | undefined, open: (options: LinkedOptions) => T): T {
  const initial: LinkedOptions = { seed: link.seed, start: link.start, ...(link.settings && { settings: link.settings }) };
  if (link.steps && (clock === undefined || (clock.movable && (clock.kind === 'manual' || clock.kind === 'live')))) {
    // Replays in place, so that the cloud has a history and can return the link again.
    clock?.reset(link.start);
    return replayed(link, open({ ...initial, clock }));
  }
  // A running clock cannot be moved to each step.
  const snapshot = link.snapshot ?? replayed(link, open(initial)).cloud.snapshot();
  const opened = open({ ...initial, clock });
  opened.cloud.restore(snapshot);
  opened.continues(link);
  return opened;
}

/** A scenario can change thousands of records, and a replay must end. A link with more than this is a snapshot. */
const MOST_CHANGES = 100_000;

function replayed<T extends Opening>(link: Link, opened: T): T {
  const clock = opened.cloud.clock as MovableClock;
  for (const [i, step] of (link.steps ?? []).entries()) {
    try {
      forward(clock, step.at);
      opened.again(step);
      if (opened.changes() > MOST_CHANGES) throw new Error(`a link makes at most ${MOST_CHANGES.toLocaleString('en')} changes. Use a snapshot.`);
    } catch (error) {
      throw new Error(`Step ${i + 1} of the link cannot be replayed: ${(error as Error).message}`, { cause: error });
    }
  }
  forward(clock, link.at);
  return opened;
}

/** Moves a clock to an instant, however far. */
export function forward(clock: MovableClock, instant: number): void {
  while (clock.now() < instant) clock.advance(Math.min(instant - clock.now(), 3e12));
}
