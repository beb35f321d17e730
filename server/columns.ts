/** Rows of text: in a terminal columns under a header, in a pipe fields that are separated by tabs. */
import { styleText } from 'node:util';
import { printable } from './printable.ts';

/** The rows for whoever reads the output: a terminal has columns as wide as it is, a pipe does not. */
export function columns(header: readonly string[], rows: readonly (readonly string[])[], terminal: boolean, width = process.stdout.columns): string {
  const cells = rows.map((row) => row.map((cell) => printable(cell)));
  if (!terminal) return cells.map((row) => `${row.join('\t')}\n`).join('');
  const widths = header.map((name, column) => Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string => {
    const text = row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
    return text.length > width ? `${text.slice(0, width - 1)}…` : text;
  };
  return [styleText('dim', line(header.map((name) => name.toUpperCase()))), ...cells.map(line), ''].join('\n');
}
