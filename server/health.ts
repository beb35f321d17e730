/**
 * Whether a server lives, and whether it can take requests: what the probes of a proxy or of Kubernetes ask.
 * Law: a probe needs no token and may come from anywhere, so it learns a status and nothing else, and however many come, the store is asked once a second.
 */
import type { PlainReply } from '../vendor/wire.ts';

/** The health of a server. */
export interface Health {
  /** From now on it is not ready, whatever the store says: a proxy sends no new requests. */
  drain(): void;
  /** Answers a probe; undefined for any other request. `/healthz`: the process answers. `/readyz`: it can take requests. */
  reply(method: string, path: string): Promise<PlainReply> | undefined;
}

export interface HealthOptions {
  /** Resolves when what the server needs is there, such as its store. */
  ready(): Promise<void>;
  /** Milliseconds by a clock that never goes back. */
  now(): number;
}

/** How long an answer holds for further probes, in milliseconds. */
const HOLDS = 1_000;

/** Begins to tell the health of a server. */
export function healthOf({ ready, now }: HealthOptions): Health {
  let draining = false;
  let last: { readonly at: number; readonly good: Promise<boolean> } | undefined;
  const isReady = (): Promise<boolean> => {
    if (!last || now() - last.at >= HOLDS)
      last = {
        at: now(),
        good: ready().then(
          () => true,
          () => false,
        ),
      };
    return last.good;
  };
  return {
    drain() {
      draining = true;
    },
    reply(method, path) {
      if ((method !== 'GET' && method !== 'HEAD') || !PATHS.includes(path)) return undefined;
      if (path === '/healthz') return Promise.resolve(said(200, 'ok'));
      if (draining) return Promise.resolve(said(503, 'draining'));
      return isReady().then((good) => (draining ? said(503, 'draining') : good ? said(200, 'ok') : said(503, 'unavailable')));
    },
  };
}

const PATHS = ['/healthz', '/readyz'];

const said = (status: number, word: string): PlainReply => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${word}\n` });
