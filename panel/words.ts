/** How the panel says instants, durations and what a vendor answers. */

/** `2025-01-16 15:30:00`, in UTC as the vendors write it. */
export const instant = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
/** `15:30:00` */
export const timeOfDay = (ms: number): string => new Date(ms).toISOString().slice(11, 19);

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** `1 h 30 m`: the two largest units. */
export function lasting(ms: number): string {
  let left = Math.max(0, Math.round(ms / 1000) * 1000);
  const parts = UNITS.flatMap(([unit, size]) => {
    const n = Math.floor(left / size);
    left -= n * size;
    return n > 0 ? [`${n} ${unit}`] : [];
  });
  return parts.slice(0, 2).join(' ') || '0 s';
}

/** The members in which vendors put their sentences. */
const SENTENCES = ['message', 'error', 'detail', 'error_message', 'errorMessage', 'description', 'title'];
const LONGEST = 300;

/** The words in a body that refuses: its sentence if it has one, or the whole of it. */
export function wordsOf(body: unknown): string {
  if (typeof body === 'string') return clipped(body.trim());
  if (typeof body !== 'object' || body === null) return '';
  const own = body as Readonly<Record<string, unknown>>;
  for (const name of SENTENCES) {
    const value = Object.hasOwn(own, name) ? own[name] : undefined;
    if (typeof value === 'string' && value !== '') return clipped(value);
  }
  return clipped(JSON.stringify(body));
}

/** A text that is not too long to show. */
export const clipped = (text: string, longest = LONGEST): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** JSON in lines; another text as it is. */
export function pretty(text: string): string {
  try {
    return clipped(JSON.stringify(JSON.parse(text), null, 2), 20_000);
  } catch {
    return clipped(text, 20_000);
  }
}
