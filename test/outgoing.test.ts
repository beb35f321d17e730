/** The server makes no request of its own: not to a URL that anybody gave, and to none at all. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT } from './pages.ts';

/** The only places that do: the client of the controls, the command that asks a real vendor, and what looks whether the server of an older ready file still runs. */
const MAY_ASK = /^control\/client\/|^command-line\/verify\/polite\.ts$|^command-line\/ready-file\.ts$/;

const OUTGOING: readonly RegExp[] = [
  /(?<![.\w])fetch\(/,
  /\bglobalThis\.fetch\b/,
  /\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b/,
  /\bfrom 'node:(?:dgram|dns|dns\/promises|http2)'|\bfrom 'undici'/,
  // Of the modules that listen, only what listens.
  /import (?!type )[^;]*\b(?:request|get|Agent|connect|createConnection|Socket)\b[^;]*from 'node:(?:http|https|net|tls)'/,
  /import (?:\* as )?\w+ from 'node:(?:http|https|net|tls)'/,
  /\bimport\('node:/,
];

const files = (folder: string): string[] =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? files(`${folder}/${entry.name}`) : entry.name.endsWith('.ts') ? [`${folder}/${entry.name}`] : [],
      )
    : [];

const outgoing = (source: string): string[] => {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, '');
  return OUTGOING.filter((pattern) => pattern.test(code)).map(String);
};

test('no file of the server or the controls can make a request', () => {
  const found = ['server', 'command-line', 'control'].flatMap((folder) => files(folder)).filter((file) => !MAY_ASK.test(file));
  expect(found.length).toBeGreaterThan(10);
  expect(found.flatMap((file) => outgoing(readFileSync(join(ROOT, file), 'utf8')).map((pattern) => `${file}: ${pattern}`))).toEqual([]);
});

test.each([
  'const reply = await fetch(url);',
  'globalThis.fetch(url)',
  "import { request } from 'node:http';",
  "import { createServer, get } from 'node:https';",
  "import http from 'node:http';",
  "import * as net from 'node:net';",
  "import { connect } from 'node:tls';",
  "await import('node:http')",
  'new WebSocket(url)',
])('%s would be found', (code) => {
  expect(outgoing(code)).not.toEqual([]);
});

test.each(["import { createServer, type Server } from 'node:http';", "import type { Socket } from 'node:net';", 'cloud.fetch(request)', '// fetch(x)'])(
  '%s is not one',
  (code) => {
    expect(outgoing(code)).toEqual([]);
  },
);
