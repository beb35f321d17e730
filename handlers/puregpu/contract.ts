/** PureGPU's document as OpenAPI 3.1. What the page does not say is marked with the source it was taken from. */
import { defineContract, type Named, type Schemas } from '../../vendor/contract.ts';

const serviceId = {
  name: 'serviceId',
  in: 'path',
  required: true,
  description: 'The service ID of the server, fetched from the List Services endpoint.',
  schema: { type: 'integer', pattern: '^[1-9][0-9]{0,14}$' },
} as const;

/** Every client error, which is still answered with HTTP 200. */
const failure = {
  type: 'object',
  required: ['result', 'message'],
  additionalProperties: false,
  properties: { result: { const: 'error' }, message: { type: 'string' } },
} as const;

const ok = (description: string) =>
  ({ description, 'x-source': 'documented', 'x-note': 'Client errors are also 200, with result "error" (the vendor\'s page /errors).' }) as const;

/** `{ result: 'success', message }`, or an error. */
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
    date: { type: 'string', format: 'date-time', description: 'The start of the interval, aligned to the epoch.' },
    cpu: { ...nullable, description: 'CPU usage, from 0 to 1.' },
    diskread: { ...nullable, description: 'Bytes per second.' },
    diskwrite: { ...nullable, description: 'Bytes per second.' },
    mem: { ...nullable, description: 'Bytes.' },
    netin: { ...nullable, description: 'Bytes per second.' },
    netout: { ...nullable, description: 'Bytes per second.' },
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
  rule: 'While a server is locked, every action is rejected; reads still work.',
  'x-source': 'inferred',
  'x-note': 'Virtualizor does not allow any operation on a VPS while a task is running.',
} as const;
const suspended = {
  rule: 'While a service is suspended, every action on its server and every read of it is rejected. A cancelled or terminated service is not found.',
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
        description: 'Starts a stopped server. It is running immediately.',
        tags: ['Power'],
        'x-source': 'documented',
        parameters: [serviceId],
        responses: { '200': { ...ok('The server is running.'), content: { 'application/json': { schema: done } } } },
        'x-rules': [
          busy,
          {
            rule: 'Starting a running server fails with "VM already running".',
            'x-source': 'inferred',
            'x-note': 'Proxmox reports this in a task. Whether PureGPU waits for that task is not known.',
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
        description: 'Powers a server off immediately, without a graceful shutdown.',
        tags: ['Power'],
        'x-source': 'documented',
        parameters: [serviceId],
        responses: { '200': { ...ok('The server is powered off.'), content: { 'application/json': { schema: done } } } },
        'x-rules': [
          busy,
          {
            rule: 'Stopping a stopped server succeeds and changes nothing.',
            'x-source': 'inferred',
            'x-note': 'Proxmox returns without an error when the VM has no process.',
          },
        ],
        'x-action': 'stop',
        'x-example': { path: '/server/10/stop' },
      },
    },
    '/server/{serviceId}/restart': {
      post: {
        operationId: 'restartServer',
        summary: 'Restart Server',
        description: 'Restarts a running server. The server is locked until it is running again.',
        tags: ['Power'],
        'x-source': 'documented',
        parameters: [serviceId],
        responses: {
          '200': { ...ok('The server restarts. The message is "Reboot success", as on the page.'), content: { 'application/json': { schema: done } } },
        },
        'x-rules': [busy, { rule: 'Restarting a stopped server fails with "VM not running".', 'x-source': 'inferred', 'x-note': 'Proxmox.' }],
        'x-action': 'restart',
        'x-example': { path: '/server/10/restart' },
      },
    },
    '/server/{serviceId}/shutdown': {
      post: {
        operationId: 'shutdownServer',
        summary: 'Shutdown Server',
        description: 'Asks the guest to shut down. If the guest ignores the request, the server keeps running.',
        tags: ['Power'],
        'x-source': 'documented',
        parameters: [serviceId],
        responses: {
          '200': {
            ...ok('The guest was asked to shut down. The status is "running" until it has done so.'),
            content: { 'application/json': { schema: done } },
          },
        },
        'x-rules': [busy, { rule: 'Shutting down a stopped server succeeds and changes nothing.', 'x-source': 'inferred', 'x-note': 'Proxmox.' }],
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
            ...ok('The data points, oldest first.'),
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
            rule: 'Each timeframe has 70 data points, at intervals of 60 s, 30 min, 3 h, 12 h and 7 d, aligned to the epoch. settings.statistics can select the intervals of Proxmox VE 9 instead.',
            'x-source': 'inferred',
            'x-note': 'Proxmox VE 8: its rrddata has the same keys.',
          },
          {
            rule: 'All values are null for the time that the server was stopped. Rates are also null in the first interval after a start.',
            'x-source': 'inferred',
            'x-note': 'Proxmox VE 8.',
          },
          {
            rule: 'At intervals of one minute, diskread alone is null in about one of thirty data points.',
            'x-source': 'documented',
            'x-note': 'The only data point on the page is such a point. Why and how often this happens is not known; the share is assumed.',
          },
        ],
        'x-example': { path: '/server/10/stats?timeframe=hour' },
      },
    },
    '/server/ostemplates': {
      get: {
        operationId: 'listOsTemplates',
        summary: 'Get OS Templates',
        description: 'Lists the operating system templates available for a rebuild.',
        tags: ['Rebuild'],
        'x-source': 'documented',
        responses: {
          '200': {
            ...ok('The operating systems available for a rebuild.'),
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
        description: 'Reinstalls a server from a template. The new root password appears only in this response.',
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
            ...ok('The rebuild has started. The password is that of the new system.'),
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
          {
            rule: 'A rebuild takes two minutes, during which the server is stopped and locked. Afterwards the server is running the new system.',
            'x-source': 'assumed',
          },
          { rule: 'An unknown osid is rejected with "The OS submitted is invalid".', 'x-source': 'inferred', 'x-note': 'Virtualizor.' },
          {
            rule: 'A number where a string is documented, such as sshkey: 5, is converted to a string.',
            'x-source': 'inferred',
            'x-note': 'The underlying Virtualizor is written in PHP and reads its input as text.',
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
        description: 'Returns whether a server is running, for how many seconds, and whether it is locked.',
        tags: ['Statistics'],
        'x-source': 'documented',
        parameters: [serviceId],
        responses: {
          '200': {
            ...ok('Whether the server is running, for how long, and whether it is locked.'),
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
                    description: 'cda: hard disk first, then the CD-ROM drives. dca: CD-ROM drives first.',
                  },
                },
              },
            },
          },
        },
        responses: { '200': { ...ok('The boot order is set for the next boot.'), content: { 'application/json': { schema: done } } } },
        'x-rules': [busy],
        'x-action': 'setBootOrder',
        'x-example': { path: '/server/10/setBootOrder', body: { order: 'dca' } },
      },
    },
    '/server/{serviceId}/insertIso': {
      post: {
        operationId: 'insertIso',
        summary: 'Insert ISO',
        description: "Mounts ISO images in a server's primary and secondary CD-ROM drives.",
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
            rule: 'At least one of iso and sec_iso is required. A drive that is left out stays as it is; an empty string ejects its image.',
            'x-source': 'assumed',
            'x-note': 'The page says "one or two ISO images", and lists both as required.',
          },
          { rule: 'An ISO that was not uploaded is rejected with "The ISO you selected is invalid".', 'x-source': 'inferred', 'x-note': 'Virtualizor.' },
        ],
        'x-action': 'insertIso',
        'x-example': { path: '/server/10/insertIso', body: { iso: 'ubuntu.iso', sec_iso: 'drivers.iso' } },
      },
    },
    '/server/{serviceId}/bootOrderAndIsos': {
      get: {
        operationId: 'getBootOrderAndIsos',
        summary: 'Get Boot Order and Mounted ISOs',
        description: "Returns a server's boot order and the ISO images in its drives.",
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
        description: "Lists all of the account's services with their billing details.",
        tags: ['Services'],
        'x-source': 'vendor',
        'x-note': "The vendor's page /services. Server IDs come from this list.",
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
        description: 'Returns one service with its metadata.',
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
        description: 'The body is not valid JSON.',
        content: { 'application/json': { schema: failure } },
        'x-source': 'inferred',
        'x-note': "The body parser of Express rejects it before the vendor's code runs.",
      },
      '401': {
        description: 'The API key is missing or invalid.',
        content: { 'application/json': { schema: failure } },
        'x-source': 'vendor',
        'x-note': 'The status is on the page /errors; the body is assumed.',
      },
      '404': {
        description: 'The path does not exist.',
        content: { 'application/json': { schema: failure } },
        'x-source': 'assumed',
        'x-note': 'Express also returns 404 for a method that the path does not support.',
      },
      '413': { description: 'The body is too large.', content: { 'application/json': { schema: failure } }, 'x-source': 'inferred', 'x-note': 'Express.' },
      '429': {
        description: 'Too many requests.',
        content: { 'application/json': { schema: failure } },
        'x-source': 'assumed',
        'x-note': 'Only a fault causes it.',
      },
      '500': {
        description: 'Internal error.',
        content: { 'application/json': { schema: failure } },
        'x-source': 'vendor',
        'x-note': 'The status is on the page /errors; the body is assumed.',
      },
      '503': {
        description: 'Temporarily unavailable.',
        content: { 'application/json': { schema: failure } },
        'x-source': 'assumed',
        'x-note': 'Only a fault causes it.',
      },
    },
  },
  'x-rules': [
    { rule: 'IDs have no leading zeros: /server/010 does not refer to service 10 and is not found.', 'x-source': 'assumed' },
    {
      rule: 'Client errors are answered with HTTP 200 and result "error". An invalid key is answered with 401, an internal error with 500.',
      'x-source': 'vendor',
      'x-note': 'The page /errors.',
    },
    { rule: 'An unknown service, or an ID that is not an integer, is answered with "Service not found".', 'x-source': 'assumed' },
    {
      rule: 'A missing property is answered with "<Property> is required".',
      'x-source': 'inferred',
      'x-note': 'The page /errors has one example: "Amount is required".',
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

/** The contract as a named interface, so that compile errors show its name. */
export interface Contract extends Named<typeof contract> {}
