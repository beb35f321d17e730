/** What the journal keeps of a request and its answer: no credential, and no long body. */
import type { Exchange } from '../model/journal.ts';
import type { PlainReply, PlainRequest } from '../vendor/wire.ts';
import type { CompiledVendor } from './compile.ts';

/** Headers that carry credentials, whatever the vendor. */
const SECRET = ['authorization', 'proxy-authorization', 'cookie', 'x-api-key'];
/** The longest body that the journal keeps whole, in bytes. */
const LONGEST_BODY = 65_536;

/** A request as the journal keeps it. */
export function recordedRequest({ authentication }: CompiledVendor, { method, path, base, query, headers, body }: PlainRequest): Exchange['request'] {
  const kept = { ...headers };
  for (const name of [authentication.header, ...SECRET]) if (name in kept) kept[name] = '[redacted]';
  return { method, path: base + path, query, headers: kept, body: text(body) };
}

/** A reply as the journal keeps it. */
export const recordedReply = (reply: PlainReply | null): Exchange['reply'] => reply && { ...reply, body: text(reply.body) };

const decoder = new TextDecoder();

/** A body as the journal keeps it. */
function text(body: string | Uint8Array | undefined): string | null {
  if (body === undefined) return null;
  if (body.length > LONGEST_BODY) return `[${body.length} bytes]`;
  return typeof body === 'string' ? body : decoder.decode(body);
}
