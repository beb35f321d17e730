/** The Markdown elements that the pages consist of. */

/** The comment at the top of a generated page. */
export const GENERATED = '<!-- Written by `npm run generate` from the code: change scripts/docs/, not this page. -->';

/** Joins blocks with empty lines, omitting undefined ones. */
export const blocks = (...parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined && part !== '').join('\n\n');

/** A page: its blocks, and a newline at the end. */
export const page = (...parts: readonly (string | undefined)[]): string => `${blocks(...parts)}\n`;

/** A table. Columns that are empty in every row are omitted. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const used = head.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''));
  const line = (cells: readonly string[]): string => `| ${cells.filter((_, column) => used[column]).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Inline code, also valid in a table cell. */
export const code = (text: string): string => `\`${text.replaceAll('|', '\\|').replace(/\s+/g, ' ')}\``;

/** Inline code for each, separated by commas. */
export const codes = (texts: Iterable<string>): string => [...texts].map(code).join(', ');

/** Plain text, escaped for a table cell. */
export const escaped = (text: string): string =>
  text
    .replace(/[|\\*_`]/g, '\\$&')
    .replace(/</g, '&lt;')
    .replace(/\s+/g, ' ');

/** Text that may contain inline code, escaped for a table cell. */
export const prose = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ').trim();

export const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

/** Groups by key, in the order of first occurrence: Map.groupBy, which Node 20 lacks. */
export function grouped<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/**
 * Replaces the part of a page between two marks.
 * @throws {Error} if the page does not have the marks.
 */
export function section(path: string, text: string, name: string, content: string): string {
  const [open, close] = [`<!-- generated: ${name} -->`, `<!-- /generated: ${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${path} has no marks ${open} … ${close}.`);
  return `${text.slice(0, from + open.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

/** `3 minutes`, `10 seconds`, `24 hours`. */
export function duration(ms: number): string {
  const [size, unit] = ([[3_600_000, 'hour'], [60_000, 'minute'], [1_000, 'second']] as const).find(([length]) => ms % length === 0 && ms >= length) ?? [1, 'ms'];
  const n = ms / size;
  return unit === 'ms' ? `${n} ms` : `${n} ${unit}${n === 1 ? '' : 's'}`;
}
