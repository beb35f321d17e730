/**
 * Validators for the members of a fault, which may come from a file or from code without types.
 * Law: what is read is our own plain copy, so that nobody can change it afterwards.
 */
import type { ProblemKind } from './problem.ts';
import { LONGEST } from './schema.ts';

/**
 * How the progress of a task is shown over time: in a number of `steps`; with a long `tail`, fast at first and slow at the end;
 * or going `back` once, from the first share to the second.
 */
export type Shape = { readonly steps: number } | { readonly tail: true } | { readonly back: readonly [from: number, to: number] };

/** How a member is validated. */
export interface Member<T> {
  /** What to give, for the error message: `a share from 0 to 1`. */
  readonly wants: string;
  /** Our own copy of the value; undefined when it is invalid. */
  read(value: unknown): T | undefined;
}

/** The longest text in a fault, in characters. */
const MOST_TEXT = 1_000;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= MOST_TEXT;

const numeric = (wants: string, holds: (value: number) => boolean): Member<number> => ({
  wants,
  read: (value) => (isNumber(value) && holds(value) ? value : undefined),
});

export const share = numeric('a share from 0 to 1', (n) => n >= 0 && n <= 1);
/** How much of a task has passed; one that has passed completely is over. */
export const passed = numeric('a share from 0 to below 1', (n) => n >= 0 && n < 1);
/** A probability; 0 would never strike. */
export const chance = numeric('a share above 0, up to 1', (n) => n > 0 && n <= 1);
export const wholeNumber = (least: number): Member<number> => numeric(`a whole number from ${least}`, (n) => Number.isSafeInteger(n) && n >= least);
export const factor = numeric('a number above 0, up to 1,000,000', (n) => n > 0 && n <= 1e6);
export const sigma = numeric('a number from 0 to 5, such as 0.5', (n) => n >= 0 && n <= 5);
/** A duration that may be 0. */
export const delay = numeric('milliseconds, such as seconds(2)', (n) => n >= 0 && n <= LONGEST);
export const duration = numeric('milliseconds above 0, such as minutes(1)', (n) => n > 0 && n <= LONGEST);

export const text: Member<string> = { wants: `text of 1 to ${MOST_TEXT} characters`, read: (value) => (isText(value) ? value : undefined) };

/** A status. The table checks which statuses a record can have. */
export const status: Member<string> = { ...text, wants: 'a status that the record can have' };

/** A media type that is valid in a header: no line breaks, only ASCII. */
export const mediaType: Member<string> = {
  wants: "a media type, such as 'text/plain; charset=utf-8'",
  read: (value) => (isText(value) && /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+(?: *;[\x20-\x7E]*)?$/.test(value) ? value : undefined),
};

/** A key, as in a path. */
export const key: Member<string | number> = {
  wants: 'the key of a server, as in its path',
  read: (value) => (isText(value) || Number.isSafeInteger(value) ? (value as string | number) : undefined),
};

/** A kind of refusal. The vendor checks which kinds it has. */
export const kind: Member<ProblemKind> = {
  wants: "a kind of refusal, such as 'unavailable'",
  read: (value) => (isText(value) ? (value as ProblemKind) : undefined),
};

/** How progress is shown. */
export const shape: Member<Shape> = {
  wants: '{ steps: 4 }, { tail: true }, or { back: [0.6, 0.2] }, from a share below 1 back to a smaller one',
  read(value) {
    if (typeof value !== 'object' || value === null) return undefined;
    const [name, ...others] = Object.keys(value);
    const given: unknown = name !== undefined && others.length === 0 ? (value as Record<string, unknown>)[name] : undefined;
    if (name === 'tail' && given === true) return { tail: true };
    if (name === 'steps' && isNumber(given) && Number.isSafeInteger(given) && given >= 1) return { steps: given };
    if (name !== 'back' || !Array.isArray(given) || given.length !== 2) return undefined;
    const [from, to] = given as readonly unknown[];
    return isNumber(from) && isNumber(to) && from > to && from < 1 && to >= 0 ? { back: [from, to] } : undefined;
  },
};
