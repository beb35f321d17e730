/**
 * Reads a HAR file from outside: a recording by a browser, a proxy or a test tool.
 * Law: it is checked whole, and bounded in bytes and entries, before anything is done with it; no message repeats a header, a body or a query.
 */
import { isPlainObject, said } from '../../model/plain.ts';
import { unbase64 } from '../../vendor/base64.ts';

/** An entry of a recording, as far as it is compared. */
export interface Recorded {
  /** Counts from 1, in the order of the file. */
  readonly n: number;
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  readonly url: URL;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Undefined when there was no response. */
  readonly reply: { readonly status: number; readonly type: string; readonly body: string } | undefined;
}

/** How large a HAR may be. */
export interface HarLimits {
  /** In bytes; 64 MiB by default. */
  readonly bytes?: number;
  /** 10,000 by default. */
  readonly entries?: number;
}

const BYTES = 67_108_864;
const ENTRIES = 10_000;
/** A body that is longer is not compared. */
const LONGEST_BODY = 4_194_304;

/**
 * Reads a HAR: its text, or the value that it parses to.
 * @throws {Error} that says which member of which entry is wrong.
 */
export function readHar(given: unknown, { bytes = BYTES, entries: most = ENTRIES }: HarLimits = {}): Recorded[] {
  if (typeof given === 'string' && given.length > bytes) throw notHar(`it is larger than ${bytes} bytes`);
  const { log } = object(typeof given === 'string' ? parsed(given) : given, 'the file');
  const { version, entries } = object(log, 'log');
  if (typeof version !== 'string' || !/^1\.\d$/.test(version)) throw notHar(`log.version is ${said(version)}, not 1.2`);
  if (!Array.isArray(entries)) throw notHar(`log.entries is ${said(entries)}, not a list`);
  if (entries.length > most) throw notHar(`it has ${entries.length} entries, more than ${most}`);
  return entries.map((entry, i) => readEntry(entry, i + 1)).sort((a, b) => a.at - b.at || a.n - b.n);
}

function readEntry(given: unknown, n: number): Recorded {
  const where = `log.entries[${n - 1}]`;
  const { startedDateTime, request: asked, response: answered } = object(given, where);
  const at = typeof startedDateTime === 'string' ? Date.parse(startedDateTime) : Number.NaN;
  if (Number.isNaN(at)) throw notHar(`${where}.startedDateTime is no date`);
  const request = object(asked, `${where}.request`);
  const response = object(answered, `${where}.response`);
  const { method, url, postData } = request;
  if (typeof method !== 'string' || !/^[A-Za-z]{1,20}$/.test(method)) throw notHar(`${where}.request.method is no method`);
  const { status } = response;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 0 || status > 999)
    throw notHar(`${where}.response.status is ${said(status)}, not a status`);
  const content = response['content'] === undefined ? {} : object(response['content'], `${where}.response.content`);
  const replied = headersOf(response['headers'], `${where}.response.headers`);
  return {
    n,
    at,
    method: method.toUpperCase(),
    url: urlOf(url, `${where}.request.url`),
    headers: headersOf(request['headers'], `${where}.request.headers`),
    body: postData === undefined || postData === null ? undefined : textOf(object(postData, `${where}.request.postData`), `${where}.request.postData`),
    reply:
      status === 0
        ? undefined
        : {
            status,
            type: replied['content-type'] ?? (typeof content['mimeType'] === 'string' ? content['mimeType'] : ''),
            body: textOf(content, `${where}.response.content`) ?? '',
          },
  };
}

function urlOf(given: unknown, where: string): URL {
  if (typeof given === 'string' && given.length < 65_536) {
    try {
      return new URL(given);
    } catch {
      // Said below.
    }
  }
  throw notHar(`${where} is no URL`);
}

function headersOf(given: unknown, where: string): Record<string, string> {
  if (given === undefined) return {};
  if (!Array.isArray(given) || given.length > 1_000) throw notHar(`${where} is not a list of headers`);
  const headers = new Map<string, string>();
  for (const [i, one] of given.entries()) {
    const { name, value } = object(one, `${where}[${i}]`);
    if (typeof name !== 'string' || typeof value !== 'string') throw notHar(`${where}[${i}] has no name and value`);
    headers.set(name.toLowerCase(), value);
  }
  return Object.fromEntries(headers);
}

function textOf({ text, encoding }: Readonly<Record<string, unknown>>, where: string): string | undefined {
  if (text === undefined || text === null) return undefined;
  if (typeof text !== 'string') throw notHar(`${where}.text is ${said(text).slice(0, 20)}, not a text`);
  if (text.length > LONGEST_BODY) return undefined;
  if (encoding === undefined || encoding === '') return text;
  if (encoding !== 'base64') throw notHar(`${where}.encoding is not base64`);
  try {
    return new TextDecoder().decode(unbase64(text));
  } catch {
    throw notHar(`${where}.text is not base64`);
  }
}

function object(given: unknown, where: string): Readonly<Record<string, unknown>> {
  if (isPlainObject(given)) return given;
  throw notHar(`${where} is not an object`);
}

function parsed(text: string): unknown {
  try {
    // A byte order mark is what some recorders begin with.
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    // The message of the parser quotes the text.
    throw notHar('it is not JSON');
  }
}

const notHar = (why: string): Error => new Error(`That is not a HAR that can be read: ${why}.`);
