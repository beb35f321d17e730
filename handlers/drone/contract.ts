/** The Drone Autoscaler's document as OpenAPI 3.1; `vendor` is its other documentation, its source, or what it was seen to send. */
import { defineContract, type Named, type Schemas } from '../../vendor/contract.ts';

const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
const unix = { type: 'integer', description: 'Unix time in seconds; 0 when it has not happened.' } as const;
const pem = { type: ['string', 'null'], description: 'The base64 of a PEM text; null until the instance exists.' } as const;
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
    id: { type: 'string', description: "The instance's at its provider; empty until it exists, as are provider, image, region, size and address." },
    provider: text,
    state: { type: 'string', enum: ['pending', 'creating', 'created', 'staging', 'running', 'shutdown', 'stopping', 'stopped', 'error'] },
    name: text,
    image: text,
    region: text,
    size: text,
    platform: { type: 'string', description: 'Not in the document; nothing sets it.' },
    address: text,
    capacity: integer,
    secret: { type: 'string', format: 'password', description: 'Empty for a server that was provisioned by this API.' },
    error: text,
    ca_key: privateKey,
    ca_cert: pem,
    tls_key: privateKey,
    tls_cert: pem,
    created: unix,
    updated: unix,
    started: { ...unix, description: 'When the instance came to exist, in Unix seconds; 0 before.' },
    stopped: unix,
  },
} as const;

const message = { type: 'object', required: ['message'], additionalProperties: false, properties: { message: text } } as const;
const refusal = { 'application/json': { schema: message } } as const;
const nosniff = { 'X-Content-Type-Options': { schema: { type: 'string', const: 'nosniff' } } } as const;

const unauthorized = {
  description: 'There is no token, or Drone refuses it.',
  headers: nosniff,
  content: refusal,
  'x-source': 'vendor',
  'x-note': 'server/auth.go: `Invalid or missing token` without one, `Unauthorized` when Drone refuses it or cannot be reached.',
} as const;
const forbidden = {
  description: 'The user is not an admin.',
  headers: nosniff,
  content: refusal,
  'x-source': 'vendor',
  'x-note': "server/auth.go. Here it is met with the token `not-admin`, which is this package's choice.",
} as const;
const refused = { '401': unauthorized, '403': forbidden } as const;
const notFound = {
  description: 'There is no server of that name.',
  headers: nosniff,
  content: refusal,
  'x-source': 'vendor',
  'x-note': "server/servers.go: the store's own words, `sql: no rows in result set`.",
} as const;

const shown = { headers: nosniff, content: { 'application/json': { schema: server } } } as const;
const PRINTED = 'The document prints types only. Not in it: platform, and that the four certificates are null until the instance exists.';

const admin = {
  rule: 'Every operation under /api needs a Bearer token of an admin of Drone, reading too.',
  'x-source': 'vendor',
  'x-note': 'server/auth.go.',
} as const;

