/**
 * The same situation at each vendor where it makes sense, with a request that shows it: the differences that an adapter must bridge.
 * Law: a story sets up accounts, faults and time. The vendors' responses are never written here.
 */
import type { Drone } from '../handlers/drone/vendor.ts';
import { allocated } from '../handlers/drone/server.ts';
import type { ElasticHosts } from '../handlers/elastichosts/vendor.ts';
import type { Evotic } from '../handlers/evotic/vendor.ts';
import type { PureGpu } from '../handlers/puregpu/vendor.ts';
import type { Stage } from '../vendor/scenario.ts';
import type { VpsOrg } from '../handlers/vpsorg/vendor.ts';
import { minutes, seconds } from '../model/clock.ts';

/** A request of a story. */
export interface Ask {
  readonly method: string;
  /** Relative to the vendor's base; `{name}` is replaced by that property of the response to `first`. */
  readonly path: string;
  /** Sent as JSON, which every vendor accepts. */
  readonly body?: object;
  /** False to send the request without a credential. */
  readonly credential?: false;
}

/** A story at one vendor. */
export interface Telling<S = never> {
  /** Sets up the story; absent if the request alone is enough. */
  readonly play?: (stage: S) => void;
  /** A request to send first, and how long to wait afterwards, in milliseconds. */
  readonly first?: { readonly ask: Ask; readonly wait: number };
  /** The request whose response shows the story. */
  readonly ask: Ask;
  /** How this vendor's story differs from the others'. */
  readonly note?: string;
}

interface Stages {
  drone: Stage<Drone>;
  elastichosts: Stage<ElasticHosts>;
  evotic: Stage<Evotic>;
  puregpu: Stage<PureGpu>;
  vpsorg: Stage<VpsOrg>;
}

/** A vendor that has stories. */
export type Teller = keyof Stages;

interface Tale {
  readonly description: string;
  readonly by: { readonly [V in Teller]?: Telling<Stages[V]> };
}

const define = <const S extends Readonly<Record<string, Tale>>>(tales: S): S => tales;

const AGENT = 'agent-F8k8oMUP';
const NEW_AGENT = 'agent-Hq2wYb7e';
const ACTIVE = 'b605ca90-c3e6-4cee-85f8-a8ebdf8f9903';
const STOPPED = '7d4b7b1e-5a4f-4d39-9c0b-3f1c2a8e6d52';
const STOPPED_DRIVE = '0012e24a-6eae-4279-9912-3432f698cec8';
const SPARE = 'c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8';
const DEBIAN = '980cf63c-f21e-4382-997b-6541d5809629';

/** The request that lists the servers, for each vendor. */
const LIST = {
  drone: { method: 'GET', path: '/api/servers' },
  elastichosts: { method: 'GET', path: '/servers/list' },
  evotic: { method: 'GET', path: '/servers' },
  puregpu: { method: 'GET', path: '/services' },
  vpsorg: { method: 'GET', path: '/servers/' },
} as const;

/** The request that creates a server, for each vendor that has one. */
const CREATE = {
  drone: { method: 'POST', path: '/api/servers' },
  elastichosts: { method: 'POST', path: '/servers/create', body: { name: 'web-2', cpu: 1000, mem: 512, 'ide:0:0': SPARE, boot: 'ide:0:0' } },
  evotic: {
    method: 'POST',
    path: '/servers',
    body: { name: 'web-2', location_id: 1, os_id: 1, password: 'correct-horse-battery', initialCommands: [], cpu: 1, ram: 1024, disk: 10 },
  },
  vpsorg: { method: 'POST', path: '/servers/', body: { name: 'web-2', plan_id: 1, os_id: 5, location: 'us-west' } },
} as const;

/** A story without a credential. */
const stranger = (ask: Ask): Telling<unknown> => ({ ask: { ...ask, credential: false } });

/** A story of a vendor that is down. */
const down = (vendor: Teller): Telling<Pick<Stages[Teller], 'faults'>> => ({
  play: ({ faults }) => faults.add({ vendor, outcome: 'refused', kind: 'unavailable' }),
  ask: LIST[vendor],
});

