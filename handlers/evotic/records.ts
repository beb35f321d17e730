/** What Evotic's records are made of, as checked when one comes from outside. */
import type { RecordSchemas } from '../../vendor/provider.ts';
import type { Evotic } from './vendor.ts';

const traffic = { value: 'amount', prev: 'amount', is_exceeded: 'flag' } as const;

export const records: RecordSchemas<Evotic> = {
  servers: {
    id: 'count',
    hostname: 'text',
    uuid: 'text',
    node: 'text',
    os: 'text',
    specifications: { cpu: 'count', ram: 'count', disk: 'count' },
    ip_addresses: [{ ip: 'text', is_primary: 'flag' }],
    usage: {
      cpu: 'amount',
      disk: 'amount',
      ram: 'amount',
      traffic: { incoming: traffic, outgoing: traffic },
      'at?': 'instant',
      'on?': 'flag',
      'half?': 'amount',
    },
    location_id: 'count',
    initialCommands: ['text'],
    created_at: 'instant',
  },
  locations: { id: 'count', name: 'text', node: 'text', available: 'flag' },
  systems: { id: 'count', name: 'text', 'requires?': { ram: 'amount', disk: 'amount' } },
};
