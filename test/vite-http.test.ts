/** Requests and replies under Vite, by HTTP/1.1 and, with `server.https`, by HTTP/2: bodies, HEAD, redirects, and connections that break. */
import { execFileSync, spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { connect as connectHttp2, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connect, type RemoteCloud } from 'stuntbox/control';
import { app, config, type App } from './vite/app.ts';

const OPTIONS = "vendors: { vpsorg, puregpu }, paused: true, why: true, control: true, readyFile: 'ready.json'";
const openssl = spawnSync('openssl', ['version']).status === 0;
if (!openssl) console.warn('The tests of HTTP/2 are left out: there is no openssl here.');

/** A reply; `broken` when the connection broke before its end. */
interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly broken: boolean;
}

type Ask = (method: string, path: string, body?: string, headers?: OutgoingHttpHeaders) => Promise<Reply>;

const GIVEN = { authorization: 'Bearer t', 'x-api-key': 'k' };

const http1 =
  (url: string): Ask =>
  (method, path, body, more = {}) =>
    new Promise((resolve) => {
      const sent = request(
        url + path,
        { method, headers: { ...GIVEN, ...(body !== undefined && { 'content-type': 'application/json' }), ...more } },
        (reply) => {
          const { statusCode: status = 0, headers } = reply;
          let got = '';
          reply.on('data', (chunk) => (got += String(chunk)));
          reply.on('error', () => {});
          reply.on('close', () => resolve({ status, headers, body: got, broken: !reply.complete }));
        },
      );
      sent.on('error', () => resolve({ status: 0, headers: {}, body: '', broken: true }));
      sent.end(body);
    });

const http2 =
  (session: ClientHttp2Session): Ask =>
  (method, path, body, more = {}) =>
    new Promise((resolve) => {
      const stream = session.request({
        ':method': method,
        ':path': path,
        ...GIVEN,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...more,
      });
      let headers: Readonly<Record<string, unknown>> = {};
      let got = '';
      let over = false;
      stream.on('response', (given) => (headers = given));
      stream.on('data', (chunk) => (got += String(chunk)));
      stream.on('end', () => (over = true));
      stream.on('error', () => {});
      const length = (): number => Number(headers['content-length'] ?? Buffer.byteLength(got));
      stream.on('close', () =>
        resolve({
          status: Number(headers[':status'] ?? 0),
          headers,
          body: got,
          broken: !over || stream.rstCode !== 0 || (method !== 'HEAD' && Buffer.byteLength(got) < length()),
        }),
      );
      stream.end(body);
    });

