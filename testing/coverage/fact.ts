/**
 * A fact: one thing that a suite has walked, as a short text. Facts are counted, added up over clouds, files and processes, and compared with a catalogue of all.
 * Law: whoever writes a fact and whoever looks for it make it here.
 */

/** Separates the parts of a fact; no route, status or member contains it. */
const BAR = '|';

/** How an action that takes time has ended. */
export type Ending = 'done' | 'failed' | 'settled';

export const fact = {
  operation: (route: string): string => join('operation', route),
  status: (route: string, status: number | string): string => join('status', route, status),
  /** A refusal of an operation, by its kind. */
  refused: (route: string, kind: string): string => join('refused', route, kind),
  /** A documented part of a request that was sent: `body.name`, `query.status`. */
  sent: (route: string, place: string): string => join('sent', route, place),
  /** A member of a successful reply: `results[].id`. */
  shown: (route: string, member: string): string => join('shown', route, member),
  /** An action that began in a status. */
  began: (table: string, from: string, action: string): string => join('began', table, from, action),
  /** An action that was refused for the status. */
  wrongState: (table: string, from: string, action: string): string => join('wrong-state', table, from, action),
  /** An action that was refused, since the record was busy with a task. */
  locked: (table: string, action: string): string => join('locked', table, action),
  /** How a task ended: as it should, failed, or in another status than usual. */
  ended: (table: string, action: string, how: Ending): string => join('ended', table, action, how),
  scenario: (name: string): string => join('scenario', name),
  /** What a reply was based on. */
  evidence: (source: string): string => join('evidence', source),
  /** A request that matched no documented operation. */
  stray: 'stray',
} as const;

/** The parts of a fact, its kind first. */
export const partsOf = (text: string): string[] => text.split(BAR);

function join(...parts: readonly (string | number)[]): string {
  return parts.join(BAR);
}
