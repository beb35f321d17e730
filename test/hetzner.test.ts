/**
 * examples/hetzner, a vendor that is written with exported names alone: as a part of this repository, and as a third party has it,
 * beside the packed package and without anything else of ours.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { examples } from '../examples/hetzner/examples.ts';
import { hetzner } from '../examples/hetzner/index.ts';
import { createCloud, stateTable } from '../index.ts';
import { startServer } from '../server/index.ts';
import { vendorChecks } from '../testing/vendor/index.ts';
import { askingControl } from './control.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

describe('Hetzner Cloud, of examples/', () => {
  for (const { name, run: check } of vendorChecks(hetzner, { examples })) test(name, check);

  test('its table of actions is also the verb of that name: what each server accepts now', async () => {
    const cloud = createCloud({ hetzner });
    const { servers, actions } = cloud.hetzner;
    const [server] = servers.all();
    if (!server) throw new Error('It has a server.');
    expect([actions.size, actions.all().length, actions.name]).toEqual([1, 1, 'actions']);
    expect(cloud.hetzner.actions(server)).toMatchObject({ stop_server: { allowed: true } });
    expect(stateTable(hetzner).length).toBeGreaterThan(10);

    const listening = await startServer({ hetzner }, { port: 0, control: { port: 0 } });
    try {
      const reply = await askingControl(listening.control)('GET', 'accounts/hetzner/servers');
      expect(reply).toMatchObject([200, { servers: [{ key: 42, status: 'running', allowed: expect.arrayContaining(['stop_server']) }] }]);
    } finally {
      await listening.close();
    }
  });
});

describe('stuntbox-hetzner, a package of its own', () => {
  let folder = '';
  /** Compiles the package; gives what the compiler prints. */
  const compiled = async (): Promise<string> => {
    try {
      return (await run(process.execPath, ['node_modules/typescript/bin/tsc'], { cwd: folder })).stdout;
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  };

  beforeAll(async () => {
    if (!existsSync(join(root, 'dist'))) throw new Error('There is no dist/ to pack. Build it with: npm run build');
    folder = await mkdtemp(join(tmpdir(), 'stuntbox-hetzner-'));
    await cp(join(root, 'examples/hetzner'), folder, { recursive: true, filter: (path) => !/\/(node_modules|dist)$/.test(path) });
    const modules = join(folder, 'node_modules');
    await mkdir(join(modules, 'stuntbox'), { recursive: true });
    // What npm would publish, from dist/ as it was built: `npm test` builds it first. No network: whatever it depends on is here already.
    await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? 'no tarball';
    await run('tar', ['-xzf', join(folder, tarball), '-C', join(modules, 'stuntbox'), '--strip-components=1']);
    for (const name of await needed()) {
      await mkdir(dirname(join(modules, name)), { recursive: true });
      await symlink(join(root, 'node_modules', name), join(modules, name));
    }
  }, 400_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('compiles strictly, the types of its dependencies too, and its own tests pass with Node alone', async () => {
    expect(await compiled()).toBe('');
    const { stdout } = await run(process.execPath, ['--test', 'dist/hetzner.test.js'], { cwd: folder });
    expect(stdout).toMatch(/^# fail 0$/m);
    expect(Number(/^# pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThan(30);
  }, 400_000);

  test('is served over HTTP by `stuntbox serve --vendor`', async () => {
    const { bin } = JSON.parse(await readFile(join(folder, 'node_modules/stuntbox/package.json'), 'utf8')) as { bin: { stuntbox: string } };
    const flags = ['serve', 'hetzner', '--vendor', './dist/index.js', '--port', '0', '--clock', 'manual', '--quiet'];
    const child = spawn(process.execPath, [join('node_modules/stuntbox', bin.stuntbox), ...flags], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      let url: string | undefined;
      for await (const line of createInterface(child.stdout)) if ((url = /at (http:\/\/\S+)$/.exec(line)?.[1]) !== undefined) break;
      const headers = { authorization: 'Bearer token' };
      const started = await fetch(`${url}/hetzner/servers/42/actions/poweroff`, { method: 'POST', headers });
      expect(started.status).toBe(201);
      const { server } = (await (await fetch(`${url}/hetzner/servers/42`, { headers })).json()) as { server: { status: string } };
      expect(server.status).toBe('stopping');
    } finally {
      child.kill('SIGINT');
    }
  }, 400_000);

  test('imports the public entries alone', async () => {
    const sources = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
    const texts = await Promise.all(sources.map((name) => readFile(join(folder, name), 'utf8')));
    const imported = new Set(texts.flatMap((text) => [...text.matchAll(/from '([^'.][^']*)'/g)].map(([, name]) => name)));
    expect(imported).toEqual(new Set(['node:assert/strict', 'node:test', 'stuntbox', 'stuntbox/vendor', 'stuntbox/vendor/testing']));
  });

  test.each(['stuntbox/cloud/open', 'stuntbox/request/serve', 'stuntbox/vendor/provider', 'stuntbox/testing/vendor', 'stuntbox/dist/index.js'])(
    'does not compile with an import of %s, which is not exported',
    async (name) => {
      const file = join(folder, 'inside.ts');
      await writeFile(file, `export * from '${name}';\n`);
      try {
        expect(await compiled()).toContain(`inside.ts(1,15): error TS2307: Cannot find module '${name}'`);
      } finally {
        await rm(file);
      }
    },
    60_000,
  );
});

/** What stuntbox depends on, its peers among them, and what the package is built with. */
async function needed(): Promise<string[]> {
  const { dependencies, peerDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, object>;
  const { devDependencies } = JSON.parse(await readFile(join(root, 'examples/hetzner/package.json'), 'utf8')) as Record<string, object>;
  const names = [dependencies, peerDependencies, devDependencies].flatMap((list) => Object.keys(list ?? {}));
  return [...new Set(names)].filter((name) => name !== 'stuntbox');
}
