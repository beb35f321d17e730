/** What VPS.org's page on servers states. It was read in Galician. */
import type { VpsOrg } from '../../handlers/vpsorg/vendor.ts';
import type { Route } from '../../vendor/contract.ts';
import { holdsOf, type Statement, type StatedDocument } from './statement.ts';

const { operation, member, rule, test, example, scenario, setting, table } = holdsOf<VpsOrg>();
type OfServer = Extract<Route<VpsOrg['contract']>, `${string} /servers/{server_id}/${string}`>;

const FIELDS = test('vpsorg', 'a create of %p is refused by field, and changes nothing');
const PUT = test('vpsorg', 'PUT wants every member, PATCH any of them, and both move updated_at');
const STATES = test('vpsorg', 'a server that is %s answers %s with %i');
const TOKEN = test('vpsorg', 'a token is needed: %s is 401');
const GONE = test('vpsorg', 'a server that is deleted is gone, and its id is not given again');
const NO_SERVER = rule('An unknown server, or an ID that is not an integer, is answered with 404.');
const CATALOGUE = rule('An unknown plan, operating system, location or SSH key is rejected with 400, with an error on its field.');
const UPDATED = rule('updated_at is set by every change of status and every update.');

const noServer = (lines: string, route: OfServer): Statement<VpsOrg> => ({
  lines,
  says: 'A server that does not exist is 404.',
  held: [member(`${route} 404`), NO_SERVER],
});
const noToken = (lines: string): Statement<VpsOrg> => ({ lines, says: 'A token that is missing or not valid is 401.', held: [TOKEN] });

