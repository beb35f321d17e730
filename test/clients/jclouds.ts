/** Asks as jclouds' elasticstack does: KEY VALUE text both ways, several objects split at their blank line, a line of a list taken for a UUID. */
type Fetch = (input: string, init: RequestInit) => Promise<Response | undefined>;
export type Pairs = Readonly<Record<string, string>>;

function pairsOf(text: string): Pairs {
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const end = line.indexOf(' ');
        if (end < 0) throw new Error(`A line without a value: '${line}'.`);
        return [line.slice(0, end), line.slice(end + 1).replaceAll('\\n', '\n')];
      }),
  );
}

export function jclouds(fetch: Fetch, url: string) {
  const headers = { Authorization: `Basic ${btoa('2164ce57-591a-43ee-ade5-e2fe0ee13c3f:SECRET')}`, Accept: 'text/plain', 'Content-Type': 'text/plain' };
  /** Null for what is not found; throws what jclouds throws for the rest. */
  const ask = async (method: string, path: string, body?: string, type = 'text/plain'): Promise<string | null> => {
    const response = await fetch(url + path, { method, headers: { ...headers, 'Content-Type': type }, ...(body !== undefined && { body }) });
    if (!response) throw new Error('Nobody there.');
    const text = await response.text();
    if (response.ok) return text;
    if (response.status === 404 || (response.status === 400 && (path.endsWith('/info') || text.includes('could not be found')))) return null;
    if (response.status === 401) throw new Error('AuthorizationException');
    if (response.status === 400 || response.status === 405) throw new Error(`IllegalArgumentException: ${text}`);
    throw new Error(response.status === 409 ? `IllegalStateException: ${text}` : `HttpResponseException ${response.status}: ${text}`);
  };
  const written = (pairs: Pairs): string =>
    Object.entries(pairs)
      .map(([key, value]) => `${key} ${value.replaceAll('\n', '\\n')}\n`)
      .join('');
  return {
    ask,
    list: async (path: string) => ((await ask('GET', path)) ?? '').split('\n').filter((line) => line !== ''),
    one: async (path: string) => {
      const text = await ask('GET', path);
      return text === null ? null : pairsOf(text);
    },
    all: async (path: string) =>
      ((await ask('GET', path)) ?? '')
        .trim()
        .split('\n\n')
        .filter((block) => block !== '')
        .map(pairsOf),
    post: async (path: string, pairs: Pairs) => pairsOf((await ask('POST', path, written(pairs))) ?? ''),
    command: (path: string) => ask('POST', path, ''),
    write: (drive: string, text: string) => ask('POST', `/drives/${drive}/write`, text, 'application/octet-stream'),
    read: (drive: string, offset: number, size: number) => ask('POST', `/drives/${drive}/read/${offset}/${size}`),
  };
}
