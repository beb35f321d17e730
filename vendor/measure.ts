/**
 * Metrics of machines: curves that depend only on the instant, so that repeated reads agree.
 * Law: the area under a curve has a closed form with one term for each wave, however long the time: nothing is summed over minutes.
 */
import type { Draw, Key } from '../model/random.ts';

/** In milliseconds. */
const MINUTE = 60_000;

/** Waves by which a metric moves around its level: their periods in minutes, and their heights as shares of the level. */
export type Waves = readonly (readonly [period: number, share: number])[];

/** Load that rises and falls by day and by week, with noise: no period is a multiple of another, so nothing repeats. It is never below 0, since the shares sum to less than 1. */
export const LIVELY: Waves = [
  [1440, 0.3],
  [9936, 0.1],
  [318, 0.13],
  [71, 0.12],
  [17, 0.1],
  [4.1, 0.08],
];
/** A metric that does not jump, such as memory. */
export const CALM: Waves = [
  [1440, 0.05],
  [9936, 0.06],
  [33_120, 0.06],
  [318, 0.03],
  [17, 0.01],
];

/** A curve around 1: its waves, with their phases at the epoch. */
export type Curve = readonly { readonly share: number; readonly turn: number; readonly phase: number }[];

/**
 * The curve of one machine, with random phases.
 * @example
 * const load = curve(LIVELY, draw(server.id, 'load'));
 * const cpu = 20 * height(load, now); // percent, around 20
 * const sent = 1e6 * area(load, server.bootedAt, now) / 1000; // bytes, a megabyte a second
 */
export const curve = (waves: Waves, draw: Draw): Curve =>
  waves.map(([period, share]) => ({ share, turn: (2 * Math.PI) / (period * MINUTE), phase: 2 * Math.PI * draw.number() }));

/** The value of a curve at an instant. */
export const height = (own: Curve, instant: number): number => own.reduce((sum, { share, turn, phase }) => sum + share * Math.sin(turn * instant + phase), 1);

/** The area under a curve between two instants, in milliseconds; 0 unless the second is later. */
export const area = (own: Curve, from: number, to: number): number =>
  to > from ? own.reduce((sum, { share, turn, phase }) => sum + (share / turn) * (Math.cos(turn * from + phase) - Math.cos(turn * to + phase)), to - from) : 0;

/** A reading of a gauge, and the time in which its difference from the curve halves. */
export interface Reading {
  readonly value: number;
  readonly at: number;
  readonly half: number;
}

/** When the meters of a machine were last read, and what it has done since. */
export interface Meter {
  /** When that was, in milliseconds since the epoch: the usage moves from there. Without it, it stays as it is until the status changes. */
  readonly at?: number;
  /** Whether the machine has been on since; by default, its status decides. */
  readonly on?: boolean;
  /** How long until half of its distance from its ordinary load is gone, in milliseconds: twelve hours by default. */
  readonly half?: number;
}

/** What reading a meter needs of a cloud. */
export interface Moment {
  readonly now: number;
  readonly draw: (...key: readonly Key[]) => Draw;
}

/** The value of a gauge that moves around a level: its reading at that instant, approaching the curve over time. */
export const settled = (level: number, own: Curve, { value, at, half }: Reading, now: number): number =>
  Math.max(0, level * height(own, now) + (value - level * height(own, at)) * 2 ** ((at - now) / half));

/** The instant of the last sample; samples are taken every five minutes from a reading on, and a panel shows no change in between. */
export const sampled = (at: number, now: number): number => at + Math.max(0, Math.floor((now - at) / (5 * MINUTE))) * 5 * MINUTE;

/** The first instant of the month, or of the month `before` months earlier. */
export function monthOf(instant: number, before = 0): number {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - before);
}

/**
 * The value of a counter that restarts each month, and its total of the previous month, from a reading of both and from its growth between two instants.
 * @example
 * const { value, prev } = monthly({ value: 0, prev: 0, at: server.created_at }, (from, to) => rate * area(load, from, to), now);
 */
export function monthly(
  { value, prev, at }: { readonly value: number; readonly prev: number; readonly at: number },
  grown: (from: number, to: number) => number,
  now: number,
): { value: number; prev: number } {
  const [start, before] = [monthOf(now), monthOf(now, 1)];
  if (at >= start) return { value: value + grown(at, now), prev };
  return { value: grown(start, now), prev: (at >= before ? value : 0) + grown(Math.max(at, before), start) };
}
