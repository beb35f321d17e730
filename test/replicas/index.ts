/**
 * What happens to a team's double when its machines fail, by a seed: `npm run replicas -- --seed 7 --clouds 300`.
 * One Redis, three replicas and HAProxy; mixed traffic in many clouds, while one part after the other is killed, ended, stopped, cut off and paused.
 * It fails when an answer is not that of one cloud with the same history, when something that was answered is lost, or when a cloud answers from two owners.
 */
import { parseArgs } from 'node:util';
import { random } from '../../model/random.ts';
import { program } from '../store/server.ts';
import { endConnections } from './ask.ts';
import { HAPROXY, startMachines, TOKEN, type Replica } from './machines.ts';
import { trafficOf, type Subject } from './traffic.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    clouds: { type: 'string', default: '300' },
    rate: { type: 'string', default: '150' },
  },
});
const [CLOUDS, RATE] = [Number(values.clouds), Number(values.rate)];
if (!Number.isInteger(CLOUDS) || CLOUDS < 1 || !(RATE > 0)) throw new Error('--clouds is a whole number above 0, --rate (requests a second) a number above 0.');
const missing = [...(program === undefined ? ['redis-server or valkey-server'] : []), ...(HAPROXY === undefined ? ['haproxy'] : [])];
if (missing.length > 0) {
  process.stdout.write(`The test of replicas is left out: ${missing.join(' and ')} is not installed.\n`);
  process.exit(0);
}

