/** The panel without a browser: its words, its curl commands as a shell reads them, its files, and what a user gives it by mistake. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { createCloud } from 'stuntbox';
import { definePanel, showPanel } from 'stuntbox/panel';
import { vpsorg } from 'stuntbox/vpsorg';
import { CEILINGS, panelWeights } from '../bench/weight.ts';
import { curlOf } from '../panel/curl.ts';
import { panelPage, PAGE_POLICY } from '../panel/page/index.ts';
import { lasting, wordsOf } from '../panel/words.ts';
import { panelFile } from '../server/panel-files.ts';

const request = { method: 'GET', path: '/api/v1/servers/', query: '', headers: {}, body: null };

/** The arguments that a shell gives to curl. */
const argumentsOf = (command: string): string[] =>
  execFileSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }; ${command}`], { env: { TOKEN: 'my secret' }, encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

test('a request is a curl command that a shell reads as it was, with $TOKEN for what is redacted', () => {
  const hostile = `it's "$(touch /tmp/hacked)" \`id\` $HOME \\ \n;`;
  const command = curlOf(
    {
      request: {
        ...request,
        method: 'POST',
        query: `q=${hostile}`,
        headers: { authorization: '[redacted]', 'x-note': hostile, cookie: 'a=[redacted]; b=1', host: 'ignored.example', 'content-length': '3' },
        body: hostile,
      },
    },
    '',
    'http://page.example',
  );
  expect(argumentsOf(command)).toEqual([
    '-X',
    'POST',
    `http://ignored.example/api/v1/servers/?q=${hostile}`,
    '-H',
    'authorization: my secret',
    '-H',
    `x-note: ${hostile}`,
    '-H',
    'cookie: a=my secret; b=1',
    '--data-raw',
    hostile,
  ]);
});

test('what controls a terminal is not in a curl command, and comes to the server as it was', () => {
  const hostile = '\u001b[201~;touch /tmp/hacked\r\u0003\u007f\u009b é 🙂';
  const command = curlOf({ request: { ...request, method: 'POST', body: hostile } }, 'https://admin.vps.org', '');
  // eslint-disable-next-line no-control-regex
  expect(command).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expect(argumentsOf(command).at(-1)).toBe(hostile);
});

test('without a host, a curl command goes to the origin of the vendor, or to the page under whose path it is', () => {
  expect(argumentsOf(curlOf({ request }, 'https://admin.vps.org/api/v1', 'http://page.example'))).toEqual(['https://admin.vps.org/api/v1/servers/']);
  expect(argumentsOf(curlOf({ request }, '/api/v1', 'http://page.example'))).toEqual(['http://page.example/api/v1/servers/']);
  expect(argumentsOf(curlOf({ request }, 'not: a url', 'http://page.example'))).toEqual(['http://page.example/api/v1/servers/']);
});

test('the words of a refusal are its sentence, or the whole body, and never too long', () => {
  expect(wordsOf({ detail: 'Server is busy.' })).toBe('Server is busy.');
  expect(wordsOf({ result: 'error', message: 'Locked' })).toBe('Locked');
  expect(wordsOf({ code: 5 })).toBe('{"code":5}');
  expect(wordsOf('busy\n')).toBe('busy');
  expect(wordsOf(null)).toBe('');
  expect(wordsOf({ message: 'x'.repeat(1_000) })).toHaveLength(301);
  expect([lasting(0), lasting(59_400), lasting(59_600), lasting(90_000), lasting(90_061_000)]).toEqual(['0 s', '59 s', '1 m', '1 m 30 s', '1 d 1 h']);
});

test('the page has one script and nothing inline, and its policy allows no more', () => {
  expect(panelPage().match(/<script[^>]*>/g)).toEqual(['<script type="module" src="panel.js">']);
  expect(panelPage()).not.toMatch(/<style| style=| on\w+=/);
  expect(PAGE_POLICY).not.toMatch(/unsafe|\*|https?:/);
  expect(panelFile('/')?.headers['content-security-policy']).toBe(PAGE_POLICY);
  expect(panelFile('/panel.js')?.body).toBe(readFileSync(new URL('../dist/panel/page.js', import.meta.url), 'utf8'));
  expect(panelFile('/clouds')).toBeUndefined();
});

test('its script runs nothing from text', () => {
  const script = String(panelFile('/panel.js')?.body);
  expect(script).not.toMatch(/\beval\(|new Function|document\.write|sourceMappingURL/);
});

test('the whole panel is within its size', async () => {
  const { element, page, controls, shows } = await panelWeights();
  expect(page).toBeLessThanOrEqual(CEILINGS.panel);
  expect(element + controls).toBeLessThanOrEqual(CEILINGS.panel);
  // The list of scenarios loads it besides.
  expect(shows).toBeLessThanOrEqual(3);
  expect(gzipSync(String(panelFile('/panel.js')?.body), { level: 9 }).length / 1024).toBe(page);
});

test('it can be imported where there is no page, and says what it needs', () => {
  expect(() => definePanel()).toThrow('The panel needs a browser');
  expect(() => showPanel(createCloud({ vpsorg }))).toThrow('The panel needs a browser');
});
