/** A secret turns up nowhere in what is kept and reported, wherever a client puts it; and what is not secret is left alone. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { vendors } from '../handlers/index.ts';
import { createCloud } from '../index.ts';
import { isSecretName } from '../request/secret-names.ts';
import { line } from '../server/log.ts';
import { operationsOf } from '../vendor/contract.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { redactedPairs } from '../vendor/redacted.ts';

type VendorName = keyof typeof vendors;

/** Requests of each vendor: with and without a body, documented or not. */
const ROUTES: Readonly<Record<VendorName, readonly string[]>> = {
  vpsorg: ['GET /servers/', 'GET /servers', 'POST /servers/', 'PATCH /servers/12345/', 'POST /servers/12345/stop/', 'POST /nothing/'],
  evotic: ['GET /servers', 'POST /servers', 'POST /servers/1', 'DELETE /servers/1'],
  puregpu: ['GET /server/10/stats', 'POST /server/10/rebuild', 'POST /server/10/insertIso', 'POST /server/10/nothing'],
  drone: ['GET /api/servers', 'POST /api/servers', 'DELETE /api/servers/agent-F8k8oMUP', 'POST /api/pause'],
  elastichosts: ['GET /servers/list', 'POST /servers/create', 'POST /drives/create', 'POST /servers/7d4b7b1e-5a4f-4d39-9c0b-3f1c2a8e6d52/set'],
};

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';

/** How a client sends a credential. */
const credential = (vendor: VendorName, secret: string): Record<string, string> =>
  vendor === 'puregpu' ? { 'x-api-key': secret } : { authorization: vendor === 'elastichosts' ? `Basic ${btoa(`user:${secret}`)}` : `Bearer ${secret}` };

/** Where the credential is put too: `[path, query, type, body, headers]`. */
type Put = (secret: string, name: string) => { path?: string; query?: string; type?: string; body?: string; headers?: Record<string, string> };
const PLACES: Readonly<Record<string, Put>> = {
  'a query parameter': (secret, name) => ({ query: `${name}=${encodeURIComponent(secret)}&status=${secret}` }),
  'an encoded query parameter': (secret) => ({ query: `q=${[...secret].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('')}` }),
  'the name of a query parameter': (secret) => ({ query: `${secret}=1&${secret}` }),
  'the path': (secret) => ({ path: `/${secret}/` }),
  'another header': (secret, name) => ({
    headers: { [`x-${name.replace(/[^a-z]/gi, '') || 'a'}`]: secret, cookie: `session=${secret}`, 'proxy-authorization': secret },
  }),
  'a member of JSON': (secret, name) => ({ type: JSON_TYPE, body: JSON.stringify({ [name]: secret, nested: [{ deep: `x ${secret} y` }] }) }),
  'a known member of JSON': (secret) => ({ type: JSON_TYPE, body: JSON.stringify({ osid: [secret], name: [secret], plan_id: secret, cpu: secret }) }),
  'the name of a member': (secret) => ({ type: JSON_TYPE, body: JSON.stringify({ [secret]: 1 }) }),
  'JSON with escapes': (secret) => ({
    type: JSON_TYPE,
    body: `{"a":"${[...secret].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"}`,
  }),
  'JSON that is cut': (secret) => ({ type: JSON_TYPE, body: `{"a":"${secret}` }),
  'a form': (secret, name) => ({ type: FORM, body: `${encodeURIComponent(name)}=${encodeURIComponent(secret)}&b[]=${secret}` }),
  'lines of text': (secret, name) => ({ type: 'text/plain', body: `cpu 500\n${name.replace(/\s/g, '')} ${secret}\n${secret}` }),
  'the media type': (secret) => ({ type: `text/${secret}`, body: 'x' }),
};

const secrets = fc
  .tuple(fc.stringMatching(/^[A-Za-z]{4,20}$/), fc.stringMatching(/^[0-9_.~/+-]{2,6}$/), fc.stringMatching(/^[A-Za-z0-9]{4,20}$/))
  .map((parts) => parts.join(''));
const names = fc.oneof(
  fc.constantFrom('token', 'filter', 'q', 'user[password]', 'X-Auth-Token', 'rootPassword', 'note'),
  fc.stringMatching(/^[a-zA-Z_]{1,12}$/),
);

