/** examples/clients as a user installs it: the packed package beside axios, got, ky, Vitest and two libraries for data. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { root } from './tool.ts';

const folder = join(root, 'examples/clients');
const run = promisify(execFile);
/** What a tool prints, whether it ends well or not. */
const printed = async (file: string, ...words: readonly string[]): Promise<string> => {
  try {
    return (await run(file, words, { cwd: folder, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  }
};

beforeAll(async () => {
  const installed = join(folder, 'node_modules/stuntbox');
  const packed = await mkdtemp(join(tmpdir(), 'stuntbox-clients-'));
  try {
    await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', packed], { cwd: root });
    const [tarball = 'no tarball'] = await readdir(packed);
    await rm(installed, { recursive: true, force: true });
    await mkdir(installed, { recursive: true });
    await run('tar', ['-xzf', join(packed, tarball), '-C', installed, '--strip-components=1']);
  } finally {
    await rm(packed, { recursive: true, force: true });
  }
  for (const name of ['fflate', 'json-schema-to-ts', 'openapi-types', 'ts-algebra', '@babel/runtime', 'tinyqueue']) {
    const to = join(folder, 'node_modules', name);
    if (existsSync(to) || !existsSync(join(root, 'node_modules', name))) continue;
    await mkdir(dirname(to), { recursive: true });
    await symlink(join(root, 'node_modules', name), to);
  }
});

test('it compiles strictly', async () => {
  expect(await printed(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', folder)).toBe('');
});

test('fetch, axios, got and ky go through all outcomes in Vitest, a test for each; two libraries for data stand beside the cloud', async () => {
  const { numTotalTests, numPassedTests, testResults } = JSON.parse(
    await printed(process.execPath, join(folder, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=json'),
  ) as { numTotalTests: number; numPassedTests: number; testResults: { assertionResults: { fullName: string; status: string }[] }[] };
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  expect(tests.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(numPassedTests).toBe(numTotalTests);
  for (const client of ['fetch', 'axios', 'got', 'ky'])
    expect(tests.map(({ fullName }) => fullName)).toContain(`the client over '${client}' POST /servers/: answer lost`);
  for (const library of ['@msw/data', '@mswjs/data']) expect(tests.filter(({ fullName }) => fullName.startsWith(`projects in ${library}`))).toHaveLength(3);
});

test('a client that polls goes through all outcomes in node:test, a test for each', async () => {
  const tap = await printed(process.execPath, '--test', '--test-reporter=tap', 'polling.test.mjs');
  expect(tap).toMatch(/^# fail 0$/m);
  expect(tap).toContain('POST /servers/: answer lost');
  expect(Number(/^# pass (\d+)$/m.exec(tap)?.[1])).toBeGreaterThan(20);
});
