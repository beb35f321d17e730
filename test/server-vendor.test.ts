/** `stuntbox serve --vendor` and `--credential`: vendors from elsewhere, and who may ask. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createCloud, minutes } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { vendors } from '../handlers/index.ts';
import { checkProvider } from '../vendor/check.ts';
import { BIN, ended, served } from './hosts/index.ts';
import { acme } from './vendors/acme.js';

const ACME = fileURLToPath(new URL('vendors/acme.js', import.meta.url));
const FOLDER = fileURLToPath(new URL('vendors', import.meta.url));
const headers = { authorization: 'Bearer t' };

/** Runs the command line to its end, in the folder of the vendors. */
function run(...words: string[]): { status: number | null; stderr: string; stdout: string } {
  const { status, stderr, stdout } = spawnSync(process.execPath, [BIN, ...words], { cwd: FOLDER, encoding: 'utf8', timeout: 100_000 });
  return { status, stderr, stdout };
}

let close: () => Promise<void> = async () => {};
afterEach(async () => {
  await close();
  close = async () => {};
});

/** Runs `stuntbox serve`, and asks it. */
async function serving(words: readonly string[], cwd?: string) {
  const { url, child, lines, control } = await served(words, cwd);
  close = () => ended(child);
  const ask = async (path: string, init: RequestInit = {}): Promise<[number, unknown]> => {
    const reply = await fetch(url + path, { headers, ...init });
    return [reply.status, await reply.json()];
  };
  return { url, child, lines, ask, control };
}

describe('a vendor from a module', () => {
  test('is served beside those that are named, with its scenarios, on the page and in the log', async () => {
    const { url, ask, lines } = await serving(['vpsorg', '--vendor', './acme.js', '--scenario', 'acme/halted'], FOLDER);
    expect(lines).toEqual([`stuntbox serves vpsorg and acme at ${url}`]);
    expect(await ask('/acme/machines')).toEqual([200, [{ id: 1, status: 'stopped' }]]);
    expect(await ask('/acme/v2/machines/1')).toEqual([200, { id: 1, status: 'stopped' }]);
    expect(await ask('/acme/machines/2')).toEqual([404, { error: 'There is no 2 in servers. Available: 1.' }]);
    expect((await ask('/vpsorg/servers/'))[0]).toBe(200);
    const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain('Acme Hosting');
    while (lines.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(lines[1]).toContain('GET /acme/machines 200');
  });

  test('alone it is at the root, and its server lives by the clock', async () => {
    const { url, ask, lines, control } = await serving(['acme', '--vendor', ACME, '--clock', 'manual', '--quiet', '--control-port', '0']);
    expect(lines).toEqual([`stuntbox serves acme at ${url}`, expect.stringContaining('The controls listen at http://127.0.0.1:')]);
    expect(await ask('/v2/machines/1/stop', { method: 'POST' })).toEqual([200, { id: 1, status: 'stopping' }]);
    expect((await ask('/machines/1/stop', { method: 'POST' }))[0]).toBe(409);
    await control('POST', 'clock/settle', {});
    expect(await ask('/machines')).toEqual([200, [{ id: 1, status: 'stopped' }]]);
  });

  test('may be a package of the folder that the command is run in', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stuntbox-'));
    try {
      const home = join(folder, 'node_modules/stuntbox-acme');
      mkdirSync(home, { recursive: true });
      cpSync(ACME, join(home, 'index.js'));
      writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'stuntbox-acme', type: 'module', exports: './index.js' }));
      const { ask } = await serving(['acme', '--vendor', 'stuntbox-acme', '--quiet'], folder);
      expect((await ask('/machines'))[0]).toBe(200);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('is listed with its scenarios', () => {
    expect(run('scenarios', 'acme', '--vendor', './acme.js').stdout).toBe('acme/halted  The machine is stopped.\n');
    expect(run('scenarios', '--vendor', './acme.js').stdout).toMatch(/^puregpu[\s\S]*acme\/halted/);
  });

  const wrongs: [string, string][] = [
    ['./acmee.js', 'There is no file ./acmee.js.'],
    ['acmee', "There is no package 'acmee' here. Install it, or write ./acmee for a file."],
    ['./none.js', './none.js exports no vendor (it exports seconds). A vendor is an object with a name, a contract and operations.'],
    ['./taken.js', "./taken.js exports a vendor named 'vpsorg', but that name is already in use. Choose another name."],
    ['./broken.js', './broken.js cannot be loaded: It is broken.'],
    ['./half.js', "./half.js cannot be served. The vendor 'half' is not complete: settings must be an object; fresh must be a function;"],
  ];
  test.each(wrongs)('%s is one clear sentence', (specifier, sentence) => {
    const { status, stderr, stdout } = run('serve', '--port', '0', '--vendor', specifier);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(`stuntbox: ${sentence}`)]);
    expect(stderr.trim()).not.toContain('\n');
  });

  test('the same name twice is refused', () => {
    expect(run('serve', '--port', '0', '--vendor', './acme.js', '--vendor', './acme.js').stderr).toContain(
      "exports a vendor named 'acme', but that name is already in use",
    );
  });
});

