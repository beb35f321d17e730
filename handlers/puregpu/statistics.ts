/**
 * A server's statistics: a function of the seed, the service, the metric, the time, and when the server was on.
 * Law: a data point is the mean of a continuous curve over its interval, so all timeframes agree about the same period.
 */
import type { Draw, Key } from '../../model/random.ts';
import type { Load, Server } from './server.ts';

export type Timeframe = 'hour' | 'day' | 'week' | 'month' | 'year';
type Metric = keyof Load;

export interface Point extends Record<Metric, number | null> {
  date: string;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEK = 7 * DAY;

/** The version of Proxmox VE whose timeframes are used: 8, which fits the document's example, or 9, released in 2025. */
export type Edition = 'pve8' | 'pve9';

/** The interval of each timeframe, in milliseconds, and its number of data points (pve-cluster, RRD.pm, June 2024 and 2025). */
const WINDOWS: Readonly<Record<Edition, Readonly<Record<Timeframe, readonly [step: number, points: number]>>>> = {
  pve8: { hour: [MINUTE, 70], day: [30 * MINUTE, 70], week: [180 * MINUTE, 70], month: [DAY / 2, 70], year: [WEEK, 70] },
  pve9: { hour: [MINUTE, 60], day: [MINUTE, 1440], week: [30 * MINUTE, 336], month: [30 * MINUTE, 1440], year: [DAY / 4, 1440] },
};

/** How a metric varies: the fractions of its average load by which the time of day and each octave move it. They add up to less than 1. */
interface Shape {
  readonly day: number;
  readonly octaves: Readonly<Record<number, number>>;
}

/**
 * Each octave is a wave whose amplitude is drawn anew in each period and whose mean over a period is 0. Each period is a multiple of every
 * shorter interval and period, so the mean over an interval has a closed form: a single term within one period, or 0.
 */
const QUARTER = 13 * WEEK;
const lively: Shape = { day: 0.3, octaves: { [5 * MINUTE]: 0.15, [30 * MINUTE]: 0.12, [180 * MINUTE]: 0.12, [DAY / 2]: 0.1, [WEEK]: 0.1, [QUARTER]: 0.08 } };
/** Memory usage changes slowly: nothing moves it within minutes. */
const calm: Shape = { day: 0.02, octaves: { [180 * MINUTE]: 0.02, [DAY / 2]: 0.03, [WEEK]: 0.05, [QUARTER]: 0.08 } };
const SHAPE: Readonly<Record<Metric, Shape>> = { cpu: lively, diskread: lively, diskwrite: lively, mem: calm, netin: lively, netout: lively };
const METRICS = Object.keys(SHAPE) as Metric[];
/** The metrics that Proxmox computes from the difference of two readings; the first interval after a start has none. */
const RATES: readonly Metric[] = ['diskread', 'diskwrite', 'netin', 'netout'];

/** The share of minutes in which only `diskread` is missing. The single data point on PureGPU's page has `diskread: null`; the share is assumed. */
const MISSED = 1 / 30;

/** The data points of a timeframe, oldest first, up to the interval that contains `now`. */
export function statistics(server: Readonly<Server>, timeframe: Timeframe, edition: Edition, now: number, draw: (...key: readonly Key[]) => Draw): Point[] {
  const [step, points] = WINDOWS[edition][timeframe];
  const end = Math.floor(now / step) * step;
  const sizes = new Map<string, number>();
  /** The amplitude of an octave's wave in one of its periods, from -1 to 1. */
  const size = (metric: Metric, period: number, index: number): number => {
    const key = `${metric} ${period} ${index}`;
    const known = sizes.get(key) ?? 2 * draw(server.serviceId, 'stats', key).number() - 1;
    sizes.set(key, known);
    return known;
  };
  /** The time of day at which this server's load peaks. */
  const noon = DAY * (0.5 + 0.2 * draw(server.serviceId, 'noon').number());

  const mean = (metric: Metric, from: number, to: number): number => {
    const { day, octaves } = SHAPE[metric];
    let moved = day * waveMean(DAY, noon - DAY / 4, from, to);
    for (const [text, share] of Object.entries(octaves)) {
      const period = Number(text);
      const index = Math.floor(from / period);
      if (to - from < period) moved += share * size(metric, period, index) * waveMean(period, index * period, from, to);
    }
    return server.load[metric] * (1 + moved);
  };

  return Array.from({ length: points }, (_, i) => {
    const from = end - (points - i) * step;
    const to = from + step;
    const on = 2 * timeOn(server.power, from, to) >= step;
    const fresh = step === MINUTE && server.power.some(([at, now_]) => now_ && at >= from && at < to);
    const missed = step === MINUTE && draw(server.serviceId, 'stats', `missed ${from}`).number() < MISSED;
    const known = (metric: Metric): boolean => on && !(fresh && RATES.includes(metric)) && !(missed && metric === 'diskread');
    const value = (metric: Metric): number | null => (known(metric) ? mean(metric, from, to) : null);
    return { date: new Date(from).toISOString(), ...(Object.fromEntries(METRICS.map((metric) => [metric, value(metric)])) as Record<Metric, number | null>) };
  });
}

/** The mean, between `from` and `to`, of a sine wave that starts at `origin`. */
function waveMean(period: number, origin: number, from: number, to: number): number {
  const turn = (2 * Math.PI) / period;
  return (Math.cos(turn * (from - origin)) - Math.cos(turn * (to - origin))) / (turn * (to - from));
}

/** How long a server was on between two instants, in milliseconds. */
function timeOn(power: Server['power'], from: number, to: number): number {
  let total = 0;
  for (const [i, [at, on]] of power.entries()) {
    const until = power[i + 1]?.[0] ?? Infinity;
    if (on) total += Math.max(0, Math.min(to, until) - Math.max(from, at));
  }
  return total;
}
