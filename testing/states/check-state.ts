/** Checks a state that is asked for: whole, before anything is opened. */
import { readFaultAt } from '../../cloud/possible.ts';
import { isPlainObject, said } from '../../model/plain.ts';
import type { ProblemKind } from '../../model/problem.ts';
import { statusesOf } from '../../model/lifecycle.ts';
import { suggestion } from '../../model/spelling.ts';
import { compile, type CompiledVendor } from '../../request/compile.ts';
import type { AnyProvider } from '../../vendor/provider.ts';

/** Where a server is to be. */
export interface Place {
  readonly status?: string;
  readonly busy?: string;
  readonly progress?: number;
  readonly stuck?: string;
  readonly failed?: string;
  readonly empty?: true;
  readonly many?: number;
}

/** A state of some vendor. */
export interface AnyState extends Place {
  readonly refused?: ProblemKind;
}

/** The most servers of a fleet. */
const LARGEST_FLEET = 10_000;

type Check = (value: unknown, vendor: CompiledVendor, provider: AnyProvider) => string | undefined;

const action: Check = (value, { title, tables }) => {
  const actions = Object.keys(tables['servers']?.lifecycle ?? {});
  return typeof value === 'string' && actions.includes(value) ? undefined : `${title} has no action ${said(value)}.${suggestion(value, actions)}`;
};

/** What is wrong with the value of each member. */
const MEMBERS: Readonly<Record<keyof AnyState, Check>> = {
  status(value, { title, tables }) {
    const statuses = statusesOf(tables['servers']?.lifecycle ?? {});
    return typeof value === 'string' && statuses.includes(value) ? undefined : `A server of ${title} is never ${said(value)}.${suggestion(value, statuses)}`;
  },
  busy: action,
  stuck: action,
  failed: action,
  progress: (value) =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 99
      ? undefined
      : `Invalid \`progress\`: ${said(value)}. Give a whole number from 0 to 99.`,
  empty: (value) => (value === true ? undefined : `Invalid \`empty\`: ${said(value)}. Give true, or leave it out.`),
  many: (value) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LARGEST_FLEET
      ? undefined
      : `Invalid \`many\`: ${said(value)}. Give a whole number from 1 to ${LARGEST_FLEET.toLocaleString('en')}.`,
  refused(value, { name }, provider) {
    try {
      readFaultAt({ [name]: provider }, { vendor: name, outcome: 'refused', kind: value });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  },
};

/** The members that say where the server is; one alone is given. */
const PLACES = ['busy', 'stuck', 'failed', 'empty', 'many'] as const;

/**
 * Checks a state from outside, and returns it.
 * @throws {Error} that names the member which is wrong, and what was perhaps meant.
 */
export function checkState(provider: AnyProvider, given: unknown): AnyState {
  const vendor = compile(provider);
  if (!isPlainObject(given)) throw new Error(`A state must be an object such as { status: 'running' }, not ${said(given)}.`);
  const state = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  for (const [name, value] of Object.entries(state)) {
    if (!Object.hasOwn(MEMBERS, name)) throw new Error(`A state has no member '${name.slice(0, 60)}'.${suggestion(name, Object.keys(MEMBERS))}`);
    const wrong = MEMBERS[name as keyof AnyState](value, vendor, provider);
    if (wrong !== undefined) throw new Error(wrong);
  }
  const places = PLACES.filter((one) => one in state);
  if (places.length > 1) throw new Error(`A state has one of ${PLACES.join(', ')}, not ${places.join(' and ')}.`);
  if ('status' in state && ('empty' in state || 'many' in state))
    throw new Error(`A status goes with one server, not with \`${places[0]}\`. Leave one of them out.`);
  if ('progress' in state && !('busy' in state)) throw new Error('`progress` is that of an action. Give `busy`, too.');
  return state;
}
