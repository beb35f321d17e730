/** Evotic's document as OpenAPI 3.1. Where the document is silent or contradicts itself, each part says what was assumed instead, and why. */
import { defineContract, type Named, type Schemas } from '../../vendor/contract.ts';

const statuses = ['started', 'stopped', 'processing', 'paused', 'unavailable'] as const;

const id = { name: 'id', in: 'path', required: true, description: "The server's ID.", schema: { type: 'integer' } } as const;

const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
const status = { type: 'string', enum: statuses } as const;

const traffic = {
  type: 'object',
  required: ['value', 'prev', 'is_exceeded'],
  additionalProperties: false,
  properties: {
    value: { type: 'integer', description: 'Bytes.' },
    prev: { type: 'integer', description: 'Bytes in the previous period.' },
    is_exceeded: { type: 'boolean' },
  },
} as const;

const server = {
  type: 'object',
  required: ['id', 'hostname', 'uuid', 'status', 'node', 'os', 'specifications', 'ip_addresses', 'usage', 'created_at'],
  additionalProperties: false,
  properties: {
    id: { type: 'integer', description: 'The table of properties says string, but every example has an integer.' },
    hostname: text,
    uuid: { type: 'string', format: 'uuid' },
    status: { type: 'string', enum: statuses, description: '`started` is documented; the other values are those of SolusVM 2.' },
    node: text,
    os: { type: 'string', description: 'The name of the installed operating system.' },
    specifications: {
      type: 'object',
      description: 'The table of properties says array, but the examples have an object.',
      required: ['cpu', 'ram', 'disk'],
      additionalProperties: false,
      properties: {
        cpu: { type: 'integer', description: 'Cores.' },
        ram: { type: 'integer', description: 'MB.' },
        disk: { type: 'integer', description: 'GB.' },
      },
    },
    ip_addresses: {
      type: 'array',
      items: { type: 'object', required: ['ip', 'is_primary'], additionalProperties: false, properties: { ip: text, is_primary: { type: 'boolean' } } },
    },
    usage: {
      type: 'object',
      description: 'The table of properties says array, but the examples have an object.',
      required: ['cpu', 'disk', 'ram', 'traffic'],
      additionalProperties: false,
      properties: {
        cpu: { type: 'number', description: 'Percent.' },
        disk: { type: 'number', description: 'GB.' },
        ram: { type: 'number', description: 'MB.' },
        traffic: {
          type: 'object',
          required: ['incoming', 'outgoing'],
          additionalProperties: false,
          properties: { incoming: traffic, outgoing: traffic },
        },
      },
    },
    created_at: {
      type: 'string',
      format: 'date-time',
      description: 'In UTC, with microseconds. The table of properties says timestamp, but the examples have this format.',
    },
  },
} as const;

/** The three properties of an error on the vendor's page on errors. */
const refused = {
  type: 'object',
  required: ['type', 'message', 'documentation_url'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', enum: ['invalid_request', 'api_error'] },
    message: text,
    documentation_url: { const: 'https://docs.evotic.io/errors' },
  },
} as const;

/** The same, with Laravel's `errors`. */
const refusedFields = {
  type: 'object',
  required: ['type', 'message', 'documentation_url', 'errors'],
  additionalProperties: false,
  properties: {
    ...refused.properties,
    errors: { type: 'object', additionalProperties: { type: 'array', minItems: 1, items: text } },
  },
} as const;

const refusal = { 'application/json': { schema: refused } } as const;

const unauthorized = {
  description: 'The token is missing or invalid.',
  content: refusal,
  'x-source': 'inferred',
  'x-note': "The properties are those on the vendor's page on errors; the status and message are Laravel's.",
} as const;
const notFound = {
  description: 'The server does not exist.',
  content: refusal,
  'x-source': 'inferred',
  'x-note': "Laravel's response for a missing model, with the properties from the page on errors.",
} as const;

const atLeastOne = { type: 'integer', minimum: 1 } as const;
/** The properties that are the same in JSON and in a form: those before the list of commands, and those after it. */
const machine = {
  name: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$', description: 'The hostname of the machine.' },
  location_id: integer,
  os_id: integer,
  password: { type: 'string', minLength: 1, format: 'password', writeOnly: true, description: 'The root password. It is never shown.' },
} as const;
const size = {
  cpu: { ...atLeastOne, description: 'Cores.' },
  ram: { ...atLeastOne, description: 'MB.' },
  disk: { ...atLeastOne, description: 'GB.' },
} as const;
const commands = 'The commands to run after the installation.';
const creation = {
  type: 'object',
  required: ['name', 'location_id', 'os_id', 'password', 'initialCommands', 'cpu', 'ram', 'disk'],
  properties: { ...machine, initialCommands: { type: 'array', items: text, description: `${commands} Required, but may be empty.` }, ...size },
} as const;
/** In a form, a list is written as PHP expects it. */
const creationForm = {
  type: 'object',
  required: ['name', 'location_id', 'os_id', 'password', 'initialCommands[]', 'cpu', 'ram', 'disk'],
  properties: {
    ...machine,
    'initialCommands[]': { type: 'array', minItems: 1, items: text, description: `${commands} A single empty value is an empty list.` },
    ...size,
  },
} as const;
const formExample = {
  name: 'evo-test',
  location_id: 1,
  os_id: 1,
  password: 'correct-horse-battery',
  'initialCommands[]': ['apt update', 'apt install -y nginx'],
  cpu: 1,
  ram: 1024,
  disk: 10,
} as const;

