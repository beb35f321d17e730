/** What the Vite plugin refuses, and how it says so. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createCloud } from 'stuntbox';
import { puregpu } from 'stuntbox/puregpu';
import { stuntbox } from 'stuntbox/vite';
import { vpsorg } from 'stuntbox/vpsorg';
import { tokenReply } from '../vite/token.ts';
import { clashes, mountsAt, originPath } from '../vite/origins.ts';

const vendors = { puregpu, vpsorg };
const link = createCloud(vendors).toLink();

/** As somebody without types would write it. */
const refusal = (options: unknown): string => {
  try {
    stuntbox(options as never);
  } catch (error) {
    return (error as Error).message;
  }
  return 'It was accepted.';
};

test.each<[unknown, string | RegExp]>([
  [undefined, 'stuntbox() was called with undefined. Give it vendors: stuntbox({ vendors: { vpsorg } }).'],
  [[], 'stuntbox() was called with a list. Give it vendors: stuntbox({ vendors: { vpsorg } }).'],
  [{}, "The Vite plugin needs vendors: import { vpsorg } from 'stuntbox/vpsorg', and give stuntbox({ vendors: { vpsorg } })."],
  [{ vendors: {} }, "The option vendors is empty. Import a vendor, such as import { vpsorg } from 'stuntbox/vpsorg'."],
  [{ vendors: [vpsorg] }, 'The option vendors cannot be a list. Give an object such as { vpsorg }.'],
  [{ vpsorg }, "The Vite plugin has no option 'vpsorg'. Vendors belong in the option vendors: stuntbox({ vendors: { vpsorg } })."],
  [{ vendors: { vps: vpsorg } }, "createCloud was called with 'vps', which is the vendor 'vpsorg'. Use createCloud({ vpsorg })."],
  [{ vendors, origin: {} }, "The Vite plugin has no option 'origin'. Did you mean 'origins'?"],
  [{ vendors, constructor: 1 }, /The Vite plugin has no option 'constructor'\. Available: vendors, origins/],
  [{ vendors, clock: 1 }, 'The Vite plugin makes the clock itself. Leave out the option clock, and give speed, paused or start.'],
  [{ vendors, origins: '/api' }, "The option origins cannot be '/api'. Give an object with a path for each vendor, such as { vpsorg: '/api/vps' }."],
  [{ vendors, origins: { vpsorgs: '/a' } }, "The option origins names 'vpsorgs', which is not among the vendors. Did you mean 'vpsorg'?"],
  [{ vendors, origins: { toString: '/a' } }, "The option origins names 'toString', which is not among the vendors. Available: puregpu, vpsorg."],
  [{ vendors, origins: { puregpu: '/api/vpsorg' } }, "The vendors 'puregpu' and 'vpsorg' have the same origin, '/api/vpsorg'. Give each a path of its own."],
  [
    { vendors, origins: { vpsorg: '/' } },
    "The option origins.vpsorg cannot be '/': it would take the application's own pages. Give a path, such as '/api/vpsorg'.",
  ],
  [
    { vendors, origins: { vpsorg: '/@fs/api' } },
    "The option origins.vpsorg cannot be '/@fs/api': what starts with /@ belongs to Vite. Give another path, such as '/api/vpsorg'.",
  ],
  [
    { vendors, origins: { vpsorg: '/__stuntbox/x' } },
    "The option origins.vpsorg cannot be '/__stuntbox/x': what starts with /__stuntbox belongs to the panel. Give another path, such as '/api/vpsorg'.",
  ],
  [{ vendors, origins: { vpsorg: '/a?b' } }, /Give a plain path that starts with a slash, such as '\/api\/vpsorg'/],
  [{ vendors, origins: { vpsorg: '/a/../b' } }, /Give a plain path/],
  [{ vendors, speed: 0 }, /A clock cannot run at speed 0/],
  [{ vendors, paused: 'yes' }, "The option paused cannot be 'yes'. Give true or false."],
  [{ vendors, paused: null }, 'The option paused cannot be null. Give true or false.'],
  [{ vendors, start: null }, /A clock cannot start at null/],
  [{ vendors, origins: { vpsorg: null } }, "The option origins.vpsorg cannot be null. Give a path, such as '/api/vpsorg'."],
  [
    { vendors, origins: { vpsorg: '/api/vps/*' } },
    "The option origins.vpsorg cannot be '/api/vps/*': a path covers everything under it. Leave out the '*', as in '/api/vpsorg'.",
  ],
  [{ vendors, start: 'yesterday' }, /yesterday/],
  [{ vendors, sed: 1 }, "The Vite plugin has no option 'sed'. Did you mean 'seed'?"],
  [{ vendors, seed: {} }, 'The option seed cannot be an object. Give a text or a number.'],
  [{ vendors, settings: { vpsorg: { credit: 0 } } }, "vpsorg has no setting 'credit'. Did you mean 'credits'?"],
  [
    { vendors, scenario: 'vpsorg/out-of-credit' },
    "The option scenario names 'vpsorg/out-of-credit', which does not exist. Did you mean 'vpsorg/out-of-credits'?",
  ],
  [{ vendors, scenario: 7 }, /The option scenario cannot be 7/],
  [{ vendors, scenario: Array.from({ length: 101 }, () => 'vpsorg/out-of-credits') }, 'The option scenario has 101 scenarios; at most 100 are played.'],
  [{ vendors, link: 'x' }, /link/],
  [{ vendors, link, seed: 2 }, 'The link has its own seed. Leave out the option seed, or the option link.'],
  [{ vendors, log: 1 }, 'The option log cannot be 1. Give true or false.'],
  [{ vendors, injectPanel: 'yes' }, "The option injectPanel cannot be 'yes'. Give true or false."],
  [{ vendors, control: 4011 }, 'The option control cannot be 4011. Give true, or an object such as { port: 4011 }.'],
  [{ vendors, control: true }, "Nobody would know the token of the controls. Give readyFile: './stuntbox.json', which then holds it, or control: { token }."],
  [{ vendors, control: { token: 'short' } }, 'The option control.token cannot be that. Give at least 16 characters, without spaces.'],
  [{ vendors, control: { prot: 1 }, readyFile: 'x' }, "There is no option 'control.prot' to listen with. Did you mean 'port'?"],
  [{ vendors, readyFile: 7 }, "The option readyFile cannot be 7. Give the path of a file, such as './stuntbox.json'."],
  [{ vendors, cors: ['*'] }, /The option cors cannot contain '\*'/],
])('%# refuses what cannot be meant, and says what to give', (options, expected) => {
  expect(refusal(options)).toEqual(expected instanceof RegExp ? expect.stringMatching(expected) : expected);
});

