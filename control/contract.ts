/** The contract of the controls: `npm run generate` exports it as openapi/control.json. */
import type { Named, Route, Schemas } from '../vendor/contract.ts';
import { defineControls } from './document.ts';
import {
  account,
  clock,
  cloud,
  countedFault,
  exchange,
  fault,
  faultChoices,
  link,
  newCloud,
  problem,
  record,
  scenario,
  sequence,
  server,
  settings,
  snapshot,
  violation,
} from './schemas.ts';

const inCloud = {
  name: 'cloud',
  in: 'path',
  required: true,
  description: 'The name of the cloud: `default`, or that of a caller.',
  schema: { type: 'string' },
} as const;
const atVendor = { name: 'vendor', in: 'path', required: true, description: 'A vendor of the cloud: `vpsorg`.', schema: { type: 'string' } } as const;
const ofTable = { name: 'table', in: 'path', required: true, description: 'A table of the account: `servers`.', schema: { type: 'string' } } as const;
const byKey = { name: 'key', in: 'path', required: true, description: 'The key of a record: `12345`.', schema: { type: 'string' } } as const;
const limit = {
  name: 'limit',
  in: 'query',
  description: 'The most that are listed.',
  schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
} as const;
/** What a server accepts takes a while to tell: fewer of them in one reply. */
const fewer = { ...limit, schema: { type: 'integer', minimum: 1, maximum: 100, default: 100 } } as const;
const offset = { name: 'offset', in: 'query', description: 'How many are skipped.', schema: { type: 'integer', minimum: 0, default: 0 } } as const;
const operation = {
  name: 'operation',
  in: 'query',
  description: 'Only exchanges of this operation, such as `POST /servers/`.',
  schema: { type: 'string' },
} as const;
const since = { name: 'since', in: 'query', description: 'Only exchanges with a greater number.', schema: { type: 'integer', minimum: 0 } } as const;

const last = {
  name: 'last',
  in: 'query',
  description: 'Only so many of the latest exchanges.',
  schema: { type: 'integer', minimum: 1, maximum: 1000 },
} as const;
const at = {
  name: 'at',
  in: 'query',
  description:
    'The servers as they were or will be at an instant, in milliseconds since the epoch, if nobody asks anything until then. The cloud does not move. By default, as they are.',
  schema: { type: 'integer', minimum: 0 },
} as const;

const none = { type: 'object', additionalProperties: false } as const;
const total = { type: 'integer', minimum: 0, description: 'How many there are in total.' } as const;

/** A JSON body. */
const json = <const S extends object>(schema: S) => ({ 'application/json': { schema } }) as const;
/** A reply with a JSON body. */
const gives = <const S extends object>(description: string, schema: S) => ({ description, content: json(schema) }) as const;
const refused = (description: string) => ({ description, content: { 'application/problem+json': { schema: problem } } });

const clockReply = { '200': gives('The clock after it.', clock) } as const;

