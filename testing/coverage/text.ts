/** The report as a table for a terminal: at most 80 columns, readable without colours and on any background. */
import { MEASURES, type Measure } from './catalogue.ts';
import type { CoverageReport, Gap, Share, VendorCoverage } from './report.ts';

/** How the table is written. */
export interface TextOptions {
  /** Whether to use colours; only those that every terminal shows on light and on dark. */
  readonly colours?: boolean;
  /** How many gaps of each vendor are listed; 8 by default. */
  readonly gaps?: number;
  /** Also the lines that close each gap. */
  readonly lines?: boolean;
}

const WIDTH = 80;
const BAR = 12;
const HEADS: Readonly<Record<Measure, string>> = {
  operations: 'operations',
  statuses: 'statuses',
  refusals: 'refusals',
  transitions: 'transitions',
  sent: 'sent members',
  shown: 'shown members',
  scenarios: 'scenarios',
};

/** The gaps that say most come first. */
const FIRST: readonly Measure[] = ['operations', 'transitions', 'refusals', 'statuses', 'sent', 'shown', 'scenarios'];

export function coverageText(report: CoverageReport, { colours = false, gaps = 8, lines = false }: TextOptions = {}): string {
  const paint = painter(colours);
  const parts = report.vendors.map((vendor) => vendorText(vendor, paint, gaps, lines));
  if (report.vendors.length === 0) parts.push('No cloud was used: there is nothing to report.\n');
  if (report.torn > 0)
    parts.push(
      paint.faint(
        `${report.torn} unfinished ${report.torn === 1 ? 'line' : 'lines'} of a worker that ended early ${report.torn === 1 ? 'was' : 'were'} skipped.\n`,
      ),
    );
  for (const vendor of report.unknown) parts.push(`'${vendor}' was used, but no process could write what there is of it.\n`);
  return parts.join('\n');
}

function vendorText(vendor: VendorCoverage, paint: Painter, most: number, lines: boolean): string {
  const rows = MEASURES.map((measure) => row(measure, vendor.shares[measure], paint));
  const evidence = Object.entries(vendor.evidence).map(([source, times]) => `${times} ${source}`);
  const notes = [
    ...(evidence.length > 0 ? wrapped(`Replies by evidence: ${evidence.join(', ')}.`) : []),
    ...(vendor.stray > 0 ? [`  ${vendor.stray} ${vendor.stray === 1 ? 'request' : 'requests'} matched no documented operation.`] : []),
    ...vendor.undocumented.map((what) => `  Undocumented: ${what}.`),
  ];
  const shown = FIRST.flatMap((measure) => vendor.gaps.filter((gap) => gap.measure === measure)).slice(0, most);
  const more = vendor.gaps.length - shown.length;
  return [
    paint.strong(vendor.title),
    ...rows,
    ...notes.map(paint.faint),
    ...shown.flatMap((gap) => gapText(gap, paint, lines)),
    ...(more > 0 && shown.length > 0 ? [paint.faint(`  … and ${more} more`)] : []),
    '',
  ].join('\n');
}

function row(measure: Measure, { walked, of, percent }: Share, paint: Painter): string {
  const full = Math.floor((BAR * walked) / Math.max(1, of));
  const bar = '█'.repeat(full) + '░'.repeat(BAR - full);
  const colour = of === 0 ? paint.faint : percent === 100 ? paint.good : percent >= 50 ? paint.fair : paint.bad;
  const number = of === 0 ? '   –' : `${String(percent).padStart(3)}%`;
  return `  ${HEADS[measure].padEnd(14)} ${colour(bar)} ${colour(number)}  ${paint.faint(`${walked} of ${of}`)}`;
}

function gapText({ what, lines }: Gap, paint: Painter, shown: boolean): string[] {
  return [
    ...wrapped(`never seen: ${what}`).map((line) => paint.bad(line)),
    ...(shown && lines !== undefined ? lines.split('\n').map((line) => paint.faint(`      ${line}`)) : []),
  ];
}

/** A sentence in lines of the width, indented. */
function wrapped(sentence: string): string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const word of sentence.split(' ')) {
    if (line.length + 1 + word.length > WIDTH && line.trim() !== '') {
      lines.push(line);
      line = '   ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

type Paint = (text: string) => string;
interface Painter {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly fair: Paint;
  readonly bad: Paint;
}

const ESCAPE = String.fromCharCode(27);

function painter(colours: boolean): Painter {
  const paint =
    (on: number, off: number): Paint =>
    (text) =>
      colours ? `${ESCAPE}[${on}m${text}${ESCAPE}[${off}m` : text;
  // The terminal's own green, yellow and red: its theme has chosen them for its background.
  return { strong: paint(1, 22), faint: paint(2, 22), good: paint(32, 39), fair: paint(33, 39), bad: paint(31, 39) };
}