test('an empty link, as of an environment without one, is none', () => {
  for (const empty of ['', '#', 'http://localhost:5173/']) expect(refusal({ vendors, link: empty, seed: 2 })).toBe('It was accepted.');
});

test('an absolute origin is refused, with what to do instead', () => {
  for (const origin of ['https://api.puregpu.com', '//api.puregpu.com'])
    expect(refusal({ vendors, origins: { puregpu: origin } })).toBe(
      `The option origins.puregpu cannot be '${origin}': a dev server only gets the requests that are sent to it. Give a path, such as '/api/puregpu', and let the application read its base URL from the environment: VITE_PUREGPU_URL=/api/puregpu in .env.development. To answer at the real URL in the page, use stuntbox/browser instead.`,
    );
});

test('a path covers what is under it and nothing else; the longer of two that fit is taken', () => {
  const mountOf = mountsAt(
    new Map([
      ['puregpu', originPath('puregpu', '/api/')],
      ['vpsorg', originPath('vpsorg', '/api/vps')],
    ]),
  );
  expect(['/api', '/api/server/1', '/api/vps', '/api/vps/servers/', '/api/vpsx'].map((path) => mountOf(path)?.vendor)).toEqual([
    'puregpu',
    'puregpu',
    'vpsorg',
    'vpsorg',
    'puregpu',
  ]);
  for (const path of ['/', '/apis', '/src/api/client.ts', '/@fs/home/me/api/x.ts', '/node_modules/.vite/deps/api/x.js']) expect(mountOf(path)).toBeUndefined();
});

test('what the vendors hide of the application and its proxy is told', () => {
  const root = mkdtempSync(join(tmpdir(), 'stuntbox-'));
  mkdirSync(join(root, 'api/gpu'), { recursive: true });
  const origins = new Map([
    ['puregpu', '/api/gpu'],
    ['vpsorg', '/app/vps'],
  ]);
  const around = { base: '/', root, publicDir: '', proxied: ['/api', '/api/gpu/', '/api/gpu/v2', '/api/gpux', '^/api/g.*', '^(', '/other'] };
  const hidden = (context: string): string =>
    `puregpu is answered at /api/gpu, so Vite's proxy for '${context}' gets no requests there. Remove that entry of server.proxy, or give origins.puregpu another path.`;
  expect(clashes(origins, around)).toEqual([
    ...['/api/gpu/', '/api/gpu/v2', '^/api/g.*'].map(hidden),
    `puregpu is answered at /api/gpu, which hides ${join(root, 'api/gpu')} from the page. Give origins.puregpu another path.`,
  ]);
  // Below a base, the folder is at another path.
  expect(clashes(origins, { ...around, base: '/app/', proxied: [] })).toEqual([]);
  mkdirSync(join(root, 'vps'));
  expect(clashes(origins, { ...around, base: '/app/', proxied: [] })).toEqual([
    `vpsorg is answered at /app/vps, which hides ${join(root, 'vps')} from the page. Give origins.vpsorg another path.`,
  ]);
  expect(() => clashes(new Map([['vpsorg', '/app']]), { ...around, base: '/app/' })).toThrow(
    "The option origins.vpsorg cannot be '/app': the application itself is there, since Vite's base is '/app/'.",
  );
  rmSync(root, { recursive: true });
});

test('the token is for the scripts of the page itself, on the same machine unless another is wanted', () => {
  const status = (headers: object, remoteAddress = '127.0.0.1', remote = false, method = 'GET'): number =>
    tokenReply('t'.repeat(43), remote, { method, headers, socket: { remoteAddress } } as never).status;
  const page = { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' };
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.8.9.1']) expect(status(page, address)).toBe(200);
  for (const address of ['192.168.1.7', '::ffff:192.168.1.7', 'fe80::1', '']) expect([status(page, address), status(page, address, true)]).toEqual([403, 200]);
  for (const site of ['cross-site', 'same-site', 'none', undefined]) expect(status({ ...page, 'sec-fetch-site': site })).toBe(403);
  for (const destination of ['document', 'iframe', 'script', 'image', undefined]) expect(status({ ...page, 'sec-fetch-dest': destination })).toBe(403);
  expect(status(page, '127.0.0.1', true, 'POST')).toBe(405);
});
