/** Where a violation can be: reads and checks the places that a test expects or a client is allowed to depart at. */
import { checkChoice, checkNames } from '../model/named-options.ts';
import { isPlainObject, said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import type { Violation } from '../model/violation.ts';
import { compile, type CompiledVendor } from '../request/compile.ts';
import type { Providers, ViolationOptions, ViolationReport } from './options.ts';

/** A place at an operation of a vendor. */
export interface ViolationPlace {
  readonly vendor: string | undefined;
  readonly operation: string | null;
  readonly place: string;
}

const REPORTS: Readonly<Record<ViolationReport, true>> = { record: true, warn: true, throw: true, refuse: true, off: true };
const MEMBERS: Readonly<Record<keyof ViolationOptions, true>> = { report: true, allow: true, warn: true };

/**
 * Validates the option `violations`.
 * @throws {Error} that names what is wrong.
 */
export function checkViolations(given: unknown, providers: Providers): void {
  const { report = 'record', allow = [], warn }: Readonly<Record<string, unknown>> = isPlainObject(given) ? given : { report: given };
  if (isPlainObject(given)) checkNames('The option violations', given, Object.keys(MEMBERS), 'member');
  checkChoice('violations', report, Object.keys(REPORTS));
  if (warn !== undefined && typeof warn !== 'function') throw new Error(`The option violations.warn cannot be ${said(warn)}. Give a function.`);
  if (!Array.isArray(allow)) throw new Error(`The option violations.allow cannot be ${said(allow)}. Give a list such as ['vpsorg GET /servers/ query.page'].`);
  for (const one of allow as unknown[]) allowedPlace(one, providers);
}

/**
 * Reads a place at which a client may depart from the contract.
 * @throws {Error} when no request could depart there.
 */
export function allowedPlace(given: unknown, providers: Providers): ViolationPlace {
  const at: unknown = isPlainObject(given) ? given['at'] : given;
  if (isPlainObject(given) && (typeof given['because'] !== 'string' || given['because'] === ''))
    throw new Error(`A violation that is allowed has no reason. Give { at: ${said(at)}, because: '…' }.`);
  const [, vendor = '', operation = null, place = ''] = (typeof at === 'string' && /^(\S+) (?:([A-Z]+ \S+) )?(.+)$/.exec(at)) || [];
  if (place === '')
    throw new Error(`Cannot allow a violation at ${said(at)}. Give a vendor, an operation and a place, such as 'vpsorg GET /servers/ query.page'.`);
  const provider = Object.hasOwn(providers, vendor) ? providers[vendor] : undefined;
  if (!provider) throw new Error(`Cannot allow a violation at '${vendor}', which is not in this cloud.${suggestion(vendor, Object.keys(providers))}`);
  checkPlace([compile(provider)], operation, place);
  return { vendor, operation, place };
}

/**
 * Refuses a place at which no request to these vendors can depart from the contract.
 * @throws {Error} that suggests what was meant.
 */
export function checkPlace(vendors: readonly CompiledVendor[], operation: string | null, place: string): void {
  const having = operation === null ? vendors : vendors.filter(({ operations }) => operations.has(operation));
  if (operation !== null && having.length === 0)
    throw new Error(
      `This cloud has no operation ${said(operation)}.${suggestion(
        operation,
        vendors.flatMap(({ operations }) => [...operations.keys()]),
      )}`,
    );
  const known = having.flatMap((vendor) => placesOf(vendor, operation));
  if (known.includes(place) || (operation !== null && having.some((vendor) => isOpen(vendor, operation, place)))) return;
  throw new Error(
    `No request can depart from ${operation === null ? 'the contract' : `the contract of ${operation}`} at ${said(place)}.${suggestion(place, known)}`,
  );
}

/** Whether the place is a name that the client made up: in a query, or in a body where one is documented. */
const isOpen = ({ operations }: CompiledVendor, operation: string, place: string): boolean =>
  /^query\../s.test(place) || (/^body[.[]./s.test(place) && operations.get(operation)?.operation.requestBody !== undefined);

/** The places of an operation that are documented; of a request without an operation for null. */
function placesOf({ operations, authentication }: CompiledVendor, operation: string | null): string[] {
  const places = ['path', 'method', `header.${authentication.header}`];
  const documented = operation === null ? undefined : operations.get(operation);
  if (!documented) return places;
  const { parameters = [] } = documented.operation;
  return [
    ...places,
    'body',
    'header.content-type',
    'header.accept',
    ...parameters.map(({ in: where, name }) => `${where}.${name}`),
    ...Array.from(documented.checks.members.keys(), (name) => `body.${name}`),
  ];
}

/** Whether a violation is at a place; `[]` in the place stands for any index. */
export const isAt = ({ vendor, operation, place }: ViolationPlace, violation: Violation): boolean =>
  (vendor === undefined || vendor === violation.vendor) &&
  operation === violation.operation &&
  (place === violation.place || place === violation.place.replace(/\[\d+\]/g, '[]'));
