/** PureGPU with its scenarios: `import { puregpu } from 'stuntbox/puregpu'`. */
import { withScenarios, type Entry } from '../handlers/entry.ts';
import { puregpu as provider, type PureGpu } from '../handlers/puregpu/index.ts';
import * as scenarios from '../scenarios/puregpu.ts';

export const puregpu: Entry<PureGpu, typeof scenarios> = withScenarios(provider, scenarios);
export type { PureGpu };
export type { Server } from '../handlers/puregpu/server.ts';
