/** `stuntbox contract`: a vendor's OpenAPI document, on standard output. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { BIN } from './hosts/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const run = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'contract', ...words], { cwd: root, encoding: 'utf8', timeout: 100_000 });
  return { status, stdout, stderr };
};

test.each(Object.keys(vendors))('prints the document of %s, byte for byte as it is exported', (vendor) => {
  const { status, stdout } = run(vendor);
  expect(status).toBe(0);
  expect(stdout).toBe(readFileSync(`${root}openapi/${vendor}.json`, 'utf8'));
});

test('prints the document of an external vendor, with what a fresh cloud replies as examples', () => {
  const { status, stdout } = run('--vendor', './test/vendors/acme.js');
  const { openapi, paths } = JSON.parse(stdout) as {
    openapi: string;
    paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { example?: unknown }> }> }>>;
  };
  expect([status, openapi]).toEqual([0, '3.1.0']);
  expect(paths['/machines']?.['get']?.responses['200']?.content?.['application/json']?.example).toMatchObject([{ id: 1 }]);
});

test.each([
  [['vpsor'], "There is no vendor 'vpsor'. Did you mean 'vpsorg'?"],
  [[], 'stuntbox contract is about one vendor. Name it: stuntbox contract puregpu. Available: puregpu, elastichosts, drone, evotic, vpsorg.'],
  [['vpsorg', 'drone'], 'stuntbox contract is about one vendor.'],
])('stuntbox contract %j says what to write', (words, says) => {
  const { status, stderr } = run(...words);
  expect([status, stderr]).toEqual([2, expect.stringContaining(says)]);
});
