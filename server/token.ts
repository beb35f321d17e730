/** The token of the controls: 256 random bits, and compared in constant time. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new token. */
export const freshToken = (): string => randomBytes(32).toString('base64url');

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Returns a function that tells whether a text is the token. The digests are compared, so that the time tells neither its characters nor its length. */
export function tokenCheck(token: string): (given: string) => boolean {
  const own = digest(token);
  return (given) => timingSafeEqual(digest(given), own);
}
