/**
 * One exchange as an interaction of a Pact.
 * Law: no credential and no secret is in it; in their place stand examples that any cloud accepts, matched by their form.
 */
import { isPlainObject } from '../../model/plain.ts';
import type { Exchange } from '../../model/journal.ts';
import { compile } from '../../request/compile.ts';
import type { Operation } from '../../vendor/contract.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { REDACTED } from '../../vendor/redacted.ts';
import type { PlainRequest } from '../../vendor/wire.ts';
import { credentialHeader } from '../../request/credential.ts';
import { secretFor } from '../secret.ts';
import { exampleOf } from './body.ts';
import type { Json, MatchingRule, PactBody, PactRequest, PactResponse } from './pact.ts';

/** Headers of a request that decide what the vendor does, besides the credential. */
const HEADERS = ['accept', 'content-type'];

/** The vendor's own part of the path of a request to a documented operation. */
export function pathOf({ operation, request: { path } }: Exchange): string {
  const template = operation?.split(' ')[1] ?? '';
  const segments = path.split('/');
  // What stands before it, `/api/v1` or `/vpsorg`, is where the provider is, not what is asked.
  return `/${segments.slice(segments.length - segmentsOf(template).length).join('/')}`;
}
const segmentsOf = (path: string): string[] => path.split('/').slice(1);

/** The request of an exchange as a host would send it, with a credential that is accepted, or refused, as the recorded one was. */
export function requestAgain(provider: AnyProvider, exchange: Exchange): PlainRequest {
  const { method, query, headers, body } = exchange.request;
  const { header } = compile(provider).authentication;
  const sent = Object.fromEntries(HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
  return {
    method,
    path: exchange.operation === null ? exchange.request.path : pathOf(exchange),
    base: '',
    query,
    headers: { ...sent, ...(headers[header] !== undefined && credentialOf(provider, exchange)) },
    body: body === null ? undefined : new TextEncoder().encode(body.replaceAll(REDACTED, secretFor(provider, exchange.operation))),
  };
}

/** A body with an example in place of each redacted value. */
function withSecret(content: Json, secret: string): Json {
  if (typeof content === 'string') return content.replaceAll(REDACTED, secret);
  if (Array.isArray(content)) return (content as readonly Json[]).map((item) => withSecret(item, secret));
  if (!isPlainObject(content)) return content;
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, withSecret(value, secret)]));
}

/** A credential in place of the redacted one. */
function credentialOf(provider: AnyProvider, { reply }: Exchange): Record<string, string> {
  const [scheme] = Object.values(provider.contract.components.securitySchemes);
  if (reply?.status !== 401) return credentialHeader(provider);
  return credentialHeader(provider, scheme?.type === 'http' && scheme.scheme.toLowerCase() === 'basic' ? 'user:invalid' : 'invalid');
}

/** The request of an interaction. */
export function pactRequest(provider: AnyProvider, exchange: Exchange): PactRequest {
  const { method, query, body } = exchange.request;
  const { path, headers } = requestAgain(provider, exchange);
  const { header } = compile(provider).authentication;
  const pairs = [...new URLSearchParams(query)];
  const queried = Object.fromEntries(
    [...new Set(pairs.map(([name]) => name))].map((name) => [name, pairs.flatMap(([one, value]) => (one === name ? [value] : []))]),
  );
  const secret = pairs.filter(([, value]) => value === REDACTED).map(([name]) => [name, rule({ match: 'type' })] as const);
  const kept = body === null || body === '' ? undefined : bodyOf(body, headers['content-type'] ?? 'text/plain');
  const redacted = kept ? redactedMembers(kept.content) : {};
  const sent = kept && { ...kept, content: withSecret(kept.content, secretFor(provider, exchange.operation)) };
  const credential = headers[header];
  return {
    method,
    path,
    ...(pairs.length > 0 && { query: queried }),
    ...(Object.keys(headers).length > 0 && { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])) }),
    ...(sent && { body: sent }),
    matchingRules: {
      ...(credential !== undefined && {
        header: { [header]: rule({ match: 'regex', regex: credential.includes(' ') ? `^${credential.split(' ')[0]} .+$` : '.+' }) },
      }),
      ...(secret.length > 0 && { query: Object.fromEntries(secret) }),
      ...(Object.keys(redacted).length > 0 && { body: redacted }),
    },
  };
}

/** The reply of an interaction, by what the operation documents for its status. */
export function pactResponse(operation: Operation, reply: NonNullable<Exchange['reply']>): PactResponse {
  const documented = operation.responses[String(reply.status)];
  const type = (reply.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const media = documented?.content && Object.hasOwn(documented.content, type) ? documented.content[type] : undefined;
  const body = reply.body === null || reply.body === '' ? undefined : bodyOf(reply.body, type || 'text/plain');
  const example = body && exampleOf(media?.schema, body.content);
  const named = Object.keys(documented?.headers ?? {}).map((name) => name.toLowerCase());
  const headers = Object.fromEntries(named.flatMap((name) => (reply.headers[name] === undefined ? [] : [[name, [reply.headers[name]]]])));
  const rules = Object.fromEntries(Object.keys(headers).map((name) => [name, rule({ match: 'regex', regex: '.+' })]));
  if (body) {
    headers['content-type'] = [type];
    rules['content-type'] = rule({ match: 'regex', regex: `^${type.replace(/[.+]/g, '\\$&')}(?:\\s*;.*)?$` });
  }
  return {
    status: reply.status,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body && example && { body: { ...body, content: example.content } }),
    ...((Object.keys(rules).length > 0 || example) && {
      matchingRules: {
        ...(Object.keys(rules).length > 0 && { header: rules }),
        ...(example && Object.keys(example.rules).length > 0 && { body: example.rules }),
      },
    }),
  };
}

/** A body as Pact keeps it: JSON as a value, anything else as text. */
function bodyOf(text: string, type: string): PactBody {
  const contentType = type.split(';')[0]?.trim() || 'text/plain';
  if (/[/+]json$/.test(contentType)) {
    try {
      return { content: JSON.parse(text) as Json, contentType, encoded: false };
    } catch {
      // A client that sends what is not JSON has sent a text.
    }
  }
  return { content: text, contentType, encoded: false };
}

const rule = (matcher: MatchingRule['matchers'][number]): MatchingRule => ({ combine: 'AND', matchers: [matcher] });

/** A matcher for each redacted value of a body. */
function redactedMembers(content: Json, path = '$'): Record<string, MatchingRule> {
  if (content === REDACTED) return { [path]: rule({ match: 'type' }) };
  if (Array.isArray(content))
    return Object.assign({}, ...content.map((item: Json, i) => redactedMembers(item, `${path}[${i}]`))) as Record<string, MatchingRule>;
  if (!isPlainObject(content)) return typeof content === 'string' && content.includes(REDACTED) ? { [path]: rule({ match: 'type' }) } : {};
  return Object.assign({}, ...Object.entries(content).map(([name, value]) => redactedMembers(value, `${path}['${name.replace(/['\\]/g, '\\$&')}']`))) as Record<
    string,
    MatchingRule
  >;
}
