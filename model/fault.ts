/**
 * A fault: what goes wrong, where and how often. Faults may come from a file or from code without types, so they are validated at run time.
 * Law: every member is checked before it is used, and the result is our own copy.
 */
import { chance, key, text, wholeNumber, type Member } from './member.ts';
import type { Outcome, OutcomeName } from './outcome.ts';
import { OUTCOME_NAMES, OUTCOMES } from './outcomes.ts';
import { checkNames } from './named-options.ts';
import { said } from './plain.ts';
import { suggestion } from './spelling.ts';

/** Which requests a fault strikes. */
export interface Place {
  readonly vendor: string;
  /** One operation, such as `POST /servers/`; all operations by default. */
  readonly on?: string;
  /** One server, by its key in the path. */
  readonly server?: string | number;
  /** How many times it strikes before it is used up; no limit by default. A fault that has no effect on a request is not counted. */
  readonly times?: number;
  /** How many matching requests pass before it first strikes: 2 for the third call. A request that another fault struck instead counts too. */
  readonly after?: number;
  /** Strikes only every nth matching request. */
  readonly every?: number;
  /** The probability of striking a matching request, above 0 and up to 1. It depends on the seed, so a run can be repeated. */
  readonly chance?: number;
}

export type Fault = Place & Outcome;

/** How each member of a place is validated. */
const PLACE: { readonly [M in Exclude<keyof Place, 'vendor'>]-?: Member<Exclude<Place[M], undefined>> } = {
  on: text,
  server: key,
  times: wholeNumber(1),
  after: wholeNumber(0),
  every: wholeNumber(1),
  chance,
};
/** The members of every fault. */
export const PLACE_MEMBERS: readonly string[] = ['vendor', ...Object.keys(PLACE)];

/**
 * Validates a fault and returns our own copy.
 * @throws {Error} that names the invalid member and suggests a fix.
 */
export function readFault(given: unknown): Fault {
  const own = members(given, "A fault must be an object, such as { vendor: 'vpsorg', outcome: 'network-error' }");
  if (text.read(own['vendor']) === undefined)
    throw new Error(
      own['vendor'] === undefined
        ? "A fault needs a 'vendor': the name of one in this cloud, such as 'vpsorg'."
        : `A fault has an invalid vendor: ${said(own['vendor'])}. Give the name of a vendor in this cloud.`,
    );
  const name = outcomeName(own['outcome']);
  const { needs, may, oneOf = [] } = OUTCOMES[name];
  const allowed: Readonly<Record<string, Member<unknown>>> = { ...PLACE, ...needs, ...may };
  const known = ['vendor', 'outcome', ...Object.keys(allowed)];
  checkNames(`A fault with the outcome '${name}'`, own, known, 'member');
  for (const [member, { wants }] of Object.entries<Member<unknown>>(needs))
    if (own[member] === undefined) throw new Error(`A fault with the outcome '${name}' needs '${member}': give ${wants}.`);
  const read: Record<string, unknown> = { vendor: own['vendor'] };
  for (const [member, { wants, read: readMember }] of Object.entries(allowed)) {
    if (own[member] === undefined) continue;
    const value = readMember(own[member]);
    if (value === undefined) throw new Error(`A fault has an invalid ${member}: ${said(own[member])}. Give ${wants}.`);
    read[member] = value;
  }
  const choices = oneOf.map((group) => group as readonly string[]);
  const chosen = choices.flat().filter((member) => Object.hasOwn(read, member));
  if (choices.length > 0 && !choices.some((group) => group.join() === chosen.join()))
    throw new Error(
      `A fault with the outcome '${name}' needs either ${choices.map((group) => group.join(' and ')).join(' or ')}; this one has ${chosen.join(' and ') || 'neither'}.`,
    );
  // The outcome's row in the table has validated every member.
  return { ...read, outcome: name } as Fault;
}

/**
 * Validates the name of an outcome.
 * @throws {Error} when there is no such outcome.
 */
export function outcomeName(given: unknown, others: readonly string[] = []): OutcomeName {
  if (typeof given === 'string' && Object.hasOwn(OUTCOMES, given)) return given as OutcomeName;
  const known = [...OUTCOME_NAMES, ...others];
  if (typeof given !== 'string') throw new Error(`A fault needs an 'outcome', not ${said(given)}. Available: ${known.join(', ')}.`);
  throw new Error(`There is no outcome ${said(given)}.${suggestion(given.slice(0, 60), known)}`);
}

/** The own members of an object from outside, each read once. */
export function members(given: unknown, otherwise: string): Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new Error(`${otherwise}, not ${said(given)}.`);
  return Object.fromEntries(Object.entries(given));
}
