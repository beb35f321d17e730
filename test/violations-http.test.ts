/** Violations over HTTP: in the log, in a header for who asks, and as a 400 with `--violations refuse`. */
import { afterEach, expect, test } from '@jest/globals';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import type { Exchange } from '../index.ts';
import { startServer } from '../server/index.ts';
import { line } from '../server/log.ts';
import { ended, served } from './hosts/index.ts';

const headers = { Authorization: 'Bearer token-for-tests', 'Content-Type': 'application/json' };
const WRONG = { method: 'POST', headers, body: '{"name":"web-1","plan_id":"1","os_id":5,"os":"ü","location":"us-west"}' };
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function opened(options: Parameters<typeof startServer>[1] = {}) {
  const server = await startServer({ vpsorg }, { port: 0, ...options });
  closing.push(() => server.close());
  return server;
}

test('a client that sends x-stuntbox-violations gets them in a header of that name; any other does not', async () => {
  const { url } = await opened();
  const plain = await fetch(`${url}/servers/`, WRONG);
  expect([plain.status, plain.headers.get('x-stuntbox-violations')]).toEqual([201, null]);
  const asked = await fetch(`${url}/servers/`, { ...WRONG, headers: { ...headers, 'x-stuntbox-violations': '1' } });
  expect(JSON.parse(asked.headers.get('x-stuntbox-violations') ?? '')).toEqual([
    {
      operation: 'POST /servers/',
      place: 'body.plan_id',
      rule: 'type',
      effect: 'coerced',
      source: 'documented',
      message: "POST /servers/: body.plan_id must be an integer, not '1'. VPS.org converts it.",
    },
    expect.objectContaining({ place: 'body.os', rule: 'unknown', effect: 'ignored' }),
  ]);
  const clean = await fetch(`${url}/servers/`, { headers: { ...headers, 'x-stuntbox-violations': '1' } });
  expect(clean.headers.get('x-stuntbox-violations')).toBe(null);
});

test('with why, each reply has them, beside the reason; the header is bounded and ASCII', async () => {
  const { url } = await opened({ why: true });
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`ü${'x'.repeat(90)}${i}`, 1]));
  const reply = await fetch(`${url}/servers/`, { ...WRONG, body: JSON.stringify({ ...many, name: 1.5 }) });
  const header = reply.headers.get('x-stuntbox-violations') ?? '';
  expect([reply.status, header.length < 4_001, /^[\x20-\x7e]*$/.test(header), (JSON.parse(header) as unknown[]).length > 3]).toEqual([400, true, true, true]);
  expect(reply.headers.get('x-stuntbox-why')).toContain('Not as documented');
});

test('an unknown path names the documented one in the reason header', async () => {
  const { url } = await opened({ why: true });
  const reply = await fetch(`${url}/server/12345/`, { headers });
  expect(reply.headers.get('x-stuntbox-why')).toBe(
    "VPS.org has nothing at /server/12345/. Did you mean 'GET /servers/{server_id}/'? 'server' should be 'servers'.",
  );
});

test('the line of the log lists what the vendor let pass; what it refused stands in the reason', async () => {
  const { url, cloud } = await opened();
  const lines: string[] = [];
  cloud.on('exchange', (exchange: Exchange) => lines.push(line(exchange, false)));
  await fetch(`${url}/servers/`, WRONG);
  await fetch(`${url}/servers/?status=no&page=2`, { headers });
  await fetch(`${url}/servers/?${Array.from({ length: 30 }, (_, i) => `q${i}=1`).join('&')}`, { headers });
  expect(lines[0]).toMatch(/201 · POST \/servers\/ · .* · not as documented: body\.plan_id \(type, coerced\), body\.os \(unknown, ignored; os_id\?\)$/);
  expect(lines[1]).toMatch(/ · Not as documented: status \(enum\)\. · not as documented: query\.page \(unknown, ignored\)$/);
  expect(lines[2]).toMatch(/not as documented: (query\.q\d \(unknown, ignored\),? ?){5} and 25 more$/);
});

test('stuntbox serve --violations refuse answers 400 with a problem that lists them, and changes nothing; off looks for none', async () => {
  const { url, child } = await served(['vpsorg', '--violations', 'refuse', '--clock', 'manual', '--quiet']);
  closing.push(() => ended(child));
  const refused = await fetch(`${url}/servers/`, WRONG);
  expect([refused.status, refused.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  expect(await refused.json()).toMatchObject({ status: 400, violations: [{ place: 'body.plan_id' }, { place: 'body.os' }] });
  expect(await (await fetch(`${url}/servers/`, { headers })).json()).toMatchObject({ count: 2 });
});

test('stuntbox serve refuses another value of --violations, and suggests one', async () => {
  await expect(served(['--violations', 'refused'])).rejects.toThrow('ended with');
});
