/** What each vendor's catalogue of scenarios goes through: every sentence is false of a fresh cloud, and true once it was played. */
import { expect, test } from '@jest/globals';
import type { AnyScenario } from '../index.ts';

/** A fresh cloud, and whatever a vendor's checks ask it with. */
interface Stage {
  readonly cloud: { play(scenario: never): void };
}

/**
 * Tests each scenario by its check, which drives the vendor's documented endpoints only; one without a check fails.
 * @param checks by the scenario's name or by the name that it is exported under.
 * @param crowd fills a cloud with a fleet; what is true by itself is true there too. `fleet` makes one of its own.
 */
export function catalogue<S extends Stage>(
  scenarios: Readonly<Record<string, AnyScenario>>,
  checks: Readonly<Record<string, (stage: S) => Promise<void>>>,
  open: () => S,
  crowd?: (stage: S) => void,
): void {
  const all = Object.entries(scenarios).map(([key, scenario]) => ({ key, scenario, title: scenario.name }));
  const checkOf = (key: string, { name }: AnyScenario): ((stage: S) => Promise<void>) => {
    const check = checks[name] ?? checks[key];
    if (check) return check;
    throw new Error(`The scenario ${name} has no check.`);
  };

  test.each(all)('$title is true once it was played, by name and by object, and not before', async ({ key, scenario }) => {
    const check = checkOf(key, scenario);
    expect(scenario.name.replace(/^\w+\/|-(\w)/g, (_, letter?: string) => letter?.toUpperCase() ?? '')).toBe(key);
    expect(scenario.description).toMatch(/^[A-Z].*\.$/);
    // By what it expects, not by falling over.
    await expect(check(open())).rejects.toThrow('expect(');
    for (const way of [scenario.name, scenario]) {
      const stage = open();
      stage.cloud.play(way as never);
      await check(stage);
    }
  });

  if (!crowd) return;
  test.each(all.filter(({ key }) => key !== 'fleet'))('$title is as true among a fleet', async ({ key, scenario }) => {
    const stage = open();
    crowd(stage);
    stage.cloud.play(scenario as never);
    await checkOf(key, scenario)(stage);
  });
}
