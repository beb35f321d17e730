/** A part of Hetzner Cloud's document as OpenAPI 3.1: servers and their actions. From https://docs.hetzner.cloud. */
import { defineContract, type Named } from 'stuntbox/vendor';

const integer = { type: 'integer' } as const;
const text = { type: 'string' } as const;
const instant = { type: 'string', format: 'date-time', description: 'In UTC, to the second, with `+00:00`.' } as const;

const status = {
  type: 'string',
  enum: ['running', 'initializing', 'starting', 'stopping', 'off', 'deleting', 'migrating', 'rebuilding', 'unknown'],
} as const;

const action = {
  type: 'object',
  required: ['id', 'command', 'status', 'progress', 'started', 'finished', 'resources', 'error'],
  additionalProperties: false,
  properties: {
    id: integer,
    command: { type: 'string', enum: ['create_server', 'start_server', 'stop_server', 'rebuild_server', 'delete_server'] },
    status: { type: 'string', enum: ['running', 'success', 'error'] },
    progress: { type: 'integer', minimum: 0, maximum: 100 },
    started: instant,
    finished: { type: ['string', 'null'], format: 'date-time' },
    resources: {
      type: 'array',
      items: { type: 'object', required: ['id', 'type'], additionalProperties: false, properties: { id: integer, type: { const: 'server' } } },
    },
    error: {
      type: ['object', 'null'],
      required: ['code', 'message'],
      additionalProperties: false,
      properties: { code: text, message: text },
    },
  },
} as const;

const server = {
  type: 'object',
  required: ['id', 'name', 'status', 'created', 'public_net', 'server_type', 'image', 'locked', 'labels'],
  additionalProperties: false,
  properties: {
    id: integer,
    name: text,
    status,
    created: instant,
    public_net: {
      type: 'object',
      required: ['ipv4'],
      additionalProperties: false,
      properties: {
        ipv4: { type: 'object', required: ['ip', 'blocked'], additionalProperties: false, properties: { ip: text, blocked: { type: 'boolean' } } },
      },
    },
    server_type: {
      type: 'object',
      required: ['id', 'name', 'description', 'cores', 'memory', 'disk'],
      additionalProperties: false,
      properties: { id: integer, name: text, description: text, cores: integer, memory: integer, disk: integer },
    },
    image: {
      type: 'object',
      required: ['id', 'type', 'status', 'name', 'description'],
      additionalProperties: false,
      properties: { id: integer, type: { const: 'system' }, status: { const: 'available' }, name: text, description: text },
    },
    locked: { type: 'boolean' },
    labels: { type: 'object', additionalProperties: text },
  },
} as const;

const pageOrNull = { type: ['integer', 'null'] } as const;
const meta = {
  type: 'object',
  required: ['pagination'],
  additionalProperties: false,
  properties: {
    pagination: {
      type: 'object',
      required: ['page', 'per_page', 'previous_page', 'next_page', 'last_page', 'total_entries'],
      additionalProperties: false,
      properties: { page: integer, per_page: integer, previous_page: pageOrNull, next_page: pageOrNull, last_page: integer, total_entries: integer },
    },
  },
} as const;

/** The format of every error; `details` depends on the code. */
const failure = {
  type: 'object',
  required: ['error'],
  additionalProperties: false,
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'details'],
      additionalProperties: false,
      properties: { code: text, message: text, details: { type: ['object', 'null'] } },
    },
  },
} as const;
const refusal = { 'application/json': { schema: failure } } as const;

const id = { name: 'id', in: 'path', required: true, description: 'The ID of the server.', schema: integer } as const;
const page = { name: 'page', in: 'query', description: 'The page number, starting at 1.', schema: { type: 'integer', minimum: 1 } } as const;
const perPage = {
  name: 'per_page',
  in: 'query',
  description: 'The number of entries per page: 25 by default, at most 50.',
  schema: { type: 'integer', minimum: 1, maximum: 50 },
} as const;

const begun = {
  description: 'The action that was started.',
  content: { 'application/json': { schema: { type: 'object', required: ['action'], additionalProperties: false, properties: { action } } } },
  'x-source': 'documented',
} as const;
const notFound = {
  description: 'The server does not exist.',
  content: refusal,
  'x-source': 'documented',
  'x-note': 'The code `not_found`; the status is assumed.',
} as const;
const locked = {
  description: 'Another action is running on the server.',
  content: refusal,
  'x-source': 'vendor',
  'x-note': 'The code `locked` is documented; the status 423 and the message are reported by users of the vendor’s clients.',
} as const;
const conflict = {
  description: "The server's status does not allow it.",
  content: refusal,
  'x-source': 'assumed',
  'x-note': 'This only happens in `migrating` and `unknown`, in which no action ends.',
} as const;
const invalid = {
  description: 'Properties are missing or invalid.',
  content: refusal,
  'x-source': 'documented',
  'x-note': 'The code and its details; the status is assumed.',
} as const;

