/** What the Drone Autoscaler's page on its server endpoints states. */
import type { Drone } from '../../handlers/drone/vendor.ts';
import { holdsOf, type Hold, type StatedDocument } from './statement.ts';

const { operation, member, rule, test, example } = holdsOf<Drone>();

const MEMBERS = test('drone', 'a server has its twenty members, always, and platform is empty');
const CREATED = rule('The id, provider, address, image, region, size, certificates and started are set together, when the server becomes created.');
const TO_THE_LETTER = rule('The name must match exactly, including case.');
const STOPPING = rule('Deletion is asynchronous: the server goes through shutdown and stopping to stopped. Its record is kept and is still listed.');

type Shown = 'GET /api/servers/{name} 200 ' | 'GET /api/servers 200 [].' | 'POST /api/servers 200 ';

/** The page prints a server three times, always with the same members and the types of their values: `first` is the line of `id`. */
const server = (at: Shown, first: number) => {
  const line = (offset: number, length = 1): string => (length === 1 ? String(first + offset) : `${first + offset}-${first + offset + length - 1}`);
  const texts = ['provider', 'image', 'region', 'size', 'address'] as const;
  const held = (...names: readonly string[]): [Hold<Drone>, ...Hold<Drone>[]] => [MEMBERS, ...names.map((name) => member(`${at}${name}`))];
  return [
    { lines: line(0), says: 'The id is a text.', held: [...held('id'), CREATED] },
    {
      lines: `${line(1)} ${line(4, 4)}`,
      says: 'The provider, the image, the region, the size and the address are texts.',
      held: [...held(...texts), CREATED],
    },
    {
      lines: line(2),
      says: 'The state is a text.',
      held: [...held('state'), test('drone', 'a server is pending, creating, created, staging and running, in that order and time')],
      except: 'Which states there are is read from the autoscaler’s source.',
    },
    { lines: line(3), says: 'The name is a text.', held: held('name') },
    { lines: line(8), says: 'The capacity is a number.', held: [...held('capacity'), test('drone', 'the prefix of the names and the capacity are settings')] },
    {
      lines: line(9),
      says: 'The secret is shown, as a text.',
      held: [...held('secret'), test('drone', 'nothing is hidden in the list: the secret and both keys are there')],
    },
    {
      lines: line(10),
      says: 'An error is a text.',
      held: [...held('error'), test('drone', 'the provider makes no instance: error, an empty id, and started stays 0')],
    },
    {
      lines: line(11, 5),
      says: 'The certificates and their keys are texts; the certificate of the CA is printed twice.',
      held: [
        ...held('ca_key', 'ca_cert', 'tls_key', 'tls_cert'),
        test('drone', 'they are base64 of PEM; the key fits the certificate, and the CA signed it'),
        CREATED,
      ],
      except: 'The certificate of the CA stands there once, as the autoscaler sends it. Until the instance exists, all four are null.',
    },
    {
      lines: line(16, 4),
      says: 'The times of creation, update, start and stop are numbers.',
      held: [
        ...held('created', 'updated', 'started', 'stopped'),
        test('drone', 'a time is whole seconds, also between two'),
        rule('updated is set by every change of state.'),
      ],
    },
  ] as const;
};

