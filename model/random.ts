/**
 * Keyed randomness: a value is a hash of the seed and its purpose, never the next number of a shared stream.
 * Law: the same key gives the same value, no matter what else was drawn before.
 */

/** The stream of values that belongs to one key. */
export interface Draw {
  /** From 0 up to, but not including, 1. */
  number(): number;
  /** A whole number from `least` to `most`, inclusive. */
  integer(least: number, most: number): number;
  pick<T>(choices: readonly T[]): T;
  /** A text of this length; of letters and digits by default. */
  text(length: number, alphabet?: string): string;
  /** A UUID in the format of version 4. */
  uuid(): string;
}

export type Key = string | number;

// Read once: in Jest, each access to a global costs more than the rest of a hash.
const { imul } = Math;

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * The values that belong to a key.
 * @example
 * random(1, 'puregpu', 10, 'password', 0).text(12);
 */
export function random(...key: readonly Key[]): Draw {
  const next = sfc32(...hash128(key.join('\u0000')));
  const draw: Draw = {
    number: () => next() / 4294967296,
    integer: (least, most) => least + Math.floor(draw.number() * (most - least + 1)),
    pick(choices) {
      if (choices.length === 0) throw new Error('Nothing to pick from: the list of choices is empty.');
      return choices[draw.integer(0, choices.length - 1)] as (typeof choices)[number];
    },
    text: (length, alphabet = ALPHANUMERIC) => Array.from({ length }, () => alphabet[draw.integer(0, alphabet.length - 1)]).join(''),
    uuid() {
      const hex = draw.text(32, '0123456789abcdef');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${draw.pick(['8', '9', 'a', 'b'])}${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
  return draw;
}

/** One number for a key, from 0 up to, but not including, 1: the same as `random(...key).number()`, at a third of the cost. */
export function fraction(...key: readonly Key[]): number {
  return sfc32(...hash128(key.join('\u0000')))() / 4294967296;
}

/** The most that a hash reads: more would take the event loop for longer than a request may. Characters take four times as long as bytes. */
const MOST_CHARACTERS = 1_048_576;
const MOST_BYTES = 4_194_304;

/**
 * A short hash of text or bytes, as sixteen hexadecimal digits: enough to compare contents that were not kept. Not for secrets.
 * Of what is longer than 4 MiB, or than 1 Mi characters, it reads evenly spread parts. cyrb64 (public domain, bryc).
 */
export function digest(content: string | Uint8Array): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  const text = typeof content === 'string';
  const step = Math.max(1, Math.ceil(content.length / (text ? MOST_CHARACTERS : MOST_BYTES)));
  for (let i = 0; i < content.length; i += step) {
    const k = text ? content.charCodeAt(i) : (content[i] as number);
    a = imul(a ^ k, 2654435761);
    b = imul(b ^ k, 1597334677);
  }
  a = imul(a ^ (a >>> 16), 2246822507) ^ imul(b ^ (b >>> 13), 3266489909);
  b = imul(b ^ (b >>> 16), 2246822507) ^ imul(a ^ (a >>> 13), 3266489909);
  return (b >>> 0).toString(16).padStart(8, '0') + (a >>> 0).toString(16).padStart(8, '0');
}

/** cyrb128 (public domain, bryc): four words from a text, each of which depends on every character. */
function hash128(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let i = 0; i < text.length; i += 1) {
    const k = text.charCodeAt(i);
    a = b ^ imul(a ^ k, 597399067);
    b = c ^ imul(b ^ k, 2869860233);
    c = d ^ imul(c ^ k, 951274213);
    d = a ^ imul(d ^ k, 2716044179);
  }
  a = imul(c ^ (a >>> 18), 597399067);
  b = imul(d ^ (b >>> 22), 2869860233);
  c = imul(a ^ (c >>> 17), 951274213);
  d = imul(b ^ (d >>> 19), 2716044179);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}

/** sfc32 (public domain, Chris Doty-Humphrey), warmed up. */
function sfc32(a: number, b: number, c: number, d: number): () => number {
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 8; i += 1) next();
  return next;
}
