/** How a scenario is found and played. */
import type { Clock } from '../model/clock.ts';
import type { Faults } from '../model/faults.ts';
import { suggestion } from '../model/spelling.ts';
import { refuseLate } from '../request/decision.ts';
import type { AnyScenario } from '../vendor/scenario.ts';
import type { Core } from './core.ts';
import type { Providers } from './options.ts';

/**
 * Gives the function that plays scenarios in a cloud.
 * @param faults those of the cloud, as scenarios add to them.
 */
export function player(core: Core, faults: Faults): (wanted: string | AnyScenario) => void {
  const clock: Clock = core.movable ?? (Object.create(core.clock, { now: { value: core.now } }) as Clock);
  const stage: Record<string, unknown> = { clock, faults };
  for (const [name, { shown }] of core.accounts) stage[name] = shown;
  return (wanted) => {
    const scenario = scenarioOf(core.providers, wanted);
    core.atOnce(() =>
      core.step(
        'scenario',
        // Which vendor's stage it wants is the scenario's own business: its vendor is here, by its name.
        () => refuseLate(`The scenario '${scenario.name}'`, scenario.play(stage as never) as unknown),
        () => ({ at: core.now(), play: scenario.name }),
      ),
    );
    // One of its author's own is not known by its name on another machine.
    if (!comesWithVendor(core.providers, scenario)) core.timeline.undescribed();
  };
}

function scenarioOf(providers: Providers, wanted: string | AnyScenario): AnyScenario {
  const scenario = typeof wanted === 'string' ? scenarioNamed(providers, wanted) : wanted;
  const vendor = scenario.name.split('/')[0] ?? '';
  if (Object.hasOwn(providers, vendor)) return scenario;
  throw new Error(
    `The scenario '${scenario.name}' needs the vendor '${vendor}', which this cloud does not have. Create it with createCloud({ ${[...Object.keys(providers), vendor].join(', ')} }).`,
  );
}

function scenarioNamed(providers: Providers, name: string): AnyScenario {
  const scenarios = Object.values(providers).flatMap((provider) => Object.values(provider.scenarios ?? {}));
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found) return found;
  const names = scenarios.map((scenario) => scenario.name);
  throw new Error(`No scenario '${name}'.${suggestion(name, names)}`);
}

const comesWithVendor = (providers: Providers, scenario: AnyScenario): boolean =>
  Object.values(providers).some(({ scenarios = {} }) => Object.values(scenarios).includes(scenario));
