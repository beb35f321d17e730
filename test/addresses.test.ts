/** Where the server can be reached, by whom, and by which certificate. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as askPlainly } from 'node:http';
import { request as ask } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectSecurely } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createCloud } from 'stuntbox';
import type { ListenOptions } from '../cloud/listen.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { TIMEOUTS } from '../server/sockets.ts';
import { warningsOf } from '../server/warnings.ts';
import { opened } from './raw.ts';

const headers = { authorization: 'Bearer t' };
let close: () => Promise<void> = async () => {};
afterEach(() => close());

async function serving(options: ListenOptions = {}) {
  const running = await createCloud({ vpsorg }).listen({ port: 0, ...options });
  close = running.close;
  return running;
}

const status = async (url: string): Promise<number> => (await fetch(`${url}/servers/`, { headers })).status;
const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
const where = hasIpv6 ? test : test.skip;

where('both loopback addresses are served at the same port, for whatever a client takes localhost for', async () => {
  for (const host of [undefined, '127.0.0.1', 'localhost']) {
    const { url, warnings } = await serving(host === undefined ? {} : { host });
    const { port, hostname } = new URL(url);
    expect([hostname, warnings]).toEqual(['127.0.0.1', []]);
    for (const name of ['127.0.0.1', '[::1]', 'localhost']) expect([name, await status(`http://${name}:${port}`)]).toEqual([name, 200]);
    await close();
    await expect(fetch(`http://[::1]:${port}`)).rejects.toThrow('fetch failed');
  }
});

where('a port that somebody else has at ::1 is taken', async () => {
  const other = createServer().listen(0, '::1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(serving({ port })).rejects.toThrow(`Port ${port} is taken at ::1. Choose another, or 0 for any that is free.`);
  // Nothing is left of the attempt.
  await expect(opened(`http://127.0.0.1:${port}`)).rejects.toThrow('ECONNREFUSED');
  other.close();
});

test('who listens on every interface is told so, and printed an address that works', async () => {
  for (const host of ['0.0.0.0', '0']) {
    const { url, warnings } = await serving({ host });
    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(await status(url)).toBe(200);
    expect(warnings).toEqual([expect.stringMatching(/^The server listens on every interface of this machine: anyone who can reach .* can use the mocks\./)]);
    const named = (name: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        askPlainly(`${url}/servers/`, { headers: { ...headers, host: name } }, (reply) => resolve((reply.resume(), reply.statusCode)))
          .on('error', reject)
          .end();
      });
    expect([await named('192.0.2.7:4010'), await named('somewhere.test')]).toEqual([200, 403]);
    await close();
  }
});

where('so is who listens on every interface of IPv6', async () => {
  const { url, warnings } = await serving({ host: '::' });
  expect(new URL(url).hostname).toBe('[::1]');
  expect(await status(url)).toBe(200);
  expect(warnings).toHaveLength(1);
});

test('an address of the network has its own warning; loopback addresses have none', () => {
  const one = (address: string): string[] => warningsOf(address, {}, 0);
  expect(one('192.168.1.5')).toEqual(['The server listens at 192.168.1.5: anyone who can reach that address can use the mocks.']);
  for (const address of ['127.0.0.1', '127.8.8.8', '::1']) expect(one(address)).toEqual([]);
});

const names: [string, string][] = [
  ['http://stuntbox.test', "Give the name in it alone: 'stuntbox.test'."],
  ['http://stuntbox.test:4010/x', "Give the name in it alone: 'stuntbox.test'."],
  ['stuntbox.test:4010', "Give the name without its port, since every port is accepted: 'stuntbox.test'."],
  ['*.test', 'Give each name in full, since patterns would let in names that belong to others.'],
  ['.test', 'Give each name in full'],
  ['*', 'Give each name in full'],
  ['', "Give a name, such as 'stuntbox.test'."],
  ['a b', 'Give a name of letters, digits, hyphens and dots'],
  ['user@host', 'Give a name of letters, digits, hyphens and dots'],
  ['grüße.test', 'Give a name of letters, digits, hyphens and dots'],
  ['a'.repeat(300), 'Give a name of at most 253 characters.'],
];
test.each(names)('%j can never be the host of a request', async (name, sentence) => {
  await expect(serving({ allowedHosts: ['good.test', name] })).rejects.toThrow(sentence);
});

test.each(['stuntbox', 'mocks_1', 'Stuntbox.Test', 'host.docker.internal', '192.168.1.5', '::1', '[fe80::1]'])('%j can be', async (name) => {
  await serving({ allowedHosts: [name] });
});

const openssl = spawnSync('openssl', ['version']).status === 0;
if (!openssl) console.warn('The tests of HTTPS are left out: there is no openssl here.');
(openssl ? describe : describe.skip)('over HTTPS', () => {
  let folder: string;
  const pair = (name: string, more: readonly string[] = []): { cert: string; key: string } => {
    const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
    const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1';
    execFileSync('openssl', [...words.split(' '), '-keyout', key, '-out', cert, ...more], { stdio: 'ignore' });
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  };
  let tls: { cert: string; key: string };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stuntbox-'));
    tls = pair('one');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const send = (url: string, method: string, more: Readonly<Record<string, string>> = {}) =>
    new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const sent = ask(url, { method, ca: tls.cert, headers: { ...headers, ...more } }, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.on('end', () => resolve({ status: response.statusCode, text }));
      });
      sent.on('error', reject);
      sent.end();
    });

  test('a client that trusts the certificate is answered, and the page has the right addresses', async () => {
    const { url, warnings } = await serving({ tls });
    expect([url, warnings]).toEqual([expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/), []]);
    expect((await send(`${url}/servers/`, 'GET')).status).toBe(200);
    expect((await send(url, 'GET', { accept: 'application/json' })).text).toContain(`"url": "${url}/vpsorg"`);
  });

  test('the own origin is that of HTTPS', async () => {
    const { url } = await serving({ tls });
    const path = `${url}/servers/12345/stop/`;
    expect((await send(path, 'POST', { origin: url.replace('https', 'http') })).status).toBe(403);
    expect((await send(path, 'POST', { origin: url })).status).toBe(200);
  });

  test('HTTP/1.1 is all that is offered, and a connection that never shakes hands does not delay the end', async () => {
    const { url } = await serving({ tls });
    const { port } = new URL(url);
    const protocol = await new Promise((resolve, reject) => {
      const socket = connectSecurely({ host: '127.0.0.1', port: Number(port), ca: tls.cert, ALPNProtocols: ['h2', 'http/1.1'] }, () => {
        resolve(socket.alpnProtocol);
        socket.destroy();
      }).on('error', reject);
    });
    expect(protocol).toBe('http/1.1');
    const silent = await opened(url);
    const closed = new Promise((resolve) => silent.once('close', resolve));
    silent.on('error', () => {});
    const began = performance.now();
    await close();
    await closed;
    // Sooner than the time that a handshake may take.
    expect(performance.now() - began).toBeLessThan(TIMEOUTS.headersTimeout * 0.9);
  });

  test('whoever speaks HTTP to it is dropped, and the next is answered', async () => {
    const { url } = await serving({ tls });
    await expect(fetch(url.replace('https', 'http'))).rejects.toThrow('fetch failed');
    expect((await send(`${url}/servers/`, 'GET')).status).toBe(200);
  });

  test('an expired certificate is served, with a warning', () => {
    expect(warningsOf('127.0.0.1', { tls }, Date.parse('2100-01-01'))).toEqual([
      expect.stringMatching(/^The certificate expired on .*, so clients will reject it\.$/),
    ]);
    expect(warningsOf('127.0.0.1', { tls }, 0)).toEqual([expect.stringMatching(/^The certificate is not valid before /)]);
  });

  test('wrong ones are refused before anything listens, and the key is not repeated', async () => {
    const other = pair('two');
    const locked = execFileSync('openssl', ['ec', '-aes256', '-passout', 'pass:secret'], {
      input: tls.key,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const wrongs: [object, string][] = [
      [{ cert: tls.cert, key: other.key }, 'The option tls.key is not the key of the certificate in tls.cert. Give the two that belong together.'],
      [{ cert: tls.key, key: tls.key }, 'The option tls.cert is not a certificate. Give it as PEM text, which starts with -----BEGIN.'],
      [{ cert: tls.cert, key: tls.cert }, 'The option tls.key is not a private key without a passphrase. Give it as PEM text'],
      [{ cert: tls.cert, key: locked }, 'The option tls.key is not a private key without a passphrase.'],
      [
        { cert: './cert.pem', key: tls.key },
        'The option tls.cert is not a certificate. Give it as PEM text, which starts with -----BEGIN. It is the text itself, not the path of a file.',
      ],
      [{ cert: tls.cert }, 'The option tls cannot be of type object. Give the texts of a certificate and its key: { cert, key }.'],
      [{ ...tls, ca: '' }, 'The option tls cannot be of type object.'],
      [null as never, 'The option tls cannot be of type object.'],
    ];
    for (const [wrong, sentence] of wrongs) {
      const error = await serving({ tls: wrong as never }).then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      expect(error?.message).toContain(sentence);
      expect(error?.message).not.toContain('PRIVATE');
    }
  });
});
