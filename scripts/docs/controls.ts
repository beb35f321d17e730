/** The generated parts of the pages on the controls and on the standalone server. */
import { contract, schemas } from '../../control/contract.ts';
import { controlsOf, type ControlOperation } from '../../control/document.ts';
import type { Parameter } from '../../vendor/contract.ts';
import { blocks, code, codes, fence, grouped, prose, table } from './markdown.ts';

export const helpText = (help: string): string => fence('', help);

interface Schema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, object>>;
  readonly anyOf?: readonly object[];
}

const names = new Map<unknown, string>(Object.entries(schemas).map(([name, schema]) => [schema, name]));

/** All controls, by tag. */
export function controlTables(): string {
  const byTag = grouped(controlsOf(contract), ({ operation }) => operation.tags[0]);
  return blocks(
    ...contract.tags.flatMap(({ name, description }) => [
      `### ${name}`,
      description,
      table(
        ['request', 'what it does', 'takes', 'gives'],
        (byTag.get(name) ?? []).map(({ route, operation }) => [code(route), prose(sentences(operation)), taken(operation), given(operation)]),
      ),
    ]),
  );
}

const sentences = ({ summary, description }: ControlOperation): string => [summary, description].filter(Boolean).join(' ');

/** What a request gives besides the names in its path: the query, and the members of the body; those that are not required end with a question mark. */
function taken({ parameters = [], requestBody }: ControlOperation): string {
  const query = parameters.filter((parameter: Parameter) => parameter.in === 'query').map(({ name, required }) => `${name}${required === true ? '' : '?'}`);
  const schema: Schema | undefined = requestBody?.content['application/json'].schema;
  const members = Object.keys(schema?.properties ?? {}).map((name) => `${name}${schema?.required?.includes(name) ? '' : '?'}`);
  const body = schema && (named(schema) ?? (members.length > 0 ? `{ ${members.join(', ')} }` : undefined));
  return [query.length > 0 && `query: ${codes(query)}`, body && `body: ${code(body)}`].filter(Boolean).join('; ');
}

const named = (schema: Schema): string | undefined => names.get(schema) ?? schema.anyOf?.map((one) => names.get(one) ?? 'object').join(' or ');

/** What a reply gives: a schema by name, or an object with such. */
function given({ responses }: ControlOperation): string {
  const [status, reply] = Object.entries(responses)[0] ?? ['200', undefined];
  const [type, media] = Object.entries(reply?.content ?? {})[0] ?? ['', undefined];
  const schema = media?.schema as Schema | undefined;
  const shown = type === 'text/event-stream' ? type : ((schema && named(schema)) ?? (schema?.properties ? `{ ${Object.keys(schema.properties).join(', ')} }` : 'an OpenAPI document'));
  return `${status === '200' ? '' : `${status} `}${code(shown)}`;
}
