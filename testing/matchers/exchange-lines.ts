/** Exchanges as lines of a failure. */
import type { Exchange } from '../../model/journal.ts';

/** How many exchanges a failure lists. */
const MOST = 12;

/** `  request 3 at 15:30:00: POST /api/v1/servers/ → 201` */
export function line({ n, at, request: { method, path, query }, reply, why }: Exchange): string {
  const asked = `${method} ${path}${query === '' ? '' : `?${query}`}`;
  return `  request ${n} at ${new Date(at).toISOString().slice(11, 19)}: ${asked} → ${reply ? reply.status : 'no reply'}${why === null ? '' : ` (${why})`}`;
}

/** The latest exchanges, a line each. */
export function lines(exchanges: readonly Exchange[]): string[] {
  const left = exchanges.length - MOST;
  return left > 0 ? [`  … and ${left} before:`, ...exchanges.slice(-MOST).map(line)] : exchanges.map(line);
}

/** `once`, `twice`, `3 times`. */
export const often = (times: number): string => ['never', 'once', 'twice'][times] ?? `${times} times`;

/** `2025-01-16T15:30:00Z` */
export const instant = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
