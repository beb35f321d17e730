/** What is kept contains no credential, whatever the traffic did with it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createCloud } from 'stuntbox';
import { elastichosts } from 'stuntbox/elastichosts';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';
import type { Entry, Store } from '../../clouds/store.ts';
import { openFileStore } from '../../store/file.ts';
import { openValkeyStore } from '../../store/valkey.ts';
import { birth } from './contract.ts';
import { program, startServer } from './server.ts';

const SECRET = 'a-very-secret-credential';

/** What a client does that sends its credential, and by mistake also in a cookie and a query. */
async function traffic(): Promise<Entry[]> {
  const cloud = createCloud({ vpsorg, puregpu, elastichosts });
  const json = { 'content-type': 'application/json' };
  const ask = (url: string, init: RequestInit): Promise<Response | undefined> => cloud.fetch(url, init);
  await ask('https://admin.vps.org/api/v1/servers/', {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${SECRET}`, cookie: SECRET },
    body: JSON.stringify({ label: 'web-1', plan: 1, system: 3, location: 'us-west' }),
  });
  await ask(`https://admin.vps.org/api/v1/servers/12345/?token=${SECRET}`, { method: 'DELETE', headers: { authorization: `Bearer ${SECRET}` } });
  await ask('https://api.puregpu.com/server/10/start', { method: 'POST', headers: { 'x-api-key': SECRET } });
  await ask('https://api-lon-p.elastichosts.com/drives/create', {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`user:${SECRET}`).toString('base64')}` },
    body: `name disk\nsize 1000000000`,
  });
  const { steps = [] } = cloud.toLink();
  expect(steps.length).toBeGreaterThan(1);
  return [...steps.map((step): Entry => ({ step })), { snapshot: cloud.snapshot() }];
}

async function keep(store: Store): Promise<void> {
  const happened = await traffic();
  const { keeper } = await store.open('a');
  await keeper.begin(birth);
  await keeper.append(happened.slice(0, -1));
  await keeper.append(happened.slice(-1));
  await keeper.compact({ birth, entries: happened.slice(0, -1) });
  await store.close();
}

test('no file of a folder contains a credential', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stuntbox-credentials-'));
  try {
    await keep(await openFileStore(folder));
    const all = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'));
    expect(all.join('')).toContain('/server');
    expect(all.join('')).not.toContain(SECRET);
    expect(all.join('')).not.toContain(Buffer.from(`user:${SECRET}`).toString('base64'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

(program === undefined ? test.skip : test)('no key of a server contains a credential', async () => {
  const server = await startServer();
  try {
    await keep(await openValkeyStore(new URL(server.url)));
    const all = server
      .command('KEYS', '*')
      .trim()
      .split('\n')
      .map((key) => key + server.command('DUMP', key) + server.command('LRANGE', key, '0', '-1') + server.command('HGETALL', key))
      .join('');
    expect(all).toContain('/server');
    expect(all).not.toContain(SECRET);
  } finally {
    await server.end();
  }
});
