/**
 * What machines measure: curves that are functions of the instant alone, so that whoever asks twice is told the same.
 * Law: the area under a curve is known in one term for each of its waves, however long the time: nothing is summed over minutes.
 */
import type { Draw } from '../model/random.ts';

/** In milliseconds, as is a day. */
export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY: number = 24 * HOUR;

/** Waves by which a measure moves around its level: their periods in milliseconds, and their heights as shares of the level. */
export type Waves = readonly (readonly [period: number, share: number])[];

/** Load that rises and falls by day and by week, with noise: no period is a multiple of another, so that nothing repeats. Never below 0, since the shares come to less than 1. */
export const LIVELY: Waves = [
  [DAY, 0.3],
  [6.9 * DAY, 0.1],
  [5.3 * HOUR, 0.13],
  [71 * MINUTE, 0.12],
  [17 * MINUTE, 0.1],
  [4.1 * MINUTE, 0.08],
];
/** What does not jump: memory. */
export const CALM: Waves = [
  [DAY, 0.05],
  [6.9 * DAY, 0.06],
  [23 * DAY, 0.06],
  [5.3 * HOUR, 0.03],
  [17 * MINUTE, 0.01],
];

/** A curve around 1. */
export interface Curve {
  at(instant: number): number;
  /** The area under it between two instants, in milliseconds; 0 where the second is not later. */
  between(from: number, to: number): number;
}

/** The curve of one machine: the phases of its waves are drawn. */
export function curve(waves: Waves, draw: Draw): Curve {
  const own = waves.map(([period, share]) => ({ share, turn: (2 * Math.PI) / period, phase: 2 * Math.PI * draw.number() }));
  return {
    at: (instant) => own.reduce((sum, { share, turn, phase }) => sum + share * Math.sin(turn * instant + phase), 1),
    between: (from, to) =>
      to > from
        ? own.reduce((sum, { share, turn, phase }) => sum + (share / turn) * (Math.cos(turn * from + phase) - Math.cos(turn * to + phase)), to - from)
        : 0,
  };
}

/** A reading of a gauge, and how long until half of what it was off its curve is gone. */
export interface Reading {
  readonly value: number;
  readonly at: number;
  readonly half: number;
}

/** What a gauge shows that moves around a level: exactly its reading at the instant of that, and its curve in the end. */
export const settled = (level: number, { at: on }: Curve, { value, at, half }: Reading, now: number): number =>
  Math.max(0, level * on(now) + (value - level * on(at)) * 2 ** ((at - now) / half));

/** The instant of the last sample, of those that are taken every five minutes from a reading on: a panel shows what was sampled, and nothing moves in between. */
export const sampled = (at: number, now: number): number => at + Math.max(0, Math.floor((now - at) / (5 * MINUTE))) * 5 * MINUTE;

/** The first instant of a month: of this one, or of one so many before it. */
export function monthOf(instant: number, before = 0): number {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - before);
}

/** What a counter shows that begins anew with each month, and what it came to in the month before: from a reading of both, and from what it grew by between two instants. */
export function monthly(
  { value, prev, at }: { readonly value: number; readonly prev: number; readonly at: number },
  grown: (from: number, to: number) => number,
  now: number,
): { value: number; prev: number } {
  const [start, before] = [monthOf(now), monthOf(now, 1)];
  if (at >= start) return { value: value + grown(at, now), prev };
  return { value: grown(start, now), prev: (at >= before ? value : 0) + grown(Math.max(at, before), start) };
}
