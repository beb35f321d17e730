/**
 * A fault: what goes wrong, where and how often; and how one is read that comes from a file, another language or a typo.
 * Law: every member is checked before anything is done with it, and what is read is our own copy.
 */
import { chance, key, shown, text, whole, type Member } from './member.ts';
import type { Outcome, OutcomeName } from './outcome.ts';
import { OUTCOME_NAMES, OUTCOMES } from './outcomes.ts';
import { suggestion } from './spelling.ts';

/** Which requests a fault strikes. */
export interface Place {
  readonly vendor: string;
  /** One operation, such as `POST /servers/`; every one when left out. */
  readonly on?: string;
  /** One server, by the key that stands in the path. */
  readonly server?: string | number;
  /** How often it strikes before it is used up; always when left out. What has no effect on a request does not count. */
  readonly times?: number;
  /** How many matching requests pass before it strikes for the first time: 2 for the third call. Counts each request that it could strike, also one that another fault struck instead. */
  readonly after?: number;
  /** Strikes each nth matching request only. */
  readonly every?: number;
  /** The share of the matching requests that it strikes, above 0 and up to 1, drawn by its key. */
  readonly chance?: number;
}

export type Fault = Place & Outcome;

/** What the members of a place may be. */
const PLACE: { readonly [M in Exclude<keyof Place, 'vendor'>]-?: Member<Exclude<Place[M], undefined>> } = {
  on: text,
  server: key,
  times: whole(1),
  after: whole(0),
  every: whole(1),
  chance,
};
/** The members of every fault. */
export const PLACE_MEMBERS: readonly string[] = ['vendor', ...Object.keys(PLACE)];

/**
 * Gives a fault as our own copy of it.
 * @throws {Error} that names the member and says what was perhaps meant.
 */
export function readFault(given: unknown): Fault {
  const own = members(given, "A fault must be an object, such as { vendor: 'vpsorg', outcome: 'network-error' }");
  if (text.read(own['vendor']) === undefined)
    throw new Error(
      own['vendor'] === undefined
        ? "A fault needs a 'vendor': the name of one in this cloud, such as 'vpsorg'."
        : `A fault cannot have vendor: ${shown(own['vendor'])}. Give the name of a vendor in this cloud.`,
    );
  const name = outcomeName(own['outcome']);
  const { needs, may, oneOf = [] } = OUTCOMES[name];
  const wanted: Readonly<Record<string, Member<unknown>>> = { ...PLACE, ...needs, ...may };
  const known = ['vendor', 'outcome', ...Object.keys(wanted)];
  const unknown = Object.keys(own).find((member) => !known.includes(member));
  if (unknown !== undefined) throw new Error(`A fault with the outcome '${name}' has no member ${shown(unknown)}.${suggestion(unknown.slice(0, 60), known)}`);
  for (const [member, { wants }] of Object.entries<Member<unknown>>(needs))
    if (own[member] === undefined) throw new Error(`A fault with the outcome '${name}' needs '${member}': give ${wants}.`);
  const read: Record<string, unknown> = { vendor: own['vendor'] };
  for (const [member, { wants, read: readMember }] of Object.entries(wanted)) {
    if (own[member] === undefined) continue;
    const value = readMember(own[member]);
    if (value === undefined) throw new Error(`A fault cannot have ${member}: ${shown(own[member])}. Give ${wants}.`);
    read[member] = value;
  }
  const choices = oneOf.map((group) => group as readonly string[]);
  const chosen = choices.flat().filter((member) => Object.hasOwn(read, member));
  if (choices.length > 0 && !choices.some((group) => group.join() === chosen.join()))
    throw new Error(
      `A fault with the outcome '${name}' needs one of the two: ${choices.map((group) => group.join(' and ')).join(', or ')}; this one has ${chosen.join(' and ') || 'neither'}.`,
    );
  // Every member of its outcome was read by the outcome's own row.
  return { ...read, outcome: name } as Fault;
}

/**
 * The name of an outcome.
 * @throws {Error} when there is none of that name.
 */
export function outcomeName(given: unknown, others: readonly string[] = []): OutcomeName {
  if (typeof given === 'string' && Object.hasOwn(OUTCOMES, given)) return given as OutcomeName;
  const known = [...OUTCOME_NAMES, ...others];
  if (typeof given !== 'string') throw new Error(`A fault needs an 'outcome': ${shown(given)} is none. Available: ${known.join(', ')}.`);
  throw new Error(`There is no outcome ${shown(given)}.${suggestion(given.slice(0, 60), known)}`);
}

/** The members of an object from outside, each read once. What it inherits is not its own. */
export function members(given: unknown, otherwise: string): Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new Error(`${otherwise}; this is ${shown(given)}.`);
  return Object.fromEntries(Object.entries(given));
}
