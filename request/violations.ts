/**
 * How a request departs from the contract, whatever the vendor makes of it.
 * Law: a request that departs nowhere costs a single pass over its names; everything that is worded is worded only for one that does.
 */
import { Problem, type WrongMember } from '../model/problem.ts';
import { NO_VIOLATIONS, type Violation, type ViolationRule } from '../model/violation.ts';
import { mediaType, type PlainRequest } from '../vendor/wire.ts';
import { coerced, shownName } from './check.ts';
import type { CompiledOperation, CompiledVendor } from './compile.ts';
import { failure } from './json-schema.ts';
import { nearMiss } from './near-miss.ts';
import type { Read, Reading } from './reading.ts';
import type { Routed } from './route.ts';
import { isSecretName } from './secret-names.ts';
import { unknown, unknownIn } from './unknown-names.ts';
import { described, oneOf, worded, type Finding, type Note } from './violation-text.ts';
import { inside, isClosed } from './within.ts';

/** What a cloud does with violations. */
export interface ViolationPolicy {
  readonly report: 'record' | 'warn' | 'throw' | 'refuse' | 'off';
  /** Whether the client may depart from the contract there. */
  allows(violation: Violation): boolean;
  /** Whether a test expects the violation. */
  expects(violation: Violation): boolean;
}

/** A request, as far as it was read. */
export interface Asked {
  readonly vendor: CompiledVendor;
  readonly request: PlainRequest;
  readonly routed: Routed;
  readonly operation: CompiledOperation | null;
  readonly values: Readonly<Record<string, string>>;
  readonly reading: Reading | undefined;
  /** Null when there is none; undefined when none is needed. */
  readonly credential: Read<string | null> | undefined;
  /** All vendors of the cloud. */
  readonly vendors: () => readonly CompiledVendor[];
}

/** How many violations of one request are listed. */
const MOST = 20;

/** The violations of a request that can be seen before it is served. */
export function violationsOf(asked: Asked): readonly Violation[] {
  let findings: Finding[] | undefined;
  let more = 0;
  const note: Note = (given) => {
    findings ??= [];
    if (findings.length >= MOST) {
      more += 1;
      return;
    }
    const finding = typeof given === 'function' ? given() : given;
    if (!findings.some(({ place, rule }) => place === finding.place && rule === finding.rule)) findings.push(finding);
  };
  if (asked.operation && asked.reading) inOperation(asked, asked.operation, asked.reading, note);
  else outside(asked, note);
  if (asked.credential === null) withoutCredential(asked, note);
  return findings ? worded(asked, findings, more) : NO_VIOLATIONS;
}

/** What the vendor refused while it served the request, except where it is known already. */
export function refusedViolations(asked: Asked, { detail: { violations = [] } }: Problem, known: readonly Violation[]): readonly Violation[] {
  const { operation } = asked;
  if (!operation || violations.length === 0) return NO_VIOLATIONS;
  const places = new Set(known.map(({ place }) => topOf(place)));
  const findings = violations
    .slice(0, MOST)
    .map((wrong) => refusedAt(operation, whereIs(operation, wrong.member), wrong, true))
    .filter(({ place }) => !places.has(topOf(place)));
  return findings.length === 0 ? NO_VIOLATIONS : worded(asked, findings, 0);
}

/** `body.disks`, of `body.disks[0].size`. */
const topOf = (place: string): string => /^\w+(?:\.[^.[]*)?/.exec(place)?.[0] ?? place;

function inOperation(asked: Asked, operation: CompiledOperation, { path, query, given, body }: Reading, note: Note): void {
  const { vendor, request, values } = asked;
  const { route, operation: documented } = operation;
  const { method } = request;
  if (documented.deprecated) note({ place: 'path', rule: 'deprecated', effect: 'accepted', expected: 'an operation that stays' });
  if (method !== 'HEAD' && !(route.startsWith(method) && route[method.length] === ' '))
    note({ place: 'method', rule: 'undocumented', effect: 'accepted', expected: route.slice(0, route.indexOf(' ')), value: method, meant: route });
  if (vendor.routing.slash === 'optional' && request.path.endsWith('/') !== route.endsWith('/'))
    note({ place: 'path', rule: 'slash', effect: 'accepted', expected: slashed(request.path), value: request.path });
  if (typeof path === 'string')
    note({ place: `path.${path}`, rule: 'type', effect: 'refused', expected: described(parameter(operation, 'path', path)?.schema), value: values[path] });
  inQuery(operation, query, request.query, note);
  inBody(asked, operation, given, body, note);
  inAccept(operation, request.headers['accept'], note);
}

/** A path with the slash at its end that it lacks, or without the one that it has. */
const slashed = (path: string): string => (path.endsWith('/') ? path.slice(0, -1) : `${path}/`);

function inQuery(operation: CompiledOperation, read: Reading['query'], query: string, note: Note): void {
  if (read instanceof Problem) for (const wrong of read.detail.violations ?? []) note(refusedAt(operation, 'query', wrong));
  if (query === '') return;
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const place = `query.${shownName(name)}`;
    const documented = parameter(operation, 'query', name);
    if (!documented) note(() => unknown(place, name, value, namesIn(operation, 'query')));
    else if (documented.deprecated) note({ place, rule: 'deprecated', effect: 'accepted', expected: 'a parameter that stays', value });
    if (documented && seen.has(name) && typeof documented.schema === 'object' && documented.schema['type'] !== 'array')
      note({ place, rule: 'duplicate', effect: 'ignored', expected: 'one value', value });
    seen.add(name);
  }
}

