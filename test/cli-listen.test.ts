/** The flags of the command line that say how the mocks' listener listens. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { readReadyFile } from '../command-line/ready-file.ts';
import { BIN } from './hosts/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'stuntbox-'));
const READY = join(folder, 'ready.json');
let child: ChildProcess | undefined;
afterEach(async () => {
  if (!child || child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts a server; gives its URL, and what it has said on stderr. */
async function serving(...words: string[]): Promise<{ url: string; said: () => string }> {
  const started = spawn(process.execPath, [BIN, 'serve', 'vpsorg', '--port', '0', '--quiet', '--ready-file', READY, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child = started;
  let said = '';
  started.stderr.on('data', (chunk) => (said += String(chunk)));
  while (!existsSync(READY)) {
    if (started.exitCode !== null) throw new Error(`It ended: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { url: readReadyFile(READY).url, said: () => said };
}

const authorization = 'Bearer t';

test('--cors lets the pages of an origin in, each that is named, and --cors-credentials their cookies', async () => {
  const { url, said } = await serving('--cors', 'http://localhost:5173', '--cors', 'https://app.example', '--cors-credentials');
  const from = async (origin: string) => {
    const { headers } = await fetch(`${url}/servers/`, { headers: { authorization, origin } });
    return [headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')];
  };
  expect([await from('http://localhost:5173'), await from('https://app.example'), await from('https://other.example')]).toEqual([
    ['http://localhost:5173', 'true'],
    ['https://app.example', 'true'],
    [null, null],
  ]);
  expect(said()).toBe('');
});

test('--prefix is where a redirect stays', async () => {
  const { url } = await serving('--prefix', '/mocks');
  expect((await fetch(`${url}/servers`, { headers: { authorization }, redirect: 'manual' })).headers.get('location')).toBe('/mocks/servers/');
});

test('an address that others can reach is warned of, on stderr', async () => {
  const { said } = await serving('--host', '0.0.0.0');
  await fetch(readReadyFile(READY).url);
  expect(said()).toMatch(/^stuntbox: The server listens on every interface of this machine: .*\n$/);
});

const openssl = spawnSync('openssl', ['version']).status === 0;
if (!openssl) process.stderr.write('stuntbox: the test of HTTPS is skipped: openssl is not installed here.\n');
const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
if (openssl) {
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1';
  execFileSync('openssl', [...words.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
}
(openssl ? test : test.skip)('--tls-cert and --tls-key serve HTTPS', async () => {
  const { url } = await serving('--tls-cert', cert, '--tls-key', key);
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:/);
  const status = await new Promise((resolve, reject) => {
    request(`${url}/servers/`, { ca: readFileSync(cert), headers: { authorization } }, (reply) => resolve((reply.resume(), reply.statusCode)))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(200);
});

test('a flag that cannot be so is one sentence, with the name of the flag', () => {
  const wrong = join(folder, 'wrong.pem');
  writeFileSync(wrong, 'not a certificate');
  for (const [words, sentence] of [
    [['--cors', '*'], /^stuntbox: --cors cannot contain '\*'\. Give /],
    [['--cors', 'http://localhost:5173/app'], /^stuntbox: --cors cannot contain 'http:\/\/localhost:5173\/app'\. Give /],
    [['--cors-credentials'], /^stuntbox: --cors-credentials has no effect without /],
    [['--prefix', 'mocks'], /^stuntbox: --prefix cannot be 'mocks'\. Give a path/],
    [['--allow-host', 'http://a.example'], /^stuntbox: --allow-host cannot contain 'http:\/\/a\.example'\. Give /],
    [['--tls-cert', wrong], /^stuntbox: HTTPS needs a certificate and its key\. Give --tls-key as well\.\n$/],
    [['--tls-key', wrong], /^stuntbox: HTTPS needs a certificate and its key\. Give --tls-cert as well\.\n$/],
    [['--tls-cert', '/nowhere.pem', '--tls-key', wrong], /^stuntbox: --tls-cert: cannot read \/nowhere\.pem \(ENOENT\)\. Give the path of a PEM file\.\n$/],
    [['--tls-cert', wrong, '--tls-key', wrong], /^stuntbox: --tls-cert is not a certificate\. /],
  ] as const) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'serve', 'vpsorg', '--port', '0', ...words], { encoding: 'utf8', timeout: 100_000 });
    expect([words, status, stdout, stderr]).toEqual([words, 2, '', expect.stringMatching(sentence)]);
  }
});
