/**
 * A hostile page in a real browser: another port, another name, a name that was rebound to this machine, a sandboxed frame. It tries all that a page can
 * send, at the mocks and at the controls. Nothing may change, be used up or be read. Left out where there is no Chromium.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { createCloud, minutes } from 'stuntbox';
import { vendors } from '../../handlers/index.ts';
import { CHROMIUM, HOSTILE, launched } from '../chromium.ts';
import { evilSite, type EvilSite } from './evil-site.ts';

if (CHROMIUM === undefined) console.warn('The tests of a hostile page are left out: there is no Chromium here. Set CHROMIUM to its path.');

/** What a page tries to send: a method, a path, and a body. */
interface Try {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  /** Also from a tab of its own, whose address may hold a name and a password. */
  readonly tab?: true;
}

const SERVER = 'name evil\ncpu 500\nmem 256\npersistent true\nvnc:ip auto\nvnc:password hunter22';

const ATTACKS: readonly Try[] = [
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/vpsorg/servers/' },
  { method: 'GET', path: '/elastichosts/servers/info', tab: true },
  { method: 'POST', path: '/elastichosts/servers/info', body: '', tab: true },
  { method: 'POST', path: '/elastichosts/servers/create', body: SERVER, tab: true },
  { method: 'POST', path: '/elastichosts/drives/create', body: 'name evil\nsize 1G' },
  { method: 'POST', path: '/vpsorg/servers/12345/stop/', body: '{}' },
  { method: 'DELETE', path: '/vpsorg/servers/12345/' },
  { method: 'POST', path: '/puregpu/server/10/start', body: '{}' },
  { method: 'DELETE', path: '/drone/api/servers/agent-1' },
];

/** What the controls offer, and what they might. */
const CONTROLS: readonly Try[] = ['/_stuntbox', '/clouds/default'].flatMap((base) => [
  { method: 'GET', path: '/panel.js' },
  { method: 'POST', path: '/', body: '{}', tab: true },
  { method: 'GET', path: `${base}/snapshot`, tab: true },
  { method: 'GET', path: `${base}/events` },
  { method: 'GET', path: `${base}/journal` },
  { method: 'POST', path: `${base}/clock/advance?ms=60000`, body: '{"ms":60000}' },
  { method: 'POST', path: `${base}/reset`, body: '{}', tab: true },
  { method: 'POST', path: `${base}/play?scenario=vpsorg/outage`, body: '{}' },
  { method: 'POST', path: `${base}/scenarios/play`, body: '{"scenario":"vpsorg/outage"}' },
  { method: 'POST', path: `${base}/faults`, body: '{"vendor":"vpsorg","outcome":"refused","kind":"broken"}' },
  { method: 'DELETE', path: `${base}/faults` },
  { method: 'DELETE', path: `${base}/journal` },
  { method: 'POST', path: `${base}/restore`, body: '{}' },
  { method: 'POST', path: `${base}/shutdown`, body: '{}' },
]);

/**
 * Runs in the page: sends each of the requests in every way that a page has, and returns what it could read. It knows no token, and guesses the credentials
 * that the mocks accept from anybody.
 */
