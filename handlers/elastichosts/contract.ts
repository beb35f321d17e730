/**
 * ElasticHosts' document as OpenAPI 3.1: its page on servers, and the other operations that real clients need, from the pages and clients of the same software.
 * CrossPeer, Go2Cloud, Serverlove, SkaliCloud and Open Hosting also ran it: what their pages say is marked `vendor`.
 */
import { defineContract, type Named, type Schemas } from '../../vendor/contract.ts';

/** From the fresh account: an active server, a stopped server and its drive, an unused drive, a standard drive, an address and a VLAN. */
const ACTIVE = 'b605ca90-c3e6-4cee-85f8-a8ebdf8f9903';
const STOPPED = '7d4b7b1e-5a4f-4d39-9c0b-3f1c2a8e6d52';
const DRIVE = '0012e24a-6eae-4279-9912-3432f698cec8';
const SPARE = 'c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8';
const DEBIAN = '980cf63c-f21e-4382-997b-6541d5809629';
const ADDRESS = '203.0.113.200';
const VLAN = '4e0b8a6c-2f17-4d95-b3c8-91d6e7a05f24';

const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
/** A value, or several values for one key. */
const value = { type: ['string', 'number', 'array'], items: text } as const;

/** Both formats carry the same content. Text has no types: a generated client receives a string. */
const pairs = { type: 'string', description: 'One `KEY VALUE` pair per line. Objects are separated by an empty line.' } as const;
const both = <const S>(schema: S) => ({ 'text/plain': { schema: pairs }, 'application/json': { schema } }) as const;
const rows = { type: 'string', description: 'One line per object: its values, separated by spaces.' } as const;
const table = <const S>(items: S) => ({ 'text/plain': { schema: rows }, 'application/json': { schema: { type: 'array', items } } }) as const;
const list = <const S>(items: S) => both({ type: 'array', items } as const);

type Members = Readonly<Record<string, string | number>>;
/** A request in both formats, with the same example as JSON and as text. */
const asked = <const S>(schema: S, example: Members) =>
  ({
    'text/plain': { schema: pairs, example: written(example) },
    'application/json': { schema, example },
  }) as const;
const written = (members: Members): string =>
  Object.entries(members)
    .map(([name, member]) => `${name} ${member}`)
    .join('\n');

const NEW_SERVER: Members = {
  name: 'web-2',
  cpu: 2000,
  mem: 1024,
  'ide:0:0': DRIVE,
  boot: 'ide:0:0',
  'nic:0:model': 'e1000',
  'nic:0:dhcp': 'auto',
  vnc: 'auto',
  password: 's3cret',
};
const NEW_STOPPED_SERVER: Members = { name: 'db-2', cpu: 1000, mem: 512, persistent: 'true', 'ide:0:0': DRIVE, boot: 'ide:0:0' };
const CHANGED_SERVER: Members = { name: 'renamed', cpu: 3000 };
const NEW_DRIVE: Members = { name: 'data', size: '10G' };
const CHANGED_DRIVE: Members = { name: 'renamed', tags: 'one two' };
const NEW_VLAN: Members = { name: 'internal' };
const CHANGED_ADDRESS: Members = { name: 'mail' };

const consolePassword = { type: 'string', format: 'password', description: "The password for the server's console, over VNC." } as const;

const server = {
  type: 'object',
  required: ['server', 'status', 'user', 'name', 'cpu', 'mem'],
  properties: {
    server: text,
    status: { type: 'string', enum: ['active', 'stopped', 'paused', 'dumped', 'dead'] },
    user: { type: 'string', description: "Owner of the server: the credential's UUID, if it has one." },
    name: text,
    cpu: { type: 'integer', description: 'Core MHz.' },
    mem: { type: 'integer', description: 'MB.' },
    started: {
      type: 'integer',
      description: 'Seconds since the epoch. Present only while the server is active, as are the counters, nic:0:dhcp:ip and vnc:ip.',
    },
    password: consolePassword,
    'vnc:password': consolePassword,
  },
  additionalProperties: value,
} as const;

const drive = {
  type: 'object',
  required: ['drive', 'name', 'size'],
  properties: {
    drive: text,
    name: text,
    size: { type: 'integer', description: 'Bytes.' },
    status: { type: 'string', enum: ['active', 'inactive'] },
    user: text,
    imaging: { type: 'string', pattern: '^(queued|[0-9]{1,2}%)$', description: 'Absent unless the drive is being imaged.' },
  },
  additionalProperties: value,
} as const;

const resource = {
  type: 'object',
  required: ['resource', 'type', 'user', 'name'],
  properties: { resource: text, type: { type: 'string', enum: ['ip', 'vlan'] }, user: text, name: text },
  additionalProperties: value,
} as const;

/** What a value can be: text; in JSON also a boolean, an array of texts, or null to unset it. A number is read as text. */
const any = { type: ['string', 'boolean', 'null', 'array'], items: text } as const;
const matching = <const P extends string>(pattern: P) => ({ type: ['string', 'null'], pattern }) as const;
/** A number, or a number written as text: clients send both. */
const cpu = { type: ['integer', 'string'], minimum: 500, maximum: 20_000, pattern: '^[0-9]{1,9}$', description: 'Core MHz.' } as const;
const mem = { type: ['integer', 'string'], minimum: 256, maximum: 24_576, pattern: '^[0-9]{1,9}$', description: 'MB.' } as const;
const truth = { type: ['string', 'boolean', 'null'], pattern: '^(true|false|)$' } as const;
const uuid = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

