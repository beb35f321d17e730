/** Why a cloud cannot be used, and what a store's errors mean to a caller: 503 and when to try again, or that it is useless. */
import { NotOwner, Unavailable, Unreadable } from './store.ts';

/** Why a cloud cannot be used. */
export type CloudRefusal = 'invalid' | 'conflict' | 'gone' | 'full' | 'unavailable' | 'unreadable';

/** A cloud cannot be used, or not now. Nothing was changed, unless its message says that this is not known. */
export class CloudRefused extends Error {
  override readonly name = 'CloudRefused';
  readonly kind: CloudRefusal;
  /** After how many seconds another attempt is right; undefined where it is useless. */
  readonly retryAfter: number | undefined;
  constructor(kind: CloudRefusal, message: string, retryAfter?: number, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }
}

/** An error as the refusal of a request. */
export function refusedBy(error: unknown, name: string | undefined): Error {
  if (error instanceof CloudRefused) return error;
  const what = name === undefined ? 'The clouds' : `The cloud ${name}`;
  if (error instanceof NotOwner)
    return new CloudRefused('unavailable', `${what} belongs to another server now: ${sentence(error.message)}`, 1, { cause: error });
  if (error instanceof Unavailable)
    return new CloudRefused('unavailable', `${what} cannot be reached in the store: ${sentence(error.message)}`, 1, { cause: error });
  if (error instanceof Unreadable) {
    const anew = name === undefined ? '' : ` To begin it anew, delete it: DELETE /clouds/${name}.`;
    return new CloudRefused('unreadable', sentence(error.message) + anew, undefined, { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** The refusal of a request whose change was not confirmed: the store may have kept it before it failed. */
export function unconfirmed(error: unknown, name: string): Error {
  if (!(error instanceof Unavailable)) return refusedBy(error, name);
  return new CloudRefused(
    'unavailable',
    `The store did not confirm the change of the cloud ${name}: ${sentence(error.message)} Look whether it was made before you repeat it.`,
    1,
    { cause: error },
  );
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