async function attack({ target, tries }: { target: string; tries: Try[] }): Promise<string[]> {
  const read: string[] = [];
  const within = (promise: Promise<unknown>): Promise<unknown> => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 3_000))]);
  const told = (element: EventTarget): Promise<unknown> =>
    within(Promise.race(['load', 'error'].map((name) => new Promise((resolve) => element.addEventListener(name, resolve, { once: true })))));
  const fetched = async (url: string, init: RequestInit): Promise<void> => {
    const how = `${init.method ?? 'GET'} ${url} ${init.mode}`;
    const work = fetch(url, init).then(async (reply) => {
      const text = await reply.text();
      if (reply.type !== 'opaque') read.push(`${how}: ${reply.status} ${text.slice(0, 200)}`);
    });
    await within(work.catch(() => {}));
  };
  const inserted = async (name: string, attributes: Record<string, string>): Promise<void> => {
    const element = Object.assign(document.createElement(name), attributes);
    const over = told(element);
    document.body.append(element);
    await over;
    try {
      const text = (element as Element as HTMLIFrameElement).contentDocument?.body?.innerText;
      if (text) read.push(`${name} ${JSON.stringify(attributes)}: ${text.slice(0, 200)}`);
    } catch {
      // It belongs to another origin.
    }
    element.remove();
  };
  const form = (action: string, enctype: string, body: string, target: string): HTMLFormElement => {
    const made = Object.assign(document.createElement('form'), { action, enctype, method: 'POST', target });
    // In text/plain, an equals sign is all that is added.
    made.append(Object.assign(document.createElement('textarea'), { name: `${body}\nx `, value: '' }));
    document.body.append(made);
    return made;
  };
  const submitted = async (action: string, enctype: string, body: string): Promise<void> => {
    const frame = Object.assign(document.createElement('iframe'), { name: `frame-${Math.random()}` });
    document.body.append(frame);
    const over = told(frame);
    form(action, enctype, body, frame.name).submit();
    await over;
    try {
      const text = frame.contentDocument?.body?.innerText;
      if (text) read.push(`form ${action}: ${text.slice(0, 200)}`);
    } catch {
      // It belongs to another origin.
    }
    frame.remove();
  };
  const opened = async (action: string, body: string | undefined): Promise<void> => {
    const name = `tab-${Math.random()}`;
    const tab = globalThis.open('about:blank', name);
    if (!tab) return void read.push('No tab was opened.');
    if (body === undefined) tab.location.href = action;
    else form(action, 'text/plain', body, name).submit();
    // Another origin shows by what the page may no longer see.
    for (let i = 0; i < 150; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      try {
        if (tab.location.href !== 'about:blank' && tab.document.readyState === 'complete') break;
      } catch {
        break;
      }
    }
    try {
      const text = tab.document.body.innerText;
      if (text) read.push(`tab ${action}: ${text.slice(0, 200)}`);
    } catch {
      // It belongs to another origin.
    }
    tab.close();
  };
  const listened = async (url: string): Promise<void> => {
    const source = new EventSource(url, { withCredentials: true });
    await within(
      new Promise((resolve) => {
        source.addEventListener('open', () => resolve(read.push(`EventSource ${url}`)));
        source.addEventListener('error', resolve);
      }),
    );
    source.close();
  };
  const connected = async (url: string): Promise<void> => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'));
    await within(
      new Promise((resolve) => {
        socket.addEventListener('open', () => resolve(read.push(`WebSocket ${url}`)));
        socket.addEventListener('close', resolve);
      }),
    );
    socket.close();
  };

  const named = target.replace('://', '://user:key@');
  // First, while the page is one that a person has just opened.
  for (const { path, body } of tries.filter(({ tab }) => tab)) await opened(named + path, body);
  const works: Promise<unknown>[] = [];
  for (const { method, path, body } of tries) {
    const url = target + path;
    const given = body === undefined ? {} : { body };
    if (method !== 'DELETE') works.push(fetched(url, { method, mode: 'no-cors', credentials: 'include', ...given }));
    works.push(fetched(url, { method, mode: 'cors', credentials: 'include', ...given }));
    const headers = {
      'content-type': 'application/json',
      authorization: path.startsWith('/elastichosts') ? `Basic ${btoa('user:key')}` : 'Bearer t',
      'x-api-key': 'k',
    };
    works.push(fetched(url, { method, mode: 'cors', headers, ...given }));
    if (method === 'POST') {
      navigator.sendBeacon(url, body);
      for (const enctype of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) works.push(submitted(url, enctype, body ?? ''));
    }
    if (method === 'GET') {
      works.push(inserted('img', { src: url }), inserted('script', { src: url }), inserted('iframe', { src: url }));
      works.push(inserted('link', { rel: 'stylesheet', href: url }), inserted('object', { data: url }), listened(url), connected(url));
    }
    // One after the other, since a browser opens only so many connections at once.
    await Promise.all(works.splice(0));
  }
  return read;
}