export const contract = defineControls({
  openapi: '3.1.0',
  info: {
    title: 'The controls of stuntbox',
    version: '1',
    description:
      'Time, scenarios, faults, accounts, the journal and snapshots of a running stuntbox, for tests in any language. They are on a port of their own, off unless asked for, and each request needs the token that the server was started with.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: 'http://127.0.0.1:4011', description: 'stuntbox serve --control-port 4011' }],
  security: [{ token: [] }],
  tags: [
    { name: 'Clouds', description: 'The clouds that the server holds.' },
    { name: 'Clock', description: 'The time of a cloud.' },
    { name: 'Scenarios', description: 'Situations to play.' },
    { name: 'Faults', description: 'What goes wrong, and where.' },
    { name: 'Accounts', description: 'The records and settings at each vendor.' },
    { name: 'Journal', description: 'The requests and replies so far, and what was wrong with them.' },
    { name: 'State', description: 'Save, restore, reset or share a whole cloud.' },
  ],
  paths: {
    '/openapi.json': {
      get: {
        operationId: 'getOpenApi',
        summary: 'Returns this document.',
        tags: ['Clouds'],
        responses: { '200': gives('The OpenAPI document of the controls.', { type: 'object' }) },
      },
    },
    '/clouds': {
      get: {
        operationId: 'listClouds',
        summary: 'Lists the clouds.',
        tags: ['Clouds'],
        responses: {
          '200': gives('The clouds.', {
            type: 'object',
            required: ['clouds'],
            properties: {
              clouds: { type: 'array', items: cloud },
              resting: {
                type: 'array',
                items: { type: 'string' },
                description: 'The names of those that rest in the store: the next request opens them.',
              },
            },
          }),
        },
      },
      post: {
        operationId: 'createCloud',
        summary: 'Creates a cloud.',
        description: 'What is not given is as the server was started. It is created whole, or not at all.',
        tags: ['Clouds'],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: newCloud, example: { name: 'job-42', clock: 'manual', scenarios: ['vpsorg/out-of-credits'] } } },
        },
        responses: { '201': gives('The cloud.', cloud), '503': refused('There are too many clouds, or the store cannot be reached.') },
        'x-largest-body': 268_435_456,
      },
    },
    '/clouds/{cloud}': {
      get: {
        operationId: 'getCloud',
        summary: 'Returns a cloud: its vendors, its seed and its clock.',
        tags: ['Clouds'],
        parameters: [inCloud],
        responses: { '200': gives('The cloud.', cloud) },
      },
      delete: {
        operationId: 'deleteCloud',
        summary: 'Deletes a cloud, also from the store. Whoever watches it or waits for it is told.',
        tags: ['Clouds'],
        parameters: [inCloud],
        responses: {
          '200': gives('The cloud that was deleted.', { type: 'object', required: ['deleted'], properties: { deleted: { type: 'string' } } }),
        },
      },
    },
    '/clouds/{cloud}/clock': {
      get: { operationId: 'getClock', summary: 'Returns the clock.', tags: ['Clock'], parameters: [inCloud], responses: { '200': gives('The clock.', clock) } },
    },
    '/clouds/{cloud}/clock/advance': {
      post: {
        operationId: 'advanceClock',
        summary: 'Moves time forward.',
        description: 'Give `ms` or `by`. Everything that is due by then happens, and replies that wait for it are sent.',
        tags: ['Clock'],
        parameters: [inCloud],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                additionalProperties: false,
                properties: {
                  ms: { type: 'number', minimum: 0, description: 'How far, in milliseconds.' },
                  by: { type: 'string', description: 'How far, in words: `3m`, `1h30m`, `500ms`. The units are ms, s, m, h and d.' },
                },
              },
              example: { by: '3m' },
            },
          },
        },
        responses: clockReply,
      },
    },
    '/clouds/{cloud}/clock/next': {
      post: {
        operationId: 'moveToNextChange',
        summary: 'Moves time to the next change.',
        description: 'Does not move when nothing will change.',
        tags: ['Clock'],
        parameters: [inCloud],
        requestBody: { content: json(none) },
        responses: clockReply,
      },
    },
    '/clouds/{cloud}/clock/settle': {
      post: {
        operationId: 'settleClock',
        summary: 'Moves time until no task is running.',
        tags: ['Clock'],
        parameters: [inCloud],
        requestBody: { content: json(none) },
        responses: clockReply,
      },
    },
    '/clouds/{cloud}/clock/speed': {
      post: {
        operationId: 'setSpeed',
        summary: 'Sets how many times faster than real time the clock runs.',
        tags: ['Clock'],
        parameters: [inCloud],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { type: 'object', required: ['speed'], additionalProperties: false, properties: { speed: { type: 'number', exclusiveMinimum: 0 } } },
              example: { speed: 60 },
            },
          },
        },
        responses: clockReply,
      },
    },
    '/clouds/{cloud}/clock/pause': {
      post: {
        operationId: 'pauseClock',
        summary: 'Stops a running clock; it can still be moved.',
        tags: ['Clock'],
        parameters: [inCloud],
        requestBody: { content: json(none) },
        responses: clockReply,
      },
    },
    '/clouds/{cloud}/clock/resume': {
      post: {
        operationId: 'resumeClock',
        summary: 'Lets a paused clock run on from where it stands.',
        tags: ['Clock'],
        parameters: [inCloud],
        requestBody: { content: json(none) },
        responses: clockReply,
      },
    },
    '/clouds/{cloud}/scenarios': {
      get: {
        operationId: 'listScenarios',
        summary: 'Lists the scenarios with their descriptions.',
        tags: ['Scenarios'],
        parameters: [inCloud],
        responses: {
          '200': gives('The scenarios.', { type: 'object', required: ['scenarios'], properties: { scenarios: { type: 'array', items: scenario } } }),
        },
      },
    },
    '/clouds/{cloud}/scenarios/play': {
      post: {
        operationId: 'playScenario',
        summary: 'Plays a scenario.',
        tags: ['Scenarios'],
        parameters: [inCloud],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { type: 'object', required: ['scenario'], additionalProperties: false, properties: { scenario: { type: 'string' } } },
              example: { scenario: 'vpsorg/out-of-credits' },
            },
          },
        },
        responses: { '200': gives('The scenario that was played.', scenario) },
      },
    },
    '/clouds/{cloud}/faults': {
      get: {
        operationId: 'listFaults',
        summary: 'Lists the faults that can still strike.',
        tags: ['Faults'],
        parameters: [inCloud],
        responses: { '200': gives('The faults.', { type: 'object', required: ['faults'], properties: { faults: { type: 'array', items: countedFault } } }) },
      },
      post: {
        operationId: 'addFault',
        summary: 'Adds a fault or a sequence of faults.',
        tags: ['Faults'],
        parameters: [inCloud],
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: { anyOf: [fault, sequence] }, example: { vendor: 'vpsorg', on: 'POST /servers/', times: 1, outcome: 'answer-lost' } },
          },
        },
        responses: {
          '201': gives('The faults that were added.', { type: 'object', required: ['faults'], properties: { faults: { type: 'array', items: countedFault } } }),
        },
      },
      delete: {
        operationId: 'clearFaults',
        summary: 'Removes all faults.',
        tags: ['Faults'],
        parameters: [inCloud],
        responses: {
          '200': gives('The faults that are left: none.', {
            type: 'object',
            required: ['faults'],
            properties: { faults: { type: 'array', items: countedFault } },
          }),
        },
      },
    },
    '/clouds/{cloud}/faults/choices': {
      get: {
        operationId: 'listFaultChoices',
        summary: 'Lists what a fault can be made of: each outcome with its members, and the operations, refusals and statuses of each vendor.',
        tags: ['Faults'],
        parameters: [inCloud],
        responses: { '200': gives('The choices. Not every outcome fits every operation: one that can never strike is refused.', faultChoices) },
      },
    },
    '/clouds/{cloud}/faults/{id}': {
      delete: {
        operationId: 'removeFault',
        summary: 'Removes one fault.',
        tags: ['Faults'],
        parameters: [inCloud, { name: 'id', in: 'path', required: true, description: 'The number of the fault.', schema: { type: 'integer' } }],
        responses: { '200': gives('The fault that was removed.', countedFault) },
      },
    },
    '/clouds/{cloud}/accounts': {
      get: {
        operationId: 'listAccounts',
        summary: 'Lists the accounts with their settings and tables.',
        tags: ['Accounts'],
        parameters: [inCloud],
        responses: {
          '200': gives('The accounts.', { type: 'object', required: ['accounts'], properties: { accounts: { type: 'array', items: account } } }),
        },
      },
    },
    '/clouds/{cloud}/accounts/{vendor}': {
      get: {
        operationId: 'getAccount',
        summary: 'Returns an account: its settings and tables.',
        tags: ['Accounts'],
        parameters: [inCloud, atVendor],
        responses: { '200': gives('The account.', account) },
      },
    },
    '/clouds/{cloud}/accounts/{vendor}/settings': {
      patch: {
        operationId: 'changeSettings',
        summary: 'Changes settings of an account: all of the given ones, or none.',
        tags: ['Accounts'],
        parameters: [inCloud, atVendor],
        requestBody: { required: true, content: { 'application/json': { schema: settings, example: { credits: 0 } } } },
        responses: { '200': gives('All settings.', settings) },
      },
    },
    '/clouds/{cloud}/accounts/{vendor}/servers': {
      get: {
        operationId: 'listServers',
        summary: 'Lists the servers: what each is busy with, and which actions it accepts or refuses now.',
        tags: ['Accounts'],
        parameters: [inCloud, atVendor, fewer, offset, at],
        responses: {
          '200': gives('The servers.', { type: 'object', required: ['total', 'servers'], properties: { total, servers: { type: 'array', items: server } } }),
        },
      },
    },
    '/clouds/{cloud}/accounts/{vendor}/servers/{key}': {
      get: {
        operationId: 'getServer',
        summary: 'Returns a server: what it is busy with, and which actions it accepts or refuses now.',
        tags: ['Accounts'],
        parameters: [inCloud, atVendor, byKey, at],
        responses: { '200': gives('The server.', server) },
      },
    },
    '/clouds/{cloud}/accounts/{vendor}/servers/{key}/begin': {
      post: {
        operationId: 'beginAction',
        summary: 'Begins an action of a server, as a request would.',
        description: 'An action that the vendor would refuse is refused with its words, and nothing is changed.',
        tags: ['Accounts'],
        parameters: [inCloud, atVendor, byKey],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { type: 'object', required: ['action'], additionalProperties: false, properties: { action: { type: 'string' } } },
              example: { action: 'start' },
            },
          },
        },
        responses: { '200': gives('The server, which is busy with it.', server) },
      },
    },
    '/clouds/{cloud}/accounts/{vendor}/{table}': {
      get: {
        operationId: 'listRecords',
        summary: 'Lists the records of a table.',
        tags: ['Accounts'],
        parameters: [inCloud, atVendor, ofTable, limit, offset],
        responses: {
          '200': gives('The records.', { type: 'object', required: ['total', 'records'], properties: { total, records: { type: 'array', items: record } } }),
        },
      },
      post: {
        operationId: 'addRecord',
        summary: 'Adds a record, with all of its members.',
        description: 'It is checked in full first: its members and their types, its status, and the records that it refers to.',
        tags: ['Accounts'],
        parameters: [inCloud, atVendor, ofTable],
        requestBody: { required: true, content: { 'application/json': { schema: record, example: { name: 'rescue.iso' } } } },
        responses: { '201': gives('The record.', record) },
      },
    },
    '/clouds/{cloud}/accounts/{vendor}/{table}/{key}': {
      get: {
        operationId: 'getRecord',
        summary: 'Returns a record.',
        tags: ['Accounts'],
        parameters: [inCloud, atVendor, ofTable, byKey],
        responses: { '200': gives('The record.', record) },
      },
      patch: {
        operationId: 'changeRecord',
        summary: 'Changes members of a record: all of the given ones, or none.',
        tags: ['Accounts'],
        parameters: [inCloud, atVendor, ofTable, byKey],
        requestBody: { required: true, content: { 'application/json': { schema: record, example: { name: 'renamed' } } } },
        responses: { '200': gives('The record.', record) },
      },
      delete: {
        operationId: 'removeRecord',
        summary: 'Removes a record that no other record refers to.',
        tags: ['Accounts'],
        parameters: [inCloud, atVendor, ofTable, byKey],
        responses: { '200': gives('The record that was removed.', record) },
      },
    },
    '/clouds/{cloud}/journal': {
      get: {
        operationId: 'listExchanges',
        summary: 'Lists requests and their replies, oldest first.',
        description: 'When `more` is true, ask again with `since`, the number of the last exchange.',
        tags: ['Journal'],
        parameters: [
          inCloud,
          operation,
          since,
          last,
          { name: 'limit', in: 'query', description: 'The most that are listed.', schema: { type: 'integer', minimum: 1, maximum: 1000, default: 1000 } },
        ],
        responses: {
          '200': gives('The exchanges.', {
            type: 'object',
            required: ['exchanges', 'more'],
            properties: { exchanges: { type: 'array', items: exchange }, more: { type: 'boolean', description: 'Whether there are more.' } },
          }),
        },
      },
      delete: {
        operationId: 'clearJournal',
        summary: 'Empties the journal; the numbers go on.',
        tags: ['Journal'],
        parameters: [inCloud],
        responses: {
          '200': gives('The exchanges that are left: none.', {
            type: 'object',
            required: ['exchanges', 'more'],
            properties: { exchanges: { type: 'array', items: exchange }, more: { type: 'boolean' } },
          }),
        },
      },
    },
    '/clouds/{cloud}/journal/next': {
      get: {
        operationId: 'waitForExchange',
        summary: 'Waits until the nth exchange has come, and returns it.',
        description: 'Exchanges that the journal holds already count, unless `since` excludes them.',
        tags: ['Journal'],
        parameters: [
          inCloud,
          operation,
          since,
          { name: 'count', in: 'query', description: 'Which exchange to wait for.', schema: { type: 'integer', minimum: 1, maximum: 100_000, default: 1 } },
          {
            name: 'timeout',
            in: 'query',
            description: 'How long to wait, in milliseconds of real time.',
            schema: { type: 'integer', minimum: 0, maximum: 300_000, default: 30_000 },
          },
        ],
        responses: {
          '200': gives('The nth exchange.', exchange),
          '408': refused('It did not come in time.'),
          '503': refused('Too many requests wait already.'),
        },
      },
    },
    '/clouds/{cloud}/violations': {
      get: {
        operationId: 'listViolations',
        summary: 'Lists what was not as documented in the requests so far.',
        tags: ['Journal'],
        parameters: [inCloud],
        responses: {
          '200': gives('The violations.', { type: 'object', required: ['violations'], properties: { violations: { type: 'array', items: violation } } }),
        },
      },
    },
    '/clouds/{cloud}/snapshot': {
      get: {
        operationId: 'getSnapshot',
        summary: 'Returns the whole cloud as JSON.',
        tags: ['State'],
        parameters: [inCloud],
        responses: { '200': gives('The cloud.', snapshot) },
      },
    },
    '/clouds/{cloud}/restore': {
      post: {
        operationId: 'restoreSnapshot',
        summary: 'Restores the cloud from a snapshot.',
        description: 'The snapshot is checked in full before anything is changed. A clock that can be moved goes to its instant.',
        tags: ['State'],
        parameters: [inCloud],
        requestBody: { required: true, content: json(snapshot) },
        responses: { '200': gives('The cloud.', cloud) },
        'x-largest-body': 268_435_456,
      },
    },
    '/clouds/{cloud}/link': {
      get: {
        operationId: 'getLink',
        summary: 'Returns the cloud as a link, which `stuntbox serve --from` and `createCloud.fromLink` take.',
        tags: ['State'],
        parameters: [inCloud],
        responses: { '200': gives('The link.', link) },
      },
    },
    '/clouds/{cloud}/reset': {
      post: {
        operationId: 'resetCloud',
        summary: 'Resets the cloud to its initial state.',
        tags: ['State'],
        parameters: [inCloud],
        requestBody: { content: json(none) },
        responses: { '200': gives('The cloud.', cloud) },
      },
    },
    '/clouds/{cloud}/events': {
      get: {
        operationId: 'watchEvents',
        summary: 'Reports what happens, as server-sent events.',
        description:
          'The events are `exchange`, `change`, `violation`, `clock`, `faults` (the list of faults has changed) and `reset` (the whole cloud has been replaced); the `id` of an event is the number of the last exchange. With `Last-Event-ID`, the exchanges since then come first. A watcher that does not read is dropped.',
        tags: ['Journal'],
        parameters: [
          inCloud,
          { name: 'types', in: 'query', description: 'Only these events, separated by commas; all by default.', schema: { type: 'string' } },
        ],
        responses: {
          '200': { description: 'The events.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
          '503': refused('Too many watchers already.'),
        },
      },
    },
  },
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The token that the server was started with.' } },
    responses: {
      '400': refused('The request is not as documented here, or makes no sense in this cloud.'),
      '401': refused('The token is missing or wrong.'),
      '403': refused('The request comes from a web page, or is addressed to a host that is not known.'),
      '404': refused('The path names something that does not exist.'),
      '405': refused('The path has no such method.'),
      '409': refused('The cloud cannot do that now: its clock moves by itself, or the key is taken.'),
      '413': refused('The body is too large.'),
      '415': refused('The body is not JSON.'),
      '500': refused('An error in stuntbox, not in the request.'),
    },
  },
});

/** The contract by name, so that compile errors print the name and not the document. */
export interface ControlContract extends Named<typeof contract> {}

/** `'POST /clouds/{cloud}/reset' | …` */
export type ControlRoute = Route<ControlContract>;

export const schemas: Schemas = {
  Problem: problem,
  Clock: clock,
  Cloud: cloud,
  NewCloud: newCloud,
  Scenario: scenario,
  Fault: fault,
  FaultSequence: sequence,
  CountedFault: countedFault,
  FaultChoices: faultChoices,
  Account: account,
  Settings: settings,
  Record: record,
  Server: server,
  Exchange: exchange,
  Violation: violation,
  Snapshot: snapshot,
  Link: link,
};