export const drone: StatedDocument<Drone> = {
  page: 'the page on the server API of the Drone Autoscaler',
  parts: [
    {
      heading: 'Server Endpoints',
      statements: [
        {
          lines: '3',
          says: 'Instances can be created, accessed and terminated.',
          held: [operation('POST /api/servers'), operation('GET /api/servers/{name}'), operation('DELETE /api/servers/{name}')],
        },
      ],
    },
    {
      heading: 'Find a Server',
      statements: [
        { lines: '7', says: 'A server is found by its name.', held: [TO_THE_LETTER, example('Find a Server')] },
        { lines: '9', says: 'The method and the path.', held: [operation('GET /api/servers/{name}')] },
        { lines: '11-14', says: 'The `name` is a text, the name of the server.', held: [member('GET /api/servers/{name} path name'), TO_THE_LETTER] },
        {
          lines: '16-18 39',
          says: 'It is answered with 200 and one server.',
          held: [example('Find a Server')],
          except: 'A member `platform`, which the page does not print, is sent as the autoscaler sends it.',
        },
        ...server('GET /api/servers/{name} 200 ', 19),
      ],
    },
    {
      heading: 'List All Servers',
      statements: [
        {
          lines: '43',
          says: 'All servers are listed.',
          held: [test('drone', 'the list is ordered by creation, whatever was added when, and holds stopped and failed servers')],
        },
        { lines: '45', says: 'The method and the path.', held: [operation('GET /api/servers')] },
        {
          lines: '47-50 71-72',
          says: 'The body is an array of servers.',
          held: [example('List All Servers'), rule('If there are no servers, the response is an empty array, not null.')],
        },
        ...server('GET /api/servers 200 [].', 51),
      ],
    },
    {
      heading: 'Provision a Server',
      statements: [
        {
          lines: '76',
          says: 'It allocates a new instance.',
          held: [rule('A new server is pending for 10 seconds, creating for 60, created for 10 and staging for 30, and is then running.')],
        },
        {
          lines: '78',
          says: 'The method and the path; no body is described.',
          held: [operation('POST /api/servers'), rule('The request body is ignored.')],
        },
        { lines: '80-82 103', says: 'It is answered with 200 and the new server.', held: [example('Provision a Server')] },
        ...server('POST /api/servers 200 ', 83),
      ],
    },
    {
      heading: 'Terminate a Server',
      statements: [
        { lines: '107', says: 'It stops and terminates the server of that name.', held: [STOPPING] },
        {
          lines: '109',
          says: 'The method and the path; no answer is described.',
          held: [operation('DELETE /api/servers/{name}'), example('Terminate a Server')],
        },
        { lines: '111-114', says: 'The `name` is a text, the name of the server.', held: [member('DELETE /api/servers/{name} path name'), TO_THE_LETTER] },
        {
          lines: '115',
          says: 'The truth value `force` removes the instance by force.',
          held: [
            member('DELETE /api/servers/{name} query force'),
            rule('A server in error with an instance is removed immediately only with force, with 204. Its instance is not destroyed.'),
            rule('In every other state, force has no effect.'),
            example('Terminate a Server, by force'),
          ],
          except: 'As in the autoscaler’s source, it is the record that is removed, and only that of a server in error.',
        },
      ],
    },
  ],
  rules: {
    'Every operation under /api, including reads, needs the bearer token of a Drone administrator.': test(
      'drone',
      '%s is a user who is no admin, and may not even read',
    ),
    'The prefix Bearer is case-sensitive. Another spelling or scheme is rejected, like an unknown token.': test('drone', '%s is a token that Drone refuses'),
    'Under /api, the token is checked before the path.': test('drone', 'under /api the token is asked for before the route'),
    'A path with a trailing slash does not exist. HEAD is answered with 405.': test('drone', '%s is not found, in plain text'),
    'JSON ends with a newline, and the characters <, >, &, U+2028 and U+2029 are escaped.': test('drone', "JSON is escaped as Go's encoder does"),
    'updated is set by every change of state.': test('drone', 'updated is the instant of the change, however late anybody looks'),
    'If the pinger is enabled, a server that does not respond goes to error, and stopped is set.': test(
      'drone',
      'the pinger gives up: error, and stopped is set',
    ),
    'A failed server is not retried.': test('drone', 'a failed server is not retried'),
    'The autoscaler does not create or remove servers by itself.': test('drone', 'in a month nothing is made or retired by itself'),
    'The name must match exactly, including case.': test('drone', 'a name is taken to the letter, and %s is nobody: the raw words of the store'),
    'The secret and both private keys are included in responses.': test('drone', 'nothing is hidden in the list: the secret and both keys are there'),
    'Deletion is asynchronous: the server goes through shutdown and stopping to stopped. Its record is kept and is still listed.': test(
      'drone',
      'a running server is shut down, stopping and stopped, and its record stays and is listed',
    ),
    'A server in error without an instance is removed immediately, with 204, regardless of force.': test(
      'drone',
      'a failed server without an instance is gone at once: DELETE%s',
    ),
    'A server in error with an instance is removed immediately only with force, with 204. Its instance is not destroyed.': test(
      'drone',
      'force=%s is true: a failed server with an instance is gone at once',
    ),
    'In every other state, force has no effect.': test('drone', 'force changes nothing for a server that is %s'),
    'A server without an instance goes directly from shutdown to stopped, since there is nothing to destroy.': test(
      'drone',
      'a server that is %s is stopped without ever having been started',
    ),
    'Deleting a server that is stopping or stopped returns it to shutdown and stops it again.': test(
      'drone',
      'a stopped server goes back to shutdown, is stopped anew, and its day begins anew',
    ),
    'Deleting a server that is creating or staging interrupts it.': test('drone', 'a server that is %s is stopped and destroyed'),
    'A deleted server without certificates stays in stopping.': test('drone', 'a server without certificates stays stopping'),
    'The record of a stopped server is purged after 24 hours.': test('drone', 'a stopped record is purged after a day, for which no one waits'),
    'If the provider fails to destroy the instance, the server goes to error.': test(
      'drone',
      'the provider does not destroy: stopping, error again; a second delete does it',
    ),
    'The error text is never cleared, even when a failed server is stopped.': test(
      'drone',
      'a failed server with an instance is stopped like any other, and keeps its error',
    ),
    'If there are no servers, the response is an empty array, not null.': test('drone', 'an empty list is [], and a newline'),
    'The list has no pagination or filters, and is sorted by creation time.': test(
      'drone',
      'the list is ordered by creation, whatever was added when, and holds stopped and failed servers',
    ),
    'The request body is ignored.': test('drone', 'a body is ignored: %s'),
    'The name consists of a prefix and eight letters or digits.': test('drone', 'fifty creates at once give fifty names, and fifty addresses'),
    'It is accepted even while the autoscaler is paused, and beyond the size of the pool.': test('drone', 'a server is created while paused'),
    'A new server is pending for 10 seconds, creating for 60, created for 10 and staging for 30, and is then running.': test(
      'drone',
      'a server is pending, creating, created, staging and running, in that order and time',
    ),
    'The id, provider, address, image, region, size, certificates and started are set together, when the server becomes created.': test(
      'drone',
      'the instance brings its members and the certificates, and started, when it is created and not before',
    ),
    'The certificates are valid and match each other, but come from a few fixed sets and do not contain the name of the server.': test(
      'drone',
      'they are base64 of PEM; the key fits the certificate, and the CA signed it',
    ),
    'If the provider creates no instance, the server ends in error with an empty id. If the instance gets no address, the server ends in error with an id.':
      test('drone', 'the provider makes an instance without an address: error, with an id, the certificates and started'),
    'If Docker cannot be reached, the server goes from staging to error: context deadline exceeded.': test(
      'drone',
      'docker is not reached: created, staging, error',
    ),
    'Pausing stops only the planning; tasks under way continue.': test('drone', 'a server is created while paused'),
  },
};
