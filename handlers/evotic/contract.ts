/** Evotic's document as OpenAPI 3.1. Where it contradicts itself or is silent, each part says what was taken instead, and from where. */
import { defineContract, type Named, type Schemas } from '../../vendor/contract.ts';

const statuses = ['started', 'stopped', 'processing', 'paused', 'unavailable'] as const;

const id = { name: 'id', in: 'path', required: true, description: "The server's id.", schema: { type: 'integer' } } as const;

const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
const status = { type: 'string', enum: statuses } as const;

const traffic = {
  type: 'object',
  required: ['value', 'prev', 'is_exceeded'],
  additionalProperties: false,
  properties: {
    value: { type: 'integer', description: 'Bytes.' },
    prev: { type: 'integer', description: 'Bytes of the period before.' },
    is_exceeded: { type: 'boolean' },
  },
} as const;

const server = {
  type: 'object',
  required: ['id', 'hostname', 'uuid', 'status', 'node', 'os', 'specifications', 'ip_addresses', 'usage', 'created_at'],
  additionalProperties: false,
  properties: {
    id: { type: 'integer', description: 'The table of properties says string; every example has an integer.' },
    hostname: text,
    uuid: { type: 'string', format: 'uuid' },
    status: { type: 'string', enum: statuses, description: '`started` is documented; the others are those of SolusVM 2.' },
    node: text,
    os: { type: 'string', description: 'The name of the installed operating system.' },
    specifications: {
      type: 'object',
      description: 'The table of properties says array; the examples have an object.',
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
      description: 'The table of properties says array; the examples have an object.',
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
      description: 'In UTC, with six digits after the second. The table of properties says timestamp; the examples have this form.',
    },
  },
} as const;

/** The three members of the vendor's page on errors. */
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

/** And Laravel's own beside them. */
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
  description: 'The token is missing or not valid.',
  content: refusal,
  'x-source': 'inferred',
  'x-note': "The members are those of the vendor's page on errors; status and message are Laravel's.",
} as const;
const notFound = {
  description: 'There is no such server.',
  content: refusal,
  'x-source': 'inferred',
  'x-note': 'Laravel, for a model that it does not find. The page on errors has the members.',
} as const;

