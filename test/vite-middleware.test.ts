/** What the plugin puts before Vite's own middlewares, on a bare server of node:http: which requests it takes, from whom, and how it answers. */
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { createCloud, linkFragment, liveClock } from 'stuntbox';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';
import { giveBack, take, type Held } from '../vite/held.ts';
import { hostsOfControls, hostsOfVendors } from '../vite/hosts.ts';
import { middleware, type Place } from '../vite/middleware.ts';
import { wantedOf } from '../vite/options.ts';

let held: Held;
let server: Server;
const bugs: unknown[] = [];
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  giveBack('app', held);
  expect(bugs.splice(0)).toEqual([]);
});

/** A dev server: what the plugin leaves alone is the application's. */
async function dev(options: object = {}, place: Partial<Place> = {}): Promise<void> {
  held = take('app', wantedOf({ vendors: { vpsorg }, paused: true, start: '2026-01-01', ...options }), () => {});
  const own = middleware(held, { base: '/', allowedHosts: [], https: false, bug: (thrown) => bugs.push(thrown), ...place });
  server = createServer((asked, reply) => own(asked, reply, () => reply.end('the application')));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `fetch` would not send a host, nor the headers that are the browser's own. */
const ask = (method: string, path: string, headers: Readonly<Record<string, string>> = {}, body = ''): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const sent = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false, method, path, headers }, (reply) => {
      let text = '';
      reply.on('data', (chunk) => (text += String(chunk)));
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
const SAME = { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' };
const TOKEN = (): Record<string, string> => ({ authorization: `Bearer ${held.token}`, 'content-type': 'application/json' });
const EVIL = { host: 'evil.example' };

test('what is neither a vendor’s nor the panel’s is the application’s', async () => {
  await dev({ origins: { vpsorg: '/api/vps' } });
  for (const path of ['/', '/api', '/api/vpsx', '/src/api/vps/client.ts', '/__stuntboxes/', '/@fs/x/__stuntbox/token', '/%5f_stuntbox/token', '*'])
    expect([path, (await ask('GET', path)).body]).toEqual([path, 'the application']);
});

test('the panel’s files say that they are not to be kept, guessed, or read by others; HEAD has no body, and nothing else is allowed', async () => {
  await dev();
  for (const path of ['/__stuntbox/', '/__stuntbox/panel.js', '/__stuntbox/inject.js']) {
    const { status, headers, body } = await ask('GET', path);
    expect([path, status, Number(headers['content-length'])]).toEqual([path, 200, Buffer.byteLength(body)]);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
    const head = await ask('HEAD', path);
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, headers['content-length'], '']);
    const posted = await ask('POST', path, { connection: 'keep-alive' }, '{}');
    expect([posted.status, posted.headers.allow, posted.headers.connection]).toEqual([405, 'GET, HEAD', 'close']);
  }
  const moved = await ask('GET', '/__stuntbox');
  expect([moved.status, moved.headers.location]).toEqual([307, '/__stuntbox/']);
});

test('below a base, the panel, its token and its controls are at the root and below the base', async () => {
  await dev({}, { base: '/app/' });
  for (const base of ['/__stuntbox', '/app/__stuntbox']) {
    expect((await ask('GET', base)).headers.location).toBe(`${base}/`);
    expect((await ask('GET', `${base}/`)).body).toContain('panel.js');
    expect((await ask('GET', `${base}/token`, SAME)).body).toBe(held.token);
    expect((await ask('GET', `${base}/clouds/default`, TOKEN())).status).toBe(200);
  }
});

