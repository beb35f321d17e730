/** A client of VPS.org: paths end with a slash, and errors are lists by field or one `detail`. */
import { ApiError, ask, members, messagesByField, retryAfter, type Question } from './request.ts';
import { credentialOf } from './credentials.ts';

export type ServerStatus = 'provisioning' | 'active' | 'starting' | 'stopping' | 'stopped' | 'rebooting' | 'restoring' | 'suspended';

export interface ListedServer {
  id: number;
  name: string;
  hostname: string | null;
  status: ServerStatus;
  ip_address: string | null;
  location: string;
  plan: { id: number; name: string; /** Cores. */ vcpus: number; /** MB. */ memory: number; /** GB. */ storage: number };
  os: { id: number; name: string };
  created_at: string;
  updated_at: string;
}

export interface Server extends ListedServer {
  ipv6_address: string | null;
  plan: ListedServer['plan'] & { /** GB a month. */ bandwidth: number };
  backups_enabled: boolean;
  resource_usage: { cpu_percent: number; /** MB. */ memory_used: number; /** GB. */ disk_used: number; /** GB. */ bandwidth_used: number };
}

export interface Plan {
  id: number;
  name: string;
  slug: string;
  vcpus: number;
  memory: number;
  storage: number;
  bandwidth: number;
  /** Dollars. */
  price_monthly: number;
  price_hourly: number;
  available: boolean;
  locations: string[];
  description: string;
}

export interface NewServer {
  name: string;
  plan_id: number;
  os_id: number;
  location: string;
  hostname?: string;
  backups_enabled?: boolean;
}

/** The systems that VPS.org installs. No endpoint lists them; these are the ones its documentation shows. */
export const SYSTEMS: readonly ListedServer['os'][] = [
  { id: 5, name: 'Ubuntu 22.04 LTS' },
  { id: 3, name: 'Debian 12' },
];

export type Power = 'start' | 'stop' | 'reboot';

export const listServers = async (signal?: AbortSignal): Promise<ListedServer[]> => (await call<{ results: ListedServer[] }>('/servers/', { signal })).results;

export const getServer = (id: number, signal?: AbortSignal): Promise<Server> => call(`/servers/${id}/`, { signal });

export const listPlans = async (signal?: AbortSignal): Promise<Plan[]> => (await call<{ results: Plan[] }>('/plans/', { signal })).results;

/** Orders a server, and pays for it. The message says how long it may take. */
export const createServer = (server: NewServer): Promise<ListedServer & { message: string }> => call('/servers/', { method: 'POST', body: server });

/** Starts, stops or reboots a server. The message says that it has begun. */
export const power = (id: number, action: Power): Promise<{ message: string; server: { status: ServerStatus } }> =>
  call(`/servers/${id}/${action}/`, { method: 'POST' });

/** Changes only the given members of a server. */
export const updateServer = (id: number, changes: Partial<Pick<NewServer, 'name' | 'hostname' | 'backups_enabled'>>): Promise<Server> =>
  call(`/servers/${id}/`, { method: 'PATCH', body: changes });

export const deleteServer = (id: number): Promise<void> => call(`/servers/${id}/`, { method: 'DELETE' });

async function call<Reply>(path: string, question: Omit<Question, 'headers'> = {}): Promise<Reply> {
  const { response, json } = await ask('vpsorg', path, { ...question, headers: { Authorization: `Bearer ${credentialOf('vpsorg')}` } });
  if (response.ok) return json as Reply;
  const fields = messagesByField(json);
  const { detail } = members(json);
  const [first] = Object.values(fields).flat();
  const message = typeof detail === 'string' ? detail : (first ?? `VPS.org answered ${response.status}.`);
  throw new ApiError('vpsorg', response.status, message, { fields, retryAfter: retryAfter(response) });
}
