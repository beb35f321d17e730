/** Finds and plays scenarios. */
import type { Clock } from '../model/clock.ts';
import type { Faults } from '../model/faults.ts';
import { said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import { refuseLate } from '../request/decision.ts';
import { isScenario } from '../vendor/check-vendor.ts';
import type { AnyScenario } from '../vendor/scenario.ts';
import type { Core } from './core.ts';
import type { Providers } from './options.ts';
import { withAccounts } from './resting-account.ts';

/**
 * Returns the function that plays scenarios in a cloud.
 * @param faults the cloud's faults, to which scenarios add.
 */
export function player(core: Core, faults: Faults): (wanted: string | AnyScenario) => void {
  const clock: Clock = core.movable ?? (Object.create(core.clock, { now: { value: core.now } }) as Clock);
  let stage: object | undefined;
  return (wanted) => {
    const scenario = scenarioOf(core.providers, wanted);
    core.notices.together(() => {
      core.atOnce(() =>
        core.step(
          'scenario',
          // The type of the stage depends on the scenario's vendor, which `scenarioOf` has found in this cloud.
          () => refuseLate(`The scenario '${scenario.name}'`, scenario.play((stage ??= withAccounts({ clock, faults }, core.accounts)) as never) as unknown),
          () => ({ at: core.now(), play: scenario.name }),
        ),
      );
      // Another machine does not know a custom scenario by its name.
      if (!comesWithVendor(core.providers, scenario)) core.timeline.undescribed();
      core.events.emit('scenario', { name: scenario.name, at: core.now() });
    });
  };
}

function scenarioOf(providers: Providers, wanted: string | AnyScenario): AnyScenario {
  const scenario = typeof wanted === 'string' ? scenarioNamed(providers, wanted) : checked(wanted);
  const vendor = scenario.name.split('/')[0] ?? '';
  if (Object.hasOwn(providers, vendor)) return scenario;
  throw new Error(
    `The scenario ${said(scenario.name)} needs the vendor ${said(vendor)}, which this cloud does not have. Create it with createCloud({ ${[...Object.keys(providers), vendor.slice(0, 60)].join(', ')} }).`,
  );
}

function checked(given: unknown): AnyScenario {
  if (isScenario(given)) return given;
  throw new Error(`play() was called with ${said(given)}, which is not a scenario. Give one, such as vpsorg.scenarios.outOfCredits, or its name.`);
}

function scenarioNamed(providers: Providers, name: string): AnyScenario {
  const scenarios = Object.values(providers).flatMap((provider) => Object.values(provider.scenarios ?? {}));
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found) return found;
  const names = scenarios.map((scenario) => scenario.name);
  // The vendor's name is what is forgotten most.
  const unqualified = names.find((one) => one.split('/')[1] === name);
  throw new Error(`No scenario ${said(name)}.${unqualified === undefined ? suggestion(name, names) : ` Did you mean '${unqualified}'?`}`);
}

const comesWithVendor = (providers: Providers, scenario: AnyScenario): boolean =>
  Object.values(providers).some(({ scenarios = {} }) => Object.values(scenarios).includes(scenario));
