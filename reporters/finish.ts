/** The end of a run: reads what its processes have left, shows it, writes it, and holds it to the thresholds. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { vendors } from '../handlers/index.ts';
import { suggestion } from '../model/spelling.ts';
import { catalogueOf, type Catalogue, type Document } from '../testing/coverage/catalogue.ts';
import { merged } from '../testing/coverage/merge.ts';
import { coveragePage } from '../testing/coverage/page.ts';
import { reportOf, type CoverageReport } from '../testing/coverage/report.ts';
import { coverageText } from '../testing/coverage/text.ts';
import { checkThresholds, missed, type Thresholds } from '../testing/coverage/thresholds.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { left } from './folder.ts';

/** The options of a reporter. */
export interface CoverageOptions {
  /** The folder in which processes leave what they walk; `.stuntbox/coverage` by default. It is emptied at the start of a run. */
  readonly folder?: string;
  /** The least share of each measure, in percent; a run that is below one fails. */
  readonly thresholds?: Thresholds;
  /** A file for the page. */
  readonly html?: string;
  /** A file for the report as JSON. */
  readonly json?: string;
  /** How many gaps of each vendor are listed in the terminal; 8 by default. */
  readonly gaps?: number;
  /** Whether the vendors that the suite does not use are reported, too. */
  readonly all?: boolean;
  /** Whether nothing is printed. */
  readonly silent?: boolean;
}

/** What wrong options would say. */
const OPTIONS: Readonly<Record<keyof CoverageOptions, (value: unknown) => boolean>> = {
  folder: (value) => typeof value === 'string' && value !== '',
  thresholds: () => true,
  html: (value) => typeof value === 'string' && value !== '',
  json: (value) => typeof value === 'string' && value !== '',
  gaps: (value) => Number.isInteger(value) && (value as number) >= 0,
  all: (value) => typeof value === 'boolean',
  silent: (value) => typeof value === 'boolean',
};

/**
 * Checks the options of a reporter.
 * @throws {Error} when there is no such option, or its value is not one that it can have.
 */
export function checkOptions(given: object | undefined): CoverageOptions {
  const options = given ?? {};
  for (const [name, value] of Object.entries(options)) {
    const fits = Object.hasOwn(OPTIONS, name) ? OPTIONS[name as keyof CoverageOptions] : undefined;
    if (!fits) throw new Error(`The coverage reporter has no option '${name}'.${suggestion(name, Object.keys(OPTIONS))}`);
    if (value !== undefined && !fits(value)) throw new Error(`The option '${name}' of the coverage reporter cannot be ${JSON.stringify(value)}.`);
  }
  checkThresholds((options as CoverageOptions).thresholds);
  return options;
}

/** What a run has walked. */
export interface Finished {
  readonly report: CoverageReport;
  /** For the terminal. */
  readonly text: string;
  /** What is below its threshold. */
  readonly missed: readonly string[];
}

/** Reads a folder, and reports. */
export function finish(folder: string, options: CoverageOptions & { readonly colours?: boolean; readonly lines?: boolean } = {}): Finished {
  const { gathered, catalogues } = left(folder);
  const report = reportOf(withShipped(catalogues, options.all ?? false, [...gathered.tally.keys()]), gathered, { all: options.all ?? false });
  const { colours = false, gaps = 8, lines = false, html, json } = options;
  if (html !== undefined) write(html, coveragePage(report));
  if (json !== undefined) write(json, `${JSON.stringify(report, null, 2)}\n`);
  return { report, text: coverageText(report, { colours, gaps, lines }), missed: missed(report, options.thresholds ?? {}) };
}

/** The catalogues of a run, with what the package itself knows of its vendors: the built contracts have no examples, and no members of replies. */
function withShipped(catalogues: readonly Catalogue[], all: boolean, used: readonly string[]): Catalogue[] {
  const own = new Map(catalogues.map((one) => [one.vendor, one]));
  const shipped: readonly [string, AnyProvider][] = Object.entries(vendors);
  const known = shipped
    .filter(([name]) => all || used.includes(name))
    .map(([name, provider]) => merged(catalogueOf(provider, documentOf(name)), own.get(name)));
  return [...known, ...catalogues.filter(({ vendor }) => !known.some((one) => one.vendor === vendor))];
}

const require = createRequire(import.meta.url);

/** The exported document of a vendor of ours, by the name that users import it by. */
const documentOf = (name: string): Document => JSON.parse(readFileSync(require.resolve(`stuntbox/openapi/${name}.json`), 'utf8')) as Document;

function write(file: string, text: string): void {
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
