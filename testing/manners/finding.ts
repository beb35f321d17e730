/** What is wrong with how a client behaves, with the exchanges that show it. */
import type { Exchange } from '../../model/journal.ts';

/** What a client can do wrong. */
export type MannersRule =
  'too-often' | 'no-back-off' | 'ignores-retry-after' | 'after-the-end' | 'while-locked' | 'repeats-unchecked' | 'at-once' | 'same-at-once' | 'budget';

/** One thing that a client did wrong. */
export interface Finding {
  readonly rule: MannersRule;
  readonly vendor: string;
  /** `GET /servers/{server_id}/`; null when it concerns all of them. */
  readonly operation: string | null;
  /** One sentence: what it did, how often, and what is expected. */
  readonly message: string;
  /** The exchanges that it rests on, oldest first. */
  readonly exchanges: readonly Exchange[];
}

/** A request as it is named in a sentence: `GET /api/v1/servers/12345/`. */
export const named = ({ request: { method, path, query } }: Exchange): string => `${method} ${path}${query === '' ? '' : `?${query}`}`;

/** A length of time in words: `1 s`, `2.5 min`. */
export function time(ms: number): string {
  const [value, unit] = ms < 1_000 ? [ms, 'ms'] : ms < 120_000 ? [ms / 1_000, 's'] : ms < 7_200_000 ? [ms / 60_000, 'min'] : [ms / 3_600_000, 'h'];
  return `${Math.round(value * 10) / 10} ${unit}`;
}

/** A count in words: `3,100`. */
export const count = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',');
