/** What the vendors' documents state, and where each statement is held. */
import type { vendors } from '../../handlers/index.ts';
import { drone } from './drone.ts';
import { elastichosts } from './elastichosts.ts';
import { evotic } from './evotic.ts';
import { puregpu } from './puregpu.ts';
import type { AnyDocument } from './statement.ts';
import { vpsorg } from './vpsorg.ts';

export const documents: Readonly<Record<keyof typeof vendors, AnyDocument>> = { puregpu, elastichosts, drone, evotic, vpsorg };
