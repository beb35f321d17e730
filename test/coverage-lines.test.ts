/** The lines that a report suggests are run as they are, and each is seen to close its gap. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { observeClouds } from '../cloud/observe.ts';
import { vendors } from '../handlers/index.ts';
import { createCloud } from '../index.ts';
import { catalogueOf } from '../testing/coverage/catalogue.ts';
import { walker } from '../testing/coverage/walk.ts';

let stop = (): void => {};
afterEach(() => stop());

/** Runs lines as a test file would have them, and returns the facts that they walk. */
async function walkedBy(name: string, lines: string): Promise<Set<string>> {
  const facts = new Set<string>();
  stop = observeClouds(walker((_, what) => facts.add(what)));
  const AsyncFunction = (async () => {}).constructor as new (...words: string[]) => (...given: unknown[]) => Promise<void>;
  await new AsyncFunction('createCloud', name, lines)(createCloud, vendors[name as keyof typeof vendors]);
  stop();
  return facts;
}

describe.each(Object.keys(vendors))('%s', (name) => {
  const { items } = catalogueOf(vendors[name as keyof typeof vendors]);

  test('each line that is suggested closes its gap', async () => {
    const open: string[] = [];
    for (const { fact, lines } of items) {
      if (lines === undefined) continue;
      try {
        if (!(await walkedBy(name, lines)).has(fact)) open.push(fact);
      } catch (error) {
        open.push(`${fact}: ${(error as Error).message}\n${lines}`);
      }
    }
    expect(open).toEqual([]);
  });

  test("every gap has lines, except those that only the vendor's own rules close, and members that are not always shown", () => {
    const without = items.filter(({ lines, measure }) => lines === undefined && measure !== 'shown').map(({ fact }) => fact);
    expect(without.filter((fact) => !WITHOUT_LINES.some((known) => known.test(fact)))).toEqual([]);
  });
});

/** Where a record, not the operation, decides; and refusals that no kind of fault stands for. */
const WITHOUT_LINES = [
  /^status\|POST \/(servers|drives)\/\{\w+\}\/(start|image\/.*)\|20[04]$/,
  /^status\|(POST|GET) \/drives\/.*\|400$/,
  /^status\|DELETE \/api\/servers\/\{name\}\|20[04]$/,
  /\|servers\|(\w+\|)?(strand|cancel|stall|lose)(\||$)/,
];
