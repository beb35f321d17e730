/** VPS.org's document as OpenAPI 3.1. The page was read in Galician; what it does not say is marked with where it was read instead. */
import { defineContract, type Named, type Schemas } from '../../vendor/contract.ts';

const statuses = ['provisioning', 'active', 'starting', 'stopping', 'stopped', 'rebooting', 'restoring', 'suspended'] as const;

const server_id = { name: 'server_id', in: 'path', required: true, description: "The server's unique id.", schema: { type: 'integer' } } as const;

const integer = { type: 'integer' } as const;
const text = { type: 'string' } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const instant = { type: 'string', format: 'date-time', description: 'To the second, in UTC.' } as const;
const status = { type: 'string', enum: statuses } as const;

const listedPlan = {
  type: 'object',
  required: ['id', 'name', 'vcpus', 'memory', 'storage'],
  additionalProperties: false,
  properties: { id: integer, name: text, vcpus: integer, memory: { type: 'integer', description: 'MB.' }, storage: { type: 'integer', description: 'GB.' } },
} as const;

const os = { type: 'object', required: ['id', 'name'], additionalProperties: false, properties: { id: integer, name: text } } as const;

/** What all three projections of a server share. */
const shared = {
  id: integer,
  name: text,
  hostname: textOrNull,
  status,
  ip_address: textOrNull,
  location: text,
  plan: listedPlan,
  os,
  created_at: instant,
  updated_at: instant,
} as const;

const listedServer = {
  type: 'object',
  required: ['id', 'name', 'hostname', 'status', 'ip_address', 'location', 'plan', 'os', 'created_at', 'updated_at'],
  additionalProperties: false,
  properties: shared,
} as const;

const createdServer = {
  type: 'object',
  required: ['id', 'name', 'hostname', 'status', 'ip_address', 'location', 'plan', 'os', 'backups_enabled', 'created_at', 'updated_at', 'message'],
  additionalProperties: false,
  properties: { ...shared, backups_enabled: { type: 'boolean' }, message: text },
} as const;

const detailedServer = {
  type: 'object',
  required: [
    'id',
    'name',
    'hostname',
    'status',
    'ip_address',
    'ipv6_address',
    'location',
    'plan',
    'os',
    'backups_enabled',
    'resource_usage',
    'created_at',
    'updated_at',
  ],
  additionalProperties: false,
  properties: {
    ...shared,
    ipv6_address: textOrNull,
    plan: {
      type: 'object',
      required: ['id', 'name', 'vcpus', 'memory', 'storage', 'bandwidth'],
      additionalProperties: false,
      properties: { ...listedPlan.properties, bandwidth: { type: 'integer', description: 'GB a month.' } },
    },
    backups_enabled: { type: 'boolean' },
    resource_usage: {
      type: 'object',
      required: ['cpu_percent', 'memory_used', 'disk_used', 'bandwidth_used'],
      additionalProperties: false,
      properties: {
        cpu_percent: { type: 'number', description: '0 to 100.' },
        memory_used: { type: 'integer', description: 'MB.' },
        disk_used: { type: 'integer', description: 'GB.' },
        bandwidth_used: { type: 'integer', description: 'GB.' },
      },
    },
  },
} as const;

const actionResult = {
  type: 'object',
  required: ['status', 'message', 'server'],
  additionalProperties: false,
  properties: {
    status: { const: 'success' },
    message: text,
    server: { type: 'object', required: ['id', 'name', 'status'], additionalProperties: false, properties: { id: integer, name: text, status } },
  },
} as const;

const plan = {
  type: 'object',
  required: ['id', 'name', 'slug', 'vcpus', 'memory', 'storage', 'bandwidth', 'price_monthly', 'price_hourly', 'available', 'locations', 'description'],
  additionalProperties: false,
  properties: {
    id: integer,
    name: text,
    slug: text,
    vcpus: integer,
    memory: integer,
    storage: integer,
    bandwidth: integer,
    price_monthly: { type: 'number' },
    price_hourly: { type: 'number' },
    available: { type: 'boolean' },
    locations: { type: 'array', items: text },
    description: text,
  },
} as const;

