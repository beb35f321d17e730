/** What a VPS.org server uses: a function of the seed, the server and the instant, and of when its meters were last read. */
import { days, hours, minutes } from '../../model/clock.ts';
import { area, CALM, curve, LIVELY, monthly, sampled, settled, type Meter, type Moment } from '../../vendor/measure.ts';

/** What the machine had used when its meters were last read. */
export interface Usage extends Meter {
  /** 0 to 100. */
  readonly cpu_percent: number;
  /** MB. */
  readonly memory_used: number;
  /** GB, as is the bandwidth of the month. */
  readonly disk_used: number;
  readonly bandwidth_used: number;
}

/** What is read of a server. */
interface Measured {
  readonly id: number;
  readonly status: string;
  readonly usage: Usage;
}

/** What a machine does on an ordinary day. */
function load(id: number, draw: Moment['draw']) {
  const own = draw(id, 'usage');
  return {
    /** Percent. */
    cpu: own.integer(50, 400) / 10,
    /** A share of its plan. */
    memory: own.integer(25, 65) / 100,
    /** GB a day, as is the bandwidth. */
    disk: own.integer(1, 15) / 100,
    bandwidth: own.integer(20, 250) / 10,
    lively: curve(LIVELY, own),
    calm: curve(CALM, own),
  };
}

/** What only grows, and stays while the machine is off: the disk, and the bandwidth, which begins anew with each month. */
function grown({ usage, status }: Measured, { disk, bandwidth, lively }: ReturnType<typeof load>, now: number) {
  const { at = now, on = status === 'active' } = usage;
  const ordinary = (from: number, to: number): number => (on ? area(lively, from, to) / days(1) : 0);
  return {
    disk_used: usage.disk_used + disk * ordinary(at, now),
    bandwidth_used: monthly({ value: usage.bandwidth_used, prev: 0, at }, (from, to) => bandwidth * ordinary(from, to), now).value,
  };
}

/** The meters as a server comes to a status: one that boots is busy, and its memory fills. */
export const read = (server: Measured, on: boolean, { now, draw }: Moment): Usage => ({
  cpu_percent: on ? 60 : 0,
  memory_used: on ? 256 : 0,
  ...grown(server, load(server.id, draw), now),
  at: now,
  on,
  half: minutes(20),
});

interface Limits {
  readonly memory: number;
  readonly storage: number;
  readonly bandwidth: number;
}

/** What the meters show by an instant. */
function moved(server: Measured, { memory }: Limits, { now, draw }: Moment): Usage {
  const { cpu_percent, memory_used, at = now, half = hours(12) } = server.usage;
  if (at === now) return server.usage;
  const own = load(server.id, draw);
  return {
    cpu_percent: settled(own.cpu, own.lively, { value: cpu_percent, at, half }, now),
    memory_used: settled(own.memory * memory, own.calm, { value: memory_used, at, half }, now),
    ...grown(server, own, now),
  };
}

/** The `resource_usage` of a server, within its plan. */
export function used(server: Measured, plan: Limits, { now, draw }: Moment) {
  const { cpu_percent, memory_used, disk_used, bandwidth_used } = moved(server, plan, { now: sampled(server.usage.at ?? now, now), draw });
  const active = server.status === 'active';
  return {
    cpu_percent: active ? Math.min(100, Math.round(10 * cpu_percent) / 10) : 0,
    memory_used: active ? Math.min(plan.memory, Math.round(memory_used)) : 0,
    disk_used: Math.min(plan.storage, Math.floor(disk_used)),
    bandwidth_used: Math.min(plan.bandwidth, Math.floor(bandwidth_used)),
  };
}
