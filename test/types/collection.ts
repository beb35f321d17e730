/** Tests of the types of tables: compiled by `npm run check`, never run. */
import { expectTypeOf } from 'expect-type';
import { createCloud } from '../../index.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import type { TableDefinition } from '../../vendor/provider.ts';

const { servers, plans } = createCloud({ vpsorg }).vpsorg;

// Values of members, with whatever is optional in a query.
declare const query: { readonly status?: 'active' | 'stopped'; readonly location?: string };
expectTypeOf(servers.filter(query)[0]?.plan_id).toEqualTypeOf<number | undefined>();
expectTypeOf(servers.find({ status: 'active', location: 'us-west' })?.name).toEqualTypeOf<string | undefined>();
expectTypeOf(servers.filter(({ status }) => status === 'active')[0]?.id).toEqualTypeOf<number | undefined>();
servers.filter({});

// A parameter that is no member of the record: nothing would match it.
declare const foreign: { readonly status?: 'active'; readonly page?: number };
// @ts-expect-error No server has a page.
servers.filter(foreign);
// @ts-expect-error No server has a page.
servers.find(foreign);
// @ts-expect-error Not one of its members is a server's.
servers.filter({ page: 1 });
// @ts-expect-error A status that there is not.
servers.filter({ status: 'activ' });
// @ts-expect-error The id is a number.
plans.find({ id: '1' });

// @ts-expect-error Records are read-only.
servers.get(1).status = 'stopped';
// @ts-expect-error A member that there is not.
servers.update(servers.get(1), { stauts: 'stopped' });

// References lead from members of the record into tables of the vendor.
type Server = { id: number; plan_id: number };
const definition: TableDefinition<Server, 'servers' | 'plans'> = { key: 'id', references: { plan_id: 'plans' } };
void definition;
// @ts-expect-error A table that there is not.
const elsewhere: TableDefinition<Server, 'servers' | 'plans'> = { key: 'id', references: { plan_id: 'planes' } };
void elsewhere;
// @ts-expect-error A member that there is not.
const nowhere: TableDefinition<Server, 'servers' | 'plans'> = { key: 'id', references: { plan: 'plans' } };
void nowhere;
