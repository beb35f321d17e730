/** Over HTTP: the standalone server against bare node:http with the same bytes, in separate processes; its memory afterwards; and its startup time. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import type { Line } from './line.ts';
import { median, ticks } from './measure.ts';

export const BIN = fileURLToPath(new URL('../dist/command-line/bin.js', import.meta.url));
const PATH = '/vpsorg/servers/12345/';
const headers = { authorization: 'Bearer t' };
const CONNECTIONS = 50;

/** A server that only sends these bytes. */
const bare = (port: number, body: string): string => `
const body = ${JSON.stringify(body)};
const server = require('node:http').createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
});
server.listen(${port}, '127.0.0.1');
`;

const has = (command: string): boolean => spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
const PINNED = cpus().length > 1 && has('taskset');
const WRK = has('wrk');

/** The client that makes the load. It must be faster than the server. */
export const CLIENT = `${WRK ? 'wrk, one thread' : 'autocannon, two workers'}, ${CONNECTIONS} connections${PINNED ? ', server and client on a core each' : ''}`;

/** The prefix that runs a command on one core, where possible. */
const on = (core: number, words: readonly string[]): [string, readonly string[]] =>
  PINNED ? ['taskset', ['-c', String(core), ...words]] : [words[0] ?? '', words.slice(1)];

interface Served {
  readonly url: string;
  readonly child: ChildProcess;
}

