/** The Vite plugin under Vite's own command, from the built package. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { app, config, type App, type Running } from './vite/app.ts';

let application: App;
let vite: Running;
let url: string;
beforeAll(async () => {
  application = app({
    'vite.config.ts': config("vendors: { puregpu, vpsorg }, origins: { puregpu: '/api/gpu' }, paused: true, readyFile: 'ready.json'"),
    'index.html': '<!doctype html><title>app</title><script type="module" src="/src/main.ts"></script>',
    'src/main.ts': `import { list } from './api/gpu/client.ts'; void list();`,
    'src/api/gpu/client.ts': `export const list = (): Promise<Response> => fetch('/api/gpu/servers');`,
  });
  vite = application.run();
  url = await vite.url();
});
afterAll(() => application.remove());

const HEADERS = { authorization: 'Bearer t', 'x-api-key': 'k' };
const ask = async (path: string, init: RequestInit = {}): Promise<[number, string]> => {
  const reply = await fetch(url + path, { ...init, headers: { ...HEADERS, ...init.headers } });
  return [reply.status, await reply.text()];
};

test('each vendor is answered at its path, and the terminal says where, and where the panel is', async () => {
  const [status, body] = await ask('/api/gpu/server/10/status');
  expect([status, (JSON.parse(body) as { result: string }).result]).toEqual([200, 'success']);
  expect((await ask('/api/vpsorg/servers/'))[0]).toBe(200);
  const [line] = await vite.until(/➜ {2}stuntbox: .*\n/);
  expect(line.trim()).toBe(`➜  stuntbox: ${url}/__stuntbox/ (puregpu at /api/gpu, vpsorg at /api/vpsorg)`);
});

test("the application's own modules stay its own, whatever their path contains", async () => {
  for (const path of ['/', '/src/main.ts', '/src/api/gpu/client.ts', '/@vite/client', `/@fs${application.root}/src/api/gpu/client.ts`]) {
    const [status, body] = await ask(path);
    expect([path, status]).toEqual([path, 200]);
    expect(body).not.toContain('"result"');
  }
  expect((await ask('/api/gpux'))[1]).not.toContain('"result"');
});

test('the ready file says where the controls are, and they take the token', async () => {
  const { url: there, control, token, pid } = await application.ready();
  expect(pid).toBe(vite.process.pid);
  expect(new URL(there).port).toBe(new URL(url).port);
  const reply = await fetch(`${control}/clouds/default`, { headers: { authorization: `Bearer ${token}` } });
  expect([reply.status, ((await reply.json()) as { vendors: unknown[] }).vendors.length]).toEqual([200, 2]);
  expect((await fetch(`${control}/clouds/default`)).status).toBe(401);
});

test('it ends with Vite, and the ready file with it', async () => {
  await vite.end();
  expect(existsSync(join(application.root, 'ready.json'))).toBe(false);
});
