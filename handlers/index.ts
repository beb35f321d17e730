/** The list of all vendors, for the server, the tests and the docs. A sixth vendor would add one line. */
import { drone } from './drone/index.ts';
import { elastichosts } from './elastichosts/index.ts';
import { evotic } from './evotic/index.ts';
import { puregpu } from './puregpu/index.ts';
import { vpsorg } from './vpsorg/index.ts';

export const vendors = { puregpu, elastichosts, drone, evotic, vpsorg } as const;
