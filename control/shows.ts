/** When a scenario shows: from the table for those that come with our vendors, and else found by trying. */
import { showsOf, type Shows } from '../cloud/shows.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import type { AnyScenario } from '../vendor/scenario.ts';
import { SHOWS } from './shows-table.ts';

export function shownWhen(provider: AnyProvider, scenario: AnyScenario): Shows {
  const after = Object.hasOwn(SHOWS, scenario.name) ? SHOWS[scenario.name] : undefined;
  if (after === undefined) return showsOf(provider, scenario);
  return after.length === 0 ? 'at once' : { after };
}