/** The keys of a server besides cpu, mem, smp and persistent: the union of those on the vendors' pages and in the clients. */
const serverKeys = {
  '^(parent|avoid|avoid:drives|avoid:servers|type)$': any,
  '^(ide:[01]:[01]|scsi:0:[0-7]|block:(0:)?[0-7]|ata:0:[0-5])$': matching(`^(${uuid}|)$`),
  '^(ide:[01]:[01]|scsi:0:[0-7]|block:(0:)?[0-7]|ata:0:[0-5]):media$': matching('^(disk|cdrom|)$'),
  '^nic:[0-3]:model$': matching('^(e1000|rtl8139|virtio|)$'),
  '^nic:[0-3]:dhcp$': matching('^(auto|0|[0-9]{1,3}([.][0-9]{1,3}){3}|)$'),
  '^nic:[0-3]:(vlan|mac|block|firewall:(policy|accept|reject))$': any,
  '^user:.': any,
  '^(server|status|user|started|claimed|smp:cores|nic:0:(dhcp:ip|ip))$': any,
  '^((nic:[0-3]:)?[rt]x(:(bytes|packets))?|(ide|scsi|block|ata):[0-9:]+:(read|write):(bytes|requests))$': any,
} as const;

const smp = matching('^(auto|[1-9][0-9]?|)$');

const device = { ...matching(`^(${uuid}|)$`), description: 'The UUID of a drive.' } as const;
const password = { type: ['string', 'null'], maxLength: 8, format: 'password', description: 'The VNC password. Without one, VNC is disabled.' } as const;
/** The keys that most clients send, by name; patterns cover those with higher numbers, and the rest. */
const serverMembers = {
  name: { ...any, description: 'Server name.' },
  cpu,
  mem,
  smp,
  persistent: truth,
  boot: { ...any, description: 'The device or devices to boot from, such as ide:0:0.' },
  tags: { ...any, description: 'A list of tags, separated by spaces.' },
  password,
  'ide:0:0': device,
  'ide:0:1': device,
  'ide:1:0': device,
  'ide:1:1': device,
  'scsi:0:0': device,
  'block:0': device,
  'nic:0:model': matching('^(e1000|rtl8139|virtio|)$'),
  'nic:0:dhcp': matching('^(auto|0|[0-9]{1,3}([.][0-9]{1,3}){3}|)$'),
  'nic:0:vlan': any,
  vnc: any,
  'vnc:ip': any,
  'vnc:password': password,
  'vnc:tls': any,
} as const;

const serverToCreate = {
  type: 'object',
  required: ['cpu', 'mem'],
  properties: serverMembers,
  patternProperties: serverKeys,
  additionalProperties: false,
} as const;
const serverToSet = { ...serverToCreate, required: [] } as const;

const size = {
  type: ['string', 'integer'],
  minimum: 0,
  pattern: '^[0-9]{1,16}[kKmMgGtT]?$',
  description: 'In bytes, or with a binary suffix, such as 10G.',
} as const;
const driveKeys = {
  '^(avoid|tier|format|media)$': any,
  '^user:.': any,
  '^(drive|status|user|claimed|imaging|rawsize|(read|write):(bytes|requests))$': any,
} as const;
const driveMembers = {
  name: any,
  size,
  readers: { ...any, description: 'The UUIDs of the users who can read the drive, or ffffffff-ffff-ffff-ffff-ffffffffffff for everyone.' },
  tags: any,
  'claim:type': matching('^(exclusive|shared|)$'),
  'encryption:cipher': matching('^(none|aes-xts-plain|)$'),
} as const;
const driveToCreate = { type: 'object', required: ['size'], properties: driveMembers, patternProperties: driveKeys, additionalProperties: false } as const;
const driveToSet = { ...driveToCreate, required: [] } as const;

const resourceToWrite = {
  type: 'object',
  properties: { name: any, tags: any },
  patternProperties: { '^(resource|type|user)$': any, '^user:.': any },
  additionalProperties: false,
} as const;

const key = { type: 'string', minLength: 1 } as const;
const serverId = { in: 'path', name: 'server', required: true, schema: key, description: "The server's UUID." } as const;
const driveId = { in: 'path', name: 'drive', required: true, schema: key, description: "The drive's UUID." } as const;
const sourceId = {
  in: 'path',
  name: 'source',
  required: true,
  schema: key,
  description: "The UUID of the drive to image from: one of the user's own, or a standard drive.",
} as const;
const conversion = { in: 'path', name: 'conversion', required: true, schema: { type: 'string', enum: ['gzip', 'gunzip'] } } as const;
const type = { in: 'path', name: 'type', required: true, schema: { type: 'string', enum: ['ip', 'vlan'] } } as const;
const resourceId = { in: 'path', name: 'resource', required: true, schema: key, description: "The address, or the VLAN's UUID." } as const;
const offset = { in: 'path', name: 'offset', required: true, schema: { type: 'integer' } } as const;

const words = { 'text/plain': { schema: text } } as const;
const token = { 'X-Elastic-Error': { description: 'The first word is the error code.', schema: text } } as const;
const refused = <const D extends string>(description: string, word: D, note: string) =>
  ({ description, headers: token, content: words, 'x-source': 'vendor', 'x-note': `X-Elastic-Error: ${word}. ${note}` }) as const;
