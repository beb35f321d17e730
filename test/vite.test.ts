/** The Vite plugin under Vite's own command, from the built package. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { read } from './pages.ts';
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

test('nothing is logged unless asked', () => {
  expect(vite.printed()).not.toContain('GET /api');
});

test('it ends with Vite, and the ready file with it, also by Ctrl-C', async () => {
  await vite.end();
  expect(existsSync(join(application.root, 'ready.json'))).toBe(false);
  vite = application.run();
  await application.ready();
  await vite.end('SIGINT');
  expect(vite.process.signalCode).toBe('SIGINT');
  expect(existsSync(join(application.root, 'ready.json'))).toBe(false);
});

test('the configuration of docs/vite.md works as it stands, and with log: true each request is a line', async () => {
  const [, block = ''] = /```typescript\n([\s\S]*?)```/.exec(read('docs/vite.md')) ?? [];
  application.write('vite.config.ts', block.replace('speed: 60,', 'speed: 60, log: true,'));
  vite = application.run('--port', '0');
  const there = await vite.url();
  expect((await fetch(`${there}/api/gpu/server/10/status`, { headers: HEADERS })).status).toBe(200);
  await vite.until(/GET \/api\/gpu\/server\/10\/status 200 · GET \/server\/\{serviceId\}\/status/);
});

test('two applications in one process have a cloud each, and nothing is left when they close', async () => {
  const other = app({ 'index.html': '' });
  application.write(
    'two.js',
    `import { createServer } from 'vite';
     import { stuntbox } from 'stuntbox/vite';
     import { vpsorg } from 'stuntbox/vpsorg';
     const open = async (root) => (await createServer({ root, configFile: false, logLevel: 'silent', server: { port: 0 }, plugins: [stuntbox({ vendors: { vpsorg } })] })).listen();
     const servers = [await open(${JSON.stringify(application.root)}), await open(${JSON.stringify(other.root)})];
     const ask = async (server, path, method = 'GET') => (await fetch(server.resolvedUrls.local[0] + path, { method, headers: { authorization: 'Bearer t' } })).text();
     await ask(servers[0], 'api/vpsorg/servers/12345/stop/', 'POST');
     // With an inline configuration, the same plugin serves again after a restart.
     await servers[0].restart();
     const statuses = [];
     for (const server of servers) statuses.push(JSON.parse(await ask(server, 'api/vpsorg/servers/12345/')).status);
     const held = globalThis[Symbol.for('stuntbox.vite/1')];
     const before = held.size;
     for (const server of servers) await server.close();
     console.log(JSON.stringify({ statuses, before, after: held.size }));`,
  );
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['two.js'], { cwd: application.root });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({ statuses: ['stopping', 'active'], before: 2, after: 0 });
  other.remove();
});
