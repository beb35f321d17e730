/** ElasticHosts with its scenarios: `import { elastichosts } from 'stuntbox/elastichosts'`. */
import { withScenarios, type Entry } from '../handlers/entry.ts';
import { elastichosts as provider, type ElasticHosts } from '../handlers/elastichosts/index.ts';
import * as scenarios from '../scenarios/elastichosts.ts';

export const elastichosts: Entry<ElasticHosts, typeof scenarios> = withScenarios(provider, scenarios);
export type { ElasticHosts };
export type { Drive } from '../handlers/elastichosts/drive.ts';
export type { Resource } from '../handlers/elastichosts/resource-operations.ts';
export type { Server } from '../handlers/elastichosts/server.ts';
