/**
 * Tests of types: compiled by `npm run check`, never run. Each `@ts-expect-error` is a mistake that must not compile;
 * when it does, the compiler says that the directive is not used.
 */
import type { Vendor } from '../../vendor/vendor.ts';
import { expectTypeOf } from 'expect-type';
import {
  createCloud,
  manualClock,
  scenarioFor,
  steppingClock,
  systemClock,
  withScenarios,
  type Clock,
  type ManualClock,
  type RunningClock,
} from '../../index.ts';
import { defineContract, type Named, type Route } from '../../vendor/contract.ts';
import type { BodyOf, PathOf, QueryOf, ReplyOf, StatusesOf } from '../../vendor/inference.ts';
import type { Operations } from '../../vendor/operation.ts';
import type { Provider, Refusals } from '../../vendor/provider.ts';
import type { Lifecycle, Stateful } from '../../model/lifecycle.ts';
import type { ProblemKind } from '../../model/problem.ts';
import { puregpu } from '../../handlers/puregpu/index.ts';
import { vpsorg, type VpsOrg } from '../../handlers/vpsorg/index.ts';

const contract = defineContract({
  openapi: '3.1.0',
  info: { title: 'A', version: '1' },
  servers: [{ url: 'https://a.test' }],
  security: [],
  paths: {
    '/machines/{id}': {
      get: {
        operationId: 'get',
        summary: '',
        'x-source': 'assumed',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
          { name: 'full', in: 'query', schema: { type: 'boolean' } },
          { name: 'zone', in: 'query', required: true, schema: { enum: ['a', 'b'] } },
        ],
        responses: {
          '200': {
            description: '',
            'x-source': 'assumed',
            content: {
              'application/json': {
                schema: { type: 'object', required: ['id'], additionalProperties: false, properties: { id: { type: 'integer' }, note: { type: 'string' } } },
              },
            },
          },
          '204': { description: '', 'x-source': 'assumed' },
        },
      },
      patch: {
        operationId: 'patch',
        summary: '',
        'x-source': 'assumed',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        requestBody: {
          content: {
            'application/json': { schema: { type: 'object', required: ['name'], additionalProperties: false, properties: { name: { type: 'string' } } } },
          },
        },
        responses: {
          '200': {
            description: '',
            'x-source': 'assumed',
            content: {
              'application/json': { schema: { type: 'object', required: ['id'], additionalProperties: false, properties: { id: { type: 'integer' } } } },
            },
          },
        },
      },
    },
  },
  components: { securitySchemes: {}, responses: {} },
  'x-rules': [],
});
interface AContract extends Named<typeof contract> {}
interface Machine extends Stateful<'on' | 'off', 'start' | 'stop'> {
  readonly id: number;
}
interface A extends Vendor {
  name: 'a';
  contract: AContract;
  tables: { servers: Machine };
  settings: { money: number };
  found: { machine: { parameter: 'id'; table: 'servers' } };
  refuses: 'not-found' | 'locked';
}
type Get = 'GET /machines/{id}';
type Patch = 'PATCH /machines/{id}';

// What the document yields.
expectTypeOf<Route<AContract>>().toEqualTypeOf<Get | Patch>();
expectTypeOf<PathOf<AContract, Get>>().toEqualTypeOf<{ id: number }>();
expectTypeOf<QueryOf<AContract, Get>['zone']>().toEqualTypeOf<'a' | 'b'>();
expectTypeOf<QueryOf<AContract, Get>['full']>().toEqualTypeOf<boolean | undefined>();
expectTypeOf<BodyOf<AContract, Get>>().toEqualTypeOf<undefined>();
expectTypeOf<BodyOf<AContract, Patch>>().toEqualTypeOf<{ name: string }>();
expectTypeOf<StatusesOf<AContract, Get>>().toEqualTypeOf<200 | 204>();
expectTypeOf<ReplyOf<AContract, Get, 204>>().toEqualTypeOf<undefined>();

const whole: Operations<A> = {
  'GET /machines/{id}'({ machine, begin, reply }) {
    expectTypeOf(machine).toEqualTypeOf<Readonly<Machine>>();
    begin(machine, 'start');
    // @ts-expect-error a misspelt action
    begin(machine, 'strat');
    // @ts-expect-error a status that is not documented for this operation
    reply(404, { id: 1 });
    // @ts-expect-error a member that is missing
    reply(200, {});
    // @ts-expect-error a misspelt member
    reply(200, { id: 1, nota: 'x' });
    // @ts-expect-error a member of the wrong type
    reply(200, { id: '1' });
    // @ts-expect-error a body where none is documented
    reply(204, { id: 1 });
    // @ts-expect-error a record is changed through its table only
    machine.status = 'on';
    return reply(200, { id: machine.id, note: 'x' });
  },
  'PATCH /machines/{id}'({ body, settings, servers, machine, reply }) {
    expectTypeOf(body).toEqualTypeOf<{ name: string }>();
    expectTypeOf(settings.money).toEqualTypeOf<number>();
    // @ts-expect-error a misspelt member of the body
    void body.nme;
    // @ts-expect-error a status that there is not
    servers.update(machine, { status: 'warm' });
    return reply(200, { id: 1 });
  },
};
void whole;

// @ts-expect-error an operation that is missing
const missing: Operations<A> = { 'GET /machines/{id}': ({ reply }) => reply(204, undefined) };
void missing;

