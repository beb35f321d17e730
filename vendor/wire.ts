/** Requests and replies as plain values, and how a vendor reads and writes their bodies; `json` for vendors that use JSON. */
import { Problem } from '../model/problem.ts';
import { redactedJson, type Secret } from './redacted.ts';

/** A request as plain values. Every host translates its own requests to this. */
export interface PlainRequest {
  /** In capitals. */
  readonly method: string;
  /** The vendor's own part of the path as received, percent-encoded: `/servers/12345/`. */
  readonly path: string;
  /** The path prefix before it: `/api/v1` at the vendor's own origin, `/vpsorg` on the standalone server. */
  readonly base: string;
  /** Without the question mark. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  /** How many other requests of the client were waiting for an answer when it came, if the host knows. */
  readonly beside?: number;
}

/** A reply as plain values. */
export interface PlainReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  /** The length in bytes of the body that a GET would have; only of the reply to a HEAD, which has none. */
  readonly length?: number;
}

/** How a vendor reads and writes bodies. */
export interface Wire {
  /**
   * The body of a request as a value; undefined when there is none.
   * @throws {Problem} `malformed` or `unsupported-media`.
   */
  read(request: PlainRequest): unknown;
  /** Serializes a body, with its media type and any additional headers. */
  write(
    body: unknown,
    request: PlainRequest,
  ): { readonly type: string; readonly body: string | Uint8Array; readonly headers?: Readonly<Record<string, string>> };
  /**
   * The body of a request as text, without the values of its secret members; undefined when it cannot be read, and is then redacted completely.
   * Without this method, every body that may contain a secret is redacted completely.
   */
  redacted?(request: PlainRequest, secret: Secret): string | undefined;
  /** The names that a body has more than once, of which only one value is read. */
  repeated?(request: PlainRequest): readonly string[];
}

const decoder = new TextDecoder();

/** How a vendor uses JSON. */
export interface JsonOptions {
  /** The media type of its replies. */
  readonly type: string;
  /** What happens to a body of another media type: it is refused, or ignored as if there were none. */
  readonly other: 'refused' | 'ignored';
}

/** Reads and writes bodies as JSON. */
export function json({ type, other }: JsonOptions): Wire {
  return {
    read(request) {
      if (!request.body || request.body.length === 0) return undefined;
      if (isJson(request)) return parsed(decoder.decode(request.body));
      if (other === 'ignored') return undefined;
      throw new Problem('unsupported-media', 'The body is not JSON, by its Content-Type.', { type: mediaType(request) });
    },
    write: (body) => ({ type, body: JSON.stringify(body) }),
    redacted: (request, secret) => (isJson(request) ? redactedJson(decoder.decode(request.body), secret) : undefined),
  };
}

const isJson = (request: PlainRequest): boolean => /^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i.test(mediaType(request));

/** The names that occur more than once, each once. */
export function repeatedIn(names: readonly string[]): string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const name of names) (seen.has(name) ? repeated : seen).add(name);
  return [...repeated];
}

/** The media type that a request declares for its body. */
export const mediaType = ({ headers }: PlainRequest): string => headers['content-type'] ?? '';

/** How many values a body of JSON may hold, and how deeply they may be nested: beyond it, checking them would take too long. */
const [MOST_VALUES, DEEPEST] = [10_000, 64];
/** How many pairs a form may hold, as in PHP and Django, and how long each may be, in characters. */
const [MOST_PAIRS, LONGEST_PAIR] = [1_000, 262_144];

/**
 * The pairs of a body between separators, such as those of a form.
 * @throws {Problem} `too-large` when there are more than 1,000, or one is longer than 262,144 characters.
 */
export function bounded(text: string, separator: string): string[] {
  const parts = text.split(separator, MOST_PAIRS + 1);
  if (parts.length > MOST_PAIRS || parts.some((part) => part.length > LONGEST_PAIR))
    throw new Problem('too-large', `The body holds more than ${MOST_PAIRS} pairs, or one of more than ${LONGEST_PAIR} characters.`);
  return parts;
}

/**
 * Parses the text of a body as JSON.
 * @throws {Problem} `malformed`, also when it is nested more than 64 levels deep; `too-large` when it holds more than `most` values.
 */
export function parsed(text: string, most: number = MOST_VALUES): unknown {
  checkSize(text, most);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // Only the position of the error, not the text there, since the body may contain a secret.
    const [why] = (error as Error).message.split(/,? (?:\.\.\.)?"/);
    throw new Problem('malformed', `The body is not JSON: ${why || 'Unexpected token'}`);
  }
}

/** Counts values and levels before anything is parsed: a megabyte of brackets takes a tenth of a second. */
function checkSize(text: string, most: number): void {
  let [values, depth, inText] = [1, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (inText) {
      if (sign === 0x5c) at += 1;
      else if (sign === 0x22) inText = false;
    } else if (sign === 0x22) inText = true;
    else if (sign === 0x2c) values += 1;
    else if (sign === 0x5d || sign === 0x7d) depth -= 1;
    else if (sign === 0x5b || sign === 0x7b) {
      depth += 1;
      if (depth > DEEPEST) throw new Problem('malformed', `The body is not JSON: nested more than ${DEEPEST} levels deep`);
    }
  }
  if (values > most) throw new Problem('too-large', `The body holds more than ${most} values.`);
}
