/** What PureGPU's records are made of, as checked when one comes from outside. */
import type { RecordSchemas } from '../../vendor/provider.ts';
import type { PureGpu } from './vendor.ts';

export const records: RecordSchemas<PureGpu> = {
  servers: {
    serviceId: 'count',
    pid: 'count',
    regdate: 'text',
    name: 'text',
    domain: 'text',
    dedicatedip: 'text',
    suspensionreason: 'text',
    serviceStatus: new Set(['Active', 'Suspended', 'Cancelled', 'Terminated']),
    billingcycle: 'text',
    billingamount: 'text',
    meta: { '*': 'text' },
    osid: 'text',
    sshkey: 'text',
    bootOrder: new Set(['cda', 'dca']),
    iso: 'text',
    sec_iso: 'text',
    rebuilds: 'count',
    bootedAt: 'instant',
    power: [['instant', 'flag']],
    load: { cpu: 'amount', mem: 'amount', diskread: 'amount', diskwrite: 'amount', netin: 'amount', netout: 'amount' },
  },
  templates: { osid: 'text', name: 'text', distro: 'text', version: 'text', drivers: 'text' },
  isos: { name: 'text' },
};
