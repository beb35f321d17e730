/** Instants as text. */

/** How many are cached, since a record's instants are part of every reply. */
const MOST = 1_000;
const written = new Map<number, string>();

/** An instant to the second, in UTC, without its zone: `2025-01-16T15:30:00`. */
export function isoSecond(at: number): string {
  const second = Math.floor(at / 1000);
  let text = written.get(second);
  if (text === undefined) {
    text = new Date(second * 1000).toISOString().slice(0, 19);
    if (written.size >= MOST) written.clear();
    written.set(second, text);
  }
  return text;
}
