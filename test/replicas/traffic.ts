/**
 * Mixed traffic of all five vendors in many clouds, drawn by a seed; each answer is held to what one cloud in this process answers after the same history.
 * Law: what was answered has happened, and what was not answered has happened whole or not at all, which the cloud's state says.
 */
import { isDeepStrictEqual } from 'node:util';
import type { AnyCloud } from '../../cloud/cloud.ts';
import { openCloud } from '../../cloud/open.ts';
import type { Snapshot } from '../../cloud/snapshot.ts';
import { vendors } from '../../handlers/index.ts';
import { random, type Draw } from '../../model/random.ts';
import { compile } from '../../request/compile.ts';
import { operationsOf } from '../../vendor/contract.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import type { PlainRequest } from '../../vendor/wire.ts';
import { drawn } from '../fuzz/request.ts';
import { ask, type Asked, type Came } from './ask.ts';
import { TOKEN } from './machines.ts';

/** A cloud behind the replicas, and the one in this process. */
export interface Subject {
  readonly name: string;
  readonly oracle: AnyCloud;
  /** How many things were drawn for it. */
  drawn: number;
  /** Whether something is under way in it: one thing at a time. */
  busy: boolean;
  /** Since when it has had no good answer, by this process' clock. */
  failing: number | undefined;
}

/** What was counted since the last look. */
export interface Counts {
  requests: number;
  /** Replies with 503. */
  refused: number;
  /** Requests that no reply came to. */
  unanswered: number;
  /** Changes of which it was unknown whether they had happened; and of those, how many had. */
  unknown: number;
  happened: number;
  /** The longest time in which a cloud had no good answer, in milliseconds. */
  gap: number;
}

export interface Traffic {
  readonly subjects: readonly Subject[];
  /** What is wrong, as sentences. */
  readonly findings: string[];
  /** Takes the counts, and begins anew. */
  counted(): Counts;
  /** Asks for a cloud until it is there: it is born with its first request. */
  born(subject: Subject): Promise<void>;
  /** Does one thing in a cloud; `at` is a replica's own address instead of the proxy's. */
  act(subject: Subject, at?: string): Promise<void>;
  /** Does what everybody sees who reads the cloud's servers. */
  rename(subject: Subject): Promise<void>;
  /** Holds a cloud's whole state to the oracle's. */
  verify(subject: Subject): Promise<void>;
  /** Reads at each of some addresses at once: each answers 503, or as the oracle does. Gives how many answered. */
  everywhere(subject: Subject, urls: readonly string[]): Promise<number>;
}

const CALLERS = Object.entries(vendors as Record<string, AnyProvider>).map(([name, provider]) => {
  const { authentication, found, tables } = compile(provider);
  const credential = { elastichosts: `Basic ${btoa('user:key')}`, puregpu: 'key' }[name] ?? 'Bearer token';
  return {
    name,
    tables,
    operations: operationsOf(provider.contract),
    headers: { [authentication.header]: credential },
    found: Object.fromEntries(Object.values(found).map(({ parameter, table }) => [parameter, table])),
  };
});

/** How often the state is asked for while there is none, in milliseconds. */
const PAUSE = 100;

const none = (): Counts => ({ requests: 0, refused: 0, unanswered: 0, unknown: 0, happened: 0, gap: 0 });