(CHROMIUM === undefined ? describe.skip : describe)('a hostile page in Chromium', () => {
  let browser: Browser;
  let evil: EvilSite;
  beforeAll(async () => {
    [browser, evil] = await Promise.all([launched(...HOSTILE), evilSite()]);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    evil.close();
  });

  /** The pages of an attacker: how each is opened. `port` is that of the server under attack. */
  const pages: [string, (context: BrowserContext, port: number) => Promise<Page | Frame>][] = [
    ['at another port', (context) => evil.page(context, '127.0.0.1')],
    ['at another port of localhost', (context) => evil.page(context, 'localhost')],
    ['of another site', (context) => evil.page(context, 'evil.test')],
    ['of a name that was rebound to this machine', (context, port) => evil.rebound(context, port)],
    [
      'in a sandboxed frame',
      async (context) => {
        const frame = await evil.frame(context, 'evil.test');
        expect(await frame.evaluate(() => globalThis.origin)).toBe('null');
        return frame;
      },
    ],
  ];

  test.each(pages)(
    '%s changes nothing, uses nothing up and reads nothing',
    async (_, open) => {
      const cloud = createCloud(vendors);
      const { url, control, close } = await cloud.listen({ port: 0, control: {} });
      // Whatever reaches a vendor uses one of these up.
      for (const vendor of Object.keys(vendors) as (keyof typeof vendors)[])
        cloud.faults.add({ vendor, times: 1, outcome: 'latency', ms: minutes(1) } as never);
      const before = cloud.snapshot();
      const context = await browser.newContext();
      try {
        const port = Number(new URL(url).port);
        const page = await open(context, port);
        /** The server under the name that the page would use. */
        const named = (address: string): string => address.replace('127.0.0.1', new URL(page.url()).hostname.replace(/^evil\.test$|^$/, '127.0.0.1'));
        const read = await page.evaluate(attack, { target: named(url), tries: [...ATTACKS, ...CONTROLS.slice(0, 6)] });
        read.push(...(await page.evaluate(attack, { target: named(control.url), tries: [...CONTROLS] })));
        // A page whose name was rebound is of the same origin, and reads that it is refused.
        expect(read.filter((text) => !/: (?:403 )?\{.*This server does not accept requests for 'rebound\.test/.test(text))).toEqual([]);
      } finally {
        await context.close();
      }
      expect(cloud.snapshot()).toEqual(before);
      expect(cloud.journal.all()).toEqual([]);
      // It is there, and answers who may ask.
      cloud.faults.clear();
      expect((await fetch(`${url}/vpsorg/servers/`, { headers: { authorization: 'Bearer t' } })).status).toBe(200);
      await close();
    },
    120_000,
  );

  test('a server without guards would be hit in each of these ways, so the attacks are real', async () => {
    const seen = new Set<string>();
    const victim = await listening(
      createServer((request, response) => {
        for (const kind of kindsOf(request)) seen.add(kind);
        const known = request.headers.authorization !== undefined || !request.url?.startsWith('/elastichosts');
        response.writeHead(known ? 200 : 401, known ? {} : { 'www-authenticate': 'Basic realm="x"' }).end('{}');
      }),
    );
    const { port } = victim.address() as AddressInfo;
    const context = await browser.newContext();
    for (const [, open] of pages) {
      const page = await open(context, port);
      const origin = await page.evaluate(() => globalThis.origin);
      await page.evaluate(attack, { target: origin.includes('rebound') ? origin : `http://127.0.0.1:${port}`, tries: [...ATTACKS] });
    }
    await context.close();
    victim.closeAllConnections();
    victim.close();
    const missing = [
      ...['image', 'script', 'style', 'iframe', 'object', 'empty'].map((destination) => `GET for ${destination}`),
      ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'].map((type) => `POST of ${type}`),
      'GET for text/event-stream',
      'Origin null',
      'Origin of another port',
      'Origin of another site',
      'WebSocket',
      'a form with credentials of its address',
      'a rebound name',
      'preflight',
    ].filter((kind) => !seen.has(kind));
    expect(missing).toEqual([]);
  }, 120_000);

  const kindsOf = ({ method, headers, url }: IncomingMessage): string[] => {
    const { origin, host = '' } = headers;
    return [
      method === 'GET' ? `GET for ${String(headers['sec-fetch-dest'])}` : `${method} of ${headers['content-type']?.split(';')[0]}`,
      ...(headers.accept === 'text/event-stream' ? ['GET for text/event-stream'] : []),
      ...(method === 'OPTIONS' ? ['preflight'] : []),
      ...(headers.upgrade === 'websocket' ? ['WebSocket'] : []),
      ...(host.startsWith('rebound.test') ? ['a rebound name'] : []),
      ...(origin === 'null' ? ['Origin null'] : []),
      ...(origin === `http://127.0.0.1:${evil.port}` ? ['Origin of another port'] : []),
      ...(origin === `http://evil.test:${evil.port}` ? ['Origin of another site'] : []),
      ...(method === 'POST' && url === '/elastichosts/servers/create' && headers['sec-fetch-mode'] === 'navigate' && headers.authorization !== undefined
        ? ['a form with credentials of its address']
        : []),
    ];
  };
});

const listening = (server: Server): Promise<Server> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
