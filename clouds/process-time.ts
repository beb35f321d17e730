/** The time of the process that clouds live in: timers, and how long something has taken. It is not the time of any cloud. */

export interface ProcessTime {
  /** Milliseconds by a clock that never goes back, from any instant. */
  now(): number;
  /** Calls a function after some milliseconds, without keeping the process alive; returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
}