function inBody({ vendor, request }: Asked, operation: CompiledOperation, given: unknown, read: unknown, note: Note): void {
  const { requestBody } = operation.operation;
  const sent = request.body !== undefined && request.body.length > 0;
  if (!requestBody) {
    if (sent) note({ place: 'body', rule: 'body', effect: 'ignored', expected: 'nothing', value: request.body?.length });
    return;
  }
  const type = mediaType(request);
  if (sent && !isListed(Object.keys(requestBody.content), type)) {
    const unread = given === undefined || (typeof given === 'object' && given !== null && Object.keys(given).length === 0);
    const effect = given instanceof Problem && given.kind === 'unsupported-media' ? 'refused' : unread ? 'ignored' : 'accepted';
    note({
      place: 'header.content-type',
      rule: 'content-type',
      effect,
      expected: oneOf(Object.keys(requestBody.content)),
      value: type || undefined,
      status: 415,
    });
  }
  if (given instanceof Problem) {
    if (given.kind === 'malformed') note({ place: 'body', rule: 'malformed', effect: 'refused', expected: type.split(';', 1)[0] || 'a body' });
    return;
  }
  const wrong = read instanceof Problem ? (read.detail.violations ?? []) : [];
  for (const one of wrong) note(() => refusedAt(operation, 'body', one, false, given));
  if (!sent) {
    if (requestBody.required && wrong.length === 0) note({ place: 'body', rule: 'required', effect: 'refused', expected: 'a body' });
    return;
  }
  // Bytes, such as those of a drive, have no members.
  if (typeof given !== 'object' || given === null || given instanceof Uint8Array || Array.isArray(given)) return;
  inMembers(operation, given as Readonly<Record<string, unknown>>, /json/i.test(type), wrong, note);
  for (const name of vendor.wire.repeated?.(request) ?? [])
    note({ place: `body.${shownName(name)}`, rule: 'duplicate', effect: 'ignored', expected: 'one value' });
}

/** The members of a body: those that are not documented, at any depth, and those that the vendor converts; in a text or a form, everything is text. */
function inMembers({ checks }: CompiledOperation, given: Readonly<Record<string, unknown>>, typed: boolean, wrong: readonly WrongMember[], note: Note): void {
  const { members, schema } = checks;
  for (const name in given) {
    const value = given[name];
    const member = members.get(name);
    if (!member) {
      // A member that the schema refuses was noted with the rest of the refusal.
      if (!isClosed(schema) && inside(schema, name) === undefined) note(() => unknown(`body.${shownName(name)}`, name, value, members.keys()));
      continue;
    }
    if (typed && coerced(value, member.type) !== value && !isOfType(value, member.schema['type']) && !wrong.some((one) => one.member === name))
      note({ place: `body.${name}`, rule: 'type', effect: 'coerced', expected: described(member.schema), value });
    if (member.schema['deprecated'] === true) note({ place: `body.${name}`, rule: 'deprecated', effect: 'accepted', expected: 'a member that stays', value });
    if (typeof value === 'object' && value !== null) unknownIn(value, member.schema, `body.${name}`, note, 1);
  }
}

/** Whether a text or a number is of one of the types: the vendor may read it as another, and document both. */
const isOfType = (value: unknown, type: unknown): boolean =>
  [type].flat().some((one) => one === typeof value || (one === 'integer' && Number.isInteger(value)));

function inAccept({ accepts }: CompiledOperation, header: string | undefined, note: Note): void {
  // Only where the vendor negotiates: any other answers in its one media type, whatever the header says.
  if (accepts.length < 2 || header === undefined || header.includes('*/*')) return;
  const wanted = header.split(',').map((type) => type.split(';', 1)[0]?.trim().toLowerCase() ?? '');
  if (wanted.some((type) => accepts.includes(type) || (type.endsWith('/*') && accepts.some((one) => one.startsWith(type.slice(0, -1)))))) return;
  note({ place: 'header.accept', rule: 'accept', effect: 'ignored', expected: oneOf(accepts), value: header });
}

