/** What an Evotic server uses: a function of the seed, the server and the instant, and of when its meters were last read. */
import { days, hours, minutes } from '../../model/clock.ts';
import { area, CALM, curve, LIVELY, monthly, monthOf, sampled, settled, type Meter, type Moment } from '../../vendor/measure.ts';

/** Bytes of this month and of the one before. */
export interface Traffic {
  readonly value: number;
  readonly prev: number;
  readonly is_exceeded: boolean;
}

/** What the machine had used when its meters were last read. */
export interface Usage extends Meter {
  /** Percent. */
  readonly cpu: number;
  /** GB. */
  readonly disk: number;
  /** MB. */
  readonly ram: number;
  readonly traffic: { readonly incoming: Traffic; readonly outgoing: Traffic };
}

/** What is read of a server. */
interface Measured {
  readonly id: number;
  readonly status: string;
  readonly specifications: { readonly ram: number; readonly disk: number };
  readonly usage: Usage;
}

/** What a machine does on an ordinary day. */
function load({ id, specifications: { ram, disk } }: Measured, draw: Moment['draw']) {
  const own = draw(id, 'usage');
  return {
    cpu: own.integer(20, 400) / 10,
    ram: (ram * own.integer(30, 75)) / 100,
    /** What its system takes; more comes by the day. */
    system: Math.min(disk, own.integer(120, 240) / 100),
    disk: own.integer(5, 80) / 1000,
    /** Bytes a day. */
    incoming: own.integer(40_000_000, 400_000_000),
    outgoing: own.integer(15_000_000, 150_000_000),
    lively: curve(LIVELY, own),
    calm: curve(CALM, own),
  };
}

/** What only grows, and stays while the machine is off: the disk, and the traffic, whose period is the month. */
function grown({ usage, status }: Measured, { disk, incoming, outgoing, lively }: ReturnType<typeof load>, now: number) {
  const { at = now, on = status === 'started' } = usage;
  const ordinary = (from: number, to: number): number => (on ? area(lively, from, to) / days(1) : 0);
  const moved = ({ is_exceeded, ...reading }: Traffic, rate: number): Traffic => ({
    ...monthly({ ...reading, at }, (from, to) => rate * ordinary(from, to), now),
    is_exceeded: is_exceeded && at >= monthOf(now),
  });
  return {
    disk: usage.disk + disk * ordinary(at, now),
    traffic: { incoming: moved(usage.traffic.incoming, incoming), outgoing: moved(usage.traffic.outgoing, outgoing) },
  };
}

/** The meters as a server comes to a status: one that boots is busy, and its memory fills; what is installed is all that is on its disk. */
export function read(server: Measured, { on, installed }: { readonly on: boolean; readonly installed: boolean }, { now, draw }: Moment): Usage {
  const own = load(server, draw);
  return { cpu: on ? 60 : 0, ram: on ? 256 : 0, ...grown(server, own, now), ...(installed && { disk: own.system }), at: now, on, half: minutes(20) };
}

/** What the meters show by an instant. */
function moved(server: Measured, { now, draw }: Moment): Usage {
  const { cpu, ram, at = now, half = hours(12) } = server.usage;
  if (at === now) return server.usage;
  const own = load(server, draw);
  return {
    cpu: settled(own.cpu, own.lively, { value: cpu, at, half }, now),
    ram: settled(own.ram, own.calm, { value: ram, at, half }, now),
    ...grown(server, own, now),
  };
}

/** The `usage` of a server, within what it has. `most` is the traffic of a month that it may have, in bytes. */
export function used(server: Measured, most: number, { now, draw }: Moment) {
  const { cpu, ram, disk, traffic } = moved(server, { now: sampled(server.usage.at ?? now, now), draw });
  const { status, specifications } = server;
  const whole = ({ value, prev, is_exceeded }: Traffic): Traffic => ({
    value: Math.floor(value),
    prev: Math.floor(prev),
    is_exceeded: is_exceeded || value > most,
  });
  return {
    cpu: status === 'started' ? Math.min(100, Math.round(10 * cpu) / 10) : 0,
    disk: Math.min(specifications.disk, Math.round(100 * disk) / 100),
    ram: status === 'started' ? Math.min(specifications.ram, Math.round(ram)) : 0,
    traffic: { incoming: whole(traffic.incoming), outgoing: whole(traffic.outgoing) },
  };
}