const TABLE = "CrossPeer's table of errors.";

const auth = refused('The credential is missing or invalid.', 'auth', TABLE);
const usage = refused('The input is not valid for the command.', 'usage', TABLE);
const billing = refused('The balance does not cover the command.', 'billing', TABLE);
const missing = refused('The object does not exist, or belongs to another user.', 'missing', TABLE);
const busy = refused('The object is busy, or its status does not allow the command.', 'busy', TABLE);
const failed = {
  ...refused('The command failed, or the system has an error.', 'failed', 'The status is in the table of errors.'),
  'x-source': 'inferred',
  'x-note': 'X-Elastic-Error: failed, or system. basingse searches the text for the UUID of the missing drive.',
} as const;
const full = refused('A drive or another resource is full.', 'full', TABLE);

const done = { description: 'No content.', 'x-source': 'documented' } as const;
const doneToo = { description: 'No content.', 'x-source': 'vendor' } as const;
const serverInfo = { description: "The server's KEY VALUE pairs.", content: both(server), 'x-source': 'documented' } as const;
const driveInfo = { description: "The drive's KEY VALUE pairs.", content: both(drive), 'x-source': 'vendor' } as const;
const resourceInfo = {
  description: "The resource's KEY VALUE pairs.",
  content: both(resource),
  'x-source': 'inferred',
  'x-note': 'mattparker/elastichosts-provisioner, Psiphon.',
} as const;
const infoInstead = {
  description: 'The info instead, with settings.startReply or settings.imageReply set to 200.',
  'x-source': 'inferred',
  'x-note': 'ElasticHosts itself answered so from 2013 on: libcloud LIBCLOUD-363, fog serverlove, basingse.',
} as const;

const readByPost = 'An empty POST to a read works like GET: the official tool sends POST for everything.';
const imagingRules = [
  { rule: 'Imaging takes one minute by default; settings.imagingTakes changes this.', 'x-source': 'assumed' },
  {
    rule: 'At most settings.imagingAtOnce (two) drives are imaged at the same time. Any further imaging is queued until another one ends.',
    'x-source': 'vendor',
    'x-note': 'Queuing is documented; the number is assumed.',
  },
  {
    rule: 'Source and destination are claimed until the imaging ends. A claimed destination is rejected with 409.',
    'x-source': 'inferred',
    'x-note': 'jclouds, JCLOUDS-517 and 761; fog-elastichosts.',
  },
  { rule: 'The destination can be neither read nor written until the imaging ends.', 'x-source': 'assumed' },
  { rule: 'A destination that is too small is rejected with 507.', 'x-source': 'assumed' },
  {
    rule: 'Decompressing a drive that does not contain gzip data is rejected with 500 failed. The contents of a standard drive are all zeros.',
    'x-source': 'assumed',
  },
] as const;