function outside({ vendor, vendors, request: { method, path }, routed }: Asked, note: Note): void {
  if (routed.found === 'redirect') {
    const target = vendor.route(method, `${path}/`);
    const operation = target.found === 'operation' ? target.routed.route : undefined;
    return note({ place: 'path', rule: 'slash', effect: 'redirected', expected: `${path}/`, value: path, operation });
  }
  const near = nearMiss(vendor, vendors(), method, path);
  if (routed.found === 'method')
    note({
      place: 'method',
      rule: 'undocumented',
      effect: 'refused',
      expected: oneOf(routed.allow.filter((one) => one !== 'HEAD')),
      value: method,
      status: 405,
      meant: near?.operation,
    });
  else note({ place: 'path', rule: 'undocumented', effect: 'refused', expected: 'one that is documented', value: path, status: 404, meant: near?.operation });
}

function withoutCredential({ vendor: { authentication, contract }, request: { headers, query } }: Asked, note: Note): void {
  const { header } = authentication;
  const elsewhere = [...Object.keys(headers), ...new URLSearchParams(query).keys()].find((name) => name !== header && isSecretName(name));
  const scheme = Object.values(contract.components.securitySchemes)[0] as { readonly scheme?: string } | undefined;
  note({
    place: `header.${header}`,
    rule: 'credential',
    effect: 'refused',
    expected: `a ${scheme?.scheme ?? 'key as'} credential${elsewhere === undefined ? '' : `, which is not read from ${shownName(elsewhere)}`}`.replace(
      'key as credential',
      'key',
    ),
    value: headers[header] || undefined,
    status: 401,
  });
}

/** What the vendor refuses in a part of a request; `found` while it served the request. */
function refusedAt(operation: CompiledOperation, where: string, wrong: WrongMember, found = false, given?: unknown): Finding {
  const { member, limit } = wrong;
  let { rule, value } = wrong;
  const names = namesIn(operation, where);
  let place = member === '' ? where : `${where}.${member}`;
  let schema =
    member === '' ? operation.checks.schema : where === 'body' ? inside(operation.checks.schema, member) : parameter(operation, where, member)?.schema;
  if (rule === 'additionalProperties') return unknown(place, member, (given as Readonly<Record<string, unknown>> | undefined)?.[member], names, true);
  // The member is refused for what is within it.
  const error = typeof value === 'object' && value !== null && typeof schema === 'object' ? failure(value, schema) : undefined;
  if (error) rule = error.keyword;
  for (const name of error?.path ?? []) {
    const item = Array.isArray(value);
    place += item ? `[${name}]` : `.${shownName(name)}`;
    schema = inside(schema, name, item);
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  if (error && rule === 'required' && typeof schema === 'object') {
    const missing = ((schema['required'] ?? []) as readonly string[]).find((name) => !Object.hasOwn(value as object, name)) ?? '';
    place += `.${missing}`;
    schema = inside(schema, missing);
  }
  const refused =
    found && rule === 'enum' && !(typeof schema === 'object' && 'enum' in schema) ? 'reference' : (RULES[rule] ?? (BOUNDS.test(rule) ? 'bounds' : 'rule'));
  const expected =
    refused === 'reference'
      ? 'one that exists'
      : limit !== undefined
        ? `at least ${limit}`
        : found && refused !== 'required'
          ? `as the vendor's rules have it (${rule})`
          : described(schema);
  return { place, rule: refused, effect: 'refused', expected, value, ...(refused === 'required' && { value: undefined }) };
}

const RULES: Readonly<Record<string, ViolationRule>> = {
  required: 'required',
  type: 'type',
  anyOf: 'type',
  oneOf: 'type',
  enum: 'enum',
  const: 'enum',
  pattern: 'pattern',
  additionalProperties: 'unknown',
  false: 'unknown',
  exists: 'reference',
  available: 'reference',
};
const BOUNDS = /^(?:min|max|exclusive|multiple|unique)/;

const parameter = ({ operation: { parameters = [] } }: CompiledOperation, where: string, name: string) =>
  parameters.find((one) => one.in === where && one.name === name);

const namesIn = ({ operation: { parameters = [] }, checks }: CompiledOperation, where: string): Iterable<string> =>
  where === 'body' ? checks.members.keys() : parameters.filter((one) => one.in === where).map(({ name }) => name);

/** Where a member is of which a refusal has only the name. */
const whereIs = (operation: CompiledOperation, name: string): string =>
  operation.checks.members.has(name) ? 'body' : (['query', 'path'].find((where) => parameter(operation, where, name)) ?? 'body');

const isListed = (types: readonly string[], type: string): boolean => types.includes(type.split(';', 1)[0]?.trim().toLowerCase() ?? '');
