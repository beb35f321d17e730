/** Whether what was given as a vendor is one: a missing import gives undefined, which fails far away from its cause. */
import { isPlainObject, said } from '../model/plain.ts';

/** @throws {Error} when a value is not a vendor. */
export function checkVendor(given: unknown): void {
  if (isPlainObject(given) && typeof given['name'] === 'string' && isPlainObject(given['contract']) && isPlainObject(given['operations'])) return;
  throw new Error(`A vendor is needed, not ${said(given)}. Import one, such as import { vpsorg } from 'stuntbox/vpsorg'.`);
}
