/** The three vendors by name. */
import type { Vendor } from '../api/vendors.ts';
import { model as evotic } from './evotic.ts';
import { model as puregpu } from './puregpu.ts';
import type { VendorModel } from './vendor-model.ts';
import { model as vpsorg } from './vpsorg.ts';

export const MODELS: Readonly<Record<Vendor, VendorModel>> = { vpsorg, puregpu, evotic };
