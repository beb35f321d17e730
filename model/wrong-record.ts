/** Validates a record from outside, by its schema and by sense: its key, its status, and its task. */
import type { Lifecycle } from './lifecycle.ts';
import { isPlainObject } from './plain.ts';
import { misfits, type Schema, type Wrong } from './schema.ts';
import { wrongStatus, wrongTask } from './task.ts';

/** What a record of a table must be. */
export interface RecordRules {
  readonly key: string;
  readonly schema?: object;
  readonly lifecycle?: Lifecycle<string, string>;
}

/** The members that a lifecycle gives a record. */
const OF_LIFECYCLE: readonly string[] = ['status', 'task'];

/** The first member of a record that is wrong, and why; undefined when it is valid. `whole` is false for a part of one, such as the members of an update. */
export function wrongRecord(record: unknown, { key, schema, lifecycle }: RecordRules, whole: boolean): Wrong | undefined {
  if (!isPlainObject(record)) return { member: '', value: record, why: 'is not a record' };
  if (Object.hasOwn(record, '__proto__')) return { member: '__proto__', value: undefined, why: 'is not allowed as a member of a record' };
  const has = (member: string): boolean => whole || Object.hasOwn(record, member);
  const own = Object.hasOwn(record, key) ? record[key] : undefined;
  if (has(key) && typeof own !== 'string' && !Number.isFinite(own)) return { member: key, value: own, why: 'is not a key: a text or a number' };
  if (lifecycle) {
    const status = has('status') ? wrongStatus(record['status'], lifecycle) : undefined;
    if (status) return { member: 'status', value: record['status'], why: status };
    const task = has('task') && record['task'] !== null ? wrongTask(record['task'], lifecycle) : undefined;
    if (task) return task;
  }
  return schema && misfits(record, schema as { readonly [member: string]: Schema }, whole, '', lifecycle ? OF_LIFECYCLE : []);
}
