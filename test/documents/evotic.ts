/** Evotic's document: https://docs.evotic.io/servers. */
import { expect } from '@jest/globals';
import type { Asked } from '../hosts/index.ts';
import type { Example } from './index.ts';

const headers = { Authorization: 'Bearer {token}' };
const ask = (method: string, path: string): Asked => ({ method, path, headers });
// What curl sends for its -d.
const post = (path: string, body: string): Asked => ({
  method: 'POST',
  path,
  headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
  body,
});

/** Printed twice: as the item of the list, and by itself. */
const server = `{
"id": 1,
"hostname": "srv-evotic",
"uuid": "74614dff-9c08-55ee-9b2f-01a3b405039a",
"status": "started",
"node": "srv-compute-01",
"os": "Ubuntu 22.04",
"specifications": {
"cpu": 1,
"ram": 2048,
"disk": 20
},
"ip_addresses": [
{
"ip": "0.0.0.0",
"is_primary": true
}
],
"usage": {
"cpu": 0,
"disk": 17.1,
"ram": 1456,
"traffic": {
"incoming": {
"value": 3930800510,
"prev": 213530096,
"is_exceeded": false
},
"outgoing": {
"value": 1467085038,
"prev": 158715701,
"is_exceeded": false
}
}
},
"created_at": "2023-11-03T18:23:02.000000Z"
}`;

export const evotic: readonly Example[] = [
  { heading: 'List all servers', request: ask('GET', '/servers'), status: 200, body: `[\n${server}\n]`, moves: 'What it uses.' },
  { heading: 'Get server data', request: ask('GET', '/servers/1'), status: 200, body: server, moves: 'What it uses.' },
  {
    heading: 'Create a server',
    // The printed curl sends to /servers/1, and has three dots after the name.
    request: post('/servers', 'name=evo-test&location_id=1&os_id=1&password=correct-horse-battery&initialCommands[]=apt update&cpu=1&ram=1024&disk=10'),
    status: 201,
    body: `{
"id": 1,
"hostname": "evo-test",
"uuid": "74614dff-9c08-55ee-9b2f-01a3b405039a",
"status": "started",
"node": "srv-compute-01",
"os": "Ubuntu 22.04",
"specifications": {
"cpu": 1,
"ram": 1024,
"disk": 10
},
"ip_addresses": [
{
"ip": "0.0.0.0",
"is_primary": true
}
],
"usage": {
"cpu": 0,
"disk": 17.1,
"ram": 1456,
"traffic": {
"incoming": {
"value": 3930800510,
"prev": 213530096,
"is_exceeded": false
},
"outgoing": {
"value": 1467085038,
"prev": 158715701,
"is_exceeded": false
}
}
},
"created_at": "2023-11-03T18:23:02.000000Z"
}`,
    but(printed: object, answered: object) {
      // To the letter: the hostname, the node, the system and the specifications. The rest is server 1's, copied, with more usage than it has room for.
      const none = { value: 0, prev: 0, is_exceeded: false };
      expect(answered).toEqual({
        ...printed,
        id: 2,
        uuid: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        status: 'processing',
        ip_addresses: [{ ip: '203.0.113.3', is_primary: true }],
        usage: { cpu: 0, disk: 0, ram: 0, traffic: { incoming: none, outgoing: none } },
        created_at: '2025-01-16T15:30:00.000000Z',
      });
    },
  },
  {
    heading: 'Create a server, with the curl that is printed',
    request: post('/servers/1', 'name=evo-test'),
    status: 405,
    body: `{
"type": "invalid_request",
"message": "The POST method is not supported for route api/v1/servers/1. Supported methods: GET, HEAD, DELETE.",
"documentation_url": "https://docs.evotic.io/errors"
}`,
  },
  {
    heading: 'Delete a server',
    request: ask('DELETE', '/servers/1'),
    status: 200,
    body: `{
"message": "Server deleted successfully"
}`,
  },
  {
    heading: 'Retrieve server status',
    before: (running) => running.play('evotic/creating-the-backup'),
    moves: 'The backup goes on from 53%, and ends.',
    // The printed curl asks for /servers/1, and the body has a comma after the 53.
    request: ask('GET', '/servers/1/status'),
    status: 200,
    body: `{
"status": "creating the backup",
"real_status": "started",
"is_processing": true,
"progress": 53
}`,
  },
];