/** Django REST Framework's two forms of a refusal: by field, or one sentence. */
const detail = { type: 'object', required: ['detail'], additionalProperties: false, properties: { detail: text } } as const;
const fields = { type: 'object', minProperties: 1, additionalProperties: { type: 'array', minItems: 1, items: text } } as const;
const fieldsOrDetail = { oneOf: [detail, fields] } as const;

const unauthorized = {
  description: 'The token is missing or not valid.',
  content: { 'application/json': { schema: detail } },
  'x-source': 'documented',
  'x-note': 'The status is documented; the body is that of Django REST Framework.',
} as const;
const unauthorizedToo = {
  ...unauthorized,
  'x-source': 'inferred',
  'x-note': "Not in this operation's list of codes; all others of the vendor's have it.",
} as const;
const notFound = {
  description: 'There is no such server.',
  content: { 'application/json': { schema: detail } },
  'x-source': 'documented',
  'x-note': 'The status is documented; the body is that of Django REST Framework.',
} as const;
const notFoundToo = { ...notFound, 'x-source': 'inferred', 'x-note': "Not in this operation's list of codes; all others with an id have it." } as const;
const invalid = {
  description: 'Members that are missing or not valid.',
  content: { 'application/json': { schema: fieldsOrDetail } },
  'x-source': 'documented',
  'x-note': 'The status is documented; the body is that of Django REST Framework.',
} as const;
const wrongState = {
  description: 'Not from the status that the server is in, or it is busy.',
  content: { 'application/json': { schema: detail } },
  'x-source': 'documented',
  'x-note': 'The status is documented; the sentence is assumed.',
} as const;

const name = { type: 'string', minLength: 1, maxLength: 255, pattern: '^[A-Za-z0-9-]+$', description: 'Alphanumeric, hyphens are allowed.' } as const;
const fqdn = '^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$';
const hostname = { type: 'string', minLength: 1, maxLength: 253, pattern: fqdn, description: 'A fully qualified domain name.' } as const;
const updatable = { name, hostname, backups_enabled: { type: 'boolean' } } as const;

const busy = {
  rule: 'A server that is provisioning, starting, stopping, rebooting or restoring refuses start, stop and reboot with 400.',
  'x-source': 'assumed',
  'x-note': 'Only 200, 400 and 404 are documented; Linode answers 400 "Linode busy.", too.',
} as const;
const suspended = { rule: 'A suspended server refuses start, stop and reboot with 400.', 'x-source': 'assumed' } as const;
const always = { rule: 'It is accepted in every status.', 'x-source': 'assumed' } as const;