/** Starts a server on a free port, discards its output, and waits for its first response. */
async function run(words: (port: number) => readonly string[]): Promise<Served> {
  const port = await freePort();
  const [command, rest] = on(0, [process.execPath, ...words(port)]);
  const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  while (true) {
    try {
      await (await fetch(url + PATH, { headers })).text();
      return { url, child };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

export const stuntbox = (more: readonly string[] = []) => run((port) => [BIN, 'serve', '--port', String(port), '--clock', 'manual', ...more]);

/** A server under load: requests per second, and the processor time of each in microseconds, where available. */
interface Load {
  readonly rate: number;
  readonly micros: number;
}

async function load({ url, child }: Served, seconds: number, path = PATH): Promise<Load> {
  const before = ticks(child.pid ?? 0).own;
  const rate = await requested(url, seconds, path);
  return { rate, micros: ((ticks(child.pid ?? 0).own - before) * 10_000) / (rate * seconds) };
}

/** Requests per second. */
async function requested(url: string, seconds: number, path: string): Promise<number> {
  if (!WRK) {
    const { requests, non2xx, errors } = await autocannon({ url: url + path, headers, connections: CONNECTIONS, duration: seconds, workers: 2 });
    if (non2xx + errors > 0) throw new Error(`${non2xx + errors} of the requests to ${url} failed.`);
    return requests.average;
  }
  const words = ['wrk', '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '-H', `Authorization: ${headers.authorization}`, url + path];
  const [command, rest] = on(1, words);
  const report = execFileSync(command, rest, { encoding: 'utf8' });
  if (/Non-2xx|Socket errors/.test(report)) throw new Error(`Requests to ${url} failed:\n${report}`);
  return Number(/Requests\/sec:\s*([\d.]+)/.exec(report)?.[1]);
}

/** The memory of a process, in MB. */
const resident = ({ child }: Served): number => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) / 1000;

export async function standalone(rounds: number): Promise<Line[]> {
  const [logging, quiet] = [await stuntbox(), await stuntbox(['--quiet'])];
  const body = await (await fetch(quiet.url + PATH, { headers })).text();
  const other = await run((port) => ['-e', bare(port, body)]);
  const measured: { log: Load; quiet: Load; bare: Load }[] = [];
  for (let round = 0; round <= Math.ceil(rounds / 3); round += 1) {
    // The first round is a warm-up.
    const seconds = round === 0 ? 2 : 3;
    const loads = { log: await load(logging, seconds), quiet: await load(quiet, seconds), bare: await load(other, seconds) };
    if (round > 0) measured.push(loads);
  }
  const memory = resident(logging);
  for (const { child } of [logging, quiet, other]) child.kill('SIGKILL');
  const ratio = (of: (loads: (typeof measured)[number]) => number): number => median(measured.map(of));
  const log = ratio((loads) => loads.log.rate / loads.bare.rate);
  const without = ratio((loads) => loads.quiet.rate / loads.bare.rate);
  const computed = ratio((loads) => loads.bare.micros / loads.log.micros);
  const micros = ratio((loads) => loads.log.micros);
  return [
    {
      what: 'standalone: requests/s of a stateful, authenticated, checked GET of one server, log on, against bare node:http with the same bytes',
      measured: log.toFixed(2),
      bar: '≥ 0.5',
      held: log >= 0.5,
    },
    { what: 'the same with `--quiet`', measured: without.toFixed(2), bar: '', held: true },
    ...(Number.isNaN(computed)
      ? []
      : [
          {
            what: 'the same, log on, by the processor time of a request: what else runs on the machine does not count',
            measured: `${computed.toFixed(2)} (${micros.toFixed(0)} µs)`,
            bar: '≥ 0.5',
            held: computed >= 0.5,
          },
        ]),
    { what: 'standalone: memory after that load', measured: `${memory.toFixed(0)} MB`, bar: '≤ 90 MB', held: memory <= 90 },
  ];
}

export async function start(rounds: number): Promise<Line[]> {
  const first = async (begin: () => ReturnType<typeof run>): Promise<number> => {
    const began = performance.now();
    const { child } = await begin();
    const passed = performance.now() - began;
    child.kill('SIGKILL');
    return passed;
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await first(() => stuntbox(['--quiet'])));
    theirs.push(await first(() => run((port) => ['-e', bare(port, '{}')])));
  }
  const ratio = median(ours) / median(theirs);
  return [
    {
      what: 'start: `stuntbox serve` until its first answer, against `node` with one static answer',
      measured: `${median(ours).toFixed(0)} ms (${ratio.toFixed(2)} ×)`,
      bar: '≤ 200 ms',
      held: median(ours) <= 200,
    },
  ];
}

/** A cloud per caller: a GET of a caller's cloud against one of the only cloud, on one server and on two; and a change that is stored against one that is not. */
export async function callers(rounds: number): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stuntbox-bench-'));
  const one = await stuntbox(['--quiet']);
  const many = await stuntbox(['--quiet']);
  const digest = await stuntbox(['--quiet', '--cloud-per', 'credential']);
  const [kept, batched] = [
    await stuntbox(['--quiet', '--store', `file:${join(folder, 'reply')}`]),
    await stuntbox(['--quiet', '--store', `file:${join(folder, 'batch')}`, '--durability', 'batch']),
  ];
  try {
    // Among a hundred others.
    for (let i = 0; i < 100; i += 1) await (await fetch(`${many.url}/@job-${i}${PATH}`, { headers })).text();
    const reads: { one: Load; path: Load; credential: Load }[] = [];
    const changes: { none: number; reply: number; batch: number }[] = [];
    for (let round = 0; round <= Math.ceil(rounds / 3); round += 1) {
      const seconds = round === 0 ? 2 : 3;
      const read = {
        one: await load(one, seconds),
        path: await load(many, seconds, `/@job-42${PATH}`),
        credential: await load(digest, seconds),
      };
      const change = { none: await changed(one), reply: await changed(kept), batch: await changed(batched) };
      if (round > 0) {
        reads.push(read);
        changes.push(change);
      }
    }
    const path = median(reads.map((read) => read.path.rate / read.one.rate));
    const credential = median(reads.map((read) => read.credential.rate / read.one.rate));
    const computed = (of: 'path' | 'credential'): string => median(reads.map((read) => read.one.micros / read[of].micros)).toFixed(2);
    const ratio = (of: 'reply' | 'batch'): string =>
      `${median(changes.map((change) => change[of] / change.none)).toFixed(2)} (${median(changes.map((change) => change[of])).toFixed(0)}/s)`;
    return [
      {
        what: 'callers: requests/s of a GET in a cloud of the path, among a hundred, against the only cloud',
        measured: `${path.toFixed(2)} (by processor time ${computed('path')})`,
        bar: '≥ 0.9',
        held: path >= 0.9,
      },
      {
        what: 'the same in a cloud of the credential',
        measured: `${credential.toFixed(2)} (by processor time ${computed('credential')})`,
        bar: '≥ 0.9',
        held: credential >= 0.9,
      },
      { what: 'changes/s, 50 at once, in one cloud with `--store file:`, against none', measured: ratio('reply'), bar: '', held: true },
      { what: 'the same with `--durability batch`', measured: ratio('batch'), bar: '', held: true },
    ];
  } finally {
    for (const { child } of [one, many, digest, kept, batched]) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

let renamed = 0;

/** Changes per second: renames of a server, each of which is answered. */
export async function changed({ url }: Pick<Served, 'url'>): Promise<number> {
  const { requests, non2xx, errors } = await autocannon({
    url: `${url}/vpsorg/servers/12345/`,
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/json' },
    connections: CONNECTIONS,
    duration: 3,
    requests: [{ setupRequest: (request) => ({ ...request, body: JSON.stringify({ name: `web-${(renamed += 1)}` }) }) }],
  });
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} of the changes at ${url} failed.`);
  return requests.average;
}
