/**
 * The oracle: clouds behind a registry, given up, lost and opened again at random moments, answer what clouds answer that were never away.
 * The mix is drawn by a seed, so that a failure can be repeated.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HeldCloud } from '../../clouds/clouds.ts';
import { openRegistry, type Registry } from '../../clouds/registry.ts';
import { openCloud } from '../../cloud/open.ts';
import type { AnyCloud as CoreCloud } from '../../cloud/cloud.ts';
import { vendors } from '../../handlers/index.ts';
import { minutes } from '../../index.ts';
import type { Fault } from '../../model/faults.ts';
import { lives, live, type AnyCloud, type Step } from '../lives.ts';
import { memoryStore, type MemoryStore } from './memory-store.ts';
import { processTime } from './process-time.ts';

const NAMES = Array.from({ length: 12 }, (_, i) => `job-${i}`);
const STEPS = 700;

type Done =
  | { readonly did: 'step'; readonly vendor: keyof typeof vendors; readonly step: Step }
  | { readonly did: 'play'; readonly name: string }
  | { readonly did: 'fault'; readonly fault: Fault }
  | { readonly did: 'clear' | 'snapshot' | 'reset' | 'restart' | 'crash' };

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
  ),
);

/** Does something in a cloud; gives what was answered, or why it was refused. */
function doneIn(cloud: CoreCloud, what: Done): string {
  try {
    if (what.did === 'step') return live(cloud as unknown as AnyCloud, what.vendor, what.step);
    if (what.did === 'play') cloud.play(what.name);
    else if (what.did === 'fault') cloud.faults.add(what.fault);
    else if (what.did === 'clear') cloud.faults.clear();
    else if (what.did === 'reset') cloud.reset();
    else if (what.did === 'snapshot') cloud.restore(cloud.snapshot());
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

const registryOf = (store: MemoryStore, seed: number): Registry =>
  openRegistry({ vendors, born: { seed }, store, time: processTime(), compaction: { entries: 40, bytes: 200_000 } });

test.each([1, 2, 3])('clouds that are closed, lost and opened again answer as one that was never away (seed %i)', async (seed) => {
  const store = memoryStore();
  let registry = registryOf(store, seed);
  const oracles = new Map(NAMES.map((name) => [name, openCloud(vendors, { seed })]));
  const counts: Record<string, number> = {};
  for (const [i, [name, what]] of fc.sample(done, { seed, numRuns: STEPS }).entries()) {
    counts[what.did] = (counts[what.did] ?? 0) + 1;
    if (what.did === 'restart' || what.did === 'crash') {
      // One that crashed gives nothing back.
      if (what.did !== 'crash') await registry.close();
      registry = registryOf(store, seed);
      continue;
    }
    const one: HeldCloud = await registry.enter(name);
    one.check();
    const answered = doneIn(one.cloud, what);
    await one.stored();
    expect([i, name, what.did, answered]).toEqual([i, name, what.did, doneIn(oracles.get(name) as unknown as CoreCloud, what)]);
  }
  for (const [name, oracle] of oracles) {
    const { cloud } = await registry.enter(name);
    expect([name, cloud.snapshot()]).toEqual([name, oracle.snapshot()]);
  }
  expect(Math.min(counts['crash'] ?? 0, counts['restart'] ?? 0, counts['play'] ?? 0, counts['fault'] ?? 0)).toBeGreaterThan(0);
});
