/** Why the controls refuse a request: `application/problem+json` (RFC 9457). */
import { Problem } from '../model/problem.ts';
import type { PlainReply } from '../vendor/wire.ts';

/** Every kind of refusal, with its status and title. */
const KINDS = {
  invalid: [400, 'The request is invalid'],
  unauthorized: [401, 'The token is missing or wrong'],
  forbidden: [403, 'The request is not allowed from there'],
  'not-found': [404, 'There is no such thing'],
  method: [405, 'The path has no such method'],
  timeout: [408, 'It did not happen in time'],
  conflict: [409, 'The cloud cannot do that now'],
  'too-large': [413, 'The body is too large'],
  'not-json': [415, 'The body must be JSON'],
  bug: [500, 'An error in stuntbox'],
  busy: [503, 'Too many requests are waiting'],
  full: [503, 'There is no room for another cloud'],
  unavailable: [503, 'The cloud cannot be used now'],
} as const satisfies Readonly<Record<string, readonly [status: number, title: string]>>;

export type RefusalKind = keyof typeof KINDS;

/** A refusal by the controls. Nothing was changed. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly kind: RefusalKind;
  readonly headers: Readonly<Record<string, string>>;

  /** @param message what is wrong, and what to do. */
  constructor(kind: RefusalKind, message: string, headers: Readonly<Record<string, string>> = {}, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.headers = headers;
  }
}

/** The longest detail, in characters: it may repeat what was sent. */
const LONGEST = 2_000;

/** A refusal as a reply. */
export function problemReply({ kind, message, headers }: Refused): PlainReply {
  const [status, title] = KINDS[kind];
  const body = `${JSON.stringify({ type: `urn:stuntbox:${kind}`, title, status, detail: message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message })}\n`;
  return { status, headers: { ...headers, 'content-type': 'application/problem+json' }, body };
}

/** What was thrown in a cloud, as a refusal. A mistake is a plain Error or a Problem; anything else is a bug. */
export function refusalFor(thrown: unknown, request: string, bug: (thrown: unknown) => void): Refused {
  if (thrown instanceof Refused) return thrown;
  if (thrown instanceof Problem) return new Refused(thrown.kind === 'not-found' ? 'not-found' : 'invalid', thrown.message);
  if (thrown instanceof Error && thrown.name === 'Error') return new Refused('invalid', thrown.message);
  const sentence = `stuntbox could not answer ${request.slice(0, 200)}: ${words(thrown)}`;
  bug(new Error(sentence, { cause: thrown }));
  return new Refused('bug', `${sentence} This is an error in stuntbox, not in the request.`);
}

function words(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? thrown.message : `${String(thrown)} was thrown`;
    return /[.!?]$/.test(text) ? text : `${text}.`;
  } catch {
    return 'a value was thrown that cannot be shown.';
  }
}
