/** Instants and distances of time, in milliseconds. */
import { said } from './plain.ts';

/** Seconds in milliseconds. */
export const seconds = (n: number): number => n * 1_000;
/** Minutes in milliseconds. */
export const minutes = (n: number): number => n * 60_000;
/** Hours in milliseconds. */
export const hours = (n: number): number => n * 3_600_000;
/** Days in milliseconds. */
export const days = (n: number): number => n * 86_400_000;

/** The instant of the documents' examples, so that a fresh cloud answers exactly as they print: VPS.org creates its server 12347 then. */
export const EXAMPLE_START: number = Date.UTC(2025, 0, 16, 15, 30);

/** A clock's first and last instant: the years 0 to 9999, which every date format can write. A task may end later, which a `Date` still holds. */
const FIRST_INSTANT = -62_167_219_200_000;
export const LAST_INSTANT = 253_402_300_799_999;
const FARTHEST = days(36_525);

/** Whether a clock can stand at a value. */
export const isClockInstant = (value: unknown): value is number => typeof value === 'number' && value >= FIRST_INSTANT && value <= LAST_INSTANT;

/** Reads an instant given as a number, a text or a Date. */
export function instantOf(start: number | string | Date): number {
  const instant = start instanceof Date ? start.getTime() : typeof start === 'string' ? Date.parse(start) : start;
  if (isClockInstant(instant)) return Math.round(instant);
  throw new Error(
    `A clock cannot start at ${start instanceof Date ? 'an invalid Date' : said(start)}. Give milliseconds since the epoch, a Date, or a date such as '2025-01-16T15:30:00Z', before the year 10000.`,
  );
}

/** A distance to move by, in whole milliseconds, or an error that says what to write instead. */
export function distance(ms: number, from: number): number {
  const invalid = (why: string): Error => new Error(`A clock cannot move by ${said(ms)} ms: ${why}. Give milliseconds, such as minutes(3).`);
  if (typeof ms !== 'number' || !Number.isFinite(ms)) throw invalid('that is not a finite number');
  if (ms < 0) throw invalid('time never runs backwards');
  if (ms > FARTHEST) throw invalid('that is more than a hundred years');
  if (from + ms > LAST_INSTANT) throw invalid('that is past the year 9999');
  return Math.round(ms);
}