/** Begins the traffic of some clouds through a proxy. */
export function trafficOf(names: readonly string[], seed: string, { url, controls }: { readonly url: string; readonly controls: string }): Traffic {
  const subjects = names.map((name): Subject => ({ name, oracle: oracleOf(seed), drawn: 0, busy: false, failing: undefined }));
  const findings: string[] = [];
  let counts = none();

  const send = async (subject: Subject, at: string, asked: Asked): Promise<Came> => {
    const began = performance.now();
    const came = await ask(at, asked, at !== url && at !== controls);
    counts.requests += 1;
    if (came.status === 0) counts.unanswered += 1;
    if (isRefusal(came)) {
      counts.refused += 1;
      if (came.headers['retry-after'] === undefined) findings.push(`${subject.name}: a 503 without Retry-After: ${came.body.slice(0, 200)}`);
    }
    if (isRefusal(came) || came.status === 0) subject.failing ??= began;
    else if (subject.failing !== undefined) {
      counts.gap = Math.max(counts.gap, performance.now() - subject.failing);
      subject.failing = undefined;
    }
    return came;
  };

  const control = (subject: Subject, method: string, rest: string, body?: object): Promise<Came> =>
    send(subject, controls, {
      method,
      path: `/clouds/${subject.name}${rest}`,
      headers: { authorization: `Bearer ${TOKEN}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && new TextEncoder().encode(JSON.stringify(body)),
    });

  /** The state of a cloud, as soon as there is an answer. */
  const stateOf = async (subject: Subject): Promise<unknown> => {
    for (;;) {
      const came = await control(subject, 'GET', '/snapshot');
      if (came.status === 200) return JSON.parse(Buffer.from(came.body, 'latin1').toString('utf8'));
      if (!isRefusal(came) && came.status !== 0) return `${came.status} ${came.body.slice(0, 300)}`;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  };

  /** Does to the oracle what may have been done, and goes on from the state that is there. */
  const settle = async (subject: Subject, what: string, run: () => void): Promise<void> => {
    const { oracle } = subject;
    const before = oracle.snapshot();
    run();
    const after = oracle.snapshot();
    const now = await stateOf(subject);
    const changed = !isDeepStrictEqual(plain(before), plain(after));
    if (changed) counts.unknown += 1;
    if (isDeepStrictEqual(now, plain(after))) {
      if (changed) counts.happened += 1;
    } else if (isDeepStrictEqual(now, plain(before))) oracle.restore(before);
    else {
      findings.push(`${subject.name}: after ${what} was answered with 503, its state is neither that before nor that after:\n${different(now, plain(after))}`);
      if (typeof now === 'object') oracle.restore(now as Snapshot);
    }
  };

  const request = async (subject: Subject, draw: Draw, at: string): Promise<void> => {
    const { oracle, name } = subject;
    const caller = draw.pick(CALLERS);
    const { tables } = oracle.snapshot().accounts[caller.name] ?? {};
    const keys = (table: string): (string | number)[] =>
      ((tables?.[table] ?? []) as Readonly<Record<string, string | number>>[]).map((row) => row[caller.tables[table]?.key ?? ''] ?? '');
    const one = sendable(drawn(draw.pick(caller.operations), { ...caller, keys }, draw), `/@${name}/${caller.name}`);
    const path = `${one.base}${one.path}${one.query && `?${one.query}`}`;
    const came = await send(subject, at, { ...one, path });
    const what = `${one.method} ${path}`;
    const answer = (): { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string>> } => {
      const date = new Date(Math.floor(oracle.clock.now() / 1_000) * 1_000).toUTCString();
      const { reply } = oracle.serve(caller.name, one);
      return {
        status: reply?.status ?? 0,
        headers: { date, ...reply?.headers },
        body: one.method === 'HEAD' ? '' : Buffer.from(reply?.body ?? '').toString('latin1'),
      };
    };
    if (isRefusal(came) || came.status === 0) return settle(subject, what, answer);
    const wanted = answer();
    const headers = Object.keys(wanted.headers).filter((header) => came.headers[header.toLowerCase()] !== wanted.headers[header]);
    if (came.status !== wanted.status || came.body !== wanted.body || headers.length > 0)
      findings.push(
        `${name}, ${what}: ${came.status} instead of ${wanted.status}${headers.map((header) => `, ${header}: ${String(came.headers[header.toLowerCase()])} instead of ${wanted.headers[header]}`).join('')}\n  ${came.body.slice(0, 300)}\n  ${wanted.body.slice(0, 300)}`,
      );
  };

  const advance = async (subject: Subject, ms: number): Promise<void> => {
    const came = await control(subject, 'POST', '/clock/advance', { ms });
    const run = (): void => (subject.oracle.clock as { advance(by: number): void }).advance(ms);
    if (isRefusal(came) || came.status === 0) return settle(subject, 'the clock', run);
    run();
    if (came.status !== 200) findings.push(`${subject.name}: its clock could not be moved: ${came.status} ${came.body.slice(0, 300)}`);
  };

  const alone = async (subject: Subject, run: () => Promise<void>): Promise<void> => {
    subject.busy = true;
    try {
      await run();
    } finally {
      subject.busy = false;
    }
  };

  return {
    subjects,
    findings,
    counted() {
      const taken = counts;
      counts = none();
      return taken;
    },
    born: (subject) =>
      alone(subject, async () => {
        const asked = { method: 'GET', path: `/@${subject.name}/vpsorg/servers/`, headers: { authorization: 'Bearer token' }, body: undefined };
        while ((await send(subject, url, asked)).status !== 200) await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }),
    act: (subject, at = url) =>
      alone(subject, async () => {
        const draw = random(seed, subject.name, subject.drawn);
        subject.drawn += 1;
        if (at === url && draw.number() < 0.12) await advance(subject, draw.integer(1, 600_000));
        else await request(subject, draw, at);
      }),
    rename: (subject) =>
      alone(subject, async () => {
        const one: PlainRequest = {
          method: 'PATCH',
          base: `/@${subject.name}/vpsorg`,
          path: '/servers/12345/',
          query: '',
          headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
          body: new TextEncoder().encode(JSON.stringify({ name: `renamed-${(subject.drawn += 1)}` })),
        };
        const came = await send(subject, url, { ...one, path: one.base + one.path });
        const run = (): void => void subject.oracle.serve('vpsorg', one);
        if (isRefusal(came) || came.status === 0) return settle(subject, 'a new name', run);
        run();
      }),
    verify: (subject) =>
      alone(subject, async () => {
        const now = await stateOf(subject);
        const wanted = plain(subject.oracle.snapshot());
        if (!isDeepStrictEqual(now, wanted)) findings.push(`${subject.name}: its state is not the oracle's:\n${different(now, wanted)}`);
      }),
    async everywhere(subject, urls) {
      let answered = 0;
      await alone(subject, async () => {
        const asked = { method: 'GET', path: `/@${subject.name}/vpsorg/servers/`, headers: { authorization: 'Bearer token' }, body: undefined };
        const came = await Promise.all(urls.map((at) => ask(at, asked, true)));
        const { reply } = subject.oracle.serve('vpsorg', { ...asked, base: `/@${subject.name}/vpsorg`, path: '/servers/', query: '' });
        for (const one of came) {
          // One that is not there says nothing.
          if (isRefusal(one) || one.status === 0) continue;
          answered += 1;
          if (one.status !== reply?.status || one.body !== Buffer.from(reply.body ?? '').toString('latin1'))
            findings.push(`${subject.name}: a replica answered from a state that is not the present one: ${one.status} ${one.body.slice(0, 300)}`);
        }
      });
      return answered;
    },
  };
}

