/** A length of time in words: `3m`, `1h30m`, `500ms`. */
import { days, hours, minutes, seconds } from '../model/clock.ts';
import { said } from '../model/plain.ts';
import { Refused } from './problem.ts';

const LONGEST = 60;
const UNITS: Readonly<Record<string, (n: number) => number>> = { ms: (n) => n, s: seconds, m: minutes, h: hours, d: days };
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|[smhd])/g;

/**
 * Reads a length of time, in milliseconds.
 * @throws {Refused} when it is not one.
 */
export function durationOf(text: string): number {
  const bare = text.slice(0, LONGEST).replaceAll(' ', '');
  if (text.length > LONGEST || !WHOLE.test(bare))
    throw new Refused('invalid', `A length of time cannot be ${said(text)}: give one such as 3m, 1h30m or 500ms. The units are ms, s, m, h and d.`);
  let ms = 0;
  for (const [, number = '', unit = ''] of bare.matchAll(PART)) ms += UNITS[unit]?.(Number(number)) ?? 0;
  return ms;
}
