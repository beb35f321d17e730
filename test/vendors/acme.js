// A vendor of somebody else's, as small as one can be, in plain JavaScript: what `stuntbox serve --vendor` loads.
const server = { type: 'object', required: ['id', 'status'], properties: { id: { type: 'integer' }, status: { type: 'string' } } };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const says = (status) => (problem) => ({ status, body: { error: problem.message } });
const reply = (description, schema) => ({ description, 'x-source': 'assumed', content: { 'application/json': { schema } } });
const refused = reply('Refused.', { type: 'object', properties: { error: { type: 'string' } } });

export const acme = {
  name: 'acme',
  title: 'Acme Hosting',
  contract: {
    openapi: '3.1.0',
    info: { title: 'Acme Hosting', version: '1' },
    servers: [{ url: 'https://api.acme.example/v2' }],
    security: [{ token: [] }],
    paths: {
      '/machines': {
        get: {
          operationId: 'list',
          summary: 'List machines',
          'x-source': 'assumed',
          responses: { 200: reply('All of them.', { type: 'array', items: server }) },
        },
      },
      '/machines/{id}': {
        get: { operationId: 'get', summary: 'Get a machine', 'x-source': 'assumed', parameters: [id], responses: { 200: reply('It.', server) } },
      },
      '/machines/{id}/stop': {
        post: {
          operationId: 'stop',
          summary: 'Stop a machine',
          'x-source': 'assumed',
          'x-action': 'stop',
          parameters: [id],
          responses: { 200: reply('It stops.', server) },
        },
      },
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      responses: { 401: refused, 404: refused, 405: refused, 409: refused, 413: refused, 500: refused, 503: refused },
    },
    'x-rules': [],
  },
  authentication: { header: 'authorization', credential: ({ authorization }) => /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? null },
  routing: { slash: 'exact', head: false },
  wire: {
    read: ({ body }) => (body ? JSON.parse(new TextDecoder().decode(body)) : undefined),
    write: (body) => ({ type: 'application/json', body: JSON.stringify(body) }),
  },
  refusals: {
    'no-route': says(404),
    method: says(405),
    unauthenticated: says(401),
    'not-found': says(404),
    'wrong-state': says(409),
    locked: says(409),
    'too-large': says(413),
    unavailable: says(503),
    broken: says(500),
  },
  tables: { servers: { key: 'id', lifecycle: { stop: { from: ['running'], through: [['stopping', 20_000]], to: 'stopped' } } } },
  found: { server: { parameter: 'id', table: 'servers' } },
  settings: {},
  fresh: () => ({ tables: { servers: [{ id: 1, status: 'running', task: null }] }, counters: {} }),
  operations: {
    'GET /machines': ({ servers, reply: give }) =>
      give(
        200,
        servers.all().map(({ id: machine, status }) => ({ id: machine, status })),
      ),
    'GET /machines/{id}': ({ server: { id: machine, status }, reply: give }) => give(200, { id: machine, status }),
    'POST /machines/{id}/stop': ({ server: machine, begin, reply: give }) => {
      begin(machine, 'stop');
      return give(200, { id: machine.id, status: machine.status });
    },
  },
  scenarios: {
    halted: {
      name: 'acme/halted',
      description: 'The machine is stopped.',
      play: ({ acme: account }) => account.servers.update(account.servers.get(1), { status: 'stopped' }),
    },
  },
};

export default acme;
