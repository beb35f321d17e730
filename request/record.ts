/** What the journal keeps of a request and its reply: no credentials, nothing secret by its name or its mark in the contract, and no long bodies. */
import { abridged } from '../model/abridge.ts';
import type { Change } from '../model/collection.ts';
import type { Exchange, Unnumbered } from '../model/journal.ts';
import { REDACTED, redactedJson, redactedPairs, redactedValue, type Secret } from '../vendor/redacted.ts';
import { mediaType, type PlainReply, type PlainRequest } from '../vendor/wire.ts';
import type { CompiledOperation, CompiledVendor } from './compile.ts';
import type { Hide } from './hiding.ts';
import { isSecretName, MAY_BE_SECRET } from './secret-names.ts';

/** The longest body that the journal keeps in full, in bytes. */
const LONGEST_BODY = 65_536;

/** What came of a request, before its secrets are taken out. */
export type Came = Pick<Exchange, 'changes' | 'why' | 'refused' | 'attempts' | 'violations'> & { readonly reply: PlainReply | null };

/** The request that an exchange begins with. */
export interface CameFrom {
  readonly vendor: CompiledVendor;
  readonly operation: CompiledOperation | null;
  readonly request: PlainRequest;
}

/** An exchange as the journal keeps it. */
export function recordedExchange({ vendor, operation, request }: CameFrom, at: number, came: Came, hide: Hide): Unnumbered {
  const { reply, changes, why, refused, attempts, violations } = came;
  const kept = recordedRequest(vendor, operation, request, hide);
  return {
    n: 0,
    at,
    vendor: vendor.name,
    operation: operation?.route ?? null,
    request: kept,
    reply: recordedReply(reply, hide),
    changes: recordedChanges(vendor, changes, changes.length > 0 && leaks(request, kept) ? hide : undefined),
    why: why === null ? null : hide(why),
    refused,
    attempts,
    violations,
    beside: request.beside ?? 0,
  };
}

/** Whether the credential is also in what becomes state: the request as it is kept is then another. */
const leaks = (request: PlainRequest, kept: Exchange['request']): boolean =>
  kept.path !== request.base + request.path || kept.query !== request.query || kept.body?.includes(REDACTED) === true;

/** A request as the journal keeps it. */
function recordedRequest(vendor: CompiledVendor, operation: CompiledOperation | null, request: PlainRequest, hide: Hide): Exchange['request'] {
  const { method, path, base, query, headers, body } = request;
  const kept: Record<string, string> = {};
  for (const name in headers) kept[name] = name === vendor.authentication.header || isSecretName(name) ? REDACTED : hide(headers[name] ?? '');
  const { asked } = vendor.secrets;
  const long = body !== undefined && body.length > LONGEST_BODY;
  const written = text(long ? body : redactedBody(vendor, operation, request, asked));
  return { method, path: hide(base + path), query: hide(redactedQuery(query, asked)), headers: kept, body: written === null ? null : hide(written) };
}

/** A query without its secrets; `key` is one too, as Google's APIs have it. */
const redactedQuery = (query: string, asked: Secret): string => (query === '' ? '' : redactedPairs(query, (name) => asked(name) || /^key$/i.test(name)));

/** The body of a request without its secrets. A body that cannot be read, and might contain secrets, is redacted completely. */
export function redactedBody(
  vendor: CompiledVendor,
  operation: CompiledOperation | null,
  request: PlainRequest,
  secret: Secret,
): string | Uint8Array | undefined {
  const { body } = request;
  if (!body || body.length === 0 || operation?.hasMembers === false) return body;
  const { wire, secrets } = vendor;
  // Most bodies have nothing that could be the name of a secret, and are not read again.
  const plain = decoder.decode(body);
  if (!secrets.marked && !MAY_BE_SECRET.test(plain)) return body;
  const redacted = wire.redacted?.(request, secret);
  if (redacted !== undefined) return redacted;
  return (
    (/x-www-form-urlencoded/i.test(mediaType(request)) && !secrets.marked
      ? redactedPairs(plain, secret)
      : secrets.marked
        ? undefined
        : redactedJson(plain, secret)) ?? REDACTED
  );
}

/** A reply as the journal keeps it. */
function recordedReply(reply: PlainReply | null, hide: Hide): Exchange['reply'] {
  if (!reply) return null;
  const headers: Record<string, string> = {};
  for (const name in reply.headers) {
    const value = reply.headers[name] ?? '';
    headers[name] = isSecretName(name) ? REDACTED : hide(name === 'location' ? redactedLocation(value) : value);
  }
  const body = text(reply.body);
  return { status: reply.status, headers, body: body === null ? null : hide(body) };
}

/** An address without the secrets in its query. */
function redactedLocation(address: string): string {
  const at = address.indexOf('?');
  return at < 0 ? address : address.slice(0, at + 1) + redactedQuery(address.slice(at + 1), isSecretName);
}

/** The body of a reply without its secrets; the same value if it has none, or is too long to be kept. */
export function redactedReply(operation: CompiledOperation | null, body: unknown, written: PlainReply): unknown {
  const secret = operation?.replySecrets;
  return secret && (written.body?.length ?? 0) <= LONGEST_BODY ? redactedValue(body, secret) : body;
}

/** Changes as the journal keeps them, without secrets; the event `change` has the full records. */
export const recordedChanges = ({ secrets: { kept } }: CompiledVendor, changes: readonly Change[], hide?: Hide): readonly Change[] =>
  changes.length === 0 ? changes : changes.map((change) => redactedValue(change, kept, hide) as Change);

const decoder = new TextDecoder();

/** A body as the journal keeps it. */
function text(body: string | Uint8Array | undefined): string | null {
  if (body === undefined) return null;
  if (body.length > LONGEST_BODY) return abridged(body);
  return typeof body === 'string' ? body : decoder.decode(body);
}
