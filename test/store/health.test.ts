/** What probes and Prometheus are told of a server. */
import { expect, test } from '@jest/globals';
import { Unavailable } from '../../clouds/store.ts';
import { healthOf, type Health } from '../../server/health.ts';
import { openMetrics } from '../../server/metrics.ts';
import type { PlainReply } from '../../vendor/wire.ts';

function probed(): {
  health: Health;
  probe(method: string, path: string): Promise<PlainReply | undefined>;
  asked(): number;
  fail(): void;
  pass(ms: number): void;
} {
  let [asked, good, now] = [0, true, 0];
  const health = healthOf({
    now: () => now,
    async ready() {
      asked += 1;
      if (!good) throw new Unavailable('The store at redis://:hunter2@host cannot be reached.');
    },
  });
  return {
    health,
    probe: async (method, path) => health.reply(method, path),
    asked: () => asked,
    fail: () => void (good = false),
    pass: (ms) => void (now += ms),
  };
}

const plain = { 'content-type': 'text/plain; charset=utf-8' };

test('a server is healthy as long as it answers, and ready while its store is there; a probe learns nothing more', async () => {
  const { probe, fail, pass } = probed();
  expect(await probe('GET', '/readyz')).toEqual({ status: 200, headers: plain, body: 'ok\n' });
  fail();
  pass(1_000);
  expect(await probe('GET', '/readyz')).toEqual({ status: 503, headers: plain, body: 'unavailable\n' });
  expect(await probe('HEAD', '/healthz')).toEqual({ status: 200, headers: plain, body: 'ok\n' });
});

test('a thousand probes ask the store once a second', async () => {
  const { probe, asked, pass } = probed();
  await Promise.all(Array.from({ length: 1_000 }, () => probe('GET', '/readyz')));
  pass(999);
  await probe('GET', '/readyz');
  expect(asked()).toBe(1);
  pass(1);
  await probe('GET', '/readyz');
  expect(asked()).toBe(2);
});

test('a server that drains is not ready, also for a probe that is under way, and still healthy', async () => {
  const { health, probe } = probed();
  const under = probe('GET', '/readyz');
  health.drain();
  expect(await under).toMatchObject({ status: 503, body: 'draining\n' });
  expect(await probe('GET', '/readyz')).toMatchObject({ status: 503, body: 'draining\n' });
  expect(await probe('GET', '/healthz')).toMatchObject({ status: 200 });
});

test('nothing else is a probe', () => {
  const { health } = probed();
  expect(health.reply('POST', '/readyz')).toBeUndefined();
  expect(health.reply('GET', '/readyz/')).toBeUndefined();
  expect(health.reply('GET', '/')).toBeUndefined();
});

test('Prometheus reads requests, clouds, and what the store told', async () => {
  const metrics = await openMetrics({ replica: 'web-1' });
  metrics.living(() => 3);
  metrics.request('vpsorg', 201, 0.002);
  metrics.request('vpsorg', null, 0.002);
  metrics.store({ kind: 'write', of: 'append', seconds: 0.004, bytes: 120, entries: 2 });
  metrics.store({ kind: 'taken', cloud: 'job-42', seconds: 0.1 });
  metrics.store({ kind: 'taken', cloud: 'job-42', seconds: 0.1, from: 'web-2' });
  metrics.store({ kind: 'lost', cloud: 'job-42', error: new Unavailable('gone') });
  metrics.store({ kind: 'connection', up: true });
  metrics.store({ kind: 'warning', message: 'w' });
  const { status, headers, body } = await metrics.reply();
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const lines = String(body)
    .split('\n')
    .filter((line) => !line.startsWith('#') && !line.includes('_bucket'));
  expect(lines).toEqual(
    expect.arrayContaining([
      'stuntbox_requests_total{vendor="vpsorg",status="201",replica="web-1"} 1',
      'stuntbox_requests_total{vendor="vpsorg",status="none",replica="web-1"} 1',
      'stuntbox_request_seconds_count{replica="web-1"} 2',
      'stuntbox_store_write_seconds_count{replica="web-1",of="append"} 1',
      'stuntbox_store_written_bytes_total{replica="web-1"} 120',
      'stuntbox_store_opened_total{replica="web-1"} 2',
      'stuntbox_store_takeovers_total{replica="web-1"} 1',
      'stuntbox_store_lost_total{why="Unavailable",replica="web-1"} 1',
      'stuntbox_store_up{replica="web-1"} 1',
      'stuntbox_clouds{replica="web-1"} 3',
    ]),
  );
  expect(body).not.toContain('job-42');
});

test('two servers in one process count apart', async () => {
  const [one, two] = [await openMetrics(), await openMetrics()];
  one.request('vpsorg', 200, 0.1);
  expect(String((await one.reply()).body)).toContain('stuntbox_requests_total{vendor="vpsorg",status="200"} 1');
  expect(String((await two.reply()).body)).not.toContain('vpsorg');
});

test('whether there is a connection to the store is not told before it is known: a folder has none', async () => {
  const metrics = await openMetrics();
  metrics.store({ kind: 'write', of: 'append', seconds: 0.004, bytes: 120, entries: 2 });
  const up = async (): Promise<readonly string[]> =>
    String((await metrics.reply()).body)
      .split('\n')
      .filter((line) => line.startsWith('stuntbox_store_up'));
  expect(await up()).toEqual([]);
  metrics.store({ kind: 'connection', up: false });
  expect(await up()).toEqual(['stuntbox_store_up 0']);
});

test("whatever a replica's name contains, it stays within its label", async () => {
  const metrics = await openMetrics({ replica: 'a"} 1\n\\evil{b="' });
  metrics.request('vpsorg', 200, 0.1);
  const lines = String((await metrics.reply()).body).split('\n');
  expect(lines).toContain('stuntbox_requests_total{vendor="vpsorg",status="200",replica="a\\"} 1\\n\\\\evil{b=\\""} 1');
  expect(lines.filter((line) => !/^(#|stuntbox_|$)/.test(line))).toEqual([]);
});
