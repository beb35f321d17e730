/** The named schemas of an exported document as TypeScript: `import type { Server } from 'stuntbox/openapi/vpsorg'`. */
import { compile } from 'json-schema-to-typescript';
import { format } from 'prettier';

/** What the library says of each definition, which its name says already. */
const WHERE = /\n \* This interface was referenced by `Schemas`'s JSON-Schema\n \* via the `definition` "\w+"\.(?=\n)/g;

interface Bodied {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { operationId: string; requestBody?: Bodied; responses: Readonly<Record<string, Bodied>> }>>>
  >;
  readonly components: { readonly schemas?: Readonly<Record<string, object>> };
}

/** The declarations of a document's schemas; `whose` says whose it is, such as `PureGPU's`. A name that a plain `Error` would hide is kept, since modules have names of their own. */
export async function declarations(document: object, whose: string): Promise<string> {
  const { components, paths } = document as Document;
  const { own, named } = bodies(paths);
  const schemas = { ...components.schemas, ...own };
  const definitions = JSON.parse(JSON.stringify(schemas).replaceAll('#/components/schemas/', '#/definitions/')) as Record<string, never>;
  const options = { bannerComment: '', unreachableDefinitions: true, format: false };
  const text = await compile({ title: 'Schemas', type: 'object', definitions, additionalProperties: false }, 'Schemas', options);
  const bare = text
    .replace(WHERE, '')
    .replaceAll('/**\n */\n', '')
    // An index signature covers the optional properties too.
    .replace(/(\[k: string\]: )([^\n;]+)/g, (_, signature: string, type: string) => (type === 'unknown' ? signature + type : `${signature}${type} | undefined`))
    .replace(/export interface Schemas \{\s*\}\n/, '');
  return format(`/** The schemas of ${whose} document, as types. Generated: npm run generate. */\n${bare}\n${named}`, {
    parser: 'typescript',
    printWidth: 160,
    singleQuote: true,
  });
}

/**
 * The JSON bodies of each operation: what it is sent, such as `CreateServer`, and what it replies with, such as `CreateServerReply`.
 * Those with a schema of their own, and those that are named schemas, as further names for them.
 */
function bodies(paths: Document['paths']): { readonly own: Record<string, object>; readonly named: string } {
  const own: Record<string, object> = {};
  const aliases: string[] = [];
  const add = (name: string, schema: object | undefined): void => {
    const target = schema && '$ref' in schema ? String(schema.$ref).split('/').at(-1) : undefined;
    if (target === undefined && schema) own[name] = schema;
    else if (target !== undefined && target !== name) aliases.push(`export type ${name} = ${target};`);
  };
  for (const { operationId, requestBody, responses } of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    const name = operationId.replace(/^./, (letter) => letter.toUpperCase());
    const succeeds = Object.keys(responses).find((status) => status.startsWith('2') && responses[status]?.content?.['application/json']);
    const sent = requestBody?.content?.['application/json']?.schema;
    // A misspelt member must not compile.
    add(name, sent && ('$ref' in sent ? sent : { additionalProperties: false, ...sent }));
    if (succeeds !== undefined) add(`${name}Reply`, responses[succeeds]?.content?.['application/json']?.schema);
  }
  return { own, named: aliases.join('\n') };
}
