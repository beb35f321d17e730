/** Internal errors: failures that no client caused. They are reported, and never end the process. */
import { printable } from './printable.ts';

/** Returns a function that reports an internal error to `onBug`, by default on stderr, and never throws. */
export function reporting(onBug: (bug: unknown) => unknown = printed): (thrown: unknown) => void {
  return (thrown) => {
    try {
      // `onBug` may be asynchronous, and may fail too.
      Promise.resolve(onBug(thrown)).catch(() => {});
    } catch {
      // There is nobody left to report it to.
    }
  };
}

/** Prints an error, whose message may contain what a client sent. */
const printed = (thrown: unknown): void => console.error(printable(traced(thrown), 'lines'));

const EXPECTED: readonly string[] = ['NotOwner', 'Unavailable', 'Unreadable', 'CloudRefused'];

function traced(thrown: unknown): string {
  if (!(thrown instanceof Error)) return said(thrown);
  // Not errors of ours: somebody else's server took a cloud, or a store is gone.
  if (EXPECTED.includes(thrown.name)) return thrown.message;
  const { stack = thrown.message, cause } = thrown;
  return cause instanceof Error ? `${stack}\nCaused by ${cause.stack ?? cause.message}` : stack;
}

/** A thrown value, which can be anything, as a sentence. */
export function said(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? thrown.message : `${String(thrown)} was thrown`;
    return /[.!?]$/.test(text) ? text : `${text}.`;
  } catch {
    return 'a value was thrown that cannot be shown.';
  }
}
