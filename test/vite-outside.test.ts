/** What programs outside the dev server find: the ready file and the controls on a port of their own, over restarts and to the end. Without Vite. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { vpsorg } from 'stuntbox/vpsorg';
import { giveBack, take, type Held } from '../vite/held.ts';
import { wantedOf } from '../vite/options.ts';
import { openOutside, type Listening } from '../vite/outside.ts';

let folder: string;
let readyFile: string;
let users: Held[];
const warned: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stuntbox-outside-'));
  readyFile = join(folder, 'ready.json');
  users = [];
  warned.length = 0;
});
afterEach(async () => {
  await ended();
  rmSync(folder, { recursive: true });
});

/** A dev server that begins to listen, the first or one after a restart. */
async function listening(control: unknown, more: Partial<Listening> = {}): Promise<Held> {
  const held = take('app', wantedOf({ vendors: { vpsorg }, paused: true, readyFile, ...(control !== undefined && { control }) }), () => {});
  users.push(held);
  await openOutside(held, {
    scheme: 'http',
    address: { address: '127.0.0.1', family: 'IPv4', port: 5173 },
    readyFile,
    bug: (thrown) => warned.push(String(thrown)),
    warn: (sentence) => warned.push(sentence),
    ...more,
  });
  return held;
}
/** The last dev server closes. */
async function ended(): Promise<void> {
  const [held] = users;
  for (const one of users.splice(0)) giveBack('app', one);
  const open = await held?.outside;
  await open?.controls?.close();
}
const ready = (): { url: string; control: string; token: string; pid: number } => JSON.parse(readFileSync(readyFile, 'utf8'));
const status = async (): Promise<number | string> => {
  const { control, token } = ready();
  return fetch(`${control}/clouds/default`, { headers: { authorization: `Bearer ${token}` } }).then(
    (reply) => reply.status,
    () => 'closed',
  );
};

test('without controls of their own, the ready file names those of the dev server', async () => {
  const { token } = await listening(undefined);
  expect(ready()).toMatchObject({ url: 'http://127.0.0.1:5173', control: 'http://127.0.0.1:5173/__stuntbox', token, pid: process.pid });
  await ended();
  expect(existsSync(readyFile)).toBe(false);
});

test.each<[AddressInfo, string]>([
  [{ address: '0.0.0.0', family: 'IPv4', port: 80 }, 'http://127.0.0.1:80'],
  [{ address: '192.168.0.7', family: 'IPv4', port: 80 }, 'http://192.168.0.7:80'],
  [{ address: '::', family: 'IPv6', port: 80 }, 'http://[::1]:80'],
  [{ address: '::1', family: 'IPv6', port: 80 }, 'http://[::1]:80'],
])('a dev server that listens at %j is reached at %s', async (address, url) => {
  await listening(undefined, { address });
  expect(ready().url).toBe(url);
  await listening(undefined, { address, scheme: 'https' });
  expect(ready().url).toBe(url.replace('http:', 'https:'));
});

test('the controls keep their port and their token over a restart; other options open them anew; they end with the last server', async () => {
  await listening({ port: 0 });
  const first = ready();
  expect(await status()).toBe(200);
  await listening({ port: 0 });
  expect([ready(), await status()]).toEqual([first, 200]);
  await listening({ port: 0, token: 'a-token-of-my-own' });
  expect([ready().token, await status()]).toEqual(['a-token-of-my-own', 200]);
  await expect(fetch(first.control)).rejects.toThrow();
  const { control } = ready();
  const held = users[0] as Held;
  for (const one of users.splice(0)) giveBack('app', one);
  await held.outside;
  // What ends them has begun, and ends without us.
  for (let open = true; open;)
    open = await fetch(control).then(
      () => true,
      () => false,
    );
  expect([existsSync(readyFile), warned]).toEqual([false, []]);
});

test('controls that nobody wants any more are closed', async () => {
  await listening({ port: 0 });
  const { control } = ready();
  await listening(undefined);
  await expect(fetch(control)).rejects.toThrow();
  expect(ready().control).toBe('http://127.0.0.1:5173/__stuntbox');
});

test('a file that cannot be written, and a port that is taken, are told, and the dev server runs on', async () => {
  await listening(undefined, { readyFile: join(folder, 'none', 'ready.json') });
  expect(warned.splice(0)).toEqual([expect.stringMatching(/^Cannot write the ready file .*none.ready\.json: its folder does not exist\./)]);
  const taken: Server = createServer();
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve);
  });
  const { port } = taken.address() as AddressInfo;
  await listening({ port });
  expect(warned).toEqual([expect.stringContaining(String(port))]);
  expect(existsSync(readyFile)).toBe(false);
  await new Promise((resolve) => taken.close(resolve));
  // Once it is free, the next restart opens them.
  await listening({ port });
  expect([new URL(ready().control).port, await status()]).toEqual([String(port), 200]);
});

test('a file of somebody else is left alone', async () => {
  writeFileSync(readyFile, '{"mine":true}');
  await listening(undefined);
  expect(readFileSync(readyFile, 'utf8')).toBe('{"mine":true}');
  expect(warned).toEqual([expect.stringContaining('a file with other content exists. Give another path, or remove the file.')]);
});

test('the file of a server that ended without a word is replaced', async () => {
  writeFileSync(readyFile, JSON.stringify({ url: 'http://127.0.0.1:1', control: 'http://127.0.0.1:1', token: 'x', pid: 2 ** 22 - 1, version: '0' }));
  const { token } = await listening(undefined);
  expect(ready().token).toBe(token);
});
