/** The options of the fixture: those of a cloud, and what its tests begin with. */
import { optionNames } from '../cloud/check-options.ts';
import type { ScenarioName } from '../cloud/cloud.ts';
import type { Link } from '../cloud/link.ts';
import type { CloudOptions, Providers } from '../cloud/options.ts';
import { isPlainObject, said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';

/** What can be set for all tests, and by `test.use({ cloudOptions: … })` for some: the options of a cloud, and what it begins with. */
export interface CloudFixtureOptions<P extends Providers> extends Omit<CloudOptions<P>, 'clock'> {
  /** The scenario that is played before the test, or several in their order. */
  readonly scenario?: ScenarioName<P> | readonly ScenarioName<P>[];
  /** The link of a report or a colleague: the test begins at that moment. */
  readonly link?: Link | string;
}

/** What `stuntbox` takes. */
export interface StuntboxOptions<P extends Providers> extends CloudFixtureOptions<P> {
  /** The vendors, each under its own name: `{ vpsorg }`. */
  readonly vendors: P;
}

/** Validates the names of the options; `openCloud` checks the values. */
export function checkFixtureOptions(what: string, given: unknown, ...further: readonly string[]): void {
  const known = [...further, 'scenario', 'link', ...optionNames().filter((name) => name !== 'clock')];
  if (!isPlainObject(given)) throw new Error(`${what} takes options, such as { ${known[0]}: … }, not ${said(given)}.`);
  for (const name of Object.keys(given)) {
    if (name === 'clock')
      throw new Error(
        `${what} has no option clock: a test has a manual clock, which moves the page's timers along. Move it with: await cloud.clock.advance(…)`,
      );
    if (!known.includes(name)) throw new Error(`${what} has no option '${name}'.${suggestion(name, known)}`);
  }
}
