/** The list of all vendors, for the server, the tests and the docs: a sixth vendor is one line. */
import { drone } from './drone.ts';
import { elastichosts } from './elastichosts.ts';
import { evotic } from './evotic.ts';
import { puregpu } from './puregpu.ts';
import { vpsorg } from './vpsorg.ts';

export const vendors = { puregpu, elastichosts, drone, evotic, vpsorg } as const;
