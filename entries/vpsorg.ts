/** VPS.org with its scenarios: `import { vpsorg } from 'stuntbox/vpsorg'`. */
import { withScenarios, type Entry } from '../handlers/entry.ts';
import { vpsorg as provider, type VpsOrg } from '../handlers/vpsorg/index.ts';
import * as scenarios from '../scenarios/vpsorg.ts';

export const vpsorg: Entry<VpsOrg, typeof scenarios> = withScenarios(provider, scenarios);
export type { VpsOrg };
export type { Server } from '../handlers/vpsorg/server.ts';
