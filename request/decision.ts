/** Validates what a vendor's code returns, since a vendor may be third-party JavaScript. */
import type { Decision } from '../vendor/provider.ts';
import type { PlainReply } from '../vendor/wire.ts';

/**
 * Refuses a value that is not a decision, such as a promise.
 * @throws {Error} that says what it is instead.
 */
export function decided(title: string, decision: Decision): Decision {
  refuseLate(title, decision);
  if (typeof decision === 'object' && decision !== null) return decision;
  throw new Error(`${title} answered with ${String(decision)}. Return what reply(status, body) returns.`);
}

/**
 * Refuses a promise, and handles its rejection, which would otherwise end the process.
 * @throws {Error} when the value is a promise.
 */
export function refuseLate(who: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || !('then' in value)) return;
  Promise.resolve(value as PromiseLike<unknown>).catch(() => {});
  throw new Error(`${who} returned a promise, but vendors and scenarios must be synchronous. Remove async and await from it.`);
}

/**
 * Refuses a reply that some hosts could not send, so that all hosts behave the same.
 * @throws {Error} that says what is wrong with it.
 */
export function sendable(title: string, reply: PlainReply): PlainReply {
  const { status, headers, body } = reply;
  const unsendable = (what: string): Error => new Error(`${title} returned a reply that cannot be sent: ${what}.`);
  if (!Number.isInteger(status) || status < 200 || status > 599) throw unsendable(`its status is ${String(status)}, not a whole number from 200 to 599`);
  for (const name of Object.keys(headers)) {
    const value: unknown = headers[name];
    if (typeof value !== 'string' || UNSENDABLE.test(value) || !TOKEN.test(name))
      throw unsendable(
        `its header ${JSON.stringify(name)} is ${typeof value === 'string' ? JSON.stringify(value) : `of type ${typeof value}`}, which is not valid in a header`,
      );
  }
  if (body === undefined) return reply;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) throw unsendable('its body is neither text nor bytes');
  if (BODILESS.has(status)) throw unsendable(`a ${status} has no body`);
  return reply;
}

/** The statuses whose replies have no body (RFC 9110, sections 6.4.1 and 15.3.6). */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);
/** A header's name (RFC 9110, section 5.6.2), and the characters that its value may not contain. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;