describe.each(Object.keys(ROUTES) as VendorName[])('%s', (vendor) => {
  test.each(Object.entries(PLACES))('the credential is hidden in %s too: in journal, log, link, events and violations', async (_, put) => {
    await fc.assert(
      fc.asyncProperty(secrets, names, fc.constantFrom(...ROUTES[vendor]), async (secret, name, route) => {
        const cloud = createCloud(vendors);
        const told: unknown[] = [];
        cloud.on('exchange', (exchange) => told.push(exchange, line(exchange, false)));
        cloud.on('violation', (violation) => told.push(violation));
        const { path, query, type, body, headers } = put(secret, name);
        const [method = '', at = ''] = route.split(' ');
        cloud.serve(vendor, {
          method,
          path: path ?? at,
          base: '',
          query: query ?? '',
          headers: { ...credential(vendor, secret), ...(type !== undefined && { 'content-type': type }), ...headers },
          body: body === undefined || method === 'GET' ? undefined : new TextEncoder().encode(body),
        });
        told.push(cloud.journal.all(), cloud.violations.all(), cloud.toLink());
        // Not the texts themselves: a failure should be short.
        const leaks = told
          .map((one) => JSON.stringify(one))
          .filter((text) => [text, withoutPercents(text), unescaped(text)].some((plain) => plain.includes(secret)));
        expect(leaks.map((text) => text.slice(Math.max(0, unescaped(text).indexOf(secret) - 60)).slice(0, 120))).toEqual([]);
      }),
      { numRuns: 12, seed: 9 },
    );
  });
});

const withoutPercents = (text: string): string => text.replace(/%([\da-f]{2})/gi, (_, byte: string) => String.fromCharCode(parseInt(byte, 16)));

/** A text without the escapes of JSON, twice: the journal has texts of JSON in JSON. */
const unescaped = (text: string): string =>
  text.replace(/\\+u([\da-f]{4})/gi, (_, unit: string) => String.fromCharCode(parseInt(unit, 16))).replaceAll('\\', '');

test('the credential is hidden in what the vendor changes and answers too', async () => {
  const cloud = createCloud(vendors);
  const secret = 'tok-5e1f-a-2c9';
  const headers = { authorization: `Bearer ${secret}`, 'content-type': JSON_TYPE };
  const made = await cloud.fetch('https://admin.vps.org/api/v1/servers/', {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: secret, plan_id: 1, os_id: 5, location: 'us-west' }),
  });
  expect(await made?.text()).toContain(secret);
  expect(cloud.journal.last()?.changes.length).toBeGreaterThan(0);
  expect(JSON.stringify(cloud.journal.all())).not.toContain(secret);
  expect(cloud.journal.last()?.reply?.body).toContain('"name":"[redacted]"');
});

test('an error of a test does not quote the credential', async () => {
  const cloud = createCloud(vendors, { violations: 'throw' });
  const asked = cloud.fetch('https://admin.vps.org/api/v1/servers/?note=tok-5e1f-a-2c9', { headers: { authorization: 'Bearer tok-5e1f-a-2c9' } });
  await expect(asked).rejects.toThrow(expect.objectContaining({ message: expect.not.stringContaining('5e1f') }));
});

test('a word that is the credential of a test is not hidden where it is a word', () => {
  const cloud = createCloud(vendors);
  for (const word of ['key', 'token', 'servers', 'us-west']) {
    const { exchange } = cloud.serve('vpsorg', {
      method: 'GET',
      path: '/servers/',
      base: '',
      query: 'location=us-west',
      headers: { authorization: `Bearer ${word}` },
      body: undefined,
    });
    expect([exchange.request.path, exchange.request.query, exchange.request.headers]).toEqual([
      '/servers/',
      'location=us-west',
      { authorization: '[redacted]' },
    ]);
  }
});

test('a secret is known by its name, however it is spelt', () => {
  const secret = [
    'token',
    'access_token',
    'X-Auth-Token',
    'authToken',
    'refresh-token',
    'csrfToken',
    'password',
    'Password',
    'rootPassword',
    'root_password',
    'passwd',
    'db.pwd',
    'pwd',
    'secret',
    'client_secret',
    'api_key',
    'Api-Key',
    'apikey',
    'X-API-Key',
    'accessKey',
    'private_key',
    'secretKey',
    'auth',
    'Authorization',
    'Proxy-Authorization',
    'Cookie',
    'Set-Cookie',
    'credentials',
    'passphrase',
    'adminPass',
    'root_pass',
    'user[password]',
    'vnc:password',
    'password_confirmation',
    'jwt',
    'sessionId',
  ];
  expect(secret.filter((name) => !isSecretName(name))).toEqual([]);
  const plain = [
    'key',
    'keys',
    'ssh_keys',
    'ssh_key',
    'sshkey',
    'ssh_key_id',
    'public_key',
    'os_key',
    'keyboard',
    'monkey',
    'ca_cert',
    'fingerprint',
    'next_token',
    'pageToken',
    'passed',
    'bypass',
    'compass',
    'author',
    'authorized',
    'token_type',
    'max_tokens',
    'secretary',
    'cookies_accepted',
    'sessions',
    'path',
    'pattern',
    'user',
    'name',
  ];
  expect(plain.filter((name) => isSecretName(name))).toEqual([]);
  expect(isSecretName(`${'x'.repeat(1_000_000)}password`)).toBe(true);
});

