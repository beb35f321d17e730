import { test as base } from '@playwright/test';
import { stuntbox } from 'stuntbox/playwright';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';

export { expect } from '@playwright/test';
export const test = stuntbox(base, { vendors: { vpsorg, puregpu }, origins: { puregpu: '/api/gpu' } });
