/** Validates the names of options, since a misspelt option would be left out without a word. */
import { isPlainObject, said } from './plain.ts';
import { suggestion } from './spelling.ts';

/** @throws {Error} when options are not an object, or have a name that is not known. */
export function checkNames(what: string, given: unknown, known: readonly string[]): void {
  if (!isPlainObject(given)) throw new Error(`${what} takes options, such as { ${known[0]}: … }, not ${said(given)}.`);
  for (const name of Object.keys(given)) if (!known.includes(name)) throw new Error(`${what} has no option '${name}'.${suggestion(name, known)}`);
}
