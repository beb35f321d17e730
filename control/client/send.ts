/** Sends requests to the controls, typed by their contract, and says what went wrong. */
import type { BodyOf, PathOf, QueryOf } from '../../vendor/inference.ts';
import type { ControlContract, ControlRoute } from '../contract.ts';
import type { Answer } from '../operations.ts';
import { ControlError } from './error.ts';

/** Where the controls are, and what proves that we may use them. */
export interface Server {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string;
  readonly fetch: typeof fetch;
}

/** The values of a request; which of them there are depends on the route. */
export interface Given<R extends ControlRoute> {
  readonly path?: PathOf<ControlContract, R>;
  readonly query?: { readonly [N in keyof QueryOf<ControlContract, R>]?: QueryOf<ControlContract, R>[N] | undefined };
  readonly body?: BodyOf<ControlContract, R>;
  readonly signal?: AbortSignal | undefined;
}

/** Sends a request, and returns the body of the reply. */
export type Send = <R extends ControlRoute>(route: R, given: Given<R>) => Promise<Answer<R>>;

/** Returns a function that sends requests to a server. */
export function sender(server: Server): Send {
  return async (route, given) => {
    const response = await asked(server, route, given);
    // The server answers as the contract says.
    return (await response.json()) as never;
  };
}

/**
 * Sends a request, and returns the reply if it is a success.
 * @throws {ControlError} with the detail of the problem, or when nothing can be reached.
 */
export async function asked<R extends ControlRoute>(
  { url, token, fetch: send }: Server,
  route: R,
  { path = {} as never, query = {}, body, signal }: Given<R>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const [method = 'GET', pattern = ''] = route.split(' ');
  const place = pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String((path as Readonly<Record<string, unknown>>)[name])));
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries<unknown>(query)) if (typeof value === 'string' || typeof value === 'number') words.set(name, String(value));
  const target = `${url}${place}${words.size > 0 ? `?${words}` : ''}`;
  const response = await send(target, {
    method,
    headers: { ...headers, authorization: `Bearer ${token}`, ...(method !== 'GET' && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
    redirect: 'error',
  }).catch((error: unknown) => {
    // An abort is what the caller asked for.
    if (signal?.aborted) throw error;
    throw new ControlError(
      `Nothing answers at ${url}: ${reason(error)}. Start the server with its controls, such as stuntbox serve --control-port 4011, and give the URL of the controls, not of the vendors.`,
      { cause: error },
    );
  });
  if (response.ok && response.headers.get('content-type')?.startsWith(method === 'GET' && route.endsWith('/events') ? 'text/event-stream' : 'application/json'))
    return response;
  throw await refusal(url, response);
}

async function refusal(url: string, response: Response): Promise<ControlError> {
  const { status } = response;
  const text = await response.text().catch(() => '');
  if (response.headers.get('content-type')?.startsWith('application/problem+json')) {
    const { detail, type } = JSON.parse(text) as { readonly detail: string; readonly type: string };
    return new ControlError(detail, { status, type });
  }
  return new ControlError(
    `These are not the controls of stuntbox: ${url} answered ${status} ${text.slice(0, 200)}. Give the URL of the controls, which the server prints and writes into its ready file.`,
    { status },
  );
}

/** Why `fetch` failed: its cause says more than its message. */
function reason(error: unknown): string {
  const { cause, message } = error as Error;
  const { code, message: inner } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  return code ?? (inner || message);
}
