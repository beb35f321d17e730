/** What recording coverage costs a suite: the same small test with it and without, files included. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCloud, vendors } from './built.ts';
import type { Line } from './line.ts';
import { compare } from './measure.ts';

const BASE = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
const OBSERVERS = Symbol.for('stuntbox.observers/1');
const shared = globalThis as { [OBSERVERS]?: Set<unknown> | undefined };

/** A test as a suite has many: a cloud of its own, a server that is created, polled and deleted, and a refusal. */
async function small(): Promise<void> {
  const cloud = createCloud({ vpsorg: vendors.vpsorg });
  const ask = async (method: string, path: string, body?: object): Promise<unknown> =>
    (await cloud.fetch(BASE + path, { method, headers, ...(body && { body: JSON.stringify(body) }) }))?.text();
  await ask('POST', '/servers/', { name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' });
  await ask('GET', '/servers/12347/');
  cloud.clock.advance(180_000);
  await ask('GET', '/servers/12347/');
  await ask('GET', '/servers/');
  await ask('POST', '/servers/12347/start/');
  await ask('POST', '/servers/12347/stop/');
  await ask('DELETE', '/servers/12347/');
}

export async function coverage(rounds: number): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stuntbox-bench-'));
  process.env['STUNTBOX_COVERAGE'] = folder;
  await import(new URL('../dist/reporters/setup.js', import.meta.url).href);
  // After the last counts, which are written when the process ends.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const observers = shared[OBSERVERS];
  const as = (those: typeof observers) => async (): Promise<void> => {
    shared[OBSERVERS] = those;
    await small();
  };
  const times = await compare({ without: as(undefined), with: as(observers) }, { rounds });
  shared[OBSERVERS] = undefined;
  const ratio = (times['with'] ?? 0) / (times['without'] ?? 1);
  return [
    { what: 'coverage: a test of seven requests in a cloud of its own, recorded, against not', measured: ratio.toFixed(2), bar: '≤ 1.3', held: ratio <= 1.3 },
  ];
}
