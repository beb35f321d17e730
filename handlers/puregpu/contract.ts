/** PureGPU's document as OpenAPI 3.1. What the page does not say is marked with where it was read instead. */
import { defineContract, type Named, type Schemas } from '../../vendor/contract.ts';

const serviceId = {
  name: 'serviceId',
  in: 'path',
  required: true,
  description: 'The service ID of the server, fetched from the List Services endpoint.',
  schema: { type: 'integer', pattern: '^[1-9][0-9]{0,14}$' },
} as const;

/** Every failure that is the user's: HTTP 200 all the same. */
const failure = {
  type: 'object',
  required: ['result', 'message'],
  additionalProperties: false,
  properties: { result: { const: 'error' }, message: { type: 'string' } },
} as const;

const ok = (description: string) =>
  ({ description, 'x-source': 'documented', 'x-note': 'A refusal is also 200, with result "error" (the vendor\'s page /errors).' }) as const;

/** `{ result: 'success', message }`, or the failure. */
const done = {
  oneOf: [
    { type: 'object', required: ['result', 'message'], additionalProperties: false, properties: { result: { const: 'success' }, message: { type: 'string' } } },
    failure,
  ],
} as const;

const nullable = { type: ['number', 'null'] } as const;

const point = {
  type: 'object',
  required: ['date', 'cpu', 'diskread', 'diskwrite', 'mem', 'netin', 'netout'],
  additionalProperties: false,
  properties: {
    date: { type: 'string', format: 'date-time', description: 'The start of the step, a multiple of it from the epoch.' },
    cpu: { ...nullable, description: 'Fraction of the CPUs, 0 to 1.' },
    diskread: { ...nullable, description: 'Bytes a second.' },
    diskwrite: { ...nullable, description: 'Bytes a second.' },
    mem: { ...nullable, description: 'Bytes.' },
    netin: { ...nullable, description: 'Bytes a second.' },
    netout: { ...nullable, description: 'Bytes a second.' },
  },
} as const;

const template = {
  type: 'object',
  required: ['osid', 'name', 'distro', 'version', 'drivers'],
  additionalProperties: false,
  properties: { osid: { type: 'string' }, name: { type: 'string' }, distro: { type: 'string' }, version: { type: 'string' }, drivers: { type: 'string' } },
} as const;

const servicePart = {
  id: { type: 'integer' },
  pid: { type: 'integer' },
  regdate: { type: 'string', format: 'date' },
  name: { type: 'string' },
  domain: { type: 'string' },
  dedicatedip: { type: 'string' },
  suspensionreason: { type: 'string' },
  status: { type: 'string', enum: ['Active', 'Suspended', 'Cancelled', 'Terminated'] },
} as const;

const listedService = {
  type: 'object',
  required: ['id', 'pid', 'regdate', 'name', 'domain', 'dedicatedip', 'suspensionreason', 'status', 'billingcycle', 'billingamount'],
  additionalProperties: false,
  properties: { ...servicePart, billingcycle: { type: 'string' }, billingamount: { type: 'string' } },
} as const;

const detailedService = {
  type: 'object',
  required: ['id', 'pid', 'regdate', 'name', 'domain', 'dedicatedip', 'suspensionreason', 'status', 'meta'],
  additionalProperties: false,
  properties: { ...servicePart, meta: { type: 'object', additionalProperties: { type: 'string' } } },
} as const;

const busy = {
  rule: 'A locked server refuses every action, and answers every read.',
  'x-source': 'inferred',
  'x-note': 'Virtualizor: no operations are allowed on a VPS while a task runs.',
} as const;
const suspended = {
  rule: 'A suspended service refuses every action and read of its server; one that was cancelled or terminated is not found.',
  'x-source': 'inferred',
  'x-note': 'Virtualizor and WHMCS.',
} as const;

