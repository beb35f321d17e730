/**
 * The oracle: clouds behind a registry, given up, lost and opened again at random moments, answer what clouds answer that were never away.
 * The mix is drawn by a seed, so that a failure can be repeated.
 */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { HeldCloud } from '../../clouds/clouds.ts';
import type { NewClock, NewCloud } from '../../clouds/new-cloud.ts';
import type { ProcessTime } from '../../clouds/process-time.ts';
import { openRegistry, type Registry } from '../../clouds/registry.ts';
import { coreOf } from '../../cloud/inside.ts';
import { openCloud } from '../../cloud/open.ts';
import { paceOf, setPace } from '../../cloud/pace.ts';
import type { AnyCloud as CoreCloud } from '../../cloud/cloud.ts';
import { vendors } from '../../handlers/index.ts';
import { minutes } from '../../index.ts';
import { liveClock, type Clock } from '../../model/clock.ts';
import type { Fault } from '../../model/faults.ts';
import { lives, live, type AnyCloud, type Step } from '../lives.ts';
import { memoryStore, type MemoryStore } from './memory-store.ts';

const NAMES = Array.from({ length: 12 }, (_, i) => `job-${i}`);
const STEPS = 700;

type Done =
  | { readonly did: 'step'; readonly vendor: keyof typeof vendors; readonly step: Step }
  | { readonly did: 'play'; readonly name: string }
  | { readonly did: 'fault'; readonly fault: Fault }
  | { readonly did: 'pass'; readonly ms: number }
  | { readonly did: 'speed'; readonly speed: number }
  | { readonly did: 'clear' | 'snapshot' | 'reset' | 'pause' | 'resume' | 'restart' | 'crash' };

const scenarios = Object.values(vendors).flatMap((vendor) => Object.values(vendor.scenarios).map(({ name }) => name));

const faults: fc.Arbitrary<Fault> = fc
  .tuple(
    fc.constantFrom(...Object.keys(vendors)),
    fc.constantFrom<object>(
      { outcome: 'answer-lost', times: 2 },
      { outcome: 'network-error', chance: 0.4 },
      { outcome: 'latency', ms: 250, times: 3 },
      { outcome: 'stale', ms: minutes(2), times: 5 },
      { outcome: 'rate-limit', limit: 3, per: minutes(1) },
      { outcome: 'malformed', chance: 0.2 },
    ),
  )
  .map(([vendor, outcome]) => ({ vendor, ...outcome }) as Fault);

/** One thing that is done to one cloud, or to the registry. */
const done: fc.Arbitrary<readonly [name: string, done: Done]> = fc.tuple(
  fc.constantFrom(...NAMES),
  fc.oneof(
    {
      weight: 60,
      arbitrary: fc.oneof(
        ...(Object.keys(vendors) as (keyof typeof vendors)[]).map((vendor) =>
          lives(vendors[vendor], 1)
            .filter((steps) => steps.length === 1)
            .map(([step]) => ({ did: 'step', vendor, step: step as Step }) as const),
        ),
      ),
    },
    { weight: 4, arbitrary: fc.constantFrom(...scenarios).map((name) => ({ did: 'play', name }) as const) },
    { weight: 4, arbitrary: faults.map((fault) => ({ did: 'fault', fault }) as const) },
    { weight: 1, arbitrary: fc.constantFrom<Done>({ did: 'clear' }, { did: 'reset' }) },
    { weight: 1, arbitrary: fc.constant<Done>({ did: 'snapshot' }) },
    { weight: 4, arbitrary: fc.constantFrom<Done>({ did: 'restart' }, { did: 'crash' }) },
    { weight: 6, arbitrary: fc.integer({ min: 1, max: minutes(3) }).map((ms) => ({ did: 'pass', ms }) as const) },
    { weight: 2, arbitrary: fc.constantFrom<Done>({ did: 'pause' }, { did: 'resume' }, { did: 'speed', speed: 1 }, { did: 'speed', speed: 60 }) },
  ),
);

