/** The same SDK, mended: whatever happens, it does what it says once, or says that it did not. */
import type { Server, Vps } from './sdk.ts';

const API = 'https://admin.vps.org/api/v1';
/** In milliseconds. */
const LONGEST_PAUSE = 30_000;
const PATIENCE = 2_700_000;
const TRIES = 6;

/** The vendor refused the request: it is of no use to ask again. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Nobody knows whether the request was carried out. */
class InDoubt extends Error {
  readonly retryAfter: number;
  constructor(message: string, retryAfter = 0) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function createVps(token: string, fetch = globalThis.fetch): Vps {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  /** Asks once. */
  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const what = `${method} ${path}`;
    let response: Response;
    let text: string;
    try {
      response = await fetch(API + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      text = await response.text();
    } catch (error) {
      throw new InDoubt(`${what} was not answered: ${(error as Error).message}`);
    }
    const { status } = response;
    // A server that was just created may not be there yet, or not at all.
    if (status === 404 || status === 429 || status >= 500)
      throw new InDoubt(`${what} was answered ${status}.`, Number(response.headers.get('retry-after') ?? 0) * 1_000);
    if (!response.ok) throw new Refused(`${what} was refused with ${status}: ${text}`);
    if (status === 204) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw new InDoubt(`${what} was answered with something other than JSON.`);
    }
  }

  /** Tries again with longer and longer pauses. What it tries must look first at what an earlier try has done. */
  async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof InDoubt) || tries === TRIES) throw error;
        await sleep(Math.max(error.retryAfter, 1_000 * 2 ** tries));
      }
    }
  }

  const read = (id: number): Promise<Server> => ask('GET', `/servers/${id}/`) as Promise<Server>;
  const all = async (query = ''): Promise<Server[]> => ((await ask('GET', `/servers/${query}`)) as { results: Server[] }).results;

  /** Waits until a server is not busy. */
  async function rested(id: number): Promise<Server> {
    let pause = 2_000;
    for (let waited = 0; waited < PATIENCE; waited += pause) {
      const server = await read(id);
      if (['active', 'stopped', 'suspended'].includes(server.status)) return server;
      pause = Math.min(pause * 1.5, LONGEST_PAUSE);
      await sleep(pause);
    }
    throw new Error(`Server ${id} is still busy.`);
  }

  /** Acts on a server that is not busy, unless it is already as wanted. */
  const become = (id: number, wanted: string, action: string): Promise<void> =>
    patiently(async () => {
      if ((await rested(id)).status !== wanted) await ask('POST', `/servers/${id}/${action}/`);
    });

  const vps: Vps = {
    create: ({ name, plan, system, location }) =>
      patiently(async () => {
        const body = { name, plan_id: Number(plan), os_id: Number(system), location };
        const { id } = (await all()).find((server) => server.name === name) ?? ((await ask('POST', '/servers/', body)) as Server);
        const server = await rested(id);
        if (server.status !== 'active') throw new Refused(`${name} was not provisioned: it is ${server.status}.`);
        return server;
      }),
    list: (status) => patiently(() => all(status ? `?status=${status}` : '')),
    start: (id) => become(id, 'active', 'start'),
    stop: (id) => become(id, 'stopped', 'stop'),
    remove: (id) =>
      patiently(async () => {
        if ((await all()).some((server) => server.id === id)) await ask('DELETE', `/servers/${id}/`);
      }),
    async removeStopped() {
      for (const { id } of await vps.list('stopped')) await vps.remove(id);
    },
    async hosts() {
      return (await vps.list()).flatMap(({ ip_address, name }) => (ip_address === null ? [] : [`${ip_address} ${name}`]));
    },
  };
  return vps;
}