/** Every story, by name. */
export const stories = define({
  'locked-during-rebuild': {
    description: 'A server is busy with the longest action of its vendor, and the client asks for another.',
    by: {
      drone: {
        play({ drone, clock }) {
          const created = clock.now() - seconds(33);
          drone.begin(drone.servers.add(allocated({ name: NEW_AGENT, number: 197, capacity: drone.settings.capacity, created })), 'provision', { passed: 0.3 });
        },
        ask: { method: 'DELETE', path: `/api/servers/${NEW_AGENT}` },
        note: 'There is no rebuild: the server is being provisioned. Nothing is locked, and the delete is accepted.',
      },
      elastichosts: {
        play: ({ elastichosts }) => elastichosts.begin(elastichosts.drives.get(STOPPED_DRIVE), 'image'),
        ask: { method: 'POST', path: `/servers/${STOPPED}/start` },
        note: 'The drive of the server is being imaged.',
      },
      evotic: { play: ({ evotic }) => evotic.begin(evotic.servers.get(1), 'reinstall'), ask: { method: 'DELETE', path: '/servers/1' } },
      puregpu: { play: ({ puregpu }) => puregpu.begin(puregpu.servers.get(10), 'rebuild'), ask: { method: 'POST', path: '/server/10/stop' } },
      vpsorg: {
        play: ({ vpsorg }) => vpsorg.begin(vpsorg.servers.get(12345), 'restore'),
        ask: { method: 'POST', path: '/servers/12345/stop/' },
        note: 'There is no rebuild: the server is being restored from a snapshot.',
      },
    },
  },
  'no-such-server': {
    description: 'The client asks for a server that somebody else has removed.',
    by: {
      drone: { play: ({ drone }) => void drone.servers.remove(AGENT), ask: { method: 'GET', path: `/api/servers/${AGENT}` } },
      elastichosts: { play: ({ elastichosts }) => void elastichosts.servers.remove(ACTIVE), ask: { method: 'GET', path: `/servers/${ACTIVE}/info` } },
      evotic: { play: ({ evotic }) => void evotic.servers.remove(1), ask: { method: 'GET', path: '/servers/1' } },
      puregpu: { play: ({ puregpu }) => void puregpu.servers.remove(10), ask: { method: 'GET', path: '/server/10/status' } },
      vpsorg: { play: ({ vpsorg }) => void vpsorg.servers.remove(12345), ask: { method: 'GET', path: '/servers/12345/' } },
    },
  },
  'credential-missing': {
    description: 'The client lists the servers without a credential.',
    by: {
      drone: stranger(LIST.drone),
      elastichosts: stranger(LIST.elastichosts),
      evotic: stranger(LIST.evotic),
      puregpu: stranger(LIST.puregpu),
      vpsorg: stranger(LIST.vpsorg),
    },
  },
  'out-of-money': {
    description: 'The account has nothing left to spend, and the client orders a server.',
    by: {
      elastichosts: { play: ({ elastichosts }) => void (elastichosts.settings.balance = 0), ask: CREATE.elastichosts },
      evotic: { play: ({ evotic }) => void (evotic.settings.balance = 0), ask: CREATE.evotic },
      vpsorg: { play: ({ vpsorg }) => void (vpsorg.settings.credits = 0), ask: CREATE.vpsorg },
    },
  },
  'create-fails-halfway': {
    description: 'The client creates a server; this is accepted, but fails after half of its time. The client looks at the server later.',
    by: {
      drone: {
        play: ({ faults }) => faults.add({ vendor: 'drone', on: 'POST /api/servers', outcome: 'fails', at: 0.5 }),
        first: { ask: CREATE.drone, wait: minutes(5) },
        ask: { method: 'GET', path: '/api/servers/{name}' },
      },
      elastichosts: {
        play: ({ faults }) => faults.add({ vendor: 'elastichosts', on: 'POST /drives/{drive}/image/{source}', outcome: 'fails', at: 0.5 }),
        first: { ask: { method: 'POST', path: `/drives/${SPARE}/image/${DEBIAN}` }, wait: seconds(45) },
        ask: { method: 'GET', path: `/drives/${SPARE}/info` },
        note: 'A server is created at once: what takes time is imaging its drive. After a failure the drive looks as it does after a success, only sooner.',
      },
      evotic: {
        play: ({ faults }) => faults.add({ vendor: 'evotic', on: 'POST /servers', outcome: 'fails', at: 0.5 }),
        first: { ask: CREATE.evotic, wait: minutes(5) },
        ask: { method: 'GET', path: '/servers/{id}' },
      },
      puregpu: {
        play: ({ faults }) => faults.add({ vendor: 'puregpu', on: 'POST /server/{serviceId}/rebuild', outcome: 'fails', at: 0.5 }),
        first: { ask: { method: 'POST', path: '/server/10/rebuild', body: { osid: '1057', sshkey: 'ssh-ed25519 AAAA' } }, wait: minutes(5) },
        ask: { method: 'GET', path: '/server/10/status' },
        note: 'The API creates nothing: the server is rebuilt instead.',
      },
      vpsorg: {
        play: ({ faults }) => faults.add({ vendor: 'vpsorg', on: 'POST /servers/', outcome: 'fails', at: 0.5 }),
        first: { ask: CREATE.vpsorg, wait: minutes(5) },
        ask: { method: 'GET', path: '/servers/{id}/' },
      },
    },
  },
  'vendor-outage': {
    description: 'The vendor is down, and the client lists the servers.',
    by: { drone: down('drone'), elastichosts: down('elastichosts'), evotic: down('evotic'), puregpu: down('puregpu'), vpsorg: down('vpsorg') },
  },
});

/** The name of a story. */
export type StoryName = keyof typeof stories;

/** A story that can be played. */
export interface Story {
  readonly name: StoryName;
  /** What happens, in a sentence. */
  readonly description: string;
  /** How the story is set up at each vendor, and the request to send. */
  readonly by: { readonly [V in Teller]?: Telling };
  /**
   * Plays the story at each of the cloud's vendors that has it.
   * @throws {Error} when the cloud has none of them.
   */
  readonly play: (cloud: object) => void;
}

/**
 * A story by its name.
 * @throws {Error} when there is no story with that name.
 * @example
 * story('locked-during-rebuild').play(cloud); // at each vendor that the cloud has
 */
export function story(name: StoryName): Story {
  if (!Object.hasOwn(stories, name)) throw new Error(`No story '${name}'. Available: ${Object.keys(stories).join(', ')}.`);
  const { description, by } = stories[name] as { description: string; by: Story['by'] };
  return {
    name,
    description,
    by,
    play(cloud) {
      const there = (Object.keys(by) as Teller[]).filter((vendor) => Object.hasOwn(cloud, vendor));
      if (there.length === 0)
        throw new Error(
          `The story '${name}' exists for ${Object.keys(by).join(', ')}, but this cloud has none of them. Create the cloud with at least one of them.`,
        );
      // A cloud has everything that a stage has: accounts by name, a clock and faults.
      for (const vendor of there) by[vendor]?.play?.(cloud as never);
    },
  };
}

/** The path of a request, with `{name}` replaced by that property of the response to the first request. */
export const pathOf = ({ path }: Ask, answer: unknown): string =>
  path.replace(/\{(\w+)\}/g, (_, member: string) => encodeURIComponent(String((answer as Readonly<Record<string, unknown>> | null)?.[member])));