export const contract = defineContract({
  openapi: '3.1.0',
  info: {
    title: 'ElasticHosts',
    version: '2.0',
    description: [
      'The server endpoints of ElasticHosts (ElasticStack), and the drives, images and resources that a client needs to create one.',
      'Two formats carry the same content. A request body is read as JSON if its Content-Type is `application/json`, and as KEY VALUE text otherwise. A response is JSON if the request has `Accept: application/json`, and text otherwise.',
      'In text, each line is a key, a space and a value; a newline within a value is written `\\n`. Objects are separated by an empty line. In a list, each object is one line of values.',
    ].join('\n\n'),
    license: { name: 'Written by the authors of stuntbox', url: 'https://opensource.org/license/mit' },
  },
  servers: [{ url: 'https://api-lon-p.elastichosts.com' }],
  tags: [{ name: 'Servers' }, { name: 'Drives' }, { name: 'Resources' }],
  security: [{ basic: [] }],
  paths: {
    '/servers/list': {
      get: {
        operationId: 'listServers',
        summary: 'List all servers',
        description: "Lists all of the user's servers, one per line.",
        tags: ['Servers'],
        'x-source': 'documented',
        responses: {
          '200': {
            description: "For each server, SERVER CPU MEM; with settings.serversList set to 'ids', only SERVER.",
            'x-source': 'documented',
            'x-note': 'jclouds, the PHP panel and shell scripts read each line as a UUID alone.',
            content: table({ type: 'object', required: ['server'], properties: { server: text, cpu: integer, mem: integer }, additionalProperties: false }),
          },
          '401': auth,
        },
        'x-example': { path: '/servers/list' },
      },
    },
    '/servers/{server}/info': {
      get: {
        operationId: 'getServer',
        summary: 'Get single server info',
        description: 'Returns the configuration of a server. For an active server, this includes its counters and addresses.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [serverId],
        responses: { '200': serverInfo, '401': auth, '404': missing },
        'x-rules': [
          {
            rule: 'Counters only grow while the server is active; a stop hides them, and the next start continues them.',
            'x-source': 'inferred',
            'x-note':
              "The document calls them cumulative, shows them for an active server, and resets them nowhere; a drive has its own beside, in libcloud's fixtures.",
          },
          {
            rule: "The counters of a device are those of its drive: whole sectors of 512 bytes, at least one a request. A NIC's packets have at most 1514 bytes.",
            'x-source': 'assumed',
            'x-note': 'The document: for each drive. A sector is the least that a disk moves, and 1514 bytes are an Ethernet frame.',
          },
          {
            rule: 'vnc:ip is the leased address. It is present only if both vnc and a password are set.',
            'x-source': 'inferred',
            'x-note': "jclouds' live test. The document says that VNC is disabled without a password.",
          },
          {
            rule: 'smp:cores is the number of cores of an active server: the value of smp or, if that is auto, one core per 2.5 GHz of cpu, rounded up.',
            'x-source': 'assumed',
            'x-note': 'The document says that cpu is a quota in core MHz. Open Hosting shows smp:cores; how it is derived from the quota is our choice.',
          },
          {
            rule: 'The name of a server defaults to its UUID.',
            'x-source': 'inferred',
            'x-note': 'libcloud reads the name of every server, and basingse sends none.',
          },
          {
            rule: "Network counters appear under the document's keys (rx:bytes) and under the keys of each NIC (nic:0:rx:bytes).",
            'x-source': 'inferred',
            'x-note': 'Open Hosting 2015, in OHAPICSharp.',
          },
        ],
        'x-example': { path: `/servers/${ACTIVE}/info` },
      },
    },
    '/servers/info': {
      get: {
        operationId: 'getServers',
        summary: 'Get all servers info',
        description: "Returns the info of every one of the user's servers.",
        tags: ['Servers'],
        'x-source': 'documented',
        responses: { '200': { ...serverInfo, description: 'The KEY VALUE pairs of each server.', content: list(server) }, '401': auth },
        'x-example': { path: '/servers/info' },
      },
    },
    '/servers/{server}/info/full': {
      get: {
        operationId: 'getServerFully',
        summary: 'Get single server info, in full',
        description: 'Returns all information about a server.',
        tags: ['Servers'],
        'x-source': 'inferred',
        'x-note': "basingse and ElasticHosts' administration tool.",
        parameters: [serverId],
        responses: { '200': { ...serverInfo, 'x-source': 'inferred', 'x-note': 'As for the info.' }, '401': auth, '404': missing },
        'x-example': { path: `/servers/${ACTIVE}/info/full` },
      },
    },
    '/servers/info/full': {
      get: {
        operationId: 'getServersFully',
        summary: 'Get all servers info, in full',
        description: "Returns all information about every one of the user's servers.",
        tags: ['Servers'],
        'x-source': 'inferred',
        'x-note': 'basingse.',
        responses: { '200': { ...serverInfo, content: list(server), 'x-source': 'inferred', 'x-note': 'As for the info.' }, '401': auth },
        'x-example': { path: '/servers/info/full' },
      },
    },
    '/servers/create': {
      post: {
        operationId: 'createServer',
        summary: 'Create and start a server',
        description: 'Creates and starts a server. A server that is not persistent is destroyed when it stops.',
        tags: ['Servers'],
        'x-source': 'documented',
        requestBody: { required: true, content: asked(serverToCreate, NEW_SERVER) },
        responses: { '200': serverInfo, '400': usage, '401': auth, '402': billing, '409': busy, '500': failed, '507': full },
        'x-rules': [
          {
            rule: 'The devices named in boot must be configured.',
            'x-source': 'assumed',
            'x-note': "libcloud's list of nodes fails for a server without them.",
          },
          { rule: 'An unknown drive is rejected with 500 failed, with its UUID in the text.', 'x-source': 'inferred', 'x-note': 'basingse.' },
          { rule: 'A VLAN must belong to the account.', 'x-source': 'assumed' },
          { rule: 'A server that is not persistent is deleted after a stop or shutdown. persistent is false by default.', 'x-source': 'documented' },
        ],
        'x-begins': { servers: ['start'] },
        'x-example': {
          path: '/servers/create',
          body: written(NEW_SERVER),
        },
      },
    },
    '/servers/create/stopped': {
      post: {
        operationId: 'createStoppedServer',
        summary: 'Create a server without starting it',
        description: 'Creates a server without starting it.',
        tags: ['Servers'],
        'x-source': 'documented',
        requestBody: { required: true, content: asked(serverToCreate, NEW_STOPPED_SERVER) },
        responses: { '200': serverInfo, '400': usage, '401': auth, '402': billing, '500': failed, '507': full },
        'x-begins': {},
        'x-example': { path: '/servers/create/stopped', body: written(NEW_STOPPED_SERVER) },
      },
    },
    '/servers/{server}/start': {
      post: {
        operationId: 'startServer',
        summary: 'Start a server',
        description: 'Starts a stopped server.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [serverId],
        responses: { '200': { ...infoInstead, content: both(server) }, '204': done, '401': auth, '402': billing, '404': missing, '409': busy, '500': failed },
        'x-rules': [
          { rule: 'Starting an active server succeeds and changes nothing.', 'x-source': 'inferred', 'x-note': "fog's live test." },
          {
            rule: 'Starting a paused, dumped or dead server is rejected with 409 until it is stopped.',
            'x-source': 'inferred',
            'x-note': 'basingse stops such a server first.',
          },
          {
            rule: 'Starting a server is rejected with 409 while one of its drives is being imaged or is exclusively claimed by another server.',
            'x-source': 'inferred',
            'x-note': 'basingse expects 409 while a drive is being imaged. Claims are exclusive unless claim:type is shared.',
          },
          { rule: 'Each start leases a new address, unless nic:0:dhcp names one.', 'x-source': 'inferred', 'x-note': 'Psiphon.' },
        ],
        'x-action': 'start',
        'x-example': { path: `/servers/${STOPPED}/start` },
      },
    },
    '/servers/{server}/set': {
      post: {
        operationId: 'setServer',
        summary: 'Set server configuration',
        description: 'Changes the configuration of a server. Unless the server is stopped, only some keys can be changed.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [serverId],
        requestBody: { required: true, content: asked(serverToSet, CHANGED_SERVER) },
        responses: { '200': serverInfo, '400': usage, '401': auth, '404': missing, '500': failed },
        'x-rules': [
          {
            rule: 'Unless the server is stopped, only name, cpu, persistent, tags, user:* and password (or vnc:password) can be set. Any other key is rejected with 400.',
            'x-source': 'documented',
            'x-note': 'The keys are documented; the status code is assumed.',
          },
          {
            rule: 'A null in JSON or an empty value in text unsets a key.',
            'x-source': 'inferred',
            'x-note': 'The PHP panel sends null; the empty value in text is assumed.',
          },
        ],
        'x-action': 'set',
        'x-example': { path: `/servers/${ACTIVE}/set`, body: written(CHANGED_SERVER) },
      },
    },
    '/servers/{server}/stop': {
      post: {
        operationId: 'stopServer',
        summary: 'Stop a server',
        description: 'Kills a server immediately, like a power failure.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [serverId],
        responses: { '204': done, '401': auth, '404': missing },
        'x-rules': [
          {
            rule: 'A stop takes effect immediately, including on a paused, dumped or dead server.',
            'x-source': 'inferred',
            'x-note': 'The document says "immediately"; the three statuses are from basingse.',
          },
          { rule: 'Stopping a stopped server succeeds and changes nothing.', 'x-source': 'inferred', 'x-note': "jclouds' live test." },
        ],
        'x-action': 'stop',
        'x-example': { path: `/servers/${ACTIVE}/stop` },
      },
    },
    '/servers/{server}/destroy': {
      post: {
        operationId: 'destroyServer',
        summary: 'Destroy a server',
        description: 'Destroys a server, stopping it first if necessary. Its drives are kept.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [serverId],
        responses: { '204': done, '401': auth, '404': missing },
        'x-rules': [
          { rule: "The server's drives are kept and are no longer claimed.", 'x-source': 'inferred', 'x-note': 'jclouds destroys the drives separately.' },
        ],
        'x-action': 'destroy',
        'x-example': { path: `/servers/${ACTIVE}/destroy` },
      },
    },
    '/servers/{server}/shutdown': {
      post: {
        operationId: 'shutDownServer',
        summary: 'Shut down a server',
        description: 'Sends an ACPI power-down event to the guest, which may ignore it.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [serverId],
        responses: { '204': done, '401': auth, '404': missing, '409': busy },
        'x-rules': [
          {
            rule: 'The guest powers down after ten seconds, or ignores the event.',
            'x-source': 'assumed',
            'x-note': "jclouds' and fog's live tests accept both.",
          },
          {
            rule: 'Shutting down a stopped server succeeds and changes nothing. For a paused, dumped or dead server it is rejected with 409.',
            'x-source': 'assumed',
          },
        ],
        'x-action': 'shutdown',
        'x-example': { path: `/servers/${ACTIVE}/shutdown` },
      },
    },
    '/servers/{server}/reset': {
      post: {
        operationId: 'resetServer',
        summary: 'Reset a server',
        description: 'Resets an active server. It keeps its address.',
        tags: ['Servers'],
        'x-source': 'documented',
        parameters: [serverId],
        responses: { '204': done, '401': auth, '404': missing, '409': busy },
        'x-rules': [
          { rule: 'A server that is reset stays active and keeps its address.', 'x-source': 'inferred', 'x-note': "jclouds' live test." },
          { rule: 'Resetting a server that is not active is rejected with 409.', 'x-source': 'assumed' },
        ],
        'x-action': 'reset',
        'x-example': { path: `/servers/${ACTIVE}/reset` },
      },
    },
    '/drives/list': {
      get: {
        operationId: 'listDrives',
        summary: 'List all drives',
        description: "Lists the user's drives, one per line.",
        tags: ['Drives'],
        'x-source': 'vendor',
        responses: {
          '200': {
            description: 'The UUID of each drive.',
            'x-source': 'vendor',
            content: table({ type: 'object', required: ['drive'], properties: { drive: text }, additionalProperties: false }),
          },
          '401': auth,
        },
        'x-example': { path: '/drives/list' },
      },
    },
    '/drives/list/standard': {
      get: {
        operationId: 'listStandardDrives',
        summary: 'List the standard drives',
        description: 'Lists the standard drives, which any user can image from.',
        tags: ['Drives'],
        'x-source': 'inferred',
        'x-note': 'jclouds lists its images this way.',
        responses: {
          '200': {
            description: 'The UUID of each standard drive.',
            'x-source': 'inferred',
            'x-note': 'jclouds.',
            content: table({ type: 'object', required: ['drive'], properties: { drive: text }, additionalProperties: false }),
          },
          '401': auth,
        },
        'x-example': { path: '/drives/list/standard' },
      },
    },
    '/drives/info': {
      get: {
        operationId: 'getDrives',
        summary: 'Get all drives info',
        description: "Returns the info of every one of the user's drives.",
        tags: ['Drives'],
        'x-source': 'vendor',
        responses: { '200': { ...driveInfo, content: list(drive) }, '401': auth },
        'x-example': { path: '/drives/info' },
      },
    },
    '/drives/info/full': {
      get: {
        operationId: 'getDrivesFully',
        summary: 'Get all drives info, in full',
        description: "Returns all information about every one of the user's drives.",
        tags: ['Drives'],
        'x-source': 'inferred',
        'x-note': 'basingse.',
        responses: { '200': { ...driveInfo, content: list(drive) }, '401': auth },
        'x-example': { path: '/drives/info/full' },
      },
    },
    '/drives/info/standard': {
      get: {
        operationId: 'getStandardDrives',
        summary: 'Get all standard drives info',
        description: 'Returns the info of every standard drive.',
        tags: ['Drives'],
        'x-source': 'inferred',
        'x-note': "jclouds' standard_drives.txt.",
        responses: { '200': { ...driveInfo, content: list(drive), 'x-source': 'inferred', 'x-note': 'jclouds.' }, '401': auth },
        'x-rules': [
          {
            rule: 'The standard drives include all nine images whose UUIDs are in the source code of libcloud.',
            'x-source': 'inferred',
            'x-note': "libcloud's _standard_drives.",
          },
        ],
        'x-example': { path: '/drives/info/standard' },
      },
    },
    '/drives/{drive}/info': {
      get: {
        operationId: 'getDrive',
        summary: 'Get single drive info',
        description: 'Returns the info of a drive. While the drive is being imaged, this includes the progress.',
        tags: ['Drives'],
        'x-source': 'vendor',
        parameters: [driveId],
        responses: { '200': driveInfo, '401': auth, '404': missing },
        'x-rules': [
          {
            rule: 'imaging is queued or NN%, up to 99%, and absent unless the drive is being imaged. It is the same in the full info.',
            'x-source': 'vendor',
            'x-note': 'CrossPeer shows NN% here, Go2Cloud later only in the full info. Every client we found reads it here.',
          },
          { rule: 'claimed lists the UUIDs of the servers that use the drive, and is absent if there are none.', 'x-source': 'vendor' },
          {
            rule: 'While a drive is being imaged, claimed also contains the UUID of the drive at the other end.',
            'x-source': 'assumed',
            'x-note': 'That claimed is present is inferred from jclouds.',
          },
        ],
        'x-example': { path: `/drives/${DRIVE}/info` },
      },
    },
    '/drives/{drive}/info/full': {
      get: {
        operationId: 'getDriveFully',
        summary: 'Get single drive info, in full',
        description: 'Returns all information about a drive.',
        tags: ['Drives'],
        'x-source': 'vendor',
        'x-note': 'Go2Cloud.',
        parameters: [driveId],
        responses: { '200': driveInfo, '401': auth, '404': missing },
        'x-example': { path: `/drives/${DRIVE}/info/full` },
      },
    },
    '/drives/create': {
      post: {
        operationId: 'createDrive',
        summary: 'Create a drive',
        description: 'Creates an empty drive.',
        tags: ['Drives'],
        'x-source': 'vendor',
        requestBody: { required: true, content: asked(driveToCreate, NEW_DRIVE) },
        responses: { '200': driveInfo, '400': usage, '401': auth, '402': billing, '507': full },
        'x-rules': [{ rule: 'A drive larger than the remaining settings.space is rejected with 507 full.', 'x-source': 'assumed' }],
        'x-begins': {},
        'x-example': { path: '/drives/create', body: written(NEW_DRIVE) },
      },
    },
    '/drives/{drive}/set': {
      post: {
        operationId: 'setDrive',
        summary: 'Set drive configuration',
        description: 'Changes the configuration of a drive, including its size.',
        tags: ['Drives'],
        'x-source': 'vendor',
        parameters: [driveId],
        requestBody: { required: true, content: asked(driveToSet, CHANGED_DRIVE) },
        responses: { '200': driveInfo, '400': usage, '401': auth, '404': missing, '409': busy, '507': full },
        'x-rules': [
          { rule: 'A size of 0 is ignored.', 'x-source': 'inferred', 'x-note': 'jclouds sends 0 if it has no size.' },
          { rule: 'Changing the size of a claimed drive is rejected with 409. A smaller size discards the data beyond it.', 'x-source': 'assumed' },
        ],
        'x-begins': { drives: ['set'] },
        'x-example': { path: `/drives/${DRIVE}/set`, body: written(CHANGED_DRIVE) },
      },
    },
    '/drives/{drive}/image/{source}': {
      post: {
        operationId: 'imageDrive',
        summary: 'Image a drive from another',
        description: "Copies a source drive onto a drive. The drive's info shows the progress.",
        tags: ['Drives'],
        'x-source': 'vendor',
        parameters: [driveId, sourceId],
        responses: { '200': { ...infoInstead, content: both(drive) }, '204': doneToo, '400': usage, '401': auth, '404': missing, '409': busy, '507': full },
        'x-rules': imagingRules,
        'x-begins': { drives: ['image'] },
        'x-example': { path: `/drives/${SPARE}/image/${DEBIAN}` },
      },
    },
    '/drives/{drive}/image/{source}/{conversion}': {
      post: {
        operationId: 'imageDriveConverted',
        summary: 'Image a drive from another, with gzip or gunzip',
        description: 'Copies a source drive onto a drive, compressing or decompressing the data.',
        tags: ['Drives'],
        'x-source': 'vendor',
        parameters: [driveId, sourceId, conversion],
        responses: {
          '200': { ...infoInstead, content: both(drive) },
          '204': doneToo,
          '400': usage,
          '401': auth,
          '404': missing,
          '409': busy,
          '500': failed,
          '507': full,
        },
        'x-rules': imagingRules,
        'x-begins': { drives: ['image'] },
        'x-example': { path: `/drives/${SPARE}/image/${DEBIAN}/gunzip` },
      },
    },
    '/drives/{drive}/read/{offset}/{size}': {
      get: {
        operationId: 'readDrive',
        summary: 'Read from a drive',
        description: 'Reads bytes from a drive.',
        tags: ['Drives'],
        'x-source': 'vendor',
        parameters: [driveId, offset, { ...offset, name: 'size' }],
        responses: {
          '200': {
            description: 'The bytes; fewer than requested at the end of the drive.',
            'x-source': 'vendor',
            content: { 'application/octet-stream': { schema: { description: 'Raw bytes.' } } },
          },
          '400': usage,
          '401': auth,
          '404': missing,
          '409': busy,
        },
        'x-rules': [{ rule: 'A read returns at most 4 MiB.', 'x-source': 'inferred', 'x-note': 'jclouds.' }],
        'x-example': { path: `/drives/${SPARE}/read/0/16` },
      },
    },
    '/drives/{drive}/write': {
      post: {
        operationId: 'writeDrive',
        summary: 'Write to the start of a drive',
        description: 'Writes bytes to the start of a drive.',
        tags: ['Drives'],
        'x-source': 'vendor',
        parameters: [driveId],
        requestBody: { content: { 'application/octet-stream': { schema: { description: 'Raw bytes, or gzip with Content-Encoding: gzip.' } } } },
        responses: { '204': doneToo, '400': usage, '401': auth, '404': missing, '409': busy, '507': full },
        'x-begins': { drives: ['write'] },
        'x-example': { path: `/drives/${SPARE}/write`, body: 'foo' },
      },
    },
    '/drives/{drive}/write/{offset}': {
      post: {
        operationId: 'writeDriveAt',
        summary: 'Write to a drive',
        description: 'Writes bytes to a drive, starting at an offset.',
        tags: ['Drives'],
        'x-source': 'vendor',
        parameters: [driveId, offset],
        requestBody: { content: { 'application/octet-stream': { schema: { description: 'Raw bytes, or gzip with Content-Encoding: gzip.' } } } },
        responses: { '204': doneToo, '400': usage, '401': auth, '404': missing, '409': busy, '507': full },
        'x-rules': [
          { rule: 'Writing to a claimed drive is rejected with 409.', 'x-source': 'assumed' },
          { rule: 'A write beyond the end of the drive is rejected with 507 full and writes nothing.', 'x-source': 'assumed' },
        ],
        'x-begins': { drives: ['write'] },
        'x-example': { path: `/drives/${SPARE}/write/4096`, body: 'foo' },
      },
    },
    '/drives/{drive}/destroy': {
      post: {
        operationId: 'destroyDrive',
        summary: 'Destroy a drive',
        description: 'Destroys a drive that is not claimed by a server or an imaging.',
        tags: ['Drives'],
        'x-source': 'vendor',
        parameters: [driveId],
        responses: { '204': doneToo, '401': auth, '404': missing, '409': busy },
        'x-rules': [
          {
            rule: "Destroying a claimed drive is rejected with 409. A stopped server's drive is not claimed.",
            'x-source': 'inferred',
            'x-note': 'From the meaning of busy and claimed.',
          },
        ],
        'x-begins': { drives: ['destroy'] },
        'x-example': { path: `/drives/${SPARE}/destroy` },
      },
    },
    '/resources/list': {
      get: {
        operationId: 'listResources',
        summary: 'List all resources',
        description: "Lists the user's static addresses and VLANs.",
        tags: ['Resources'],
        'x-source': 'vendor',
        responses: {
          '200': {
            description: 'For each resource, TYPE RESOURCE.',
            'x-source': 'vendor',
            content: table({ type: 'object', required: ['type', 'resource'], properties: { type: text, resource: text }, additionalProperties: false }),
          },
          '401': auth,
        },
        'x-example': { path: '/resources/list' },
      },
    },
    '/resources/info': {
      get: {
        operationId: 'getResources',
        summary: 'Get all resources info',
        description: "Returns the info of all of the user's static addresses and VLANs.",
        tags: ['Resources'],
        'x-source': 'inferred',
        'x-note': 'The PHP panel.',
        responses: { '200': { ...resourceInfo, content: list(resource) }, '401': auth },
        'x-example': { path: '/resources/info' },
      },
    },
    '/resources/{type}/list': {
      get: {
        operationId: 'listResourcesOfType',
        summary: 'List the resources of a type',
        description: "Lists the user's static addresses or VLANs.",
        tags: ['Resources'],
        'x-source': 'inferred',
        'x-note': 'Psiphon, the PHP panel.',
        parameters: [type],
        responses: {
          '200': {
            description: 'For each resource, TYPE RESOURCE.',
            'x-source': 'inferred',
            'x-note': 'As in the list of all resources.',
            content: table({ type: 'object', required: ['type', 'resource'], properties: { type: text, resource: text }, additionalProperties: false }),
          },
          '401': auth,
          '404': missing,
        },
        'x-example': { path: '/resources/ip/list' },
      },
    },
    '/resources/{type}/info': {
      get: {
        operationId: 'getResourcesOfType',
        summary: 'Get the info of the resources of a type',
        description: "Returns the info of all of the user's static addresses or VLANs.",
        tags: ['Resources'],
        'x-source': 'inferred',
        'x-note': 'As for resources/info and resources/TYPE/list.',
        parameters: [type],
        responses: { '200': { ...resourceInfo, content: list(resource) }, '401': auth, '404': missing },
        'x-example': { path: '/resources/vlan/info' },
      },
    },
    '/resources/{type}/create': {
      post: {
        operationId: 'createResource',
        summary: 'Create a resource',
        description: 'Allocates a static address, or creates a VLAN.',
        tags: ['Resources'],
        'x-source': 'inferred',
        'x-note': 'mattparker/elastichosts-provisioner, Psiphon.',
        parameters: [type],
        requestBody: { content: asked(resourceToWrite, NEW_VLAN) },
        responses: { '200': resourceInfo, '400': usage, '401': auth, '402': billing, '404': missing, '507': full },
        'x-rules': [{ rule: 'If no static address is left, the request is rejected with 507 full.', 'x-source': 'assumed' }],
        'x-begins': {},
        'x-example': { path: '/resources/vlan/create', body: written(NEW_VLAN) },
      },
    },
    '/resources/{type}/{resource}/info': {
      get: {
        operationId: 'getResource',
        summary: 'Get single resource info',
        description: 'Returns the info of a static address or a VLAN.',
        tags: ['Resources'],
        'x-source': 'inferred',
        'x-note': 'Psiphon, fog-elastichosts.',
        parameters: [type, resourceId],
        responses: { '200': resourceInfo, '401': auth, '404': missing },
        'x-example': { path: `/resources/vlan/${VLAN}/info` },
      },
    },
    '/resources/{type}/{resource}/set': {
      post: {
        operationId: 'setResource',
        summary: 'Set resource configuration',
        description: 'Changes the name, tags or user-defined keys of a static address or a VLAN.',
        tags: ['Resources'],
        'x-source': 'inferred',
        'x-note': 'The PHP panel.',
        parameters: [type, resourceId],
        requestBody: { required: true, content: asked(resourceToWrite, CHANGED_ADDRESS) },
        responses: { '200': resourceInfo, '400': usage, '401': auth, '404': missing },
        'x-begins': {},
        'x-example': { path: `/resources/ip/${ADDRESS}/set`, body: written(CHANGED_ADDRESS) },
      },
    },
    '/resources/{type}/{resource}/destroy': {
      post: {
        operationId: 'destroyResource',
        summary: 'Destroy a resource',
        description: 'Releases a static address or destroys a VLAN that is not in use.',
        tags: ['Resources'],
        'x-source': 'inferred',
        'x-note': 'Psiphon, fog-elastichosts.',
        parameters: [type, resourceId],
        responses: { '204': { ...doneToo, 'x-source': 'inferred', 'x-note': 'fog-elastichosts.' }, '401': auth, '404': missing, '409': busy },
        'x-rules': [{ rule: 'Destroying a resource is rejected with 409 while a server that is not stopped uses it.', 'x-source': 'assumed' }],
        'x-begins': {},
        'x-example': { path: `/resources/ip/${ADDRESS}/destroy` },
      },
    },
  },
  components: {
    securitySchemes: { basic: { type: 'http', scheme: 'basic', description: "The account's UUID and its secret API key." } },
    responses: {
      '400': usage,
      '401': auth,
      '402': billing,
      '404': missing,
      '405': refused('The method is not supported: for example, GET where POST is expected.', 'method', TABLE),
      '409': busy,
      '500': failed,
      '507': full,
    },
  },
  'x-rules': [
    {
      rule: 'A body is JSON if Content-Type is application/json, and KEY VALUE text otherwise.',
      'x-source': 'vendor',
      'x-note': "CrossPeer's page on formats. Real clients send other types.",
    },
    { rule: 'The response is JSON if Accept includes application/json, and text otherwise.', 'x-source': 'vendor' },
    { rule: readByPost, 'x-source': 'inferred', 'x-note': 'elastichosts.sh, the PHP panel.' },
    { rule: 'GET on a command that expects POST is rejected with 405.', 'x-source': 'vendor' },
    {
      rule: 'In JSON, a key that can have several values is an array if it has more than one, and a string otherwise.',
      'x-source': 'inferred',
      'x-note': "libcloud's fixtures, and its list of nodes.",
    },
    {
      rule: "The user of a credential is a UUID, which `user` shows on everything that belongs to the account. For a credential without a UUID, it is the fresh account's UUID.",
      'x-source': 'vendor',
      'x-note': 'The page on authentication says that the user is the UUID of the account. Accepting any other user is our choice.',
    },
    { rule: 'Objects of other users are not found: 404.', 'x-source': 'vendor', 'x-note': 'CrossPeer answers "object not found".' },
    { rule: 'A key that no page or client uses is rejected with 400. A read-only key is ignored.', 'x-source': 'assumed' },
    { rule: 'If the balance is 0, creating or starting anything is rejected with 402. The balance never decreases by itself.', 'x-source': 'assumed' },
  ],
});

/** The schemas that the exported document refers to by name. */
export const schemas: Schemas = {
  Server: server,
  Drive: drive,
  Resource: resource,
  CreateServer: serverToCreate,
  SetServer: serverToSet,
  CreateDrive: driveToCreate,
  SetDrive: driveToSet,
  WriteResource: resourceToWrite,
};

/** The contract as a named interface, so that compile errors show its name. */
export interface Contract extends Named<typeof contract> {}
