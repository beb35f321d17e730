/** What was met when the package was attacked. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ControlledListening } from '../cloud/listen.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { evotic } from '../handlers/evotic/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud } from '../index.ts';
import { askingControl } from './control.ts';
import { startServer, type RunningServer } from '../server/index.ts';

const authorization = `Basic ${btoa('user:key')}`;
const HOST = 'https://api-lon-p.elastichosts.com';
let server: RunningServer<{ evotic: typeof evotic; elastichosts: typeof elastichosts }> & ControlledListening;
beforeAll(async () => {
  server = await startServer({ evotic, elastichosts }, { port: 0, onBug: () => {}, control: { port: 0 } });
});
afterAll(() => server.close());

test.each(['vnc:password=SEKRET', 'password=SEKRET&x=1', 'vnc:password\tSEKRET', 'vnc%3Apassword=SEKRET'])(
  'a password in the wrong syntax (%j) is told of nowhere',
  async (body) => {
    const cloud = createCloud({ elastichosts });
    const told: unknown[] = [];
    cloud.on('violation', (violation) => told.push(violation));
    const reply = await cloud.fetch(`${HOST}/drives/create`, { method: 'POST', headers: { authorization }, body });
    const answered = await reply?.text();
    expect([reply?.status, answered]).toEqual([400, expect.stringContaining('invalid key ')]);
    expect(answered).not.toContain('SEKRET');
    expect(cloud.journal.last()?.why).not.toContain('SEKRET');
    expect(JSON.stringify(told.map((one) => ({ ...(one as object), exchange: null })))).not.toContain('SEKRET');
  },
);

test('settings over HTTP are set all or not at all, and a mistake is a 400', async () => {
  const before = server.cloud.evotic.settings.balance;
  const [status] = await askingControl(server.control)('PATCH', 'accounts/evotic/settings', { balance: 5, prices: { cpu: 'x', ram: 1, disk: 1 } });
  expect([status, server.cloud.evotic.settings.balance]).toEqual([400, before]);
});

test('a setting that no snapshot could hold is refused', () => {
  expect(() => createCloud({ vpsorg }, { settings: { vpsorg: { credits: Infinity } } })).toThrow('Infinity is not a number up to 2 ** 53');
  const { settings } = createCloud({ vpsorg }).vpsorg;
  expect(() => (settings.credits = Infinity)).toThrow('Infinity is not a number up to 2 ** 53');
});

test('a body of a hundred thousand gzip members is refused before they are read, and a few are written', async () => {
  const cloud = createCloud({ elastichosts });
  const write = (members: number) =>
    cloud.fetch(`${HOST}/drives/c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8/write`, {
      method: 'POST',
      headers: { authorization, 'content-encoding': 'gzip' },
      body: Buffer.concat(Array<Buffer>(members).fill(gzipSync(''))),
    });
  expect((await write(1_001))?.status).toBe(400);
  expect((await write(1_000))?.status).toBe(204);
});

test('a value that is nested too deep to be written is refused in the words of the service', async () => {
  const cloud = createCloud({ elastichosts });
  const body = `{"size":"1G","name":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
  const reply = await cloud.fetch(`${HOST}/drives/create`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body });
  expect([reply?.status, await reply?.text()]).toEqual([400, 'invalid input']);
});

test('the server takes the snapshot that it gives, however large, and its page answers reads alone', async () => {
  const drive = `${server.url}/elastichosts/drives/c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8/write`;
  expect((await fetch(drive, { method: 'POST', headers: { authorization }, body: new Uint8Array(2_000_000).fill(7) })).status).toBe(204);
  const [, snapshot] = await askingControl(server.control)('GET', 'snapshot');
  expect(JSON.stringify(snapshot).length).toBeGreaterThan(1_048_576);
  expect((await askingControl(server.control)('POST', 'restore', snapshot))[0]).toBe(200);
  expect((await fetch(server.url, { method: 'POST' })).status).toBe(404);
  expect((await fetch(server.url)).status).toBe(200);
});
