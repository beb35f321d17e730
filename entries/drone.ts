/** The Drone Autoscaler with its scenarios: `import { drone } from 'stuntbox/drone'`. */
import { withScenarios, type Entry } from '../handlers/entry.ts';
import { drone as provider, type Drone } from '../handlers/drone/index.ts';
import * as scenarios from '../scenarios/drone.ts';

export const drone: Entry<Drone, typeof scenarios> = withScenarios(provider, scenarios);
export type { Drone };
export type { Server } from '../handlers/drone/server.ts';
