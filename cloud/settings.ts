/**
 * The settings of an account, such as its credits.
 * Law: a setting changes only by assignment, which is observed; nested values are frozen, so that no change goes unnoticed.
 */
import { frozen, isPlainObject, said } from '../model/plain.ts';
import { misfit, type Schema } from '../model/schema.ts';
import { suggestion } from '../model/spelling.ts';

/**
 * The settings as operations, scenarios and tests see them; they read and write those in `stored`.
 * @param schemas the schemas of settings that take only some values of their type.
 * @param changed called after each change, with the previous value.
 */
export function observedSettings(stored: Record<string, unknown>, schemas: Schemas | undefined, changed: (name: string, before: unknown) => void): object {
  const settings = {};
  for (const name of Object.keys(stored)) {
    Object.defineProperty(settings, name, {
      enumerable: true,
      get: () => (stored[name] = frozen(stored[name])),
      set(value: unknown) {
        const before = stored[name];
        if (before === value) return;
        const wrong = wrongSetting(name, value, before, schemas);
        if (wrong) throw new Error(`The setting ${name} ${wrong}.`);
        stored[name] = frozen(value);
        changed(name, before);
      },
    });
  }
  // Assigning to a misspelt setting throws, as it does in the options.
  return Object.preventExtensions(settings);
}

/** The vendor's schemas of its settings. */
type Schemas = Readonly<Record<string, unknown>>;

/** What is wrong with the value of a setting, to follow its name. */
function wrongSetting(name: string, value: unknown, like: unknown, schemas: Schemas = {}): string | undefined {
  const wrong = wrongValue(value, like);
  if (wrong) return `cannot be ${wrong}`;
  const found = Object.hasOwn(schemas, name) ? misfit(value, schemas[name] as Schema) : undefined;
  return found && `cannot be ${said(found.value)}: it ${found.why}`;
}

/** What is wrong with a setting that the vendor does not have. */
const UNKNOWN_SETTING = 'is not a setting.';

/** A vendor's default settings, and what they can be. */
export interface SettingsRules {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly settingSchemas?: Schemas;
}

/**
 * The first invalid setting, compared with the vendor's defaults, and what is wrong with it; undefined when all are valid.
 * @param complete whether every setting must be present.
 */
export function wrongSettings(
  settings: unknown,
  { settings: defaults, settingSchemas }: SettingsRules,
  complete: boolean,
): { member: string; why: string } | undefined {
  if (!isPlainObject(settings)) return { member: '', why: 'is not an object of settings' };
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(defaults, name)) return { member: name, why: `${UNKNOWN_SETTING}${suggestion(name, Object.keys(defaults))}` };
    const wrong = wrongSetting(name, value, defaults[name], settingSchemas);
    if (wrong) return { member: name, why: wrong };
  }
  const missing = complete ? Object.keys(defaults).find((name) => !Object.hasOwn(settings, name)) : undefined;
  return missing === undefined ? undefined : { member: missing, why: 'is missing' };
}

/**
 * Refuses settings of which one is invalid, before any is set.
 * @param called what the message calls a setting; the whole of them, without a name.
 * @throws {Error} that names the first one.
 */
export function checkSettings(vendor: string, given: unknown, rules: SettingsRules, called: (name?: string) => string): void {
  const found = wrongSettings(given, rules, false);
  if (!found) return;
  const { member, why } = found;
  if (why.startsWith(UNKNOWN_SETTING)) throw new Error(`${vendor} has no setting '${member}'.${why.slice(UNKNOWN_SETTING.length)}`);
  throw new Error(`${called(member || undefined)} ${why}.`);
}

/** The longest text of a setting, in characters. */
const LONGEST_TEXT = 10_000;

/** What is wrong with a value that should have the type of another; undefined when it has. */
function wrongValue(value: unknown, like: unknown): string | undefined {
  if (typeof like === 'number')
    return Number.isFinite(value) && Math.abs(value as number) <= Number.MAX_SAFE_INTEGER
      ? undefined
      : `${said(value)}: give a ${typeof value === 'number' ? 'finite ' : ''}number${Number.isFinite(value) ? ` of at most ${Number.MAX_SAFE_INTEGER}` : ''}`;
  if (typeof like === 'boolean') return typeof value === 'boolean' ? undefined : `${said(value)}: give true or false`;
  if (typeof like === 'string')
    return typeof value === 'string' && value.length <= LONGEST_TEXT ? undefined : `${said(value)}: give a text of at most ${LONGEST_TEXT} characters`;
  if (Array.isArray(like)) return Array.isArray(value) ? undefined : `${said(value)}: give a list`;
  if (!isPlainObject(like)) return undefined;
  if (!isPlainObject(value)) return `${said(value)}: give an object with ${Object.keys(like).join(', ')}`;
  for (const member of Object.keys(like)) {
    const wrong = Object.hasOwn(value, member) ? wrongValue(value[member], like[member]) : `without ${member}: give all of ${Object.keys(like).join(', ')}`;
    if (wrong) return Object.hasOwn(value, member) ? `${wrong} for its ${member}` : wrong;
  }
  return undefined;
}
