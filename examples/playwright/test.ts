import { test as base } from '@playwright/test';
import { evotic } from 'stuntbox/evotic';
import { stuntbox } from 'stuntbox/playwright';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';

export { expect } from '@playwright/test';

/** Playwright's test with a cloud for each. The dashboard asks its own origin, which in production hands on to the vendors. */
export const test = stuntbox(base, {
  vendors: { vpsorg, puregpu, evotic },
  origins: { vpsorg: '/api/vpsorg', puregpu: '/api/puregpu', evotic: '/api/evotic' },
});
