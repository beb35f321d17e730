/** Validates a task from a snapshot against its lifecycle: an invalid one could run forever. */
import { statusesOf, type Lifecycle, type Task } from './lifecycle.ts';
import { isPlainObject } from './plain.ts';
import { isCount, isInstant } from './schema.ts';
import { suggestion } from './spelling.ts';

/** What is wrong with a value, to follow its name: `is not …`. */
type Check = (value: unknown, lifecycle: Lifecycle<string, string>) => string | undefined;

/** More stages than any action has. */
const MOST_STAGES = 100;

/** A task may end long after the last instant of a clock. */
const isEnd = (value: unknown): boolean => Number.isInteger(value) && Math.abs(value as number) <= 8.64e15;
const isShare = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1;

/** A status of a lifecycle. */
export const wrongStatus: Check = (status, lifecycle) => {
  const known = statusesOf(lifecycle);
  return known.includes(status as string) ? undefined : `is not a status.${suggestion(String(status), known)}`;
};

// A new member of a task does not compile until it has a check here.
const MEMBERS: Readonly<Record<keyof Task, Check>> = {
  action: (action, lifecycle) =>
    typeof action === 'string' && Object.hasOwn(lifecycle, action) ? undefined : `is not an action.${suggestion(String(action), Object.keys(lifecycle))}`,
  from: wrongStatus,
  startedAt: (at) => (isInstant(at) ? undefined : 'is not an instant in milliseconds since the epoch'),
  endsAt: (at) => (isEnd(at) ? undefined : 'is not an instant in milliseconds since the epoch'),
  lasts: (lasts) =>
    Array.isArray(lasts) && lasts.length <= MOST_STAGES && lasts.every(isCount) && lasts.some((ms) => ms > 0)
      ? undefined
      : 'is not a list of milliseconds with at least one above 0',
  stage: (stage) => (isCount(stage) ? undefined : 'is not a whole number from 0'),
  order: (order) => (isCount(order) ? undefined : 'is not a whole number from 0'),
  fails: (fails) => (typeof fails === 'boolean' ? undefined : 'is neither true nor false'),
  because: (because) => (because === undefined || typeof because === 'string' ? undefined : 'is not a text'),
  stuck: (stuck) => (stuck === undefined || isShare(stuck) ? undefined : 'is not a share from 0 to 1'),
  settles: (status, lifecycle) => (status === undefined ? undefined : wrongStatus(status, lifecycle)),
  shape: (shape) => (shape === undefined || isShape(shape) ? undefined : 'is not { steps }, { tail: true } or { back: [from, to] } in range'),
};

function isShape(shape: unknown): boolean {
  if (!isPlainObject(shape) || Object.keys(shape).length !== 1) return false;
  const { steps, tail, back } = shape;
  if (back !== undefined) return Array.isArray(back) && back.length === 2 && isShare(back[0]) && isShare(back[1]) && back[0] < 1 && back[1] < back[0];
  return tail === true || (isCount(steps) && steps > 0);
}

/** The first invalid member of a task, and what is wrong with it; undefined when the task is valid. */
export function wrongTask(given: unknown, lifecycle: Lifecycle<string, string>): { member: string; value: unknown; why: string } | undefined {
  const task = given;
  if (!isPlainObject(task)) return { member: '', value: task, why: 'is neither null nor a task' };
  const unknown = Object.keys(task).find((member) => !Object.hasOwn(MEMBERS, member));
  if (unknown !== undefined) return { member: unknown, value: task[unknown], why: `is not a member of a task.${suggestion(unknown, Object.keys(MEMBERS))}` };
  for (const [member, check] of Object.entries(MEMBERS)) {
    const why = check(task[member], lifecycle);
    if (why) return { member, value: task[member], why };
  }
  // The checks above have established the type of each member.
  return contradiction(given as Task, lifecycle);
}

/** A member of a task that contradicts another one: such a task would never end, or be in a stage that does not exist. */
function contradiction({ action, startedAt, endsAt, lasts, stage, fails }: Task, lifecycle: Lifecycle<string, string>) {
  const stages = Math.max(1, lifecycle[action]?.through?.length ?? 0);
  if (lasts.length !== stages) return { member: 'lasts', value: lasts, why: `does not have a length for each of the ${stages} stages of ${action}` };
  if (stage >= stages) return { member: 'stage', value: stage, why: `is beyond the ${stages} stages of ${action}` };
  const total = lasts.reduce((sum, ms) => sum + ms, 0);
  if (endsAt < startedAt || endsAt > startedAt + total || (!fails && endsAt !== startedAt + total))
    return { member: 'endsAt', value: endsAt, why: `is not the end of a task that began at ${startedAt} and lasts ${total} ms` };
  return undefined;
}
