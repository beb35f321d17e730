/**
 * ElasticHosts' two formats, and which of them a request speaks.
 * Law: what comes in follows Content-Type, what goes out follows Accept, and neither looks at the other.
 */
import type { PlainRequest, Wire } from '../../vendor/wire.ts';
import { Problem } from '../../model/problem.ts';
import { REDACTED, redactedJson, type Secret } from '../../vendor/redacted.ts';
import { mediaType, parsed } from '../../vendor/wire.ts';
import type { Value } from './configuration.ts';
import { gunzipped } from './storage.ts';

/** A whole upload in one request: the largest chunks of any client found are BoxGrinder's, of 64 MiB. */
export const LARGEST_BODY = 128 * 1024 * 1024;

const decoder = new TextDecoder();

/** Bodies in KEY VALUE text or JSON; drives' contents as they are. */
export const wire: Wire = {
  read(request) {
    const body = decompressed(request);
    if (/^\/+drives\/[^/]+\/write(?:\/|$)/.test(request.path)) return body ?? new Uint8Array(0);
    if (!body || body.length === 0) return undefined;
    const text = decoder.decode(body);
    // Only this one type is JSON (CrossPeer): elastichosts.sh sends its text as octet-stream, BoxGrinder as a form.
    return isJson(request) ? parsed(text) : properties(text);
  },
  write(body, { headers, path }) {
    if (body instanceof Uint8Array) return { type: 'application/octet-stream', body };
    // A refusal is plain text in either format.
    if (typeof body === 'string') return { type: 'text/plain', body };
    if (/\bapplication\/json\b/i.test(headers['accept'] ?? '')) return { type: 'application/json', body: JSON.stringify(body) };
    const form = /\/list(?:\/standard)?\/?$/.test(path) ? 'list' : 'properties';
    return { type: 'text/plain', body: form === 'list' ? lines(body as object[]) : blocks(body as object | object[]), headers: { 'x-elastic-output': form } };
  },
  redacted(request, secret) {
    // What is compressed is not read twice.
    if (request.headers['content-encoding'] !== undefined) return undefined;
    const text = decoder.decode(request.body);
    return isJson(request) ? redactedJson(text, secret) : redactedLines(text, secret);
  },
};

const isJson = (request: PlainRequest): boolean => /^application\/json *(?:;|$)/i.test(mediaType(request));

/** The lines of a text without the values of its secret keys, and otherwise to the letter. */
const redactedLines = (text: string, secret: Secret): string =>
  text
    .split('\n')
    .map((line) => {
      const [, key = '', end = ''] = /^\s*(\S+) .*?(\r?)$/.exec(line) ?? [];
      return key !== '' && secret(key) ? `${key} ${REDACTED}${end}` : line;
    })
    .join('\n');

/** The vendor's upload tool sends each chunk as a gzip member of its own. */
function decompressed({ headers, body }: PlainRequest): Uint8Array | undefined {
  if (!body || headers['content-encoding']?.trim().toLowerCase() !== 'gzip') return body;
  const bytes = gunzipped(body, LARGEST_BODY);
  if (bytes === 'invalid') throw new Problem('malformed', 'The body is not gzip, which its Content-Encoding says.');
  if (bytes === 'too-large') throw new Problem('too-large', `The body holds more than ${LARGEST_BODY} bytes.`);
  return bytes;
}

/** Each line a key, a space and a value; the key ends at the first space, and of a key that comes twice the last one counts. */
export function properties(text: string): Readonly<Record<string, string>> {
  const pairs = text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line.trim() !== '')
    .map((line): [string, string] => {
      const end = line.indexOf(' ');
      return end < 0 ? [line, ''] : [line.slice(0, end), line.slice(end + 1).replaceAll('\\n', '\n')];
    });
  return Object.fromEntries(pairs);
}

const written = (value: Value): string => (Array.isArray(value) ? value.join(' ') : String(value)).replaceAll('\n', '\\n');

/** Objects with their properties, sorted by key, and a blank line between two of them. */
function blocks(body: object | object[]): string {
  const objects = Array.isArray(body) ? (body as object[]) : [body];
  return objects
    .map((one) =>
      (Object.entries(one) as [string, Value][])
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => `${key} ${written(value)}\n`)
        .join(''),
    )
    .join('\n');
}

/** A line for each object: its values in the order of its members. */
const lines = (objects: readonly object[]): string =>
  objects
    .map(
      (one) =>
        `${Object.values(one as Record<string, Value>)
          .map(written)
          .join(' ')}\n`,
    )
    .join('');
