/** `stuntbox scenarios`: lists the scenarios with their descriptions, and when they show. */
import type { Providers } from '../../cloud/options.ts';
import type { Shows } from '../../cloud/shows.ts';
import { shownWhen } from '../../control/shows.ts';
import { command } from '../command.ts';
import { chosen, known, VENDOR_FLAG, withAdded } from '../serving.ts';

export const scenarios = command({
  usage: 'scenarios [vendor…]',
  flags: VENDOR_FLAG,
  async run({ vendor }, named) {
    const all = await known(vendor);
    process.stdout.write(listed(chosen(all, withAdded(all, named))));
    return 0;
  },
});

/** One line per scenario: its name, its description, and after which requests it shows, unless that is at once. */
function listed(providers: Providers): string {
  const rows = Object.values(providers).flatMap((provider) => Object.values(provider.scenarios ?? {}).map((scenario) => ({ provider, scenario })));
  const width = Math.max(...rows.map(({ scenario: { name } }) => name.length));
  return rows.map(({ provider, scenario }) => `${scenario.name.padEnd(width)}  ${scenario.description}${later(shownWhen(provider, scenario))}\n`).join('');
}

const later = (shows: Shows): string => (shows === 'at once' ? '' : ` (Shows after ${shows.after.join(' or ')}.)`);
