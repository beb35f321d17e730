/** What ElasticHosts' page on servers states. */
import type { ElasticHosts } from '../../handlers/elastichosts/vendor.ts';
import { holdsOf, type StatedDocument } from './statement.ts';

const { operation, member, rule, test, example, scenario } = holdsOf<ElasticHosts>();

const TEXT = test('elastichosts', 'an object is in text the lines of its pairs sorted by key, and in JSON numbers where libcloud has numbers');
const WHILE_ACTIVE = test('elastichosts', 'of an active server only the documented keys can be set; anything else is 400 and changes nothing');
const STATES = test('elastichosts', 'that is %s answers %s with %i and is then %s');
const VNC = test('elastichosts', 'VNC is there only with vnc and a password, under whichever name; more than eight characters are 400');
const COUNTERS = rule('Counters only grow while the server is active; a stop hides them, and the next start continues them.');
const NOT_PERSISTENT = rule('A server that is not persistent is gone after stop or shutdown; persistent is false unless it is sent.');

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
              "The user of a credential is a UUID, and `user` shows it of all that is the account's; for a credential without one it is a UUID of the fresh account.",
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
          held: [COUNTERS, rule("The counters of NICs are given by the document's keys (rx:bytes) and by those of each NIC (nic:0:rx:bytes).")],
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
            rule('Of a server that is not stopped only name, cpu, persistent, tags, user:* and password (or vnc:password) can be set; any other key is 400.'),
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
          held: [rule('It is done at once, from paused, dumped and dead too.')],
        },
        { lines: '51', says: 'A server that is persistent is then stopped, any other destroyed.', held: [NOT_PERSISTENT] },
      ],
    },
    {
      heading: 'Destroy a server',
      statements: [
        { lines: '54', says: 'The method and the path.', held: [operation('POST /servers/{server}/destroy')] },
        { lines: '55-56', says: 'An empty POST is answered with 204 and no body.', held: [example('Destroy a server')] },
        { lines: '57', says: 'An active server is stopped first.', held: [STATES, rule('Its drives stay, and are no longer claimed.')] },
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
          held: [rule('The guest powers down ten seconds later; it may take no notice.'), scenario('elastichosts/guest-ignores-shutdown')],
        },
        { lines: '63', says: 'A server that is persistent is then stopped, any other destroyed.', held: [NOT_PERSISTENT] },
      ],
    },
    {
      heading: 'Reset a server',
      statements: [
        { lines: '66', says: 'The method and the path.', held: [operation('POST /servers/{server}/reset'), rule('It stays active and keeps its address.')] },
        { lines: '67-68', says: 'An empty POST is answered with 204 and no body.', held: [example('Reset a server')] },
      ],
    },
  ],
  rules: {
    'A body is JSON if Content-Type is application/json, and KEY VALUE text otherwise.': test('elastichosts', 'a body that says it is %s is KEY VALUE text'),
    'The answer is JSON if Accept names application/json, and text otherwise.': test(
      'elastichosts',
      'the formats of request and answer are chosen independently',
    ),
    'An empty POST reads as GET does: the official tool sends POST for everything.': test(
      'elastichosts',
      'an empty POST on a read is a GET; a GET on a command is 405 method',
    ),
    'GET on a command that expects POST is 405.': test('elastichosts', 'an empty POST on a read is a GET; a GET on a command is 405 method'),
    'A key with several values is an array in JSON if there is more than one, and else a text.': test(
      'elastichosts',
      'a key with several values is an array in JSON, with one value it is not',
    ),
    "The user of a credential is a UUID, and `user` shows it of all that is the account's; for a credential without one it is a UUID of the fresh account.":
      test('elastichosts', 'is the user of all that the account holds and of what it creates'),
    'Objects of other users are not there: 404.': test('elastichosts', "another user's objects are not there, and are not touched"),
    'A key that no page and no client knows is 400; one that only answers show is ignored.': test(
      'elastichosts',
      'of a stopped server everything can be set; null in JSON and an empty value in text unset; an answer can be sent back as it came',
    ),
    'With a balance of 0 nothing can be created or started: 402. Nothing is charged by itself.': test(
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
    'vnc:ip is the leased address, and there only with vnc and a password.': test(
      'elastichosts',
      'VNC is there only with vnc and a password, under whichever name; more than eight characters are 400',
    ),
    'smp:cores says how many cores an active server has: those of smp, or for auto one for each 2.5 GHz begun of cpu.': test(
      'elastichosts',
      'smp auto gives a core for each 2.5 GHz begun of the CPU quota, which is in MHz: %j',
    ),
    'A server without a name is shown under its UUID.': test(
      'elastichosts',
      'a created server is active with its lease, its counters and its whole configuration; its name defaults to its UUID',
    ),
    "The counters of NICs are given by the document's keys (rx:bytes) and by those of each NIC (nic:0:rx:bytes).": test(
      'elastichosts',
      'counters are cumulative: a start continues them, a stop hides them, and a reset changes nothing; in JSON those of drives are text, those of NICs numbers',
    ),
    'A device that boot names must be there.': test('elastichosts', 'a create with %s is 400 usage, says invalid, and leaves nothing behind'),
    'A drive that does not exist is 500 failed, with its UUID in the text.': test(
      'elastichosts',
      'a drive that does not exist is 500 failed, and its UUID is in the text',
    ),
    "A VLAN must be one of the account's.": test('elastichosts', 'a create with %s is 400 usage, says invalid, and leaves nothing behind'),
    'A server that is not persistent is gone after stop or shutdown; persistent is false unless it is sent.': test(
      'elastichosts',
      'that is %s answers %s with %i and is then %s',
    ),
    'A server that is active stays so.': test('elastichosts', 'that is %s answers %s with %i and is then %s'),
    'One that is paused, dumped or dead refuses with 409 until it is stopped.': test(
      'elastichosts',
      'a server that is %s refuses start, shutdown and reset until it is stopped',
    ),
    'While one of its drives is imaged, or claimed exclusively by another server, it is refused with 409.': test(
      'elastichosts',
      'a second server on a drive that is claimed exclusively is 409 busy; on a shared one it is not',
    ),
    'Each start leases another address, unless nic:0:dhcp names one.': test(
      'elastichosts',
      'each start leases another address, which no other server has; a reset keeps it; vnc:ip is the same',
    ),
    'Of a server that is not stopped only name, cpu, persistent, tags, user:* and password (or vnc:password) can be set; any other key is 400.': test(
      'elastichosts',
      'of an active server only the documented keys can be set; anything else is 400 and changes nothing',
    ),
    'Null in JSON unsets a key, and so does an empty value in text.': test(
      'elastichosts',
      'of a stopped server everything can be set; null in JSON and an empty value in text unset; an answer can be sent back as it came',
    ),
    'It is done at once, from paused, dumped and dead too.': test('elastichosts', 'that is %s answers %s with %i and is then %s'),
    'What is stopped stays so.': test('elastichosts', 'that is %s answers %s with %i and is then %s'),
    'Its drives stay, and are no longer claimed.': test('elastichosts', 'a server that is gone no longer claims its drive, which stays'),
    'The guest powers down ten seconds later; it may take no notice.': test(
      'elastichosts',
      'a guest heeds its shutdown after ten seconds; until then it can be stopped, reset, set, started, shut down again and destroyed',
    ),
    'What is stopped stays so; what is paused, dumped or dead refuses with 409.': test('elastichosts', 'that is %s answers %s with %i and is then %s'),
    'It stays active and keeps its address.': test(
      'elastichosts',
      'each start leases another address, which no other server has; a reset keeps it; vnc:ip is the same',
    ),
    'What is not active refuses with 409.': test('elastichosts', 'that is %s answers %s with %i and is then %s'),
    'All nine images whose UUIDs libcloud has in its source are among them.': test(
      'elastichosts-drives',
      'the image %s that libcloud names can be imaged from',
    ),
    'imaging is queued or NN%, up to 99, and absent when nothing is going on; the same here and in the full info.': test(
      'elastichosts-drives',
      'imaging shows NN% from 0 to 99 in both infos, and the key is gone at the end; so it is in text',
    ),
    'claimed is there while the drive is in use by a server, with their UUIDs.': test(
      'elastichosts-drives',
      'a drive in use says by whom, can be neither written nor destroyed; that of a stopped server can',
    ),
    'While it is imaged, claimed names the drive at the other end.': test(
      'elastichosts-drives',
      'while it images, the drive and its own source are claimed, and the drive can be neither read, written, imaged, started from nor destroyed',
    ),
    'A drive larger than what settings.space has left is 507 full.': test(
      'elastichosts-drives',
      'no size, an odd one, none at all, or an odd key is 400; more than there is room for is 507 full',
    ),
    'A size of 0 is ignored.': test(
      'elastichosts-drives',
      'a drive is set; a size of 0 is ignored, a smaller one loses the end, and that of a claimed drive cannot change',
    ),
    'The size of a claimed drive cannot change: 409. A smaller size loses what was beyond it.': test(
      'elastichosts-drives',
      'a drive is set; a size of 0 is ignored, a smaller one loses the end, and that of a claimed drive cannot change',
    ),
    'It takes a minute; settings.imagingTakes says otherwise.': test(
      'elastichosts-drives',
      'how long an imaging takes can be set, to nothing too, and how it answers',
    ),
    'At most settings.imagingAtOnce (two) go on at once; one more is queued until another ends.': test(
      'elastichosts-drives',
      'a third imaging is queued until one of the first two ends',
    ),
    'Source and destination are claimed until it ends, and a destination that is claimed refuses with 409.': test(
      'elastichosts-drives',
      'while it images, the drive and its own source are claimed, and the drive can be neither read, written, imaged, started from nor destroyed',
    ),
    'The destination can be neither read nor written until it ends.': test(
      'elastichosts-drives',
      'while it images, the drive and its own source are claimed, and the drive can be neither read, written, imaged, started from nor destroyed',
    ),
    'A destination that is too small is refused with 507.': test(
      'elastichosts-drives',
      'an imaging from nothing is 404, with an odd conversion too, from itself 400, and to a drive that is too small 507',
    ),
    'What is not gzip cannot be gunzipped: 500 failed. A standard drive holds zeros, however it is read.': test(
      'elastichosts-drives',
      'imaging with gunzip unpacks the source, with gzip packs it',
    ),
    'At most 4 MiB at once.': test('elastichosts-drives', 'a read gives at most 4 MiB, and fewer bytes where the drive ends; it works by POST too'),
    'A drive that is claimed refuses with 409.': test(
      'elastichosts-drives',
      'a drive in use says by whom, can be neither written nor destroyed; that of a stopped server can',
    ),
    'A write beyond its end is 507 full, and writes nothing.': test(
      'elastichosts-drives',
      'a write past the end is 507 full and writes nothing; an empty one is fine; JSON is written as it is',
    ),
    'A drive that is claimed refuses with 409; that of a stopped server does not.': test(
      'elastichosts-drives',
      'a drive in use says by whom, can be neither written nor destroyed; that of a stopped server can',
    ),
    'When there is no static address left, it is 507 full.': test('elastichosts', 'run out of addresses with 507 full'),
    'A resource that a server which is not stopped uses refuses with 409.': test('elastichosts', 'that a running server uses are busy'),
  },
};
