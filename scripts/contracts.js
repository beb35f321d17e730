// The contracts in the package: what a request needs, without the descriptions and the schemas of responses. The full documents are in openapi/.
// Law: the code and the types of a contract are generated from the same value, so that they always agree.
import { posix } from 'node:path';
import { build } from 'esbuild';

/** Properties that no request needs: sources, rules and descriptions. */
const PROSE = new Set(['x-note', 'x-rules', 'x-example', 'description', 'example', 'examples', 'operationId', 'tags', 'license']);
/**
 * For a response, a cloud needs to know that it is documented, on what evidence, whether it has a body, and which properties are secret;
 * and where the vendor uses the status for errors, the schemas, which decide whether an error is documented (request/documented.ts).
 */
const shortReply =
  (refusing) =>
  ({ 'x-source': source, content }, status) => ({
    'x-source': source,
    ...(content && { content: mapped(content, ({ schema }) => ({ schema: refusing.has(status) ? shortened(schema, refusing) : (secretsIn(schema) ?? {}) })) }),
  });
const NAMING = ['properties', 'patternProperties'];
const NESTING = ['allOf', 'anyOf', 'oneOf'];

/** The parts of a schema that lead to a secret, as request/secrets.ts reads them; undefined if there is none. */
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

/** The properties or items that are defined; undefined if none is. */
function present(parts) {
  const left = Array.isArray(parts)
    ? parts.filter((part) => part !== undefined)
    : Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
  return Object.keys(left).length === 0 ? undefined : left;
}

/** Properties whose keys are arbitrary names, so that `description` can be one of them. */
const NAMED = new Set(['paths', 'properties', 'patternProperties', 'content', 'securitySchemes']);

/** Evaluates the contract in a file and returns it as the package has it. */
export async function contractIn(root, source) {
  const { contract, schemas, ...others } = await evaluated(root, `export * from './${source}';`);
  if (!contract || !schemas || Object.keys(others).length > 0)
    throw new Error(`${source} exports other values than 'contract' and 'schemas'. Handle them in scripts/contracts.js.`);
  return shortened(contract, await refusingStatuses(root, posix.dirname(source)));
}

/** The contract of the controls as a page needs it that has its cloud: what is checked, and nothing of what is explained. */
export async function controlsForPages(root) {
  const { contract } = await evaluated(root, `export { contract } from './control/contract.ts';`);
  const paths = mapped(contract.paths, (methods) =>
    mapped(methods, ({ parameters, requestBody, responses, 'x-largest-body': largest }) => ({
      ...(parameters && { parameters: parameters.map(({ name, in: place, schema }) => ({ name, in: place, schema: bare(schema) })) }),
      ...(requestBody && {
        requestBody: { ...requestBody, content: mapped(requestBody.content, ({ schema, example }) => ({ schema: bare(schema), ...(example && { example }) })) },
      }),
      // Its status alone: that of a success comes first.
      responses: Object.fromEntries([[Object.keys(responses)[0], {}]]),
      ...(largest && { 'x-largest-body': largest }),
    })),
  );
  return `export const contract = ${JSON.stringify({ paths })};\nexport const schemas = {};\n`;
}

/** A schema of the controls without descriptions; one that is not checked in full (control/check.ts) is just an object. */
function bare(schema) {
  if (schema.type === 'object' && schema.additionalProperties !== false) return { type: 'object' };
  if (!schema.type) return {};
  const { description: _, properties, ...others } = schema;
  return { ...others, ...(properties && { properties: mapped(properties, bare) }) };
}

/** The status codes of a vendor's errors, as cloud/possible.ts finds them. */
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

/** The minimum length of a repeated part of a contract to be written only once. */
const SHARED = 30;

/** A module with a contract. The names of schemas are only used in the exported document. */
export function contractModule(contract) {
  const count = new Map();
  const counted = (value) => {
    if (typeof value !== 'object' || value === null) return;
    const text = JSON.stringify(value);
    count.set(text, (count.get(text) ?? 0) + 1);
    // The contents of a repeated part are shared with it.
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
  // A body is known from its example alone, which `cloudIn` sends in a page, too.
  const kept = Object.entries(value).filter(([name]) => named || !PROSE.has(name) || (name === 'x-example' && value.requestBody !== undefined));
  const shorter = (name, member) => (name === 'responses' && !named ? mapped(member, shortReply(refusing)) : shortened(member, refusing, NAMED.has(name)));
  return Object.fromEntries(kept.map(([name, member]) => [name, shorter(name, member)]));
}

const mapped = (object, change) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));

/** The literal type of a value. */
function literal(value, indent) {
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `readonly [${value.map((item) => literal(item, indent)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${inner}readonly ${JSON.stringify(name)}: ${literal(member, inner)};\n`);
  return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`;
}
