/** Several servers on one Redis or Valkey: who answers for a cloud, and who takes it over. */
import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import { openMetrics, openStore, serveClouds, type CloudsOptions, type Metrics } from '../../server/index.ts';
import { BIN } from '../hosts/index.ts';
import { program, startProxy, startServer, type TestServer } from '../store/server.ts';

const authorization = 'Bearer any-token-of-mine';
/** Long, so that none expires because this machine is busy. */
const LEASE = 30_000;
/** For the one test that waits until it has expired. */
const SHORT = { lease: 6_000, timeout: 4_000 };

interface Asked {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly names: readonly string[];
  readonly text: string;
}

async function asked(url: string, cloud: string, create?: string): Promise<Asked> {
  const body = create === undefined ? undefined : JSON.stringify({ name: create, plan_id: 1, os_id: 5, location: 'us-west' });
  const reply = await fetch(`${url}/@${cloud}/vpsorg/servers/`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization, 'content-type': 'application/json', connection: 'close' },
    ...(body !== undefined && { body }),
  });
  const text = await reply.text();
  const names = reply.status === 200 ? (JSON.parse(text) as { results: { name: string }[] }).results.map(({ name }) => name) : [];
  return { status: reply.status, retryAfter: reply.headers.get('retry-after'), names, text };
}

