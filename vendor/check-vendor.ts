/** Whether what was given as a vendor or a scenario is one: a missing import gives undefined, which fails far away from its cause. */
import { isPlainObject, said } from '../model/plain.ts';
import type { AnyScenario } from './scenario.ts';

/** @throws {Error} when a value is not a vendor. */
export function checkVendor(given: unknown): void {
  if (isPlainObject(given) && typeof given['name'] === 'string' && isPlainObject(given['contract']) && isPlainObject(given['operations'])) return;
  throw new Error(`A vendor is needed, not ${said(given)}. Import one, such as import { vpsorg } from 'stuntbox/vpsorg'.`);
}

/** Whether a value is a scenario. One with parameters is a function. */
export function isScenario(given: unknown): given is AnyScenario {
  if ((typeof given !== 'object' && typeof given !== 'function') || given === null) return false;
  const { name, play } = given as Partial<AnyScenario>;
  return typeof name === 'string' && typeof play === 'function';
}

/** @throws {Error} when a value is not a scenario. */
export function checkScenario(what: string, given: unknown): void {
  if (!isScenario(given)) throw new Error(`${what} needs a scenario, such as vpsorg.scenarios.outOfCredits, not ${said(given)}.`);
}
