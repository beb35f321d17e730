/** VPS.org as this application needs it. What is being done is a status of its own, without a percentage. */
import * as vpsorg from '../api/vpsorg.ts';
import { instant, megabytes, percent } from './format.ts';
import type { Activity, State } from './server.ts';
import type { VendorModel } from './vendor-model.ts';

const STATES: Readonly<Record<vpsorg.ServerStatus, State>> = {
  active: 'running',
  stopped: 'stopped',
  suspended: 'attention',
  provisioning: 'busy',
  starting: 'busy',
  stopping: 'busy',
  rebooting: 'busy',
  restoring: 'busy',
};

const PHRASES: Readonly<Partial<Record<vpsorg.ServerStatus, string>>> = {
  provisioning: 'Being provisioned',
  starting: 'Starting',
  stopping: 'Stopping',
  rebooting: 'Rebooting',
  restoring: 'Being restored from a snapshot',
};

const activityOf = (status: vpsorg.ServerStatus): Activity => {
  const phrase = PHRASES[status];
  return { status, state: STATES[status], ...(phrase === undefined ? {} : { task: { phrase } }) };
};

const summary = (server: vpsorg.ListedServer) => ({
  vendor: 'vpsorg' as const,
  id: server.id,
  name: server.name,
  ...activityOf(server.status),
  ...(server.ip_address === null ? {} : { address: server.ip_address }),
  size: `${server.plan.vcpus} vCPU · ${megabytes(server.plan.memory)} · ${server.plan.storage} GB`,
  place: server.location,
  system: server.os.name,
  listed: true,
});

const power = (name: vpsorg.Power) => async (id: number) => (await vpsorg.power(id, name)).message;

export const model: VendorModel = {
  list: async (signal) => (await vpsorg.listServers(signal)).map(summary),
  details: async (id, signal) => {
    const server = await vpsorg.getServer(id, signal);
    const { plan, resource_usage: usage } = server;
    return {
      ...summary(server),
      facts: [
        { name: 'Hostname', value: server.hostname ?? 'none' },
        { name: 'IPv4', value: server.ip_address ?? 'assigned once it is ready' },
        { name: 'IPv6', value: server.ipv6_address ?? 'assigned once it is ready' },
        { name: 'Location', value: server.location },
        { name: 'System', value: server.os.name },
        { name: 'Plan', value: plan.name },
        { name: 'Backups', value: server.backups_enabled ? 'enabled' : 'disabled' },
        { name: 'Created', value: instant(server.created_at) },
        { name: 'Updated', value: instant(server.updated_at) },
      ],
      gauges: [
        { name: 'CPU', used: usage.cpu_percent, total: 100, text: `${percent(usage.cpu_percent)} of ${plan.vcpus} vCPU` },
        { name: 'Memory', used: usage.memory_used, total: plan.memory, text: `${megabytes(usage.memory_used)} of ${megabytes(plan.memory)}` },
        { name: 'Disk', used: usage.disk_used, total: plan.storage, text: `${usage.disk_used} GB of ${plan.storage} GB` },
        { name: 'Bandwidth', used: usage.bandwidth_used, total: plan.bandwidth, text: `${usage.bandwidth_used} of ${plan.bandwidth} GB` },
      ],
      ...(server.status === 'suspended' ? { note: 'VPS.org has suspended this server.' } : {}),
    };
  },
  powers: [
    { name: 'start', label: 'Start', run: power('start'), primaryIn: 'stopped' },
    { name: 'reboot', label: 'Reboot', run: power('reboot') },
    { name: 'stop', label: 'Stop', run: power('stop') },
  ],
  rename: async (id, name) => (await vpsorg.updateServer(id, { name })).name,
  remove: async (id) => {
    await vpsorg.deleteServer(id);
    return 'Server deleted';
  },
};
