/** What an operation tried to begin on a record: kept for whoever asks which actions a suite has seen accepted and refused, and in which status. */
import type { Collection, RecordKey } from '../model/collection.ts';
import type { Attempt } from '../model/journal.ts';
import type { Stateful } from '../model/lifecycle.ts';
import { Problem } from '../model/problem.ts';

/** Shared by all requests that begin nothing. */
export const NO_ATTEMPTS: readonly Attempt[] = Object.freeze([]);

/** Begins an action, and reports the attempt, whether it was accepted or refused. */
export function attempting(
  { tables }: { readonly tables: Readonly<Record<string, Collection<object>>> },
  record: Stateful,
  action: string,
  attempted: (attempt: Attempt) => void,
  begin: () => void,
): void {
  // Read now: the action may change the status, or remove the record.
  const { status: from } = record;
  const [name = '', table] = Object.entries(tables).find(([, one]) => one.holds(record)) ?? [];
  const key = (record as unknown as Readonly<Record<string, RecordKey>>)[table?.key ?? ''] ?? '';
  const report = (outcome: Attempt['outcome']): void => attempted({ table: name, key, action, from, outcome });
  try {
    begin();
  } catch (error) {
    if (error instanceof Problem) report(error.kind);
    throw error;
  }
  report('begun');
}