export const contract = defineContract({
  openapi: '3.1.0',
  info: {
    title: 'VPS.org',
    version: 'v1',
    description: 'The server endpoints of VPS.org, and the two that list its plans.',
    license: { name: 'Written by the authors of stuntbox', url: 'https://opensource.org/license/mit' },
  },
  servers: [{ url: 'https://admin.vps.org/api/v1' }],
  tags: [{ name: 'Servers' }, { name: 'Actions' }, { name: 'Plans' }],
  security: [{ bearer: [] }],
  paths: {
    '/servers/': {
      get: {
        operationId: 'listServers',
        summary: 'List all servers',
        description: 'Lists the servers of the account, filtered by status and location where asked.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [
          {
            name: 'status',
            in: 'query',
            description: "Filter by the server's status. The page names active, stopped and suspended, translated.",
            schema: status,
          },
          { name: 'location', in: 'query', description: "Filter by the data centre's location.", schema: text },
        ],
        responses: {
          '200': {
            description: 'The servers of the account.',
            'x-source': 'documented',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['count', 'results'],
                  additionalProperties: false,
                  properties: { count: integer, results: { type: 'array', items: listedServer } },
                },
              },
            },
          },
          '400': { ...invalid, 'x-source': 'assumed', 'x-note': 'For a status that there is not.' },
          '401': unauthorized,
        },
        'x-rules': [
          { rule: 'There is no paging: exactly count and results.', 'x-source': 'documented', 'x-note': 'The example has neither next nor previous.' },
          { rule: 'The filter takes every status that a server can have, in English; another is refused with 400.', 'x-source': 'assumed' },
          { rule: 'An unknown location gives an empty list.', 'x-source': 'assumed' },
        ],
        'x-example': { path: '/servers/' },
      },
      post: {
        operationId: 'createServer',
        summary: 'Create new server',
        description: 'Creates a server and charges the account for it. The server is provisioning until it is active.',
        tags: ['Servers'],
        'x-source': 'documented',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['name', 'plan_id', 'os_id', 'location'],
                properties: {
                  name,
                  plan_id: integer,
                  os_id: integer,
                  location: { type: 'string', minLength: 1 },
                  hostname: { type: ['string', 'null'], minLength: 1, maxLength: 253, pattern: fqdn },
                  ssh_key_id: { type: ['integer', 'null'] },
                  backups_enabled: { type: 'boolean', default: false },
                },
              },
            },
          },
        },
        responses: {
          '201': { description: 'It is being provisioned.', 'x-source': 'documented', content: { 'application/json': { schema: createdServer } } },
          '400': invalid,
          '401': unauthorized,
          '402': {
            description: 'The credits do not cover the plan.',
            'x-source': 'documented',
            'x-note': 'The status is documented; the body is assumed.',
            content: { 'application/json': { schema: detail } },
          },
        },
        'x-rules': [
          {
            rule: 'Provisioning takes three minutes; the address is assigned when it ends.',
            'x-source': 'documented',
            'x-note': 'The message says 2-5 minutes, and the address is null.',
          },
          { rule: 'Creating takes the price of a month from the credits; 402 leaves nothing behind.', 'x-source': 'assumed' },
          {
            rule: 'A plan, system, location or SSH key that there is not is refused with 400 at its field.',
            'x-source': 'inferred',
            'x-note': 'Django REST Framework.',
          },
        ],
        'x-begins': { servers: ['provision'] },
        'x-example': {
          path: '/servers/',
          body: { name: 'web-server-02', plan_id: 1, os_id: 5, location: 'us-west', hostname: 'web02.example.com', backups_enabled: true },
        },
      },
    },
    '/servers/{server_id}/': {
      get: {
        operationId: 'getServer',
        summary: 'Get server details',
        description: 'Returns one server, with its plan, its system and its current resource usage.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [server_id],
        responses: {
          '200': { description: 'The server.', 'x-source': 'documented', content: { 'application/json': { schema: detailedServer } } },
          '401': unauthorized,
          '404': notFound,
        },
        'x-rules': [
          {
            rule: "The detail of servers 12345 and 12346 has an updated_at of its own, that of the example, until the server changes; from then on it is the list's.",
            'x-source': 'assumed',
            'x-note':
              'The page prints two instants for server 12345: 2025-01-15T10:20:00Z in the list, and 2025-01-16T15:45:00Z in the detail. The second is taken for the one at which the usage was sampled.',
          },
          { rule: 'CPU and memory are 0 while it is not active; disk and bandwidth stay.', 'x-source': 'assumed' },
          {
            rule: 'The usage is sampled every five minutes, and moves within the plan, from what is printed at the instant at which the account is opened; the bandwidth starts at 0 again with each month (UTC).',
            'x-source': 'assumed',
            'x-note': "The page only says that it is the current usage. The plan's bandwidth is for a month.",
          },
          { rule: 'updated_at moves only when something else changes that a client can see, never by usage alone.', 'x-source': 'assumed' },
        ],
        'x-example': { path: '/servers/12345/' },
      },
      put: {
        operationId: 'updateServer',
        summary: 'Update server',
        description: 'Replaces the name, the hostname and the backup setting of a server.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [server_id],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { type: 'object', required: ['name', 'hostname', 'backups_enabled'], properties: updatable } } },
        },
        responses: {
          '200': {
            description: 'The server, updated.',
            'x-source': 'documented',
            'x-note': 'The body is inferred from Django REST Framework, which returns the object.',
            content: { 'application/json': { schema: detailedServer } },
          },
          '400': invalid,
          '401': unauthorizedToo,
          '404': notFound,
        },
        'x-rules': [always],
        'x-action': 'update',
        'x-example': { path: '/servers/12345/', body: { name: 'web-server-updated', hostname: 'web-updated.example.com', backups_enabled: true } },
      },
      patch: {
        operationId: 'partiallyUpdateServer',
        summary: 'Partially update server',
        description: 'Changes the given members of a server.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [server_id],
        requestBody: { content: { 'application/json': { schema: { type: 'object', properties: updatable } } } },
        responses: {
          '200': {
            description: 'The server, updated.',
            'x-source': 'inferred',
            'x-note': 'From PUT: the page has no list of codes.',
            content: { 'application/json': { schema: detailedServer } },
          },
          '400': { ...invalid, 'x-source': 'inferred', 'x-note': 'From PUT.' },
          '401': unauthorizedToo,
          '404': notFoundToo,
        },
        'x-rules': [always],
        'x-action': 'update',
        'x-example': { path: '/servers/12345/', body: { name: 'new-server-name' } },
      },
      delete: {
        operationId: 'deleteServer',
        summary: 'Delete server',
        description: 'Deletes a server for good.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [server_id],
        responses: { '204': { description: 'It is gone.', 'x-source': 'documented' }, '401': unauthorizedToo, '404': notFound },
        'x-rules': [always],
        'x-action': 'delete',
        'x-example': { path: '/servers/12345/' },
      },
    },
    '/servers/{server_id}/start/': {
      post: {
        operationId: 'startServer',
        summary: 'Start server',
        description: 'Starts a stopped server.',
        tags: ['Actions'],
        'x-source': 'documented',
        parameters: [server_id],
        responses: {
          '200': { description: 'It is starting.', 'x-source': 'documented', content: { 'application/json': { schema: actionResult } } },
          '400': wrongState,
          '401': unauthorizedToo,
          '404': notFound,
        },
        'x-rules': [{ rule: 'A server that is active already is refused with 400.', 'x-source': 'documented' }, busy, suspended],
        'x-action': 'start',
        'x-example': { path: '/servers/12345/start/' },
      },
    },
    '/servers/{server_id}/stop/': {
      post: {
        operationId: 'stopServer',
        summary: 'Stop server',
        description: 'Stops an active server.',
        tags: ['Actions'],
        'x-source': 'documented',
        parameters: [server_id],
        responses: {
          '200': { description: 'It is stopping.', 'x-source': 'documented', content: { 'application/json': { schema: actionResult } } },
          '400': { ...wrongState, 'x-source': 'inferred', 'x-note': 'From reboot: the page has no list of codes.' },
          '401': unauthorizedToo,
          '404': notFoundToo,
        },
        'x-rules': [
          { rule: 'A server that is stopped already is refused with 400.', 'x-source': 'inferred', 'x-note': 'The mirror of reboot.' },
          busy,
          suspended,
        ],
        'x-action': 'stop',
        'x-example': { path: '/servers/12345/stop/' },
      },
    },
    '/servers/{server_id}/reboot/': {
      post: {
        operationId: 'rebootServer',
        summary: 'Reboot server',
        description: 'Reboots an active server.',
        tags: ['Actions'],
        'x-source': 'documented',
        parameters: [server_id],
        responses: {
          '200': { description: 'It is rebooting.', 'x-source': 'documented', content: { 'application/json': { schema: actionResult } } },
          '400': wrongState,
          '401': unauthorizedToo,
          '404': notFound,
        },
        'x-rules': [{ rule: 'A server that is not running is refused with 400.', 'x-source': 'documented' }, busy, suspended],
        'x-action': 'reboot',
        'x-example': { path: '/servers/12345/reboot/' },
      },
    },
    '/plans/': {
      get: {
        operationId: 'listPlans',
        summary: 'List plans',
        description: 'Lists the plans, filtered by location where asked.',
        tags: ['Plans'],
        'x-source': 'vendor',
        'x-note': "The vendor's page on plans.",
        parameters: [{ name: 'location', in: 'query', description: 'Only the plans that this location has.', schema: text }],
        responses: {
          '200': {
            description: 'The plans.',
            'x-source': 'vendor',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['count', 'results'],
                  additionalProperties: false,
                  properties: { count: integer, results: { type: 'array', items: plan } },
                },
              },
            },
          },
          '401': { ...unauthorized, 'x-source': 'vendor', 'x-note': 'All of the API needs the token.' },
        },
        'x-example': { path: '/plans/' },
      },
    },
    '/plans/{id}/': {
      get: {
        operationId: 'getPlan',
        summary: 'Get plan',
        description: 'Returns one plan.',
        tags: ['Plans'],
        'x-source': 'vendor',
        'x-note': "The vendor's page on plans.",
        parameters: [{ name: 'id', in: 'path', required: true, schema: integer }],
        responses: {
          '200': { description: 'The plan.', 'x-source': 'vendor', content: { 'application/json': { schema: plan } } },
          '401': { ...unauthorized, 'x-source': 'vendor', 'x-note': 'All of the API needs the token.' },
          '404': { ...notFound, description: 'There is no such plan.', 'x-source': 'inferred', 'x-note': 'From the servers.' },
        },
        'x-example': { path: '/plans/1/' },
      },
    },
  },
  components: {
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    responses: {
      '301': {
        description: 'The same path with its slash.',
        headers: { Location: { schema: text } },
        'x-source': 'inferred',
        'x-note': "Django's APPEND_SLASH, for every method.",
      },
      '400': {
        description: 'A body that is not JSON.',
        content: { 'application/json': { schema: fieldsOrDetail } },
        'x-source': 'inferred',
        'x-note': 'Django REST Framework.',
      },
      '401': unauthorized,
      '403': {
        description: 'The token lacks the permission.',
        content: { 'application/json': { schema: detail } },
        'x-source': 'vendor',
        'x-note': 'Tokens have permissions; the body is that of Django REST Framework. Only where a fault asks for it.',
      },
      '404': { description: 'No such route.', content: { 'application/json': { schema: detail } }, 'x-source': 'inferred', 'x-note': 'Django REST Framework.' },
      '405': {
        description: 'A method that the path does not have.',
        headers: { Allow: { schema: text } },
        content: { 'application/json': { schema: detail } },
        'x-source': 'inferred',
        'x-note': 'Django REST Framework.',
      },
      '413': { description: 'A body over the limit.', content: { 'application/json': { schema: detail } }, 'x-source': 'assumed' },
      '415': {
        description: 'A body of another media type than JSON.',
        content: { 'application/json': { schema: detail } },
        'x-source': 'inferred',
        'x-note': 'Django REST Framework.',
      },
      '429': {
        description: 'Too many requests.',
        headers: { 'Retry-After': { schema: text } },
        content: { 'application/json': { schema: detail } },
        'x-source': 'inferred',
        'x-note': 'Django REST Framework. Only where a fault asks for it.',
      },
      '500': {
        description: "The vendor's own failure.",
        content: { 'application/json': { schema: detail } },
        'x-source': 'assumed',
        'x-note': 'Only where a fault asks for it.',
      },
      '503': {
        description: 'Down for a while.',
        content: { 'application/json': { schema: detail } },
        'x-source': 'assumed',
        'x-note': 'Only where a fault asks for it.',
      },
    },
  },
  'x-rules': [
    {
      rule: 'Every path ends with a slash; without it, any method is redirected with 301, after which most clients send GET.',
      'x-source': 'inferred',
      'x-note': 'Django.',
    },
    { rule: 'A server that is not there, or an id that is no integer, is 404.', 'x-source': 'documented' },
    { rule: 'updated_at moves with each change of the status and each update.', 'x-source': 'assumed' },
  ],
});

/** The schemas that the exported document refers to by name. */
export const schemas: Schemas = {
  ListedServer: listedServer,
  CreatedServer: createdServer,
  Server: detailedServer,
  ServerStatus: status,
  ActionResult: actionResult,
  ListedPlan: listedPlan,
  Plan: plan,
  OperatingSystem: os,
  Error: detail,
  ValidationError: fields,
  ErrorOrValidationError: fieldsOrDetail,
};

/** The contract under a name, so that compile errors print the name. */
export interface Contract extends Named<typeof contract> {}
