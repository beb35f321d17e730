/**
 * Records and settings from outside: what a test in any language puts into an account, or takes out of it.
 * Law: everything is checked before anything is changed.
 */
import type { AnyCloud } from '../cloud/cloud.ts';
import { checkSettings } from '../cloud/settings.ts';
import type { Collection } from '../model/collection.ts';
import { suggestion } from '../model/spelling.ts';

type Members = Record<string, unknown>;

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTable = (value: unknown): value is Collection<Members> => isObject(value) && typeof value['add'] === 'function';

/** The table that `puregpu/isos` names. */
export function tableOf(cloud: AnyCloud, path: string | null): Collection<Members> {
  const [vendor = '', name = ''] = (path ?? '').split('/');
  const account = accountOf(cloud, vendor);
  const tables = Object.keys(account).filter((one) => isTable(account[one]));
  const table = tables.includes(name) ? account[name] : undefined;
  if (isTable(table)) return table;
  throw new Error(`${vendor} has no table '${name}'.${suggestion(name, tables)} Give ?table=${vendor}/${tables[0]}.`);
}

/** Adds the record of a body, or changes the members that it gives where there is one with its key. */
export function put(table: Collection<Members>, given: unknown): Members {
  if (!isObject(given)) throw new Error(`A record of ${table.name} is a JSON object.`);
  const key = given[table.key];
  const [other] = table.all();
  const own = (typeof key === 'string' || typeof key === 'number') && table.has(key) ? table.get(key) : undefined;
  const model = own ?? other;
  if (model) {
    const members = Object.keys(model);
    for (const [member, value] of Object.entries(given)) {
      if (!members.includes(member)) throw new Error(`A record of ${table.name} has no member '${member}'.${suggestion(member, members)}`);
      if (kindOf(value) !== kindOf(model[member]) && value !== null && model[member] !== null)
        throw new Error(`The member ${member} of a record of ${table.name} is ${kindOf(model[member])}, not ${kindOf(value)}.`);
    }
    const missing = members.filter((member) => !Object.hasOwn(given, member));
    if (!own && missing.length > 0) throw new Error(`A new record of ${table.name} also needs: ${missing.join(', ')}.`);
  }
  return { ...(own ? table.update(own, given) : table.add(given)) };
}

/** Removes the record with a key. */
export function remove(table: Collection<Members>, key: string | null): Members {
  const found = table.all().find((record) => String(record[table.key]) === key);
  if (!found)
    throw new Error(
      `There is no ${String(key)} in ${table.name}.${suggestion(
        String(key),
        table.all().map((record) => String(record[table.key])),
      )}`,
    );
  table.remove(found[table.key] as string | number);
  return { removed: key };
}

/** Sets the settings of a body. */
export function set(cloud: AnyCloud, vendor: string | null, given: unknown): Members {
  const settings = accountOf(cloud, vendor ?? '')['settings'] as Members;
  if (!isObject(given)) throw new Error('Settings are a JSON object, such as {"balance": 0}.');
  for (const [name, value] of Object.entries(given))
    if (Object.hasOwn(settings, name) && kindOf(value) !== kindOf(settings[name]))
      throw new Error(`The setting ${name} is ${kindOf(settings[name])}, not ${kindOf(value)}.`);
  checkSettings(vendor ?? '', given, settings, (setting) => `The setting ${setting}`);
  Object.assign(settings, given);
  return { ...settings };
}

function accountOf(cloud: AnyCloud, vendor: string): Members {
  if (Object.hasOwn(cloud.vendors, vendor)) return cloud[vendor] as Members;
  throw new Error(`This cloud has no vendor '${vendor}'.${suggestion(vendor, Object.keys(cloud.vendors))}`);
}

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
