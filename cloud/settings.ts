/**
 * The settings of an account, such as its credits.
 * Law: a setting changes only by assignment, which is observed; nested values are frozen, so that no change goes unnoticed.
 */
import { checkNames } from '../model/named-options.ts';
import { frozen, isPlainObject, said } from '../model/plain.ts';
import { inWords, misfit, misfits, type Schema } from '../model/schema.ts';

/**
 * The settings as operations, scenarios and tests see them; they read and write those in `stored`.
 * @param changed called after each change, with the previous value.
 */
export function observedSettings(stored: Record<string, unknown>, rules: SettingsRules, changed: (name: string, before: unknown) => void): object {
  const settings = {};
  for (const name of Object.keys(stored)) {
    Object.defineProperty(settings, name, {
      enumerable: true,
      get: () => (stored[name] = frozen(stored[name])),
      set(value: unknown) {
        const before = stored[name];
        if (before === value) return;
        const wrong = misfit(value, settingsSchema(rules)[name] ?? 'any', name);
        if (wrong) throw new Error(`The setting ${inWords(wrong)}`);
        stored[name] = frozen(value);
        changed(name, before);
      },
    });
  }
  // Assigning to a misspelt setting throws, as it does in the options.
  return Object.preventExtensions(settings);
}

/** A vendor's default settings, and the schemas of those that take only some values of their type. */
export interface SettingsRules {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly settingSchemas?: Readonly<Record<string, unknown>>;
}

/** The schemas of all settings of a vendor. */
export const settingsSchema = ({ settings, settingSchemas = {} }: SettingsRules): { readonly [setting: string]: Schema } =>
  mapped(settings, (like, name) => (Object.hasOwn(settingSchemas, name) ? (settingSchemas[name] as Schema) : typeOf(like)));

/** The longest text of a setting, in characters. */
const LONGEST_TEXT = 10_000;

/** The schema of whatever has the type of a value. */
function typeOf(like: unknown): Schema {
  if (typeof like === 'number') return 'number';
  if (typeof like === 'boolean') return 'flag';
  if (typeof like === 'string')
    return (value) => (typeof value === 'string' && value.length <= LONGEST_TEXT ? undefined : `is not a text of at most ${LONGEST_TEXT} characters`);
  if (Array.isArray(like)) return ['any'];
  return isPlainObject(like) ? mapped(like, typeOf) : 'any';
}

const mapped = <T>(object: Readonly<Record<string, unknown>>, each: (value: unknown, name: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, each(value, name)]));

/**
 * Refuses settings of which one is invalid, before any is set.
 * @param called what the message calls all of them: `settings.vpsorg`.
 * @throws {Error} that names the first one.
 */
export function checkSettings(vendor: string, given: unknown, rules: SettingsRules, called: string): void {
  if (!isPlainObject(given)) throw new Error(`${called} cannot be ${said(given)}. Give an object of settings.`);
  checkNames(vendor, given, Object.keys(rules.settings), 'setting');
  const found = misfits(given, settingsSchema(rules), false, called);
  if (found) throw new Error(inWords(found));
}
