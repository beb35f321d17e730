/** The statuses in which a record can be idle. */
import { EXAMPLE_START } from '../model/clock.ts';
import type { Stateful } from '../model/lifecycle.ts';
import type { CompiledVendor } from '../request/compile.ts';

/** Those of idle records in a fresh account, those in which actions end, and those that no stage shows. */
export function idleStatuses({ tables, fresh }: CompiledVendor, table: string): string[] {
  const rows = Object.values(tables[table]?.lifecycle ?? {});
  const held = (fresh(EXAMPLE_START).tables[table] ?? []) as readonly Stateful[];
  const ends = new Set([...held.filter(({ task }) => task === null).map(({ status }) => status), ...rows.flatMap(({ to, or }) => [to, or])]);
  const stages = new Set(rows.flatMap(({ through = [] }) => through.map(([status]) => status)));
  const all = new Set([...ends, ...rows.flatMap(({ from, unchanged = [] }) => [...from, ...unchanged])]);
  return [...all].filter((status) => typeof status === 'string').filter((status) => ends.has(status) || !stages.has(status));
}
