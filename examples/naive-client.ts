/** A client of VPS.org that works as long as nothing goes wrong. examples/outcomes.test.ts shows what happens otherwise. */
const BASE = 'https://admin.vps.org/api/v1';

/** What a client needs from its environment. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  readonly wait: (ms: number) => Promise<void>;
  readonly token: string;
}

export interface Server {
  readonly id: number;
  readonly name: string;
  readonly status: string;
}

export function naiveClient({ fetch, wait, token }: Surroundings) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  async function ask(method: string, path: string, body?: object): Promise<Server> {
    const response = await fetch(BASE + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}.`);
    return (await response.json()) as Server;
  }

  /** Retries after any error, even if the request took effect. */
  async function insist(method: string, path: string, body?: object): Promise<Server> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask(method, path, body);
      } catch (error) {
        if (tries === 3) throw error;
      }
    }
  }

  /** Polls every second. */
  async function active(id: number): Promise<Server> {
    for (let polls = 0; polls < 900; polls += 1) {
      const server = await ask('GET', `/servers/${id}/`);
      if (server.status === 'active') return server;
      await wait(1000);
    }
    throw new Error(`Server ${id} did not become active.`);
  }

  return {
    async createServer(name: string): Promise<Server> {
      const { id } = await insist('POST', '/servers/', { name, plan_id: 1, os_id: 5, location: 'us-west' });
      return active(id);
    },
    /** Starts a server without checking what it is doing. */
    async startServer(id: number): Promise<Server> {
      await insist('POST', `/servers/${id}/start/`);
      return active(id);
    },
  };
}
