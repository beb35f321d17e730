/**
 * Requests to somebody's real API: one at a time, each with a time limit, with what `Retry-After` and rate limits ask for, and to one origin only.
 * Law: nothing but GET is sent, redirects are not followed, and the credential goes nowhere else.
 */

/** How it asks. */
export interface PoliteOptions {
  /** The header with the credential; empty for none. */
  readonly headers: Readonly<Record<string, string>>;
  /** How long a reply may take, in milliseconds. */
  readonly timeout: number;
  /** The least time between two requests, in milliseconds. */
  readonly pause: number;
  /** Waits, by a timer. */
  readonly wait: (ms: number) => Promise<void>;
}

/** A reply, or why there is none. */
export type Asked = { readonly status: number; readonly type: string; readonly body: string; readonly location: string | null } | { readonly trouble: string };

/** The longest body that is read, in bytes. */
export const LONGEST_REPLY = 8_388_608;
/** The longest wait that a server may ask for, in milliseconds, and how often it is asked again after one. */
const LONGEST_WAIT = 120_000;
const MOST_AGAIN = 3;

/** Returns a function that asks for a path below a base URL; where the operation is open to all, without the credential. */
export function politely(base: URL, { headers, timeout, pause, wait }: PoliteOptions): (path: string, accept: string, open: boolean) => Promise<Asked> {
  const root = base.href.replace(/(?<!\/)\/+$/, '');
  let first = true;
  let next = 0;
  const once = async (path: string, accept: string, open: boolean): Promise<Asked & { readonly again?: number }> => {
    const response = await fetch(`${root}${path}`, {
      method: 'GET',
      headers: { ...(!open && headers), accept },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    const asked = waitAskedFor(response.headers);
    if (response.status === 429 || response.status === 503) {
      await response.body?.cancel();
      return { trouble: `it answered ${response.status}`, again: asked ?? 1_000 };
    }
    next = asked !== undefined && response.headers.has('x-ratelimit-remaining') ? asked : 0;
    const body = await textOf(response);
    if (body === undefined) return { trouble: `its body is larger than ${LONGEST_REPLY} bytes` };
    return { status: response.status, type: response.headers.get('content-type') ?? '', body, location: response.headers.get('location') };
  };
  return async (path, accept, open) => {
    for (let tried = 0; ; tried += 1) {
      if (!first) await wait(Math.max(pause, next));
      first = false;
      try {
        const { again, ...asked } = await once(path, accept, open);
        if (again === undefined || tried === MOST_AGAIN) return asked;
        if (again > LONGEST_WAIT) return { trouble: `it asks to wait ${Math.ceil(again / 1000)} seconds` };
        await wait(again);
      } catch (error) {
        return { trouble: reason(error, timeout) };
      }
    }
  };
}

/** How long the headers ask to wait, in milliseconds: by `Retry-After`, or until a limit that is used up starts again. */
function waitAskedFor(headers: Headers): number | undefined {
  const after = headers.get('retry-after');
  if (after !== null) {
    const ms = /^\d{1,9}$/.test(after.trim()) ? Number(after) * 1000 : Date.parse(after) - Date.now();
    return Number.isNaN(ms) ? undefined : Math.max(0, ms);
  }
  for (const prefix of ['x-ratelimit-', 'ratelimit-']) {
    const reset = headers.get(`${prefix}reset`);
    if (headers.get(`${prefix}remaining`)?.trim() !== '0' || reset === null || !/^\d{1,12}$/.test(reset)) continue;
    // Either seconds from now, or a time in seconds since the epoch.
    const seconds = Number(reset);
    return Math.min(LONGEST_WAIT, Math.max(0, seconds > 1e9 ? seconds * 1000 - Date.now() : seconds * 1000));
  }
  return undefined;
}

/** The body as text; undefined when it is too large. */
async function textOf(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > LONGEST_REPLY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Why there is no reply; the message of a failed fetch is in its cause. */
function reason(error: unknown, timeout: number): string {
  const { name, message, cause } = error as Error & { readonly cause?: { readonly code?: string; readonly message?: string } };
  if (name === 'TimeoutError') return `no reply within ${timeout / 1000} seconds`;
  return `no reply: ${cause?.code ?? cause?.message ?? message}`;
}