export const contract = defineContract({
  openapi: '3.1.0',
  info: {
    title: 'PureGPU',
    version: '2024-06',
    description: 'The server endpoints of PureGPU, and the two that list its services.',
    license: { name: 'Written by the authors of stuntbox', url: 'https://opensource.org/license/mit' },
  },
  servers: [{ url: 'https://api.puregpu.com' }],
  tags: [{ name: 'Power' }, { name: 'Statistics' }, { name: 'Rebuild' }, { name: 'Boot' }, { name: 'Services' }],
  security: [{ apiKey: [] }],
  paths: {
    '/server/{serviceId}/start': {
      post: {
        operationId: 'startServer',
        summary: 'Start Server',
        description: 'Starts a stopped server. It runs at once.',
        tags: ['Power'],
        'x-source': 'documented',
        parameters: [serviceId],
        responses: { '200': { ...ok('The server runs, at once.'), content: { 'application/json': { schema: done } } } },
        'x-rules': [
          busy,
          {
            rule: 'A server that runs is not started: "VM already running".',
            'x-source': 'inferred',
            'x-note': 'Proxmox, which says so in a task; whether PureGPU waits for it is not known.',
          },
        ],
        'x-action': 'start',
        'x-example': { path: '/server/10/start' },
      },
    },
    '/server/{serviceId}/stop': {
      post: {
        operationId: 'stopServer',
        summary: 'Stop Server',
        description: 'Powers a server off at once, without asking the guest.',
        tags: ['Power'],
        'x-source': 'documented',
        parameters: [serviceId],
        responses: { '200': { ...ok('The server is off, at once.'), content: { 'application/json': { schema: done } } } },
        'x-rules': [
          busy,
          { rule: 'To stop what is stopped succeeds, and changes nothing.', 'x-source': 'inferred', 'x-note': 'Proxmox returns when there is no process.' },
        ],
        'x-action': 'stop',
        'x-example': { path: '/server/10/stop' },
      },
    },
    '/server/{serviceId}/restart': {
      post: {
        operationId: 'restartServer',
        summary: 'Restart Server',
        description: 'Restarts a running server. The server is locked until it runs again.',
        tags: ['Power'],
        'x-source': 'documented',
        parameters: [serviceId],
        responses: { '200': { ...ok('The server goes off and on. The page says "Reboot success".'), content: { 'application/json': { schema: done } } } },
        'x-rules': [busy, { rule: 'A server that is stopped is not restarted: "VM not running".', 'x-source': 'inferred', 'x-note': 'Proxmox.' }],
        'x-action': 'restart',
        'x-example': { path: '/server/10/restart' },
      },
    },
    '/server/{serviceId}/shutdown': {
      post: {
        operationId: 'shutdownServer',
        summary: 'Shutdown Server',
        description: 'Asks the guest to shut down. A guest may ignore it, and the server then keeps running.',
        tags: ['Power'],
        'x-source': 'documented',
        parameters: [serviceId],
        responses: {
          '200': { ...ok('The guest was asked to power off; the server shows "running" until it has.'), content: { 'application/json': { schema: done } } },
        },
        'x-rules': [busy, { rule: 'To shut down what is stopped succeeds, and changes nothing.', 'x-source': 'inferred', 'x-note': 'Proxmox.' }],
        'x-action': 'shutdown',
        'x-example': { path: '/server/10/shutdown' },
      },
    },
    '/server/{serviceId}/stats': {
      get: {
        operationId: 'getServerStatistics',
        summary: 'Get Server Statistics',
        description: 'Returns time series of CPU, memory, disk and network usage over a timeframe.',
        tags: ['Statistics'],
        'x-source': 'documented',
        parameters: [
          serviceId,
          {
            name: 'timeframe',
            in: 'query',
            required: true,
            description: 'The timeframe for the statistics.',
            schema: { type: 'string', enum: ['hour', 'day', 'week', 'month', 'year'] },
          },
        ],
        responses: {
          '200': {
            ...ok('The points, the oldest first.'),
            content: {
              'application/json': {
                schema: {
                  oneOf: [
                    {
                      type: 'object',
                      required: ['result', 'stats'],
                      additionalProperties: false,
                      properties: { result: { const: 'success' }, stats: { type: 'array', items: point } },
                    },
                    failure,
                  ],
                },
              },
            },
          },
        },
        'x-rules': [
          {
            rule: 'Seventy points at steps of 60 s, 30 min, 3 h, 12 h and 7 d, each a multiple of its step from the epoch; settings.statistics has the windows of Proxmox VE 9 too.',
            'x-source': 'inferred',
            'x-note': 'Proxmox VE 8, whose rrddata has these keys.',
          },
          {
            rule: 'All values are null while the server was stopped, and the rates in the first step after a start.',
            'x-source': 'inferred',
            'x-note': 'Proxmox VE 8.',
          },
          {
            rule: 'In steps of a minute, diskread is sometimes null while every other value is there: in about one of thirty.',
            'x-source': 'documented',
            'x-note': 'The one point that the page prints is such a point. Why, and how often, is not known: the share is ours.',
          },
        ],
        'x-example': { path: '/server/10/stats?timeframe=hour' },
      },
    },
    '/server/ostemplates': {
      get: {
        operationId: 'listOsTemplates',
        summary: 'Get OS Templates',
        description: 'Lists the operating system templates that a server can be rebuilt with.',
        tags: ['Rebuild'],
        'x-source': 'documented',
        responses: {
          '200': {
            ...ok('The operating systems that a server can be rebuilt with.'),
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['result', 'osTemplates'],
                  additionalProperties: false,
                  properties: { result: { const: 'success' }, osTemplates: { type: 'array', items: template } },
                },
              },
            },
          },
        },
        'x-example': { path: '/server/ostemplates' },
      },
    },
    '/server/{serviceId}/rebuild': {
      post: {
        operationId: 'rebuildServer',
        summary: 'Rebuild Server',
        description: 'Reinstalls a server from a template. The answer is the only place where the new root password appears.',
        tags: ['Rebuild'],
        'x-source': 'documented',
        parameters: [serviceId],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['osid', 'sshkey'],
                properties: {
                  osid: { type: 'string', minLength: 1, description: 'The ID of the operating system to install, fetched from the Get OS Templates endpoint.' },
                  sshkey: { type: 'string', minLength: 1, description: 'An SSH public key to be added to the server during the rebuild process.' },
                },
              },
            },
          },
        },
        responses: {
          '200': {
            ...ok('The rebuild began; the password is that of the new system.'),
            content: {
              'application/json': {
                schema: {
                  oneOf: [
                    {
                      type: 'object',
                      required: ['result', 'message', 'password'],
                      additionalProperties: false,
                      properties: { result: { const: 'success' }, message: { type: 'string' }, password: { type: 'string', format: 'password' } },
                    },
                    failure,
                  ],
                },
              },
            },
          },
        },
        'x-rules': [
          busy,
          { rule: 'A rebuild takes two minutes, during which the server is stopped and locked; it ends running, with the new system.', 'x-source': 'assumed' },
          { rule: 'An unknown osid is refused: "The OS submitted is invalid".', 'x-source': 'inferred', 'x-note': 'Virtualizor.' },
          {
            rule: 'A number where a text is documented, such as sshkey: 5, counts as its text.',
            'x-source': 'inferred',
            'x-note': 'Virtualizor, beneath it, is PHP, and reads what it is sent as text.',
          },
        ],
        'x-action': 'rebuild',
        'x-example': { path: '/server/10/rebuild', body: { osid: '1021', sshkey: 'ssh-rsa AAAAB3NzaC1...' } },
      },
    },
    '/server/{serviceId}/status': {
      get: {
        operationId: 'getServerStatus',
        summary: 'Get Server Status',
        description: 'Returns whether a server runs, for how many seconds, and whether it is locked.',
        tags: ['Statistics'],
        'x-source': 'documented',
        parameters: [serviceId],
        responses: {
          '200': {
            ...ok('Whether it runs, for how long, and whether it is locked.'),
            content: {
              'application/json': {
                schema: {
                  oneOf: [
                    {
                      type: 'object',
                      required: ['result', 'server'],
                      additionalProperties: false,
                      properties: {
                        result: { const: 'success' },
                        server: {
                          type: 'object',
                          required: ['status', 'uptime', 'locked'],
                          additionalProperties: false,
                          properties: {
                            status: { type: 'string', enum: ['running', 'stopped'] },
                            uptime: { type: 'integer', description: 'Seconds since it booted; 0 while stopped.' },
                            locked: { type: 'boolean' },
                          },
                        },
                      },
                    },
                    failure,
                  ],
                },
              },
            },
          },
        },
        'x-rules': [suspended],
        'x-example': { path: '/server/10/status' },
      },
    },
    '/server/{serviceId}/setBootOrder': {
      post: {
        operationId: 'setBootOrder',
        summary: 'Set Boot Order',
        description: 'Sets whether a server boots from its hard disk or from its CD-ROM drives first.',
        tags: ['Boot'],
        'x-source': 'documented',
        parameters: [serviceId],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['order'],
                properties: {
                  order: {
                    type: 'string',
                    enum: ['cda', 'dca'],
                    description: 'cda: the hard disk first, then the CD-ROM drives. dca: the CD-ROM drives first.',
                  },
                },
              },
            },
          },
        },
        responses: { '200': { ...ok('The order at the next boot.'), content: { 'application/json': { schema: done } } } },
        'x-rules': [busy],
        'x-action': 'setBootOrder',
        'x-example': { path: '/server/10/setBootOrder', body: { order: 'dca' } },
      },
    },
    '/server/{serviceId}/insertIso': {
      post: {
        operationId: 'insertIso',
        summary: 'Insert ISO',
        description: 'Mounts ISO images in the first and the second CD drive of a server.',
        tags: ['Boot'],
        'x-source': 'documented',
        parameters: [serviceId],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: {
                  iso: { type: 'string', description: 'The name of the ISO file for the primary CD-ROM drive; empty to eject.' },
                  sec_iso: { type: 'string', description: 'The name of the ISO file for the secondary CD-ROM drive; empty to eject.' },
                },
              },
            },
          },
        },
        responses: { '200': { ...ok('The images are in the drives.'), content: { 'application/json': { schema: done } } } },
        'x-rules': [
          busy,
          {
            rule: 'At least one of iso and sec_iso must be there; one that is absent leaves its drive as it is, an empty one ejects.',
            'x-source': 'assumed',
            'x-note': 'The page says "one or two ISO images", and lists both as required.',
          },
          { rule: 'An ISO that was not uploaded is refused: "The ISO you selected is invalid".', 'x-source': 'inferred', 'x-note': 'Virtualizor.' },
        ],
        'x-action': 'insertIso',
        'x-example': { path: '/server/10/insertIso', body: { iso: 'ubuntu.iso', sec_iso: 'drivers.iso' } },
      },
    },
    '/server/{serviceId}/bootOrderAndIsos': {
      get: {
        operationId: 'getBootOrderAndIsos',
        summary: 'Get Boot Order and Mounted ISOs',
        description: 'Returns the boot order of a server and the ISO images in its drives.',
        tags: ['Boot'],
        'x-source': 'documented',
        parameters: [serviceId],
        responses: {
          '200': {
            ...ok('The boot order, and what is in the drives; empty text for an empty one.'),
            content: {
              'application/json': {
                schema: {
                  oneOf: [
                    {
                      type: 'object',
                      required: ['result', 'bootOrder', 'primaryISO', 'secondaryISO'],
                      additionalProperties: false,
                      properties: {
                        result: { const: 'success' },
                        bootOrder: { type: 'string', enum: ['cda', 'dca'] },
                        primaryISO: { type: 'string' },
                        secondaryISO: { type: 'string' },
                      },
                    },
                    failure,
                  ],
                },
              },
            },
          },
        },
        'x-rules': [suspended],
        'x-example': { path: '/server/10/bootOrderAndIsos' },
      },
    },
    '/services': {
      get: {
        operationId: 'listServices',
        summary: 'List Services',
        description: 'Lists all services of the account, with their billing.',
        tags: ['Services'],
        'x-source': 'vendor',
        'x-note': "The vendor's page /services; where the ids of servers come from.",
        responses: {
          '200': {
            ...ok('Every service of the account, whatever its status.'),
            'x-source': 'vendor',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['result', 'services'],
                  additionalProperties: false,
                  properties: { result: { const: 'success' }, services: { type: 'array', items: listedService } },
                },
              },
            },
          },
        },
        'x-example': { path: '/services' },
      },
    },
    '/services/{serviceId}': {
      get: {
        operationId: 'getService',
        summary: 'Get Service',
        description: 'Returns one service, with its meta data.',
        tags: ['Services'],
        'x-source': 'vendor',
        'x-note': "The vendor's page /services.",
        parameters: [serviceId],
        responses: {
          '200': {
            ...ok('One service, with what its machine is made of.'),
            'x-source': 'vendor',
            content: {
              'application/json': {
                schema: {
                  oneOf: [
                    {
                      type: 'object',
                      required: ['result', 'service'],
                      additionalProperties: false,
                      properties: { result: { const: 'success' }, service: detailedService },
                    },
                    failure,
                  ],
                },
              },
            },
          },
        },
        'x-example': { path: '/services/10' },
      },
    },
  },
  components: {
    securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
    responses: {
      '400': {
        description: 'A body that is not JSON.',
        content: { 'application/json': { schema: failure } },
        'x-source': 'inferred',
        'x-note': "Express, whose body parser refuses before the vendor's code is reached.",
      },
      '401': {
        description: 'No API key, or a wrong one.',
        content: { 'application/json': { schema: failure } },
        'x-source': 'vendor',
        'x-note': 'The status is on the page /errors; the body is assumed.',
      },
      '404': {
        description: 'No such route.',
        content: { 'application/json': { schema: failure } },
        'x-source': 'assumed',
        'x-note': 'Express answers 404 for a method that a path does not have, too.',
      },
      '413': { description: 'A body over the limit.', content: { 'application/json': { schema: failure } }, 'x-source': 'inferred', 'x-note': 'Express.' },
      '429': {
        description: 'Too many requests.',
        content: { 'application/json': { schema: failure } },
        'x-source': 'assumed',
        'x-note': 'Off unless a fault asks for it.',
      },
      '500': {
        description: "The vendor's own failure.",
        content: { 'application/json': { schema: failure } },
        'x-source': 'vendor',
        'x-note': 'The status is on the page /errors; the body is assumed.',
      },
      '503': {
        description: 'Down for a while.',
        content: { 'application/json': { schema: failure } },
        'x-source': 'assumed',
        'x-note': 'Only where a fault asks for it.',
      },
    },
  },
  'x-rules': [
    { rule: 'An id is written without leading zeros: /server/010 is not service 10, and is not found.', 'x-source': 'assumed' },
    {
      rule: 'A failure of the user\'s is HTTP 200 with result "error"; 401 is for the key, 500 for the vendor\'s own.',
      'x-source': 'vendor',
      'x-note': 'The page /errors.',
    },
    { rule: 'A service that does not exist, or an id that is no integer: "Service not found".', 'x-source': 'assumed' },
    {
      rule: 'A member that is missing: "<Member> is required".',
      'x-source': 'inferred',
      'x-note': 'After the one example of the page /errors, "Amount is required".',
    },
    suspended,
  ],
});

/** The schemas that the exported document refers to by name. */
export const schemas: Schemas = {
  Failure: failure,
  Done: done,
  StatisticsPoint: point,
  Template: template,
  ListedService: listedService,
  Service: detailedService,
};

/** The contract under a name, so that compile errors print the name. */
export interface Contract extends Named<typeof contract> {}
