/** Evotic with its scenarios: `import { evotic } from 'stuntbox/evotic'`. */
import { withScenarios, type Entry } from '../handlers/entry.ts';
import { evotic as provider, type Evotic } from '../handlers/evotic/index.ts';
import * as scenarios from '../scenarios/evotic.ts';

export const evotic: Entry<Evotic, typeof scenarios> = withScenarios(provider, scenarios);
export type { Evotic };
export type { Server } from '../handlers/evotic/server.ts';
