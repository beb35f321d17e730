/** The standalone server and the command line. */
import { execFile, spawnSync } from 'node:child_process';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { minutes } from '../index.ts';
import type { Exchange } from '../model/journal.ts';
import { line } from '../server/log.ts';
import { startServer, type RunningServer } from '../server/index.ts';
import { BIN, ended, served } from './hosts/index.ts';
import { installed } from './installed.ts';

const CURL = installed('curl', '--version');

const shell = promisify(execFile);
const token = { authorization: 'Bearer t' };
const json = { ...token, 'content-type': 'application/json' };

describe('the server', () => {
  let running: RunningServer<typeof vendors>;
  let exchanges: Exchange[];
  beforeEach(async () => {
    exchanges = [];
    running = await startServer(vendors, { port: 0 });
    running.cloud.on('exchange', (exchange) => exchanges.push(exchange));
  });
  afterEach(() => running.close());
  const get = (path: string, headers: Record<string, string> = token) => fetch(running.url + path, { headers, redirect: 'manual' });

  test('mounts each vendor under its name, and a redirect stays there', async () => {
    expect((await get('/vpsorg/servers/')).status).toBe(200);
    expect((await get('/puregpu/server/10/status', { 'x-api-key': 'k' })).status).toBe(200);
    expect((await get('/vpsorg/servers?a=b')).headers.get('location')).toBe('/vpsorg/servers/?a=b');
    const nowhere = await get('/nothing');
    expect([nowhere.status, await nowhere.text()]).toEqual([404, expect.stringContaining('/puregpu')]);
  });

  test("each answer has the date of the cloud's clock, and a limit's window and Retry-After agree with it", async () => {
    const { cloud } = running;
    const dated = async (path: string, headers?: Record<string, string>) => (await get(path, headers)).headers.get('date');
    expect(await dated('/vpsorg/servers/')).toBe('Thu, 16 Jan 2025 15:30:00 GMT');
    for (const path of ['/', '/nothing', '/vpsorg/servers', '/evotic/servers/99'])
      expect([path, await dated(path)]).toEqual([path, 'Thu, 16 Jan 2025 15:30:00 GMT']);
    cloud.clock.advance(minutes(60 * 24 * 365) + 999);
    expect(await dated('/vpsorg/servers/')).toBe('Fri, 16 Jan 2026 15:30:00 GMT');
    // One request a minute: who waits as long as the answer says, by the clock that dates it, is let in, and nobody sooner.
    cloud.faults.add({ vendor: 'evotic', on: 'GET /servers', outcome: 'rate-limit', limit: 1, per: minutes(1) });
    expect((await get('/evotic/servers')).status).toBe(200);
    cloud.clock.advance(15_000);
    const refused = await get('/evotic/servers');
    expect([refused.status, refused.headers.get('date'), refused.headers.get('retry-after')]).toEqual([429, 'Fri, 16 Jan 2026 15:30:15 GMT', '45']);
    cloud.clock.advance(44_000);
    expect((await get('/evotic/servers')).status).toBe(429);
    cloud.clock.advance(1_000);
    const again = await get('/evotic/servers');
    expect([again.status, again.headers.get('date')]).toEqual([200, 'Fri, 16 Jan 2026 15:31:00 GMT']);
  });

  test('shows a page to a person, and JSON to who asks for it: each curl line works', async () => {
    const page = await (await get('/', { accept: 'text/html' })).text();
    expect(page).toMatch(/^<!doctype html>/);
    for (const { title } of Object.values(vendors)) expect(page).toContain(title);
    const shown = (await (await get('/', { accept: 'application/json' })).json()) as {
      vendors: { name: string; operations: { operation: string; curl: string }[]; scenarios: { name: string }[] }[];
    };
    expect(shown.vendors.map(({ name }) => name)).toEqual(Object.keys(vendors));
    expect(shown.vendors.flatMap(({ scenarios }) => scenarios.map(({ name }) => name))).toContain('vpsorg/out-of-credits');
    if (!CURL) return;
    for (const { operation, curl } of shown.vendors.flatMap(({ operations }) => operations)) {
      // Not spawnSync: the server that is asked is in this very process.
      const { stdout } = await shell('sh', ['-c', `${curl} -s -m 60 --noproxy '*' -o /dev/null -w '%{http_code}'`]);
      running.cloud.reset();
      expect([operation, Number(stdout) >= 200 && Number(stdout) < 500 && Number(stdout) !== 404 && Number(stdout) !== 401]).toEqual([operation, true]);
    }
  });

  test('bodies are bounded, by their length and by what arrives, in the form of the vendor', async () => {
    const large = 'x'.repeat(1_048_577);
    const known = await fetch(`${running.url}/vpsorg/servers/`, { method: 'POST', headers: json, body: large });
    expect([known.status, await known.json()]).toEqual([413, { detail: 'Request body is too large.' }]);
    const chunked = await fetch(`${running.url}/puregpu/server/10/rebuild`, {
      method: 'POST',
      headers: { 'x-api-key': 'k' },
      duplex: 'half',
      body: new ReadableStream({
        start(controller) {
          for (let i = 0; i < 40; i += 1) controller.enqueue(new Uint8Array(32_768));
          controller.close();
        },
      }),
    } as RequestInit).then(
      async (reply) => [reply.status, await reply.json()],
      (error: Error) => error,
    );
    expect(chunked).toEqual([413, { result: 'error', message: 'Request entity too large' }]);
    expect((await get('/vpsorg/servers/')).status).toBe(200);
  });

  test.each([
    ['POST', '/vpsorg/servers/', '{"name":', 400],
    ['POST', '/puregpu/server/10/rebuild', '\u0000', 400],
    ['GET', '/vpsorg/servers/%zz/', undefined, 404],
    ['GET', '/vpsorg/servers/%E0%A4%A/', undefined, 404],
    ['GET', '/vpsorg//servers/', undefined, 404],
    ['GET', '/vpsorg/servers/?status=%zz', undefined, 400],
    ['GET', '/%zz', undefined, 404],
    ['PATCH', '/vpsorg/servers/12345/', '{"__proto__":{"name":"x"}}', 200],
  ])('%s %s with %p is answered %i, and never with a stack', async (method, path, body, status) => {
    const reply = await fetch(running.url + path, { method, headers: { ...json, 'x-api-key': 'k' }, ...(body !== undefined && { body }) });
    const text = await reply.text();
    expect(reply.status).toBe(status);
    expect(text).not.toMatch(/\.ts|\.js|at \w+ \(/);
  });

  test('a request that is not HTTP is answered with 400, and the server keeps running', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(running.url).port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += String(chunk))).on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect((await get('/vpsorg/servers/')).status).toBe(200);
  });

  const hosts: [string, number][] = [
    ['localhost', 200],
    ['127.0.0.1:4010', 200],
    ['[::1]:80', 200],
    ['app.localhost', 200],
    ['evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost.evil.example:4010', 403],
    ['192.168.1.1', 403],
    ['a@localhost', 403],
  ];
  test.each(hosts)('a request for the host %p is answered %i', async (host, status) => {
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      httpRequest(`${running.url}/vpsorg/servers/`, { headers: { ...token, host } }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(answered).toBe(status);
  });

  test('a host that was told is answered too; who listens everywhere is reached by each address', async () => {
    const more = await startServer({ vpsorg }, { port: 0, host: '0.0.0.0', allowedHosts: ['stuntbox'] });
    const port = new URL(more.url).port;
    const ask = (host: string) =>
      new Promise<number | undefined>((resolve) => {
        httpRequest(`http://127.0.0.1:${port}/servers/`, { headers: { ...token, host } }, (reply) => resolve((reply.resume(), reply.statusCode))).end();
      });
    expect([await ask('stuntbox:4010'), await ask('192.168.1.1:4010'), await ask('evil.example')]).toEqual([200, 200, 403]);
    await more.close();
  });

  test('a single vendor is at the root as well', async () => {
    const single = await startServer({ vpsorg }, { port: 0 });
    expect((await fetch(`${single.url}/servers/`, { headers: token })).status).toBe(200);
    expect((await fetch(`${single.url}/vpsorg/servers/`, { headers: token })).status).toBe(200);
    expect((await fetch(`${single.url}/servers`, { headers: token, redirect: 'manual' })).headers.get('location')).toBe('/servers/');
    await single.close();
  });

  test('a lost answer really drops the socket; a late one waits for the clock', async () => {
    running.cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'answer-lost' });
    await expect(get('/vpsorg/servers/')).rejects.toThrow('fetch failed');
    running.cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'latency', ms: minutes(1) });
    let answered = false;
    const asked = get('/vpsorg/servers/').then((reply) => ((answered = true), reply.status));
    while (exchanges.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(answered).toBe(false);
    running.cloud.clock.advance(minutes(1));
    expect(await asked).toBe(200);
  });

  test('no path of the listener changes or tells anything but the vendors do, and the page', async () => {
    const before = running.cloud.snapshot();
    for (const path of [
      '/_stuntbox/clock',
      '/_stuntbox/reset',
      '/_stuntbox/snapshot',
      '/clouds',
      '/clouds/default/clock',
      '/clouds/default/reset',
      '/openapi.json',
      '/journal',
    ])
      for (const method of ['GET', 'POST', 'DELETE'])
        expect([method, path, (await fetch(running.url + path, { method, headers: json })).status]).toEqual([method, path, 404]);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect([method, (await fetch(running.url, { method })).status]).toEqual([method, 404]);
    expect(running.cloud.snapshot()).toEqual(before);
    expect(running.cloud.journal.size).toBe(0);
    expect(await (await fetch(running.url)).text()).toContain('--control-port');
  });

  test('a line of the log says method, path, operation, status and what changed, and no escape sequence of a client', async () => {
    await fetch(`${running.url}/vpsorg/servers/12345/stop/`, { method: 'POST', headers: token });
    expect(line(exchanges[0] as Exchange, false)).toBe(
      '15:30:00 POST /vpsorg/servers/12345/stop/ 200 · POST /servers/{server_id}/stop/ · servers 12345: active → stopping, updated_at 2025-01-15T10:20:00.000Z → 2025-01-16T15:30:00.000Z, sampled_at 2025-01-16T15:45:00.000Z → null, usage',
    );
    await fetch(`${running.url}/vpsorg/servers/12345/start/`, { method: 'POST', headers: token });
    expect(line(exchanges[1] as Exchange, false)).toContain('400 · POST /servers/{server_id}/start/ · Locked by stop, 0%');
    running.cloud.vpsorg.servers.update(running.cloud.vpsorg.servers.get(12345), { name: '\u001b[31m\nred' });
    await get('/vpsorg/servers/');
    // oxlint-disable-next-line no-control-regex
    expect(line(exchanges[2] as Exchange, false)).not.toMatch(/[\0-\x1f]/);
    expect(line(exchanges[0] as Exchange, true)).toContain('\u001b[32m200\u001b[39m');
  });
});

