/** The Vite plugin in real dev servers. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServer, type ViteDevServer } from 'vite';
import { stuntbox } from 'stuntbox/vite';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';

const root = mkdtempSync(join(tmpdir(), 'stuntbox-vite-'));
const lines: string[] = [];
let server: ViteDevServer;
let url: string;
beforeAll(async () => {
  mkdirSync(join(root, 'src/api/gpu'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>app</title><script type="module" src="/src/main.ts"></script>');
  writeFileSync(join(root, 'src/main.ts'), `import { list } from './api/gpu/client.ts'; list();`);
  writeFileSync(join(root, 'src/api/gpu/client.ts'), `export const list = (): Promise<Response> => fetch('/api/gpu/servers');`);
  server = await createServer({
    root,
    configFile: false,
    logLevel: 'info',
    customLogger: logger(lines),
    server: { port: 0 },
    plugins: [stuntbox({ vendors: { puregpu, vpsorg }, origins: { puregpu: '/api/gpu' }, paused: true })],
  });
  await server.listen();
  url = new URL(server.resolvedUrls?.local[0] ?? '').origin;
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

function logger(into: string[]) {
  const log = (text: string): void => void into.push(text);
  return { info: log, warn: log, warnOnce: log, error: log, clearScreen() {}, hasErrorLogged: () => false, hasWarned: false };
}

const ask = async (path: string, init: RequestInit = {}): Promise<[number, unknown]> => {
  const reply = await fetch(url + path, { ...init, headers: { authorization: 'Bearer t', 'x-api-key': 'k', ...init.headers } });
  return [reply.status, await reply.json().catch(() => undefined)];
};

test('each vendor is answered at its path', async () => {
  expect((await ask('/api/gpu/server/10/status'))[0]).toBe(200);
  expect((await ask('/api/vpsorg/servers/'))[0]).toBe(200);
  void readFileSync;
});
