/** What the contracts mark as secret is told of nowhere: not in the journal, not in the log; and what is no state is in no link and no snapshot. */
import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'fflate';
import { vendors } from '../handlers/index.ts';
import { createCloud, type CloudViolation, type Exchange } from '../index.ts';
import { line } from '../server/log.ts';
import { operationsOf } from '../vendor/contract.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { redactedJson, redactedPairs, redactedValue } from '../vendor/redacted.ts';

const SECRET = 'hunter-2';
const { evotic, elastichosts, puregpu, drone, vpsorg } = vendors;

function opened() {
  const cloud = createCloud({ evotic, elastichosts, puregpu, drone, vpsorg });
  const told: string[] = [];
  const violations: unknown[] = [];
  cloud.on('exchange', (exchange: Exchange) => told.push(JSON.stringify(exchange), line(exchange, false)));
  cloud.on('violation', (violation) => violations.push(violation));
  const ask = async (
    vendor: keyof typeof vendors,
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
    type?: string,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const credential = vendor === 'puregpu' ? { 'x-api-key': 'key' } : { authorization: vendor === 'elastichosts' ? `Basic ${btoa('u:k')}` : 'Bearer token' };
    const response = await cloud.fetch(vendors[vendor].contract.servers[0].url + path, {
      method,
      headers: { ...credential, ...(type !== undefined && { 'content-type': type }), accept: 'application/json', ...headers },
      ...(body !== undefined && { body }),
    });
    if (!response) throw new Error('No answer.');
    return { status: response.status, text: await response.text(), exchange: cloud.journal.last() as Exchange };
  };
  return { cloud, ask, told, violations };
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const SPARE = 'c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8';
const creation = { name: 'evo-test', location_id: 1, os_id: 1, password: SECRET, initialCommands: ['apt update'], cpu: 1, ram: 1024, disk: 10 };
const form = `name=evo-test&location_id=1&os_id=1&password=${SECRET}&initialCommands[]=apt+update&cpu=1&ram=1024&disk=10`;

describe('the password of a create at Evotic, which is never shown', () => {
  test.each([
    ['form', FORM, form, form.replace(SECRET, '[redacted]')],
    ['JSON', JSON_TYPE, JSON.stringify(creation), JSON.stringify({ ...creation, password: '[redacted]' })],
  ])('is in neither journal, log, link nor snapshot, as %s, and the link comes to the same', async (_, type, body, kept) => {
    const { cloud, ask, told } = opened();
    const { status, exchange } = await ask('evotic', 'POST', '/servers', body, type);
    expect(status).toBe(201);
    expect(exchange.request.body).toBe(kept);
    const link = cloud.toLink();
    expect(link.steps).toEqual([expect.objectContaining({ ask: 'evotic', body: kept })]);
    expect([...told, JSON.stringify(link), JSON.stringify(cloud.snapshot())].filter((text) => text.includes(SECRET))).toEqual([]);
    expect(createCloud.fromLink({ evotic, elastichosts, puregpu, drone, vpsorg }, link).snapshot()).toEqual(cloud.snapshot());
  });

  test.each([
    ['/servers/1', FORM, form, 405],
    ['/server', FORM, form, 404],
    ['/servers', JSON_TYPE, `{"password": ${SECRET}`, 400],
    ['/servers', JSON_TYPE, `{"name": "x", "password": "${SECRET}" "cpu": 1}`, 400],
    ['/servers', 'text/plain', form, 422],
    ['/servers', 'multipart/form-data; boundary=x', `--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${SECRET}\r\n--x--`, 422],
    ['/servers', FORM, `p%61ssword=${SECRET}`, 422],
    ['/servers', FORM, `password[]=${SECRET}`, 422],
    ['/servers', JSON_TYPE, `{"password":["${SECRET}"]}`, 422],
    ['/servers', JSON_TYPE, `{"password":"${SECRET}","password":""}`, 422],
    ['/servers', JSON_TYPE, `[{"user":{"password":"${SECRET}"}}]`, 422],
    ['/servers', JSON_TYPE, '['.repeat(9_000) + `{"password":"${SECRET}"}` + ']'.repeat(9_000), 400],
  ])('is not told of where the request is refused: %s, %s, %j', async (path, type, body, refused) => {
    const { ask, told, violations } = opened();
    const { status, text } = await ask('evotic', 'POST', path, body, type);
    expect(status).toBe(refused);
    expect([...told, text, JSON.stringify(violations)].filter((one) => /hunter/.test(one))).toEqual([]);
  });

  test('is redacted in what was not as documented, which names the member', async () => {
    const { ask, violations } = opened();
    await ask('evotic', 'POST', '/servers', JSON.stringify({ ...creation, password: [SECRET] }), JSON_TYPE);
    expect((violations as CloudViolation[]).map(({ place, sent }) => [place, sent])).toEqual([['body.password', '[redacted]']]);
  });
});

describe("the password of a server's console at ElasticHosts, which it shows again", () => {
  const lines = `name web-2\r\ncpu  2000\nmem 1024\npassword ${SECRET}\nvnc auto\nide:0:0 ${SPARE}\nboot ide:0:0`;
  const members = { name: 'web-2', cpu: 2000, mem: 1024, 'vnc:password': SECRET, vnc: 'auto', 'ide:0:0': SPARE, boot: 'ide:0:0' };

  test.each([
    ['text', 'text/plain', lines.replace('cpu  ', 'cpu '), lines.replace('cpu  ', 'cpu ').replace(SECRET, '[redacted]')],
    ['JSON', JSON_TYPE, JSON.stringify(members), JSON.stringify({ ...members, 'vnc:password': '[redacted]' })],
  ])('is in neither journal nor log, as %s; and being state, in the answer, the snapshot and the link', async (_, type, body, kept) => {
    const { cloud, ask, told } = opened();
    const made = await ask('elastichosts', 'POST', '/servers/create', body, type);
    expect(made).toMatchObject({ status: 200, text: expect.stringContaining(`"password":"${SECRET}"`) });
    expect(made.exchange.request.body).toBe(kept);
    expect(made.exchange.reply?.body).toContain('"password":"[redacted]"');
    expect(JSON.stringify(made.exchange.changes)).toContain('[redacted]');
    const { server } = JSON.parse(made.text) as { server: string };
    const text = await ask('elastichosts', 'GET', `/servers/${server}/info`, undefined, undefined, { accept: 'text/plain' });
    expect(text.text).toContain(`password ${SECRET}\n`);
    expect(text.exchange.reply?.body).toBe(text.text.replaceAll(SECRET, '[redacted]'));
    expect(told.filter((one) => one.includes(SECRET))).toEqual([]);
    const link = cloud.toLink();
    expect(link.steps).toHaveLength(1);
    for (const whole of [cloud.snapshot(), link]) expect(JSON.stringify(whole)).toContain(SECRET);
    expect(createCloud.fromLink({ evotic, elastichosts, puregpu, drone, vpsorg }, link).snapshot()).toEqual(cloud.snapshot());
  });

  test('one that is refused is quoted in no answer', async () => {
    const { ask, told } = opened();
    const { status, text } = await ask('elastichosts', 'POST', '/servers/create', JSON.stringify({ ...members, 'vnc:password': [SECRET] }), JSON_TYPE);
    expect([status, text]).toEqual([400, 'invalid vnc:password']);
    expect(told.filter((one) => one.includes(SECRET))).toEqual([]);
  });

  test('a compressed body is redacted whole, and one of bytes is as it came', async () => {
    const { ask } = opened();
    const zipped = gzipSync(new TextEncoder().encode(`password ${SECRET}`));
    const { exchange } = await ask('elastichosts', 'POST', '/servers/7d4b7b1e-5a4f-4d39-9c0b-3f1c2a8e6d52/set', new Uint8Array(zipped), 'text/plain', {
      'content-encoding': 'gzip',
    });
    expect([exchange.reply?.status, exchange.request.body]).toEqual([200, '[redacted]']);
    const bytes = `password ${SECRET}`;
    expect((await ask('elastichosts', 'POST', `/drives/${SPARE}/write`, bytes, 'application/octet-stream')).exchange.request.body).toBe(bytes);
  });
});

test("the password that PureGPU's rebuild answers reaches the client alone", async () => {
  const { ask, told } = opened();
  const { text, exchange } = await ask('puregpu', 'POST', '/server/10/rebuild', '{"osid":"1021","sshkey":"ssh-rsa AAAA"}', JSON_TYPE);
  const { password } = JSON.parse(text) as { password: string };
  expect(password).toMatch(/^[A-Za-z0-9]{16}$/);
  expect(exchange.reply?.body).toBe(text.replace(password, '[redacted]'));
  expect(exchange.request.body).toBe('{"osid":"1021","sshkey":"ssh-rsa AAAA"}');
  expect(told.filter((one) => one.includes(password))).toEqual([]);
});

test("the secret and the private keys of Drone's agents reach the client alone, and what happens to them tells of none", async () => {
  const { cloud, ask, told } = opened();
  const { text, exchange } = await ask('drone', 'GET', '/api/servers/agent-F8k8oMUP');
  const { secret, ca_key, tls_key, ca_cert } = JSON.parse(text) as Record<string, string>;
  expect(JSON.parse(exchange.reply?.body ?? '')).toMatchObject({ secret: '[redacted]', ca_key: '[redacted]', tls_key: '[redacted]', ca_cert });
  await ask('drone', 'GET', '/api/servers');
  await ask('drone', 'POST', '/api/servers');
  cloud.clock.settle();
  await ask('drone', 'GET', '/healthz');
  const keys = cloud.drone.servers.all().flatMap((server) => [server.secret, server.ca_key ?? '', server.tls_key ?? '']);
  for (const key of [secret, ca_key, tls_key, ...keys]) expect(told.filter((one) => key && one.includes(key))).toEqual([]);
});

test('an answer with secrets that a fault spoils is kept without any of it', async () => {
  const { cloud, ask } = opened();
  cloud.faults.add({ vendor: 'drone', outcome: 'malformed', times: 1 });
  const { text, exchange } = await ask('drone', 'GET', '/api/servers/agent-F8k8oMUP');
  expect(() => JSON.parse(text) as unknown).toThrow();
  expect(exchange.reply).toMatchObject({ status: 200, body: '[redacted]' });
});

test('a credential in a query is redacted by its name; the rest is unchanged', async () => {
  const { ask } = opened();
  const query = 'status=active&api_key=k1&TOKEN=k2&access-token=k3&client_secret=k4&p%61ssword=k5&key=k6&keyboard=x&monkey=y&token=&%zz&a=b=c';
  const { exchange } = await ask('vpsorg', 'GET', `/servers/?${query}`);
  expect(exchange.request.query).toBe(
    'status=active&api_key=[redacted]&TOKEN=[redacted]&access-token=[redacted]&client_secret=[redacted]&p%61ssword=[redacted]&key=[redacted]&keyboard=x&monkey=y&token=&%zz&a=b=c',
  );
});

test('a body in which nothing is secret is kept as it came', async () => {
  const { ask } = opened();
  const body = '{ "name" : "renamed",\n "note": "nothing hidden" }';
  expect((await ask('vpsorg', 'PATCH', '/servers/12345/', body, JSON_TYPE)).exchange.request.body).toBe(body);
});

test('a value without secrets is the very same one; what is nested without end is redacted', () => {
  const secret = (name: string): boolean => name === 'password';
  const plain = { a: [1, { b: null }], password: '' };
  expect(redactedValue(plain, secret)).toBe(plain);
  expect(redactedValue([{ password: 1 }, { password: { a: 1 } }, { password: null }], secret)).toEqual([
    { password: '[redacted]' },
    { password: '[redacted]' },
    { password: null },
  ]);
  const at = (depth: number): unknown => JSON.parse('['.repeat(depth) + '{"password":"x"}' + ']'.repeat(depth));
  expect(JSON.stringify(redactedValue(at(64), secret))).toContain('{"password":"[redacted]"}');
  expect(JSON.stringify(redactedValue(at(65), secret))).toBe(`${'['.repeat(65)}"[redacted]"${']'.repeat(65)}`);
  expect(redactedJson('{"__proto__":{"password":"x"}}', secret)).toBe('{"__proto__":{"password":"[redacted]"}}');
  expect([redactedJson('x', secret), redactedPairs('', secret), redactedPairs('password=a%26b&b', secret)]).toEqual([undefined, '', 'password=[redacted]&b']);
});

test('a pair keeps its place among empty ones, and a question mark hides no name', () => {
  const secret = (member: string): boolean => member === 'password';
  expect(redactedPairs('&&password=a&&x=1&password=b&', secret)).toBe('&&password=[redacted]&&x=1&password=[redacted]&');
  expect(redactedPairs('?&password=a', secret)).toBe('?&password=[redacted]');
  expect(redactedPairs('?password=a&?password=b', secret)).toBe('?password=[redacted]&?password=[redacted]');
  expect(redactedPairs('%=1&pass%77ord=a&%zz=%&password=b', secret)).toBe('%=1&pass%77ord=[redacted]&%zz=%&password=[redacted]');
});

test('each member of a contract that is called a secret is marked as one', () => {
  /** A public key, and the number of one. */
  const PUBLIC = new Set(['sshkey', 'ssh_key_id', 'ca_cert', 'tls_cert']);
  const unmarked: string[] = [];
  let marked = 0;
  const walk = (value: unknown, where: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value) as [string, { format?: string; type?: unknown } | undefined][]) {
      const schema = typeof member === 'object' && member !== null && 'type' in member;
      if (schema && /passw|secret|token|(?:^|_)key\b|private/i.test(name) && !PUBLIC.has(name)) {
        if (member.format === 'password') marked += 1;
        else unmarked.push(`${where} ${name}`);
      }
      walk(member, where);
    }
  };
  for (const { name, contract } of Object.values(vendors as Record<string, AnyProvider>))
    for (const { route, operation } of operationsOf(contract)) walk([operation.requestBody, operation.responses], `${name} ${route}`);
  expect(unmarked).toEqual([]);
  expect(marked).toBeGreaterThan(10);
});
