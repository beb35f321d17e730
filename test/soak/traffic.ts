/** One request of the soak over HTTP: sent whole, aborted half-way, or as bytes that are not HTTP at all. */
import { Agent, request as send } from 'node:http';
import { connect } from 'node:net';
import type { Draw } from '../../model/random.ts';
import type { PlainRequest } from '../../vendor/wire.ts';

/** What came of a request. */
export interface Came {
  /** The status; 0 when no answer came. */
  readonly status: number;
  readonly why: string;
  readonly body: string;
}

const NOTHING: Came = { status: 0, why: '', body: '' };

/** The longest that a client of the soak waits, in milliseconds: a fault may hang a request for good. */
const PATIENCE = 2_000;

export const connections = (most: number): Agent => new Agent({ keepAlive: true, maxSockets: most });

/** Sends a request; `abort` gives up after the headers were sent. */
export function sent(agent: Agent, url: string, vendor: string, { method, path, query, headers, body }: PlainRequest, abort: boolean): Promise<Came> {
  return new Promise((resolve) => {
    const target = new URL(`${url}/${vendor}`);
    const given = send(
      {
        agent,
        host: target.hostname,
        port: target.port,
        method,
        path: `${target.pathname}${path}${query && `?${query}`}`.replace(/[^\x21-\x7e]/g, encodeURIComponent),
        headers: { ...headers, 'x-stuntbox-why': '1', ...(body && { 'content-length': String(body.length) }) },
        timeout: PATIENCE,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => resolve(NOTHING));
        response.on('close', () =>
          resolve({
            status: response.statusCode ?? 0,
            why: String(response.headers['x-stuntbox-why'] ?? ''),
            body: Buffer.concat(chunks).subarray(0, 1_000).toString(),
          }),
        );
      },
    );
    given.on('error', () => resolve(NOTHING));
    given.on('timeout', () => given.destroy());
    if (abort) {
      if (body) given.write(body.subarray(0, body.length / 2));
      else given.flushHeaders();
      setImmediate(() => given.destroy());
    } else given.end(body);
  });
}

const HOSTILE: readonly string[] = [
  'GET',
  '\0\0\0\0',
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n',
  'GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'GET //x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  'POST /vpsorg/servers/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999999999\r\n\r\n{',
  'POST /vpsorg/servers/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345',
  'POST /vpsorg/servers/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  'POST /vpsorg/servers/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
  'POST /vpsorg/servers/ HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n',
  'POST /evotic/servers HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: the-moon\r\nContent-Length: 0\r\n\r\n',
  `GET /vpsorg/servers/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
  `GET /${'%'.repeat(8_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
  `GET /vpsorg/servers/ HTTP/1.1\r\nHost: 127.0.0.1\r\n${Array.from({ length: 3_000 }, (_, n) => `x${n}: y\r\n`).join('')}\r\n`,
  `POST /vpsorg/servers/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n${'['.repeat(100_000)}`,
];

/** Sends bytes that are not a request, or not a good one, and leaves. */
export function hostile(url: string, draw: Draw): Promise<Came> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(draw.pick(HOSTILE)));
    let answer = '';
    socket.setTimeout(draw.pick([5, 50, 200]), () => socket.destroy());
    socket.setEncoding('latin1').on('data', (text: string) => (answer += text.slice(0, 1_000)));
    socket.on('error', () => {});
    socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0), why: '', body: answer.slice(0, 1_000) }));
  });
}
