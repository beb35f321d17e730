/** What the autoscaler's records are made of, as checked when one comes from outside. */
import type { RecordSchemas } from '../../vendor/provider.ts';
import type { Drone } from './vendor.ts';

export const records: RecordSchemas<Drone> = {
  servers: {
    name: 'text',
    number: 'count',
    id: 'text',
    provider: 'text',
    image: 'text',
    region: 'text',
    size: 'text',
    address: 'text',
    capacity: 'count',
    secret: 'text',
    error: 'text',
    ca_key: 'text|null',
    ca_cert: 'text|null',
    tls_key: 'text|null',
    tls_cert: 'text|null',
    created: 'instant',
    updated: 'instant',
    started: 'instant',
    stopped: 'instant',
  },
};
