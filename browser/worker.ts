/** msw's worker, on msw 2 and 3 alike, and what keeps it from starting: one message each, with the remedy. */
import type { HttpHandler } from 'msw';
import type { setupWorker } from 'msw/browser';
import { said } from '../model/plain.ts';
import { reason, tell } from './telling.ts';

/** A worker that answers the requests of the page. */
export interface Worker {
  /** Answers by other handlers from now on. */
  use(handlers: readonly HttpHandler[]): void;
  stop(): Promise<void>;
}

/** Which script, and what it prints. */
export interface WorkerOptions {
  readonly url: string;
  readonly scope: string | undefined;
  readonly quiet: boolean;
}

/**
 * Starts the worker.
 * @throws {Error} when it cannot run: what failed, why, and what to do.
 */
export async function startWorker(handlers: readonly HttpHandler[], { url, scope, quiet }: WorkerOptions): Promise<Worker> {
  const msw = await mswOfPage();
  const worker = msw.setupWorker(...handlers);
  const major = 'readyState' in worker ? 3 : 2;
  if (globalThis.navigator?.serviceWorker === undefined) tell(withoutServiceWorker());
  else await checkScript(url, scope, major);
  try {
    // Each major knows the option by another name: in msw 3, a request is a frame.
    await worker.start({
      quiet,
      serviceWorker: { url, ...(scope !== undefined && { options: { scope } }) },
      onUnhandledRequest: 'bypass',
      onUnhandledFrame: 'bypass',
    } as object);
  } catch (error) {
    throw refused(url, error);
  }
  return {
    use: (others) => worker.resetHandlers(...others),
    // msw 3 waits for its worker, msw 2 returns at once.
    stop: async () => void (await (worker.stop() as unknown)),
  };
}

async function mswOfPage(): Promise<{ readonly setupWorker: typeof setupWorker }> {
  try {
    return await import('msw/browser');
  } catch (error) {
    throw new Error(
      `The cloud was not started: 'msw/browser' cannot be loaded: ${reason(error)} Install msw, whose worker answers the requests of the page: npm install --save-dev msw`,
      { cause: error },
    );
  }
}

/** Looks at the script before msw does: a dev server that answers everything with the page itself is what most people meet. */
async function checkScript(url: string, scope: string | undefined, major: number): Promise<void> {
  if (!URL.canParse(url, location.href) || (scope !== undefined && !URL.canParse(scope, location.href)))
    throw new Error(
      `The cloud was not started: the option serviceWorker has no valid address (url: ${said(url)}, scope: ${said(scope)}). Give it as in { url: '/mockServiceWorker.js' }, or leave it out.`,
    );
  const at = new URL(url, location.href);
  let text = '';
  try {
    const reply = await fetch(at, { cache: 'no-store' });
    if (reply.ok && !(reply.headers.get('content-type') ?? '').includes('html')) text = await reply.text();
  } catch {
    // The registration says more than a failed fetch.
    return;
  }
  const version = /PACKAGE_VERSION = '([^']{1,40})'/.exec(text)?.[1];
  const init = 'Write it with: npx msw init public --save (public/ being the folder that your server serves), and reload';
  if (version === undefined)
    throw new Error(
      `The cloud was not started: there is no worker script of msw at ${at.href}. ${init}. If it is served elsewhere, say where: serviceWorker: { url: '/app/mockServiceWorker.js' }.`,
    );
  if (Number.parseInt(version, 10) !== major)
    throw new Error(`The cloud was not started: the worker script at ${at.href} is of msw ${version}, but msw ${major} is installed. ${init}.`);
  // msw would start, and the requests of the page would go to the real vendor.
  const pages = new URL(scope ?? './', scope === undefined ? at : location.href).href;
  if (!location.href.startsWith(pages))
    throw new Error(
      `The cloud was not started: the worker script at ${at.href} answers pages under ${pages} only, and this page is at ${location.href.replace(/[?#].*$/s, '')}. Put the script into the folder that the page is in, or above; or have your server send it with the header Service-Worker-Allowed: /, and give serviceWorker: { url: '${url}', scope: '/' }.`,
    );
}

function refused(url: string, error: unknown): Error {
  const why = reason(error);
  const failed = (text: string): Error => new Error(`The cloud was not started: ${text}`, { cause: error });
  if (/TrustedScript/.test(why))
    return failed(
      `Trusted Types, which a Content-Security-Policy of this page requires, refuse the worker script ${url}. In development, leave out require-trusted-types-for, or put this before startCloud: trustedTypes.createPolicy('default', { createScriptURL: (url) => url }).`,
    );
  if (/SecurityError|denied|insecure|not allowed/i.test(`${(error as Error | undefined)?.name} ${why}`))
    return failed(
      `the browser refuses the service worker ${url}: ${why} Private windows, blocked cookies and foreign frames do that: open the page in a normal window of its own, or use stuntbox/vite, which needs no service worker.`,
    );
  if (/max scope|Service-Worker-Allowed/i.test(why))
    return failed(
      `the service worker ${url} may not answer pages of that scope: ${why} Leave out the option serviceWorker.scope, or have your server send the script with the header Service-Worker-Allowed: /.`,
    );
  return failed(
    `the service worker ${url} cannot be registered: ${why} Its script must come from this page's own origin, as text/javascript, without a redirect. If that does not help, use stuntbox/vite, which needs no service worker.`,
  );
}

function withoutServiceWorker(): string {
  const instead = 'msw therefore patches fetch and XMLHttpRequest of this page: other tabs, workers and images are not answered, and their requests go out.';
  return globalThis.isSecureContext
    ? `This browser has no service workers, as in some private windows. ${instead} Open the page in a normal window, or use stuntbox/vite, which needs no service worker.`
    : `There is no service worker here: ${location.origin} is no secure context. ${instead} Open the page at http://localhost or by https, or use stuntbox/vite, which needs no service worker.`;
}
