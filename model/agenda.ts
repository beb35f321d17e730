/**
 * What is due, and when: the queue of instants at which something of a cloud changes by itself.
 * Law: ends happen at the instant that they were due, in order, however late anybody looks; a look pays only for what has come due.
 */
import TinyQueue from 'tinyqueue';

/** Something that will happen. */
export interface Appointment {
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  /** Which of two at the same instant comes first. */
  readonly order: number;
  /** True for one that nobody waits for, such as the purge of an old record: a cloud comes to rest without it. */
  readonly quiet: boolean;
  /** False once it has been overtaken: its task was interrupted, or its record is gone. */
  holds(): boolean;
  /** Makes it happen, at `at`. */
  happen(): void;
}

/** A queue of appointments. */
export interface Agenda {
  add(appointment: Appointment): void;
  /** The next instant at which anything happens; undefined when nothing will. */
  due(): number | undefined;
  /** The next instant at which something happens that somebody may wait for; undefined when the cloud is at rest. */
  busy(): number | undefined;
  /** Makes everything happen that was due by `now`, and whatever follows from it by then. */
  settle(now: number): void;
  /** A number that grows with each task begun, to order those that end at the same instant. */
  number(): number;
  /** The last number that was given. */
  begun(): number;
  /** Whether a number was given before the clearing, so that the task of a snapshot keeps it. */
  keeps(order: number): boolean;
  /** Drops everything, and numbers anew; after `begun`, for a cloud that goes on where another was. */
  clear(begun?: number): void;
}

/** Makes an empty agenda. */
export function agenda(): Agenda {
  const earlier = (a: Appointment, b: Appointment): number => a.at - b.at || a.order - b.order;
  let loud = new TinyQueue<Appointment>([], earlier);
  let quiet = new TinyQueue<Appointment>([], earlier);
  let numbered = 0;
  let kept = 0;

  /** The next appointment of a queue that still holds; those overtaken are dropped on the way. */
  const first = (queue: TinyQueue<Appointment>): Appointment | undefined => {
    for (let top = queue.peek(); top; top = queue.peek()) {
      if (top.holds()) return top;
      queue.pop();
    }
    return undefined;
  };
  const next = (): Appointment | undefined => {
    const [one, other] = [first(loud), first(quiet)];
    return one && other ? (earlier(one, other) < 0 ? one : other) : (one ?? other);
  };
  return {
    add: (appointment) => (appointment.quiet ? quiet : loud).push(appointment),
    due: () => next()?.at,
    busy: () => first(loud)?.at,
    settle(now) {
      for (let top = next(); top && top.at <= now; top = next()) {
        (top.quiet ? quiet : loud).pop();
        top.happen();
      }
    },
    number: () => (numbered += 1),
    begun: () => numbered,
    keeps: (order) => order > 0 && order <= kept,
    clear(begun = 0) {
      loud = new TinyQueue<Appointment>([], earlier);
      quiet = new TinyQueue<Appointment>([], earlier);
      numbered = begun;
      kept = begun;
    },
  };
}
