/** Tests of the types of clouds that listen: compiled by `npm run check`, never run. */
import { expectTypeOf } from 'expect-type';
import { createCloud, systemClock, type Clock, type ManualClock } from '../../index.ts';
import type { Listening } from '../../cloud/listen.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import { startServer } from '../../server/index.ts';

export async function run(): Promise<void> {
  // What the types say is what runs: a manual clock, unless it is given another.
  const running = await startServer({ vpsorg }, { port: 0 });
  expectTypeOf(running.cloud.clock).toEqualTypeOf<ManualClock>();
  running.cloud.play('vpsorg/out-of-credits');
  expectTypeOf(running.cloud.handlers.length).toEqualTypeOf<number>();
  const real = await startServer({ vpsorg }, { clock: systemClock() });
  expectTypeOf(real.cloud.clock).toExtend<Clock>();
  // @ts-expect-error The system's clock does not move by hand.
  real.cloud.clock.advance(1);
  // @ts-expect-error There is no such option.
  await startServer({ vpsorg }, { prot: 0 });

  const cloud = createCloud({ vpsorg });
  expectTypeOf(cloud.vendors.vpsorg).toEqualTypeOf(vpsorg);
  expectTypeOf(await cloud.listen()).toEqualTypeOf<Listening>();
  expectTypeOf((await cloud.listen({ control: {} })).control.token).toEqualTypeOf<string>();
  // @ts-expect-error There is no such option.
  await cloud.listen({ clock: systemClock() });
}