describe.each(openssl ? ['HTTP/1.1', 'HTTP/2'] : ['HTTP/1.1'])('by %s', (protocol) => {
  let application: App;
  let session: ClientHttp2Session | undefined;
  let ask: Ask;
  let remote: RemoteCloud;
  beforeAll(async () => {
    application = app({ 'index.html': '<!doctype html><title>app</title>' });
    let rest = '';
    if (protocol === 'HTTP/2') {
      const pair = { key: join(application.root, 'key.pem'), cert: join(application.root, 'cert.pem') };
      const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost';
      execFileSync('openssl', [...words.split(' '), '-keyout', pair.key, '-out', pair.cert], { stdio: 'ignore' });
      rest = `server: { port: 0, https: { key: '${pair.key}', cert: '${pair.cert}' } }`;
    }
    application.write('vite.config.ts', config(OPTIONS, rest));
    const vite = application.run();
    const url = await vite.url();
    if (protocol === 'HTTP/2') session = connectHttp2(url, { rejectUnauthorized: false });
    ask = session ? http2(session) : http1(url);
    const { control, token } = await application.ready();
    remote = await connect({ url: control, token });
  });
  afterAll(() => {
    session?.destroy();
    application.remove();
  });
  beforeEach(() => remote.reset());

  test('a server is created, read and deleted', async () => {
    const { status, body } = await ask('POST', '/api/vpsorg/servers/', JSON.stringify({ name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' }));
    const { id } = JSON.parse(body) as { id: number };
    expect(status).toBe(201);
    expect(JSON.parse((await ask('GET', `/api/vpsorg/servers/${id}/`)).body)).toMatchObject({ id, name: 'web-1' });
    expect((await ask('DELETE', '/api/vpsorg/servers/12345/')).status).toBe(204);
    const [exchange] = await remote.journal.all();
    expect(exchange?.request.headers).toMatchObject({ host: expect.stringContaining('localhost') });
    expect(Object.keys(exchange?.request.headers ?? {}).filter((name) => name.startsWith(':'))).toEqual([]);
  });

  test('a HEAD has the length of the GET, and no body', async () => {
    const get = await ask('GET', '/api/puregpu/server/10/status');
    const head = await ask('HEAD', '/api/puregpu/server/10/status');
    expect(head).toMatchObject({ status: get.status, body: '', broken: false });
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(get.body)));
  });

  test('a redirect stays below the path of the vendor', async () => {
    const { status, headers } = await ask('GET', '/api/vpsorg/servers?page=1');
    expect([status, headers['location']]).toEqual([301, '/api/vpsorg/servers/?page=1']);
  });

  test("OPTIONS has the methods of the path, and nothing of Vite's", async () => {
    const { status, headers } = await ask('OPTIONS', '/api/vpsorg/servers/', undefined, {
      origin: 'http://localhost:1',
      'access-control-request-method': 'POST',
    });
    expect(status).toBe(403);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test('a body over the limit is refused in the words of the vendor', async () => {
    const { status, body } = await ask('POST', '/api/vpsorg/servers/', JSON.stringify({ name: 'x'.repeat(1_100_000) }));
    expect(status).toBe(413);
    expect(JSON.parse(body)).toEqual({ detail: expect.any(String) });
    expect((await ask('GET', '/api/vpsorg/servers/')).status).toBe(200);
  });

  test('a body may come without its length', async () => {
    const { status } = await ask('POST', '/api/vpsorg/servers/', '{}', protocol === 'HTTP/2' ? {} : { 'transfer-encoding': 'chunked' });
    expect(status).toBe(400);
    expect((await remote.journal.all()).at(-1)?.request.body).toBe('{}');
  });

  test('a dropped connection and a cut body break for the client, and the next request is answered', async () => {
    await remote.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'network-error' });
    expect(await ask('GET', '/api/vpsorg/servers/')).toMatchObject({ status: 0, broken: true });
    await remote.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'cut', at: 0.5 });
    const cut = await ask('GET', '/api/vpsorg/servers/');
    expect(cut).toMatchObject({ status: 200, broken: true });
    const whole = await ask('GET', '/api/vpsorg/servers/');
    expect(whole).toMatchObject({ status: 200, broken: false });
    expect(cut.body).toBe(whole.body.slice(0, cut.body.length));
    expect(cut.body.length).toBeLessThan(whole.body.length);
  });

  test('a latency of the clock waits until the clock moves', async () => {
    await remote.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'latency', ms: 60_000 });
    const { now } = await remote.clock.state();
    const reply = ask('GET', '/api/vpsorg/servers/');
    let arrived = false;
    void reply.then(() => (arrived = true));
    while (!arrived) await remote.clock.advance(60_000);
    const { status, broken, headers } = await reply;
    expect([status, broken]).toEqual([200, false]);
    expect(Date.parse(String(headers['date']))).toBeGreaterThanOrEqual(Math.floor(now / 1000) * 1000 + 60_000);
  });

  test("the panel's controls are answered there as well", async () => {
    expect(await ask('GET', '/__stuntbox/clouds')).toMatchObject({ status: 401, broken: false });
    const { token } = await application.ready();
    const authorization = `Bearer ${token}`;
    expect(await ask('GET', '/__stuntbox/clouds', undefined, { authorization })).toMatchObject({ status: 200, broken: false });
    expect((await ask('POST', '/__stuntbox/clouds/default/reset', '{}', { authorization })).status).toBe(200);
    expect(await ask('GET', '/__stuntbox')).toMatchObject({ status: 307, headers: { location: '/__stuntbox/' } });
  });
});
