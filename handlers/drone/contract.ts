/** The Drone Autoscaler's document as OpenAPI 3.1. `vendor` marks its other documentation, its source code, or observed responses. */
import { defineContract, type Named, type Schemas } from '../../vendor/contract.ts';

const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
const unix = { type: 'integer', description: 'Unix time in seconds; 0 if it has not happened yet.' } as const;
const pem = { type: ['string', 'null'], description: 'A PEM text, base64-encoded; null until the instance exists.' } as const;
const privateKey = { ...pem, format: 'password' } as const;
const name = { name: 'name', in: 'path', required: true, description: 'Name of the server.', schema: text } as const;

const server = {
  type: 'object',
  required: [
    'id',
    'provider',
    'state',
    'name',
    'image',
    'region',
    'size',
    'platform',
    'address',
    'capacity',
    'secret',
    'error',
    'ca_key',
    'ca_cert',
    'tls_key',
    'tls_cert',
    'created',
    'updated',
    'started',
    'stopped',
  ],
  additionalProperties: false,
  properties: {
    id: {
      type: 'string',
      description: "The provider's ID for the instance. Empty until the instance exists, as are provider, image, region, size and address.",
    },
    provider: text,
    state: { type: 'string', enum: ['pending', 'creating', 'created', 'staging', 'running', 'shutdown', 'stopping', 'stopped', 'error'] },
    name: text,
    image: text,
    region: text,
    size: text,
    platform: { type: 'string', description: 'Not in the document, and never set.' },
    address: text,
    capacity: integer,
    secret: { type: 'string', format: 'password', description: 'Empty for a server that was created through this API.' },
    error: text,
    ca_key: privateKey,
    ca_cert: pem,
    tls_key: privateKey,
    tls_cert: pem,
    created: unix,
    updated: unix,
    started: { ...unix, description: 'When the instance was created, as Unix time in seconds; 0 before.' },
    stopped: unix,
  },
} as const;

const message = { type: 'object', required: ['message'], additionalProperties: false, properties: { message: text } } as const;
const refusal = { 'application/json': { schema: message } } as const;
const nosniff = { 'X-Content-Type-Options': { schema: { type: 'string', const: 'nosniff' } } } as const;

const unauthorized = {
  description: 'The token is missing, or Drone rejects it.',
  headers: nosniff,
  content: refusal,
  'x-source': 'vendor',
  'x-note': 'server/auth.go: `Invalid or missing token` without a token, `Unauthorized` if Drone rejects it or cannot be reached.',
} as const;
const forbidden = {
  description: 'The user is not an administrator.',
  headers: nosniff,
  content: refusal,
  'x-source': 'vendor',
  'x-note': 'server/auth.go. In stuntbox, the token `not-admin` causes this; the name is our choice.',
} as const;
const refused = { '401': unauthorized, '403': forbidden } as const;
const notFound = {
  description: 'No server has this name.',
  headers: nosniff,
  content: refusal,
  'x-source': 'vendor',
  'x-note': "server/servers.go: the store's error message, `sql: no rows in result set`.",
} as const;

const shown = { headers: nosniff, content: { 'application/json': { schema: server } } } as const;
const PRINTED = 'The document prints types only. Not in it: platform, and that the four certificates are null until the instance exists.';

const admin = {
  rule: 'Every operation under /api, including reads, needs the bearer token of a Drone administrator.',
  'x-source': 'vendor',
  'x-note': 'server/auth.go.',
} as const;

