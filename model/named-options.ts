/** Validates the names of options and other members, since a misspelt one would be left out without a word. */
import { isPlainObject, said } from './plain.ts';
import { suggestion } from './spelling.ts';

/** @throws {Error} when what is given is not an object, or has a name that is not known. */
export function checkNames(what: string, given: unknown, known: readonly string[], kind = 'option'): void {
  if (!isPlainObject(given)) throw new Error(`${what} takes ${kind}s, such as { ${known[0]}: … }, not ${said(given)}.`);
  for (const name of Object.keys(given)) if (!known.includes(name)) throw new Error(`${what} has no ${kind} ${said(name)}.${suggestion(name, known)}`);
}

/** @throws {Error} when the value of an option is none of those that it can have. */
export function checkChoice(option: string, given: unknown, choices: readonly string[]): void {
  if (!choices.includes(given as string)) throw new Error(`The option ${option} cannot be ${said(given)}.${suggestion(given, choices)}`);
}
