/**
 * Hides the credential of a request wherever else it turns up: in its path, query or body, and in what is answered and reported.
 * Law: only what cannot be a word is hidden, since the credential of a test is often `key` or `token`, and so are members.
 */
import { unbase64Text } from '../vendor/base64.ts';
import { REDACTED } from '../vendor/redacted.ts';
import type { PlainRequest } from '../vendor/wire.ts';
import type { CompiledVendor } from './compile.ts';
import { isSecretName } from './secret-names.ts';

/** Hides secrets in a text; returns the same text when it has none. */
export type Hide = (text: string) => string;

/** The shortest value that is hidden, and the shortest that may consist of letters alone. */
const SHORTEST = 8;
const SHORTEST_WORD = 16;

/** Returns what hides the credentials of a request. */
export function hiding({ authentication }: CompiledVendor, { headers }: PlainRequest): Hide {
  const values: string[] = [];
  for (const name in headers) if (name === authentication.header || isSecretName(name)) addTo(values, headers[name] ?? '');
  if (values.length === 0) return (text) => text;
  return (text) => {
    let hidden = text;
    for (const value of values) if (hidden.includes(value)) hidden = hidden.replaceAll(value, REDACTED);
    // One that is encoded is hidden with all that is around it.
    if (!ENCODED.test(hidden)) return hidden;
    const plain = decoded(hidden);
    return values.some((value) => plain.includes(value)) ? REDACTED : hidden;
  };
}

/** Adds the credentials in a header: without their scheme, and those of `Basic` also decoded. */
function addTo(values: string[], header: string): void {
  // No pattern here may need more than one pass: a header can have 16,000 spaces.
  const given = header.trim();
  const [, scheme = '', value = given] = /^(\w+) +(.*)$/s.exec(given) ?? [];
  const pair = scheme.toLowerCase() === 'basic' ? unbase64Text(value) : '';
  for (const one of [value, pair, pair.slice(pair.indexOf(':') + 1)])
    if (one.length >= SHORTEST && (one.length >= SHORTEST_WORD || !/^[a-z]*$/i.test(one)) && !values.includes(one)) values.push(one);
}

const ENCODED = /%[\da-f]{2}|\\u[\da-f]{4}|\\["\\/]/i;

/** A text without the encodings of URLs and JSON. */
const decoded = (text: string): string =>
  text
    .replace(/%([\da-f]{2})|\\u([\da-f]{4})/gi, (_, byte?: string, unit?: string) => String.fromCharCode(parseInt(byte ?? unit ?? '', 16)))
    .replace(/\\(["\\/])/g, '$1');
