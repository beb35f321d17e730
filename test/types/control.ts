/** Tests of the types of the controls: compiled by `npm run check`, never run. */
import { expectTypeOf } from 'expect-type';
import { connect, type ServerState } from '../../control/client/index.ts';
import type { Call, ControlOperations } from '../../control/operations.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import type { Server } from '../../handlers/vpsorg/server.ts';
import type { Exchange } from '../../index.ts';

export async function run(): Promise<void> {
  const cloud = await connect({ url: '', token: '', vendors: { vpsorg } });
  expectTypeOf(await cloud.vpsorg.servers.get(12345)).toEqualTypeOf<Server>();
  expectTypeOf(await cloud.vpsorg.state(12345)).toEqualTypeOf<ServerState<Server>>();
  expectTypeOf((await cloud.vpsorg.settings.all()).credits).toEqualTypeOf<number>();
  expectTypeOf(await cloud.journal.next('POST /servers/', { count: 3 })).toEqualTypeOf<Exchange>();
  await cloud.vpsorg.servers.update(12345, { name: 'a' });
  await cloud.play('vpsorg/out-of-credits');
  await cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', outcome: 'refused', kind: 'unavailable' });
  await cloud.faults.sequence('vpsorg', 'GET /servers/', ['ok', 'network-error']);
  // @ts-expect-error There is no such member.
  await cloud.vpsorg.servers.update(12345, { nmae: 'a' });
  // @ts-expect-error There is no such scenario.
  await cloud.play('vpsorg/out-of-credit');
  // @ts-expect-error There is no such operation.
  await cloud.faults.add({ vendor: 'vpsorg', on: 'POST /server/', outcome: 'network-error' });
  // @ts-expect-error A new record needs all of its members.
  await cloud.vpsorg.servers.add({ id: 1 });
  // @ts-expect-error There is no such event.
  await cloud.on('exchnge', () => {});

  // The types alone do, too.
  const typed = await connect<{ vpsorg: typeof vpsorg }>({ url: '', token: '' });
  expectTypeOf((await typed.vpsorg.servers.get(1)).location).toEqualTypeOf<string>();
  // Without vendors, any name may be one.
  const any = await connect({ url: '', token: '' });
  await any.play('acme/halted');
  await any.clock.advance('3m');
}

/** The contract holds the operations of the controls. */
export function held(call: Call<'POST /clouds/{cloud}/clock/speed'>): void {
  expectTypeOf(call.body.speed).toEqualTypeOf<number>();
  expectTypeOf(call.path.cloud).toEqualTypeOf<string>();
  const good = { kind: 'manual', now: 0, at: '', movable: true, speed: null, paused: false, nextChange: null, began: 0 };
  const answering: Pick<ControlOperations, 'GET /clouds/{cloud}/clock'> = { 'GET /clouds/{cloud}/clock': () => good };
  // @ts-expect-error A reply that is not as documented does not compile.
  const wrong: Pick<ControlOperations, 'GET /clouds/{cloud}/clock'> = { 'GET /clouds/{cloud}/clock': () => ({ ...good, now: 'soon' }) };
  // @ts-expect-error Nor does one that lacks a member.
  const lacking: Pick<ControlOperations, 'GET /clouds/{cloud}/clock'> = { 'GET /clouds/{cloud}/clock': () => ({ kind: 'manual' }) };
  // @ts-expect-error An operation that is missing does not compile.
  const missing: ControlOperations = { ...answering };
  void [answering, wrong, lacking, missing];
}
