/**
 * Asks as libcloud 3.4.1's driver for ElasticHosts does, and reads the answers as strictly: where Python raises, this throws.
 * The requests are those that were recorded of it; each carries the same headers, and an empty one says that it is JSON all the same.
 */
export interface LibcloudNode {
  readonly id: string;
  readonly name: string;
  readonly state: 'RUNNING' | 'TERMINATED' | 'UNKNOWN';
  readonly public_ips: readonly string[];
  readonly extra: Readonly<Record<string, unknown>>;
}

type Row = Readonly<Record<string, unknown>>;
type Fetch = (input: string, init: RequestInit) => Promise<Response | undefined>;

const STATES: Readonly<Record<string, LibcloudNode['state']>> = {
  active: 'RUNNING',
  dead: 'TERMINATED',
  dumped: 'TERMINATED',
  stopped: 'UNKNOWN',
  paused: 'UNKNOWN',
};

/** A member that must be there. */
function needed(row: Row, key: string): unknown {
  if (!(key in row)) throw new Error(`KeyError: ${key}`);
  return row[key];
}

/** Many or one, as the driver takes both. */
const several = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value]);

export function libcloud(fetch: Fetch, url: string, { user = '2164ce57-591a-43ee-ade5-e2fe0ee13c3f', key = 'SECRET' } = {}) {
  const headers = {
    'User-Agent': 'libcloud/3.4.1 (ElasticHosts) ',
    'Accept-Encoding': 'gzip,deflate',
    Accept: 'application/json',
    'Content-Type': 'application/json',
    Authorization: `Basic ${btoa(`${user}:${key}`)}`,
  };
  const request = async (method: string, path: string, body?: object): Promise<{ status: number; text: string; object: unknown }> => {
    const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!response) throw new Error('Nobody there.');
    const text = await response.text();
    if (response.status === 401) throw new Error('InvalidCredsError');
    if (response.status < 200 || response.status > 299) throw new Error(`X-Elastic-Error: ${response.headers.get('x-elastic-error')} (${text})`);
    try {
      return { status: response.status, text, object: text === '' ? undefined : JSON.parse(text) };
    } catch {
      throw new Error('MalformedResponseError');
    }
  };
  const nodeOf = (row: Row): LibcloudNode => {
    const state = STATES[String(needed(row, 'status'))];
    if (!state) throw new Error(`KeyError: ${String(row['status'])}`);
    const extra: Record<string, unknown> = { cpu: needed(row, 'cpu'), mem: needed(row, 'mem') };
    for (const name of ['started', 'smp', 'vnc:ip', 'vnc:password']) if (name in row) extra[name] = row[name];
    for (const device of several(needed(row, 'boot'))) extra[String(device)] = needed(row, String(device));
    const ips = row['nic:0:dhcp:ip'];
    return {
      id: String(needed(row, 'server')),
      name: String(needed(row, 'name')),
      state,
      public_ips: ips === undefined ? [] : several(ips).map(String),
      extra,
    };
  };
  const command = async (path: string): Promise<boolean> => (await request('POST', path)).status === 204;

  return {
    request,
    list_nodes: async () => ((await request('GET', '/servers/info')).object as Row[]).map(nodeOf),
    /** `wait` stands for the second that the driver sleeps between two looks. */
    async create_node(
      name: string,
      { cpu, mem, disk }: { cpu: number; mem: number; disk: number },
      image: string,
      vnc_password: string | undefined,
      wait: () => void,
    ) {
      const drive = String(needed((await request('POST', '/drives/create', { name, size: `${disk}G` })).object as Row, 'drive'));
      const imaged = await request('POST', `/drives/${drive}/image/${image}/gunzip`);
      if (imaged.status !== 200 && imaged.status !== 204) throw new Error('CreateNodeError');
      let progress = (await request('GET', `/drives/${drive}/info`)).object as Row;
      for (let look = 0; 'imaging' in progress; look += 1) {
        // Ten minutes, then it gives up.
        if (look === 600) throw new Error('Timed out while the drive was imaged.');
        wait();
        progress = (await request('GET', `/drives/${drive}/info`)).object as Row;
      }
      const asked = {
        name,
        cpu,
        mem,
        'ide:0:0': drive,
        boot: 'ide:0:0',
        smp: 'auto',
        'nic:0:model': 'e1000',
        'nic:0:dhcp': 'auto',
        ...(vnc_password !== undefined && { vnc: 'auto', 'vnc:password': vnc_password }),
      };
      const made = (await request('POST', '/servers/create', asked)).object;
      return nodeOf((Array.isArray(made) ? made[0] : made) as Row);
    },
    async ex_set_node_configuration(id: string, changes: object): Promise<boolean> {
      const { status, text } = await request('POST', `/servers/${id}/set`, changes);
      return status === 200 && text !== '';
    },
    reboot_node: (id: string) => command(`/servers/${id}/reset`),
    destroy_node: (id: string) => command(`/servers/${id}/destroy`),
    ex_shutdown_node: (id: string) => command(`/servers/${id}/shutdown`),
    ex_destroy_drive: (id: string) => command(`/drives/${id}/destroy`),
  };
}
