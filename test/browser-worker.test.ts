/** What keeps msw's worker from starting in a page: each is one message with its remedy, and nothing has started then. Without a browser. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { originsOfPage } from '../browser/options.ts';

/** The worker of msw, which `start` has run with. */
let start: (options: object) => unknown = () => {};
const started: object[] = [];
jest.unstable_mockModule('msw/browser', () => ({
  setupWorker: () => ({ start: (options: object) => (started.push(options), start(options)), resetHandlers() {}, stop() {} }),
}));
const { startWorker } = await import('../browser/worker.ts');
const { startCloud } = await import('../browser/index.ts');

const SCRIPT = "const PACKAGE_VERSION = '2.15.0'";
/** What the page's server has, by path: a type and a text. */
const files = new Map<string, readonly [type: string, text: string]>();
const before = new Map(['location', 'navigator', 'fetch', 'isSecureContext'].map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]));
const page = (members: object): void => {
  for (const [name, value] of Object.entries(members)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
};
const warned: string[] = [];
beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation((text: string) => void warned.push(text));
  files.set('/mockServiceWorker.js', ['text/javascript', SCRIPT]);
  page({
    location: new URL('http://localhost:5173/'),
    navigator: { serviceWorker: {} },
    isSecureContext: true,
    fetch: (url: URL) => {
      const [type, text] = files.get(url.pathname) ?? ['text/plain', undefined];
      return Promise.resolve(new Response(text ?? '', { status: text === undefined ? 404 : 200, headers: { 'content-type': type } }));
    },
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const [name, descriptor] of before)
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else Reflect.deleteProperty(globalThis, name);
  files.clear();
  start = () => {};
  started.length = 0;
  warned.length = 0;
});

const outcome = (given: { url?: string; scope?: string } = {}): Promise<string> =>
  startWorker([], { url: '/mockServiceWorker.js', scope: undefined, quiet: true, ...given }).then(
    () => 'started',
    (error: Error) => error.message,
  );
const throwing = (error: Error) => (): never => {
  throw error;
};

test('with its script in place it starts, passes everything else through on both majors of msw, and says nothing', async () => {
  expect(await outcome()).toBe('started');
  expect(started).toEqual([{ quiet: true, serviceWorker: { url: '/mockServiceWorker.js' }, onUnhandledRequest: 'bypass', onUnhandledFrame: 'bypass' }]);
  expect(warned).toEqual([]);
});

test('a worker that does not reach this page is refused, since the requests would go to the real vendor', async () => {
  files.set('/sw/mockServiceWorker.js', ['text/javascript', SCRIPT]);
  const beyond = (pages: string, at: string): string =>
    `The cloud was not started: the worker script at http://localhost:5173/sw/mockServiceWorker.js answers pages under ${pages} only, and this page is at ${at}. Put the script into the folder that the page is in, or above; or have your server send it with the header Service-Worker-Allowed: /, and give serviceWorker: { url: '/sw/mockServiceWorker.js', scope: '/' }.`;
  expect(await outcome({ url: '/sw/mockServiceWorker.js' })).toBe(beyond('http://localhost:5173/sw/', 'http://localhost:5173/'));
  expect(await outcome({ url: '/sw/mockServiceWorker.js', scope: '/sw/app/' })).toBe(beyond('http://localhost:5173/sw/app/', 'http://localhost:5173/'));
  page({ location: new URL('http://localhost:5173/sw?page=2#here') });
  expect(await outcome({ url: '/sw/mockServiceWorker.js' })).toBe(beyond('http://localhost:5173/sw/', 'http://localhost:5173/sw'));
  expect(started).toEqual([]);
  // With a scope that reaches it, the browser decides.
  expect(await outcome({ url: '/sw/mockServiceWorker.js', scope: '/' })).toBe('started');
  page({ location: new URL('http://localhost:5173/sw/page.html') });
  expect(await outcome({ url: '/sw/mockServiceWorker.js' })).toBe('started');
  expect(await outcome()).toBe('started');
});

