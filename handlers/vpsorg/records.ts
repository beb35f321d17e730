/** What VPS.org's records are made of, as checked when one comes from outside. */
import type { RecordSchemas } from '../../vendor/provider.ts';
import type { VpsOrg } from './vendor.ts';

export const records: RecordSchemas<VpsOrg> = {
  servers: {
    id: 'count',
    name: 'text',
    hostname: 'text|null',
    ip_address: 'text|null',
    ipv6_address: 'text|null',
    location: 'text',
    plan_id: 'count',
    os_id: 'count',
    ssh_key_id: 'count|null',
    backups_enabled: 'flag',
    usage: { cpu_percent: 'amount', memory_used: 'amount', disk_used: 'amount', bandwidth_used: 'amount', 'at?': 'instant', 'on?': 'flag', 'half?': 'amount' },
    created_at: 'instant',
    updated_at: 'instant',
    sampled_at: 'instant|null',
  },
  plans: {
    id: 'count',
    name: 'text',
    slug: 'text',
    vcpus: 'count',
    memory: 'count',
    storage: 'count',
    bandwidth: 'count',
    price_monthly: 'amount',
    price_hourly: 'amount',
    available: 'flag',
    locations: ['text'],
    description: 'text',
  },
  systems: { id: 'count', name: 'text' },
  locations: { code: 'text' },
  ssh_keys: { id: 'count', name: 'text' },
};