/** Does something in a cloud; gives what was answered, or why it was refused. */
function doneIn(cloud: CoreCloud, what: Done): string {
  // An opening brings a cloud up to date. One that runs and was never away has what is due still before it, which `clock.next` would see.
  coreOf(cloud).settle();
  try {
    if (what.did === 'step') return live(cloud as unknown as AnyCloud, what.vendor, what.step);
    if (what.did === 'play') cloud.play(what.name);
    else if (what.did === 'fault') cloud.faults.add(what.fault);
    else if (what.did === 'clear') cloud.faults.clear();
    else if (what.did === 'reset') cloud.reset();
    else if (what.did === 'snapshot') cloud.restore(cloud.snapshot());
    // Only a live clock has a pace.
    else if (what.did === 'pause' || what.did === 'resume') setPace(cloud.clock, { speed: paceOf(cloud.clock)?.speed ?? 1, paused: what.did === 'pause' });
    else if (what.did === 'speed') setPace(cloud.clock, { speed: what.speed, paused: paceOf(cloud.clock)?.paused ?? false });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** The real time of the process and of the store: it passes when a test says so. */
beforeEach(() => void jest.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z'), doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
afterEach(() => void jest.useRealTimers());

const time: ProcessTime = { now: () => performance.now(), after: () => () => {} };

const registryOf = (store: MemoryStore, born: NewCloud): Registry => openRegistry({ vendors, born, store, time, compaction: { entries: 40, bytes: 200_000 } });

const CLOCKS: readonly (readonly [kind: string, clock: NewClock, oracle: () => Clock | undefined])[] = [
  ['manual', { kind: 'manual' }, () => undefined],
  ['of the system', { kind: 'live' }, () => liveClock()],
  ['60 times as fast', { kind: 'live', speed: 60 }, () => liveClock({ speed: 60 })],
];

test.each(CLOCKS.flatMap(([kind, clock, oracle]) => [1, 2].map((seed) => ({ kind, clock, oracle, seed }))))(
  'clouds that are closed, lost and opened again answer as one that was never away (a clock $kind, seed $seed)',
  async ({ clock, oracle, seed }) => {
    const store = memoryStore();
    let registry = registryOf(store, { seed, clock });
    const oracles = new Map<string, CoreCloud>();
    /** A cloud begins with its first request. */
    const oracleOf = (name: string): CoreCloud => {
      const own = oracle();
      const made = oracles.get(name) ?? (openCloud(vendors, { seed, ...(own && { clock: own }) }) as unknown as CoreCloud);
      oracles.set(name, made);
      return made;
    };
    const counts: Record<string, number> = {};
    for (const [i, [name, what]] of fc.sample(done, { seed, numRuns: STEPS }).entries()) {
      counts[what.did] = (counts[what.did] ?? 0) + 1;
      if (what.did === 'pass') {
        jest.advanceTimersByTime(what.ms);
        store.time += what.ms;
        continue;
      }
      if (what.did === 'restart' || what.did === 'crash') {
        // One that crashed gives nothing back.
        if (what.did !== 'crash') await registry.close();
        registry = registryOf(store, { seed, clock });
        continue;
      }
      const one: HeldCloud = await registry.enter(name);
      one.check();
      const answered = doneIn(one.cloud, what);
      await one.stored();
      expect([i, name, what.did, answered]).toEqual([i, name, what.did, doneIn(oracleOf(name), what)]);
    }
    for (const [name, one] of oracles) {
      const { cloud } = await registry.enter(name);
      expect([name, cloud.snapshot()]).toEqual([name, one.snapshot()]);
    }
    expect(Math.min(...['crash', 'restart', 'play', 'fault', 'pass', 'speed', 'pause'].map((did) => counts[did] ?? 0))).toBeGreaterThan(0);
  },
);