test.each<[string, readonly [string, string] | undefined, RegExp]>([
  ['missing', undefined, /there is no worker script of msw at http:\/\/localhost:5173\/mockServiceWorker\.js\. Write it with: npx msw init public --save/],
  ['the page itself', ['text/html', SCRIPT], /there is no worker script of msw at/],
  ['something else', ['text/javascript', 'export {}'], /there is no worker script of msw at/],
  ['of another major', ['text/javascript', SCRIPT.replace('2', '3')], /is of msw 3\.15\.0, but msw 2 is installed\. Write it with: npx msw init public --save/],
])('a script that is %s is told with the command', async (_, file, message) => {
  files.delete('/mockServiceWorker.js');
  if (file) files.set('/mockServiceWorker.js', file);
  expect(await outcome()).toMatch(message);
  expect(started).toEqual([]);
});

test('what the browser refuses is told with what to do', async () => {
  const refused = async (error: Error): Promise<string> => {
    start = throwing(error);
    return outcome();
  };
  expect(await refused(new TypeError("This document requires 'TrustedScriptURL' assignment."))).toMatch(
    /^The cloud was not started: Trusted Types, .*createPolicy/,
  );
  expect(await refused(new DOMException('The user denied permission.', 'SecurityError'))).toMatch(
    /Private windows, blocked cookies and foreign frames do that/,
  );
  expect(await refused(new Error("The path of the provided scope ('/') is not under the max scope allowed ('/sw/')"))).toMatch(
    /may not answer pages of that scope: .* Leave out the option serviceWorker\.scope, or .* Service-Worker-Allowed: \/\.$/,
  );
  expect(await refused(new Error("The script has an unsupported MIME type ('text/plain')"))).toMatch(
    /cannot be registered: The script has an unsupported MIME type \('text\/plain'\)\. Its script must come from this page's own origin, as text\/javascript/,
  );
  expect(await outcome({ url: 'http://' })).toBe(
    "The cloud was not started: the option serviceWorker has no valid address (url: 'http://', scope: undefined). Give it as in { url: '/mockServiceWorker.js' }, or leave it out.",
  );
});

test('without service workers msw patches the page, which is told with what that leaves out', async () => {
  page({ navigator: {}, isSecureContext: false, location: new URL('http://192.168.0.7:5173/') });
  expect(await outcome()).toBe('started');
  page({ isSecureContext: true });
  expect(await outcome()).toBe('started');
  expect(warned).toEqual([
    expect.stringMatching(
      /There is no service worker here: http:\/\/192\.168\.0\.7:5173 is no secure context\. .* Open the page at http:\/\/localhost or by https/,
    ),
    expect.stringMatching(/This browser has no service workers, as in some private windows\. .* Open the page in a normal window/),
  ]);
});

test('options that can only be a mistake are refused before anything starts', async () => {
  const { vpsorg } = await import('../handlers/vpsorg/index.ts');
  const refusal = (vendors: unknown, options: unknown = {}): Promise<string> =>
    startCloud(vendors as never, options as never).then(
      () => 'started',
      (error: Error) => error.message,
    );
  expect(await refusal({})).toMatch(/^startCloud was called without a vendor, so it would answer nothing\./);
  expect(await refusal({ vpsorg }, { handlers: [1] })).toMatch(/^The option handlers cannot be a list\. Give a list of msw handlers/);
  expect(await refusal({ vpsorg }, { origins: '/api' })).toMatch(/^The option origins cannot be '\/api'\. Give an object/);
  expect(await refusal({ vpsorg }, { origins: { vpsorg: '/api/*' } })).toMatch(/leave out the '\*'/);
  expect(await refusal({ vpsorg }, { origins: { vpsorg: '//api.example.com/v1' } })).toMatch(/a base with a host begins with its scheme/);
  expect(await refusal({ vpsorg }, { start: null })).toMatch(/^A clock cannot start at null\./);
  expect(started).toEqual([]);
  expect(originsOfPage({ vpsorg: '/api', puregpu: 'https://gpu.example' }, 'http://localhost:5173/page')).toEqual({
    vpsorg: 'http://localhost:5173/api',
    puregpu: 'https://gpu.example',
  });
});
