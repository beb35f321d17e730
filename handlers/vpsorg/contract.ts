/** VPS.org's document as OpenAPI 3.1, from its Galician page. What the page does not say is marked with the source it was taken from. */
import { defineContract, type Named, type Schemas } from '../../vendor/contract.ts';

const statuses = ['provisioning', 'active', 'starting', 'stopping', 'stopped', 'rebooting', 'restoring', 'suspended'] as const;

const server_id = { name: 'server_id', in: 'path', required: true, description: "The server's unique ID.", schema: { type: 'integer' } } as const;

const integer = { type: 'integer' } as const;
const text = { type: 'string' } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const instant = { type: 'string', format: 'date-time', description: 'In UTC, to the second.' } as const;
const status = { type: 'string', enum: statuses } as const;

const listedPlan = {
  type: 'object',
  required: ['id', 'name', 'vcpus', 'memory', 'storage'],
  additionalProperties: false,
  properties: { id: integer, name: text, vcpus: integer, memory: { type: 'integer', description: 'MB.' }, storage: { type: 'integer', description: 'GB.' } },
} as const;

const os = { type: 'object', required: ['id', 'name'], additionalProperties: false, properties: { id: integer, name: text } } as const;

/** The properties that all three representations of a server share. */
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
      properties: { ...listedPlan.properties, bandwidth: { type: 'integer', description: 'GB per month.' } },
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

/** The two forms of an error in Django REST Framework: messages by field, or a single message. */
const detail = { type: 'object', required: ['detail'], additionalProperties: false, properties: { detail: text } } as const;
const fields = { type: 'object', minProperties: 1, additionalProperties: { type: 'array', minItems: 1, items: text } } as const;
const fieldsOrDetail = { oneOf: [detail, fields] } as const;

const unauthorized = {
  description: 'The token is missing or invalid.',
  content: { 'application/json': { schema: detail } },
  'x-source': 'documented',
  'x-note': 'The status is documented; the body is that of Django REST Framework.',
} as const;
const unauthorizedToo = {
  ...unauthorized,
  'x-source': 'inferred',
  'x-note': "This operation's list of status codes does not include it; every other operation's does.",
} as const;
const notFound = {
  description: 'The server does not exist.',
  content: { 'application/json': { schema: detail } },
  'x-source': 'documented',
  'x-note': 'The status is documented; the body is that of Django REST Framework.',
} as const;
const notFoundToo = {
  ...notFound,
  'x-source': 'inferred',
  'x-note': "This operation's list of status codes does not include it; every other operation with an ID does.",
} as const;
const invalid = {
  description: 'Properties are missing or invalid.',
  content: { 'application/json': { schema: fieldsOrDetail } },
  'x-source': 'documented',
  'x-note': 'The status is documented; the body is that of Django REST Framework.',
} as const;
const wrongState = {
  description: "The server's status does not allow it, or the server is busy.",
  content: { 'application/json': { schema: detail } },
  'x-source': 'documented',
  'x-note': 'The status is documented; the sentence is assumed.',
} as const;

const name = { type: 'string', minLength: 1, maxLength: 255, pattern: '^[A-Za-z0-9-]+$', description: 'Letters, digits and hyphens.' } as const;
const fqdn = '^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$';
const hostname = { type: 'string', minLength: 1, maxLength: 253, pattern: fqdn, description: 'A fully qualified domain name.' } as const;
const updatable = { name, hostname, backups_enabled: { type: 'boolean' } } as const;

