/** How tests ask the controls: plain HTTP, with the token. */
import type { ControlListening } from '../cloud/listen.ts';

/** The status and the body of a reply: JSON where it is that, or else text. */
export type Replied = readonly [status: number, body: unknown];

/** Sends a request to a path below `/clouds/default/`, or to an absolute path; a body that is not text is sent as JSON. */
export type AskControl = (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Replied>;

export const askingControl =
  ({ url, token }: ControlListening): AskControl =>
  async (method, path, body, headers = {}) => {
    const reply = await fetch(url + (path.startsWith('/') ? path : `/clouds/default/${path}`), {
      method,
      headers: { authorization: `Bearer ${token}`, ...(method !== 'GET' && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    return [reply.status, reply.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as unknown) : text];
  };

/** A refusal, as the controls answer it. */
export const refusedWith = (status: number, detail: unknown): Replied => [status, { type: expectText, title: expectText, status, detail }];
const expectText = { asymmetricMatch: (other: unknown): boolean => typeof other === 'string' && other !== '', toString: () => 'a text' };
