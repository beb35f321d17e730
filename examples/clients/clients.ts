/** One small SDK for VPS.org, over four HTTP clients. Each retries and waits with timers of its own, and knows nothing of stuntbox. */
import axios, { type AxiosError } from 'axios';
import got from 'got';
import ky from 'ky';

const API = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer any-token' };

export interface Server {
  readonly id: number;
  readonly name: string;
  readonly status: string;
}

/** What the SDK needs of an HTTP client: JSON in, JSON out, and an error for any other answer than 2xx. */
interface Http {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
}

/** `fetch`, with a second and a third try of what is safe to repeat. */
async function viaFetch<T>(path: string, init: RequestInit = {}): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await fetch(API + path, { ...init, headers: { ...headers, 'content-type': 'application/json' }, signal: AbortSignal.timeout(30_000) });
      if (!response.ok) throw new Error(`${path} was answered ${response.status}.`);
      return (await response.json()) as T;
    } catch (error) {
      if (init.method === 'POST' || tries === 3) throw error;
      await sleep(1_000 * tries);
    }
  }
}

const instance = axios.create({ baseURL: API, headers });
instance.interceptors.response.use(undefined, async (error: AxiosError & { config?: { tries?: number } }) => {
  const { config } = error;
  if (!config || config.method !== 'get' || (config.tries ?? 0) >= 2) throw error;
  config.tries = (config.tries ?? 0) + 1;
  await sleep(1_000 * config.tries);
  return instance.request(config);
});
const viaGot = got.extend({ prefixUrl: API, headers, responseType: 'json', retry: { limit: 2, methods: ['GET'] } });
const viaKy = ky.create({ prefixUrl: API, headers, retry: { limit: 2, methods: ['get'] } });
const relative = (path: string) => path.slice(1);

const https: Readonly<Record<'fetch' | 'axios' | 'got' | 'ky', Http>> = {
  fetch: {
    get: (path) => viaFetch(path),
    post: (path, body) => viaFetch(path, { method: 'POST', body: JSON.stringify(body) }),
  },
  axios: {
    get: async (path) => (await instance.get(path)).data,
    post: async (path, body) => (await instance.post(path, body)).data,
  },
  got: {
    get: (path) => viaGot.get(relative(path)).json(),
    post: (path, json) => viaGot.post(relative(path), { json }).json(),
  },
  ky: {
    get: (path) => viaKy.get(relative(path)).json(),
    post: (path, json) => viaKy.post(relative(path), { json }).json(),
  },
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The SDK. */
export interface Client {
  /** Creates a server, and looks every five seconds until it is active. When it cannot know whether it was created, it looks for it by its name. */
  createServer(name: string): Promise<Server>;
}

const clientOver = ({ get, post }: Http): Client => ({
  async createServer(name) {
    let server: Server;
    try {
      server = await post<Server>('/servers/', { name, plan_id: 1, os_id: 5, location: 'us-west' });
      if (typeof server !== 'object' || server.name !== name) throw new Error('The answer to the create is not a server.');
    } catch (error) {
      const { results } = await get<{ results: readonly Server[] }>('/servers/');
      const created = results.find((one) => one.name === name);
      if (!created) throw error;
      server = created;
    }
    for (let looks = 0; server.status === 'provisioning'; looks += 1) {
      if (looks === 120) throw new Error(`${name} is still provisioning after ten minutes.`);
      await sleep(5_000);
      server = await get<Server>(`/servers/${server.id}/`);
    }
    if (server.status !== 'active') throw new Error(`${name} is ${server.status}.`);
    return server;
  },
});

export const clients: readonly { readonly name: string; readonly client: Client }[] = Object.entries(https).map(([name, http]) => ({
  name,
  client: clientOver(http),
}));
