/** Evotic as this application needs it. It tells what is being done as a phrase with a percentage, but starts and stops only in its own control panel. */
import * as evotic from '../api/evotic.ts';
import { bytes, instant, megabytes, percent } from './format.ts';
import type { Activity, Server, State } from './server.ts';
import type { VendorModel } from './vendor-model.ts';

const STATES: Readonly<Record<evotic.ServerStatus, State>> = {
  started: 'running',
  stopped: 'stopped',
  paused: 'stopped',
  processing: 'busy',
  unavailable: 'attention',
};

const activityOf = ({ status, real_status, is_processing, progress }: evotic.Status): Activity => ({
  status: real_status,
  state: is_processing ? 'busy' : STATES[real_status],
  ...(is_processing ? { task: { phrase: status, progress } } : {}),
});

const summary = (server: evotic.Server): Server => ({
  vendor: 'evotic',
  id: server.id,
  name: server.hostname,
  status: server.status,
  state: STATES[server.status],
  ...(server.status === 'processing' ? { task: { phrase: 'Being processed' } } : {}),
  ...addressOf(server),
  size: `${server.specifications.cpu} vCPU · ${megabytes(server.specifications.ram)} · ${server.specifications.disk} GB`,
  place: server.node,
  system: server.os,
  listed: false,
});

const addressOf = ({ ip_addresses: addresses }: evotic.Server): { address?: string } => {
  const primary = addresses.find((address) => address.is_primary) ?? addresses[0];
  return primary === undefined ? {} : { address: primary.ip };
};

const traffic = ({ value, prev, is_exceeded }: evotic.Traffic): string =>
  `${bytes(value)} this month, ${bytes(prev)} in the one before${is_exceeded ? ': too much' : ''}`;

export const model: VendorModel = {
  list: async (signal) => (await evotic.listServers(signal)).map(summary),
  activity: async (id, signal) => activityOf(await evotic.getStatus(id, signal)),
  details: async (id, signal) => {
    const [server, status] = await Promise.all([evotic.getServer(id, signal), evotic.getStatus(id, signal)]);
    const { specifications: size, usage } = server;
    return {
      ...summary(server),
      ...activityOf(status),
      ...(status.is_processing ? {} : { task: undefined }),
      facts: [
        { name: 'Addresses', value: server.ip_addresses.map(({ ip }) => ip).join(', ') || 'none' },
        { name: 'Node', value: server.node },
        { name: 'System', value: server.os },
        { name: 'Traffic in', value: traffic(usage.traffic.incoming) },
        { name: 'Traffic out', value: traffic(usage.traffic.outgoing) },
        { name: 'Created', value: instant(server.created_at) },
        { name: 'UUID', value: server.uuid },
      ],
      gauges: [
        { name: 'CPU', used: usage.cpu, total: 100, text: `${percent(usage.cpu)} of ${size.cpu} vCPU` },
        { name: 'Memory', used: usage.ram, total: size.ram, text: `${megabytes(usage.ram)} of ${megabytes(size.ram)}` },
        { name: 'Disk', used: usage.disk, total: size.disk, text: `${usage.disk} GB of ${size.disk} GB` },
      ],
    };
  },
  powers: [],
  remove: async (id) => (await evotic.deleteServer(id)).message,
};