export const contract = defineContract({
  openapi: '3.1.0',
  info: {
    title: 'Drone Autoscaler',
    version: '1.9.0',
    description: "The server endpoints of the Drone Autoscaler, and those of its system. It is installed on a host of one's own: the origin is a placeholder.",
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
        description: 'Returns one server by its name, also after it was stopped.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [name],
        responses: { '200': { description: 'The server.', 'x-source': 'documented', 'x-note': PRINTED, ...shown }, ...refused, '404': notFound },
        'x-rules': [
          { rule: 'The name is taken to the letter, case and all.', 'x-source': 'vendor', 'x-note': 'Seen on the wire.' },
          {
            rule: 'Nothing is hidden: the secret and both private keys are shown to whoever may read.',
            'x-source': 'vendor',
            'x-note': 'Seen on the wire; the document lists them too.',
          },
        ],
        'x-example': { path: '/api/servers/agent-F8k8oMUP' },
      },
      delete: {
        operationId: 'terminateServer',
        summary: 'Terminate a server',
        description:
          'Begins to shut a server down. Only a server in error is removed at once: one without an instance always, one with an instance with `force`.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [
          name,
          {
            name: 'force',
            in: 'query',
            description: 'Force remove the instance. 1, t, T, TRUE, true and True are true; whatever else stands there is false, and no error.',
            schema: text,
          },
        ],
        responses: {
          '200': {
            description: 'It is to be stopped and destroyed; the server as it is now, in shutdown.',
            'x-source': 'vendor',
            'x-note': 'server/servers.go; the document says neither a status nor a body.',
            ...shown,
          },
          '204': { description: 'It had failed, and its record is gone.', 'x-source': 'vendor', 'x-note': 'server/servers.go.' },
          ...refused,
          '404': notFound,
        },
        'x-rules': [
          {
            rule: 'It is asynchronous: shutdown, stopping, stopped; the record stays and is still listed.',
            'x-source': 'vendor',
            'x-note': 'engine/collect.go.',
          },
          {
            rule: 'A server in error without an instance is removed at once, with 204, whether or not by force.',
            'x-source': 'vendor',
            'x-note': 'server/servers.go.',
          },
          {
            rule: 'A server in error with an instance is removed at once only by force, with 204; the instance is not destroyed then.',
            'x-source': 'vendor',
            'x-note': 'server/servers.go; the document says that force removes the instance.',
          },
          { rule: 'In every other state force changes nothing.', 'x-source': 'vendor', 'x-note': 'server/servers.go.' },
          {
            rule: 'A server without an instance is stopped without stopping: there is nothing to destroy.',
            'x-source': 'vendor',
            'x-note': 'engine/collect.go: the real one passes through stopping in no time.',
          },
          {
            rule: 'A server that is stopping or stopped goes back to shutdown, and is stopped anew.',
            'x-source': 'vendor',
            'x-note': 'server/servers.go.',
          },
          {
            rule: 'A delete interrupts a server that is creating or staging.',
            'x-source': 'assumed',
            'x-note':
              'The real autoscaler loses it: it answers shutdown, and what is under way overwrites that. The setting lostDelete does the same: shutdown is shown until what is under way has ended, and the collector does not come between.',
          },
          {
            rule: 'A server without certificates stays stopping when it is deleted.',
            'x-source': 'inferred',
            'x-note': 'From engine/collect.go: no client for its docker can be made, and nothing goes on until a restart.',
          },
          { rule: 'A stopped record is purged after 24 hours.', 'x-source': 'vendor', 'x-note': 'The real purge comes once a day: after 24 to 48 hours.' },
          {
            rule: 'When the provider fails to destroy the instance, the server is in error again.',
            'x-source': 'vendor',
            'x-note': 'engine/collect.go; the text is assumed.',
          },
          { rule: 'An error text is never cleared: a failed server is stopped with it.', 'x-source': 'vendor', 'x-note': 'Seen on the wire.' },
        ],
        // Which of them depends on the record: whether it has an instance and certificates, and on the setting lostDelete (server.ts, deletion).
        'x-action': ['terminate', 'cancel', 'stall', 'lose'],
        'x-example': { path: '/api/servers/agent-F8k8oMUP' },
      },
    },
    '/api/servers': {
      get: {
        operationId: 'listServers',
        summary: 'List all servers',
        description: 'Lists every server, stopped and failed ones too, in the order of creation.',
        tags: ['Servers'],
        'x-source': 'documented',
        responses: {
          '200': {
            description: 'The servers, stopped and failed ones too; the oldest first.',
            headers: nosniff,
            content: { 'application/json': { schema: { type: 'array', items: server } } },
            'x-source': 'documented',
            'x-note': `${PRINTED} It prints no status either.`,
          },
          ...refused,
        },
        'x-rules': [
          { rule: 'Without servers it is an empty array, never null.', 'x-source': 'vendor', 'x-note': 'Seen on the wire.' },
          { rule: 'The list has no pages, no filters and an order of its own: by the time of creation.', 'x-source': 'vendor', 'x-note': 'store/servers.go.' },
        ],
        'x-example': { path: '/api/servers' },
      },
      post: {
        operationId: 'provisionServer',
        summary: 'Provision a server',
        description: 'Requests a new server. It is pending until the provider creates its instance.',
        tags: ['Servers'],
        'x-source': 'documented',
        responses: { '200': { description: 'The new server, pending.', 'x-source': 'documented', 'x-note': PRINTED, ...shown }, ...refused },
        'x-rules': [
          { rule: 'A body is ignored, whatever it is.', 'x-source': 'vendor', 'x-note': 'server/servers.go; the overview page says that bodies are JSON.' },
          {
            rule: 'The name is a prefix and eight letters and digits.',
            'x-source': 'vendor',
            'x-note': 'server/servers.go, config/config.go: `agent-` by default. Two servers never share one here.',
          },
          {
            rule: 'It is accepted while paused, and beyond the size of the pool.',
            'x-source': 'vendor',
            'x-note': 'The page on drone autoscale pause, and server/servers.go.',
          },
          {
            rule: 'It is pending for 10 seconds, creating for 60, created for 10, staging for 30, and then running.',
            'x-source': 'assumed',
            'x-note': 'The states are in server.go, and rounds of 10 seconds in engine/; the rest depends on the provider.',
          },
          {
            rule: 'The id, provider, address, image, region, size, certificates and started appear together, when it is created.',
            'x-source': 'vendor',
            'x-note': 'engine/alloc.go. Here the provider is DigitalOcean, with the defaults of drivers/digitalocean.',
          },
          {
            rule: 'The certificates are real and belong together, but are one of a few fixed sets and do not bear the name of the server.',
            'x-source': 'assumed',
            'x-note': 'The real ones are made for each server (engine/certs).',
          },
          {
            rule: 'When the provider makes no instance, the server ends in error with an empty id; when it makes one without an address, with an id.',
            'x-source': 'vendor',
            'x-note': 'engine/alloc.go; the text of the first is assumed.',
          },
          {
            rule: 'When docker is not reached, it goes from staging to error: context deadline exceeded.',
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
        description: 'Pauses the planner: it neither adds nor removes servers by itself until it is resumed.',
        tags: ['Autoscaler'],
        'x-source': 'vendor',
        'x-note': 'The page on the system API.',
        responses: { '204': { description: 'It is paused.', 'x-source': 'vendor', 'x-note': 'Seen on the wire.' }, ...refused },
        'x-rules': [{ rule: 'What is under way goes on while paused: only planning stops.', 'x-source': 'vendor', 'x-note': 'engine/.' }],
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
        responses: { '204': { description: 'It is no longer paused.', 'x-source': 'vendor', 'x-note': 'Seen on the wire.' }, ...refused },
        'x-begins': {},
        'x-example': { path: '/api/resume' },
      },
    },
    '/healthz': {
      get: {
        operationId: 'health',
        summary: 'Say whether the autoscaler is well',
        description: 'Reports whether the autoscaler works. Needs no token.',
        tags: ['Autoscaler'],
        security: [],
        'x-source': 'vendor',
        'x-note': 'The page on the system API.',
        responses: {
          '200': {
            description: 'It is.',
            content: { 'text/plain': { schema: { type: 'string', const: 'OK' } } },
            'x-source': 'vendor',
            'x-note': 'Seen on the wire.',
          },
        },
        'x-example': { path: '/healthz' },
      },
    },
    '/version': {
      get: {
        operationId: 'version',
        summary: "Say the autoscaler's version",
        description: 'Returns the version of the autoscaler. Needs no token.',
        tags: ['Autoscaler'],
        security: [],
        'x-source': 'vendor',
        'x-note': 'cmd/drone-autoscaler/main.go; on no page.',
        responses: {
          '200': {
            description: 'The version; what is empty is left out.',
            headers: nosniff,
            content: {
              'application/json': {
                schema: { type: 'object', additionalProperties: false, properties: { source: text, version: text, commit: text } },
              },
            },
            'x-source': 'vendor',
            'x-note': 'Seen on the wire.',
          },
        },
        'x-example': { path: '/version' },
      },
    },
    '/varz': {
      get: {
        operationId: 'variables',
        summary: 'Say whether the autoscaler is paused',
        description: 'Returns whether the planner is paused. Needs no token.',
        tags: ['Autoscaler'],
        security: [],
        'x-source': 'vendor',
        'x-note': 'cmd/drone-autoscaler/main.go; on no page.',
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
            'x-note': 'Seen on the wire.',
          },
        },
        'x-example': { path: '/varz' },
      },
    },
  },
  components: {
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'A personal token of Drone; it is taken without `Bearer` before it, too.' } },
    responses: {
      '401': unauthorized,
      '403': forbidden,
      '404': {
        description: 'No such route.',
        headers: nosniff,
        content: { 'text/plain': { schema: { type: 'string', const: '404 page not found\n' } } },
        'x-source': 'vendor',
        'x-note': 'Seen on the wire: what Go answers.',
      },
      '405': {
        description: 'A method that the path does not have: no body, and no Allow.',
        'x-source': 'vendor',
        'x-note': 'Seen on the wire: what chi answers.',
      },
      '413': {
        description: 'A body over the limit.',
        headers: nosniff,
        content: refusal,
        'x-source': 'assumed',
        'x-note': 'The real autoscaler reads no body, however large.',
      },
      '500': {
        description: "The autoscaler's own failure.",
        headers: nosniff,
        content: refusal,
        'x-source': 'vendor',
        'x-note': "server/writer.go: the store's own words. Only where a fault asks for it; which words is assumed.",
      },
      '503': {
        description: 'Down for a while.',
        headers: nosniff,
        content: refusal,
        'x-source': 'assumed',
        'x-note': 'A proxy before it would say so. Only where a fault asks for it.',
      },
    },
  },
  'x-rules': [
    admin,
    {
      rule: 'Bearer is cut off to the letter: another spelling, or another scheme, is refused as a token that Drone does not know.',
      'x-source': 'vendor',
      'x-note': 'server/auth.go.',
    },
    {
      rule: 'Under /api the token is asked for before anybody looks whether there is such a route.',
      'x-source': 'vendor',
      'x-note': 'cmd/drone-autoscaler/main.go.',
    },
    { rule: 'A trailing slash is another path, which there is not; HEAD is answered with 405.', 'x-source': 'vendor', 'x-note': 'Seen on the wire.' },
    {
      rule: 'JSON ends with a newline, and <, >, &, U+2028 and U+2029 in it are escaped.',
      'x-source': 'vendor',
      'x-note': "server/writer.go: Go's encoder.",
    },
    { rule: 'updated moves with each change of the state.', 'x-source': 'vendor', 'x-note': 'Each update of the store moves it.' },
    { rule: 'The pinger, where it is on, puts a server that does not answer in error, and sets stopped.', 'x-source': 'vendor', 'x-note': 'engine/pinger.go.' },
    { rule: 'Nothing retries what failed.', 'x-source': 'vendor', 'x-note': 'drone/autoscaler issues 16, 51 and 96.' },
    {
      rule: 'No server is made or retired by the autoscaler itself.',
      'x-source': 'assumed',
      'x-note': 'The real planner follows a queue of builds, which there is none of here; pause is only shown in /varz.',
    },
  ],
});

/** The schemas that the exported document refers to by name. */
export const schemas: Schemas = { Server: server, Message: message };

/** The contract under a name, so that compile errors print the name. */
export interface Contract extends Named<typeof contract> {}
