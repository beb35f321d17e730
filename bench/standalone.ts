/** Over HTTP: the standalone server against bare node:http with the same bytes, in processes of their own; and how soon each answers. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import type { Line } from './index.ts';
import { median } from './measure.ts';

const BIN = fileURLToPath(new URL('../dist/server/bin.js', import.meta.url));
const PATH = '/vpsorg/servers/12345/';
const headers = { authorization: 'Bearer t' };

/** A server that does nothing but answer these bytes. */
const bare = (body: string): string => `
const body = ${JSON.stringify(body)};
const server = require('node:http').createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => console.log('at http://127.0.0.1:' + server.address().port));
`;

async function run(words: readonly string[]): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const found = /at (http:\/\/\S+)$/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return { url, child };
}

const stuntbox = (more: readonly string[] = []) => run([BIN, 'serve', '--port', '0', '--clock', 'manual', ...more]);

async function load(url: string, seconds: number): Promise<number> {
  const { requests, non2xx, errors } = await autocannon({ url: url + PATH, headers, connections: 50, duration: seconds });
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} of the requests to ${url} failed.`);
  return requests.average;
}

export async function standalone(rounds: number): Promise<Line[]> {
  const ours = await stuntbox(['--quiet']);
  const logging = await stuntbox();
  const body = await (await fetch(ours.url + PATH, { headers })).text();
  const theirs = await run(['-e', bare(body)]);
  const ratios: number[] = [];
  const logged: number[] = [];
  for (let round = 0; round <= Math.ceil(rounds / 5); round += 1) {
    const seconds = round === 0 ? 1 : 3;
    const [mine, withLog, other] = [await load(ours.url, seconds), await load(logging.url, seconds), await load(theirs.url, seconds)];
    if (round === 0) continue;
    ratios.push(mine / other);
    logged.push(withLog / other);
  }
  for (const { child } of [ours, logging, theirs]) child.kill('SIGKILL');
  const [ratio, withLog] = [median(ratios), median(logged)];
  return [
    {
      what: 'standalone: requests/s of a stateful, authenticated, checked GET of one server, against bare node:http with the same bytes (`--quiet`)',
      measured: ratio.toFixed(2),
      bar: '≥ 0.5',
      held: ratio >= 0.5,
    },
    { what: 'the same, with a line of log for each request, read by a pipe', measured: withLog.toFixed(2), bar: '', held: true },
  ];
}

export async function start(rounds: number): Promise<Line[]> {
  const first = async (begin: () => ReturnType<typeof run>): Promise<number> => {
    const began = performance.now();
    const { url, child } = await begin();
    await (await fetch(url + PATH, { headers })).text();
    const passed = performance.now() - began;
    child.kill('SIGKILL');
    return passed;
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await first(() => stuntbox(['--quiet'])));
    theirs.push(await first(() => run(['-e', bare('{}')])));
  }
  const ratio = median(ours) / median(theirs);
  return [
    {
      what: 'start: `stuntbox serve` until its first answer, against `node` with one static answer',
      measured: `${ratio.toFixed(2)} (${median(ours).toFixed(0)} ms)`,
      bar: '≤ 3',
      held: ratio <= 3,
    },
  ];
}
