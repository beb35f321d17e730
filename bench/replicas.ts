/** Replicas: a change that is kept in a Redis on the same machine against one that is not, and two replicas behind HAProxy against one. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { program, startServer } from '../test/store/server.ts';
import type { Line } from './line.ts';
import { median, ticks } from './measure.ts';
import { BIN, changed, freePort, stuntbox } from './standalone.ts';

const HAPROXY = ['haproxy', '/usr/sbin/haproxy'].find((name) => spawnSync(name, ['-v']).status === 0);
const CONFIG = fileURLToPath(new URL('../deploy/haproxy.cfg', import.meta.url));
const headers = { authorization: 'Bearer t' };
const SECONDS = 3;

export async function replicas(rounds: number): Promise<Line[]> {
  return [...(await changes(Math.ceil(rounds / 3))), ...(await routed(Math.ceil(rounds / 3)))];
}

async function changes(rounds: number): Promise<Line[]> {
  if (program === undefined) return [];
  const redis = await startServer();
  const [none, reply, batch] = [
    await stuntbox(['--quiet']),
    await stuntbox(['--quiet', '--store', redis.url]),
    await stuntbox(['--quiet', '--store', redis.url.replace(/0$/, '1'), '--durability', 'batch']),
  ];
  try {
    const measured: { none: number; reply: number; batch: number }[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const one = { none: await changed(none), reply: await changed(reply), batch: await changed(batch) };
      if (round > 0) measured.push(one);
    }
    const ratio = (of: 'reply' | 'batch'): string =>
      `${median(measured.map((one) => one[of] / one.none)).toFixed(2)} (${median(measured.map((one) => one[of])).toFixed(0)}/s)`;
    return [
      {
        what: 'changes/s, 50 at once, in one cloud with a Redis on the same machine that syncs each, against none',
        measured: ratio('reply'),
        bar: '',
        held: true,
      },
      { what: 'the same with `--durability batch`', measured: ratio('batch'), bar: '', held: true },
    ];
  } finally {
    for (const { child } of [none, reply, batch]) child.kill('SIGKILL');
    await redis.end();
  }
}

/** A replica with its controls, on any core. */
interface Replica {
  readonly url: string;
  readonly control: string;
  readonly child: ChildProcess;
}

async function replicaOn(store: string, name: string): Promise<Replica> {
  const [port, controlPort] = [await freePort(), await freePort()];
  const words = ['serve', '--port', `${port}`, '--control-port', `${controlPort}`, '--store', store, '--replica', name, '--clock', 'manual', '--quiet'];
  const child = spawn(process.execPath, [BIN, ...words], {
    env: { ...process.env, STUNTBOX_TOKEN: 'a-token-of-the-bench' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const control = `http://127.0.0.1:${controlPort}`;
  await answered(`${control}/readyz`);
  return { url: `http://127.0.0.1:${port}`, control, child };
}

async function answered(url: string): Promise<void> {
  for (;;)
    try {
      const { status } = await fetch(url, { headers });
      if (status === 200) return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

/** HAProxy with the configuration of deploy/, before so many replicas. */
async function proxied(replicas: readonly Replica[], folder: string): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const [port, controlPort] = [await freePort(), await freePort()];
  const config = join(folder, `haproxy-${replicas.length}.cfg`);
  const servers = readFileSync(CONFIG, 'utf8')
    .split('\n')
    .filter((line) => !/^ +server stuntbox-\d/.test(line) || Number(/server stuntbox-(\d)/.exec(line)?.[1]) <= replicas.length);
  writeFileSync(config, servers.join('\n'));
  const places = replicas.flatMap(({ url, control }, i) => [
    [`STUNTBOX_${i + 1}`, '127.0.0.1'],
    [`STUNTBOX_PORT_${i + 1}`, new URL(url).port],
    [`STUNTBOX_CONTROL_PORT_${i + 1}`, new URL(control).port],
  ]);
  const binds = { STUNTBOX_BIND: `127.0.0.1:${port}`, STUNTBOX_CONTROL_BIND: `127.0.0.1:${controlPort}` };
  const child = spawn(HAPROXY ?? '', ['-db', '-q', '-f', config], { env: { ...process.env, ...Object.fromEntries(places), ...binds }, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (const path of PATHS) await answered(url + path);
  return { url, child };
}

/** Reads of a hundred clouds, one after the other. */
const PATHS = Array.from({ length: 100 }, (_, i) => `/@job-${i}/vpsorg/servers/12345/`);

/** Requests per second, and the processor time of each in microseconds. */
interface Load {
  readonly rate: number;
  readonly replica: number;
  readonly proxy: number;
}

async function load(
  replicas: readonly Replica[],
  { url, child }: { readonly url: string; readonly child: ChildProcess },
  paths: readonly string[],
): Promise<Load> {
  const spent = (some: readonly ChildProcess[]): number => some.reduce((sum, { pid = 0 }) => sum + ticks(pid).own, 0);
  const before = [spent(replicas.map((one) => one.child)), spent([child])] as const;
  const { requests, non2xx, errors } = await autocannon({
    url,
    headers,
    connections: 50,
    duration: SECONDS,
    workers: 1,
    requests: paths.map((path) => ({ path })),
  });
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} of the requests to ${url} failed.`);
  const after = [spent(replicas.map((one) => one.child)), spent([child])] as const;
  const micros = (n: 0 | 1): number => ((after[n] - before[n]) * 10_000) / requests.total;
  return { rate: requests.average, replica: micros(0), proxy: micros(1) };
}

async function routed(rounds: number): Promise<Line[]> {
  if (program === undefined || HAPROXY === undefined) return [];
  const folder = mkdtempSync(join(tmpdir(), 'stuntbox-bench-'));
  const redis = await startServer();
  // Two stores, so that no cloud changes hands.
  const alone = [await replicaOn(redis.url, 'alone')];
  const pair = [await replicaOn(redis.url.replace(/0$/, '1'), 'one'), await replicaOn(redis.url.replace(/0$/, '1'), 'two')];
  const [one, two] = [await proxied(alone, folder), await proxied(pair, folder)];
  try {
    const measured: { one: Load; two: Load; direct: Load }[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const loads = {
        one: await load(alone, one, PATHS),
        two: await load(pair, two, PATHS),
        direct: await load(alone, { url: alone[0]?.url ?? '', child: one.child }, PATHS),
      };
      if (round > 0) measured.push(loads);
    }
    const typical = (of: (loads: (typeof measured)[number]) => number): number => median(measured.map(of));
    return [
      {
        what: `two replicas behind HAProxy against one behind it: requests/s of a GET in a hundred clouds, where client, HAProxy and replicas share ${cpus().length} cores`,
        measured: `${typical(({ one: a, two: b }) => b.rate / a.rate).toFixed(2)} (${typical((loads) => loads.two.rate).toFixed(0)}/s)`,
        bar: '',
        held: true,
      },
      {
        what: 'one replica behind HAProxy against the same without it, by requests/s',
        measured: typical(({ one: a, direct }) => a.rate / direct.rate).toFixed(2),
        bar: '',
        held: true,
      },
      {
        what: 'by processor time of a request, which other cores would add up: the replica, and HAProxy',
        measured: `${typical((loads) => loads.two.replica).toFixed(0)} µs and ${typical((loads) => loads.two.proxy).toFixed(0)} µs`,
        bar: '',
        held: true,
      },
    ];
  } finally {
    for (const { child } of [...alone, ...pair, one, two]) child.kill('SIGKILL');
    await redis.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
