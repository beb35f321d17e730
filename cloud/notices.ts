/**
 * Tells whoever draws a cloud that it has changed, once for each thing that happened.
 * Law: a listener is called when the cloud is consistent, never while somebody reads it; what it throws disturbs nobody.
 */
import { said } from '../model/plain.ts';

/** The notices of a cloud. */
export interface Notices {
  /** A number that grows with everything that happens. */
  version(): number;
  subscribe(listener: () => void): () => void;
  /** Whether anybody listens. */
  heard(): boolean;
  /** Reports that something happened: at once, or at the end of what it is a part of. */
  note(): void;
  /** Reports it after the read that found it is over. */
  noteSoon(): void;
  /** Runs something that is one thing to those who listen. */
  together<T>(run: () => T): T;
}

/** Creates the notices of a cloud; `before` is called each time before the listeners are, and when the first or last of them came or went. */
export function notices(before: () => void): Notices {
  const listeners = new Set<() => void>();
  let version = 0;
  let depth = 0;
  let pending = false;
  const tell = (): void => {
    pending = false;
    if (listeners.size === 0) return;
    try {
      before();
    } finally {
      for (const listener of listeners) {
        try {
          listener();
        } catch (error) {
          // The test that is running, or the page, learns of it.
          void Promise.reject(error);
        }
      }
    }
  };
  const flush = (): void => {
    if (pending && depth === 0) tell();
  };
  const note = (): void => {
    version += 1;
    pending = true;
    flush();
  };
  return {
    version: () => version,
    subscribe(listener) {
      if (typeof listener !== 'function') throw new Error(`subscribe() takes a function, not ${said(listener)}.`);
      // Each subscription is one of its own, as in React.
      const own = (): void => listener();
      listeners.add(own);
      before();
      return () => {
        if (listeners.delete(own)) before();
      };
    },
    heard: () => listeners.size > 0,
    note,
    noteSoon() {
      version += 1;
      if (!pending && listeners.size > 0) void Promise.resolve().then(flush);
      pending = true;
    },
    together(run) {
      depth += 1;
      try {
        return run();
      } finally {
        depth -= 1;
        flush();
      }
    },
  };
}
