/** Instants and lengths of time, as a person reads them. */
import { days, hours, minutes, seconds } from '../model/clock.ts';

/** `2025-01-16 15:30:00 UTC` */
export const moment = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const UNITS = [
  ['d', days(1)],
  ['h', hours(1)],
  ['m', minutes(1)],
  ['s', seconds(1)],
] as const;

/** `2m 40s`: the two greatest units. */
export function length(ms: number): string {
  let left = Math.round(ms);
  if (left < seconds(1)) return `${left}ms`;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    if (count > 0) parts.push(`${count}${unit}`);
    left -= count * size;
  }
  return parts.slice(0, 2).join(' ');
}
