/** ElasticHosts' document: the page on servers, which prints no bodies but tables of keys. Asked in JSON, so that they can be compared. */
import { expect } from '@jest/globals';
import type { Asked } from '../hosts/index.ts';
import type { Example } from './index.ts';

const ACTIVE = 'b605ca90-c3e6-4cee-85f8-a8ebdf8f9903';
const STOPPED = '7d4b7b1e-5a4f-4d39-9c0b-3f1c2a8e6d52';

const headers = { Authorization: `Basic ${btoa('2164ce57-591a-43ee-ade5-e2fe0ee13c3f:SECRET')}`, Accept: 'application/json' };
const ask = (method: string, path: string, body?: string): Asked => ({
  method,
  path,
  headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'text/plain' }) },
  ...(body !== undefined && { body }),
});

/** The keys that the table has for every server, and those that it has for an active one. */
const always = { server: expect.any(String), status: expect.any(String), user: '2164ce57-591a-43ee-ade5-e2fe0ee13c3f' };
const whileActive = {
  status: 'active',
  started: expect.any(Number),
  'rx:bytes': expect.any(Number),
  'rx:packets': expect.any(Number),
  'tx:bytes': expect.any(Number),
  'tx:packets': expect.any(Number),
  'ide:0:0:read:bytes': expect.any(String),
  'ide:0:0:read:requests': expect.any(String),
  'ide:0:0:write:bytes': expect.any(String),
  'ide:0:0:write:requests': expect.any(String),
};
const configuration = `name web-2
cpu 2000
mem 1024
ide:0:0 c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8
boot ide:0:0
nic:0:model e1000
nic:0:dhcp auto`;

export const elastichosts: readonly Example[] = [
  {
    heading: 'List all servers',
    request: ask('GET', '/servers/list'),
    status: 200,
    body: `[{ "server": "${ACTIVE}", "cpu": 2000, "mem": 1024 }, { "server": "${STOPPED}", "cpu": 1000, "mem": 512 }]`,
  },
  {
    heading: 'Get single server info',
    request: ask('GET', `/servers/${ACTIVE}/info`),
    status: 200,
    body: '{}',
    but: (_: unknown, answered: object) => expect(answered).toMatchObject({ ...always, ...whileActive, server: ACTIVE, name: 'web-1', cpu: 2000, mem: 1024 }),
  },
  {
    heading: 'Get all servers info',
    request: ask('GET', '/servers/info'),
    status: 200,
    body: '[]',
    but(_: unknown, answered: object) {
      expect(answered).toMatchObject([
        { ...always, ...whileActive, server: ACTIVE },
        { ...always, server: STOPPED, status: 'stopped' },
      ]);
      expect(answered).toHaveLength(2);
    },
  },
  {
    heading: 'Create and optionally start a server: /servers/create (also starts the server)',
    request: ask('POST', '/servers/create', configuration),
    status: 200,
    body: '{}',
    but: (_: unknown, answered: object) => expect(answered).toMatchObject({ ...always, ...whileActive, name: 'web-2', cpu: 2000, mem: 1024, boot: 'ide:0:0' }),
  },
  {
    heading: 'Create and optionally start a server: /servers/create/stopped',
    request: ask('POST', '/servers/create/stopped', configuration),
    status: 200,
    body: '{}',
    but(_: unknown, answered: object) {
      expect(answered).toMatchObject({ ...always, status: 'stopped', name: 'web-2', persistent: 'false' });
      expect(answered).not.toHaveProperty('started');
    },
  },
  { heading: 'Start a server', request: ask('POST', `/servers/${STOPPED}/start`), status: 204, body: null },
  {
    heading: 'Set server configuration',
    request: ask('POST', `/servers/${ACTIVE}/set`, 'name web-1b\ncpu 3000\npersistent true\ntags a b\nuser:owner me\npassword s3cret'),
    status: 200,
    body: '{}',
    but: (_: unknown, answered: object) =>
      expect(answered).toMatchObject({
        ...always,
        ...whileActive,
        name: 'web-1b',
        cpu: 3000,
        persistent: 'true',
        tags: ['a', 'b'],
        'user:owner': 'me',
        password: 's3cret',
      }),
  },
  { heading: 'Stop a server', request: ask('POST', `/servers/${ACTIVE}/stop`), status: 204, body: null },
  { heading: 'Destroy a server', request: ask('POST', `/servers/${ACTIVE}/destroy`), status: 204, body: null },
  { heading: 'Shut down a server', request: ask('POST', `/servers/${ACTIVE}/shutdown`), status: 204, body: null },
  { heading: 'Reset a server', request: ask('POST', `/servers/${ACTIVE}/reset`), status: 204, body: null },
];
