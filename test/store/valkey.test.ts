/** A Redis or Valkey that keeps clouds: the contract of every store. */
import { afterAll, afterEach, beforeAll, beforeEach, describe } from '@jest/globals';
import type { Store } from '../../clouds/store.ts';
import { openValkeyStore } from '../../store/valkey.ts';
import { storeTests } from './contract.ts';
import { program, startServer, type TestServer } from './server.ts';

(program === undefined ? describe.skip : describe)('a server', () => {
  let server: TestServer;
  let stores: Store[];
  let test = 0;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.end());
  beforeEach(() => {
    stores = [];
    test += 1;
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
  });

  storeTests(async (options) => {
    const store = await openValkeyStore(new URL(server.url), { ...options, prefix: `test-${test}`, lease: 60_000, patience: 0 });
    stores.push(store);
    return store;
  }, true);
});
