/** Validates a third-party vendor, which may be in JavaScript, or written for another version. */
import { operationsOf, type Contract } from './contract.ts';
import type { AnyProvider } from './provider.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * Checks that a value is a complete provider.
 * @throws {Error} that lists everything that is missing or invalid.
 */
export function checkProvider(value: unknown): asserts value is AnyProvider {
  const defects = defectsOf(value);
  if (defects.length === 0) return;
  const name = isObject(value) && typeof value['name'] === 'string' ? ` '${value['name']}'` : '';
  const [shown, more] = [defects.slice(0, MOST_SHOWN), defects.length - MOST_SHOWN];
  throw new Error(`The vendor${name} is not complete: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`);
}

/** How many defects the error lists. */
const MOST_SHOWN = 8;

function defectsOf(value: unknown): string[] {
  if (!isObject(value)) return ['it is not an object'];
  const defects: string[] = [];
  const hold = (path: string, fits: boolean, what: string): void => {
    if (!fits) defects.push(`${path} must be ${what}`);
  };
  const part = (path: string, given: unknown): Members => {
    hold(path, isObject(given), 'an object');
    return isObject(given) ? given : {};
  };
  const { name, title, largestBody, rateHeaders, fresh, settings } = value;
  hold('name', typeof name === 'string' && /^[a-z][a-z0-9_-]*$/i.test(name), 'a word of letters and digits that starts with a letter');
  hold('title', typeof title === 'string' && title !== '', 'a text');
  hold('settings', isObject(settings), 'an object');
  hold('fresh', isFunction(fresh), 'a function');
  hold(
    'largestBody',
    largestBody === undefined || isFunction(largestBody) || (Number.isInteger(largestBody) && Number(largestBody) >= 0),
    'a whole number of bytes, or a function',
  );
  hold('rateHeaders', rateHeaders === undefined || isFunction(rateHeaders), 'a function');

  const authentication = part('authentication', value['authentication']);
  hold('authentication.header', typeof authentication['header'] === 'string', 'the name of a header');
  hold('authentication.credential', isFunction(authentication['credential']), 'a function');
  const routing = part('routing', value['routing']);
  hold('routing.slash', ['optional', 'redirect', 'exact'].includes(routing['slash'] as string), "'optional', 'redirect' or 'exact'");
  const wire = part('wire', value['wire']);
  for (const verb of ['read', 'write']) hold(`wire.${verb}`, isFunction(wire[verb]), 'a function');

  for (const [kind, say] of Object.entries(part('refusals', value['refusals'])))
    hold(`refusals['${kind}']`, say === null || isFunction(say), 'a function, or null for a kind that it does not have');
  const tables = part('tables', value['tables']);
  hold('tables.servers', isObject(tables['servers']), 'a table');
  for (const [table, definition] of Object.entries(tables))
    hold(`tables.${table}.key`, isObject(definition) && typeof definition['key'] === 'string', 'the name of a member');
  for (const [record, where] of Object.entries(part('found', value['found'])))
    hold(
      `found.${record}`,
      isObject(where) && typeof where['parameter'] === 'string' && Object.hasOwn(tables, String(where['table'])),
      'a parameter and an existing table',
    );
  for (const [scenario, given] of Object.entries(value['scenarios'] === undefined ? {} : part('scenarios', value['scenarios'])))
    hold(
      `scenarios.${scenario}`,
      (isObject(given) || isFunction(given)) &&
        String(Reflect.get(given, 'name')).startsWith(`${String(name)}/`) &&
        typeof Reflect.get(given, 'description') === 'string' &&
        isFunction(Reflect.get(given, 'play')),
      `a scenario: its name (${String(name)}/…), its description, and play()`,
    );

  const before = defects.length;
  const contract = part('contract', value['contract']);
  const url = Array.isArray(contract['servers']) ? (contract['servers'][0] as { url?: unknown } | null | undefined)?.url : undefined;
  hold('contract.servers[0].url', typeof url === 'string' && (url.startsWith('/') || URL.canParse(url)), 'a URL');
  const components = part('contract.components', contract['components']);
  hold('contract.components.securitySchemes', isObject(components['securitySchemes']), 'an object');
  hold('contract.components.responses', isObject(components['responses']), 'an object');
  for (const [path, methods] of Object.entries(part('contract.paths', contract['paths']))) {
    hold(`contract.paths['${path}']`, path.startsWith('/') && isObject(methods) && Object.values(methods).every(isObject), 'a path and its operations');
  }
  const operations = part('operations', value['operations']);
  // The operations can be checked only when the contract is valid.
  if (defects.length === before) {
    for (const { route, operation } of operationsOf(value['contract'] as Contract)) {
      hold(`operations['${route}']`, Object.hasOwn(operations, route) && isFunction(operations[route]), 'a function, since the contract has that operation');
      hold(`the responses of ${route}`, isObject(operation.responses), 'an object');
    }
  }
  return defects;
}

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
const isFunction = (value: unknown): value is (...words: never[]) => unknown => typeof value === 'function';