export const contract = defineContract({
  openapi: '3.1.0',
  info: {
    title: 'Drone Autoscaler',
    version: '1.9.0',
    description: 'The server and system endpoints of the Drone Autoscaler. You install it on your own host, so the origin is a placeholder.',
    license: { name: 'Written by the authors of stuntbox', url: 'https://opensource.org/license/mit' },
  },
  servers: [{ url: 'https://autoscaler.example.com' }],
  tags: [{ name: 'Servers' }, { name: 'Autoscaler' }],
  security: [{ bearer: [] }],
  paths: {
    '/api/servers/{name}': {
      get: {
        operationId: 'findServer',
        summary: 'Find a server',
        description: 'Returns a server by its name, including a stopped one.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [name],
        responses: { '200': { description: 'The server.', 'x-source': 'documented', 'x-note': PRINTED, ...shown }, ...refused, '404': notFound },
        'x-rules': [
          { rule: 'The name must match exactly, including case.', 'x-source': 'vendor', 'x-note': 'Observed in responses.' },
          {
            rule: 'The secret and both private keys are included in responses.',
            'x-source': 'vendor',
            'x-note': 'Observed in responses; the document also lists them.',
          },
        ],
        'x-example': { path: '/api/servers/agent-F8k8oMUP' },
      },
      delete: {
        operationId: 'terminateServer',
        summary: 'Terminate a server',
        description:
          'Begins to shut down a server. A server in error is removed immediately instead: always if it has no instance, otherwise only with `force`.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [
          name,
          {
            name: 'force',
            in: 'query',
            description: 'Force remove the instance. 1, t, T, TRUE, true and True mean true. Any other value means false and is not an error.',
            schema: text,
          },
        ],
        responses: {
          '200': {
            description: 'The server will be stopped and destroyed. It is returned in its current state, shutdown.',
            'x-source': 'vendor',
            'x-note': 'server/servers.go. The document gives neither a status nor a body.',
            ...shown,
          },
          '204': { description: 'The server had failed, and its record was removed.', 'x-source': 'vendor', 'x-note': 'server/servers.go.' },
          ...refused,
          '404': notFound,
        },
        'x-rules': [
          {
            rule: 'Deletion is asynchronous: the server goes through shutdown and stopping to stopped. Its record is kept and is still listed.',
            'x-source': 'vendor',
            'x-note': 'engine/collect.go.',
          },
          {
            rule: 'A server in error without an instance is removed immediately, with 204, regardless of force.',
            'x-source': 'vendor',
            'x-note': 'server/servers.go.',
          },
          {
            rule: 'A server in error with an instance is removed immediately only with force, with 204. Its instance is not destroyed.',
            'x-source': 'vendor',
            'x-note': 'server/servers.go. The document says that force removes the instance.',
          },
          { rule: 'In every other state, force has no effect.', 'x-source': 'vendor', 'x-note': 'server/servers.go.' },
          {
            rule: 'A server without an instance goes directly from shutdown to stopped, since there is nothing to destroy.',
            'x-source': 'vendor',
            'x-note': 'engine/collect.go: the real autoscaler passes through stopping instantly.',
          },
          {
            rule: 'Deleting a server that is stopping or stopped returns it to shutdown and stops it again.',
            'x-source': 'vendor',
            'x-note': 'server/servers.go.',
          },
          {
            rule: 'Deleting a server that is creating or staging interrupts it.',
            'x-source': 'assumed',
            'x-note':
              'The real autoscaler loses it: it answers shutdown, and what is under way overwrites that. The setting lostDelete does the same: shutdown is shown until what is under way has ended, and the collector does not come between.',
          },
          {
            rule: 'A deleted server without certificates stays in stopping.',
            'x-source': 'inferred',
            'x-note': 'From engine/collect.go: a Docker client cannot be created for it, and nothing happens until the autoscaler restarts.',
          },
          {
            rule: 'The record of a stopped server is purged after 24 hours.',
            'x-source': 'vendor',
            'x-note': 'The real purge runs once a day, so it takes 24 to 48 hours.',
          },
          {
            rule: 'If the provider fails to destroy the instance, the server goes to error.',
            'x-source': 'vendor',
            'x-note': 'engine/collect.go; the text is assumed.',
          },
          { rule: 'The error text is never cleared, even when a failed server is stopped.', 'x-source': 'vendor', 'x-note': 'Observed in responses.' },
        ],
        // Which one depends on the record (whether it has an instance and certificates) and on the setting lostDelete (`deletion` in server.ts).
        'x-action': ['terminate', 'cancel', 'stall', 'lose'],
        'x-example': { path: '/api/servers/agent-F8k8oMUP' },
      },
    },
    '/api/servers': {
      get: {
        operationId: 'listServers',
        summary: 'List all servers',
        description: 'Lists every server, including stopped and failed ones, in order of creation.',
        tags: ['Servers'],
        'x-source': 'documented',
        responses: {
          '200': {
            description: 'The servers, including stopped and failed ones, oldest first.',
            headers: nosniff,
            content: { 'application/json': { schema: { type: 'array', items: server } } },
            'x-source': 'documented',
            'x-note': `${PRINTED} It gives no status either.`,
          },
          ...refused,
        },
        'x-rules': [
          { rule: 'If there are no servers, the response is an empty array, not null.', 'x-source': 'vendor', 'x-note': 'Observed in responses.' },
          { rule: 'The list has no pagination or filters, and is sorted by creation time.', 'x-source': 'vendor', 'x-note': 'store/servers.go.' },
        ],
        'x-example': { path: '/api/servers' },
      },
      post: {
        operationId: 'provisionServer',
        summary: 'Provision a server',
        description: 'Requests a new server. It is pending until the autoscaler asks the provider for an instance.',
        tags: ['Servers'],
        'x-source': 'documented',
        responses: { '200': { description: 'The new server, which is pending.', 'x-source': 'documented', 'x-note': PRINTED, ...shown }, ...refused },
        'x-rules': [
          { rule: 'The request body is ignored.', 'x-source': 'vendor', 'x-note': 'server/servers.go. The overview page says that bodies are JSON.' },
          {
            rule: 'The name consists of a prefix and eight letters or digits.',
            'x-source': 'vendor',
            'x-note': 'server/servers.go, config/config.go: `agent-` by default. In stuntbox, names are unique.',
          },
          {
            rule: 'It is accepted even while the autoscaler is paused, and beyond the size of the pool.',
            'x-source': 'vendor',
            'x-note': 'The page on drone autoscale pause, and server/servers.go.',
          },
          {
            rule: 'A new server is pending for 10 seconds, creating for 60, created for 10 and staging for 30, and is then running.',
            'x-source': 'assumed',
            'x-note': 'The states are from server.go, and the intervals of 10 seconds from engine/. The rest depends on the provider.',
          },
          {
            rule: 'The id, provider, address, image, region, size, certificates and started are set together, when the server becomes created.',
            'x-source': 'vendor',
            'x-note': 'engine/alloc.go. In stuntbox the provider is DigitalOcean, with the defaults of drivers/digitalocean.',
          },
          {
            rule: 'The certificates are valid and match each other, but come from a few fixed sets and do not contain the name of the server.',
            'x-source': 'assumed',
            'x-note': 'The real autoscaler generates them for each server (engine/certs).',
          },
          {
            rule: 'If the provider creates no instance, the server ends in error with an empty id. If the instance gets no address, the server ends in error with an id.',
            'x-source': 'vendor',
            'x-note': 'engine/alloc.go; the text of the first is assumed.',
          },
          {
            rule: 'If Docker cannot be reached, the server goes from staging to error: context deadline exceeded.',
            'x-source': 'vendor',
            'x-note': 'engine/install.go.',
          },
        ],
        'x-begins': { servers: ['provision', 'strand'] },
        'x-example': { path: '/api/servers' },
      },
    },
    '/api/pause': {
      post: {
        operationId: 'pause',
        summary: 'Pause the autoscaler',
        description: 'Pauses the planner: until it is resumed, it neither adds nor removes servers.',
        tags: ['Autoscaler'],
        'x-source': 'vendor',
        'x-note': 'The page on the system API.',
        responses: { '204': { description: 'The autoscaler is paused.', 'x-source': 'vendor', 'x-note': 'Observed in responses.' }, ...refused },
        'x-rules': [{ rule: 'Pausing stops only the planning; tasks under way continue.', 'x-source': 'vendor', 'x-note': 'engine/.' }],
        'x-begins': {},
        'x-example': { path: '/api/pause' },
      },
    },
    '/api/resume': {
      post: {
        operationId: 'resume',
        summary: 'Resume the autoscaler',
        description: 'Resumes the planner.',
        tags: ['Autoscaler'],
        'x-source': 'vendor',
        'x-note': 'The page on the system API.',
        responses: { '204': { description: 'The autoscaler is no longer paused.', 'x-source': 'vendor', 'x-note': 'Observed in responses.' }, ...refused },
        'x-begins': {},
        'x-example': { path: '/api/resume' },
      },
    },
    '/healthz': {
      get: {
        operationId: 'health',
        summary: 'Check the health of the autoscaler',
        description: 'Reports whether the autoscaler is healthy. Needs no token.',
        tags: ['Autoscaler'],
        security: [],
        'x-source': 'vendor',
        'x-note': 'The page on the system API.',
        responses: {
          '200': {
            description: 'The autoscaler is healthy.',
            content: { 'text/plain': { schema: { type: 'string', const: 'OK' } } },
            'x-source': 'vendor',
            'x-note': 'Observed in responses.',
          },
        },
        'x-example': { path: '/healthz' },
      },
    },
    '/version': {
      get: {
        operationId: 'version',
        summary: 'Get the version of the autoscaler',
        description: 'Returns the version of the autoscaler. Needs no token.',
        tags: ['Autoscaler'],
        security: [],
        'x-source': 'vendor',
        'x-note': 'cmd/drone-autoscaler/main.go; not documented on any page.',
        responses: {
          '200': {
            description: 'The version. Empty properties are omitted.',
            headers: nosniff,
            content: {
              'application/json': {
                schema: { type: 'object', additionalProperties: false, properties: { source: text, version: text, commit: text } },
              },
            },
            'x-source': 'vendor',
            'x-note': 'Observed in responses.',
          },
        },
        'x-example': { path: '/version' },
      },
    },
    '/varz': {
      get: {
        operationId: 'variables',
        summary: 'Get whether the autoscaler is paused',
        description: 'Returns whether the planner is paused. Needs no token.',
        tags: ['Autoscaler'],
        security: [],
        'x-source': 'vendor',
        'x-note': 'cmd/drone-autoscaler/main.go; not documented on any page.',
        responses: {
          '200': {
            description: 'Whether it is paused.',
            headers: nosniff,
            content: {
              'application/json': {
                schema: { type: 'object', required: ['paused'], additionalProperties: false, properties: { paused: { type: 'boolean' } } },
              },
            },
            'x-source': 'vendor',
            'x-note': 'Observed in responses.',
          },
        },
        'x-example': { path: '/varz' },
      },
    },
  },
  components: {
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'A personal Drone token. The `Bearer` prefix is optional.' } },
    responses: {
      '401': unauthorized,
      '403': forbidden,
      '404': {
        description: 'The path does not exist.',
        headers: nosniff,
        content: { 'text/plain': { schema: { type: 'string', const: '404 page not found\n' } } },
        'x-source': 'vendor',
        'x-note': 'Observed in responses: the default of Go.',
      },
      '405': {
        description: 'The path does not support the method. The response has no body and no Allow header.',
        'x-source': 'vendor',
        'x-note': 'Observed in responses: the default of chi.',
      },
      '413': {
        description: 'The body is too large.',
        headers: nosniff,
        content: refusal,
        'x-source': 'assumed',
        'x-note': 'The real autoscaler never reads a body, whatever its size.',
      },
      '500': {
        description: 'Internal error.',
        headers: nosniff,
        content: refusal,
        'x-source': 'vendor',
        'x-note': "server/writer.go: the store's error message, which is assumed. Only a fault causes it.",
      },
      '503': {
        description: 'Temporarily unavailable.',
        headers: nosniff,
        content: refusal,
        'x-source': 'assumed',
        'x-note': 'A proxy in front of the autoscaler would send it. Only a fault causes it.',
      },
    },
  },
  'x-rules': [
    admin,
    {
      rule: 'The prefix Bearer is case-sensitive. Another spelling or scheme is rejected, like an unknown token.',
      'x-source': 'vendor',
      'x-note': 'server/auth.go.',
    },
    {
      rule: 'Under /api, the token is checked before the path.',
      'x-source': 'vendor',
      'x-note': 'cmd/drone-autoscaler/main.go.',
    },
    { rule: 'A path with a trailing slash does not exist. HEAD is answered with 405.', 'x-source': 'vendor', 'x-note': 'Observed in responses.' },
    {
      rule: 'JSON ends with a newline, and the characters <, >, &, U+2028 and U+2029 are escaped.',
      'x-source': 'vendor',
      'x-note': "server/writer.go: Go's encoder.",
    },
    { rule: 'updated is set by every change of state.', 'x-source': 'vendor', 'x-note': 'Every update in the store sets it.' },
    {
      rule: 'If the pinger is enabled, a server that does not respond goes to error, and stopped is set.',
      'x-source': 'vendor',
      'x-note': 'engine/pinger.go.',
    },
    { rule: 'A failed server is not retried.', 'x-source': 'vendor', 'x-note': 'drone/autoscaler issues 16, 51 and 96.' },
    {
      rule: 'The autoscaler does not create or remove servers by itself.',
      'x-source': 'assumed',
      'x-note': 'The real planner follows the build queue, which stuntbox does not have. Pausing only changes /varz.',
    },
  ],
});

/** The schemas that the exported document refers to by name. */
export const schemas: Schemas = { Server: server, Message: message };

/** The contract as a named interface, so that compile errors show its name. */
export interface Contract extends Named<typeof contract> {}
