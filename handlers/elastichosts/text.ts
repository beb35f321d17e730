/**
 * ElasticHosts' two formats, and how a request selects them.
 * Law: Content-Type selects the format of the request and Accept that of the response, independently.
 */
import type { PlainRequest, Wire } from '../../vendor/wire.ts';
import { Problem } from '../../model/problem.ts';
import { REDACTED, redactedJson, type Secret } from '../../vendor/redacted.ts';
import { bounded, mediaType, parsed, repeatedIn } from '../../vendor/wire.ts';
import type { Value } from './configuration.ts';
import { gunzipped } from './storage.ts';

/** Twice the largest chunk of any known client: BoxGrinder uploads 64 MiB at a time. */
const LARGEST_BODY = 128 * 1024 * 1024;

/** The largest body that is not the contents of a drive. */
const LARGEST_TEXT = 1_048_576;
/** The most pairs in JSON, as in text. */
const MOST_PAIRS = 1_000;

const isWrite = (path: string): boolean => /^\/+drives\/[^/]+\/write(?:\/|$)/.test(path);

/** The largest body of a path, in bytes, also decompressed. */
export const largestBody = (path: string): number => (isWrite(path) ? LARGEST_BODY : LARGEST_TEXT);

const decoder = new TextDecoder();

/** Bodies are KEY VALUE text or JSON; the contents of drives are raw bytes. */
export const wire: Wire = {
  read(request) {
    const body = decompressed(request, largestBody(request.path));
    if (isWrite(request.path)) return body ?? new Uint8Array(0);
    if (!body || body.length === 0) return undefined;
    const text = decoder.decode(body);
    // Only application/json is read as JSON (CrossPeer): elastichosts.sh sends text as octet-stream, BoxGrinder as a form.
    return isJson(request) ? parsed(text, MOST_PAIRS) : properties(text);
  },
  write(body, { headers, path }) {
    if (body instanceof Uint8Array) return { type: 'application/octet-stream', body };
    // Errors are plain text in both formats.
    if (typeof body === 'string') return { type: 'text/plain', body };
    if (/\bapplication\/json\b/i.test(headers['accept'] ?? '')) return { type: 'application/json', body: JSON.stringify(body) };
    const form = /\/list(?:\/standard)?\/?$/.test(path) ? 'list' : 'properties';
    return { type: 'text/plain', body: form === 'list' ? lines(body as object[]) : blocks(body as object | object[]), headers: { 'x-elastic-output': form } };
  },
  redacted(request, secret) {
    // A compressed body is not decompressed again just for this.
    if (request.headers['content-encoding'] !== undefined) return undefined;
    const text = decoder.decode(request.body);
    return isJson(request) ? redactedJson(text, secret) : redactedLines(text, secret);
  },
  repeated: (request) => (isJson(request) || request.headers['content-encoding'] !== undefined ? [] : repeatedIn(keys(decoder.decode(request.body)))),
};

const isJson = (request: PlainRequest): boolean => /^application\/json *(?:;|$)/i.test(mediaType(request));

/** The keys of lines, in their order. A pattern for a whole key would run out of stack on a line of megabytes. */
const keys = (text: string): string[] => text.split('\n').flatMap((line) => line.split(/\s/, 1).filter((key) => key !== ''));

/** The text with the values of secret keys redacted, and otherwise unchanged. */
const redactedLines = (text: string, secret: Secret): string =>
  text
    .split('\n')
    .map((line) => {
      // A password after `=` is one too, although the service does not read it.
      const [, key = '', between = '', end = ''] = /^\s*([^\s=]+)([\s=]).*?(\r?)$/.exec(line) ?? [];
      return key !== '' && secret(key) ? `${key}${between}${REDACTED}${end}` : line;
    })
    .join('\n');

/** The vendor's upload tool compresses each chunk as a separate gzip member. */
function decompressed({ headers, body }: PlainRequest, most: number): Uint8Array | undefined {
  if (!body) return undefined;
  const tooLarge = new Problem('too-large', `The body holds more than ${most} bytes.`);
  if (body.length > most) throw tooLarge;
  if (headers['content-encoding']?.trim().toLowerCase() !== 'gzip') return body;
  // The vendor's tool sends one member a request.
  const bytes = gunzipped(body, most, most === LARGEST_TEXT ? 10 : undefined);
  if (bytes === 'invalid') throw new Problem('malformed', 'The body is not gzip, which its Content-Encoding says.');
  if (bytes === 'too-large') throw tooLarge;
  return bytes;
}

/** Parses lines of a key, a space and a value. The key ends at the first space; if a key is repeated, its last value wins. */
export function properties(text: string): Readonly<Record<string, string>> {
  const pairs = bounded(text, '\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line.trim() !== '')
    .map((line): [string, string] => {
      const end = line.indexOf(' ');
      return end < 0 ? [line, ''] : [line.slice(0, end), line.slice(end + 1).replaceAll('\\n', '\n')];
    });
  return Object.fromEntries(pairs);
}

const written = (value: Value): string => (Array.isArray(value) ? value.join(' ') : String(value)).replaceAll('\n', '\\n');

/** Objects as KEY VALUE lines sorted by key, separated by blank lines. */
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

/** One line per object: its values, in the order of its properties. */
const lines = (objects: readonly object[]): string =>
  objects
    .map(
      (one) =>
        `${Object.values(one as Record<string, Value>)
          .map(written)
          .join(' ')}\n`,
    )
    .join('');
