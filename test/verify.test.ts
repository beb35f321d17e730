/** `stuntbox verify`: a server is asked politely, and each way in which its replies can depart from the contract is found. Loopback only. */
import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createCloud } from 'stuntbox';
import { vendors } from '../handlers/index.ts';
import { verifyServer, type Verification } from '../command-line/verify/verify.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { BIN } from './hosts/index.ts';

const { vpsorg } = vendors;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Sent {
  status: number;
  headers: Record<string, string>;
  body: string;
}
interface Running {
  readonly url: string;
  readonly asked: { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers'] }[];
}

/** A server that answers as the cloud does, but for what `change` makes of it. */
async function drifting(change: (sent: Sent, path: string, n: number) => Sent | void = () => {}): Promise<Running> {
  const cloud = createCloud({ vpsorg });
  const asked: Running['asked'] = [];
  return serving(asked, async (request, response) => {
    const path = request.url ?? '';
    const reply = await cloud.fetch(`https://admin.vps.org/api/v1${path}`, { headers: { authorization: String(request.headers.authorization) } });
    const sent: Sent = { status: reply?.status ?? 500, headers: Object.fromEntries(reply?.headers ?? []), body: (await reply?.text()) ?? '' };
    const { status, headers, body } = change(sent, path, asked.length) ?? sent;
    response.writeHead(status, headers).end(body);
  });
}

async function serving(asked: Running['asked'], answer: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<Running> {
  const server = createServer((request, response) => {
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const waited: number[] = [];
const verified = (url: string, provider: AnyProvider = vpsorg, headers: Record<string, string> = { authorization: 'Bearer token' }): Promise<Verification> => {
  waited.length = 0;
  return verifyServer(provider, new URL(url), {
    headers,
    most: 3,
    pause: 250,
    timeout: 60_000,
    wait: async (ms) => void waited.push(ms),
  });
};

/** Changes the JSON of a path. */
const json =
  (path: string, change: (body: { readonly plan: object; readonly results: object[] }) => unknown) =>
  (sent: Sent, asked: string): Sent | void =>
    asked === path ? { ...sent, body: JSON.stringify(change(JSON.parse(sent.body) as never)) } : undefined;

describe.each(Object.keys(vendors) as (keyof typeof vendors)[])('%s', (name) => {
  test('stuntbox itself does not drift', async () => {
    const cloud = createCloud(vendors);
    const { url, close } = await cloud.listen({ port: 0 });
    closing.push(close);
    const { stdout, code } = await stuntbox(['verify', `${url}/${name}`, '--vendor', name, '--pause', '0'], { STUNTBOX_CREDENTIAL: 'user:key' });
    expect([code, stdout.split('\n')[0]]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^${name} at 127.0.0.1:\\d+: \\d+ replies of \\d+ operations compared, no drift.$`)),
    ]);
    const methods = new Set(cloud.journal.all().map(({ request }) => request.method));
    expect([...methods]).toEqual(['GET']);
    // All that reads was asked for, but for what needs an offset.
    const reads = cloud.operations.filter(({ vendor, operation }) => vendor === name && operation.startsWith('GET ') && !operation.includes('{offset}'));
    expect(new Set(cloud.journal.all().map(({ operation }) => operation))).toEqual(new Set(reads.map(({ operation }) => operation)));
  });
});

test.each<[string, Parameters<typeof drifting>[0], object]>([
  ['a new member', json('/servers/12345/', (body) => ({ ...body, gpu: 'none' })), { kind: 'new member', place: 'body.gpu', found: 'string' }],
  [
    'a new member inside',
    json('/servers/12345/', (body) => ({ ...body, plan: { ...body.plan, gpu: 1 } })),
    { kind: 'new member', place: 'body.plan.gpu', found: 'integer' },
  ],
  [
    'a missing member',
    json('/servers/12345/', (body) => ({ ...body, hostname: undefined })),
    { kind: 'missing member', place: 'body.hostname', expected: 'string or null' },
  ],
  [
    'another type',
    json('/servers/12345/', (body) => ({ ...body, id: '12345' })),
    { kind: 'other type', place: 'body.id', expected: 'integer', found: 'string' },
  ],
  [
    'null where none may be',
    json('/plans/1/', (body) => ({ ...body, slug: null })),
    { kind: 'other type', place: 'body.slug', expected: 'string', found: 'null' },
  ],
  ['another value', json('/servers/12345/', (body) => ({ ...body, status: 'migrating' })), { kind: 'other value', place: 'body.status', found: "'migrating'" }],
  ['a list instead of an object', json('/plans/', (body) => body.results), { kind: 'other type', place: 'body', expected: 'object', found: 'array' }],
  [
    'one drift for many items',
    json('/servers/', (body) => ({ ...body, results: body.results.map((one: object) => ({ ...one, tags: [] })) })),
    { kind: 'new member', place: 'body.results[*].tags', found: 'array' },
  ],
  [
    'an undocumented status',
    (sent, path) => (path === '/plans/' ? { ...sent, status: 206 } : undefined),
    { kind: 'undocumented status', place: 'status', found: '206' },
  ],
  [
    'another content type',
    (sent, path) => (path === '/plans/' ? { ...sent, headers: { 'content-type': 'application/vnd.api+json' } } : undefined),
    { kind: 'other content type', place: 'header.content-type', expected: 'application/json', found: 'application/vnd.api+json' },
  ],
  ['what is not JSON', (sent, path) => (path === '/plans/' ? { ...sent, body: '{' } : undefined), { kind: 'not JSON', place: 'body' }],
  [
    'a redirect, which it does not follow',
    (sent, path) => (path === '/plans/' ? { ...sent, status: 302, headers: { location: 'https://elsewhere.example/plans/?token=s3cret' } } : undefined),
    { kind: 'redirect', found: '302 to https://elsewhere.example/plans/' },
  ],
])('%s is found', async (_, change, expected) => {
  const { url } = await drifting(change);
  const { drift } = await verified(url);
  expect(drift).toHaveLength(1);
  expect(drift[0]).toMatchObject(expected);
});

test('it asks for one at a time, with a pause in between, and sends GET and nothing else', async () => {
  const { url, asked } = await drifting();
  const { compared, drift } = await verified(url);
  expect(drift).toEqual([]);
  expect(asked.map((one) => `${one.method} ${one.url}`)).toEqual([
    'GET /servers/',
    'GET /plans/',
    'GET /servers/12345/',
    'GET /servers/12346/',
    'GET /plans/1/',
    'GET /plans/2/',
    ...(compared.length > 6 ? ['GET /plans/3/'] : []),
  ]);
  expect(waited).toEqual(Array.from({ length: asked.length - 1 }, () => 250));
});

test('it waits as long as Retry-After says, and asks again', async () => {
  const { url, asked } = await drifting((sent, _path, n) => (n === 2 ? { ...sent, status: 429, headers: { 'retry-after': '7' } } : undefined));
  const { drift, notCompared } = await verified(url);
  expect([drift, notCompared]).toEqual([[], []]);
  expect(waited.slice(0, 3)).toEqual([250, 7_000, 250]);
  expect(asked[1]?.url).toBe(asked[2]?.url);
});

test('it gives up where it is asked to wait for an hour, or for ever', async () => {
  const hour = await drifting((sent, path) => (path === '/plans/' ? { ...sent, status: 429, headers: { 'retry-after': '3600' } } : undefined));
  expect((await verified(hour.url)).notCompared).toContainEqual({ operation: 'GET /plans/', because: 'it asks to wait 3600 seconds' });
  const ever = await drifting((sent, path) => (path === '/plans/' ? { ...sent, status: 503, headers: { 'retry-after': '1' } } : undefined));
  expect((await verified(ever.url)).notCompared).toContainEqual({ operation: 'GET /plans/', because: 'it answered 503' });
  expect(ever.asked.filter(({ url }) => url === '/plans/')).toHaveLength(4);
});

test('it waits for a limit that is used up to begin again', async () => {
  const { url } = await drifting((sent, _path, n) =>
    n === 1 ? { ...sent, headers: { ...sent.headers, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' } } : undefined,
  );
  await verified(url);
  expect(waited[0]).toBe(9_000);
});

test('a credential that is refused ends it, and is not repeated', async () => {
  const { url, asked } = await drifting();
  await expect(verified(url, vpsorg, { authorization: 'Bearer invalid' })).rejects.toThrow('VPS.org refuses the credential (401 for GET /servers/)');
  expect(asked).toHaveLength(1);
});

test('what cannot be reached, is too slow, breaks off or is too large is listed, and no drift', async () => {
  const { url } = await serving([], (request, response) => {
    if (request.url === '/servers/') response.destroy();
    if (response.destroyed) return;
    response.writeHead(200, { 'content-type': 'application/json' });
    const piece = Buffer.alloc(1 << 20, 32);
    const more = (): void => {
      while (!response.destroyed) if (!response.write(piece)) return void response.once('drain', more);
    };
    more();
  });
  const { notCompared, drift, compared } = await verified(url);
  expect([drift, compared]).toEqual([[], []]);
  expect(notCompared.slice(0, 2)).toEqual([
    { operation: 'GET /servers/', because: expect.stringMatching(/^no reply: /) },
    { operation: 'GET /plans/', because: 'its body is larger than 8388608 bytes' },
  ]);
});

test('a key that a server makes up leads nowhere else', async () => {
  const { url, asked } = await drifting(
    json('/servers/', (body) => ({ ...body, results: ['..', '', '../admin', 'a?b#c', '//elsewhere.example/'].map((id) => ({ ...body.results[0], id })) })),
  );
  await verified(url);
  const paths = asked.map((one) => one.url).filter((path) => /^\/servers\/./.test(path));
  expect(paths).toEqual(['/servers/..%2Fadmin/', '/servers/a%3Fb%23c/', '/servers/%2F%2Felsewhere.example%2F/']);
});

test('names with control characters do not reach the terminal, and a deep body does not end it', async () => {
  const deep = `${'['.repeat(3_000)}${']'.repeat(3_000)}`;
  const { url } = await drifting((sent, path) => {
    if (path === '/plans/') return { ...sent, body: JSON.stringify({ ...JSON.parse(sent.body), '\u001b[2J\u202e': 1 }) };
    return path === '/plans/1/' ? { ...sent, body: deep } : undefined;
  });
  const { drift } = await verified(url);
  expect(drift.map(({ place }) => place)).toContain('body.�[2J�');
  expect(drift.map(({ kind }) => kind)).toContain('other type');
});

test('an external vendor is verified too', async () => {
  const { acme } = (await import('./vendors/acme.js')) as unknown as { acme: AnyProvider };
  const cloud = createCloud({ acme });
  const { url, close } = await cloud.listen({ port: 0 });
  closing.push(close);
  const { stdout, code } = await stuntbox(['verify', `${url}/acme`, '--vendor', './test/vendors/acme.js', '--credential', 'token', '--pause', '0', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ vendor: 'acme', drift: [], compared: [{ path: '/machines' }, { path: '/machines/1' }] });
});

test('the command ends with 1 and a table where there is drift', async () => {
  const { url } = await drifting(json('/servers/12345/', (body) => ({ ...body, gpu: 'none' })));
  const { code, stdout } = await stuntbox(['verify', url, '--vendor', 'vpsorg', '--pause', '0'], { STUNTBOX_CREDENTIAL: 'token' });
  expect(code).toBe(1);
  expect(stdout).toContain(': 7 replies of 4 operations compared, 1 departure.\n');
  expect(stdout).toMatch(/OPERATION +STATUS +DRIFT +WHERE +CONTRACT +SERVER\nGET \/servers\/\{server_id\}\/ +200 +new member +body\.gpu +nothing +string\n/);
});

test.each([
  [['verify'], 'Give the URL of the API'],
  [['verify', 'http://127.0.0.1:1'], 'stuntbox verify is about one vendor. Name it: stuntbox verify URL --vendor NAME. Available: '],
  [['verify', 'ftp://x', '--vendor', 'vpsorg'], 'The URL begins with ftp:'],
  [['verify', 'http://me:s3cret@127.0.0.1:1', '--vendor', 'vpsorg'], 'The URL has a credential. Pass it as STUNTBOX_CREDENTIAL.'],
  [['verify', 'nowhere', '--vendor', 'vpsorg'], 'The URL cannot be read.'],
  [['verify', 'http://127.0.0.1:1', '--vendor', 'vpsorg', '--most', '0'], "--most cannot be '0'. Give a whole number from 1 to 1000."],
])('stuntbox %j says what to write', async (words, says) => {
  const { code, stderr } = await stuntbox(words);
  expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  expect(stderr).not.toContain('s3cret');
});

const stuntbox = (words: readonly string[], env: Record<string, string> = {}) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [BIN, ...words], { timeout: 100_000, env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