describe('the command line', () => {
  const run = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...words], { encoding: 'utf8', timeout: 100_000 });
    return { status, stdout, stderr };
  };

  const wrongs: [string[], string][] = [
    [['serve', '--prot', '1'], "stuntbox: Unknown option '--prot'. See stuntbox serve --help.\n"],
    [['serve', 'vpsogr'], "stuntbox: There is no vendor 'vpsogr'. Did you mean 'vpsorg'?\n"],
    [['serve', '--scenario', 'vpsorg/out-of-credit'], "stuntbox: There is no scenario 'vpsorg/out-of-credit'. Did you mean 'vpsorg/out-of-credits'?\n"],
    [['serve', '--port', '70000'], "stuntbox: --port cannot be '70000'. Give a whole number from 0 to 65535.\n"],
    [['serve', '--port', ''], "stuntbox: --port cannot be ''. Give a whole number from 0 to 65535.\n"],
    [['serve', '--host', ''], "stuntbox: --host cannot be ''. Give an address, such as 127.0.0.1.\n"],
    [['serve', '--speed', '0'], "stuntbox: --speed cannot be '0'. Give a number above 0, up to 1,000,000,000.\n"],
    [['serve', '--clock', 'sundial'], "stuntbox: There is no clock 'sundial'. Write --clock system or --clock manual.\n"],
    [
      ['serve', '--latency', 'slow'],
      "stuntbox: --latency cannot be 'slow'. Give milliseconds up to 60000, such as 300, or the least and the most, such as 150-400.\n",
    ],
    [
      ['serve', '--latency', '400-150'],
      "stuntbox: --latency cannot be '400-150'. Give milliseconds up to 60000, such as 300, or the least and the most, such as 150-400.\n",
    ],
    [['serve', '--clock', 'manual', '--speed', '2'], 'stuntbox: A manual clock has no speed. Leave out --speed, or write --clock system.\n'],
    [['serve', '--cors-credentials'], 'stuntbox: --cors-credentials has no effect without origins. Give --cors ORIGIN as well.\n'],
    [['serve', '--tls-cert', 'x.pem'], 'stuntbox: HTTPS needs a certificate and its key. Give --tls-key as well.\n'],
    [['serve', '--tls-cert', 'x.pem', '--tls-key', 'y.pem'], 'stuntbox: --tls-cert: cannot read x.pem (ENOENT). Give the path of a PEM file.\n'],
    [['sevre'], "stuntbox: There is no command 'sevre'. Did you mean 'serve'? See stuntbox --help.\n"],
  ];
  test.each(wrongs)('%p is one clear sentence and a failing exit', (words, sentence) => {
    expect(run(...words)).toEqual({ status: 2, stdout: '', stderr: sentence });
  });

  test('a port that is taken, or an address of another machine, is one sentence too', async () => {
    const other = await startServer({ vpsorg }, { port: 0 });
    const port = new URL(other.url).port;
    expect(run('serve', '--port', port)).toEqual({
      status: 1,
      stdout: '',
      stderr: `stuntbox: Port ${port} is taken. Choose another, or 0 for any that is free.\n`,
    });
    await other.close();
    expect(run('serve', '--port', '0', '--host', '203.0.113.1').stderr).toBe(
      'stuntbox: This machine does not have the address 203.0.113.1. Choose another host.\n',
    );
  });

  test('scenarios are listed, each with its sentence', () => {
    const { status, stdout } = run('scenarios', 'vpsorg');
    expect([status, stdout.split('\n').find((text) => text.startsWith('vpsorg/out-of-credits '))]).toEqual([
      0,
      expect.stringMatching(/ {2}The account has no credits left: .*\. \(Shows after POST \/servers\/\.\)$/),
    ]);
    expect(stdout).not.toContain('puregpu/');
    expect(run('scenarios').stdout).toContain('drone/lost-delete');
    expect(run('scenarios', 'vpsogr')).toMatchObject({ status: 2, stderr: "stuntbox: There is no vendor 'vpsogr'. Did you mean 'vpsorg'?\n" });
  });

  test('--help and --version print the help and the version', () => {
    expect(run('--help').stdout).toContain('stuntbox serve ');
    expect(run('serve', '--help').stdout).toMatch(/^stuntbox serve \[vendor…\]\n[^]*--port 4010 /);
    expect(run('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('it says where it is in one line, plays scenarios, logs each request, and ends at once', async () => {
    const { url, child, lines } = await served(['vpsorg', '--scenario', 'vpsorg/out-of-credits', '--speed', '60', '--seed', 'abc']);
    expect(lines).toEqual([`stuntbox serves vpsorg at ${url}`]);
    const reply = await fetch(`${url}/servers/`, { method: 'POST', headers: json, body: '{"name":"a","plan_id":1,"os_id":5,"location":"us-west"}' });
    expect(reply.status).toBe(402);
    while (lines.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(lines[1]).toMatch(/^\d\d:\d\d:\d\d POST \/servers\/ 402 · POST \/servers\/ · The plan costs 20 a month, and the account has 0\.$/);
    await ended(child);
    expect(child.exitCode).toBe(0);
  });
});
