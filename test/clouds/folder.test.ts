/** The registry over a store of files. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openRegistry } from '../../clouds/registry.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import { minutes } from '../../index.ts';
import { openStore } from '../../store/open.ts';
import { processTime } from './process-time.ts';

test('a cloud that rests in a folder comes back as it was, and nothing is told as an error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stuntbox-'));
  const store = await openStore(`file:${folder}`);
  const told: unknown[] = [];
  const time = processTime();
  const registry = openRegistry({ vendors: { vpsorg }, time, store, idle: minutes(30), told: (error) => told.push(error) });
  try {
    const first = await registry.enter('job');
    if (first.cloud.clock.movable) first.cloud.clock.advance(minutes(3));
    first.cloud.play('vpsorg/out-of-credits');
    await first.stored();
    const saved = first.cloud.snapshot();
    time.pass(minutes(60));
    expect([...registry.living()]).toEqual([]);
    const again = await registry.enter('job');
    expect(again).not.toBe(first);
    expect(again.cloud.snapshot()).toEqual(saved);
    await registry.close();
    expect(first.signal.reason).toMatchObject({ kind: 'gone' });
    expect(told).toEqual([]);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
});
