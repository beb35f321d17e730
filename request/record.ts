/** What the journal keeps of a request and its reply: no credentials, nothing that the contract marks as secret, and no long bodies. */
import { abridged } from '../model/abridge.ts';
import type { Change } from '../model/collection.ts';
import type { Exchange } from '../model/journal.ts';
import { REDACTED, redactedPairs, redactedValue, type Secret } from '../vendor/redacted.ts';
import type { PlainReply, PlainRequest } from '../vendor/wire.ts';
import type { CompiledOperation, CompiledVendor } from './compile.ts';

/** Headers that carry credentials at any vendor. */
const SECRET_HEADERS = ['authorization', 'proxy-authorization', 'cookie', 'x-api-key'];
/** Query parameters that carry credentials at any vendor: `token`, `api_key`, `client-secret` … */
const SECRET_PARAMETER = /(?:^|[-_.])(?:token|key|secret|passw(?:or)?d)$|^(?:apikey|accesstoken)$/i;
/** The longest body that the journal keeps in full, in bytes. */
const LONGEST_BODY = 65_536;

/** A request as the journal keeps it. */
export function recordedRequest(vendor: CompiledVendor, operation: CompiledOperation | null, request: PlainRequest): Exchange['request'] {
  const { method, path, base, query, headers, body } = request;
  const kept = { ...headers };
  for (const name of [vendor.authentication.header, ...SECRET_HEADERS]) if (name in kept) kept[name] = REDACTED;
  const { asked } = vendor.secrets;
  const redacted = query === '' ? '' : redactedPairs(query, (name) => SECRET_PARAMETER.test(name) || asked?.(name) === true);
  const long = body !== undefined && body.length > LONGEST_BODY;
  return { method, path: base + path, query: redacted, headers: kept, body: text(long ? body : redactedBody(vendor, operation, request, asked)) };
}

/** The body of a request without its secrets. A body that cannot be read, and might contain secrets, is redacted completely. */
export function redactedBody(
  vendor: CompiledVendor,
  operation: CompiledOperation | null,
  request: PlainRequest,
  secret: Secret | undefined,
): string | Uint8Array | undefined {
  const { body } = request;
  if (!secret || !body || body.length === 0 || operation?.hasMembers === false) return body;
  return vendor.wire.redacted?.(request, secret) ?? REDACTED;
}

/** A reply as the journal keeps it. */
export const recordedReply = (reply: PlainReply | null): Exchange['reply'] => reply && { ...reply, body: text(reply.body) };

/** The body of a reply without its secrets; the same value if it has none, or is too long to be kept. */
export function redactedReply(operation: CompiledOperation | null, body: unknown, written: PlainReply): unknown {
  const secret = operation?.replySecrets;
  return secret && (written.body?.length ?? 0) <= LONGEST_BODY ? redactedValue(body, secret) : body;
}

/** Changes as the journal keeps them, without secrets; the event `change` has the full records. */
export function recordedChanges({ secrets: { kept } }: CompiledVendor, changes: readonly Change[]): readonly Change[] {
  return kept && changes.length > 0 ? changes.map((change) => redactedValue(change, kept) as Change) : changes;
}

const decoder = new TextDecoder();

/** A body as the journal keeps it. */
function text(body: string | Uint8Array | undefined): string | null {
  if (body === undefined) return null;
  if (body.length > LONGEST_BODY) return abridged(body);
  return typeof body === 'string' ? body : decoder.decode(body);
}
