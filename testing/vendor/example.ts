/** The request that an operation's own `x-example` describes. */
import type { RoutedOperation } from '../../vendor/contract.ts';
import type { PlainRequest } from '../../vendor/wire.ts';

const text = new TextEncoder();

/** The request of an operation's example in the contract. */
export function exampleRequest({ route, operation }: RoutedOperation, headers: Readonly<Record<string, string>>): PlainRequest {
  const example = operation['x-example'];
  if (!example) throw new Error(`${route} has no example. Give it one in the contract: 'x-example': { path: '…' }.`);
  const [path = '', query = ''] = example.path.split('?');
  return {
    method: route.split(' ')[0] ?? '',
    path,
    base: '',
    query,
    headers: { ...headers, 'content-type': mediaTypeOf({ route, operation }) },
    body: example.body === undefined ? undefined : text.encode(written(example.body)),
  };
}

/** The first media type of an operation's body. */
export const mediaTypeOf = ({ operation }: RoutedOperation): string => Object.keys(operation.requestBody?.content ?? { 'application/json': 1 })[0] ?? '';

/** Serializes the body of an example: text as it is, anything else as JSON. */
export const written = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));
