/** Rows of text as columns: lists, which are fields that are separated by tabs in a pipe, and the tables of reports. */
import { styleText } from 'node:util';
import { printable } from '../server/printable.ts';

type Row = readonly string[];

/** A list for whoever reads the output: a terminal has columns as wide as it is, a pipe does not. */
export function columns(header: Row, rows: readonly Row[], terminal: boolean, width = process.stdout.columns): string {
  const cells = printed(rows);
  if (!terminal) return cells.map((row) => `${row.join('\t')}\n`).join('');
  const [first = '', ...others] = aligned(header, cells).map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line));
  return [styleText('dim', first), ...others, ''].join('\n');
}

/** A table in a report, which a person reads in a pipe and in a file as well. */
export const table = (header: Row, rows: readonly Row[]): string => `${aligned(header, printed(rows)).join('\n')}\n`;

/** Rows may be of a client, a file or another server. */
const printed = (rows: readonly Row[]): Row[] => rows.map((row) => row.map((cell) => printable(cell)));

/** Lines with columns as wide as their widest cell, under a header. */
function aligned(header: Row, rows: readonly Row[]): string[] {
  const widths = header.map((name, column) => rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), name.length));
  const line = (row: Row): string =>
    row
      .map((cell, column) => cell.padEnd(column === row.length - 1 ? 0 : (widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [header.map((name) => name.toUpperCase()), ...rows].map(line);
}
