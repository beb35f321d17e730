/** The ready file: private, never half-written, and of one server alone. */
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { clearReadyFile, readReadyFile, writeReadyFile, type Ready } from '../command-line/ready-file.ts';

const folders: string[] = [];
let folder: string;
let path: string;
beforeEach(() => {
  folders.push((folder = mkdtempSync(join(tmpdir(), 'stuntbox-'))));
  path = join(folder, 'ready.json');
});
afterAll(() => folders.forEach((made) => rmSync(made, { recursive: true })));

const ready: Ready = { url: 'http://127.0.0.1:4010', control: null, token: null, pid: process.pid, version: '0.1.0' };
/** The number of a process that has ended. */
const gone = (): number => spawnSync(process.execPath, ['--version']).pid;

test.each([0o000, 0o022, 0o777])('it can be read by its owner alone, with the umask %i too', (mask) => {
  const before = process.umask(mask);
  try {
    writeReadyFile(path, ready);
  } finally {
    process.umask(before);
  }
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readReadyFile(path)).toEqual(ready);
});

test('it is never seen half-written: it takes the place of the old file, which is not written to', () => {
  writeFileSync(path, '', { mode: 0o644 });
  const old = openSync(path, 'r');
  writeReadyFile(path, ready);
  expect(fstatSync(old).size).toBe(0);
  expect(fstatSync(old).ino).not.toBe(statSync(path).ino);
  closeSync(old);
  expect(readdirSync(folder)).toEqual(['ready.json']);
});

test('a link at its place is replaced, and what it points to is left alone', () => {
  const target = join(folder, 'target');
  writeFileSync(target, 'mine');
  symlinkSync(target, path);
  writeReadyFile(path, ready);
  expect([readFileSync(target, 'utf8'), readReadyFile(path)]).toEqual(['mine', ready]);
});

test('it is removed, unless it is the file of another server by then', () => {
  const remove = writeReadyFile(path, ready);
  const removeOther = writeReadyFile(path, { ...ready, url: 'http://127.0.0.1:4020' });
  remove();
  expect(readReadyFile(path).url).toBe('http://127.0.0.1:4020');
  removeOther();
  expect(existsSync(path)).toBe(false);
  removeOther();
});

test('where it cannot be written, a sentence says why, and no draft is left', () => {
  expect(() => writeReadyFile(join(folder, 'nowhere/ready.json'), ready)).toThrow(/^Cannot write the ready file .*ready\.json: its folder does not exist\.$/);
  mkdirSync(path);
  expect(() => writeReadyFile(path, ready)).toThrow(/it is a directory\.$/);
  expect(readdirSync(folder)).toEqual(['ready.json']);
});

test('the file of a process that is gone, or an empty one, is cleared away', async () => {
  await clearReadyFile(path);
  for (const content of ['', '\n', JSON.stringify({ ...ready, pid: gone() })]) {
    writeFileSync(path, content);
    await clearReadyFile(path);
    expect([content, existsSync(path)]).toEqual([content, false]);
  }
});

test('a file with other content, or a folder, is left alone', async () => {
  writeFileSync(path, '{ "name": "my-app" }');
  await expect(clearReadyFile(path)).rejects.toThrow(/a file with other content exists\. Give another path, or remove the file\.$/);
  expect(readFileSync(path, 'utf8')).toBe('{ "name": "my-app" }');
  await expect(clearReadyFile(folder)).rejects.toThrow(/it exists and is not a file\.$/);
});

test('the file of a server that runs is left alone; a process that has got its number is no server', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  writeFileSync(path, JSON.stringify({ ...ready, url, pid: process.ppid }));
  await expect(clearReadyFile(path)).rejects.toThrow(`belongs to a server that is running: process ${process.ppid}, at ${url}.`);
  await new Promise((resolve) => other.close(resolve));
  await clearReadyFile(path);
  expect(existsSync(path)).toBe(false);
});

test.each(['', 'null', '[]', '7', '{"url":"x"}', ...['url', 'control', 'token', 'pid', 'version'].map((name) => JSON.stringify({ ...ready, [name]: true }))])(
  '%s is no ready file',
  (content) => {
    writeFileSync(path, content);
    expect(() => readReadyFile(path)).toThrow(`${path} is not a ready file.`);
  },
);

test('a file that is not there says how to get one', () => {
  expect(() => readReadyFile(path)).toThrow(`To start one: stuntbox serve --control-port 0 --ready-file ${path}`);
  expect(() => readReadyFile(folder)).toThrow(/it is a directory\.$/);
});
