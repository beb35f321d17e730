/** What Evotic's page on servers states. */
import type { Evotic } from '../../handlers/evotic/vendor.ts';
import { holdsOf, type StatedDocument } from './statement.ts';

const { operation, member, rule, test, example, scenario, setting, table } = holdsOf<Evotic>();

const TYPES = test('evotic', 'an id is an integer, specifications and usage are objects, and an instant has six digits after the second');
const KEPT = test('evotic', 'a create with all members is 201, and keeps what was asked for');
const NEEDED = test('evotic', 'a create without %s is 422');
const REFUSED = test('evotic', 'a create with %s is 422');
const BUSY = rule('During a task, status is a phrase that describes it, and is_processing is true.');

export const evotic: StatedDocument<Evotic> = {
  page: 'docs.evotic.io/servers',
  parts: [
    {
      heading: 'Server',
      statements: [
        {
          lines: '2',
          says: 'The endpoints query, create and delete servers.',
          held: [operation('GET /servers'), operation('GET /servers/{id}'), operation('POST /servers'), operation('DELETE /servers/{id}')],
        },
        { lines: '2', says: 'The endpoints update servers.', notModelled: 'the page announces an update and prints no endpoint for it.' },
      ],
    },
    {
      heading: 'The server model',
      statements: [
        {
          lines: '4',
          says: 'The model of a server holds what is known of it: hostname, configuration, status.',
          held: [test('evotic', 'a create is answered with exactly the members of a server, and the password is nowhere')],
        },
        {
          lines: '5-11',
          says: 'The id identifies a server, and is a text.',
          held: [member('GET /servers/{id} 200 id'), TYPES, test('evotic', 'fifty creates at once give fifty ids, uuids and addresses')],
          except: 'It is an integer, as in every example of the page.',
        },
        { lines: '12-17', says: 'The hostname is a text.', held: [member('GET /servers/{id} 200 hostname'), rule('name must be a valid hostname.')] },
        {
          lines: '18-23',
          says: 'The uuid is a text.',
          held: [
            member('GET /servers/{id} 200 uuid'),
            test('evotic', 'fifty creates at once give fifty ids, uuids and addresses'),
            test('evotic', 'two clouds with one seed give a server the same uuid, and another seed another'),
          ],
        },
        {
          lines: '24-29',
          says: 'The status is the current one.',
          held: [
            member('GET /servers/{id} 200 status'),
            rule('The status is processing while the server is being created or reinstalled. It does not change during a backup, start, stop or restart.'),
          ],
        },
        {
          lines: '30-35',
          says: 'The node is the name of the machine that the server runs on.',
          held: [member('GET /servers/{id} 200 node'), test('evotic', 'locations and operating systems are tables to be filled')],
        },
        {
          lines: '36-41',
          says: 'The os is the name of the installed system.',
          held: [member('GET /servers/{id} 200 os'), test('evotic', 'locations and operating systems are tables to be filled')],
        },
        {
          lines: '42-47',
          says: 'The specifications are a list.',
          held: [member('GET /servers/{id} 200 specifications'), TYPES],
          except: 'They are an object, as in every example of the page.',
        },
        { lines: '48-53', says: 'The addresses are a list of all of them.', held: [member('GET /servers/{id} 200 ip_addresses[].ip'), TYPES] },
        {
          lines: '54-59',
          says: 'The usage is a list of current measurements.',
          held: [
            member('GET /servers/{id} 200 usage'),
            TYPES,
            rule('A server that is not started uses neither CPU nor memory, and moves no traffic; what it has used stays.'),
            rule(
              'The usage is sampled every five minutes, and moves within the specifications, from what is printed at the instant at which the account is opened.',
            ),
          ],
          except: 'It is an object, as in every example of the page.',
        },
        {
          lines: '60-65',
          says: 'The instant of creation is a timestamp, of “the contact”.',
          held: [member('GET /servers/{id} 200 created_at'), TYPES],
          except: 'It is the server’s, as a text in the form of the examples.',
        },
      ],
    },
    {
      heading: 'List all servers',
      statements: [
        {
          lines: '67',
          says: 'All servers are listed.',
          held: [
            rule('The response is a plain array, without an envelope or pagination.'),
            test('evotic', 'fifty creates at once give fifty ids, uuids and addresses'),
          ],
        },
        {
          lines: '68-70',
          says: 'The request, with a bearer token.',
          held: [operation('GET /servers'), example('List all servers'), test('evotic', 'the API is at /api/v1, and what the headings say, /v1, is not')],
        },
        { lines: '71-79 109-110', says: 'An array of one server, as it is printed.', held: [example('List all servers')] },
        {
          lines: '80-84',
          says: 'Specifications are a number of cores, memory and a disk.',
          held: [
            member('GET /servers 200 [].specifications.cpu'),
            member('GET /servers 200 [].specifications.ram'),
            member('GET /servers 200 [].specifications.disk'),
            KEPT,
          ],
        },
        {
          lines: '85-90',
          says: 'An address says whether it is the primary one.',
          held: [
            member('GET /servers 200 [].ip_addresses[].is_primary'),
            test('evotic', 'a new server has an address for documentation; 0.0.0.0 is only the printed one'),
          ],
        },
        {
          lines: '91-94',
          says: 'Usage has the CPU, the disk, which can be a fraction of a GB, and memory.',
          held: [
            member('GET /servers 200 [].usage.cpu'),
            member('GET /servers 200 [].usage.disk'),
            member('GET /servers 200 [].usage.ram'),
            test('evotic', 'a server that does not run uses neither CPU nor memory, and keeps its disk and traffic'),
          ],
        },
        {
          lines: '95-107',
          says: 'Traffic, in and out, has a value, that of the period before, and whether it is too much.',
          held: [
            member('GET /servers 200 [].usage.traffic.incoming.value'),
            member('GET /servers 200 [].usage.traffic.outgoing.prev'),
            member('GET /servers 200 [].usage.traffic.outgoing.is_exceeded'),
            rule(
              'The traffic is that of this month (UTC): with the next one, value becomes prev and starts at 0 again. A new server has neither. is_exceeded is true above the setting trafficLimit, until the month ends.',
            ),
            test('life', 'is_exceeded says that the month has more traffic than the setting trafficLimit, until it ends'),
            setting('trafficLimit'),
          ],
          except: 'How long a period is, what is too much, and what follows from it, no page says.',
        },
        { lines: '108', says: 'The instant of creation has six digits after the second, and is in UTC.', held: [TYPES] },
      ],
    },
    {
      heading: 'Get server data',
      statements: [
        { lines: '112', says: 'One server is returned.', held: [operation('GET /servers/{id}')] },
        { lines: '113-115', says: 'The request, for server 1.', held: [example('Get server data')] },
        { lines: '116-153', says: 'The same server as in the list.', held: [example('Get server data')] },
      ],
    },
    {
      heading: 'Create a server',
      statements: [
        {
          lines: '155',
          says: 'A server is created.',
          held: [operation('POST /servers'), test('evotic', 'a new server is processing and uses nothing, and is started and used after a minute')],
        },
        {
          lines: '156',
          says: 'The account is charged with its cost.',
          held: [
            rule('Creating a server deducts the price of its cores, memory and disk from the prepaid balance. After a 402, nothing has changed.'),
            setting('balance'),
            setting('prices'),
          ],
          except: 'No endpoint shows the balance: a test or the controls read and set it. The prices are ours.',
        },
        { lines: '157', says: 'All attributes below are required.', held: [NEEDED] },
        {
          lines: '158-163',
          says: 'The `name` is a text, and becomes the hostname.',
          held: [member('POST /servers body name'), KEPT, rule('name must be a valid hostname.')],
        },
        {
          lines: '164-169',
          says: 'The `location_id` is an integer: where the server is to be.',
          held: [
            member('POST /servers body location_id'),
            table('locations'),
            rule('An unknown location or operating system is rejected with 422, with an error on its field.'),
          ],
          except: 'The page on locations is another: fixtures, a test or the controls fill the table.',
        },
        {
          lines: '170-175',
          says: 'The `os_id` is an integer: which system is to be installed.',
          held: [
            member('POST /servers body os_id'),
            table('systems'),
            rule('An unknown location or operating system is rejected with 422, with an error on its field.'),
          ],
          except: 'As for `location_id`.',
        },
        {
          lines: '176-181',
          says: 'The `password` is that of the root user.',
          held: [member('POST /servers body password'), rule('The password is never shown.')],
          except: 'It is checked and then forgotten: nobody can log in here.',
        },
        {
          lines: '182-187',
          says: 'The `initialCommands` are a list.',
          held: [member('POST /servers body initialCommands'), rule('initialCommands is required, but may be empty.'), KEPT],
        },
        {
          lines: '187',
          says: 'The commands are executed after the installation.',
          notModelled: 'there is no machine to execute them on. They are kept in the record, where a test can read them.',
        },
        { lines: '188-193', says: 'The `cpu` is an integer: how many cores.', held: [member('POST /servers body cpu'), KEPT, REFUSED] },
        {
          lines: '194-199',
          says: 'The `ram` is an integer, in MB.',
          held: [
            member('POST /servers body ram'),
            KEPT,
            REFUSED,
            rule('ram and disk must meet the requirements of the operating system, such as 512 MB and 5 GB for Ubuntu 22.04.'),
          ],
        },
        {
          lines: '200-205',
          says: 'The `disk` is an integer, in GB.',
          held: [
            member('POST /servers body disk'),
            KEPT,
            REFUSED,
            rule('ram and disk must meet the requirements of the operating system, such as 512 MB and 5 GB for Ubuntu 22.04.'),
          ],
        },
        {
          lines: '206-210',
          says: 'The request is a form, sent to the URL of server 1, with the name alone and an ellipsis.',
          held: [
            example('Create a server'),
            example('Create a server, with the curl that is printed'),
            rule(
              'In a form, numbers are text, and a list is written initialCommands[]=a&initialCommands[]=b or initialCommands[0]=a. Empty items are dropped, so initialCommands[]= is an empty list.',
            ),
          ],
          except: 'It is `POST /servers`; what is printed is answered with 405, as a URL without such a method is.',
        },
        {
          lines: '211-248',
          says: 'The new server is started at once, and has the id, the address, the usage and the instant of server 1.',
          held: [
            example('Create a server'),
            test('evotic', 'with instantCreate a create is answered as printed: started at once, and used'),
            setting('instantCreate'),
          ],
          except:
            'It has its own id, address and instant, is processing for a minute, and uses nothing yet: the example is that of the list with another name and size.',
        },
      ],
    },
    {
      heading: 'Delete a server',
      statements: [
        { lines: '250', says: 'A server is deleted.', held: [operation('DELETE /servers/{id}')] },
        {
          lines: '251',
          says: 'It is stopped, and all of its data is removed.',
          held: [
            rule('Any other server is deleted immediately, whatever its status.'),
            test('evotic', 'of twenty deletions at once, one succeeds and the others find nothing'),
            test('evotic', 'a server deleted and another created never share an id'),
          ],
        },
        { lines: '252-254', says: 'The request, for server 1.', held: [example('Delete a server')] },
        { lines: '255-258', says: 'It is answered with a message.', held: [example('Delete a server'), member('DELETE /servers/{id} 200 message')] },
      ],
    },
    {
      heading: 'Retrieve server status',
      statements: [
        {
          lines: '260',
          says: 'The data of a server is returned, as two sections before.',
          held: [operation('GET /servers/{id}/status')],
          except: 'It returns the status alone, as the body that is printed shows.',
        },
        {
          lines: '261-263',
          says: 'The request has the URL of the server itself.',
          held: [test('evotic', 'the status has a path of its own, and the server its body at its')],
          except: 'It is `/servers/1/status`: one URL cannot answer with two bodies.',
        },
        {
          lines: '264-266',
          says: 'The status is a phrase for what is being done.',
          held: [member('GET /servers/{id}/status 200 status'), BUSY, example('Retrieve server status'), scenario('evotic/creating-the-backup')],
        },
        {
          lines: '267',
          says: 'The real status is that of the server.',
          held: [member('GET /servers/{id}/status 200 real_status'), example('Retrieve server status')],
        },
        { lines: '268', says: 'It says whether something is being done.', held: [member('GET /servers/{id}/status 200 is_processing'), BUSY] },
        {
          lines: '269-270',
          says: 'The progress is a number: 53.',
          held: [
            member('GET /servers/{id}/status 200 progress'),
            rule('Progress never decreases during a task.'),
            test('evotic', 'a backup has no endpoint: it is begun with lock, and 53% of it are reached by the clock'),
          ],
          except: 'The comma after it, which JSON does not allow, is left out.',
        },
      ],
    },
  ],
  rules: {
    'An error has type, message and documentation_url. The type is invalid_request for a status below 500, and api_error otherwise.': test(
      'evotic',
      'the type of its own failure (%s) is api_error',
    ),
    'The response is always JSON, whatever the Accept header says.': test(
      'evotic',
      'the credential %s is 401 everywhere, in JSON, whatever the client accepts',
    ),
    'An unknown server, or an ID that is not an integer, is answered with 404, and the message includes the ID.': test(
      'evotic',
      'a server %s is 404 by every method, and its id is named',
    ),
    'A new server gets the next address from the range reserved for documentation.': test(
      'evotic',
      'a new server has an address for documentation; 0.0.0.0 is only the printed one',
    ),
    'Unless a fault limits the rate, only a 429 has the headers X-RateLimit-Limit and X-RateLimit-Remaining.': test(
      'evotic',
      "too many requests are 429 with Laravel's headers, and no other answer has them",
    ),
    'The response is a plain array, without an envelope or pagination.': test(
      'evotic',
      'the list is a bare array in the order of creation, and never in pages',
    ),
    'A new server is processing and has no usage; after one minute it is started. With settings.instantCreate, it is started immediately.': test(
      'evotic',
      'a new server is processing and uses nothing, and is started and used after a minute',
    ),
    'If creating a server fails, the server is unavailable and its price is not refunded.': test(
      'evotic',
      'a create that fails leaves a server that is unavailable and unused, which can be deleted',
    ),
    'Creating a server deducts the price of its cores, memory and disk from the prepaid balance. After a 402, nothing has changed.': test(
      'evotic',
      'a create takes the price of its cores, memory and disk from the balance',
    ),
    'name must be a valid hostname.': test('evotic', 'a create with %s is 422'),
    'ram and disk must meet the requirements of the operating system, such as 512 MB and 5 GB for Ubuntu 22.04.': REFUSED,
    'initialCommands is required, but may be empty.': test('evotic', 'the commands must be there, and may be none'),
    'An unknown location or operating system is rejected with 422, with an error on its field.': test('evotic', 'a create with %s is 422'),
    'A location without capacity is rejected with 422, with an error on its field.': test('evotic', 'a location that is full refuses a create at its field'),
    'The password is never shown.': test('evotic', 'a create is answered with exactly the members of a server, and the password is nowhere'),
    'In a form, numbers are text, and a list is written initialCommands[]=a&initialCommands[]=b or initialCommands[0]=a. Empty items are dropped, so initialCommands[]= is an empty list.':
      test('evotic', 'a form with %s has those commands'),
    'Strings are trimmed, except for the password, and an empty string counts as missing.': KEPT,
    'A body that is neither a form nor JSON is ignored, so every property is missing.': test('evotic', 'a body of the type %s is as none'),
    'The status is processing while the server is being created or reinstalled. It does not change during a backup, start, stop or restart.': test(
      'evotic',
      "shows '…' against …, and ends as …",
    ),
    'The usage is sampled every five minutes, and moves within the specifications, from what is printed at the instant at which the account is opened.': test(
      'life',
      'an account that is opened at %s shows the printed measurements, and moves from there',
    ),
    'The traffic is that of this month (UTC): with the next one, value becomes prev and starts at 0 again. A new server has neither. is_exceeded is true above the setting trafficLimit, until the month ends.':
      test('life', "Evotic's period rolls over with the month: value becomes prev, and starts anew"),
    'A server that is not started uses neither CPU nor memory, and moves no traffic; what it has used stays.': test(
      'evotic',
      'a server that does not run uses neither CPU nor memory, and keeps its disk and traffic',
    ),
    'Deleting a server that is being processed is rejected with 423.': test('evotic', 'refuses to be deleted with 423 until it ends'),
    'Any other server is deleted immediately, whatever its status.': test('evotic', 'a server that is %s and not processed is deleted at once'),
    'During a task, status is a phrase that describes it, and is_processing is true.': test('evotic', "shows '…' against …, and ends as …"),
    'Without a task, status is the real status, is_processing is false and progress is 100.': test(
      'evotic',
      'a client that asks every five seconds until nothing is processed finds the server started',
    ),
    'Progress never decreases during a task.': test('evotic', 'progress never goes back, however slow the task and however small the step'),
    'A backup, start, stop, restart or reinstall has no endpoint. The control panel starts it; in stuntbox, a scenario or a test does.': test(
      'evotic',
      'a backup has no endpoint: it is begun with lock, and 53% of it are reached by the clock',
    ),
  },
};
