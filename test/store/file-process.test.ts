/** A folder and real processes: one that is killed, one that stands still, two at once; and a disk that is really full. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { NotOwner } from '../../clouds/store.ts';
import { openFileStore } from '../../store/file.ts';
import { birth, entry } from './contract.ts';

const WRITING = fileURLToPath(new URL('writing.ts', import.meta.url));
let folder: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stuntbox-process-'));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a writer; `until` is given each number that was stored, and says when it is enough. */
async function writer(until: (stored: number) => boolean): Promise<{ child: ChildProcess; last: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', WRITING, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let last = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'ready') last = Number(line);
    if (until(last)) break;
  }
  return { child, last };
}

test('a process that is killed while it writes has lost nothing that it was told is stored, and its folder is free at once', async () => {
  let stored = -1;
  for (const more of [0, 1, 3, 8, 13, 27]) {
    const { child, last } = await writer((number) => number >= stored + more);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = await openFileStore(folder);
    const { kept } = await store.open('a');
    const numbers = (kept?.entries ?? []).map((one) => 'step' in one && one.step.at);
    expect(numbers).toEqual(numbers.map((_, i) => i));
    expect(numbers.length).toBeGreaterThan(last);
    stored = numbers.length - 1;
    await store.close();
  }
});

test('while another process has the folder, even one that stands still, it is refused, and the process named', async () => {
  const { child } = await writer(() => true);
  await expect(openFileStore(folder, { patience: 100 })).rejects.toThrow(NotOwner);
  child.kill('SIGSTOP');
  await expect(openFileStore(folder, { patience: 100 })).rejects.toThrow(`process ${child.pid} on `);
});

test('a disk that is really full refuses changes, and takes them again when there is room', async () => {
  const mounted = join(folder, 'small');
  mkdirSync(mounted);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', mounted]).status !== 0) {
    console.warn('No file system could be mounted: a disk that is really full is left out. file-crash.test.ts has one that says so.');
    return;
  }
  try {
    const store = await openFileStore(mounted);
    const first = await store.open('a');
    await first.keeper.begin(birth);
    const large = await store.open('large');
    await large.keeper.begin(birth);
    await large.keeper.append([entry(1, 'x'.repeat(150_000))]);
    let stored = 0;
    const filling = (async () => {
      for (;;) {
        await first.keeper.append([entry(stored + 1, 'x'.repeat(10_000))]);
        stored += 1;
      }
    })();
    await expect(filling).rejects.toThrow('is full: the disk has no space left');
    expect(stored).toBeGreaterThan(0);
    await first.keeper.release();
    await large.keeper.release();
    expect((await store.open('a')).kept?.entries).toHaveLength(stored);
    await store.delete('large');
    const again = await store.open('a');
    expect(again.kept?.entries).toHaveLength(stored);
    await again.keeper.append([entry(stored + 1)]);
    await store.close();
    const after = await openFileStore(mounted);
    expect((await after.open('a')).kept?.entries).toHaveLength(stored + 1);
    await after.close();
  } finally {
    spawnSync('umount', [mounted]);
  }
});
