/** The request that an operation's documented example makes. */
import type { PlainRequest } from '../vendor/wire.ts';
import type { CompiledOperation } from './compile.ts';

/**
 * The request of an operation's example.
 * @param headers those that it is to have besides the type of its body, such as a credential.
 * @param at the path, where it is not that of the example.
 */
export function exampleRequest({ route, operation }: CompiledOperation, headers: Readonly<Record<string, string>>, at?: string): PlainRequest {
  const { 'x-example': example, requestBody } = operation;
  const [method = '', template = ''] = route.split(' ');
  const [path = '', query = ''] = (at ?? example?.path ?? template).split('?');
  const body = example?.body;
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  return {
    method,
    path,
    base: '',
    query,
    headers: { ...headers, ...(requestBody && { 'content-type': type }) },
    body: body === undefined ? undefined : new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
  };
}