const CALLERS = 24;
const machines = await startMachines(values.seed);
const [one, two] = machines.replicas;
const traffic = trafficOf(
  Array.from({ length: CLOUDS }, (_, i) => `job-${i}`),
  values.seed,
  machines,
);
const began = performance.now();
const say = (text: string): void => void process.stdout.write(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${text}\n`);
const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

let drawn = 0;
/** One caller: clouds that nobody else uses now, until it is told to stop. */
async function call(until: () => boolean, pace: () => number): Promise<void> {
  while (!until()) {
    const rest = pace();
    if (rest > 1) await new Promise((resolve) => setTimeout(resolve, rest));
    const draw = random(values.seed, 'replicas', (drawn += 1));
    const subject = idle(draw.integer(0, CLOUDS - 1));
    if (subject) await traffic.act(subject);
    else await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The first cloud from some place on in which nothing is under way. */
function idle(from: number): Subject | undefined {
  for (let i = 0; i < CLOUDS; i += 1) {
    const subject = traffic.subjects[(from + i) % CLOUDS];
    if (subject && !subject.busy) return subject;
  }
  return undefined;
}

const rows: string[] = [];

/** Traffic while something happens; then everything is looked at. `mayBreak`: connections may end without a reply, since who held them was killed or stood still. */
async function phase(name: string, happen: () => Promise<void>, mayBreak = false): Promise<void> {
  let [over, sent] = [false, 0];
  const start = performance.now();
  const pace = (): number => start + ((sent += 1) * 1_000) / RATE - performance.now();
  const callers = Promise.all(Array.from({ length: CALLERS }, () => call(() => over, pace)));
  await happen();
  over = true;
  await callers;
  const { requests, refused, unanswered, unknown, happened, gap } = traffic.counted();
  rows.push(`| ${name} | ${requests} | ${refused} | ${unanswered} | ${unknown} (${happened}) | ${Math.round(gap)} |`);
  if (unanswered > 0 && !mayBreak) traffic.findings.push(`${name}: ${unanswered} requests had no reply at all.`);
  say(
    `${name}: ${requests} requests, ${refused} × 503, ${unanswered} without a reply, ${unknown} changes unknown, of which ${happened} had happened; longest gap ${Math.round(gap)} ms`,
  );
  await verify();
}

/** Does something with every cloud, a few at once. */
async function each(run: (subject: Subject) => Promise<void>): Promise<void> {
  const rest = [...traffic.subjects];
  const some = async (): Promise<void> => {
    for (let subject = rest.pop(); subject; subject = rest.pop()) await run(subject);
  };
  await Promise.all(Array.from({ length: 8 }, some));
}

/** Holds every cloud to its oracle; and asks all replicas at once for some, which then change hands. */
async function verify(): Promise<void> {
  await each((subject) => traffic.verify(subject));
  const urls = machines.replicas.map(({ url }) => url);
  const some = traffic.subjects.filter((_, i) => i % Math.ceil(CLOUDS / 20) === 0);
  const answered = await Promise.all(some.map((subject) => traffic.everywhere(subject, urls)));
  traffic.counted();
  say(`  all ${CLOUDS} clouds are as they should be; ${some.length} of them asked at three replicas at once, which gave ${sum(answered)} good answers`);
  const findings = traffic.findings.splice(0);
  for (const finding of findings.slice(0, 10)) say(`FOUND ${finding}`);
  found += findings.length;
}
let found = 0;
const sum = (list: readonly number[]): number => list.reduce((total, number) => total + number, 0);

/** The clouds that live in a replica. */
async function livingIn({ controls }: Replica): Promise<ReadonlySet<string>> {
  const reply = await fetch(`${controls}/clouds`, { headers: { authorization: `Bearer ${TOKEN}` } });
  return new Set(((await reply.json()) as { readonly clouds: readonly { readonly name: string }[] }).clouds.map(({ name }) => name));
}

try {
  say(`${CLOUDS} clouds, ${RATE} requests a second, seed ${values.seed}`);
  await each((subject) => traffic.born(subject));
  traffic.counted();
  say('all are born');
  await phase('nothing', async () => {
    await wait(8);
  });
  await phase(
    '`kill -9` of a replica',
    async () => {
      await wait(1);
      await one.signal('SIGKILL');
      await wait(13);
    },
    true,
  );
  await phase('its start', async () => {
    await one.start();
    await wait(6);
  });
  await phase('`SIGTERM` to a replica, and its start', async () => {
    await wait(1);
    const code = await two.signal('SIGTERM');
    if (code !== 0) traffic.findings.push(`A replica ended with ${code} when it was told to end.`);
    await wait(3);
    await two.start();
    await wait(4);
  });
  await phase('Redis stands still for 5 s', async () => {
    await wait(1);
    machines.redis.pause();
    await wait(5);
    machines.redis.resume();
    await wait(6);
  });
  await phase('`kill -9` of Redis, and its start with its append-only file', async () => {
    await wait(1);
    await machines.redis.kill();
    await machines.redis.start();
    await wait(6);
  });
  await phase('a replica is cut off from Redis for 14 s', async () => {
    await wait(1);
    machines.way.cut();
    await wait(14);
    machines.way.mend();
    await wait(5);
  });
  await phase(
    'a replica stands still for 14 s, longer than its lease, and wakes',
    async () => {
      const had = await livingIn(one);
      await wait(1);
      one.pause();
      await wait(13);
      // What it had has gone on elsewhere. Requests that reached it before it wakes are answered with 503, or as everywhere else.
      const late = traffic.subjects.filter(({ name, busy }) => had.has(name) && !busy).slice(0, 40);
      say(`  ${late.length} of the ${had.size} clouds that it had are asked for at its own address`);
      await Promise.all(late.map((subject) => traffic.rename(subject)));
      const answers = late.map((subject, i) => (i % 2 === 0 ? traffic.act(subject, one.url) : traffic.everywhere(subject, [one.url])));
      await wait(1);
      one.resume();
      await Promise.all(answers);
      await wait(5);
    },
    true,
  );
} finally {
  endConnections();
  await machines.end();
}

const bugs = machines.replicas.flatMap(({ name, said }) => said.filter((text) => text.includes('error in stuntbox')).map((text) => `${name}: ${text}`));
process.stdout.write(
  `\n| what happened | requests | 503s | connections that broke | changes unknown (of which had happened) | longest gap of a cloud, ms |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`,
);
for (const bug of bugs.slice(0, 5)) process.stdout.write(`${bug}\n`);
process.stdout.write(
  found + bugs.length === 0 ? 'No answered change was lost, and no cloud answered from two owners.\n' : `${found + bugs.length} findings.\n`,
);
process.exitCode = found + bugs.length === 0 ? 0 : 1;
