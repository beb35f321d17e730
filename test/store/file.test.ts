/** A folder that keeps clouds: the contract of every store. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import type { Store } from '../../clouds/store.ts';
import { openFileStore } from '../../store/file.ts';
import { storeTests } from './contract.ts';

let folder: string;
let stores: Store[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stuntbox-store-'));
  stores = [];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

storeTests(async (options) => {
  const store = await openFileStore(folder, options);
  stores.push(store);
  return store;
}, false);
