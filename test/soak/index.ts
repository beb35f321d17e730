/**
 * A soak by a seed: `npm run soak -- --minutes 60 --seed 7 --rate 300`.
 * Mixed traffic of all five vendors, faults, hostile input and aborted requests against one `stuntbox serve`. Each minute it prints requests, statuses,
 * memory and the event loop's delay. It fails when the server ends, reports an internal error, or its memory keeps growing.
 */
import { parseArgs } from 'node:util';
import { vendors } from '../../handlers/index.ts';
import { random, type Draw } from '../../model/random.ts';
import { compile } from '../../request/compile.ts';
import { operationsOf } from '../../vendor/contract.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { drawn } from '../fuzz/request.ts';
import { meddle } from './meddling.ts';
import { soaked, type Reading } from './server.ts';
import { connections, hostile, sent, type Came } from './traffic.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, minutes: { type: 'string', default: '2' }, rate: { type: 'string', default: '300' } },
});
const [MINUTES, RATE] = [Number(values.minutes), Number(values.rate)];
if (!(MINUTES > 0) || !(RATE > 0)) throw new Error('--minutes and --rate (requests a second) are numbers above 0.');

const CALLERS = 16;
/** How much the median of the last third of the readings may lie above the median of the middle third, in MB. */
const GROWTH = 25;

const server = await soaked(values.seed);
const agent = connections(CALLERS);
const callers = Object.entries(vendors as Record<string, AnyProvider>).map(([name, provider]) => {
  const vendor = compile(provider);
  const credential = { elastichosts: `Basic ${btoa('user:key')}`, puregpu: 'key' }[name] ?? 'Bearer token';
  return {
    name,
    operations: operationsOf(provider.contract),
    headers: { [vendor.authentication.header]: credential },
    found: Object.fromEntries(Object.values(vendor.found).map(({ parameter, table }) => [parameter, table])),
    tables: vendor.tables,
  };
});
const statuses = new Map<string, number>();
const wrong: string[] = [];
const counts = { requests: 0, aborted: 0, hostile: 0, acts: 0, refused: 0 };
let known: Readonly<Record<string, Readonly<Record<string, readonly (string | number)[]>>>> = {};

/** The keys of all records, so that most requests are for something that exists. */
async function look(): Promise<void> {
  const { accounts } = await server.cloud.snapshot();
  known = Object.fromEntries(
    callers.map(({ name, tables }) => [
      name,
      Object.fromEntries(
        Object.entries(accounts[name]?.tables ?? {}).map(([table, rows]) => [
          table,
          (rows as readonly Readonly<Record<string, string | number>>[]).map((row) => row[tables[table]?.key ?? ''] ?? ''),
        ]),
      ),
    ]),
  );
}

/** Counts an answer; `explained` tells whether its request asked for the reason of a refusal. */
function count({ status, why, body }: Came, explained = true): void {
  const kind = status === 0 ? 'no answer' : `${Math.floor(status / 100)}xx`;
  statuses.set(kind, (statuses.get(kind) ?? 0) + 1);
  // A 5xx is a fault's, or the vendor's own refusal (Drone's are), and says so.
  if (status >= 500 && ((explained && why === '') || body.includes('This is an error in stuntbox'))) wrong.push(`${status} ${body}`);
}

async function act(n: number): Promise<void> {
  const draw: Draw = random(values.seed, 'soak', n);
  const dice = draw.number();
  if (dice < 0.01) {
    counts.hostile += 1;
    return count(await hostile(server.url, draw), false);
  }
  if (dice < 0.02) {
    counts.acts += 1;
    if ((await meddle(server.cloud, draw)) === 'refused') counts.refused += 1;
    return;
  }
  const caller = draw.pick(callers);
  const request = drawn(draw.pick(caller.operations), { ...caller, keys: (table) => known[caller.name]?.[table] ?? [] }, draw);
  const abort = dice < 0.05;
  counts.requests += 1;
  if (abort) counts.aborted += 1;
  count(await sent(agent, server.url, caller.name, request, abort));
}

const began = performance.now();
const end = began + MINUTES * 60_000;
let n = 0;
/** One caller: its share of the rate, until the end or until the server is gone. */
async function call(): Promise<void> {
  while (performance.now() < end && server.child.exitCode === null) {
    n += 1;
    const mine = n;
    if (mine % 500 === 0) await look();
    // Each has its moment, so that a slow answer is caught up with and the rate holds.
    const wait = began + (mine * 1_000) / RATE - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    await act(mine);
  }
}

const readings: Reading[] = [];
const told = (): string =>
  [...statuses]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, many]) => `${kind} ${many}`)
    .join('  ');
const report = async (): Promise<void> => {
  const reading = await server.read();
  readings.push(reading);
  const minute = ((performance.now() - began) / 60_000).toFixed(1);
  process.stdout.write(
    `${minute.padStart(5)} min  ${String(counts.requests).padStart(8)} requests  ${told()}  RSS ${reading.rss.toFixed(0)} MB  loop p99 ${reading.p99.toFixed(0)} ms, max ${reading.max.toFixed(0)} ms\n`,
  );
};
await look();
await server.read();
const step = Math.min(60_000, (MINUTES * 60_000) / 12);
const ticking = setInterval(() => void report().catch(() => {}), step);
await Promise.all(Array.from({ length: CALLERS }, call));
clearInterval(ticking);
const alive = server.child.exitCode === null;
if (alive) await report();
agent.destroy();
const code = await server.end();

const median = (part: readonly Reading[]): number => part.map(({ rss }) => rss).sort((a, b) => a - b)[Math.floor(part.length / 2)] ?? 0;
const third = Math.floor(readings.length / 3);
const grown = median(readings.slice(-third)) - median(readings.slice(third, -third));
const findings = [
  ...(alive ? [] : [`The server ended by itself, with exit code ${code}.`]),
  ...(code === 0 ? [] : [`The server ended with exit code ${code} when it was told to end.`]),
  ...(server.bugs.length > 0 ? [`The server reported ${server.bugs.length} internal errors, first: ${server.bugs[0]}`] : []),
  ...(wrong.length > 0 ? [`${wrong.length} answers of 5xx were not a fault's, first: ${wrong[0]}`] : []),
  ...(grown > GROWTH ? [`Its memory grew by ${grown.toFixed(0)} MB from the middle third of the time to the last.`] : []),
];
process.stdout.write(
  `${counts.requests} requests (${counts.aborted} aborted), ${counts.hostile} hostile connections, ${counts.acts} controls (${counts.refused} refused), ${server.lines()} lines of log; ${told()}\n` +
    `RSS ${Math.min(...readings.map(({ rss }) => rss)).toFixed(0)} to ${Math.max(...readings.map(({ rss }) => rss)).toFixed(0)} MB, ${grown.toFixed(0)} MB from the middle third to the last; loop max ${Math.max(...readings.map(({ max }) => max)).toFixed(0)} ms\n` +
    `${findings.length === 0 ? 'The soak found nothing.' : findings.join('\n')}\n`,
);
process.exitCode = findings.length === 0 ? 0 : 1;
