/**
 * Answers what a page asks of a cloud's vendors, by `fetch` and by XMLHttpRequest, without a service worker: nothing has to be put into `public/`, and any sub-path will do.
 * Law: one page, one cloud. Every other request goes where it would have gone.
 */
import type { AnyCloud } from '../cloud/cloud.ts';

type Ask = AnyCloud['fetch'];

/**
 * Answers the requests of this page.
 * @returns puts back what was there.
 */
export function answerRequests(cloud: Pick<AnyCloud, 'fetch' | 'origins'>): () => void {
  const realFetch = globalThis.fetch;
  const fetch: typeof globalThis.fetch = async (input, init) => (await cloud.fetch(absolute(input), init)) ?? realFetch(input, init);
  globalThis.fetch = fetch;
  const RealRequest = globalThis.XMLHttpRequest;
  const request = RealRequest && requestClass(RealRequest, cloud.fetch);
  if (request) globalThis.XMLHttpRequest = request;
  return () => {
    if (globalThis.fetch === fetch) globalThis.fetch = realFetch;
    if (request && globalThis.XMLHttpRequest === request) globalThis.XMLHttpRequest = RealRequest;
  };
}

/** The browser resolves a relative URL by the page; `Request` in a cloud need not know of a page. */
const absolute = (input: RequestInfo | URL): RequestInfo | URL => (typeof input === 'string' ? new URL(input, globalThis.location.href) : input);

/** An XMLHttpRequest that asks the cloud first. */
function requestClass(Real: typeof XMLHttpRequest, ask: Ask): typeof XMLHttpRequest {
  return class extends Real {
    #asked = { method: 'GET', url: '' };
    #headers = new Headers();
    #abort = new AbortController();

    override open(method: string, url: string | URL, asynchronous = true, user?: string | null, password?: string | null): void {
      this.#asked = { method, url: new URL(url, globalThis.location.href).href };
      this.#headers = new Headers();
      this.#abort = new AbortController();
      super.open(method, url, asynchronous, user, password);
    }

    override setRequestHeader(name: string, value: string): void {
      this.#headers.append(name, value);
      super.setRequestHeader(name, value);
    }

    override abort(): void {
      this.#abort.abort();
      super.abort();
    }

    override send(body?: Document | XMLHttpRequestBodyInit | null): void {
      const { method, url } = this.#asked;
      const { signal } = this.#abort;
      const sent = method === 'GET' || method === 'HEAD' || body instanceof Document ? undefined : (body ?? undefined);
      ask(url, { method, headers: this.#headers, signal, ...(sent !== undefined && { body: sent }) }).then(
        async (reply) => {
          if (reply) show(this, reply, await reply.arrayBuffer(), url);
          else super.send(body);
        },
        () => signal.aborted || fail(this),
      );
    }
  };
}

/** Shows a reply as the properties and events of a request. */
function show(request: XMLHttpRequest, { status, statusText, headers }: Response, bytes: ArrayBuffer, url: string): void {
  const text = new TextDecoder().decode(bytes);
  const type = headers.get('content-type') ?? '';
  const bodies: Readonly<Record<string, () => unknown>> = {
    json: () => parsed(text),
    arraybuffer: () => bytes,
    blob: () => new Blob([bytes], { type }),
  };
  const response = (bodies[request.responseType] ?? (() => text))();
  define(request, {
    readyState: 4,
    status,
    statusText,
    response,
    ...((request.responseType === '' || request.responseType === 'text') && { responseText: text }),
    responseURL: url,
    getResponseHeader: (name: string) => headers.get(name),
    getAllResponseHeaders: () => Array.from(headers, ([name, value]) => `${name}: ${value}\r\n`).join(''),
  });
  const progress = { lengthComputable: true, loaded: bytes.byteLength, total: bytes.byteLength };
  request.dispatchEvent(new Event('readystatechange'));
  for (const event of ['progress', 'load', 'loadend']) request.dispatchEvent(new ProgressEvent(event, progress));
}

function fail(request: XMLHttpRequest): void {
  define(request, { readyState: 4, status: 0, statusText: '', response: null });
  request.dispatchEvent(new Event('readystatechange'));
  for (const event of ['error', 'loadend']) request.dispatchEvent(new ProgressEvent(event));
}

const define = (request: XMLHttpRequest, members: object): void =>
  void Object.defineProperties(
    request,
    Object.fromEntries(Object.entries(members).map(([name, value]) => [name, { value: value as unknown, configurable: true }])),
  );

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What XMLHttpRequest shows for a body that is no JSON.
    return null;
  }
}
