/** What the soak does through the controls: time, scenarios, faults, snapshots, links and watchers. */
import { ControlError, type RemoteCloud } from 'stuntbox/control';
import { vendors } from '../../handlers/index.ts';
import { minutes } from '../../model/clock.ts';
import type { Fault } from '../../model/faults.ts';
import type { Draw } from '../../model/random.ts';
import { operationsOf } from '../../vendor/contract.ts';

const names = Object.keys(vendors) as (keyof typeof vendors)[];
const scenarios = Object.values(vendors).flatMap(({ scenarios: its }) => Object.values(its).map(({ name }) => name));

const OUTCOMES: readonly Readonly<Record<string, unknown>>[] = [
  { outcome: 'refused', kind: 'unavailable' },
  { outcome: 'refused', kind: 'no-such-kind' },
  { outcome: 'done-but-broken' },
  { outcome: 'answer-lost' },
  { outcome: 'done-twice' },
  { outcome: 'not-done' },
  { outcome: 'network-error' },
  { outcome: 'hangs' },
  { outcome: 'fails', at: 0.5 },
  { outcome: 'stuck', at: 0.99 },
  { outcome: 'slow', factor: 4 },
  { outcome: 'latency', ms: 5_000 },
  { outcome: 'latency', ms: -1 },
  { outcome: 'cut', at: 0.5 },
  { outcome: 'malformed' },
  { outcome: 'wrong-type' },
  { outcome: 'stale', reads: 3 },
  { outcome: 'rate-limit', limit: 3, per: 60_000 },
];

function fault(draw: Draw): Fault {
  const vendor = draw.pick(names);
  const { route } = draw.pick(operationsOf(vendors[vendor].contract));
  // Some of them are refused, which is part of the soak.
  return { vendor, ...(draw.number() < 0.7 && { on: route }), times: draw.integer(1, 5), ...draw.pick(OUTCOMES) } as unknown as Fault;
}

/** One act through the controls. What the server refuses counts as refused. */
export async function meddle(cloud: RemoteCloud, draw: Draw): Promise<'done' | 'refused'> {
  const acts: readonly (() => Promise<unknown>)[] = [
    () => cloud.clock.advance(draw.integer(0, minutes(20))),
    () => cloud.clock.advance(draw.integer(0, minutes(20))),
    () => cloud.clock.next(),
    () => cloud.clock.settle(),
    () => cloud.clock.advance(1e300),
    () => cloud.play(draw.pick(scenarios)),
    () => cloud.faults.add(fault(draw)),
    () => cloud.faults.add(fault(draw)),
    () => cloud.faults.clear(),
    () => cloud.journal.all(),
    () => cloud.toLink(),
    async () => cloud.restore(await cloud.snapshot()),
    () => cloud.restore({ stuntbox: 1 } as never),
    () => cloud.reset(),
    async () => {
      const stop = await cloud.on('exchange', () => {});
      await cloud.clock.now();
      stop();
    },
  ];
  try {
    await draw.pick(acts)();
    return 'done';
  } catch (error) {
    if (error instanceof ControlError && (error.status ?? 500) < 500) return 'refused';
    throw error;
  }
}