export const vpsorg: StatedDocument<VpsOrg> = {
  page: 'the page on servers of VPS.org’s API documentation',
  parts: [
    {
      heading: 'List all servers',
      statements: [
        { lines: '2', says: 'All servers of the account are listed.', held: [operation('GET /servers/'), example('List all servers')] },
        {
          lines: '3-11',
          says: 'The optional `status`, a text, filters by status: active, stopped or suspended.',
          held: [
            member('GET /servers/ query status'),
            test('vpsorg', 'the list filters by every status that there is and by location, in the order of creation, and has no paging'),
            rule('The filter accepts any status that a server can have, in English. Any other value is rejected with 400.'),
          ],
        },
        {
          lines: '12-15',
          says: 'The optional `location`, a text, filters by data centre.',
          held: [member('GET /servers/ query location'), rule('Filtering by an unknown location returns an empty list.')],
        },
        { lines: '16-23', says: 'The request by curl, with a bearer token and a content type.', held: [example('List all servers'), TOKEN] },
        { lines: '24-49', says: 'The same request from Python, JavaScript and PHP.', held: [example('List all servers')] },
        {
          lines: '50-54 96-97',
          says: 'The answer is a count and the results, without pages.',
          held: [member('GET /servers/ 200 count'), rule('The list is not paginated: it consists of count and results.'), example('List all servers')],
        },
        {
          lines: '55-71 75-92',
          says: 'A server in the list has an id, a name, a hostname, a status, an address, a location, a plan and a system.',
          held: [
            example('List all servers'),
            test('vpsorg', 'the three projections of a server have exactly the documented members'),
            member('GET /servers/ 200 results[].plan.vcpus'),
            member('GET /servers/ 200 results[].plan.memory'),
            member('GET /servers/ 200 results[].plan.storage'),
            member('GET /servers/ 200 results[].os.name'),
          ],
        },
        {
          lines: '72-74 93-95',
          says: 'It has the instants of its creation and of its last update, to the second, in UTC.',
          held: [
            member('GET /servers/ 200 results[].created_at'),
            member('GET /servers/ 200 results[].updated_at'),
            UPDATED,
            test('vpsorg', 'an instant in a record is the one at which it was due, however late anybody looks'),
          ],
        },
        { lines: '98-100', says: 'A success is 200.', held: [member('GET /servers/ 200'), example('List all servers')] },
        noToken('101-102'),
      ],
    },
    {
      heading: 'Create new server',
      statements: [
        {
          lines: '104',
          says: 'A server with the given configuration is deployed.',
          held: [operation('POST /servers/'), rule('Provisioning takes three minutes. The server gets its address at the end.')],
        },
        {
          lines: '105-113',
          says: 'The required `name` is a text of letters, digits and hyphens.',
          held: [member('POST /servers/ body name'), FIELDS],
        },
        { lines: '114-117', says: 'The required `plan_id` is an integer.', held: [member('POST /servers/ body plan_id'), table('plans'), CATALOGUE, FIELDS] },
        {
          lines: '118-121',
          says: 'The required `os_id` is an integer.',
          held: [member('POST /servers/ body os_id'), table('systems'), CATALOGUE, FIELDS],
          except: 'No page lists the systems: fixtures, a test or the controls fill the table.',
        },
        {
          lines: '122-125',
          says: 'The required `location` is the code of a data centre.',
          held: [member('POST /servers/ body location'), table('locations'), CATALOGUE, scenario('vpsorg/location-closed')],
        },
        {
          lines: '126-129',
          says: 'The optional `hostname` is a fully qualified domain name.',
          held: [
            member('POST /servers/ body hostname'),
            FIELDS,
            test('vpsorg', 'numbers and truth values may come as text, null leaves out what is optional, and unknown members are ignored'),
          ],
        },
        {
          lines: '130-133',
          says: 'The optional `ssh_key_id` is an integer: the key to install.',
          held: [
            member('POST /servers/ body ssh_key_id'),
            table('ssh_keys'),
            CATALOGUE,
            test('vpsorg', 'a key of the account is kept with the server that it is for'),
          ],
          except: 'No answer shows the key, and no page here lists the keys: fixtures, a test or the controls fill the table.',
        },
        {
          lines: '134-137',
          says: 'The optional `backups_enabled` turns automatic backups on; it is false unless it is sent.',
          held: [
            member('POST /servers/ body backups_enabled'),
            test('vpsorg', 'a new server is provisioned for three minutes, and gets its addresses when it is active'),
          ],
        },
        { lines: '137', says: 'Backups are made automatically.', notModelled: 'the page shows no backup, and nothing that one would change.' },
        { lines: '138-153', says: 'The request by curl, as JSON.', held: [example('Create new server')] },
        { lines: '154-205', says: 'The same request from Python, JavaScript and PHP.', held: [example('Create new server')] },
        {
          lines: '206-227 229',
          says: 'The new server has the next id, is provisioning, has no address yet, and says whether it is backed up.',
          held: [example('Create new server'), test('vpsorg', 'the three projections of a server have exactly the documented members')],
        },
        {
          lines: '228',
          says: 'A message says that provisioning may take from two to five minutes.',
          held: [member('POST /servers/ 201 message'), rule('Provisioning takes three minutes. The server gets its address at the end.')],
        },
        { lines: '230-232', says: 'A success is 201.', held: [member('POST /servers/ 201'), example('Create new server')] },
        { lines: '233-234', says: 'Parameters that are not valid are 400.', held: [member('POST /servers/ 400'), FIELDS] },
        noToken('235-236'),
        {
          lines: '237-238',
          says: 'Credits that do not suffice are 402.',
          held: [
            member('POST /servers/ 402'),
            rule('Creating a server deducts one month of its price from the credits. After a 402, nothing has changed.'),
            setting('credits'),
            scenario('vpsorg/out-of-credits'),
          ],
        },
      ],
    },
    {
      heading: 'Get server details',
      statements: [
        { lines: '240', says: 'One server is returned in detail.', held: [operation('GET /servers/{server_id}/'), example('Get server details')] },
        {
          lines: '241-249',
          says: 'The required `server_id` is an integer that identifies the server.',
          held: [member('GET /servers/{server_id}/ path server_id'), NO_SERVER, test('vpsorg', 'fifty creates at once give fifty ids, one after the other')],
        },
        { lines: '250-253', says: 'The request by curl.', held: [example('Get server details')] },
        { lines: '254-272', says: 'The same request from Python and JavaScript.', held: [example('Get server details')] },
        {
          lines: '273-279 281-287 289-293 300-301',
          says: 'The detail has what the list has.',
          held: [example('Get server details'), test('vpsorg', 'the three projections of a server have exactly the documented members')],
        },
        {
          lines: '280',
          says: 'It has an IPv6 address.',
          held: [
            member('GET /servers/{server_id}/ 200 ipv6_address'),
            test('vpsorg', 'a new server is provisioned for three minutes, and gets its addresses when it is active'),
          ],
        },
        { lines: '288', says: 'Its plan says how much bandwidth there is.', held: [member('GET /servers/{server_id}/ 200 plan.bandwidth')] },
        { lines: '294', says: 'It says whether it is backed up.', held: [member('GET /servers/{server_id}/ 200 backups_enabled'), PUT] },
        {
          lines: '295-299',
          says: 'It has what the server uses: CPU in percent, memory, disk and bandwidth.',
          held: [
            member('GET /servers/{server_id}/ 200 resource_usage.cpu_percent'),
            member('GET /servers/{server_id}/ 200 resource_usage.memory_used'),
            member('GET /servers/{server_id}/ 200 resource_usage.disk_used'),
            member('GET /servers/{server_id}/ 200 resource_usage.bandwidth_used'),
            rule('CPU and memory usage are 0 while the server is not active. Disk and bandwidth usage are kept.'),
            rule(
              'Usage is sampled every five minutes and varies within the plan, starting with the values in the document when the account is opened. Bandwidth usage restarts at 0 every month (UTC).',
            ),
          ],
        },
        {
          lines: '302-303',
          says: 'Its last update is a day later than in the list.',
          held: [
            example('Get server details'),
            rule(
              'The details of servers 12345 and 12346 show a different updated_at than the list, as the examples do, until the server changes. From then on, both are the same.',
            ),
          ],
        },
        { lines: '304-306', says: 'A success is 200.', held: [member('GET /servers/{server_id}/ 200'), example('Get server details')] },
        noToken('307-308'),
        noServer('309-310', 'GET /servers/{server_id}/'),
      ],
    },
    {
      heading: 'Update server',
      statements: [
        { lines: '312', says: 'The configuration is updated.', held: [operation('PUT /servers/{server_id}/'), example('Update server')] },
        { lines: '312', says: 'All members are required.', held: [PUT] },
        { lines: '313-321', says: 'The required `server_id` is an integer.', held: [member('PUT /servers/{server_id}/ path server_id'), NO_SERVER] },
        { lines: '322-330', says: 'The required `name` is a text.', held: [member('PUT /servers/{server_id}/ body name'), example('Update server')] },
        {
          lines: '331-334',
          says: 'The required `hostname` is a fully qualified domain name.',
          held: [member('PUT /servers/{server_id}/ body hostname'), PUT],
        },
        {
          lines: '335-338',
          says: 'The required `backups_enabled` turns automatic backups on or off.',
          held: [member('PUT /servers/{server_id}/ body backups_enabled'), PUT],
        },
        { lines: '339-347', says: 'The request by curl, as JSON.', held: [example('Update server')] },
        { lines: '348-361', says: 'The same request from Python.', held: [example('Update server')] },
        { lines: '362-364', says: 'A success is 200.', held: [member('PUT /servers/{server_id}/ 200'), example('Update server')] },
        { lines: '365-366', says: 'Parameters that are not valid are 400.', held: [member('PUT /servers/{server_id}/ 400'), PUT] },
        noServer('367-368', 'PUT /servers/{server_id}/'),
      ],
    },
    {
      heading: 'Partially update server',
      statements: [
        {
          lines: '370',
          says: 'Some members are updated.',
          held: [operation('PATCH /servers/{server_id}/'), example('Partially update server')],
        },
        { lines: '370', says: 'Only those that are sent are updated.', held: [PUT, example('Partially update server')] },
        { lines: '371-377', says: 'The request by curl, as JSON, with the name alone.', held: [example('Partially update server')] },
        { lines: '378-387', says: 'The same request from Python.', held: [example('Partially update server')] },
      ],
    },
    {
      heading: 'Delete server',
      statements: [
        {
          lines: '389',
          says: 'A server is deleted for good.',
          held: [operation('DELETE /servers/{server_id}/'), GONE],
        },
        { lines: '389', says: 'It cannot be undone.', held: [GONE] },
        { lines: '390-393', says: 'The request by curl.', held: [example('Delete server')] },
        { lines: '394-402', says: 'The same request from Python.', held: [example('Delete server')] },
        { lines: '403-405', says: 'A success is 204.', held: [member('DELETE /servers/{server_id}/ 204'), example('Delete server')] },
        noServer('406-407', 'DELETE /servers/{server_id}/'),
      ],
    },
    {
      heading: 'Start server',
      statements: [
        {
          lines: '409',
          says: 'A stopped server is turned on.',
          held: [operation('POST /servers/{server_id}/start/'), test('vpsorg', '%s of a server that is %s takes %i s, and ends %s')],
        },
        { lines: '410-413', says: 'The request by curl.', held: [example('Start server')] },
        { lines: '414-432', says: 'The same request from Python and JavaScript.', held: [example('Start server')] },
        {
          lines: '433-442',
          says: 'The answer is a success, a message, and a server that is starting.',
          held: [example('Start server'), member('POST /servers/{server_id}/start/ 200 message'), member('POST /servers/{server_id}/start/ 200 server.status')],
        },
        { lines: '443-445', says: 'That the start was asked for is 200.', held: [member('POST /servers/{server_id}/start/ 200'), example('Start server')] },
        {
          lines: '446-447',
          says: 'A server that runs already is 400.',
          held: [rule('Starting an active server is rejected with 400.'), STATES],
        },
        noServer('448-449', 'POST /servers/{server_id}/start/'),
      ],
    },
    {
      heading: 'Stop server',
      statements: [
        {
          lines: '451',
          says: 'A running server is turned off gracefully.',
          held: [operation('POST /servers/{server_id}/stop/'), test('vpsorg', '%s of a server that is %s takes %i s, and ends %s')],
        },
        { lines: '452-455', says: 'The request by curl.', held: [example('Stop server')] },
        { lines: '456-464', says: 'The same request from Python.', held: [example('Stop server')] },
        { lines: '465-474', says: 'The answer is a success, a message, and a server that is stopping.', held: [example('Stop server')] },
      ],
    },
    {
      heading: 'Reboot server',
      statements: [
        {
          lines: '476',
          says: 'A running server is restarted gracefully.',
          held: [operation('POST /servers/{server_id}/reboot/'), test('vpsorg', '%s of a server that is %s takes %i s, and ends %s')],
        },
        { lines: '477-480', says: 'The request by curl.', held: [example('Reboot server')] },
        { lines: '481-489', says: 'The same request from Python.', held: [example('Reboot server')] },
        { lines: '490-499', says: 'The answer is a success, a message, and a server that is rebooting.', held: [example('Reboot server')] },
        { lines: '500-502', says: 'That the reboot was asked for is 200.', held: [member('POST /servers/{server_id}/reboot/ 200'), example('Reboot server')] },
        { lines: '503-504', says: 'A server that does not run is 400.', held: [rule('Rebooting a server that is not running is rejected with 400.'), STATES] },
        noServer('505-506', 'POST /servers/{server_id}/reboot/'),
      ],
    },
  ],
  rules: {
    'Every path ends with a slash. A request without it is redirected with 301, whatever its method; most clients then send GET.': test(
      'vpsorg',
      'a path without its slash is redirected, whatever the method, with its query',
    ),
    'An unknown server, or an ID that is not an integer, is answered with 404.': test(
      'vpsorg',
      'the path is looked at before the body: an unknown server is 404, whatever is sent',
    ),
    'updated_at is set by every change of status and every update.': test(
      'vpsorg',
      'an instant in a record is the one at which it was due, however late anybody looks',
    ),
    'The list is not paginated: it consists of count and results.': test(
      'vpsorg',
      'the list filters by every status that there is and by location, in the order of creation, and has no paging',
    ),
    'The filter accepts any status that a server can have, in English. Any other value is rejected with 400.': test(
      'vpsorg',
      'a translated or unknown status in the filter is refused',
    ),
    'Filtering by an unknown location returns an empty list.': test(
      'vpsorg',
      'the list filters by every status that there is and by location, in the order of creation, and has no paging',
    ),
    'Provisioning takes three minutes. The server gets its address at the end.': test(
      'vpsorg',
      'a new server is provisioned for three minutes, and gets its addresses when it is active',
    ),
    'Creating a server deducts one month of its price from the credits. After a 402, nothing has changed.': test(
      'vpsorg',
      'credits that do not cover the plan are 402, and leave nothing behind',
    ),
    'An unknown plan, operating system, location or SSH key is rejected with 400, with an error on its field.': test(
      'vpsorg',
      'a create of %p is refused by field, and changes nothing',
    ),
    'The details of servers 12345 and 12346 show a different updated_at than the list, as the examples do, until the server changes. From then on, both are the same.':
      test('vpsorg', "the detail of a server has the example's own updated_at until something changes it, and the list's from then on"),
    'Usage is sampled every five minutes and varies within the plan, starting with the values in the document when the account is opened. Bandwidth usage restarts at 0 every month (UTC).':
      test('life', 'an account that is opened at %s shows the printed measurements, and moves from there'),
    'updated_at is set only when another visible property changes, never by a change of usage alone.': test(
      'life',
      'updated_at stays for a request that changes nothing, and moves for one that does',
    ),
    'CPU and memory usage are 0 while the server is not active. Disk and bandwidth usage are kept.': test(
      'vpsorg',
      'a server that is off uses neither CPU nor memory, and keeps its disk and bandwidth',
    ),
    'The operation is accepted in every status.': test('vpsorg', 'a server that is %s is updated and deleted as any other'),
    'Starting an active server is rejected with 400.': test('vpsorg', 'a server that is %s answers %s with %i'),
    'While a server is provisioning, starting, stopping, rebooting or restoring, start, stop and reboot are rejected with 400.': test(
      'vpsorg',
      'a server that is %s answers %s with %i',
    ),
    'While a server is suspended, start, stop and reboot are rejected with 400.': test('vpsorg', 'a server that is %s answers %s with %i'),
    'Stopping a stopped server is rejected with 400.': test('vpsorg', 'a server that is %s answers %s with %i'),
    'Rebooting a server that is not running is rejected with 400.': test('vpsorg', 'a server that is %s answers %s with %i'),
  },
};