const busy = {
  rule: 'While a server is provisioning, starting, stopping, rebooting or restoring, start, stop and reboot are rejected with 400.',
  'x-source': 'assumed',
  'x-note': 'Only 200, 400 and 404 are documented. Linode also returns 400 in this case: "Linode busy."',
} as const;
const suspended = { rule: 'While a server is suspended, start, stop and reboot are rejected with 400.', 'x-source': 'assumed' } as const;
const always = { rule: 'The operation is accepted in every status.', 'x-source': 'assumed' } as const;

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
        description: "Lists the account's servers, optionally filtered by status and location.",
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [
          {
            name: 'status',
            in: 'query',
            description: "Filter by the server's status. The page lists active, stopped and suspended, in translation.",
            schema: status,
          },
          { name: 'location', in: 'query', description: 'Filter by data center location.', schema: text },
        ],
        responses: {
          '200': {
            description: "The account's servers.",
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
          '400': { ...invalid, 'x-source': 'assumed', 'x-note': 'For an unknown status.' },
          '401': unauthorized,
        },
        'x-rules': [
          {
            rule: 'The list is not paginated: it consists of count and results.',
            'x-source': 'documented',
            'x-note': 'The example has neither next nor previous, which Django REST Framework includes in a paginated list.',
          },
          { rule: 'The filter accepts any status that a server can have, in English. Any other value is rejected with 400.', 'x-source': 'assumed' },
          { rule: 'Filtering by an unknown location returns an empty list.', 'x-source': 'assumed' },
        ],
        'x-example': { path: '/servers/' },
      },
      post: {
        operationId: 'createServer',
        summary: 'Create new server',
        description: 'Creates a server and charges the account for it. The server is in provisioning until it becomes active.',
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
          '201': { description: 'The server is being provisioned.', 'x-source': 'documented', content: { 'application/json': { schema: createdServer } } },
          '400': invalid,
          '401': unauthorized,
          '402': {
            description: "The account's credits do not cover the plan.",
            'x-source': 'documented',
            'x-note': 'The status is documented; the body is assumed.',
            content: { 'application/json': { schema: detail } },
          },
        },
        'x-rules': [
          {
            rule: 'Provisioning takes three minutes. The server gets its address at the end.',
            'x-source': 'documented',
            'x-note': 'The example says "2-5 minutes", and its address is null.',
          },
          { rule: 'Creating a server deducts one month of its price from the credits. After a 402, nothing has changed.', 'x-source': 'assumed' },
          {
            rule: 'An unknown plan, operating system, location or SSH key is rejected with 400, with an error on its field.',
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
        description: 'Returns one server with its plan, operating system and current resource usage.',
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
            rule: 'The details of servers 12345 and 12346 show a different updated_at than the list, as the examples do, until the server changes. From then on, both are the same.',
            'x-source': 'assumed',
            'x-note':
              'The page shows two values for server 12345: 2025-01-15T10:20:00Z in the list and 2025-01-16T15:45:00Z in the details. We take the second for the time at which the usage was sampled.',
          },
          { rule: 'CPU and memory usage are 0 while the server is not active. Disk and bandwidth usage are kept.', 'x-source': 'assumed' },
          {
            rule: 'Usage is sampled every five minutes and varies within the plan, starting with the values in the document when the account is opened. Bandwidth usage restarts at 0 every month (UTC).',
            'x-source': 'assumed',
            'x-note': "The page only says that it is the current usage. The plan's bandwidth is per month.",
          },
          { rule: 'updated_at is set only when another visible property changes, never by a change of usage alone.', 'x-source': 'assumed' },
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
            description: 'The updated server.',
            'x-source': 'documented',
            'x-note': 'The body is inferred from Django REST Framework, which returns the updated object.',
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
        description: 'Changes only the given properties of a server.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [server_id],
        requestBody: { content: { 'application/json': { schema: { type: 'object', properties: updatable } } } },
        responses: {
          '200': {
            description: 'The updated server.',
            'x-source': 'inferred',
            'x-note': 'Taken from PUT: the page lists no status codes here.',
            content: { 'application/json': { schema: detailedServer } },
          },
          '400': { ...invalid, 'x-source': 'inferred', 'x-note': 'Taken from PUT.' },
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
        description: 'Deletes a server permanently.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [server_id],
        responses: { '204': { description: 'The server is deleted.', 'x-source': 'documented' }, '401': unauthorizedToo, '404': notFound },
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
          '200': { description: 'The server is starting.', 'x-source': 'documented', content: { 'application/json': { schema: actionResult } } },
          '400': wrongState,
          '401': unauthorizedToo,
          '404': notFound,
        },
        'x-rules': [{ rule: 'Starting an active server is rejected with 400.', 'x-source': 'documented' }, busy, suspended],
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
          '200': { description: 'The server is stopping.', 'x-source': 'documented', content: { 'application/json': { schema: actionResult } } },
          '400': { ...wrongState, 'x-source': 'inferred', 'x-note': 'Taken from reboot: the page lists no status codes here.' },
          '401': unauthorizedToo,
          '404': notFoundToo,
        },
        'x-rules': [{ rule: 'Stopping a stopped server is rejected with 400.', 'x-source': 'inferred', 'x-note': 'As for reboot.' }, busy, suspended],
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
          '200': { description: 'The server is rebooting.', 'x-source': 'documented', content: { 'application/json': { schema: actionResult } } },
          '400': wrongState,
          '401': unauthorizedToo,
          '404': notFound,
        },
        'x-rules': [{ rule: 'Rebooting a server that is not running is rejected with 400.', 'x-source': 'documented' }, busy, suspended],
        'x-action': 'reboot',
        'x-example': { path: '/servers/12345/reboot/' },
      },
    },
    '/plans/': {
      get: {
        operationId: 'listPlans',
        summary: 'List plans',
        description: 'Lists the plans, optionally filtered by location.',
        tags: ['Plans'],
        'x-source': 'vendor',
        'x-note': "The vendor's page on plans.",
        parameters: [{ name: 'location', in: 'query', description: 'Only plans available in this location.', schema: text }],
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
          '401': { ...unauthorized, 'x-source': 'vendor', 'x-note': 'Every request needs the token.' },
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
          '401': { ...unauthorized, 'x-source': 'vendor', 'x-note': 'Every request needs the token.' },
          '404': { ...notFound, description: 'The plan does not exist.', 'x-source': 'inferred', 'x-note': 'As for servers.' },
        },
        'x-example': { path: '/plans/1/' },
      },
    },
  },
  components: {
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    responses: {
      '301': {
        description: 'Redirect to the same path with a trailing slash.',
        headers: { Location: { schema: text } },
        'x-source': 'inferred',
        'x-note': "Django's APPEND_SLASH, for every method.",
      },
      '400': {
        description: 'The body is not valid JSON.',
        content: { 'application/json': { schema: fieldsOrDetail } },
        'x-source': 'inferred',
        'x-note': 'Django REST Framework.',
      },
      '401': unauthorized,
      '403': {
        description: 'The token lacks the permission.',
        content: { 'application/json': { schema: detail } },
        'x-source': 'vendor',
        'x-note': 'Tokens have permissions; the body is that of Django REST Framework. Only a fault causes it.',
      },
      '404': {
        description: 'The path does not exist.',
        content: { 'application/json': { schema: detail } },
        'x-source': 'inferred',
        'x-note': 'Django REST Framework.',
      },
      '405': {
        description: 'The path does not support the method.',
        headers: { Allow: { schema: text } },
        content: { 'application/json': { schema: detail } },
        'x-source': 'inferred',
        'x-note': 'Django REST Framework.',
      },
      '413': { description: 'The body is too large.', content: { 'application/json': { schema: detail } }, 'x-source': 'assumed' },
      '415': {
        description: 'The media type of the body is not JSON.',
        content: { 'application/json': { schema: detail } },
        'x-source': 'inferred',
        'x-note': 'Django REST Framework.',
      },
      '429': {
        description: 'Too many requests.',
        headers: { 'Retry-After': { schema: text } },
        content: { 'application/json': { schema: detail } },
        'x-source': 'inferred',
        'x-note': 'Django REST Framework. Only a fault causes it.',
      },
      '500': {
        description: 'Internal error.',
        content: { 'application/json': { schema: detail } },
        'x-source': 'assumed',
        'x-note': 'Only a fault causes it.',
      },
      '503': {
        description: 'Temporarily unavailable.',
        content: { 'application/json': { schema: detail } },
        'x-source': 'assumed',
        'x-note': 'Only a fault causes it.',
      },
    },
  },
  'x-rules': [
    {
      rule: 'Every path ends with a slash. A request without it is redirected with 301, whatever its method; most clients then send GET.',
      'x-source': 'inferred',
      'x-note': 'Django.',
    },
    { rule: 'An unknown server, or an ID that is not an integer, is answered with 404.', 'x-source': 'documented' },
    { rule: 'updated_at is set by every change of status and every update.', 'x-source': 'assumed' },
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

/** The contract as a named interface, so that compile errors show its name. */
export interface Contract extends Named<typeof contract> {}
