/**
 * The names of clouds, as names of files and back.
 * Law: no name leaves its folder, no two names share a file, also where case makes no difference, and a file tells its cloud's name.
 */
import { LONGEST_NAME } from '../clouds/store.ts';
import { said } from '../model/plain.ts';

/** @throws {Error} when a cloud cannot have this name. */
export function checkName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '') throw new Error(`A cloud cannot be named ${said(name)}. Give a text.`);
  // A lone half of a character has no bytes of its own: two such names would be one.
  if (/\p{Surrogate}/u.test(name)) throw new Error(`A cloud cannot be named ${said(name)}: it is not well-formed Unicode.`);
  const { length } = Buffer.from(name);
  if (length > LONGEST_NAME) throw new Error(`A cloud's name has at most ${LONGEST_NAME} bytes; ${said(name)} has ${length}. Give a shorter one.`);
}

const END = '.log';
/** Names that are safe as they are. Others, such as those with capitals or dots, are written in base 32. */
const PLAIN = /^[a-z0-9_-]+$/;
const DIGITS = 'abcdefghijklmnopqrstuvwxyz234567';

/** The file of a cloud: `@job-42.log`, or `=` and its name in base 32. */
export const fileOf = (name: string): string => (PLAIN.test(name) ? `@${name}` : `=${base32(Buffer.from(name))}`) + END;

/** The name of a file's cloud; undefined when it is no cloud's. */
export function nameOf(file: string): string | undefined {
  if (!file.endsWith(END)) return undefined;
  const written = file.slice(1, -END.length);
  if (file.startsWith('@')) return PLAIN.test(written) ? written : undefined;
  if (!file.startsWith('=') || !/^[a-z2-7]+$/.test(written)) return undefined;
  const name = unbase32(written).toString();
  // Only what we would write: another file must not pass for this cloud's.
  return fileOf(name) === file ? name : undefined;
}

function base32(bytes: Uint8Array): string {
  let [text, bits, count] = ['', 0, 0];
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    for (count += 8; count >= 5; count -= 5) text += DIGITS[(bits >> (count - 5)) & 31];
    bits &= 31;
  }
  return count > 0 ? text + DIGITS[(bits << (5 - count)) & 31] : text;
}

function unbase32(text: string): Buffer {
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const digit of text) {
    bits = ((bits << 5) | DIGITS.indexOf(digit)) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 255);
  }
  return Buffer.from(bytes);
}
