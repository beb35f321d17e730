/**
 * What is true of an account as a whole, such as its credits.
 * Law: a setting changes only by assignment, which is observed; what is nested in it is frozen, so that nobody changes it unobserved.
 */

/**
 * The settings as operations, scenarios and tests see them: each reads and writes the `kept` ones.
 * @param changed called after each change, with the value that was replaced.
 */
export function observedSettings(kept: Record<string, unknown>, changed: (name: string, before: unknown) => void): object {
  const settings = {};
  for (const name of Object.keys(kept)) {
    Object.defineProperty(settings, name, {
      enumerable: true,
      get: () => (isLoose(kept[name]) ? (kept[name] = frozen(structuredClone(kept[name]))) : kept[name]),
      set(value: unknown) {
        const before = kept[name];
        if (before === value) return;
        kept[name] = isLoose(value) ? frozen(structuredClone(value)) : value;
        changed(name, before);
      },
    });
  }
  // A misspelt setting is an error, as it is among the options.
  return Object.preventExtensions(settings);
}

const isLoose = (value: unknown): boolean => typeof value === 'object' && value !== null && !Object.isFrozen(value);

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const member of Object.values(Object.freeze(value))) frozen(member);
  return value;
}
