/** Suggestions for misspelt names. */

/** A longer text is not a misspelt name, and is not compared. */
const LONGEST = 200;
/** How many names are compared, and how many are listed. */
const [MOST_COMPARED, MOST_LISTED] = [1_000, 50];

/** The most similar known name, or undefined when none is similar. */
export function closest(wanted: unknown, known: readonly string[]): string | undefined {
  if (typeof wanted !== 'string' || wanted.length > LONGEST) return undefined;
  const most = Math.max(2, wanted.length / 3);
  let near: { name: string; distance: number } | undefined;
  for (const name of known.slice(0, MOST_COMPARED)) {
    if (Math.abs(name.length - wanted.length) > most) continue;
    const far = distance(wanted.toLowerCase(), name.toLowerCase());
    if (far <= most && far < (near?.distance ?? Infinity)) near = { name, distance: far };
  }
  return near?.name;
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
export function suggestion(wanted: unknown, known: Iterable<string>): string {
  const all = [...known];
  const near = closest(wanted, all);
  if (near !== undefined) return ` Did you mean '${near}'?`;
  const listed = all.slice(0, MOST_LISTED).map((name) => name.slice(0, LONGEST));
  return ` Available: ${listed.join(', ') || 'none'}${all.length > MOST_LISTED ? ` and ${all.length - MOST_LISTED} more` : ''}.`;
}
