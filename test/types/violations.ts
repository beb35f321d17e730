/** Tests of the types of violations: compiled by `npm run check`, never run. */
import { expectTypeOf } from 'expect-type';
import { evotic } from '../../handlers/evotic/index.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import { createCloud, type Exchange, type ProblemKind, type Violation } from '../../index.ts';

const cloud = createCloud({ vpsorg, evotic }, { violations: 'throw' });
cloud.violations.expect('POST /servers/', 'body.plan_id');
cloud.violations.expect('POST /servers', 'body.os_id');
cloud.violations.expect(null, 'path');
// @ts-expect-error No vendor of this cloud has the operation.
cloud.violations.expect('POST /server/', 'body.plan_id');
// @ts-expect-error No such report.
createCloud({ vpsorg }, { violations: 'thrown' });

expectTypeOf<Exchange['violations']>().toEqualTypeOf<readonly Violation[]>();
expectTypeOf<Exchange['refused']>().toEqualTypeOf<ProblemKind | null>();