describe('what a vendor must be', () => {
  test.each([...Object.entries(vendors), ['acme', acme]] as [string, unknown][])('%s is complete', (_, provider) => {
    expect(() => checkProvider(provider)).not.toThrow();
  });

  const defects: [object | null, string][] = [
    [null, 'it is not an object'],
    [{ name: '' }, 'name must be a word'],
    [{ name: '_stuntbox' }, 'name must be a word'],
    [{ name: '__proto__' }, 'name must be a word'],
    [{ title: undefined }, 'title must be a text'],
    [{ largestBody: -1 }, 'largestBody must be a whole number of bytes, or a function'],
    [{ authentication: { header: 'x' } }, 'authentication.credential must be a function'],
    [{ routing: { slash: 'maybe' } }, "routing.slash must be 'optional', 'redirect' or 'exact'"],
    [{ wire: null }, 'wire must be an object; wire.read must be a function'],
    [{ refusals: { locked: 409 } }, "refusals['locked'] must be a function, or null"],
    [{ tables: {} }, 'tables.servers must be a table'],
    [{ tables: { servers: {} } }, 'tables.servers.key must be the name of a member'],
    [{ found: { server: { parameter: 'id', table: 'constructor' } } }, 'found.server must be a parameter and an existing table'],
    [{ scenarios: { a: { name: 'vpsorg/a', description: '', play() {} } } }, 'scenarios.a must be a scenario: its name (acme/…)'],
    [{ contract: { ...(acme['contract'] as object), servers: [] } }, 'contract.servers[0].url must be a URL'],
    [{ contract: { ...(acme['contract'] as object), paths: { x: {} } } }, "contract.paths['x'] must be a path and its operations"],
    [
      { operations: { ...acme.operations, 'GET /machines': undefined } },
      "operations['GET /machines'] must be a function, since the contract has that operation",
    ],
  ];
  test.each(defects)('%p is said to be wrong', (part, sentence) => {
    expect(() => checkProvider(part && { ...acme, ...part })).toThrow(sentence);
  });

  test('of many defects the first are told, and how many more there are', () => {
    expect(() => checkProvider({})).toThrow(/^The vendor is not complete: (?:[^;]+; ){8}and \d+ more\.$/);
  });
});

describe('--credential', () => {
  test('accepts only what it names, at the vendors that it names', async () => {
    const { ask } = await serving(['vpsorg', 'puregpu', '--quiet', '--credential', 'vpsorg=a=b', '--credential', 'vpsorg=c']);
    const as = async (token: string) => (await ask('/vpsorg/servers/', { headers: { authorization: `Bearer ${token}` } }))[0];
    expect([await as('a=b'), await as('c'), await as('a'), await as('t')]).toEqual([200, 200, 401, 401]);
    expect((await ask('/puregpu/server/10/status', { headers: { 'x-api-key': 'any' } }))[0]).toBe(200);
  });

  const wrongs: [string, string][] = [
    ['secret', '--credential needs a vendor and what it accepts. Write --credential VENDOR=VALUE, such as vpsorg=my-token.'],
    ['=secret', '--credential needs a vendor and what it accepts.'],
    ['vpsorg=', '--credential needs a vendor and what it accepts.'],
    ['vpsogr=secret', "--credential names 'vpsogr', which is not served. Did you mean 'vpsorg'?"],
    ['puregpu=secret', "--credential names 'puregpu', which is not served."],
    ['constructor=secret', "--credential names 'constructor', which is not served."],
  ];
  test.each(wrongs)('%s is one clear sentence, without the credential', (text, sentence) => {
    const { status, stderr } = run('serve', 'vpsorg', '--port', '0', '--credential', text);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`stuntbox: ${sentence}`)]);
    expect(stderr).not.toContain('secret');
  });
});

test('it ends at once, also while a request waits for an answer that is a day away', async () => {
  const cloud = createCloud({ vpsorg });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: minutes(24 * 60) });
  const { url, child, control } = await served(['vpsorg', '--quiet', '--control-port', '0']);
  await control('POST', 'faults', cloud.faults.all()[0]);
  const asked = fetch(`${url}/servers/`, { headers }).catch((error: Error) => error.message);
  await control('GET', 'journal/next');
  await ended(child);
  expect([child.exitCode, await asked]).toEqual([0, 'fetch failed']);
});
