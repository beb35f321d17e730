/** The URL and the options of a store. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Unavailable } from '../../clouds/store.ts';
import { openStore, type StoreOptions } from '../../store/open.ts';

test.each([
  ['redi://host', "A URL with redi: is not one of a store. Did you mean 'redis'?"],
  ['https://host', 'A URL with https: is not one of a store. Available: file, valkey, valkeys, redis, rediss.'],
  ['./clouds', 'The text has no scheme. A store is file:./clouds, valkey://127.0.0.1:6379/0,'],
  ['', 'The text has no scheme.'],
  ['file:', "'file:' names no folder."],
  ['file://clouds/a', 'names a machine, clouds. Give file:clouds/a.'],
  ['valkey://', 'The URL of the store'],
  ['valkey://host:port', 'The URL of the store cannot be read.'],
  ['valkey://host/first', "The database 'first' is not a number."],
  ['valkey://host/0?tls=1', 'has something after the number of the database'],
])('the URL %p is refused with what to give', async (url, says) => {
  await expect(openStore(url)).rejects.toThrow(says);
  await expect(openStore(url)).rejects.toThrow('A store is file:./clouds');
});

test('a wrong URL is not repeated where it may contain a password', async () => {
  for (const url of ['redi://:hunter2@host', 'hunter2', 'redis://:hunter2@host:port', 'redis://:hunter2@host/x', 'redis://:hunter2@host/0?x'])
    expect(String(await openStore(url).catch((error: unknown) => error))).not.toContain('hunter2');
});

test.each<[object, string]>([
  [{ durabilty: 'reply' }, "A store has no option 'durabilty'. Did you mean 'durability'?"],
  [{ durability: 'batched' }, "durability cannot be 'batched'. Did you mean 'batch'?"],
  [{ replica: 'a b' }, "replica cannot be 'a b'. Give a name of 1 to 100 letters"],
  [{ replica: '' }, 'replica cannot be'],
  [{ lease: 99 }, 'lease cannot be 99. Give whole milliseconds from 100 to 3600000, such as seconds(10).'],
  [{ lease: 3_600_001 }, 'lease cannot be'],
  [{ timeout: 9 }, 'timeout cannot be 9.'],
  [{ timeout: 10.5 }, 'timeout cannot be 10.5.'],
  [{ observe: true }, 'observe cannot be true. Give a function.'],
])('the options %p are refused', async (options, says) => {
  await expect(openStore('file:never', options as StoreOptions)).rejects.toThrow(says);
  expect(existsSync('never')).toBe(false);
});

test('a folder is opened in each of its spellings, and created', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stuntbox-open-'));
  try {
    for (const url of [`file:${folder}/a/b`, `file://${folder}/a/b`, `FILE:${folder}/a/b`]) {
      const store = await openStore(url, { durability: 'batch', replica: 'web-1', lease: 100, timeout: 10_000, observe: undefined });
      await store.ready();
      await store.close();
    }
    expect(existsSync(join(folder, 'a', 'b'))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what cannot be a folder is unavailable, with the reason', async () => {
  const here = new URL(import.meta.url).pathname;
  await expect(openStore(`file:${here}`)).rejects.toThrow(`The store in ${here} is not a folder. Give another path.`);
  await expect(openStore(`file:${here}/below`)).rejects.toThrow(Unavailable);
});

test('a server that is not there is unavailable at once', async () => {
  const failed = openStore('valkey://user:hunter2@127.0.0.1:1/3', { timeout: 2_000 });
  await expect(failed).rejects.toThrow(Unavailable);
  await expect(failed).rejects.toThrow(/^The store at valkey:\/\/127\.0\.0\.1:1\/3 cannot be reached: /);
});
