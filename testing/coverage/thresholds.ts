/** The thresholds below which a run fails. */
import { suggestion } from '../../model/spelling.ts';
import { MEASURES, type Measure } from './catalogue.ts';
import type { CoverageReport } from './report.ts';

/** The least share of each measure, in percent; over all vendors that the suite uses, or by vendor. */
export type Thresholds = { readonly [M in Measure]?: number };

/**
 * Checks thresholds from outside.
 * @throws {Error} when a name is not a measure, or a value is not a percentage.
 */
export function checkThresholds(given: unknown): Thresholds {
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Error('The thresholds are not an object. Write thresholds: { operations: 100, transitions: 80 }.');
  for (const [name, value] of Object.entries(given)) {
    if (!(MEASURES as readonly string[]).includes(name)) throw new Error(`There is no threshold '${name}'.${suggestion(name, MEASURES)}`);
    if (typeof value !== 'number' || !(value >= 0 && value <= 100))
      throw new Error(`The threshold of '${name}' cannot be ${String(value)}. Give a percentage from 0 to 100.`);
  }
  return given;
}

/** What is below its threshold, in sentences. A suite that walked nothing is below every threshold. */
export function missed({ shares, vendors }: Pick<CoverageReport, 'shares' | 'vendors'>, thresholds: Thresholds): string[] {
  return MEASURES.flatMap((measure) => {
    const wanted = thresholds[measure];
    const { walked, of, percent } = shares[measure];
    if (wanted === undefined) return [];
    if (vendors.length === 0) return wanted === 0 ? [] : [`${measure}: no vendor was used, and the threshold is ${wanted}%.`];
    const exact = of === 0 ? 100 : (100 * walked) / of;
    if (exact >= wanted) return [];
    const missing = Math.ceil((of * wanted) / 100) - walked;
    return [`${measure}: ${percent}% (${walked} of ${of}) is below the threshold of ${wanted}%; ${missing} more ${missing === 1 ? 'is' : 'are'} needed.`];
  });
}