/** Asks until the answer is not 503: another must give the cloud back first, or its lease expire. */
async function answered(url: string, cloud: string, create?: string): Promise<Asked> {
  for (;;) {
    const reply = await asked(url, cloud, create);
    if (reply.status !== 503) return reply;
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
}

const refused = (owner: string): unknown => ({ status: 503, retryAfter: '1', names: [], text: expect.stringContaining(`held by ${owner}`) });

(program === undefined ? describe.skip : describe)('on one Redis or Valkey', () => {
  let redis: TestServer;
  let ends: (() => unknown)[];
  let folder: string;
  beforeAll(async () => {
    redis = await startServer();
  });
  afterAll(() => redis.end());
  beforeEach(() => {
    redis.command('FLUSHALL');
    ends = [];
    folder = mkdtempSync(join(tmpdir(), 'stuntbox-replicas-'));
  });
  afterEach(async () => {
    for (const end of ends.toReversed()) await end();
    rmSync(folder, { recursive: true });
  });

  async function replica(name: string, url = redis.url, options: CloudsOptions = {}, { lease = LEASE, timeout = 20_000 } = {}) {
    const metrics: Metrics = await openMetrics({ replica: name });
    const store = await openStore(url, { replica: name, lease, timeout, observe: metrics.store });
    const server = await serveClouds({ vpsorg }, { port: 0, store, metrics, onBug: () => {}, ...options });
    const close = async (): Promise<void> => {
      await server.close();
      await store.close();
    };
    ends.push(close);
    const counted = async (): Promise<string> => String((await metrics.reply()).body);
    return { ...server, close, counted };
  }

  test('a cloud of another replica is handed over as it is, back and forth, and none is taken from anybody', async () => {
    const [one, two] = [await replica('web-1'), await replica('web-2')];
    expect((await asked(one.url, 'job-1', 'of-one')).status).toBe(201);
    expect((await answered(two.url, 'job-1')).names).toContain('of-one');
    expect((await answered(two.url, 'job-1', 'of-two')).status).toBe(201);
    expect((await answered(one.url, 'job-1')).names).toEqual(expect.arrayContaining(['of-one', 'of-two']));
    await one.drain();
    expect((await answered(two.url, 'job-1')).names).toEqual(expect.arrayContaining(['of-one', 'of-two']));
    for (const { counted } of [one, two]) expect(await counted()).toMatch(/stuntbox_store_takeovers_total\{replica="web-\d"\} 0/);
  });

  test('a cloud whose owner cannot give it over is refused with who has it', async () => {
    const proxy = await startProxy(redis.port);
    ends.push(() => proxy.end());
    const [one, two] = [await replica('web-1', proxy.url, {}, { lease: 60_000 }), await replica('web-2')];
    expect((await asked(one.url, 'job-1', 'of-one')).status).toBe(201);
    proxy.cut();
    expect(await asked(two.url, 'job-1')).toEqual(refused('web-1'));
    expect(await asked(two.url, 'job-1', 'of-two')).toEqual(refused('web-1'));
    // Others are not concerned.
    expect((await asked(two.url, 'job-2', 'of-two')).status).toBe(201);
    proxy.mend();
    const { names } = await answered(two.url, 'job-1');
    expect(names).toContain('of-one');
    expect(names).not.toContain('of-two');
  });

  test('a cloud whose owner is cut off is taken over when the lease has expired, and no cloud answers from two owners', async () => {
    const proxy = await startProxy(redis.port);
    ends.push(() => proxy.end());
    const [one, two] = [await replica('web-1', proxy.url, {}, SHORT), await replica('web-2')];
    expect((await asked(one.url, 'job-1', 'before')).status).toBe(201);
    proxy.cut();
    const lost = asked(one.url, 'job-1', 'unanswered');
    expect((await answered(two.url, 'job-1')).names).toContain('before');
    // By now the former owner refuses what it reads, too.
    expect((await asked(one.url, 'job-1')).status).toBe(503);
    expect((await lost).status).toBe(503);
    expect((await asked(two.url, 'job-1', 'after')).status).toBe(201);
    expect(await two.counted()).toContain('stuntbox_store_takeovers_total{replica="web-2"} 1');
    proxy.mend();
    // What was late arrives now, and the store refuses it. The former owner asks for the cloud like anybody else.
    for (const { url } of [one, two, one]) {
      const { names } = await answered(url, 'job-1');
      expect(names).toEqual(expect.arrayContaining(['before', 'after']));
      expect(names).not.toContain('unanswered');
    }
  });

  test('a cloud that was idle rests in the store, and is free for another replica', async () => {
    const [one, two] = [await replica('web-1', redis.url, { idle: 50 }), await replica('web-2')];
    expect((await asked(one.url, 'job-1', 'of-one')).status).toBe(201);
    expect((await answered(two.url, 'job-1')).names).toContain('of-one');
  });

  test('a clock that runs goes on while its cloud rests, by the time of the store', async () => {
    const clock = { clock: 'system', speed: 1_000 } as const;
    const one = await replica('web-1', redis.url, clock);
    await asked(one.url, 'job-1', 'of-one');
    const at = (await one.clouds.find('job-1'))?.cloud.clock.now() ?? 0;
    await one.close();
    const two = await replica('web-2', redis.url, clock);
    expect((await asked(two.url, 'job-1')).names).toContain('of-one');
    expect((await two.clouds.find('job-1'))?.cloud.clock.now()).toBeGreaterThan(at);
  });

  test('when the server of the store ends, reads go on and changes get a 503; when it is back, nothing answered is lost', async () => {
    const one = await replica('web-1', redis.url, {}, { timeout: 2_000 });
    expect((await asked(one.url, 'job-1', 'before')).status).toBe(201);
    await redis.kill();
    expect((await asked(one.url, 'job-1')).names).toContain('before');
    expect(await asked(one.url, 'job-1', 'lost')).toMatchObject({ status: 503, retryAfter: '1' });
    await redis.start();
    const { names } = await answered(one.url, 'job-1');
    expect(names).toContain('before');
    expect(names).not.toContain('lost');
  });

  /** `stuntbox serve`, once it is ready. */
  async function started(name: string, ...flags: string[]) {
    const ready = join(folder, `${name}.json`);
    const words = ['serve', 'vpsorg', '--port', '0', '--control-port', '0', '--ready-file', ready, '--store', redis.url, '--replica', name, ...flags];
    const child: ChildProcess = spawn(process.execPath, [BIN, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    ends.push(() => child.kill('SIGKILL'));
    let log = '';
    child.stderr?.on('data', (bytes: Buffer) => (log += bytes.toString()));
    if (!child.stdout) throw new Error('There is no output.');
    const lines = createInterface(child.stdout);
    await new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => {
        log += `${line}\n`;
        if (line.startsWith('The controls')) resolve();
      });
      child.once('exit', () => reject(new Error(`The server ended: ${log}`)));
    });
    const { url, control, token } = JSON.parse(readFileSync(ready, 'utf8')) as { url: string; control: string; token: string };
    return { url, control, token, child, log: () => log };
  }

  test('stuntbox serve --replica: SIGTERM is red at /readyz first, answers meanwhile, and gives its clouds to the next', async () => {
    const [one, two] = [await started('web-1', '--drain', '5s'), await started('web-2')];
    expect((await asked(one.url, 'job-1', 'of-one')).status).toBe(201);
    const metrics = await fetch(`${one.control}/metrics`, { headers: { authorization: `Bearer ${one.token}` } });
    expect(await metrics.text()).toMatch(/stuntbox_store_write_seconds_count\{replica="web-1",of="append"\} [1-9]/);
    expect((await fetch(`${one.control}/readyz`)).status).toBe(200);
    const ended = once(one.child, 'close');
    one.child.kill('SIGTERM');
    while ((await fetch(`${one.control}/readyz`)).status === 200);
    expect((await asked(one.url, 'job-1', 'while-draining')).status).toBe(201);
    expect(await ended).toEqual([0, null]);
    expect((await answered(two.url, 'job-1')).names).toEqual(expect.arrayContaining(['of-one', 'while-draining']));
    expect(one.log()).toMatch(/@job-1\/vpsorg\/servers\/ 201/);
  });

  test('stuntbox serve --store warns of a server that keeps nothing on disk', async () => {
    redis.command('CONFIG', 'SET', 'appendfsync', 'everysec');
    try {
      const { child, log } = await started('web-1');
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
      expect(log()).toContain('appendfsync everysec');
    } finally {
      redis.command('CONFIG', 'SET', 'appendfsync', 'always');
    }
  });
});
