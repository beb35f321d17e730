/** What ElasticHosts' records are made of, as checked when one comes from outside. */
import type { Provider, RecordSchemas } from '../../vendor/provider.ts';
import type { ElasticHosts } from './vendor.ts';

const config = { '*': 'text' } as const;

export const records: RecordSchemas<ElasticHosts> = {
  servers: {
    server: 'text',
    user: 'text',
    config,
    number: 'count',
    starts: 'count',
    started: 'instant|null',
    ran: 'amount',
    since: 'instant|null',
    ip: 'text|null',
  },
  drives: {
    drive: 'text',
    user: 'text',
    size: 'count',
    config,
    source: 'text|null',
    queued: 'amount',
    written: { bytes: 'count', requests: 'count' },
    ran: 'amount',
  },
  resources: { resource: 'text', type: new Set(['ip', 'vlan']), user: 'text', config },
  blocks: { id: 'text', drive: 'text', index: 'count', bytes: 'text' },
};

const reply: ReadonlySet<200 | 204> = new Set([200, 204] as const);

export const settingSchemas: NonNullable<Provider<ElasticHosts>['settingSchemas']> = {
  space: 'amount',
  imagingTakes: 'amount',
  imagingAtOnce: 'count',
  startReply: reply,
  imageReply: reply,
  serversList: new Set(['details', 'ids'] as const),
};
