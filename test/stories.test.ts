/** The stories: what each vendor answers to the same thing, side by side. */
import { describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { createCloud } from '../index.ts';
import { pathOf, stories, story, type Ask, type StoryName, type Teller } from '../scenarios/stories.ts';
import { client } from './client.ts';

const CREDENTIALS: Readonly<Record<Teller, Readonly<Record<string, string>>>> = {
  drone: { authorization: 'Bearer token' },
  elastichosts: { authorization: `Basic ${btoa('user:secret')}`, accept: 'application/json' },
  evotic: { authorization: 'Bearer token' },
  puregpu: { 'x-api-key': 'key' },
  vpsorg: { authorization: 'Bearer token' },
};

/** What a vendor answers to a story's request, on a cloud where it was played or was not. */
async function answer(name: StoryName, vendor: Teller, played: boolean): Promise<{ status: number; body: unknown }> {
  const cloud = createCloud(vendors);
  const told = story(name);
  const telling = told.by[vendor];
  if (!telling) throw new Error(`${name} is not told at ${vendor}.`);
  if (played) told.play(cloud);
  const url = cloud.origins[vendor];
  const ask = ({ method, body, credential }: Ask, path: string) => client(cloud, url, credential === false ? {} : CREDENTIALS[vendor])(method, path, body);
  let said: unknown;
  if (telling.first) {
    said = (await ask(telling.first.ask, telling.first.ask.path)).body;
    cloud.clock.advance(telling.first.wait);
  }
  const { status, body } = await ask(telling.ask, pathOf(telling.ask, said));
  return { status, body };
}

const evotic = (type: string, message: string) => ({ type, message, documentation_url: 'https://docs.evotic.io/errors' });
const unborn = {
  id: '',
  provider: '',
  image: '',
  region: '',
  size: '',
  platform: '',
  address: '',
  capacity: 2,
  secret: '',
  ca_key: null,
  ca_cert: null,
  tls_key: null,
  tls_cert: null,
  started: 0,
  stopped: 0,
};
const nothing = { value: 0, prev: 0, is_exceeded: false };

type Expected = { readonly [S in StoryName]: { readonly [V in keyof (typeof stories)[S]['by']]: readonly [status: number, body: unknown] } };

const EXPECTED: Expected = {
  'locked-during-rebuild': {
    drone: [200, { ...unborn, state: 'shutdown', name: 'agent-Hq2wYb7e', error: '', created: 1737041367, updated: 1737041400 }],
    elastichosts: [409, 'Drive 0012e24a-6eae-4279-9912-3432f698cec8 is being imaged.'],
    evotic: [423, evotic('invalid_request', 'Server is being processed.')],
    puregpu: [200, { result: 'error', message: 'VPS is locked, hence no actions are allowed to perform' }],
    vpsorg: [400, { detail: 'Server is busy (restoring).' }],
  },
  'no-such-server': {
    drone: [404, { message: 'sql: no rows in result set' }],
    elastichosts: [404, 'b605ca90-c3e6-4cee-85f8-a8ebdf8f9903 could not be found.'],
    evotic: [404, evotic('invalid_request', 'No query results for model [App\\Models\\Server] 1')],
    puregpu: [200, { result: 'error', message: 'Service not found' }],
    vpsorg: [404, { detail: 'Not found.' }],
  },
  'credential-missing': {
    drone: [401, { message: 'Invalid or missing token' }],
    elastichosts: [401, 'Authentication failed.'],
    evotic: [401, evotic('invalid_request', 'Unauthenticated.')],
    puregpu: [401, { result: 'error', message: 'Unauthorized' }],
    vpsorg: [401, { detail: 'Authentication credentials were not provided.' }],
  },
  'out-of-money': {
    elastichosts: [402, 'The balance of the account does not cover this.'],
    evotic: [402, evotic('invalid_request', 'Insufficient balance.')],
    vpsorg: [402, { detail: 'Insufficient credits.' }],
  },
  'create-fails-halfway': {
    drone: [
      200,
      {
        ...unborn,
        state: 'error',
        name: 'agent-e3ps1QCG',
        error: 'POST https://api.digitalocean.com/v2/droplets: 422 creating this/these droplet(s) will exceed your droplet limit',
        created: 1737041400,
        updated: 1737041455,
      },
    ],
    elastichosts: [
      200,
      {
        name: 'spare',
        'encryption:cipher': 'aes-xts-plain',
        tier: 'disk',
        drive: 'c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8',
        size: 2147483648,
        user: '2164ce57-591a-43ee-ade5-e2fe0ee13c3f',
        status: 'active',
        'read:bytes': '4096',
        'read:requests': '1',
        'write:bytes': '4096',
        'write:requests': '1',
      },
    ],
    evotic: [
      200,
      {
        id: 2,
        hostname: 'web-2',
        uuid: '1e03b941-08ae-4f2f-afc1-1c3c425b95b2',
        status: 'unavailable',
        node: 'srv-compute-01',
        os: 'Ubuntu 22.04',
        specifications: { cpu: 1, ram: 1024, disk: 10 },
        ip_addresses: [{ ip: '203.0.113.3', is_primary: true }],
        usage: { cpu: 0, disk: 0, ram: 0, traffic: { incoming: nothing, outgoing: nothing } },
        created_at: '2025-01-16T15:30:00.000000Z',
      },
    ],
    puregpu: [200, { result: 'success', server: { status: 'stopped', uptime: 0, locked: false } }],
    vpsorg: [
      200,
      {
        id: 12347,
        name: 'web-2',
        hostname: null,
        status: 'stopped',
        ip_address: null,
        ipv6_address: null,
        location: 'us-west',
        plan: { id: 1, name: 'Standard VPS', vcpus: 2, memory: 4096, storage: 80, bandwidth: 2048 },
        os: { id: 5, name: 'Ubuntu 22.04 LTS' },
        backups_enabled: false,
        resource_usage: { cpu_percent: 0, memory_used: 0, disk_used: 3, bandwidth_used: 0 },
        created_at: '2025-01-16T15:30:00Z',
        updated_at: '2025-01-16T15:31:30Z',
      },
    ],
  },
  'vendor-outage': {
    drone: [503, { message: 'Service Unavailable' }],
    elastichosts: [500, 'System error.'],
    evotic: [503, evotic('api_error', 'Service Unavailable')],
    puregpu: [503, { result: 'error', message: 'Service unavailable' }],
    vpsorg: [503, { detail: 'Service temporarily unavailable, try again later.' }],
  },
};

const cells = Object.entries(stories).flatMap(([name, { by }]) => Object.keys(by).map((vendor) => [name as StoryName, vendor as Teller] as const));

describe('each story at each vendor', () => {
  test.each(cells)('%s, %s', async (name, vendor) => {
    const [status, body] = (EXPECTED[name] as Readonly<Record<string, readonly [number, unknown]>>)[vendor] ?? [];
    expect(await answer(name, vendor, true)).toEqual({ status, body });
  });

  test.each(cells.filter(([name, vendor]) => story(name).by[vendor]?.play))('%s, %s: without the story the answer is another', async (name, vendor) => {
    expect(await answer(name, vendor, false)).not.toEqual(await answer(name, vendor, true));
  });
});

test.each(Object.keys(stories) as StoryName[])('%s tells one sentence', (name) => {
  expect(story(name).description).toMatch(/^[A-Z].*\.$/);
  expect(story(name).name).toBe(name);
});

test('a story is played at the vendors that the cloud has, and at no other', () => {
  const cloud = createCloud({ vpsorg: vendors.vpsorg, puregpu: vendors.puregpu });
  story('out-of-money').play(cloud);
  expect(cloud.vpsorg.settings.credits).toBe(0);
  story('vendor-outage').play(cloud);
  expect(cloud.faults.all().map(({ vendor }) => vendor)).toEqual(['puregpu', 'vpsorg']);
});

test("an unknown story and a cloud without the story's vendors are errors", () => {
  expect(() => story('out-of-cash' as never)).toThrow("No story 'out-of-cash'. Available: locked-during-rebuild, no-such-server,");
  expect(() => story('out-of-money').play(createCloud({ drone: vendors.drone }))).toThrow(
    "The story 'out-of-money' exists for elastichosts, evotic, vpsorg, but this cloud has none of them.",
  );
});