const more: Operations<A> = {
  ...whole,
  // @ts-expect-error an operation that is not in the contract
  'DELETE /machines/{id}': ({ reply }) => reply(204, undefined),
};
void more;

const made: Operations<A> = {
  ...whole,
  // @ts-expect-error a reply is not made by hand: it must be a status and a body
  'GET /machines/{id}': () => ({ code: 200 }),
};
void made;

// A refusal for each kind that the vendor has, and null for each that it has not.
declare const words: Record<ProblemKind, null>;
const say = () => ({ status: 404, body: null });
const refusals: Refusals<A> = { ...words, 'not-found': say, locked: say };
void refusals;
// @ts-expect-error a kind that it has, without words
const speechless: Refusals<A> = { ...words, 'not-found': say };
void speechless;
// @ts-expect-error a kind that it has not, with words
const talkative: Refusals<A> = { ...words, 'not-found': say, locked: say, forbidden: say };
void talkative;

// The timetable has a row for each action, from and to statuses that there are.
const table: Lifecycle<'on' | 'off', 'start' | 'stop'> = { start: { from: ['off'], through: [[null, 1]], to: 'on' }, stop: { from: ['on'], to: 'off' } };
void table;
// @ts-expect-error a row that is missing
const gap: Lifecycle<'on' | 'off', 'start' | 'stop'> = { start: { from: ['off'], to: 'on' } };
void gap;
// @ts-expect-error a status that there is not
const lost: Lifecycle<'on' | 'off', 'start'> = { start: { from: ['off'], to: 'gone' } };
void lost;

// What a user sees.
const cloud = createCloud({ vpsorg, puregpu });
expectTypeOf(cloud.clock).toEqualTypeOf<ManualClock>();
expectTypeOf(createCloud({ vpsorg }, { clock: systemClock() }).clock).toEqualTypeOf<RunningClock>();
expectTypeOf(createCloud({ vpsorg }, { clock: steppingClock(1) }).clock).toEqualTypeOf<ManualClock>();
expectTypeOf(cloud.vpsorg.settings.credits).toEqualTypeOf<number>();
expectTypeOf(cloud.vpsorg.servers.get(1).ip_address).toEqualTypeOf<string | null>();
expectTypeOf(cloud.puregpu.servers.get(1).bootOrder).toEqualTypeOf<'cda' | 'dca'>();
cloud.vpsorg.begin(cloud.vpsorg.servers.get(1), 'reboot');
// @ts-expect-error an action of another vendor
cloud.vpsorg.begin(cloud.vpsorg.servers.get(1), 'rebuild');
// @ts-expect-error a vendor that this cloud does not have
void createCloud({ vpsorg }).puregpu;
cloud.play('puregpu/backup-lock');
cloud.play(vpsorg.scenarios.outOfCredits);
// @ts-expect-error a misspelt scenario
cloud.play('vpsorg/out-of-credit');
// @ts-expect-error a scenario of a vendor that this cloud does not have
createCloud({ vpsorg }).play('puregpu/backup-lock');
cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', outcome: 'refused', kind: 'payment-required' });
// @ts-expect-error an operation of another vendor
cloud.faults.add({ vendor: 'puregpu', on: 'POST /servers/', outcome: 'network-error' });
// @ts-expect-error a refusal that PureGPU cannot say
cloud.faults.add({ vendor: 'puregpu', outcome: 'refused', kind: 'payment-required' });
// @ts-expect-error a setting that there is not
createCloud({ vpsorg }, { settings: { vpsorg: { credit: 1 } } });
// @ts-expect-error an option of a vendor that this cloud does not have
createCloud({ vpsorg }, { origins: { puregpu: '/x' } });
// @ts-expect-error evidence that there is not
createCloud({ vpsorg }, { strict: 'guessed' });
void manualClock('2025-01-01');

scenarioFor<VpsOrg>()({ name: 'vpsorg/mine', description: 'Mine.', play: ({ vpsorg: account }) => account.servers.clear() });
// @ts-expect-error a scenario's name begins with its vendor's
scenarioFor<VpsOrg>()({ name: 'mine', description: 'Mine.', play() {} });
// @ts-expect-error a scenario has only its own vendor's account
scenarioFor<VpsOrg>()({ name: 'vpsorg/other', description: 'Mine.', play: ({ puregpu: account }) => void account });

const mine = withScenarios(vpsorg, { empty: scenarioFor<VpsOrg>()({ name: 'vpsorg/mine', description: 'Mine.', play() {} }) });
createCloud({ vpsorg: mine }).play('vpsorg/mine');
createCloud({ vpsorg: mine }).play('vpsorg/out-of-credits');
expectTypeOf(createCloud({ vpsorg: mine }).vpsorg.settings.credits).toEqualTypeOf<number>();
// @ts-expect-error a scenario that nobody registered
createCloud({ vpsorg }).play('vpsorg/mine');

expectTypeOf<typeof vpsorg>().toExtend<Provider<VpsOrg>>();

// A clock says what it can do by its type.
declare const someClock: Clock;
// @ts-expect-error perhaps it moves by itself
someClock.advance(1);
if (someClock.movable) someClock.advance(1);
// @ts-expect-error a system clock moves by itself
createCloud({ vpsorg }, { clock: systemClock() }).clock.advance(1);
