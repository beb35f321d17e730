/** The examples of Hetzner Cloud's document, for the checks: https://docs.hetzner.cloud. */
import type { VendorExample } from 'stuntbox/vendor/testing';
import type { hetzner } from './index.ts';

type Printed = Readonly<Record<string, unknown>>;

/** The document shows a complete server, of which this is a part. Every property in the response is also in the document, with the same value if it is a primitive. */
function partOf(printed: Printed, answered: Printed): void {
  for (const [member, value] of Object.entries(answered)) {
    const expected = printed[member];
    if (typeof value === 'object' && value !== null) partOf(expected as Printed, value as Printed);
    else if (expected !== value) throw new Error(`'${member}' is ${JSON.stringify(value)}, and ${JSON.stringify(expected)} is printed.`);
  }
}

/** Every property in the document is also in the response; the values in the document belong to a different action. */
function sameMembers(printed: { readonly action: Printed }, answered: { readonly action: Printed }): void {
  const [names, expected] = [answered, printed].map(({ action }) => Object.keys(action).sort().join(', '));
  if (names !== expected) throw new Error(`The action has ${names}, and ${expected} are printed.`);
}

const action = `{
  "action": {
    "id": 13,
    "command": "start_server",
    "status": "running",
    "progress": 0,
    "started": "2016-01-30T23:50:00+00:00",
    "finished": null,
    "resources": [{ "id": 42, "type": "server" }],
    "error": { "code": "action_failed", "message": "Action failed" }
  }
}`;

const server = `{
  "server": {
    "id": 42,
    "name": "my-resource",
    "status": "running",
    "created": "2016-01-30T23:55:00+00:00",
    "public_net": { "ipv4": { "id": 42, "ip": "1.2.3.4", "blocked": false, "dns_ptr": "server01.example.com" } },
    "server_type": { "id": 1, "name": "cpx11", "description": "CPX11", "cores": 2, "memory": 2, "disk": 40 },
    "image": { "id": 42, "type": "system", "status": "available", "name": "ubuntu-20.04", "description": "Ubuntu 20.04 Standard 64 bit" },
    "locked": false,
    "labels": { "environment": "prod", "example.com/my": "label", "just-a-key": "" }
  }
}`;

const off: NonNullable<VendorExample<typeof hetzner>['before']> = ({ hetzner: { servers } }) => servers.update(servers.get(42), { status: 'off' });

export const examples: readonly VendorExample<typeof hetzner>[] = [
  { heading: 'Get all Servers', request: { method: 'GET', path: '/servers' }, status: 200 },
  {
    heading: 'Create a Server',
    request: {
      method: 'POST',
      path: '/servers',
      headers: { 'Content-Type': 'application/json' },
      body: '{"name":"my-server","location":"nbg1","server_type":"cpx11","start_after_create":true,"image":"ubuntu-20.04","ssh_keys":["my-ssh-key"],"automount":false}',
    },
    status: 201,
  },
  { heading: 'Get a Server', request: { method: 'GET', path: '/servers/42' }, status: 200, body: server, compare: partOf },
  { heading: 'Delete a Server', request: { method: 'DELETE', path: '/servers/42' }, status: 200, body: action, compare: sameMembers },
  { heading: 'Get all Actions for a Server', request: { method: 'GET', path: '/servers/42/actions' }, status: 200 },
  {
    heading: 'Power on a Server',
    before: off,
    request: { method: 'POST', path: '/servers/42/actions/poweron' },
    status: 201,
    body: action,
    compare: sameMembers,
  },
  { heading: 'Power off a Server', request: { method: 'POST', path: '/servers/42/actions/poweroff' }, status: 201, body: action, compare: sameMembers },
  {
    heading: 'Rebuild a Server from an Image',
    request: { method: 'POST', path: '/servers/42/actions/rebuild', headers: { 'Content-Type': 'application/json' }, body: '{"image":"ubuntu-20.04"}' },
    status: 201,
  },
  { heading: 'Get an Action', request: { method: 'GET', path: '/actions/13' }, status: 200, body: action, compare: sameMembers },
];
