/** Holds what a vendor's code answers to what every host can send: a vendor may be somebody else's, in JavaScript. */
import type { Decision } from '../vendor/provider.ts';
import type { PlainReply } from '../vendor/wire.ts';

/**
 * Refuses what is no decision, such as a promise.
 * @throws {Error} that says what it was instead.
 */
export function decided(title: string, decision: Decision): Decision {
  refuseLate(title, decision);
  if (typeof decision === 'object' && decision !== null) return decision;
  throw new Error(`${title} answered with ${String(decision)}. Return what reply(status, body) gives.`);
}

/**
 * Refuses a promise, and sees to it that nobody has to hear of its rejection: an unhandled one would end the process.
 * @throws {Error} when it is one.
 */
export function refuseLate(who: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || !('then' in value)) return;
  Promise.resolve(value as PromiseLike<unknown>).catch(() => {});
  throw new Error(`${who} gave a promise. Nothing in a vendor or a scenario is asynchronous: it is done at once.`);
}

/**
 * Refuses a reply that some host could not send: the same ones in all of them.
 * @throws {Error} that says what is wrong with it.
 */
export function sendable(title: string, reply: PlainReply): PlainReply {
  const { status, headers, body } = reply;
  const wrong = (what: string): Error => new Error(`${title} made a reply that cannot be sent: ${what}.`);
  if (!Number.isInteger(status) || status < 200 || status > 599) throw wrong(`its status is ${String(status)}, not a whole number from 200 to 599`);
  for (const name of Object.keys(headers)) {
    const value: unknown = headers[name];
    if (typeof value !== 'string' || UNSENDABLE.test(value) || !TOKEN.test(name))
      throw wrong(
        `its header ${JSON.stringify(name)} is ${typeof value === 'string' ? JSON.stringify(value) : `of type ${typeof value}`}, which no header can hold`,
      );
  }
  if (body === undefined) return reply;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) throw wrong('its body is neither text nor bytes');
  if (BODILESS.has(status)) throw wrong(`a ${status} has no body`);
  return reply;
}

/** The statuses whose replies have no body (RFC 9110, sections 6.4.1 and 15.3.6). */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);
/** A header's name (RFC 9110, section 5.6.2), and what its value may not hold. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;
