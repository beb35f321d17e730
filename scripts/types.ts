/** The named schemas of an exported document as TypeScript: `import type { Server } from 'stuntbox/openapi/vpsorg'`. */
import { compile } from 'json-schema-to-typescript';
import { format } from 'prettier';

/** What the library says of each definition, which its name says already. */
const WHERE = /\n \* This interface was referenced by `Schemas`'s JSON-Schema\n \* via the `definition` "\w+"\.(?=\n)/g;

/** The declarations of a document's `components.schemas`; `whose` says whose it is, such as `PureGPU's`. A name that a plain `Error` would hide is kept, since modules have names of their own. */
export async function declarations(document: object, whose: string): Promise<string> {
  const { components } = document as { components: { schemas?: object } };
  const definitions = JSON.parse(JSON.stringify(components.schemas ?? {}).replaceAll('#/components/schemas/', '#/definitions/')) as Record<string, never>;
  const options = { bannerComment: '', unreachableDefinitions: true, format: false };
  const text = await compile({ title: 'Schemas', type: 'object', definitions, additionalProperties: false }, 'Schemas', options);
  const bare = text
    .replace(WHERE, '')
    .replaceAll('/**\n */\n', '')
    // An index signature covers the optional properties too.
    .replace(/(\[k: string\]: )([^\n;]+)/g, (_, signature: string, type: string) => (type === 'unknown' ? signature + type : `${signature}${type} | undefined`))
    .replace(/export interface Schemas \{\s*\}\n/, '');
  return format(`/** The schemas of ${whose} document, as types. Generated: npm run generate. */\n${bare}`, {
    parser: 'typescript',
    printWidth: 160,
    singleQuote: true,
  });
}
