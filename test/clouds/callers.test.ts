/** A cloud per caller over HTTP: by path, by credential, by header. */
import { afterEach, expect, test } from '@jest/globals';
import { connect as connectSocket } from 'node:net';
import { connect, connectClouds } from '../../control/client/index.ts';
import { vendors } from '../../handlers/index.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import { minutes } from '../../index.ts';
import { requestLog } from '../../server/log.ts';
import { serveClouds, type CloudsOptions } from '../../server/index.ts';
import { askingControl } from '../control.ts';
import { memoryStore } from './memory-store.ts';

const token = 'Bearer a-long-token-of-mine';
const NEW = { name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function serving(options: CloudsOptions = {}) {
  const server = await serveClouds({ vpsorg, elastichosts: vendors.elastichosts }, { port: 0, ...options });
  closing.push(server.close);
  const ask = async (path: string, { method = 'GET', body, ...headers }: { method?: string; body?: object; [header: string]: unknown } = {}) => {
    const reply = await fetch(server.url + path, {
      method,
      redirect: 'manual',
      headers: { authorization: token, 'content-type': 'application/json', ...(headers as Record<string, string>) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, text, json: () => JSON.parse(text) as Record<string, unknown> };
  };
  const names = async (path: string, headers: Record<string, string> = {}): Promise<string[]> =>
    ((await ask(`${path}/servers/`, headers)).json()['results'] as { name: string }[]).map(({ name }) => name);
  const living = (): string[] => Array.from(server.clouds.living(), ({ name }) => name).sort();
  return { ...server, ask, names, living };
}

test('by path: 500 callers see their own servers only, each by name', async () => {
  const { ask, names, living, clouds } = await serving();
  const fresh = await names('/vpsorg');
  const callers = Array.from({ length: 500 }, (_, i) => `job-${i}`);
  for (let i = 0; i < callers.length; i += 50)
    await Promise.all(
      callers.slice(i, i + 50).map(async (name) => {
        const created = await ask(`/@${name}/vpsorg/servers/`, { method: 'POST', body: { ...NEW, name: `of-${name}` } });
        expect([name, created.status]).toEqual([name, 201]);
      }),
    );
  for (let i = 0; i < callers.length; i += 50)
    await Promise.all(callers.slice(i, i + 50).map(async (name) => expect([name, await names(`/@${name}/vpsorg`)]).toEqual([name, [...fresh, `of-${name}`]])));
  expect(await names('/vpsorg')).toEqual(fresh);
  expect(living()).toHaveLength(501);
  const one = await clouds.find('job-7');
  expect(one?.cloud.journal.all().map(({ request }) => request.path)).toEqual(['/@job-7/vpsorg/servers/', '/@job-7/vpsorg/servers/']);
});

test('redirects, the page, the explanation and the log name the cloud, below a prefix too', async () => {
  let log = '';
  const write = requestLog({ write: (text) => (log += text) });
  const { ask, url } = await serving({
    onExchange: (name, exchange) => write(exchange, name === 'default' ? undefined : name),
    cloudPer: 'header:x-test-id',
  });
  expect((await ask('/@job-42/vpsorg/servers')).headers.get('location')).toBe('/@job-42/vpsorg/servers/');
  expect((await ask('/@job-42/vpsorg/servers', { 'x-forwarded-prefix': '/mocks' })).headers.get('location')).toBe('/mocks/@job-42/vpsorg/servers/');
  expect((await ask('/mocks/@job-42/vpsorg/servers/', { 'x-forwarded-prefix': '/mocks' })).status).toBe(200);
  const page = (await ask('/@job-42/', { accept: 'application/json' })).json();
  expect([page['cloud'], (page['vendors'] as { url: string }[])[0]?.url]).toEqual(['job-42', `${url}/@job-42/vpsorg`]);
  expect((await ask('/@job-42', { accept: 'text/html' })).text).toContain('<h1>stuntbox: job-42</h1>');
  expect((await ask('/vpsorg/servers/', { 'x-test-id': 'other', 'x-stuntbox-why': '1' })).headers.get('x-stuntbox-cloud')).toBe('other');
  expect((await ask('/vpsorg/servers/', { 'x-stuntbox-why': '1' })).headers.get('x-stuntbox-cloud')).toBeNull();
  await new Promise(setImmediate);
  expect(log).toMatch(/^\S+ GET \/@job-42\/vpsorg\/servers 301/m);
  expect(log).toMatch(/^\S+ @other GET \/vpsorg\/servers\/ 200/m);
  expect(log).toMatch(/^\S+ GET \/vpsorg\/servers\/ 200/m);
});

test('by credential: each has its cloud at every vendor, and neither its name nor the store tells the credential; who is refused creates none', async () => {
  const store = memoryStore();
  const { ask, names, living } = await serving({ cloudPer: 'credential', store, credentials: { elastichosts: 'me:elastic' } });
  for (const one of ['alpha', 'beta'])
    await ask('/vpsorg/servers/', { method: 'POST', body: { ...NEW, name: `of-${one}` }, authorization: `Bearer ${one}-secret-token` });
  expect(await names('/vpsorg', { authorization: 'Bearer alpha-secret-token' })).toEqual(expect.arrayContaining(['of-alpha']));
  expect(await names('/vpsorg', { authorization: 'Bearer alpha-secret-token' })).not.toContain('of-beta');
  expect(living()).toEqual([expect.stringMatching(/^credential-[0-9a-f]{40}$/), expect.stringMatching(/^credential-[0-9a-f]{40}$/)]);
  const kept = JSON.stringify([await store.names(), living().map((name) => store.kept(name))]);
  expect(kept).not.toMatch(/alpha-secret|beta-secret/);
  expect((await ask('/vpsorg/servers/', { authorization: 'Bearer invalid' })).status).toBe(401);
  expect((await ask('/elastichosts/servers/list', { authorization: `Basic ${btoa('you:elastic')}` })).status).toBe(401);
  expect(living().filter((name) => name !== 'default')).toHaveLength(2);
  // A path goes before the credential.
  const named = await names('/@job-42/vpsorg', { authorization: 'Bearer alpha-secret-token' });
  expect(named).toContain('web-server-01');
  expect(named).not.toContain('of-alpha');
});

test('by header: its value is the name, and none is the default cloud; a value that is no name is refused', async () => {
  const { ask, names, living } = await serving({ cloudPer: 'header:X-Test-Id', cors: ['http://localhost:5173'] });
  await ask('/vpsorg/servers/', { method: 'POST', body: NEW, 'x-test-id': 'a' });
  expect(await names('/vpsorg', { 'x-test-id': 'a' })).toContain('web-1');
  expect(await names('/vpsorg', { 'x-test-id': 'b' })).not.toContain('web-1');
  expect(await names('/vpsorg')).not.toContain('web-1');
  expect((await ask('/vpsorg/servers/', { 'x-test-id': '../a' })).status).toBe(400);
  expect(living()).toEqual(['a', 'b', 'default']);
  // A path goes before the header.
  const named = await names('/@b/vpsorg', { 'x-test-id': 'a' });
  expect(named).toContain('web-server-01');
  expect(named).not.toContain('web-1');
  const preflight = await ask('/vpsorg/servers/', {
    method: 'OPTIONS',
    origin: 'http://localhost:5173',
    'access-control-request-method': 'GET',
    'x-test-id': 'c',
  });
  expect(preflight.headers.get('access-control-allow-headers')).toContain('x-test-id');
  expect(living()).toEqual(['a', 'b', 'default']);
});

/** Sends a request line as it is: `fetch` would tidy the path. */
const raw = (url: string, path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let text = '';
    const socket = connectSocket({ host: hostname, port: Number(port) }, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: ${token}\r\nconnection: close\r\n\r\n`),
    );
    socket
      .on('data', (data) => (text += String(data)))
      .on('end', () => resolve(text))
      .on('error', reject);
  });

test('a hostile name in a path is refused, decoded once, and creates nothing', async () => {
  const { url, living, ask } = await serving();
  for (const name of ['../', '..', '.', '__proto__', 'x'.repeat(10_000), '%00', '%2e%2e', '%2561', '%E2%80%AEjob', '', '%', 'a%2Fb', 'job%0d%0ax'])
    expect([name.slice(0, 20), (await raw(url, `/@${name}/vpsorg/servers/`)).split('\r\n')[0]]).toEqual([name.slice(0, 20), 'HTTP/1.1 400 Bad Request']);
  for (const nowhere of ['/@job/nothing', '/@job/vpsorgx/']) expect([nowhere, (await ask(nowhere)).status]).toEqual([nowhere, 404]);
  expect(living()).toEqual(['default']);
  expect((await ask('/@%6aob/vpsorg/servers/')).status).toBe(200);
  expect((await ask('/@default/vpsorg/servers/')).status).toBe(200);
  expect((await ask('/@constructor/vpsorg/servers/')).status).toBe(200);
  expect(living()).toEqual(['constructor', 'default', 'job']);
});

test('over the bound a new caller gets a 503 with a sentence', async () => {
  const { ask } = await serving({ maxClouds: 1, idle: minutes(1) });
  await ask('/@a/vpsorg/servers/');
  const refused = await ask('/@b/vpsorg/servers/');
  expect([refused.status, refused.headers.get('retry-after'), refused.json()]).toEqual([
    503,
    '60',
    { error: '1 clouds live here, the most that --max-clouds allows, so b cannot be one of them. Delete one, or wait until one was idle for 60 seconds.' },
  ]);
  expect((await ask('/@a/vpsorg/servers/')).status).toBe(200);
  expect((await ask('/vpsorg/servers/')).status).toBe(200);
});

test('a change that cannot be stored is a 503 with Retry-After, and is gone', async () => {
  const store = memoryStore();
  const { ask, names } = await serving({ store, onBug: () => {} });
  await names('/@a/vpsorg');
  store.writesLeft = 0;
  const refused = await ask('/@a/vpsorg/servers/', { method: 'POST', body: NEW });
  expect([refused.status, refused.headers.get('retry-after'), refused.json()]).toEqual([
    503,
    '1',
    { error: 'The store did not confirm the change of the cloud a: The disk is full. Look whether it was made before you repeat it.' },
  ]);
  store.writesLeft = Infinity;
  expect(await names('/@a/vpsorg')).not.toContain('web-1');
});

test('the controls create, list, address and delete clouds; whoever waits for one that is deleted is told, and its stream ends', async () => {
  const { ask, control, clouds } = await serving({ control: { port: 0 } });
  if (!control) throw new Error('There are no controls.');
  const asked = askingControl(control);
  const many = connectClouds({ ...control, vendors: { vpsorg } });
  const job = await many.create('job-42', { clock: 'manual', start: '2026-01-01T00:00:00Z', scenarios: ['vpsorg/out-of-credits'], vendors: ['vpsorg'] });
  expect((await job.vpsorg.settings.all()).credits).toBe(0);
  expect(await job.clock.advance('1m')).toBe(Date.parse('2026-01-01T00:01:00Z'));
  expect((await ask('/@job-42/elastichosts/servers/list')).json()).toEqual({ error: 'The cloud job-42 has no elastichosts. Available: /@job-42/vpsorg.' });
  expect((await many.list()).clouds.map(({ name }) => name)).toEqual(['default', 'job-42']);
  expect(await asked('POST', '/clouds', { name: 'job-42' })).toMatchObject([
    409,
    { detail: 'There is a cloud job-42 already. Delete it first, or choose another name.' },
  ]);
  expect(await asked('POST', '/clouds', { name: '../x' })).toMatchObject([400, { detail: expect.stringContaining("A cloud cannot be called '../x'") }]);
  expect(await asked('POST', '/clouds', { name: 'y', scenarios: ['vpsorg/out-of-credit'] })).toMatchObject([
    400,
    { detail: expect.stringContaining('Did you mean') },
  ]);
  expect(await asked('POST', '/clouds', { name: 'y', colour: 'red' })).toMatchObject([400, { detail: expect.stringContaining("no member 'colour'") }]);
  expect(await asked('GET', '/clouds/y')).toMatchObject([404, {}]);

  let ended = false;
  await job.on(
    'exchange',
    () => {},
    () => (ended = true),
  );
  const { cloud } = (await clouds.find('job-42')) ?? {};
  if (!cloud) throw new Error('There is no cloud.');
  const waits = new Promise<void>((resolve) => {
    const { on } = cloud;
    Object.assign(cloud, { on: (...given: Parameters<typeof on>) => (resolve(), on(...given)) });
  });
  const refused = expect(job.journal.next('POST /servers/')).rejects.toThrow('The cloud job-42 was deleted.');
  await waits;
  expect(await many.delete('job-42')).toBe(true);
  await refused;
  expect(await many.delete('job-42')).toBe(false);
  while (!ended) await new Promise(setImmediate);
  expect(await asked('DELETE', '/clouds/default')).toMatchObject([409, { detail: 'The default cloud cannot be deleted. Reset it instead.' }]);
  await expect(connect({ ...control, cloud: 'job-42' })).rejects.toThrow("There is no cloud 'job-42'.");
});

test('what the controls do is stored before they answer', async () => {
  const store = memoryStore();
  const { control } = await serving({ store, control: { port: 0 } });
  if (!control) throw new Error('There are no controls.');
  const job = await connectClouds({ ...control, vendors: { vpsorg } }).create('job', { clock: 'manual' });
  await job.clock.advance('3m');
  await job.vpsorg.settings.set({ credits: 7 });
  await job.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', outcome: 'answer-lost' });
  const now = await job.clock.now();
  const again = await serving({ store });
  const held = await again.clouds.find('job');
  expect([
    held?.cloud.clock.now(),
    held?.cloud.faults.all().length,
    (held?.cloud.snapshot().accounts['vpsorg'] as { settings: object } | undefined)?.settings,
  ]).toEqual([now, 1, expect.objectContaining({ credits: 7 })]);
});

test.each([
  [{ cloudPer: 'header:authorization' }, /The option cloudPer cannot be 'header:authorization'. Give 'credential'/],
  [{ cloudPer: 'header:X-Api-Key' }, /The option cloudPer cannot be 'header:X-Api-Key'. Give 'credential'/],
  [{ cloudPer: 'cookie' }, /Give 'path', 'credential' or a header/],
  [{ maxClouds: -1 }, /maxClouds cannot be -1/],
  [{ idle: 0 }, /idle cannot be 0/],
  [{ clock: 'sytem' }, /Did you mean 'system'/],
  [{ speed: 2, clock: 'manual' }, /A manual clock has no speed/],
])('the options %j are refused before anything listens', async (options, why) => {
  await expect(serveClouds({ vpsorg }, { port: 0, ...(options as CloudsOptions) })).rejects.toThrow(why);
});
