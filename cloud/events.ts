/**
 * The events of a cloud, for a log, a panel, a reporter or a test.
 * Law: a listener is called when the cloud is consistent, never in the middle of a request or a clock move.
 */
import { freeze, said } from '../model/plain.ts';
import type { CloudChange, CloudEvents } from './cloud.ts';

/** The events of a cloud. */
export interface Events {
  on<E extends keyof CloudEvents>(event: E, listener: (event: CloudEvents[E]) => void): () => void;
  emit<E extends keyof CloudEvents>(event: E, value: CloudEvents[E]): void;
  /** Queues a change until `flush`, unless nobody listens. */
  queue(change: CloudChange): void;
  /** Reports the queued changes in order. */
  flush(): void;
  /** Drops the queued changes, when the cloud that they belong to was replaced. */
  forget(): void;
}

/** Creates the events of a cloud, without listeners. */
export function events(): Events {
  const listeners: { readonly [E in keyof CloudEvents]: Set<(event: CloudEvents[E]) => void> } = {
    exchange: new Set(),
    change: new Set(),
    violation: new Set(),
    scenario: new Set(),
  };
  const queued: CloudChange[] = [];
  return {
    on(event, listener) {
      if (typeof event !== 'string' || !Object.hasOwn(listeners, event))
        throw new Error(`A cloud has no event ${said(event)}. Available: ${Object.keys(listeners).join(', ')}.`);
      if (typeof listener !== 'function') throw new Error(`The listener of '${event}' is not a function.`);
      listeners[event].add(listener);
      return () => void listeners[event].delete(listener);
    },
    emit(event, value) {
      for (const listener of listeners[event]) listener(value);
    },
    queue(change) {
      // Frozen: the history holds the same values.
      if (listeners.change.size > 0) queued.push(freeze(change));
    },
    forget: () => void queued.splice(0),
    flush() {
      while (queued.length > 0) for (const change of queued.splice(0)) for (const listener of listeners.change) listener(change);
    },
  };
}
