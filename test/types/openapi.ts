/** The schemas of the documents as types are those that the compiler reads from the contracts. */
import { expectTypeOf } from 'expect-type';
import type { Contract } from '../../handlers/vpsorg/contract.ts';
import type { CreateServer } from '../../openapi/evotic.d.ts';
import type { ActionResult, Plan, Server } from '../../openapi/vpsorg.d.ts';
import type { BodyOf, ReplyOf } from '../../vendor/inference.ts';
import type { Contract as EvoticContract } from '../../handlers/evotic/contract.ts';

expectTypeOf<ReplyOf<Contract, 'GET /servers/{server_id}/', 200>>().toExtend<Server>();
expectTypeOf<Server>().toExtend<ReplyOf<Contract, 'GET /servers/{server_id}/', 200>>();
expectTypeOf<Server['status']>().toEqualTypeOf<'provisioning' | 'active' | 'starting' | 'stopping' | 'stopped' | 'rebooting' | 'restoring' | 'suspended'>();
expectTypeOf<ActionResult['server']['id']>().toEqualTypeOf<number>();
expectTypeOf<Plan['price_monthly']>().toEqualTypeOf<number>();
expectTypeOf<CreateServer>().toExtend<BodyOf<EvoticContract, 'POST /servers'>>();
