/** How each vendor is asked for its servers, at its real address. */
export interface Server {
  readonly name: string;
  readonly status: string;
  readonly address: string;
  readonly busy: boolean;
  /** In percent; undefined where the vendor does not tell. */
  readonly progress?: number;
  /** Milliseconds since the epoch; undefined where the vendor does not tell. */
  readonly created?: number;
}

export type VendorName = 'puregpu' | 'elastichosts' | 'drone' | 'evotic' | 'vpsorg';

async function asked<T>(url: string, headers: Record<string, string>): Promise<T> {
  const reply = await fetch(url, { headers });
  const body = (await reply.json().catch(() => undefined)) as (T & { message?: string; error?: string; detail?: string; result?: string }) | undefined;
  if (reply.ok && body !== undefined && body.result !== 'error') return body;
  throw new Error(`${reply.status}: ${body?.detail ?? body?.message ?? body?.error ?? 'The vendor gave no reason.'}`);
}

const bearer = { authorization: 'Bearer token', accept: 'application/json' };

export const VENDORS: Readonly<Record<VendorName, { readonly title: string; servers(): Promise<Server[]> }>> = {
  puregpu: {
    title: 'PureGPU',
    async servers() {
      const headers = { 'x-api-key': 'key' };
      const base = 'https://api.puregpu.com';
      const { services } = await asked<{ services: { id: number; name: string; dedicatedip: string }[] }>(`${base}/services`, headers);
      return Promise.all(
        services.slice(0, 3).map(async ({ id, name, dedicatedip }) => {
          const { server } = await asked<{ server: { status: string; locked: boolean } }>(`${base}/server/${id}/status`, headers);
          return { name: `${name} ${id}`, status: server.status, address: dedicatedip, busy: server.locked };
        }),
      );
    },
  },
  elastichosts: {
    title: 'ElasticHosts',
    async servers() {
      const headers = { authorization: `Basic ${btoa('user:key')}`, accept: 'application/json' };
      const all = await asked<{ name: string; status: string; 'nic:0:dhcp:ip'?: string; started?: number }[]>(
        'https://api-lon-p.elastichosts.com/servers/info',
        headers,
      );
      return all.map((one) => ({ name: one.name, status: one.status, address: one['nic:0:dhcp:ip'] ?? '', busy: false }));
    },
  },
  drone: {
    title: 'Drone Autoscaler',
    async servers() {
      const all = await asked<{ name: string; state: string; address: string; created: number }[]>('https://autoscaler.example.com/api/servers', bearer);
      return all.map(({ name, state, address, created }) => ({
        name,
        status: state,
        address,
        busy: ['pending', 'creating', 'created', 'staging', 'shutdown', 'stopping'].includes(state),
        created: created * 1000,
      }));
    },
  },
  evotic: {
    title: 'Evotic',
    async servers() {
      const base = 'https://evotic.io/api/v1';
      type Listed = { id: number; hostname: string; status: string; created_at: string; ip_addresses: { ip: string }[] };
      const body = await asked<Listed[] | { data: Listed[] }>(`${base}/servers`, bearer);
      const all = Array.isArray(body) ? body : body.data;
      return Promise.all(
        all.map(async ({ id, hostname, status, created_at, ip_addresses }, index) => {
          const listed = { name: hostname, status, address: ip_addresses[0]?.ip ?? '', created: Date.parse(created_at) };
          if (index >= 3) return { ...listed, busy: false };
          const doing = await asked<{ is_processing: boolean; progress: number }>(`${base}/servers/${id}/status`, bearer);
          return { ...listed, busy: doing.is_processing, progress: doing.progress };
        }),
      );
    },
  },
  vpsorg: {
    title: 'VPS.org',
    async servers() {
      type Listed = { name: string; status: string; ip_address: string | null; created_at: string };
      const { results } = await asked<{ results: Listed[] }>('https://admin.vps.org/api/v1/servers/', bearer);
      return results.map(({ name, status, ip_address, created_at }) => ({
        name,
        status,
        address: ip_address ?? '',
        busy: !['active', 'stopped', 'suspended'].includes(status),
        created: Date.parse(created_at),
      }));
    },
  },
};
