/** Suggestions for misspelt names. */

/** A longer text is not a misspelt name, and is not compared. */
const LONGEST = 200;

/** The most similar known name, or undefined when none is similar. */
export function closest(wanted: string, known: readonly string[]): string | undefined {
  if (wanted.length > LONGEST) return undefined;
  const near = known.map((name) => ({ name, distance: distance(wanted.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= Math.max(2, wanted.length / 3) ? near.name : undefined;
}

/** The Levenshtein distance: how many characters must be inserted, deleted or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

/** ` Did you mean 'vpsorg/out-of-credits'?`, or ` Available: a, b.` when no name is similar. */
export function suggestion(wanted: string, known: Iterable<string>): string {
  const all = [...known];
  const near = closest(wanted, all);
  return near === undefined ? ` Available: ${all.join(', ') || 'none'}.` : ` Did you mean '${near}'?`;
}
