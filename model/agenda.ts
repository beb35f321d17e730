/**
 * What is due, and when: the queue of instants at which a cloud changes by itself.
 * Law: each event takes effect at the instant it was due, in order, no matter how late the cloud is read; a read pays only for what has come due.
 */
import TinyQueue from 'tinyqueue';

/** A scheduled event. */
export interface Appointment {
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  /** Orders appointments at the same instant. */
  readonly order: number;
  /** True when nobody waits for it, such as the purge of an old record: `settle()` ignores it. */
  readonly quiet: boolean;
  /** False once it is obsolete: its task was interrupted, or its record was removed. */
  holds(): boolean;
  /** Applies it, as of `at`. */
  happen(): void;
}

/** A queue of appointments. */
export interface Agenda {
  add(appointment: Appointment): void;
  /** The next instant at which anything happens; undefined when nothing is scheduled. */
  due(): number | undefined;
  /** The next instant at which something that is not quiet happens; undefined when the cloud is at rest. */
  busy(): number | undefined;
  /** Applies everything that is due by `now`, including what follows from it by then. */
  settle(now: number): void;
  /** The next sequence number of a task, to order tasks that end at the same instant. */
  number(): number;
  /** The last sequence number that was given. */
  begun(): number;
  /** Whether a number was given before the last `clear`, so that a task from a snapshot keeps it. */
  keeps(order: number): boolean;
  /** Drops everything and restarts the numbering, after `begun` when the cloud continues from another one. */
  clear(begun?: number): void;
}

/** Makes an empty agenda. */
export function agenda(): Agenda {
  const earlier = (a: Appointment, b: Appointment): number => a.at - b.at || a.order - b.order;
  let awaited = new TinyQueue<Appointment>([], earlier);
  let quiet = new TinyQueue<Appointment>([], earlier);
  let numbered = 0;
  let kept = 0;

  /** The next valid appointment of a queue; obsolete ones are dropped on the way. */
  const first = (queue: TinyQueue<Appointment>): Appointment | undefined => {
    for (let top = queue.peek(); top; top = queue.peek()) {
      if (top.holds()) return top;
      queue.pop();
    }
    return undefined;
  };
  const next = (): Appointment | undefined => {
    const [one, other] = [first(awaited), first(quiet)];
    return one && other ? (earlier(one, other) < 0 ? one : other) : (one ?? other);
  };
  return {
    add: (appointment) => (appointment.quiet ? quiet : awaited).push(appointment),
    due: () => next()?.at,
    busy: () => first(awaited)?.at,
    settle(now) {
      for (let top = next(); top && top.at <= now; top = next()) {
        (top.quiet ? quiet : awaited).pop();
        top.happen();
      }
    },
    number: () => (numbered += 1),
    begun: () => numbered,
    keeps: (order) => order > 0 && order <= kept,
    clear(begun = 0) {
      awaited = new TinyQueue<Appointment>([], earlier);
      quiet = new TinyQueue<Appointment>([], earlier);
      numbered = begun;
      kept = begun;
    },
  };
}
