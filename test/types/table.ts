/** Tests of the types of the tables of states: compiled by `npm run check`, never run. */
import { expectTypeOf } from 'expect-type';
import { puregpu } from '../../handlers/puregpu/index.ts';
import { vpsorg, type VpsOrg } from '../../handlers/vpsorg/index.ts';
import { stateTable, type StateTableAnswer, type StateTableRow } from '../../index.ts';
import type { AnyProvider } from '../../vendor/provider.ts';

// A row speaks in the vendor's words.
const [row] = stateTable(vpsorg);
expectTypeOf(row).toEqualTypeOf<StateTableRow<VpsOrg> | undefined>();
type Row = StateTableRow<VpsOrg>;
expectTypeOf<Row['status']>().toEqualTypeOf<'provisioning' | 'active' | 'starting' | 'stopping' | 'stopped' | 'rebooting' | 'restoring' | 'suspended'>();
expectTypeOf<Row['action']>().toEqualTypeOf<'provision' | 'start' | 'stop' | 'reboot' | 'restore' | 'suspend' | 'unsuspend' | 'update' | 'delete'>();
expectTypeOf<Row['busy']>().toEqualTypeOf<Row['action'] | null>();
expectTypeOf<'POST /servers/{server_id}/start/'>().toExtend<Row['operation']>();
expectTypeOf<Row['answer']>().toEqualTypeOf<StateTableAnswer>();

// @ts-expect-error No server of PureGPU's is active.
stateTable(puregpu).filter(({ status }) => status === 'active');
// @ts-expect-error PureGPU reboots nothing.
stateTable(puregpu).filter(({ action }) => action === 'reboot');
// @ts-expect-error No operation of VPS.org's has this path.
stateTable(vpsorg).filter(({ operation }) => operation === 'POST /servers/{server_id}/launch/');

// Of a vendor that is not known, the words are any text.
declare const provider: AnyProvider;
const rows: StateTableRow[] = stateTable(provider);
expectTypeOf(rows).toEqualTypeOf<StateTableRow[]>();
expectTypeOf<StateTableRow['status']>().toEqualTypeOf<string>();
expectTypeOf<StateTableRow['busy']>().toEqualTypeOf<string | null>();
