/** Validates a task from a snapshot against its lifecycle: an invalid one could run forever. */
import { statusesOf, type Lifecycle, type Task } from './lifecycle.ts';
import { shape } from './member.ts';
import { isPlainObject } from './plain.ts';
import { misfits, type MemberSchemas, type Wrong } from './schema.ts';
import { suggestion } from './spelling.ts';

/** A status of a lifecycle: what is wrong with a value, to follow its name. */
export function wrongStatus(status: unknown, lifecycle: Lifecycle<string, string>): string | undefined {
  const known = statusesOf(lifecycle);
  return known.includes(status as string) ? undefined : `is not a status.${suggestion(String(status), known)}`;
}

const schemaOf = (lifecycle: Lifecycle<string, string>): MemberSchemas<Task> => {
  const status = (value: unknown): string | undefined => wrongStatus(value, lifecycle);
  return {
    action: (action) =>
      typeof action === 'string' && Object.hasOwn(lifecycle, action) ? undefined : `is not an action.${suggestion(String(action), Object.keys(lifecycle))}`,
    from: status,
    startedAt: 'instant',
    // It may end long after the last instant of a clock.
    endsAt: (at) => (Number.isInteger(at) && Math.abs(at as number) <= 8.64e15 ? undefined : 'is not an instant in milliseconds since the epoch'),
    lasts: ['count'],
    stage: 'count',
    order: 'count',
    fails: 'flag',
    'because?': 'text',
    'stuck?': 'share',
    'settles?': status,
    'shape?': (given) => (shape.read(given) ? undefined : `is not ${shape.wants}`),
  };
};

/** The first invalid member of a task, and what is wrong with it; undefined when the task is valid. */
export function wrongTask(given: unknown, lifecycle: Lifecycle<string, string>): Wrong | undefined {
  if (!isPlainObject(given)) return { member: 'task', value: given, why: 'is neither null nor a task' };
  // The schema has established the type of each member.
  return misfits(given, schemaOf(lifecycle), true, 'task') ?? contradiction(given as unknown as Task, lifecycle);
}

/** A member of a task that contradicts another one: such a task would never end, or be in a stage that does not exist. */
function contradiction({ action, startedAt, endsAt, lasts, stage, fails }: Task, lifecycle: Lifecycle<string, string>): Wrong | undefined {
  const stages = Math.max(1, lifecycle[action]?.through?.length ?? 0);
  const total = lasts.reduce((sum, ms) => sum + ms, 0);
  if (lasts.length !== stages || total === 0)
    return { member: 'task.lasts', value: lasts, why: `is not a length for each of the ${stages} stages of ${action}, at least one above 0` };
  if (stage >= stages) return { member: 'task.stage', value: stage, why: `is beyond the ${stages} stages of ${action}` };
  if (endsAt < startedAt || endsAt > startedAt + total || (!fails && endsAt !== startedAt + total))
    return { member: 'task.endsAt', value: endsAt, why: `is not the end of a task that began at ${startedAt} and lasts ${total} ms` };
  return undefined;
}