const taken = {
  rule: 'While an action is running on a server, every other action on it is rejected with 423, including its deletion.',
  'x-source': 'assumed',
} as const;

export const contract = defineContract({
  openapi: '3.1.0',
  info: {
    title: 'Hetzner Cloud',
    version: 'v1',
    description: 'Servers and actions: a part of the Hetzner Cloud API.',
    license: { name: 'Written by the authors of stuntbox', url: 'https://opensource.org/license/mit' },
  },
  servers: [{ url: 'https://api.hetzner.cloud/v1' }],
  security: [{ token: [] }],
  paths: {
    '/servers': {
      get: {
        operationId: 'listServers',
        summary: 'Get all Servers',
        'x-source': 'documented',
        parameters: [
          { name: 'name', in: 'query', description: 'Only the server with exactly this name.', schema: text },
          { name: 'status', in: 'query', schema: status },
          page,
          perPage,
        ],
        responses: {
          '200': {
            description: 'A page of the servers.',
            'x-source': 'documented',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['servers', 'meta'],
                  additionalProperties: false,
                  properties: { servers: { type: 'array', items: server }, meta },
                },
              },
            },
          },
          '422': invalid,
        },
        'x-example': { path: '/servers' },
      },
      post: {
        operationId: 'createServer',
        summary: 'Create a Server',
        'x-source': 'documented',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['name', 'server_type', 'image'],
                properties: {
                  name: {
                    type: 'string',
                    maxLength: 63,
                    pattern: '^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$',
                    description: 'A hostname according to RFC 1123.',
                  },
                  server_type: { type: 'string', description: 'An ID or name.' },
                  image: { type: 'string', description: 'An ID or name.' },
                  ssh_keys: { type: 'array', items: text },
                  labels: { type: 'object', additionalProperties: text },
                },
              },
            },
          },
        },
        responses: {
          '201': {
            description: 'The server, and the action that creates it.',
            'x-source': 'documented',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['server', 'action', 'next_actions', 'root_password'],
                  additionalProperties: false,
                  properties: {
                    server,
                    action,
                    next_actions: { type: 'array', items: action },
                    root_password: { type: ['string', 'null'], format: 'password' },
                  },
                },
              },
            },
          },
          '403': {
            description: 'The server limit is reached.',
            content: refusal,
            'x-source': 'documented',
            'x-note': 'The code `resource_limit_exceeded`.',
          },
          '409': {
            description: 'The name is already used.',
            content: refusal,
            'x-source': 'vendor',
            'x-note': 'The code `uniqueness_error`; the message is reported by users of the vendor’s clients.',
          },
          '422': invalid,
        },
        'x-rules': [
          { rule: 'Names are unique in a project.', 'x-source': 'documented' },
          { rule: 'Without ssh_keys, a root password is generated and returned.', 'x-source': 'documented' },
          {
            rule: 'The server is started as part of create_server, and next_actions is empty.',
            'x-source': 'assumed',
            'x-note': 'Simplified: the document has start_server in next_actions.',
          },
          { rule: 'Creating takes twenty seconds.', 'x-source': 'assumed' },
        ],
        'x-begins': { servers: ['create_server'] },
        'x-example': { path: '/servers', body: { name: 'my-server', server_type: 'cpx11', image: 'ubuntu-20.04' } },
      },
    },
    '/servers/{id}': {
      get: {
        operationId: 'getServer',
        summary: 'Get a Server',
        'x-source': 'documented',
        parameters: [id],
        responses: {
          '200': {
            description: 'The server.',
            'x-source': 'documented',
            content: { 'application/json': { schema: { type: 'object', required: ['server'], additionalProperties: false, properties: { server } } } },
          },
          '404': notFound,
        },
        'x-example': { path: '/servers/42' },
      },
      delete: {
        operationId: 'deleteServer',
        summary: 'Delete a Server',
        'x-source': 'documented',
        parameters: [id],
        responses: { '200': begun, '404': notFound, '409': conflict, '423': locked },
        'x-rules': [taken, { rule: 'Deleting takes three seconds.', 'x-source': 'assumed', 'x-note': 'The document says "immediately".' }],
        'x-action': 'delete_server',
        'x-example': { path: '/servers/42' },
      },
    },
    '/servers/{id}/actions': {
      get: {
        operationId: 'listServerActions',
        summary: 'Get all Actions for a Server',
        'x-source': 'documented',
        parameters: [id, { name: 'status', in: 'query', schema: action.properties.status }, page, perPage],
        responses: {
          '200': {
            description: 'A page of the actions, oldest first.',
            'x-source': 'documented',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['actions', 'meta'],
                  additionalProperties: false,
                  properties: { actions: { type: 'array', items: action }, meta },
                },
              },
            },
          },
          '404': notFound,
          '422': invalid,
        },
        'x-example': { path: '/servers/42/actions' },
      },
    },
    '/servers/{id}/actions/poweron': {
      post: {
        operationId: 'powerOnServer',
        summary: 'Power on a Server',
        'x-source': 'documented',
        parameters: [id],
        responses: { '201': begun, '404': notFound, '409': conflict, '423': locked },
        'x-rules': [taken, { rule: 'On a running server, the action succeeds immediately.', 'x-source': 'assumed' }],
        'x-action': 'start_server',
        'x-example': { path: '/servers/42/actions/poweron' },
      },
    },
    '/servers/{id}/actions/poweroff': {
      post: {
        operationId: 'powerOffServer',
        summary: 'Power off a Server',
        'x-source': 'documented',
        parameters: [id],
        responses: { '201': begun, '404': notFound, '409': conflict, '423': locked },
        'x-rules': [taken, { rule: 'On a server that is off, the action succeeds immediately.', 'x-source': 'assumed' }],
        'x-action': 'stop_server',
        'x-example': { path: '/servers/42/actions/poweroff' },
      },
    },
    '/servers/{id}/actions/rebuild': {
      post: {
        operationId: 'rebuildServer',
        summary: 'Rebuild a Server from an Image',
        'x-source': 'documented',
        parameters: [id],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { type: 'object', required: ['image'], properties: { image: { type: 'string', description: 'An ID or name.' } } },
            },
          },
        },
        responses: {
          '201': {
            description: 'The action that was started, and the new password.',
            'x-source': 'documented',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['action', 'root_password'],
                  additionalProperties: false,
                  properties: { action, root_password: { type: ['string', 'null'], format: 'password' } },
                },
              },
            },
          },
          '404': notFound,
          '409': conflict,
          '422': invalid,
          '423': locked,
        },
        'x-rules': [
          taken,
          {
            rule: 'The server is powered off first, and is running afterwards, whatever its status was before.',
            'x-source': 'assumed',
            'x-note': 'That it is powered off is documented.',
          },
          { rule: 'A rebuild takes forty seconds.', 'x-source': 'assumed' },
        ],
        'x-action': 'rebuild_server',
        'x-example': { path: '/servers/42/actions/rebuild', body: { image: 'ubuntu-20.04' } },
      },
    },
    '/actions/{action_id}': {
      get: {
        operationId: 'getAction',
        summary: 'Get an Action',
        'x-source': 'documented',
        parameters: [{ name: 'action_id', in: 'path', required: true, description: 'The ID of the action.', schema: integer }],
        responses: {
          '200': { ...begun, description: 'The action.' },
          '404': { ...notFound, description: 'The action does not exist.' },
        },
        'x-rules': [{ rule: 'An action outlives its server.', 'x-source': 'assumed' }],
        'x-example': { path: '/actions/13' },
      },
    },
  },
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    responses: {
      '400': {
        description: 'The body is not valid JSON.',
        content: refusal,
        'x-source': 'documented',
        'x-note': 'The code `json_error`; the status is assumed.',
      },
      '401': { description: 'The token is missing or invalid.', content: refusal, 'x-source': 'documented', 'x-note': 'The code `unauthorized`.' },
      '403': { description: 'The token lacks the permission.', content: refusal, 'x-source': 'documented', 'x-note': 'The code `forbidden`.' },
      '404': { description: 'The path does not exist.', content: refusal, 'x-source': 'assumed' },
      '413': { description: 'The body is too large.', content: refusal, 'x-source': 'assumed' },
      '429': {
        description: 'The rate limit is exceeded.',
        headers: { 'RateLimit-Limit': { schema: text }, 'RateLimit-Remaining': { schema: text }, 'RateLimit-Reset': { schema: text } },
        content: refusal,
        'x-source': 'documented',
      },
      '500': { description: 'Internal error.', content: refusal, 'x-source': 'documented', 'x-note': 'The code `server_error`.' },
      '503': {
        description: 'Temporarily unavailable.',
        content: refusal,
        'x-source': 'documented',
        'x-note': 'The code `unavailable`; the status is assumed.',
      },
    },
  },
  'x-rules': [
    { rule: 'A server has only some of the documented properties.', 'x-source': 'assumed', 'x-note': 'See the README.' },
    { rule: 'Every response that counts against a rate limit has three headers that describe the limit.', 'x-source': 'documented' },
  ],
});

/** The named schemas of the exported document: `openApiOf(hetzner)`. */
export const schemas = { Server: server, Action: action, Error: failure } as const;

/** The contract as a named interface, so that compile errors show its name. */
export interface Contract extends Named<typeof contract> {}