test('a name that was rebound to this machine gets nothing: no vendor, no file, no token, no control', async () => {
  await dev();
  const before = held.cloud.snapshot();
  const requests: [string, string, string?][] = [
    ['GET', '/api/vpsorg/servers/'],
    ['GET', '/__stuntbox/'],
    ['GET', '/__stuntbox/panel.js'],
    ['GET', '/__stuntbox/token'],
    ['GET', '/__stuntbox/clouds/default'],
    ['POST', '/__stuntbox/clouds/default/reset', '{}'],
    ['POST', '/__stuntbox/link', JSON.stringify(createCloud({ vpsorg }).toLink())],
  ];
  for (const [method, path, body] of requests) {
    const reply = await ask(method, path, { ...SAME, ...TOKEN(), ...EVIL }, body);
    expect([path, reply.status]).toEqual([path, 403]);
    expect(reply.body).toContain('server.allowedHosts');
    expect(reply.body).not.toContain(held.token);
  }
  expect(held.cloud.snapshot()).toEqual(before);
  expect(held.cloud.journal.size).toBe(0);
});

test('a host that Vite allows is let in, and any host by HTTPS; to the controls only one that is named', async () => {
  expect(hostsOfVendors({ allowedHosts: ['.mine.example'], https: false })).toEqual(['.mine.example']);
  expect(hostsOfControls({ allowedHosts: ['.mine.example'], https: false })).toEqual(['.mine.example']);
  expect(hostsOfVendors({ allowedHosts: true, https: false })).toEqual(['*']);
  expect(hostsOfControls({ allowedHosts: true, https: false })).toEqual([]);
  for (const allowedHosts of [true as const, []]) {
    expect(hostsOfVendors({ allowedHosts, https: true })).toEqual(['*']);
    expect(hostsOfControls({ allowedHosts, https: true })).toEqual(['*']);
  }
  await dev({}, { allowedHosts: true });
  expect((await ask('GET', '/api/vpsorg/servers/', { ...EVIL, authorization: 'Bearer t' })).status).toBe(200);
  expect((await ask('GET', '/__stuntbox/token', { ...EVIL, ...SAME })).status).toBe(403);
});

test('a link is opened by POST with the token, and brings its instant, its speed and its pause', async () => {
  await dev();
  const clock = liveClock({ paused: false, speed: 30, start: '2026-02-02' });
  const theirs = createCloud({ vpsorg }, { clock });
  theirs.play('vpsorg/out-of-credits');
  const link = linkFragment(theirs.toLink());
  const open = (method: string, headers: Record<string, string>, body = link): Promise<Reply> => ask(method, '/__stuntbox/link', headers, body);
  const before = held.cloud.snapshot();
  expect((await open('POST', { 'content-type': 'application/json' })).status).toBe(401);
  expect((await open('POST', { ...TOKEN(), 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })).status).toBe(403);
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const { status, headers } = await open(method, TOKEN(), method === 'GET' ? '' : link);
    expect([method, status, headers.allow]).toEqual([method, 405, 'POST']);
  }
  const wrong = await open('POST', TOKEN(), '#stuntbox=eyJz');
  expect([wrong.status, wrong.body]).toEqual([400, expect.stringContaining('That is not a stuntbox link')]);
  const others = await open('POST', TOKEN(), linkFragment(createCloud({ puregpu }).toLink()));
  expect([others.status, others.body]).toEqual([400, expect.stringContaining('The link is of a cloud with puregpu, but this one has vpsorg.')]);
  expect((await open('POST', TOKEN(), 'x'.repeat(16_777_217))).status).toBe(413);
  expect(held.cloud.snapshot()).toEqual(before);

  expect((await open('POST', TOKEN())).status).toBe(204);
  expect([held.clock.speed, held.clock.paused]).toEqual([30, false]);
  held.clock.pause();
  expect(held.clock.now() - Date.parse('2026-02-02')).toBeLessThan(3_600_000);
  expect((held.cloud['vpsorg'] as unknown as { settings: { credits: number } }).settings.credits).toBe(0);
});

test('a link that says nothing of its clock leaves the speed and the pause of this one', async () => {
  await dev({ speed: 60 });
  expect((await ask('POST', '/__stuntbox/link', TOKEN(), JSON.stringify(createCloud({ vpsorg }).toLink()))).status).toBe(204);
  expect([held.clock.speed, held.clock.paused]).toEqual([60, true]);
});
