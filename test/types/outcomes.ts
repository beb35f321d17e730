/** Tests of the types of the outcomes: compiled by `npm run check`, never run. */
import { jest, test } from '@jest/globals';
import { expectTypeOf } from 'expect-type';
import { setupServer } from 'msw/node';
import { test as nodeTest } from 'node:test';
import { puregpu } from '../../handlers/puregpu/index.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import {
  cloudWith,
  forEachOutcome,
  liveClock,
  outcomesOf,
  testEachOutcome,
  type LiveClock,
  timersClock,
  type ManualClock,
  type OperationOutcome,
  type TimersClock,
} from '../../index.ts';

// The cloud is that of the vendor, and speaks in its words.
const ran = forEachOutcome(vpsorg, 'POST /servers/', ({ cloud, outcome }) => {
  expectTypeOf(cloud.clock).toEqualTypeOf<ManualClock>();
  expectTypeOf(cloud.vpsorg.settings.credits).toEqualTypeOf<number>();
  expectTypeOf(outcome).toEqualTypeOf<OperationOutcome<typeof vpsorg>>();
  void (outcome.name === 'refused: payment-required');
  // @ts-expect-error A vendor that this cloud does not have.
  void cloud.puregpu;
  // @ts-expect-error VPS.org never says that there is no room.
  void (outcome.name === 'refused: full');
  // @ts-expect-error There is no such outcome.
  void (outcome.name === 'done thrice');
});
expectTypeOf(ran).toEqualTypeOf<Promise<OperationOutcome<typeof vpsorg>[]>>();

// @ts-expect-error An operation of another vendor.
void forEachOutcome(puregpu, 'POST /servers/', () => {});
// @ts-expect-error A misspelt operation.
void outcomesOf(vpsorg, 'POST /server/');
void forEachOutcome(vpsorg, 'POST /servers/', () => {}, { times: 2, include: ['hangs'], cloud: { settings: { vpsorg: { credits: 1 } } } });
// @ts-expect-error A setting that there is not.
void forEachOutcome(vpsorg, 'POST /servers/', () => {}, { cloud: { settings: { vpsorg: { credit: 1 } } } });
void forEachOutcome(vpsorg, 'POST /servers/', ({ cloud }) => expectTypeOf(cloud.clock).toEqualTypeOf<LiveClock>(), { cloud: () => ({ clock: liveClock() }) });
testEachOutcome(test, vpsorg, 'POST /servers/', ({ cloud }) => expectTypeOf(cloud.clock).toEqualTypeOf<TimersClock>(), {
  network: setupServer(),
  cloud: () => ({ clock: timersClock(jest) }),
});
expectTypeOf(testEachOutcome(test, vpsorg, 'POST /servers/', () => {})).toEqualTypeOf<void[]>();
expectTypeOf(
  testEachOutcome(
    (name, run) => nodeTest(name, run),
    vpsorg,
    'POST /servers/',
    () => {},
  ),
).toEqualTypeOf<Promise<void>[]>();
// @ts-expect-error A misspelt operation.
testEachOutcome(test, vpsorg, 'POST /server/', () => {});
// @ts-expect-error A clock would be shared by all clouds.
void forEachOutcome(vpsorg, 'POST /servers/', () => {}, { cloud: { clock: undefined } });
// @ts-expect-error Only two are left out by default.
void outcomesOf(vpsorg, 'POST /servers/', { include: ['answer lost'] });

for (const outcome of outcomesOf(vpsorg, 'POST /servers/')) {
  const cloud = cloudWith(vpsorg, outcome);
  if (outcome.fault) cloud.faults.add(outcome.fault);
  expectTypeOf(cloud.vpsorg.servers.get(1).ip_address).toEqualTypeOf<string | null>();
  // @ts-expect-error An outcome of another vendor.
  cloudWith(puregpu, outcome);
}