/** Whether it says that there is no answer now; a vendor's own 503 has no such header or no such sentence. */
const isRefusal = ({ status }: Came): boolean => status === 503;

/** The cloud that was never away. */
const oracleOf = (seed: string): AnyCloud =>
  openCloud(vendors, { seed: /^\d{1,15}$/.test(seed) ? Number(seed) : seed, journal: 0, history: 0 }) as unknown as AnyCloud;

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** A request as it can be sent: nothing in its target that a client or a proxy would change. */
function sendable(request: PlainRequest, base: string): PlainRequest {
  const encoded = (text: string): string => text.replace(/[^\x21-\x7e]/g, encodeURIComponent);
  return {
    ...request,
    // Answered by the listener, not by a cloud.
    method: request.method === 'OPTIONS' ? 'GET' : request.method,
    base,
    path: encoded(request.path),
    query: encoded(request.query),
  };
}

/** The first places in which two values differ. */
function different(is: unknown, wanted: unknown, place = ''): string {
  if (isDeepStrictEqual(is, wanted)) return '';
  if (typeof is !== 'object' || typeof wanted !== 'object' || is === null || wanted === null)
    return `  ${place}: ${JSON.stringify(is)?.slice(0, 200)} instead of ${JSON.stringify(wanted)?.slice(0, 200)}\n`;
  const [a, b] = [is as Readonly<Record<string, unknown>>, wanted as Readonly<Record<string, unknown>>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .map((key) => different(a[key], b[key], `${place}.${key}`))
    .filter((line) => line !== '')
    .slice(0, 4)
    .join('');
}
