/** What becomes of the cloud when Vite restarts, is previewed, built, or served under a base. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { connect, type RemoteCloud } from 'stuntbox/control';
import { app, config, fetchAgain, type App, type Running } from './vite/app.ts';

const OPTIONS = "vendors: { puregpu, vpsorg }, paused: true, readyFile: 'ready.json'";
let application: App;
let vite: Running;
let url: string;
beforeAll(async () => {
  application = app({
    'vite.config.ts': config(OPTIONS),
    'index.html': '<!doctype html><title>app</title><script type="module" src="/main.ts"></script>',
    'main.ts': `document.title = 'running';`,
  });
  vite = application.run();
  url = await vite.url();
});
afterAll(() => application.remove());

let remote: RemoteCloud;
beforeEach(async () => {
  remote = await connected();
});
const connected = async (): Promise<RemoteCloud> => {
  const { control, token } = await application.ready();
  return connect({ url: control, token, fetch: fetchAgain });
};

/** Writes another configuration, and resolves to what Vite prints about it. */
async function restarted(text: string): Promise<string> {
  const since = vite.printed().length;
  application.write('vite.config.ts', text);
  // Its watcher leaves out a change that follows another one at once. One that is written while it restarts would restart it twice.
  const again = setInterval(() => application.write('vite.config.ts', text), 3_000);
  await vite.until(/restarting server|server restarted\.|server restart failed/, since);
  clearInterval(again);
  await vite.until(/server restarted\.|server restart failed/, since);
  return vite.printed().slice(since);
}

const headers = { authorization: 'Bearer t', 'content-type': 'application/json', 'x-api-key': 'k' };
const names = async (): Promise<string[]> => {
  const reply = await fetchAgain(`${url}/api/vpsorg/servers/`, { headers });
  return ((await reply.json()) as { results: { name: string }[] }).results.map(({ name }) => name);
};
const create = (name: string): Promise<Response> =>
  fetchAgain(`${url}/api/vpsorg/servers/`, { method: 'POST', headers, body: JSON.stringify({ name, plan_id: 1, os_id: 5, location: 'us-west' }) });

test('after a restart with the same options, the same cloud goes on: state, clock, journal and token', async () => {
  await create('web-1');
  const before = await remote.journal.all();
  const [now, file] = [(await remote.clock.state()).now, application.read('ready.json')];
  const printed = await restarted(`${config(OPTIONS)}\n// Touched.\n`);
  expect(printed).not.toContain('stuntbox:');
  expect(await names()).toContain('web-1');
  expect((await remote.journal.all()).slice(0, before.length)).toEqual(before);
  expect((await remote.clock.state()).now).toBe(now);
  expect(application.read('ready.json')).toBe(file);
});

test('a changed speed is that of the clock from then on', async () => {
  const before = (await remote.clock.state()).now;
  await restarted(config(OPTIONS.replace('paused: true', 'paused: true, speed: 60')));
  remote = await connected();
  expect(await remote.clock.state()).toMatchObject({ now: before, speed: 60, paused: true });
  expect(await names()).toContain('web-1');
});

test('with a mistake in the configuration, Vite keeps the old server, and the cloud goes on', async () => {
  const printed = await restarted(config(OPTIONS.replace('paused', 'pausd')));
  expect(printed).toContain("The Vite plugin has no option 'pausd'. Did you mean 'paused'?");
  expect(await names()).toContain('web-1');
});

test('an option that does not say how a cloud begins leaves its state; that is told', async () => {
  const before = (await remote.clock.state()).now;
  const printed = await restarted(config(`${OPTIONS}, speed: 60, violations: 'refuse'`));
  expect(printed).toContain('stuntbox: The cloud goes on with the new options: the option violations changed. Its journal begins anew.');
  expect(await names()).toContain('web-1');
  expect((await (await connected()).clock.state()).now).toBe(before);
  expect((await fetchAgain(`${url}/api/vpsorg/servers/?colour=red`, { headers })).status).toBe(400);
});

test('another path of a vendor is where it is from then on, with its state', async () => {
  const printed = await restarted(config(`${OPTIONS}, speed: 60, violations: 'refuse', origins: { vpsorg: '/vps' }`));
  expect(printed).not.toContain('stuntbox:');
  expect(await (await fetchAgain(`${url}/vps/servers/`, { headers })).text()).toContain('web-1');
  expect((await fetchAgain(`${url}/api/vpsorg/servers/`, { headers })).headers.get('content-type')).not.toContain('json');
});

test('another seed or scenario is another cloud; that is told', async () => {
  const printed = await restarted(config(`${OPTIONS}, seed: 7, scenario: 'vpsorg/out-of-credits'`));
  expect(printed).toContain('stuntbox: A new cloud begins, since the options seed and scenario changed.');
  expect(await names()).not.toContain('web-1');
  expect((await create('web-2')).status).toBe(402);
});

test('what is hidden from a proxy is told at the start', async () => {
  const printed = await restarted(config(OPTIONS, "server: { port: 0, proxy: { '/api/gpu': 'http://127.0.0.1:9', '/api/puregpu': 'http://127.0.0.1:9' } }"));
  expect(printed).toContain("puregpu is answered at /api/puregpu, so Vite's proxy for '/api/puregpu' gets no requests there.");
  expect(printed).not.toContain("proxy for '/api/gpu'");
});

test('under a base, the vendors are at the paths that were given, and the panel and its controls at both', async () => {
  await vite.end();
  application.write('vite.config.ts', config(OPTIONS, "base: '/app/'"));
  vite = application.run();
  const there = new URL(await vite.url()).origin;
  const [, panel] = await vite.until(/stuntbox: (\S+)/);
  expect(panel).toBe(`${there}/app/__stuntbox/`);
  expect((await fetchAgain(`${there}/api/vpsorg/servers/`, { headers })).status).toBe(200);
  expect((await fetchAgain(`${there}/app/main.ts`)).status).toBe(200);
  const { token } = await application.ready();
  for (const base of ['', '/app']) expect((await connect({ url: `${there}${base}/__stuntbox`, token })).vpsorg).toBeDefined();
});

test('a build has nothing of stuntbox in it, and its preview has the vendors again', async () => {
  await vite.end();
  application.write('vite.config.ts', config(`${OPTIONS}, injectPanel: true`));
  expect(await application.run('build').exit).toBe(0);
  const files = readdirSync(join(application.root, 'dist'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(1);
  for (const { parentPath, name } of files) expect(readFileSync(join(parentPath, name), 'utf8')).not.toMatch(/stuntbox|puregpu|vpsorg/i);
  expect(existsSync(join(application.root, 'ready.json'))).toBe(false);
  vite = application.run('preview', '--port', '0');
  url = await vite.url();
  await vite.until(/stuntbox: \S+\/__stuntbox\//);
  expect(await names()).not.toEqual([]);
  expect(await (await fetchAgain(url)).text()).toContain('<title>app</title>');
});
