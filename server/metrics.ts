/**
 * What a server counts, for Prometheus.
 * Law: a label has few values. No cloud's name, path or credential is one: there may be thousands, and whoever reads metrics need not know them.
 */
import type * as Prometheus from 'prom-client';
import { checkNames } from '../model/named-options.ts';
import type { StoreEvent } from '../store/events.ts';
import type { PlainReply } from '../vendor/wire.ts';

/** The metrics of a server. */
export interface Metrics {
  /** Counts a request: its vendor, its status, and how long it took. */
  readonly request: (vendor: string, status: number | null, seconds: number) => void;
  /** Counts what a store tells: give it to `openStore` as `observe`. */
  readonly store: (event: StoreEvent) => void;
  /** Counts these clouds from now on. */
  living(count: () => number): void;
  /** All of them, in the form that Prometheus reads. */
  reply(): Promise<PlainReply>;
}

export interface MetricsOptions {
  /** What others call this server; the label `replica` of everything. */
  readonly replica?: string | undefined;
}

/** From a tenth of a millisecond to seconds. */
const BUCKETS = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * Begins to count, for `/metrics` at the controls.
 * @throws {Error} when the package prom-client is not installed.
 * @example
 * const metrics = await openMetrics();
 * const store = await openStore('file:./clouds', { observe: metrics.store });
 * await serveClouds({ vpsorg }, { store, metrics, control: { port: 4011 } });
 */
export async function openMetrics(options: MetricsOptions = {}): Promise<Metrics> {
  checkNames('openMetrics', options, ['replica']);
  const { replica } = options;
  const { Counter, Gauge, Histogram, Registry } = await prometheus();
  const registry = new Registry();
  if (replica !== undefined) registry.setDefaultLabels({ replica });
  const registers = [registry];
  const requests = new Counter({
    name: 'stuntbox_requests_total',
    help: 'Requests to the mocks, by vendor and status.',
    labelNames: ['vendor', 'status'],
    registers,
  });
  const durations = new Histogram({ name: 'stuntbox_request_seconds', help: 'How long an answer took, in real time.', buckets: BUCKETS, registers });
  const writes = new Histogram({
    name: 'stuntbox_store_write_seconds',
    help: 'How long the store took to confirm a write.',
    labelNames: ['of'],
    buckets: BUCKETS,
    registers,
  });
  const bytes = new Counter({ name: 'stuntbox_store_written_bytes_total', help: 'Bytes written to the store.', registers });
  const taken = new Counter({ name: 'stuntbox_store_opened_total', help: 'Clouds opened from the store.', registers });
  const takeovers = new Counter({ name: 'stuntbox_store_takeovers_total', help: 'Clouds taken from an owner whose lease had expired.', registers });
  const lost = new Counter({ name: 'stuntbox_store_lost_total', help: 'Clouds that this server lost, by the error.', labelNames: ['why'], registers });
  const up = new Gauge({ name: 'stuntbox_store_up', help: 'Whether there is a connection to the store, where it is a service.', registers });
  // Until a connection is told of there is no value: a folder has none, and 0 would be an alarm.
  up.remove();
  const living = new Gauge({ name: 'stuntbox_clouds', help: 'Clouds that live in this server.', registers });
  let clouds = (): number => 0;
  return {
    living: (count) => void (clouds = count),
    request(vendor, status, seconds) {
      requests.inc({ vendor, status: status === null ? 'none' : `${status}` });
      durations.observe(seconds);
    },
    store(event) {
      if (event.kind === 'write') {
        writes.observe({ of: event.of }, event.seconds);
        bytes.inc(event.bytes);
      } else if (event.kind === 'taken') {
        taken.inc();
        if (event.from !== undefined) takeovers.inc();
      } else if (event.kind === 'lost') lost.inc({ why: event.error.name });
      else if (event.kind === 'connection') up.set(event.up ? 1 : 0);
    },
    async reply() {
      living.set(clouds());
      return { status: 200, headers: { 'content-type': registry.contentType }, body: await registry.metrics() };
    },
  };
}

async function prometheus(): Promise<Pick<typeof Prometheus, 'Counter' | 'Gauge' | 'Histogram' | 'Registry'>> {
  try {
    return await import('prom-client');
  } catch (error) {
    throw new Error('Metrics need the package prom-client. Install it: npm install prom-client', { cause: error });
  }
}
