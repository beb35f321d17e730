/** A small SDK for VPS.org, as one writes it in an afternoon. Its first tests pass; those that follow each find something wrong with it. */
const API = 'https://admin.vps.org/api/v1';

/** What a form was filled in with. */
export interface Order {
  readonly name: string;
  readonly plan: string;
  readonly system: string;
  readonly location: string;
}

export interface Server {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly ip_address: string | null;
}

/** The SDK, in this version or in the mended one. */
export interface Vps {
  /** Creates a server, and waits until it is active. */
  create(order: Order): Promise<Server>;
  list(status?: string): Promise<Server[]>;
  start(id: number): Promise<void>;
  /** Stops a server; one that is stopped stays so. */
  stop(id: number): Promise<void>;
  remove(id: number): Promise<void>;
  removeStopped(): Promise<void>;
  /** The lines of a hosts file: `203.0.113.45 web-1`. */
  hosts(): Promise<string[]>;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export type CreateVps = typeof createVps;

export function createVps(token: string, fetch = globalThis.fetch): Vps {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    for (let tries = 1; ; tries += 1) {
      try {
        const response = await fetch(API + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
        if (response.status >= 500) throw new Error(`${method} ${path} was answered ${response.status}.`);
        return response.status === 204 ? undefined : await response.json();
      } catch (error) {
        if (tries === 3) throw error;
      }
    }
  }

  const vps: Vps = {
    async create({ name, plan, system, location }) {
      const { id } = (await ask('POST', '/servers/', { name, plan_id: plan, os_id: system, location })) as Server;
      for (let waited = 0; waited < 300; waited += 1) {
        const server = (await ask('GET', `/servers/${id}/`)) as Server;
        if (server.status === 'active') return server;
        await sleep(1_000);
      }
      throw new Error(`${name} is not active after five minutes.`);
    },
    async list(status) {
      const { results } = (await ask('GET', `/servers/${status ? `?state=${status}` : ''}`)) as { results: Server[] };
      return results;
    },
    async start(id) {
      await ask('POST', `/servers/${id}/start`);
    },
    async stop(id) {
      await ask('POST', `/servers/${id}/stop/`);
    },
    async remove(id) {
      await ask('DELETE', `/servers/${id}`);
    },
    async removeStopped() {
      for (const { id } of await vps.list('stopped')) await vps.remove(id);
    },
    async hosts() {
      return (await vps.list()).map(({ ip_address, name }) => `${ip_address} ${name}`);
    },
  };
  return vps;
}
