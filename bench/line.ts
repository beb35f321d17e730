/** What each part of the bench gives. */

/** A line of the table. */
export interface Line {
  readonly what: string;
  readonly measured: string;
  readonly bar: string;
  readonly held: boolean;
}
