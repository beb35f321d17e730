/**
 * What machines measure: curves that are functions of the instant alone, so that whoever asks twice is told the same.
 * Law: the area under a curve is known in one term for each of its waves, however long the time: nothing is summed over minutes.
 */
import type { Draw } from '../model/random.ts';

/** In milliseconds. */
const MINUTE = 60_000;

/** Waves by which a measure moves around its level: their periods in minutes, and their heights as shares of the level. */
export type Waves = readonly (readonly [period: number, share: number])[];

/** Load that rises and falls by day and by week, with noise: no period is a multiple of another, so that nothing repeats. Never below 0, since the shares come to less than 1. */
export const LIVELY: Waves = [
  [1440, 0.3],
  [9936, 0.1],
  [318, 0.13],
  [71, 0.12],
  [17, 0.1],
  [4.1, 0.08],
];
/** What does not jump: memory. */
export const CALM: Waves = [
  [1440, 0.05],
  [9936, 0.06],
  [33_120, 0.06],
  [318, 0.03],
  [17, 0.01],
];

/** A curve around 1: waves, and where in their turn they are at the epoch. */
export type Curve = readonly { readonly share: number; readonly turn: number; readonly phase: number }[];

/**
 * The curve of one machine: the phases of its waves are drawn.
 * @example
 * const load = curve(LIVELY, draw(server.id, 'load'));
 * const cpu = 20 * height(load, now); // percent, around 20
 * const sent = 1e6 * area(load, server.bootedAt, now) / 1000; // bytes, a megabyte a second
 */
export const curve = (waves: Waves, draw: Draw): Curve =>
  waves.map(([period, share]) => ({ share, turn: (2 * Math.PI) / (period * MINUTE), phase: 2 * Math.PI * draw.number() }));

/** How high a curve is at an instant. */
export const height = (own: Curve, instant: number): number => own.reduce((sum, { share, turn, phase }) => sum + share * Math.sin(turn * instant + phase), 1);

/** The area under a curve between two instants, in milliseconds; 0 where the second is not later. */
export const area = (own: Curve, from: number, to: number): number =>
  to > from ? own.reduce((sum, { share, turn, phase }) => sum + (share / turn) * (Math.cos(turn * from + phase) - Math.cos(turn * to + phase)), to - from) : 0;

/** A reading of a gauge, and how long until half of what it was off its curve is gone. */
export interface Reading {
  readonly value: number;
  readonly at: number;
  readonly half: number;
}

/** What a gauge shows that moves around a level: exactly its reading at the instant of that, and its curve in the end. */
export const settled = (level: number, own: Curve, { value, at, half }: Reading, now: number): number =>
  Math.max(0, level * height(own, now) + (value - level * height(own, at)) * 2 ** ((at - now) / half));

/** The instant of the last sample, of those that are taken every five minutes from a reading on: a panel shows what was sampled, and nothing moves in between. */
export const sampled = (at: number, now: number): number => at + Math.max(0, Math.floor((now - at) / (5 * MINUTE))) * 5 * MINUTE;

/** The first instant of a month: of this one, or of one so many before it. */
export function monthOf(instant: number, before = 0): number {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - before);
}

/**
 * What a counter shows that begins anew with each month, and what it came to in the month before: from a reading of both, and from what it grew by between two instants.
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
