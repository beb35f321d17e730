/** `stuntbox scenarios`: lists the scenarios with their descriptions. */
import type { Providers } from '../../cloud/options.ts';
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

/** One line per scenario: its name and description. */
function listed(providers: Providers): string {
  const rows = Object.values(providers).flatMap(({ scenarios: its = {} }) => Object.values(its));
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, description }) => `${name.padEnd(width)}  ${description}\n`).join('');
}
