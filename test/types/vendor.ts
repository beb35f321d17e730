/** Tests of types: a vendor that is written with `stuntbox/vendor` alone. Compiled by `npm run check`, never run. */
import { expectTypeOf } from 'expect-type';
import { createCloud } from 'stuntbox';
import {
  bearer,
  defineContract,
  json,
  minutes,
  openApiOf,
  scenarioFor,
  withScenarios,
  type Call,
  type Lifecycle,
  type Named,
  type Operations,
  type Problem,
  type ProblemKind,
  type Provider,
  type Refusals,
  type Stateful,
  type Vendor,
  type VendorOf,
} from 'stuntbox/vendor';
import { vendorChecks, type VendorCheck } from 'stuntbox/vendor/testing';

const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } } as const;
const lamp = {
  type: 'object',
  required: ['id', 'status'],
  additionalProperties: false,
  properties: { id: { type: 'integer' }, status: { enum: ['on', 'off'] } },
} as const;
const contract = defineContract({
  openapi: '3.1.0',
  info: { title: 'Lamps', version: '1' },
  servers: [{ url: 'https://lamps.test' }],
  security: [{ token: [] }],
  paths: {
    '/lamps/{id}/light': {
      post: {
        operationId: 'light',
        summary: 'Light',
        'x-source': 'assumed',
        'x-example': { path: '/lamps/1/light' },
        parameters: [id],
        responses: { '200': { description: 'The lamp.', 'x-source': 'assumed', content: { 'application/json': { schema: lamp } } } },
      },
    },
  },
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, responses: {} },
  'x-rules': [],
});
interface Lamp extends Stateful<'on' | 'off', 'light'> {
  readonly id: number;
}
interface Lamps extends Vendor {
  name: 'lamps';
  contract: Named<typeof contract>;
  tables: { servers: Lamp };
  settings: { dark: boolean };
  found: { lamp: { parameter: 'id'; table: 'servers' } };
  refuses: 'not-found' | 'locked';
}

const lifecycle: Lifecycle<'on' | 'off', 'light'> = { light: { from: ['off'], through: [['off', minutes(1)]], to: 'on' } };
const operations: Operations<Lamps> = {
  'POST /lamps/{id}/light'(call) {
    expectTypeOf(call).toExtend<Call<Lamps, 'POST /lamps/{id}/light'>>();
    expectTypeOf(call.lamp).toEqualTypeOf<Readonly<Lamp>>();
    call.begin(call.lamp, 'light');
    // @ts-expect-error a misspelt action
    call.begin(call.lamp, 'ligth');
    // @ts-expect-error a member that is missing
    call.reply(200, { id: 1 });
    return call.reply(200, { id: call.lamp.id, status: call.lamp.status });
  },
};
declare const words: Record<ProblemKind, null>;
const says = ({ message }: Problem) => ({ status: 400, body: { message } });
const refusals: Refusals<Lamps> = { ...words, 'not-found': says, locked: says };

const provider: Provider<Lamps> = {
  name: 'lamps',
  title: 'Lamps',
  contract,
  authentication: bearer(),
  routing: { slash: 'optional', head: true },
  wire: json({ type: 'application/json', other: 'refused' }),
  refusals,
  tables: { servers: { key: 'id', indexes: ['status'], lifecycle } },
  found: { lamp: { parameter: 'id', table: 'servers' } },
  settings: { dark: false },
  fresh: () => ({ tables: { servers: [{ id: 1, status: 'off', task: null }] }, counters: {} }),
  operations,
};
// @ts-expect-error a key that is no member of the record
void ({ ...provider, tables: { servers: { key: 'serial', lifecycle } } } satisfies Provider<Lamps>);
// @ts-expect-error a setting that is missing
void ({ ...provider, settings: {} } satisfies Provider<Lamps>);
// @ts-expect-error a fresh account with a status that there is not
void ({ ...provider, fresh: () => ({ tables: { servers: [{ id: 1, status: 'dim', task: null }] }, counters: {} }) } satisfies Provider<Lamps>);

const dark = scenarioFor<Lamps>()({ name: 'lamps/dark', description: 'It is dark.', play: ({ lamps: { settings } }) => void (settings.dark = true) });
const lamps = withScenarios(provider, { dark });
expectTypeOf<VendorOf<typeof lamps>>().toEqualTypeOf<Lamps>();
expectTypeOf(openApiOf(lamps)).toEqualTypeOf<object>();

const cloud = createCloud({ lamps });
expectTypeOf(cloud.lamps.servers.get(1)).toEqualTypeOf<Readonly<Lamp>>();
cloud.play('lamps/dark');
// @ts-expect-error a misspelt scenario
cloud.play('lamps/drak');
cloud.faults.add({ vendor: 'lamps', on: 'POST /lamps/{id}/light', outcome: 'refused', kind: 'locked' });
// @ts-expect-error a refusal that the vendor cannot say
cloud.faults.add({ vendor: 'lamps', outcome: 'refused', kind: 'full' });

expectTypeOf(vendorChecks(lamps)).toEqualTypeOf<VendorCheck[]>();
vendorChecks(lamps, {
  headers: { authorization: 'Bearer token' },
  runs: 10,
  seed: 1,
  examples: [
    {
      heading: 'Light',
      request: { method: 'POST', path: '/lamps/1/light' },
      status: 200,
      before({ lamps: { servers } }) {
        expectTypeOf(servers.get(1)).toEqualTypeOf<Readonly<Lamp>>();
      },
    },
  ],
});
// @ts-expect-error an option that there is not
vendorChecks(lamps, { run: 10 });