const atLeastOne = { type: 'integer', minimum: 1 } as const;
/** What JSON and a form write alike: before the list of commands, and after it. */
const machine = {
  name: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$', description: 'The hostname of the machine.' },
  location_id: integer,
  os_id: integer,
  password: { type: 'string', minLength: 1, format: 'password', writeOnly: true, description: "Root's. It is never shown." },
} as const;
const size = {
  cpu: { ...atLeastOne, description: 'Cores.' },
  ram: { ...atLeastOne, description: 'MB.' },
  disk: { ...atLeastOne, description: 'GB.' },
} as const;
const commands = 'The commands to be executed after the installation.';
const creation = {
  type: 'object',
  required: ['name', 'location_id', 'os_id', 'password', 'initialCommands', 'cpu', 'ram', 'disk'],
  properties: { ...machine, initialCommands: { type: 'array', items: text, description: `${commands} It must be there, and may be empty.` }, ...size },
} as const;
/** A form names a list as PHP reads it. */
const creationForm = {
  type: 'object',
  required: ['name', 'location_id', 'os_id', 'password', 'initialCommands[]', 'cpu', 'ram', 'disk'],
  properties: {
    ...machine,
    'initialCommands[]': { type: 'array', minItems: 1, items: text, description: `${commands} A single empty one is the empty list.` },
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
        description: 'Lists all servers of the account.',
        tags: ['Servers'],
        'x-source': 'documented',
        'x-note': "The heading's path is /v1/servers; the curl has /api/v1/servers.",
        responses: {
          '200': {
            description: 'The servers of the account.',
            'x-source': 'documented',
            'x-note': 'The document prints the body; it gives no status code anywhere.',
            content: { 'application/json': { schema: { type: 'array', items: server } } },
          },
          '401': unauthorized,
        },
        'x-rules': [
          {
            rule: 'It is a bare array, without an envelope and without paging.',
            'x-source': 'documented',
            'x-note': "SolusVM's own list has data, links and meta.",
          },
        ],
        'x-example': { path: '/servers' },
      },
      post: {
        operationId: 'createServer',
        summary: 'Create a server',
        description: 'Creates a server and charges the account for it. The server is processing until it is created.',
        tags: ['Servers'],
        'x-source': 'inferred',
        'x-note': 'Documented, but its curl has the URL of a server, /servers/1. SolusVM 2, on which Evotic runs, creates with POST /servers.',
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
            description: 'It is being created.',
            'x-source': 'inferred',
            'x-note': 'The body is documented; the status is that of Laravel for a model just created, and of SolusVM 2.',
            content: { 'application/json': { schema: server } },
          },
          '401': unauthorized,
          '402': {
            description: 'The prepaid balance does not cover the server.',
            'x-source': 'assumed',
            'x-note': 'The vendor says that the account is prepaid and that a create is charged, not what happens when it cannot be.',
            content: refusal,
          },
          '422': {
            description: 'Members that are missing or not valid.',
            'x-source': 'inferred',
            'x-note': "Laravel's validation: its sentences, its summary and its errors, beside the three members of the vendor's page on errors.",
            content: { 'application/json': { schema: refusedFields } },
          },
        },
        'x-rules': [
          {
            rule: 'A create is answered with a server that is processing and uses nothing yet; it is started after a minute. The setting instantCreate answers started at once.',
            'x-source': 'inferred',
            'x-note': "SolusVM 2. The document's example is started at once, and uses more than the server has: a copy of the one before it.",
          },
          { rule: 'A create that fails leaves a server that is unavailable, and what it cost is gone.', 'x-source': 'assumed' },
          {
            rule: 'Creating takes the price of its cores, memory and disk from the prepaid balance; 402 leaves nothing behind.',
            'x-source': 'assumed',
            'x-note': 'That it is charged is documented. The prices are ours.',
          },
          {
            rule: 'name must be a host name.',
            'x-source': 'inferred',
            'x-note': 'The page says that it will be the hostname of the machine; the sentence is that of Laravel for a pattern.',
          },
          {
            rule: 'ram and disk must be what the system needs at least: 512 MB and 5 GB for Ubuntu 22.04.',
            'x-source': 'assumed',
            'x-note': 'SolusVM 2 has such requirements for each version of a system.',
          },
          {
            rule: 'initialCommands must be there, and may be empty.',
            'x-source': 'documented',
            'x-note': 'It stands under the required attributes. That it may be empty is assumed.',
          },
          {
            rule: 'A location or an operating system that there is not is refused with 422 at its field.',
            'x-source': 'inferred',
            'x-note': "Laravel's rule exists. The document has no catalogue of either.",
          },
          { rule: 'A location without capacity is refused with 422 at its field.', 'x-source': 'assumed' },
          { rule: 'The password is never shown.', 'x-source': 'documented', 'x-note': 'No example has it.' },
          {
            rule: 'In a form, numbers are text, and a list is initialCommands[]=a&initialCommands[]=b or initialCommands[0]=a; an empty item is left out, so initialCommands[]= is the empty list.',
            'x-source': 'inferred',
            'x-note': 'PHP. The document sends its create as a form; that JSON is read too is Laravel. An empty item is our choice.',
          },
          {
            rule: 'Text is trimmed, but for the password, and empty text is as none.',
            'x-source': 'inferred',
            'x-note': "Laravel's TrimStrings and ConvertEmptyStringsToNull.",
          },
          {
            rule: 'A body of any other type than a form or JSON is as none: every member is missing.',
            'x-source': 'inferred',
            'x-note': 'Laravel. It would read multipart/form-data too, which is not read here.',
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
        description: 'Returns one server, with its specifications and its usage.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [id],
        responses: {
          '200': {
            description: 'The server.',
            'x-source': 'documented',
            'x-note': 'The document prints the body; it gives no status code anywhere.',
            content: { 'application/json': { schema: server } },
          },
          '401': unauthorized,
          '404': notFound,
        },
        'x-rules': [
          {
            rule: 'The status is processing while the server is created or reinstalled, and stays what it was while it is backed up, started, stopped or restarted.',
            'x-source': 'inferred',
            'x-note': "SolusVM 2, and the document's own example, which is started while its backup is created.",
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
            description: 'It is gone.',
            'x-source': 'inferred',
            'x-note': "The body is documented; the status is Laravel's for a body.",
            content: {
              'application/json': { schema: { type: 'object', required: ['message'], additionalProperties: false, properties: { message: text } } },
            },
          },
          '401': unauthorized,
          '404': notFound,
          '423': {
            description: 'The server is being processed.',
            'x-source': 'inferred',
            'x-note': 'VirtFusion, VPSBG and Hetzner answer 423. The message is assumed.',
            content: refusal,
          },
        },
        'x-rules': [
          { rule: 'A server that is being processed is not deleted: 423.', 'x-source': 'inferred', 'x-note': 'VirtFusion, VPSBG, Hetzner.' },
          { rule: 'Any other is gone at once, whatever its status.', 'x-source': 'assumed', 'x-note': 'SolusVM itself answers with a task.' },
        ],
        'x-action': 'delete',
        'x-example': { path: '/servers/1' },
      },
    },
    '/servers/{id}/status': {
      get: {
        operationId: 'getServerStatus',
        summary: 'Retrieve server status',
        description: 'Returns the status of a server, and the progress of what it is busy with.',
        tags: ['Servers'],
        'x-source': 'inferred',
        'x-note': 'Documented, but with the URL of the server itself, whose body is another. VPSBG has /servers/{id}/status.',
        parameters: [id],
        responses: {
          '200': {
            description: 'What the server is doing.',
            'x-source': 'documented',
            'x-note': 'The document prints the body, with a comma too many.',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['status', 'real_status', 'is_processing', 'progress'],
                  additionalProperties: false,
                  properties: {
                    status: { type: 'string', description: 'A phrase for what is being done, such as `creating the backup`; the real status when nothing is.' },
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
            rule: 'While something is done, status is a phrase for it, and is_processing is true.',
            'x-source': 'documented',
            'x-note': 'The phrase of the backup; the others are made like it.',
          },
          {
            rule: 'When nothing is done, status is the real status, is_processing is false, and progress is 100.',
            'x-source': 'assumed',
            'x-note': 'So a client that waits for 100 comes to an end.',
          },
          { rule: 'Progress never goes back while something is done.', 'x-source': 'inferred', 'x-note': "SolusVM 2's tasks." },
          {
            rule: 'A backup, a start, a stop, a restart and a reinstall have no endpoint: the control panel begins them, here a scenario or a test.',
            'x-source': 'inferred',
            'x-note': "The document's example shows a backup. SolusVM 2 has all of them, and its module for WHMCS from which status each starts.",
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
        description: 'A body that should be JSON, by its type, and is not.',
        content: refusal,
        'x-source': 'assumed',
        'x-note': 'Laravel takes it for an empty body, and says with 422 that every member is missing.',
      },
      '401': unauthorized,
      '403': { description: 'The token may not do this.', content: refusal, 'x-source': 'inferred', 'x-note': 'Laravel. Only where a fault asks for it.' },
      '404': { description: 'No such route.', content: refusal, 'x-source': 'inferred', 'x-note': 'Laravel.' },
      '405': {
        description: 'A method that the path does not have, such as the POST to /servers/1 that the document prints.',
        headers: { Allow: { schema: text } },
        content: refusal,
        'x-source': 'inferred',
        'x-note': 'Laravel.',
      },
      '409': {
        description: 'Not from the status that the server is in.',
        content: refusal,
        'x-source': 'assumed',
        'x-note': 'Only for the actions without an endpoint, or where a fault asks for it. VirtFusion answers 409.',
      },
      '413': { description: 'A body over the limit.', content: refusal, 'x-source': 'inferred', 'x-note': 'Laravel.' },
      '429': {
        description: 'Too many requests.',
        headers: { 'Retry-After': { schema: text }, 'X-RateLimit-Limit': { schema: text }, 'X-RateLimit-Remaining': { schema: text } },
        content: refusal,
        'x-source': 'inferred',
        'x-note': 'Laravel. Only where a fault asks for it.',
      },
      '500': {
        description: "The vendor's own failure.",
        content: refusal,
        'x-source': 'inferred',
        'x-note': "The type is that of the vendor's page on errors, the message Laravel's. Only where a fault asks for it.",
      },
      '503': { description: 'Down for a while.', content: refusal, 'x-source': 'inferred', 'x-note': 'Laravel. Only where a fault asks for it.' },
    },
  },
  'x-rules': [
    {
      rule: 'A refusal has type, message and documentation_url; the type is invalid_request below 500, and api_error from there.',
      'x-source': 'vendor',
      'x-note': "The vendor's page on errors.",
    },
    {
      rule: 'The answer is always JSON, whatever the client accepts.',
      'x-source': 'assumed',
      'x-note': 'Laravel sends a client that does not accept JSON to a page for logging in; the curls of the document do not say what they accept.',
    },
    { rule: 'A server that is not there, or an id that is no integer, is 404, and the message names the id.', 'x-source': 'inferred', 'x-note': 'Laravel.' },
    {
      rule: 'A new server has the next of the addresses for documentation.',
      'x-source': 'assumed',
      'x-note': 'The document prints 0.0.0.0 for server 1, which only that one has.',
    },
    {
      rule: 'The headers X-RateLimit-Limit and X-RateLimit-Remaining come with 429 only.',
      'x-source': 'assumed',
      'x-note': 'Laravel sends them with every answer.',
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

/** The contract under a name, so that compile errors print the name. */
export interface Contract extends Named<typeof contract> {}
