// The contracts as the package has them: what a request needs, without the prose and the schemas of replies. The whole documents are in openapi/.
// Law: the code and the types of a contract are made of the same value, so that neither says what the other does not have.
import { posix } from 'node:path';
import { build } from 'esbuild';

/** Members that no request needs: where a thing was read, the rules in words, and what shows a part to its reader. */
const PROSE = new Set(['x-note', 'x-rules', 'x-example', 'description', 'example', 'examples', 'operationId', 'tags', 'license']);
/**
 * Of a reply, a cloud needs that it is documented, how that is known, whether it has a body, and which members of that are secret;
 * and where the vendor refuses with that very status, the schemas, by which it knows whether a refusal is documented (request/documented.ts).
 */
const shortReply =
  (refusing) =>
  ({ 'x-source': source, content }, status) => ({
    'x-source': source,
    ...(content && { content: mapped(content, ({ schema }) => ({ schema: refusing.has(status) ? shortened(schema, refusing) : (secretsIn(schema) ?? {}) })) }),
  });
const NAMING = ['properties', 'patternProperties'];
const NESTING = ['allOf', 'anyOf', 'oneOf'];

/** The parts of a schema that lead to a secret, as request/secrets.ts reads them; undefined when there is none. */
function secretsIn(schema) {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const { format, writeOnly, additionalProperties, items } = schema;
  const marks = { ...(format === 'password' && { format }), ...(writeOnly === true && { writeOnly }) };
  const kept = Object.entries({
    ...mapped(Object.fromEntries(NAMING.map((name) => [name, schema[name] ?? {}])), (members) => present(mapped(members, secretsIn))),
    ...Object.fromEntries(NESTING.map((name) => [name, present((schema[name] ?? []).map(secretsIn))])),
    additionalProperties: secretsIn(additionalProperties),
    items: secretsIn(items),
  }).filter(([, part]) => part !== undefined);
  return kept.length + Object.keys(marks).length === 0 ? undefined : { ...marks, ...Object.fromEntries(kept) };
}

/** The members, or the items, that are something; undefined when none is. */
function present(parts) {
  const left = Array.isArray(parts)
    ? parts.filter((part) => part !== undefined)
    : Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
  return Object.keys(left).length === 0 ? undefined : left;
}

/** Members whose own members are names of somebody's choice, so that `description` is one of them. */
const NAMED = new Set(['paths', 'properties', 'patternProperties', 'content', 'securitySchemes']);

/** The contract of a file, evaluated, as the package has it. */
export async function contractIn(root, source) {
  const { contract, schemas, ...others } = await evaluated(root, `export * from './${source}';`);
  if (!contract || !schemas || Object.keys(others).length > 0)
    throw new Error(`${source} exports other values than 'contract' and 'schemas': say here what becomes of them.`);
  return shortened(contract, await refusingStatuses(root, posix.dirname(source)));
}

/** The statuses with which a vendor refuses whatever a fault asks it to refuse: as cloud/possible.ts finds them. */
async function refusingStatuses(root, folder) {
  const name = posix.basename(folder);
  const { [name]: provider, Problem } = await evaluated(root, `export { ${name} } from './${folder}/index.ts'; export { Problem } from './model/problem.ts';`);
  const asked = { path: '/', method: 'GET', missing: false, retryAfter: 60_000 };
  const statuses = Object.entries(provider.refusals).map(([kind, refusal]) => refusal?.(new Problem(kind, '', asked)).status);
  return new Set(statuses.filter((status) => status !== undefined).map(String));
}

async function evaluated(root, contents) {
  const { outputFiles } = await build({ stdin: { contents, resolveDir: root }, bundle: true, write: false, format: 'esm', platform: 'node' });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

/** A part that stands in a contract more than once is written once, if it is at least so long. */
const SHARED = 30;

/** A module with a contract. The names of schemas are for the exported document alone. */
export function contractModule(contract) {
  const count = new Map();
  const counted = (value) => {
    if (typeof value !== 'object' || value === null) return;
    const text = JSON.stringify(value);
    count.set(text, (count.get(text) ?? 0) + 1);
    // What is in a part that was met before is shared with it.
    if (count.get(text) === 1) for (const member of Object.values(value)) counted(member);
  };
  counted(contract);
  const names = new Map();
  const lines = [];
  const written = (value) => {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const text = JSON.stringify(value);
    const known = names.get(text);
    if (known) return known;
    const code = Array.isArray(value)
      ? `[${value.map(written).join(', ')}]`
      : `{ ${Object.entries(value)
          .map(([name, member]) => `${JSON.stringify(name)}: ${written(member)}`)
          .join(', ')} }`;
    if (count.get(text) < 2 || text.length < SHARED) return code;
    const name = `part${names.size + 1}`;
    names.set(text, name);
    lines.push(`const ${name} = ${code};\n`);
    return name;
  };
  const whole = written(contract);
  return `${lines.join('')}export const contract = ${whole};\nexport const schemas = {};\n`;
}

/** The types of that module. */
export function contractTypes(contract, source) {
  const vendor = posix.relative(posix.dirname(source), 'vendor/contract.js');
  return [
    `import { type Named } from '${vendor}';`,
    `export declare const contract: ${literal(contract, '')};`,
    'export declare const schemas: {};',
    'export interface Contract extends Named<typeof contract> {\n}\n',
  ].join('\n');
}

function shortened(value, refusing, named = false) {
  if (Array.isArray(value)) return value.map((item) => shortened(item, refusing));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => named || !PROSE.has(name));
  const shorter = (name, member) => (name === 'responses' && !named ? mapped(member, shortReply(refusing)) : shortened(member, refusing, NAMED.has(name)));
  return Object.fromEntries(kept.map(([name, member]) => [name, shorter(name, member)]));
}

const mapped = (object, change) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));

/** A value as the type of that very value. */
function literal(value, indent) {
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `readonly [${value.map((item) => literal(item, indent)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${inner}readonly ${JSON.stringify(name)}: ${literal(member, inner)};\n`);
  return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`;
}