test('no member, parameter or record of the five vendors is taken for a secret that its contract does not mark', () => {
  const taken = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value) as [string, { format?: string } | undefined][]) {
      if (isSecretName(name) && !(typeof member === 'object' && member !== null && member.format === 'password')) taken.add(name);
      walk(member);
    }
  };
  for (const { contract } of Object.values(vendors as Record<string, AnyProvider>))
    for (const { operation } of operationsOf(contract)) {
      const schemas = [operation.requestBody, ...Object.values(operation.responses)].flatMap((part) =>
        Object.values(part?.content ?? {}).map(({ schema }) => schema),
      );
      walk([schemas, Object.fromEntries((operation.parameters ?? []).map(({ name, schema }) => [name, schema]))]);
    }
  const cloud = createCloud(vendors);
  const records = Object.values(cloud.snapshot().accounts).flatMap(({ tables }) => Object.values(tables).flat());
  expect([...taken]).toEqual([]);
  expect(new Set(records.flatMap((record) => Object.keys(record)).filter((name) => isSecretName(name)))).toEqual(new Set(['secret']));
});

test('a member of a form is secret by each part of its name', () => {
  expect(redactedPairs('user[password]=a&password[]=b&password[0][x]=c&user[name]=d', isSecretName)).toBe(
    'user[password]=[redacted]&password[]=[redacted]&password[0][x]=[redacted]&user[name]=d',
  );
});

test.each([
  [
    'vpsorg',
    'PATCH',
    '/servers/12345/',
    JSON_TYPE,
    '{"name":"a","Api-Key":"k1","deep":[{"rootPassword":"k1"}]}',
    '{"name":"a","Api-Key":"[redacted]","deep":[{"rootPassword":"[redacted]"}]}',
  ],
  ['vpsorg', 'POST', '/nothing/', JSON_TYPE, '{"p\\u0061ssword":"k1"}', '{"password":"[redacted]"}'],
  ['drone', 'POST', '/api/servers', JSON_TYPE, '{"token":"k1"}', '{"token":"[redacted]"}'],
  ['drone', 'POST', '/api/servers', FORM, 'user%5Bpassword%5D=k1&a=b', 'user%5Bpassword%5D=[redacted]&a=b'],
  ['drone', 'POST', '/api/servers', 'text/plain', 'my token is k1', '[redacted]'],
  ['puregpu', 'POST', '/server/10/rebuild', JSON_TYPE, '{"osid":"1","sshkey":"ssh-rsa k1"}', '{"osid":"1","sshkey":"ssh-rsa k1"}'],
  ['elastichosts', 'POST', '/drives/create', 'text/plain', 'name a\nssh:password=k1\napi_key k1', 'name a\nssh:password=[redacted]\napi_key [redacted]'],
] as const)('%s: %s %s with %s %j is kept as %j', (vendor, method, path, type, body, kept) => {
  const headers = { ...credential(vendor, 'key'), 'content-type': type, 'x-auth-token': 'k1', cookie: 'a=k1' };
  const { exchange } = createCloud(vendors).serve(vendor, {
    method,
    path,
    base: '',
    query: 'auth=k1&pwd=k1&a=b',
    headers,
    body: new TextEncoder().encode(body),
  });
  expect([exchange.request.body, exchange.request.query]).toEqual([kept, 'auth=[redacted]&pwd=[redacted]&a=b']);
  expect(exchange.request.headers).toMatchObject({ 'x-auth-token': '[redacted]', cookie: '[redacted]' });
});

test("a redirect's address has no secret in the journal", () => {
  const { reply, exchange } = createCloud(vendors).serve('vpsorg', {
    method: 'GET',
    path: '/servers',
    base: '',
    query: 'token=k1',
    headers: { authorization: 'Bearer t' },
    body: undefined,
  });
  expect([reply?.headers['location'], exchange.reply?.headers['location']]).toEqual(['/servers/?token=k1', '/servers/?token=[redacted]']);
});
