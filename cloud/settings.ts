/**
 * What is true of an account as a whole, such as its credits.
 * Law: a setting changes only by assignment, which is observed; what is nested in it is frozen, so that nobody changes it unobserved.
 */
import { frozen, isPlainObject, said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';

/**
 * The settings as operations, scenarios and tests see them: each reads and writes the `kept` ones.
 * @param changed called after each change, with the value that was replaced.
 */
export function observedSettings(kept: Record<string, unknown>, changed: (name: string, before: unknown) => void): object {
  const settings = {};
  for (const name of Object.keys(kept)) {
    Object.defineProperty(settings, name, {
      enumerable: true,
      get: () => (kept[name] = frozen(kept[name])),
      set(value: unknown) {
        const before = kept[name];
        if (before === value) return;
        const wrong = wrongValue(value, before);
        if (wrong) throw new TypeError(`The setting ${name} cannot be ${wrong}.`);
        kept[name] = frozen(value);
        changed(name, before);
      },
    });
  }
  // A misspelt setting is an error, as it is among the options.
  return Object.preventExtensions(settings);
}

/**
 * What is wrong with some settings, beside those that a vendor has at first; undefined when they are all there, and of the right types.
 * @param whole whether every setting must be there.
 */
export function wrongSettings(settings: unknown, defaults: Readonly<Record<string, unknown>>, whole: boolean): { member: string; why: string } | undefined {
  if (!isPlainObject(settings)) return { member: '', why: 'is not an object of settings' };
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(defaults, name)) return { member: name, why: `is no setting.${suggestion(name, Object.keys(defaults))}` };
    const wrong = wrongValue(value, defaults[name]);
    if (wrong) return { member: name, why: `cannot be ${wrong}` };
  }
  const missing = whole ? Object.keys(defaults).find((name) => !Object.hasOwn(settings, name)) : undefined;
  return missing === undefined ? undefined : { member: missing, why: 'is missing' };
}

/** How a value is not of the kind of another; undefined when it is. */
function wrongValue(value: unknown, like: unknown): string | undefined {
  if (typeof like === 'number') return typeof value === 'number' && !Number.isNaN(value) ? undefined : `${said(value)}: give a number`;
  if (typeof like === 'boolean') return typeof value === 'boolean' ? undefined : `${said(value)}: give true or false`;
  if (typeof like === 'string') return typeof value === 'string' ? undefined : `${said(value)}: give a text`;
  if (Array.isArray(like)) return Array.isArray(value) ? undefined : `${said(value)}: give a list`;
  if (!isPlainObject(like)) return undefined;
  if (!isPlainObject(value)) return `${said(value)}: give an object with ${Object.keys(like).join(', ')}`;
  for (const member of Object.keys(like)) {
    const wrong = Object.hasOwn(value, member) ? wrongValue(value[member], like[member]) : `without ${member}: give all of ${Object.keys(like).join(', ')}`;
    if (wrong) return Object.hasOwn(value, member) ? `${wrong} for its ${member}` : wrong;
  }
  return undefined;
}
