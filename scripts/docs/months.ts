/** One server's month at each vendor: what happens to it, and what its client sees every two hours. */
import type { AnyProvider } from '../../vendor/provider.ts';
import { monthPicture, type Panel } from './month.ts';

/** What a month needs of a cloud. */
export interface LivedCloud {
  readonly clock: { now(): number; advance(ms: number): void };
  fetch(url: string, init: RequestInit): Promise<Response | undefined>;
  play(scenario: string): void;
}

type Ask = (method: string, path: string, body?: object) => Promise<unknown>;

/** What is seen at a look: a status, and a value for each measure; null for one that is not shown. */
interface Seen {
  readonly status: string | null;
  readonly [measure: string]: string | number | null;
}

interface Told {
  readonly title: string;
  /** What is done, by the hour of the month. */
  readonly events: Readonly<Record<number, (ask: Ask, cloud: LivedCloud) => unknown>>;
  readonly look: (ask: Ask, cloud: LivedCloud) => Promise<Seen>;
  /** The panels: the title of each, and its measures by name. */
  readonly panels: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const STEP = 2 * 3_600_000;
const LOOKS = 361;
const GB = 1e9;

const SERVER = 'b605ca90-c3e6-4cee-85f8-a8ebdf8f9903';
const DRIVE = 'b6049e7a-aa1b-47f9-b21d-cdf2354e28d3';

const MONTHS: Readonly<Record<string, Told>> = {
  vpsorg: {
    title: 'VPS.org: server 12345, looked at every two hours for a month',
    events: {
      200: (ask) => ask('POST', '/servers/12345/stop/'),
      250: (ask) => ask('POST', '/servers/12345/start/'),
      500: (ask) => ask('POST', '/servers/12345/reboot/'),
    },
    async look(ask) {
      const { status, resource_usage: usage } = (await ask('GET', '/servers/12345/')) as { status: string; resource_usage: Record<string, number> };
      return { status, cpu: usage['cpu_percent'] ?? null, memory: usage['memory_used'] ?? null, disk: usage['disk_used'] ?? null, bandwidth: usage['bandwidth_used'] ?? null };
    },
    panels: {
      'cpu_percent': { cpu: '' },
      'memory_used, MB of 4,096': { memory: '' },
      'disk_used, GB of 80': { disk: '' },
      'bandwidth_used, GB of 2,048 a month': { bandwidth: '' },
    },
  },
  evotic: {
    title: 'Evotic: server 1, looked at every two hours for a month',
    // No operation stops a server, and none installs it anew.
    events: { 200: (_, cloud) => cloud.play('evotic/server-stopped'), 250: (_, cloud) => cloud.play('evotic/reinstalling') },
    async look(ask) {
      const { status, usage } = (await ask('GET', '/servers/1')) as {
        status: string;
        usage: { cpu: number; ram: number; disk: number; traffic: Record<'incoming' | 'outgoing', { value: number; prev: number }> };
      };
      const { incoming, outgoing } = usage.traffic;
      return { status, cpu: usage.cpu, disk: usage.disk, ram: usage.ram, in: incoming.value / GB, out: outgoing.value / GB, inBefore: incoming.prev / GB, outBefore: outgoing.prev / GB };
    },
    panels: {
      'usage.cpu, percent': { cpu: '' },
      'usage.ram, MB of 2,048': { ram: '' },
      'usage.disk, GB of 20': { disk: '' },
      'usage.traffic value, GB': { in: 'incoming', out: 'outgoing' },
      'usage.traffic prev, GB': { inBefore: 'incoming', outBefore: 'outgoing' },
    },
  },
  elastichosts: {
    title: 'ElasticHosts: server web-1, looked at every two hours for a month',
    events: {
      200: (ask) => ask('POST', `/servers/${SERVER}/stop`),
      250: (ask) => ask('POST', `/servers/${SERVER}/start`),
    },
    async look(ask) {
      const { status, ...server } = (await ask('GET', `/servers/${SERVER}/info`)) as Record<string, string | number>;
      const drive = (await ask('GET', `/drives/${DRIVE}/info`)) as Record<string, string>;
      const counter = (of: Record<string, string | number>, key: string): number | null => (of[key] === undefined ? null : Number(of[key]) / GB);
      return {
        status: String(status),
        rx: counter(server, 'rx:bytes'),
        tx: counter(server, 'tx:bytes'),
        read: counter(server, 'ide:0:0:read:bytes'),
        write: counter(server, 'ide:0:0:write:bytes'),
        driveRead: counter(drive, 'read:bytes'),
        driveWrite: counter(drive, 'write:bytes'),
      };
    },
    panels: {
      'The server: NIC, GB': { rx: 'rx:bytes', tx: 'tx:bytes' },
      'The server: ide:0:0, GB': { read: 'read:bytes', write: 'write:bytes' },
      "The drive's own, GB": { driveRead: 'read:bytes', driveWrite: 'write:bytes' },
    },
  },
  puregpu: {
    title: 'PureGPU: service 10, its statistics of each half hour for a month',
    events: {
      200: (ask) => ask('POST', '/server/10/stop'),
      250: (ask) => ask('POST', '/server/10/start'),
      500: (ask) => ask('POST', '/server/10/rebuild', { osid: '1002', sshkey: '' }),
    },
    async look(ask) {
      const { server } = (await ask('GET', '/server/10/status')) as { server: { status: string } };
      const { stats } = (await ask('GET', '/server/10/stats?timeframe=day')) as { stats: Record<string, number | null>[] };
      const last = stats.at(-1) ?? {};
      const scaled = (value: number | null | undefined, by: number): number | null => (value == null ? null : value / by);
      return {
        status: server.status,
        cpu: scaled(last['cpu'], 0.01),
        memory: scaled(last['mem'], 2 ** 30),
        in: scaled(last['netin'], 1e3),
        out: scaled(last['netout'], 1e3),
        uptime: scaled((server as { uptime?: number }).uptime, 86_400),
      };
    },
    panels: { 'cpu, percent': { cpu: '' }, 'mem, GiB': { memory: '' }, 'Network, KB a second': { in: 'netin', out: 'netout' }, 'uptime, days': { uptime: '' } },
  },
  drone: {
    title: 'Drone Autoscaler: agent-F8k8oMUP, looked at every two hours for a month',
    events: { 500: (ask) => ask('DELETE', '/api/servers/agent-F8k8oMUP') },
    async look(ask, { clock }) {
      const server = (await ask('GET', '/api/servers/agent-F8k8oMUP')) as { state?: string; created: number; updated: number };
      const days = (since: number): number => (clock.now() / 1000 - since) / 86_400;
      return server.state === undefined
        ? { status: null, created: null, updated: null }
        : { status: server.state, created: days(server.created), updated: days(server.updated) };
    },
    panels: { 'Nothing is measured: days since': { created: 'created', updated: 'updated' } },
  },
};

/** The picture of a vendor's month. */
export async function month(provider: AnyProvider, cloud: LivedCloud): Promise<string> {
  const told = MONTHS[provider.name];
  if (!told) throw new Error(`scripts/docs/months.ts tells no month of ${provider.title}.`);
  const ask = asking(provider, cloud);
  const start = cloud.clock.now();
  const seen: Seen[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) cloud.clock.advance(STEP);
    seen.push(await told.look(ask, cloud));
    await told.events[(look * STEP) / 3_600_000]?.(ask, cloud);
  }
  const values = (measure: string): (number | null)[] => seen.map((one) => one[measure] as number | null);
  const panels = Object.entries(told.panels).map(
    ([title, measures]): Panel => ({ title, series: Object.entries(measures).map(([measure, name]) => ({ name, values: values(measure) })) }),
  );
  return monthPicture({ title: told.title, start, step: STEP, statuses: seen.map(({ status }) => status), panels });
}

function asking({ contract }: AnyProvider, cloud: LivedCloud): Ask {
  const [scheme] = Object.values(contract.components.securitySchemes);
  const credential: Record<string, string> =
    scheme?.type === 'apiKey' ? { [scheme.name]: 'key' } : { authorization: scheme?.type === 'http' && scheme.scheme === 'basic' ? `Basic ${btoa('user:key')}` : 'Bearer token' };
  return async (method, path, body) => {
    const headers = { accept: 'application/json', ...credential, ...(body && { 'content-type': 'application/json' }) };
    const reply = await cloud.fetch(contract.servers[0].url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = (await reply?.text()) ?? '';
    return text === '' ? null : (JSON.parse(text) as unknown);
  };
}