export const contract = defineContract({
  openapi: '3.1.0',
  info: {
    title: 'Evotic',
    version: 'v1',
    description: 'The server endpoints of Evotic.',
    license: { name: 'Written by the authors of stuntbox', url: 'https://opensource.org/license/mit' },
  },
  servers: [{ url: 'https://evotic.io/api/v1' }],
  tags: [{ name: 'Servers' }],
  security: [{ bearer: [] }],
  paths: {
    '/servers': {
      get: {
        operationId: 'listServers',
        summary: 'List all servers',
        description: "Lists all of the account's servers.",
        tags: ['Servers'],
        'x-source': 'documented',
        'x-note': "The heading's path is /v1/servers, but the curl example has /api/v1/servers.",
        responses: {
          '200': {
            description: "The account's servers.",
            'x-source': 'documented',
            'x-note': 'The document shows the body, but no status codes.',
            content: { 'application/json': { schema: { type: 'array', items: server } } },
          },
          '401': unauthorized,
        },
        'x-rules': [
          {
            rule: 'The response is a plain array, without an envelope or pagination.',
            'x-source': 'documented',
            'x-note': "SolusVM's own list is an object with data, links and meta.",
          },
        ],
        'x-example': { path: '/servers' },
      },
      post: {
        operationId: 'createServer',
        summary: 'Create a server',
        description: 'Creates a server and charges the account for it. The status is processing until the server has been created.',
        tags: ['Servers'],
        'x-source': 'inferred',
        'x-note': 'Documented, but the curl example uses the URL of a server, /servers/1. SolusVM 2, on which Evotic runs, uses POST /servers.',
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: creation },
            'application/x-www-form-urlencoded': {
              schema: creationForm,
              encoding: { 'initialCommands[]': { style: 'form', explode: true } },
              example: formExample,
            },
          },
        },
        responses: {
          '201': {
            description: 'The server is being created.',
            'x-source': 'inferred',
            'x-note': "The body is documented; the status is Laravel's for a newly created model, and that of SolusVM 2.",
            content: { 'application/json': { schema: server } },
          },
          '401': unauthorized,
          '402': {
            description: 'The prepaid balance does not cover the server.',
            'x-source': 'assumed',
            'x-note': 'The vendor says that accounts are prepaid and that creating a server is charged, but not what happens if the balance is too low.',
            content: refusal,
          },
          '422': {
            description: 'Properties are missing or invalid.',
            'x-source': 'inferred',
            'x-note': "Laravel's validation: its messages, summary and errors, with the three properties from the vendor's page on errors.",
            content: { 'application/json': { schema: refusedFields } },
          },
        },
        'x-rules': [
          {
            rule: 'A new server is processing and has no usage; after one minute it is started. With settings.instantCreate, it is started immediately.',
            'x-source': 'inferred',
            'x-note': "SolusVM 2. In the document's example the server is started immediately and uses more than it has: a copy of the previous example.",
          },
          { rule: 'If creating a server fails, the server is unavailable and its price is not refunded.', 'x-source': 'assumed' },
          {
            rule: 'Creating a server deducts the price of its cores, memory and disk from the prepaid balance. After a 402, nothing has changed.',
            'x-source': 'assumed',
            'x-note': 'That the account is charged is documented; the prices are assumed.',
          },
          {
            rule: 'name must be a valid hostname.',
            'x-source': 'inferred',
            'x-note': "The page says that it becomes the hostname of the machine. The message is Laravel's for a pattern.",
          },
          {
            rule: 'ram and disk must meet the requirements of the operating system, such as 512 MB and 5 GB for Ubuntu 22.04.',
            'x-source': 'assumed',
            'x-note': 'SolusVM 2 has such requirements for each version of an operating system.',
          },
          {
            rule: 'initialCommands is required, but may be empty.',
            'x-source': 'documented',
            'x-note': 'It is listed under the required attributes. That it may be empty is assumed.',
          },
          {
            rule: 'An unknown location or operating system is rejected with 422, with an error on its field.',
            'x-source': 'inferred',
            'x-note': "Laravel's exists rule. The document has no list of either.",
          },
          { rule: 'A location without capacity is rejected with 422, with an error on its field.', 'x-source': 'assumed' },
          { rule: 'The password is never shown.', 'x-source': 'documented', 'x-note': 'No example includes it.' },
          {
            rule: 'In a form, numbers are text, and a list is written initialCommands[]=a&initialCommands[]=b or initialCommands[0]=a. Empty items are dropped, so initialCommands[]= is an empty list.',
            'x-source': 'inferred',
            'x-note': "PHP. The document's example sends a form; Laravel also accepts JSON. How empty items are treated is our choice.",
          },
          {
            rule: 'Strings are trimmed, except for the password, and an empty string counts as missing.',
            'x-source': 'inferred',
            'x-note': "Laravel's TrimStrings and ConvertEmptyStringsToNull.",
          },
          {
            rule: 'A body that is neither a form nor JSON is ignored, so every property is missing.',
            'x-source': 'inferred',
            'x-note': 'Laravel. It would also read multipart/form-data, which stuntbox does not support.',
          },
        ],
        'x-begins': { servers: ['create'] },
        'x-example': {
          path: '/servers',
          body: { name: 'evo-test', location_id: 1, os_id: 1, password: 'correct-horse-battery', initialCommands: [], cpu: 1, ram: 1024, disk: 10 },
        },
      },
    },
    '/servers/{id}': {
      get: {
        operationId: 'getServer',
        summary: 'Get server data',
        description: 'Returns one server with its specifications and usage.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [id],
        responses: {
          '200': {
            description: 'The server.',
            'x-source': 'documented',
            'x-note': 'The document shows the body, but no status codes.',
            content: { 'application/json': { schema: server } },
          },
          '401': unauthorized,
          '404': notFound,
        },
        'x-rules': [
          {
            rule: 'The status is processing while the server is being created or reinstalled. It does not change during a backup, start, stop or restart.',
            'x-source': 'inferred',
            'x-note': "SolusVM 2, and the document's own example, which is started while a backup is being created.",
          },
          { rule: 'A server that is not started uses neither CPU nor memory, and moves no traffic; what it has used stays.', 'x-source': 'assumed' },
          {
            rule: 'The usage is sampled every five minutes, and moves within the specifications, from what is printed at the instant at which the account is opened.',
            'x-source': 'assumed',
            'x-note': 'The page only says that it is the current usage.',
          },
          {
            rule: 'The traffic is that of this month (UTC): with the next one, value becomes prev and starts at 0 again. A new server has neither. is_exceeded is true above the setting trafficLimit, until the month ends.',
            'x-source': 'assumed',
            'x-note': "The page does not explain value, prev and is_exceeded; SolusVM 2's usage has the same members.",
          },
        ],
        'x-example': { path: '/servers/1' },
      },
      delete: {
        operationId: 'deleteServer',
        summary: 'Delete a server',
        description: 'Deletes a server. A server that is busy cannot be deleted.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [id],
        responses: {
          '200': {
            description: 'The server is deleted.',
            'x-source': 'inferred',
            'x-note': "The body is documented; the status is Laravel's default.",
            content: {
              'application/json': { schema: { type: 'object', required: ['message'], additionalProperties: false, properties: { message: text } } },
            },
          },
          '401': unauthorized,
          '404': notFound,
          '423': {
            description: 'The server is being processed.',
            'x-source': 'inferred',
            'x-note': 'VirtFusion, VPSBG and Hetzner return 423. The message is assumed.',
            content: refusal,
          },
        },
        'x-rules': [
          { rule: 'Deleting a server that is being processed is rejected with 423.', 'x-source': 'inferred', 'x-note': 'VirtFusion, VPSBG, Hetzner.' },
          { rule: 'Any other server is deleted immediately, whatever its status.', 'x-source': 'assumed', 'x-note': 'SolusVM itself returns a task.' },
        ],
        'x-action': 'delete',
        'x-example': { path: '/servers/1' },
      },
    },
    '/servers/{id}/status': {
      get: {
        operationId: 'getServerStatus',
        summary: 'Retrieve server status',
        description: 'Returns the status of a server and the progress of its current task.',
        tags: ['Servers'],
        'x-source': 'inferred',
        'x-note': 'Documented, but with the URL of the server itself, which has a different body. VPSBG has /servers/{id}/status.',
        parameters: [id],
        responses: {
          '200': {
            description: 'The current task and its progress.',
            'x-source': 'documented',
            'x-note': 'The document shows the body, with an extra comma.',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['status', 'real_status', 'is_processing', 'progress'],
                  additionalProperties: false,
                  properties: {
                    status: {
                      type: 'string',
                      description: 'A phrase for the current task, such as `creating the backup`, or the real status if there is none.',
                    },
                    real_status: status,
                    is_processing: { type: 'boolean' },
                    progress: { type: 'integer', minimum: 0, maximum: 100 },
                  },
                },
              },
            },
          },
          '401': unauthorized,
          '404': notFound,
        },
        'x-rules': [
          {
            rule: 'During a task, status is a phrase that describes it, and is_processing is true.',
            'x-source': 'documented',
            'x-note': 'The phrase for a backup is documented; the others follow its pattern.',
          },
          {
            rule: 'Without a task, status is the real status, is_processing is false and progress is 100.',
            'x-source': 'assumed',
            'x-note': 'This lets a client that waits for 100 finish.',
          },
          { rule: 'Progress never decreases during a task.', 'x-source': 'inferred', 'x-note': "SolusVM 2's tasks." },
          {
            rule: 'A backup, start, stop, restart or reinstall has no endpoint. The control panel starts it; in stuntbox, a scenario or a test does.',
            'x-source': 'inferred',
            'x-note': "The document's example shows a backup. SolusVM 2 has all of them, and its WHMCS module shows from which status each can start.",
          },
        ],
        'x-example': { path: '/servers/1/status' },
      },
    },
  },
  components: {
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    responses: {
      '400': {
        description: 'The Content-Type is JSON, but the body is not valid JSON.',
        content: refusal,
        'x-source': 'assumed',
        'x-note': 'Laravel treats it as an empty body and returns 422 for the missing properties.',
      },
      '401': unauthorized,
      '403': { description: 'The token lacks the permission.', content: refusal, 'x-source': 'inferred', 'x-note': 'Laravel. Only a fault causes it.' },
      '404': { description: 'The path does not exist.', content: refusal, 'x-source': 'inferred', 'x-note': 'Laravel.' },
      '405': {
        description: "The path does not support the method, as in the document's POST to /servers/1.",
        headers: { Allow: { schema: text } },
        content: refusal,
        'x-source': 'inferred',
        'x-note': 'Laravel.',
      },
      '409': {
        description: "The server's status does not allow it.",
        content: refusal,
        'x-source': 'assumed',
        'x-note': 'Only for actions without an endpoint, or caused by a fault. VirtFusion returns 409.',
      },
      '413': { description: 'The body is too large.', content: refusal, 'x-source': 'inferred', 'x-note': 'Laravel.' },
      '429': {
        description: 'Too many requests.',
        headers: { 'Retry-After': { schema: text }, 'X-RateLimit-Limit': { schema: text }, 'X-RateLimit-Remaining': { schema: text } },
        content: refusal,
        'x-source': 'inferred',
        'x-note': 'Laravel. Only a fault causes it.',
      },
      '500': {
        description: 'Internal error.',
        content: refusal,
        'x-source': 'inferred',
        'x-note': "The type is from the vendor's page on errors, the message is Laravel's. Only a fault causes it.",
      },
      '503': { description: 'Temporarily unavailable.', content: refusal, 'x-source': 'inferred', 'x-note': 'Laravel. Only a fault causes it.' },
    },
  },
  'x-rules': [
    {
      rule: 'An error has type, message and documentation_url. The type is invalid_request for a status below 500, and api_error otherwise.',
      'x-source': 'vendor',
      'x-note': "The vendor's page on errors.",
    },
    {
      rule: 'The response is always JSON, whatever the Accept header says.',
      'x-source': 'assumed',
      'x-note': "Laravel redirects clients that do not accept JSON to a login page. The document's curl examples have no Accept header.",
    },
    {
      rule: 'An unknown server, or an ID that is not an integer, is answered with 404, and the message includes the ID.',
      'x-source': 'inferred',
      'x-note': 'Laravel.',
    },
    {
      rule: 'A new server gets the next address from the range reserved for documentation.',
      'x-source': 'assumed',
      'x-note': 'The document shows 0.0.0.0 for server 1, and only that server has it.',
    },
    {
      rule: 'Unless a fault limits the rate, only a 429 has the headers X-RateLimit-Limit and X-RateLimit-Remaining.',
      'x-source': 'assumed',
      'x-note': 'Laravel sends them with every response.',
    },
  ],
});

/** The schemas that the exported document refers to by name. */
export const schemas: Schemas = {
  Server: server,
  Traffic: traffic,
  CreateServer: creation,
  CreateServerForm: creationForm,
  Error: refused,
  ValidationError: refusedFields,
};

/** The contract as a named interface, so that compile errors show its name. */
export interface Contract extends Named<typeof contract> {}
