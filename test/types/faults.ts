/** Tests of the types of faults: compiled by `npm run check`, never run. */
import { expectTypeOf } from 'expect-type';
import { puregpu } from '../../handlers/puregpu/index.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import { createCloud, type Outcome } from '../../index.ts';
import { share } from '../../model/member.ts';
import type { At, Definition, OutcomeName, Stage } from '../../model/outcome.ts';
import { OUTCOMES } from '../../model/outcomes.ts';

// Every outcome has a stage, and a row in the table.
expectTypeOf<At<Stage>>().toEqualTypeOf<OutcomeName>();
expectTypeOf<keyof typeof OUTCOMES>().toEqualTypeOf<OutcomeName>();
const { stuck: _, ...others } = OUTCOMES;
// @ts-expect-error A table without one of the outcomes.
void (others satisfies typeof OUTCOMES);
// An outcome without a stage has no row that would do.
expectTypeOf<{ [O in OutcomeName]: Definition<O> extends never ? O : never }[OutcomeName]>().toBeNever();

const row: Definition<'stuck'> = OUTCOMES.stuck;
void ({ ...row, needs: { at: share } } satisfies Definition<'stuck'>);
// @ts-expect-error The check of a member is missing.
void ({ ...row, needs: {} } satisfies Definition<'stuck'>);
// @ts-expect-error It is struck at another stage.
void ({ ...row, stage: 'body' } satisfies Definition<'stuck'>);
// @ts-expect-error What it does to the task is missing.
void ({ ...row, departs: undefined } satisfies Definition<'stuck'>);
// @ts-expect-error A number is checked as a number.
void ({ ...OUTCOMES.settles, needs: { in: share } } satisfies Definition<'settles'>);

const { faults } = createCloud({ vpsorg, puregpu });
faults.sequence('vpsorg', 'GET /servers/', ['network-error', { outcome: 'refused', kind: 'unavailable' }, 'ok']);
faults.sequence('puregpu', 'POST /server/{serviceId}/rebuild', [{ outcome: 'stuck', at: 0.5 }, 'done-twice', 'wrong-type']);
// @ts-expect-error An operation of another vendor.
faults.sequence('puregpu', 'GET /servers/', ['network-error']);
// @ts-expect-error A vendor that this cloud does not have.
faults.sequence('drone', 'GET /servers/', ['network-error']);
// @ts-expect-error A misspelt outcome.
faults.sequence('vpsorg', 'GET /servers/', ['answerlost']);
// @ts-expect-error An outcome that needs members.
faults.sequence('vpsorg', 'GET /servers/', ['refused']);
// @ts-expect-error A refusal that PureGPU cannot say.
faults.sequence('puregpu', 'GET /services', [{ outcome: 'refused', kind: 'payment-required' }]);
// @ts-expect-error Each of a sequence strikes once.
faults.sequence('vpsorg', 'GET /servers/', [{ outcome: 'network-error', times: 2 }]);
// @ts-expect-error A status of PureGPU's.
faults.add({ vendor: 'vpsorg', outcome: 'settles', in: 'running' });
for (const fault of faults.all()) expectTypeOf(fault.vendor).toEqualTypeOf<'vpsorg' | 'puregpu'>();
expectTypeOf<Extract<Outcome, { outcome: 'stuck' }>>().toEqualTypeOf<{ readonly outcome: 'stuck'; readonly at: number }>();
