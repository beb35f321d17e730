/** What a test asks a vendor with: its real URL, through `cloud.fetch`. */
/** An answer, read. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON; as text where it is not JSON; null for none. */
  readonly body: unknown;
}

export type Ask = (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answered>;

/** Asks a vendor whose base is `url`, with these headers each time; a body that is not text is sent as JSON. */
export function client(
  cloud: { fetch(input: string, init: RequestInit): Promise<Response | undefined> },
  url: string,
  always: Readonly<Record<string, string>>,
): Ask {
  return async (method, path, body, headers = {}) => {
    const json = body !== undefined && typeof body !== 'string';
    const response = await cloud.fetch(url + path, {
      method,
      headers: { ...always, ...(json && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: json ? JSON.stringify(body) : body }),
      redirect: 'manual',
    });
    if (!response) throw new Error(`The cloud has nobody at ${url}.`);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : response.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as unknown) : text,
    };
  };
}
