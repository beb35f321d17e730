/** What ElasticHosts' page on servers states. */
import type { ElasticHosts } from '../../handlers/elastichosts/vendor.ts';
import { holdsOf, type StatedDocument } from './statement.ts';

const { operation, member, rule, test, example, scenario } = holdsOf<ElasticHosts>();

const TEXT = test('elastichosts', 'an object is in text the lines of its pairs sorted by key, and in JSON numbers where libcloud has numbers');
const WHILE_ACTIVE = test('elastichosts', 'of an active server only the documented keys can be set; anything else is 400 and changes nothing');
const STATES = test('elastichosts', 'that is %s answers %s with %i and is then %s');
const VNC = test('elastichosts', 'VNC is there only with vnc and a password, under whichever name; more than eight characters are 400');
const COUNTERS = rule('Counters only grow while the server is active; a stop hides them, and the next start continues them.');
const NOT_PERSISTENT = rule('A server that is not persistent is deleted after a stop or shutdown. persistent is false by default.');

export const elastichosts: StatedDocument<ElasticHosts> = {
  page: 'the page “Servers” of ElasticHosts’ API documentation',
  parts: [
    {
      heading: 'List all servers',
      statements: [
        { lines: '3', says: 'The method and the path.', held: [operation('GET /servers/list')] },
        {
          lines: '4',
          says: 'For each server, its id, CPU and memory.',
          held: [
            test('elastichosts', 'the list of servers has SERVER CPU MEM on each line, or bare ids where the account says so'),
            member('GET /servers/list 200 [].server'),
            member('GET /servers/list 200 [].cpu'),
            member('GET /servers/list 200 [].mem'),
            { setting: 'serversList' },
          ],
        },
      ],
    },
    {
      heading: 'Get single server info',
      statements: [
        { lines: '7', says: 'The method and the path.', held: [operation('GET /servers/{server}/info'), example('Get single server info')] },
        { lines: '8', says: 'It returns KEY VALUE pairs.', held: [TEXT] },
        {
          lines: '9',
          says: 'The pair `server` is the server’s id.',
          held: [member('GET /servers/{server}/info 200 server'), example('Get single server info')],
        },
        {
          lines: '10',
          says: 'The status is one of active, stopped, paused, dumped and dead.',
          held: [
            member('GET /servers/{server}/info 200 status'),
            STATES,
            scenario('elastichosts/server-paused'),
            scenario('elastichosts/server-dumped'),
            scenario('elastichosts/server-dead'),
          ],
          except: 'No endpoint pauses, dumps or kills a server: a scenario or a test does.',
        },
        {
          lines: '11',
          says: 'The pair `user` is the owner.',
          held: [
            member('GET /servers/{server}/info 200 user'),
            rule(
              "The user of a credential is a UUID, which `user` shows on everything that belongs to the account. For a credential without a UUID, it is the fresh account's UUID.",
            ),
          ],
        },
        {
          lines: '12',
          says: 'The configuration is shown, too.',
          held: [test('elastichosts', 'a created server is active with its lease, its counters and its whole configuration; its name defaults to its UUID')],
        },
        {
          lines: '13',
          says: 'The pairs below are shown only for an active server.',
          held: [test('elastichosts', 'a stopped server shows neither started, counters, cores nor addresses')],
        },
        {
          lines: '14',
          says: 'The pair `started` is the time of the start, in seconds since the epoch, in UTC.',
          held: [
            member('GET /servers/{server}/info 200 started'),
            test('elastichosts', 'a created server is active with its lease, its counters and its whole configuration; its name defaults to its UUID'),
          ],
        },
        {
          lines: '15',
          says: 'Bytes and packets received and sent by the network cards are counted up.',
          held: [COUNTERS, rule("Network counters appear under the document's keys (rx:bytes) and under the keys of each NIC (nic:0:rx:bytes).")],
        },
        {
          lines: '16-17',
          says: 'Bytes and requests read and written are counted up for each drive, under its IDE, SCSI or block device.',
          held: [
            COUNTERS,
            test('life', "ElasticHosts' counters are whole sectors, at least one a request, and packets of at most 1,514 bytes"),
            test('life', "a drive's own counters are those that its server shows, and outlive the server"),
            test('elastichosts', 'each drive of an active server has counters under its own device, by whichever bus'),
            test('elastichosts', 'a create with %s is 400 usage, says invalid, and leaves nothing behind'),
          ],
        },
      ],
    },
    {
      heading: 'Get all servers info',
      statements: [
        { lines: '20', says: 'The method and the path.', held: [operation('GET /servers/info')] },
        {
          lines: '21',
          says: 'For each server, the same pairs as its own info has.',
          held: [example('Get all servers info'), test('elastichosts', 'several objects are in text separated by one blank line')],
        },
      ],
    },
    {
      heading: 'Create and optionally start a server',
      statements: [
        {
          lines: '24',
          says: 'The method and the path of a create that also starts the server.',
          held: [operation('POST /servers/create'), example('Create and optionally start a server: /servers/create (also starts the server)')],
        },
        {
          lines: '25',
          says: 'The path of a create that leaves the server stopped.',
          held: [operation('POST /servers/create/stopped'), example('Create and optionally start a server: /servers/create/stopped')],
        },
        {
          lines: '26',
          says: 'A create expects the configuration as KEY VALUE pairs.',
          held: [
            member('POST /servers/create body cpu'),
            member('POST /servers/create body mem'),
            test('elastichosts', 'a create with %s is 400 usage, says invalid, and leaves nothing behind'),
            test('elastichosts', 'a create with %j is answered in the words of the service'),
          ],
          except:
            'The section with the whole configuration is not printed here: the keys are those of the vendor’s clients and of the pages of the same software.',
        },
        {
          lines: '27',
          says: 'It returns the info of the new server.',
          held: [example('Create and optionally start a server: /servers/create (also starts the server)')],
        },
      ],
    },
    {
      heading: 'Start a server',
      statements: [
        { lines: '30', says: 'The method and the path.', held: [operation('POST /servers/{server}/start')] },
        { lines: '31-32', says: 'An empty POST is answered with 204 and no body.', held: [example('Start a server'), { setting: 'startReply' }] },
      ],
    },
    {
      heading: 'Set server configuration',
      statements: [
        { lines: '35', says: 'The method and the path.', held: [operation('POST /servers/{server}/set')] },
        {
          lines: '36',
          says: 'For a stopped server, any part of the configuration can be set.',
          held: [
            test(
              'elastichosts',
              'of a stopped server everything can be set; null in JSON and an empty value in text unset; an answer can be sent back as it came',
            ),
          ],
        },
        {
          lines: '37',
          says: 'For an active server, only the keys below can be set.',
          held: [
            rule(
              'Unless the server is stopped, only name, cpu, persistent, tags, user:* and password (or vnc:password) can be set. Any other key is rejected with 400.',
            ),
          ],
        },
        { lines: '38', says: 'The key `name` is the name of the server.', held: [member('POST /servers/{server}/set body name'), WHILE_ACTIVE] },
        {
          lines: '39',
          says: 'The key `cpu` is the quota of CPU, in MHz of a core.',
          held: [
            member('POST /servers/{server}/set body cpu'),
            test('elastichosts', 'a create with %j is answered in the words of the service'),
            test('elastichosts', 'smp auto gives a core for each 2.5 GHz begun of the CPU quota, which is in MHz: %j'),
            WHILE_ACTIVE,
          ],
          except: 'The API shows no use of the CPU, so there is nothing that the quota could limit.',
        },
        {
          lines: '40',
          says: 'With `persistent` true, a server becomes stopped when it is stopped or shut down; otherwise it is destroyed.',
          held: [member('POST /servers/{server}/set body persistent'), NOT_PERSISTENT, STATES],
        },
        {
          lines: '41',
          says: 'The optional `tags` are separated by spaces.',
          held: [
            member('POST /servers/{server}/set body tags'),
            test('elastichosts', 'a key with several values is an array in JSON, with one value it is not'),
          ],
        },
        { lines: '42', says: 'Optional keys `user:*` are the user’s own.', held: [member('POST /servers/{server}/set body user:colour'), WHILE_ACTIVE] },
        {
          lines: '43',
          says: 'The key `password` is for VNC, and has at most eight characters.',
          held: [member('POST /servers/{server}/set body password'), VNC],
          except: 'No VNC server answers at the address that is shown.',
        },
        { lines: '43', says: 'Without a password, VNC is disabled.', held: [VNC] },
        { lines: '44', says: 'It returns the info of the server.', held: [example('Set server configuration')] },
        { lines: '45', says: 'A running server is reconfigured.', held: [example('Set server configuration'), WHILE_ACTIVE] },
      ],
    },
    {
      heading: 'Stop a server',
      statements: [
        { lines: '48', says: 'The method and the path.', held: [operation('POST /servers/{server}/stop')] },
        { lines: '49-50', says: 'An empty POST is answered with 204 and no body.', held: [example('Stop a server')] },
        {
          lines: '51',
          says: 'It takes effect at once, like a power failure.',
          held: [rule('A stop takes effect immediately, including on a paused, dumped or dead server.')],
        },
        { lines: '51', says: 'A server that is persistent is then stopped, any other destroyed.', held: [NOT_PERSISTENT] },
      ],
    },
    {
      heading: 'Destroy a server',
      statements: [
        { lines: '54', says: 'The method and the path.', held: [operation('POST /servers/{server}/destroy')] },
        { lines: '55-56', says: 'An empty POST is answered with 204 and no body.', held: [example('Destroy a server')] },
        { lines: '57', says: 'An active server is stopped first.', held: [STATES, rule("The server's drives are kept and are no longer claimed.")] },
      ],
    },
    {
      heading: 'Shut down a server',
      statements: [
        { lines: '60', says: 'The method and the path.', held: [operation('POST /servers/{server}/shutdown')] },
        { lines: '61-62', says: 'An empty POST is answered with 204 and no body.', held: [example('Shut down a server')] },
        {
          lines: '63',
          says: 'The server gets an ACPI power-down event.',
          held: [rule('The guest powers down after ten seconds, or ignores the event.'), scenario('elastichosts/guest-ignores-shutdown')],
        },
        { lines: '63', says: 'A server that is persistent is then stopped, any other destroyed.', held: [NOT_PERSISTENT] },
      ],
    },
    {
      heading: 'Reset a server',
      statements: [
        {
          lines: '66',
          says: 'The method and the path.',
          held: [operation('POST /servers/{server}/reset'), rule('A server that is reset stays active and keeps its address.')],
        },
        { lines: '67-68', says: 'An empty POST is answered with 204 and no body.', held: [example('Reset a server')] },
      ],
    },
  ],
  rules: {
    'A body is JSON if Content-Type is application/json, and KEY VALUE text otherwise.': test('elastichosts', 'a body that says it is %s is KEY VALUE text'),
    'The response is JSON if Accept includes application/json, and text otherwise.': test(
      'elastichosts',
      'the formats of request and answer are chosen independently',
    ),
    'An empty POST to a read works like GET: the official tool sends POST for everything.': test(
      'elastichosts',
      'an empty POST on a read is a GET; a GET on a command is 405 method',
    ),
    'GET on a command that expects POST is rejected with 405.': test('elastichosts', 'an empty POST on a read is a GET; a GET on a command is 405 method'),
    'In JSON, a key that can have several values is an array if it has more than one, and a string otherwise.': test(
      'elastichosts',
      'a key with several values is an array in JSON, with one value it is not',
    ),
    "The user of a credential is a UUID, which `user` shows on everything that belongs to the account. For a credential without a UUID, it is the fresh account's UUID.":
      test('elastichosts', 'is the user of all that the account holds and of what it creates'),
    'Objects of other users are not found: 404.': test('elastichosts', "another user's objects are not there, and are not touched"),
    'A key that no page or client uses is rejected with 400. A read-only key is ignored.': test(
      'elastichosts',
      'of a stopped server everything can be set; null in JSON and an empty value in text unset; an answer can be sent back as it came',
    ),
    'If the balance is 0, creating or starting anything is rejected with 402. The balance never decreases by itself.': test(
      'elastichosts',
      'without a balance nothing is created or started: 402 billing; what is there can be stopped',
    ),
    "The counters of a device are those of its drive: whole sectors of 512 bytes, at least one a request. A NIC's packets have at most 1514 bytes.": test(
      'life',
      "a drive's own counters are those that its server shows, and outlive the server",
    ),
    'Counters only grow while the server is active; a stop hides them, and the next start continues them.': test(
      'elastichosts',
      'counters are cumulative: a start continues them, a stop hides them, and a reset changes nothing; in JSON those of drives are text, those of NICs numbers',
    ),
    'vnc:ip is the leased address. It is present only if both vnc and a password are set.': test(
      'elastichosts',
      'VNC is there only with vnc and a password, under whichever name; more than eight characters are 400',
    ),
    'smp:cores is the number of cores of an active server: the value of smp or, if that is auto, one core per 2.5 GHz of cpu, rounded up.': test(
      'elastichosts',
      'smp auto gives a core for each 2.5 GHz begun of the CPU quota, which is in MHz: %j',
    ),
    'The name of a server defaults to its UUID.': test(
      'elastichosts',
      'a created server is active with its lease, its counters and its whole configuration; its name defaults to its UUID',
    ),
    "Network counters appear under the document's keys (rx:bytes) and under the keys of each NIC (nic:0:rx:bytes).": test(
      'elastichosts',
      'counters are cumulative: a start continues them, a stop hides them, and a reset changes nothing; in JSON those of drives are text, those of NICs numbers',
    ),
    'The devices named in boot must be configured.': test('elastichosts', 'a create with %s is 400 usage, says invalid, and leaves nothing behind'),
    'An unknown drive is rejected with 500 failed, with its UUID in the text.': test(
      'elastichosts',
      'a drive that does not exist is 500 failed, and its UUID is in the text',
    ),
    'A VLAN must belong to the account.': test('elastichosts', 'a create with %s is 400 usage, says invalid, and leaves nothing behind'),
    'A server that is not persistent is deleted after a stop or shutdown. persistent is false by default.': test(
      'elastichosts',
      'that is %s answers %s with %i and is then %s',
    ),
    'Starting an active server succeeds and changes nothing.': test('elastichosts', 'that is %s answers %s with %i and is then %s'),
    'Starting a paused, dumped or dead server is rejected with 409 until it is stopped.': test(
      'elastichosts',
      'a server that is %s refuses start, shutdown and reset until it is stopped',
    ),
    'Starting a server is rejected with 409 while one of its drives is being imaged or is exclusively claimed by another server.': test(
      'elastichosts',
      'a second server on a drive that is claimed exclusively is 409 busy; on a shared one it is not',
    ),
    'Each start leases a new address, unless nic:0:dhcp names one.': test(
      'elastichosts',
      'each start leases another address, which no other server has; a reset keeps it; vnc:ip is the same',
    ),
    'Unless the server is stopped, only name, cpu, persistent, tags, user:* and password (or vnc:password) can be set. Any other key is rejected with 400.':
      test('elastichosts', 'of an active server only the documented keys can be set; anything else is 400 and changes nothing'),
    'A null in JSON or an empty value in text unsets a key.': test(
      'elastichosts',
      'of a stopped server everything can be set; null in JSON and an empty value in text unset; an answer can be sent back as it came',
    ),
    'A stop takes effect immediately, including on a paused, dumped or dead server.': test('elastichosts', 'that is %s answers %s with %i and is then %s'),
    'Stopping a stopped server succeeds and changes nothing.': test('elastichosts', 'that is %s answers %s with %i and is then %s'),
    "The server's drives are kept and are no longer claimed.": test('elastichosts', 'a server that is gone no longer claims its drive, which stays'),
    'The guest powers down after ten seconds, or ignores the event.': test(
      'elastichosts',
      'a guest heeds its shutdown after ten seconds; until then it can be stopped, reset, set, started, shut down again and destroyed',
    ),
    'Shutting down a stopped server succeeds and changes nothing. For a paused, dumped or dead server it is rejected with 409.': test(
      'elastichosts',
      'that is %s answers %s with %i and is then %s',
    ),
    'A server that is reset stays active and keeps its address.': test(
      'elastichosts',
      'each start leases another address, which no other server has; a reset keeps it; vnc:ip is the same',
    ),
    'Resetting a server that is not active is rejected with 409.': test('elastichosts', 'that is %s answers %s with %i and is then %s'),
    'The standard drives include all nine images whose UUIDs are in the source code of libcloud.': test(
      'elastichosts-drives',
      'the image %s that libcloud names can be imaged from',
    ),
    'imaging is queued or NN%, up to 99%, and absent unless the drive is being imaged. It is the same in the full info.': test(
      'elastichosts-drives',
      'imaging shows NN% from 0 to 99 in both infos, and the key is gone at the end; so it is in text',
    ),
    'claimed lists the UUIDs of the servers that use the drive, and is absent if there are none.': test(
      'elastichosts-drives',
      'a drive in use says by whom, can be neither written nor destroyed; that of a stopped server can',
    ),
    'While a drive is being imaged, claimed also contains the UUID of the drive at the other end.': test(
      'elastichosts-drives',
      'while it images, the drive and its own source are claimed, and the drive can be neither read, written, imaged, started from nor destroyed',
    ),
    'A drive larger than the remaining settings.space is rejected with 507 full.': test(
      'elastichosts-drives',
      'no size, an odd one, none at all, or an odd key is 400; more than there is room for is 507 full',
    ),
    'A size of 0 is ignored.': test(
      'elastichosts-drives',
      'a drive is set; a size of 0 is ignored, a smaller one loses the end, and that of a claimed drive cannot change',
    ),
    'Changing the size of a claimed drive is rejected with 409. A smaller size discards the data beyond it.': test(
      'elastichosts-drives',
      'a drive is set; a size of 0 is ignored, a smaller one loses the end, and that of a claimed drive cannot change',
    ),
    'Imaging takes one minute by default; settings.imagingTakes changes this.': test(
      'elastichosts-drives',
      'how long an imaging takes can be set, to nothing too, and how it answers',
    ),
    'At most settings.imagingAtOnce (two) drives are imaged at the same time. Any further imaging is queued until another one ends.': test(
      'elastichosts-drives',
      'a third imaging is queued until one of the first two ends',
    ),
    'Source and destination are claimed until the imaging ends. A claimed destination is rejected with 409.': test(
      'elastichosts-drives',
      'while it images, the drive and its own source are claimed, and the drive can be neither read, written, imaged, started from nor destroyed',
    ),
    'The destination can be neither read nor written until the imaging ends.': test(
      'elastichosts-drives',
      'while it images, the drive and its own source are claimed, and the drive can be neither read, written, imaged, started from nor destroyed',
    ),
    'A destination that is too small is rejected with 507.': test(
      'elastichosts-drives',
      'an imaging from nothing is 404, with an odd conversion too, from itself 400, and to a drive that is too small 507',
    ),
    'Decompressing a drive that does not contain gzip data is rejected with 500 failed. The contents of a standard drive are all zeros.': test(
      'elastichosts-drives',
      'imaging with gunzip unpacks the source, with gzip packs it',
    ),
    'A read returns at most 4 MiB.': test('elastichosts-drives', 'a read gives at most 4 MiB, and fewer bytes where the drive ends; it works by POST too'),
    'Writing to a claimed drive is rejected with 409.': test(
      'elastichosts-drives',
      'a drive in use says by whom, can be neither written nor destroyed; that of a stopped server can',
    ),
    'A write beyond the end of the drive is rejected with 507 full and writes nothing.': test(
      'elastichosts-drives',
      'a write past the end is 507 full and writes nothing; an empty one is fine; JSON is written as it is',
    ),
    "Destroying a claimed drive is rejected with 409. A stopped server's drive is not claimed.": test(
      'elastichosts-drives',
      'a drive in use says by whom, can be neither written nor destroyed; that of a stopped server can',
    ),
    'If no static address is left, the request is rejected with 507 full.': test('elastichosts', 'run out of addresses with 507 full'),
    'Destroying a resource is rejected with 409 while a server that is not stopped uses it.': test('elastichosts', 'that a running server uses are busy'),
  },
};
