/** VPS.org's document: https://www.vps.org/api/v1/docs/servers/, read in Galician. */
import { expect } from '@jest/globals';
import { seconds } from '../../model/clock.ts';
import type { Asked } from '../hosts/index.ts';
import type { Example } from './index.ts';

const headers = { Authorization: 'Bearer YOUR_API_TOKEN', 'Content-Type': 'application/json' };
// Its examples send Content-Type with an empty body too.
const ask = (method: string, path: string, body?: string): Asked => ({ method, path, headers, ...(body !== undefined && { body }) });

export const vpsorg: readonly Example[] = [
  {
    heading: 'List all servers',
    request: ask('GET', '/servers/'),
    status: 200,
    body: `{
"count": 2,
"results": [
{
"id": 12345,
"name": "web-server-01",
"hostname": "web01.example.com",
"status": "active",
"ip_address": "203.0.113.10",
"location": "us-west",
"plan": {
"id": 1,
"name": "Standard VPS",
"vcpus": 2,
"memory": 4096,
"storage": 80
},
"os": {
"id": 5,
"name": "Ubuntu 22.04 LTS"
},
"created_at": "2025-01-10T14:30:00Z",
"updated_at": "2025-01-15T10:20:00Z"
},
{
"id": 12346,
"name": "db-server-01",
"hostname": "db01.example.com",
"status": "active",
"ip_address": "203.0.113.11",
"location": "us-east",
"plan": {
"id": 2,
"name": "Performance VPS",
"vcpus": 4,
"memory": 8192,
"storage": 160
},
"os": {
"id": 3,
"name": "Debian 12"
},
"created_at": "2025-01-12T09:15:00Z",
"updated_at": "2025-01-16T08:45:00Z"
}
]
}`,
  },
  {
    heading: 'Create new server',
    request: ask(
      'POST',
      '/servers/',
      `{
"name": "web-server-02",
"plan_id": 1,
"os_id": 5,
"location": "us-west",
"hostname": "web02.example.com",
"backups_enabled": true
}`,
    ),
    status: 201,
    body: `{
"id": 12347,
"name": "web-server-02",
"hostname": "web02.example.com",
"status": "provisioning",
"ip_address": null,
"location": "us-west",
"plan": {
"id": 1,
"name": "Standard VPS",
"vcpus": 2,
"memory": 4096,
"storage": 80
},
"os": {
"id": 5,
"name": "Ubuntu 22.04 LTS"
},
"backups_enabled": true,
"created_at": "2025-01-16T15:30:00Z",
"updated_at": "2025-01-16T15:30:00Z",
"message": "Server is being provisioned. This may take 2-5 minutes."
}`,
  },
  {
    heading: 'Get server details',
    moves: 'What it uses.',
    request: ask('GET', '/servers/12345/'),
    status: 200,
    body: `{
"id": 12345,
"name": "web-server-01",
"hostname": "web01.example.com",
"status": "active",
"ip_address": "203.0.113.10",
"ipv6_address": "2001:0db8::1",
"location": "us-west",
"plan": {
"id": 1,
"name": "Standard VPS",
"vcpus": 2,
"memory": 4096,
"storage": 80,
"bandwidth": 2048
},
"os": {
"id": 5,
"name": "Ubuntu 22.04 LTS"
},
"backups_enabled": true,
"resource_usage": {
"cpu_percent": 23.5,
"memory_used": 2048,
"disk_used": 35,
"bandwidth_used": 450
},
"created_at": "2025-01-10T14:30:00Z",
"updated_at": "2025-01-16T15:45:00Z"
}`,
  },
  {
    heading: 'Update server',
    request: ask(
      'PUT',
      '/servers/12345/',
      `{
"name": "web-server-updated",
"hostname": "web-updated.example.com",
"backups_enabled": true
}`,
    ),
    status: 200,
    body: '{}',
    but(_: unknown, answered: object) {
      // No body is printed; it is the detail, with what was sent.
      expect(answered).toMatchObject({
        id: 12345,
        name: 'web-server-updated',
        hostname: 'web-updated.example.com',
        backups_enabled: true,
        updated_at: '2025-01-16T15:30:00Z',
      });
    },
  },
  {
    heading: 'Partially update server',
    request: ask('PATCH', '/servers/12345/', '{\n"name": "new-server-name"\n}'),
    status: 200,
    body: '{}',
    but(_: unknown, answered: object) {
      expect(answered).toMatchObject({ id: 12345, name: 'new-server-name', hostname: 'web01.example.com', backups_enabled: true });
    },
  },
  { heading: 'Delete server', request: ask('DELETE', '/servers/12345/'), status: 204, body: null },
  {
    heading: 'Start server',
    async before(running) {
      await running.ask('vpsorg', ask('POST', '/servers/12345/stop/'));
      await running.advance(seconds(20));
    },
    request: ask('POST', '/servers/12345/start/'),
    status: 200,
    body: `{
"status": "success",
"message": "Server is starting",
"server": {
"id": 12345,
"name": "web-server-01",
"status": "starting"
}
}`,
  },
  {
    heading: 'Stop server',
    request: ask('POST', '/servers/12345/stop/'),
    status: 200,
    body: `{
"status": "success",
"message": "Server is stopping",
"server": {
"id": 12345,
"name": "web-server-01",
"status": "stopping"
}
}`,
  },
  {
    heading: 'Reboot server',
    request: ask('POST', '/servers/12345/reboot/'),
    status: 200,
    body: `{
"status": "success",
"message": "Server is rebooting",
"server": {
"id": 12345,
"name": "web-server-01",
"status": "rebooting"
}
}`,
  },
];
