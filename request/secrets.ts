/**
 * Which members are secret: those that the contract marks `format: password` or `writeOnly`, and those whose name says so, do not appear in the journal or the log.
 * Law: a secret that the vendor shows again is state, and part of snapshots and links; one that it never shows (`writeOnly`) is not, and is in neither.
 */
import type { Contract, Media, Operation } from '../vendor/contract.ts';
import { operationsOf } from '../vendor/contract.ts';
import type { Secret } from '../vendor/redacted.ts';
import { isSecretName } from './secret-names.ts';

/** The secrets of a vendor. */
export interface Secrets {
  /** Whether the contract marks any in requests: otherwise only a body in which a name could be one has to be read for redaction. */
  readonly marked: boolean;
  /** Those in requests of any operation, since a client may send a password where none is expected. */
  readonly asked: Secret;
  /** Those in requests that are no state: the vendor never shows them again, or does not know them. */
  readonly unshown: Secret;
  /** Those in requests and replies, which a record may contain. */
  readonly kept: Secret;
}

interface Schema {
  readonly writeOnly?: boolean;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}
type Mark = (schema: Schema, name: string) => boolean;

const isSecret = ({ writeOnly, format }: Schema): boolean => writeOnly === true || format === 'password';
const isUnshown = ({ writeOnly }: Schema): boolean => writeOnly === true;

/** The secrets of a contract. */
export function secretsOf(contract: Contract): Secrets {
  const operations = operationsOf(contract).map(({ operation }) => operation);
  const asked = operations.flatMap(requested);
  const marked = named(asked, isSecret);
  const unshown = named(asked, isUnshown);
  const kept = named([...asked, ...operations.flatMap(replied)], isSecret);
  return {
    marked: marked !== undefined,
    asked: (name) => isSecretName(name) || marked?.(name) === true,
    unshown: (name) => unshown?.(name) === true || (isSecretName(name) && kept?.(name) !== true),
    kept: (name) => isSecretName(name) || kept?.(name) === true,
  };
}

/** The secrets in the replies of an operation; undefined where its contract has none, so that nothing has to be redacted. */
export function replySecretsOf(operation: Operation): Secret | undefined {
  const secret = named(replied(operation), (schema, name) => isSecret(schema) || isSecretName(name));
  return secret && ((name) => isSecretName(name) || secret(name));
}

/** Whether the body of an operation's requests has members; bytes, such as a drive's, have none. */
export const hasMembers = ({ requestBody }: Operation): boolean => {
  const schemas = schemasOf(requestBody?.content);
  return schemas.length === 0 || schemas.some((schema) => schema.properties !== undefined || schema.patternProperties !== undefined);
};

// The contract's type of a schema is too wide to walk; `Schema` here has the members that nest.
const schemasOf = (content: Media | undefined): Schema[] => Object.values(content ?? {}).map(({ schema }) => schema as Schema);

/** The schemas of an operation's requests, with the query parameters as members. */
const requested = ({ requestBody, parameters = [] }: Operation): Schema[] => [
  ...schemasOf(requestBody?.content),
  { properties: Object.fromEntries(parameters.filter((parameter) => parameter.in === 'query').map(({ name, schema }) => [name, schema as Schema])) },
];

const replied = ({ responses }: Operation): Schema[] => Object.values(responses).flatMap(({ content }) => schemasOf(content));

/** Tells whether a member is marked in any of these schemas; undefined when none is. */
function named(schemas: readonly Schema[], marked: Mark): Secret | undefined {
  const names = new Set<string>();
  const patterns = new Set<string>();
  const walk = (schema: Schema | boolean | undefined): void => {
    if (typeof schema !== 'object') return;
    for (const [name, member] of Object.entries(schema.properties ?? {})) if (marked(member, name)) names.add(name);
    for (const [pattern, member] of Object.entries(schema.patternProperties ?? {})) if (marked(member, '')) patterns.add(pattern);
    const { properties = {}, patternProperties = {}, additionalProperties, items, allOf = [], anyOf = [], oneOf = [] } = schema;
    for (const part of [...Object.values(properties), ...Object.values(patternProperties), additionalProperties, items, ...allOf, ...anyOf, ...oneOf])
      walk(part);
  };
  schemas.forEach(walk);
  if (names.size + patterns.size === 0) return undefined;
  const matching = Array.from(patterns, (pattern) => new RegExp(pattern, 'u'));
  return (member) => names.has(member) || matching.some((pattern) => pattern.test(member));
}
