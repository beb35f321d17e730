/**
 * A client of VPS.org that is prepared for every outcome.
 * Law: if the result of a request is unknown, it checks before it retries, it backs off, and it gives up with a clear error.
 */
import type { Server, Surroundings } from './naive-client.ts';

const BASE = 'https://admin.vps.org/api/v1';
const TRIES = 5;
/** Milliseconds. */
const LONGEST_PAUSE = 30_000;
const PATIENCE = 2_700_000;

/** A retry does not help: the vendor rejected the request, or the server ended up in a different status. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** The result is unknown: the request may or may not have taken effect. */
class InDoubt extends Error {
  readonly retryAfter: number;
  constructor(message: string, retryAfter = 0) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

export function carefulClient({ fetch, wait, token }: Surroundings) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  /** Sends one request. Throws `Refused` if the vendor rejects it, and `InDoubt` if the result is unknown. */
  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const what = `${method} ${path}`;
    let response: Response;
    let text: string;
    try {
      response = await fetch(BASE + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      text = await response.text();
    } catch (error) {
      throw new InDoubt(`${what} was not answered: ${(error as Error).message}.`);
    }
    const { status } = response;
    // A 404 is also unknown: the server that was announced may never have been created.
    if (status >= 500 || status === 429 || status === 404)
      throw new InDoubt(`${what} was answered ${status}: ${text}`, Number(response.headers.get('retry-after') ?? 0) * 1000);
    if (!response.ok) throw new Refused(`${what} was refused with ${status}: ${text}`);
    try {
      return JSON.parse(text);
    } catch {
      throw new InDoubt(`${what} was answered ${status} with what is no JSON: ${text.slice(0, 40)}`);
    }
  }

  /** Retries with increasing pauses, unless the request was rejected. */
  async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof InDoubt)) throw error;
        if (tries === TRIES) throw new Error(`Gave up after ${TRIES} tries. ${error.message}`, { cause: error });
        await wait(Math.max(error.retryAfter, 500 * 2 ** tries));
      }
    }
  }

  const find = async (name: string): Promise<Server | undefined> => {
    const { results } = (await ask('GET', '/servers/')) as { results: Server[] };
    return results.find((server) => server.name === name);
  };

  /** Waits until the server is not busy, and returns it. */
  async function rested(id: number): Promise<Server> {
    let pause = 2000;
    for (let waited = 0; waited < PATIENCE; waited += pause) {
      const server = (await ask('GET', `/servers/${id}/`)) as Server;
      if (['active', 'stopped', 'suspended'].includes(server.status)) return server;
      pause = Math.min(pause * 1.5, LONGEST_PAUSE);
      await wait(pause);
    }
    throw new Refused(`Server ${id} is still busy after ${PATIENCE / 60_000} minutes.`);
  }

  return {
    /** Returns the server with this name, creating it if it does not exist. */
    createServer: (name: string): Promise<Server> =>
      patiently(async () => {
        const there = (await find(name)) ?? ((await ask('POST', '/servers/', { name, plan_id: 1, os_id: 5, location: 'us-west' })) as Server);
        const server = await rested(there.id);
        if (server.status !== 'active') throw new Refused(`Server ${server.id} was to become active, and is ${server.status}.`);
        return server;
      }),
    startServer: (id: number): Promise<Server> =>
      patiently(async () => {
        const before = await rested(id);
        if (before.status === 'active') return before;
        if (before.status === 'suspended') throw new Refused(`Server ${id} is suspended.`);
        await ask('POST', `/servers/${id}/start/`);
        const after = await rested(id);
        if (after.status !== 'active') throw new InDoubt(`Server ${id} was started, and is ${after.status}.`);
        return after;
      }),
  };
}
