/** ElasticHosts' resources, static addresses and VLANs: the operations on them. */
import { newKey } from '../../vendor/new-key.ts';
import { Problem } from '../../model/problem.ts';
import { NETWORKS } from '../../vendor/addresses.ts';
import type { Call, Operations } from '../../vendor/operation.ts';
import { changesIn, configured, typed, type Configuration } from './configuration.ts';
import type { ElasticHosts } from './vendor.ts';
import { checkBalance } from './balance.ts';
import type { Resource } from './resource.ts';
import { LAST_LEASE } from './server.ts';
import { shownUser, type Viewer } from './user.ts';

type ResourceCall = Pick<Call<ElasticHosts, 'GET /resources/list'>, 'servers' | 'resources' | 'settings' | 'credential'>;

export const resourceOperations = {
  'GET /resources/list': (call) => call.reply(200, own(call).map(listed)),
  'GET /resources/info': (call) =>
    call.reply(
      200,
      own(call).map((resource) => shown(resource, call)),
    ),
  'GET /resources/{type}/list': (call) => call.reply(200, own(call, call.path.type).map(listed)),
  'GET /resources/{type}/info': (call) =>
    call.reply(
      200,
      own(call, call.path.type).map((resource) => shown(resource, call)),
    ),

  'POST /resources/{type}/create'(call) {
    const { path, body, resources, settings, count, draw, reply } = call;
    checkBalance(call);
    const resource = path.type === 'ip' ? freeAddress(call) : newKey(resources, () => draw('vlan', count('vlan')).uuid());
    if (resource === undefined) throw new Problem('full', 'There is no static address left.');
    const made = resources.add({ resource, type: path.type, user: settings.user, config: configured({}, settable(body)) });
    return reply(200, shown(made, call));
  },

  'GET /resources/{type}/{resource}/info': (call) => call.reply(200, shown(found(call, call.path), call)),

  'POST /resources/{type}/{resource}/set'(call) {
    const resource = found(call, call.path);
    call.resources.update(resource, { config: configured(resource.config, settable(call.body)) });
    return call.reply(200, shown(resource, call));
  },

  'POST /resources/{type}/{resource}/destroy'(call) {
    const { servers, resources, path, reply } = call;
    const resource = found(call, path);
    const user = servers.find(({ status, ip, config }) => status !== 'stopped' && (ip === resource.resource || vlans(config).includes(resource.resource)));
    if (user) throw new Problem('locked', `${resource.resource} is in use by ${user.server}.`);
    resources.remove(resource);
    return reply(204, undefined);
  },
} satisfies Partial<Operations<ElasticHosts>>;

const own = ({ resources, settings }: ResourceCall, wanted?: string): Readonly<Resource>[] =>
  resources.filter(({ user, type }) => user === settings.user && (wanted === undefined || type === wanted));

/** Finds a resource of the given type that belongs to the user. */
function found({ resources, settings }: ResourceCall, { resource: key, type }: { resource: string; type: string }): Readonly<Resource> {
  const resource = resources.get(key);
  if (resource.type === type && resource.user === settings.user) return resource;
  throw new Problem('not-found', `There is no ${type} ${key}.`, { key });
}

const listed = ({ type, resource }: Readonly<Resource>) => ({ type, resource });

const shown = ({ resource, type, user, config }: Readonly<Resource>, viewer: Viewer) => ({
  ...typed(config),
  resource,
  type,
  user: shownUser(user, viewer),
  name: config['name'] ?? resource,
});

function settable(body: object): Readonly<Record<string, string | null>> {
  const { type: _, ...changes } = changesIn(body);
  return changes;
}

const vlans = (config: Configuration): string[] =>
  Object.entries(config)
    .filter(([key]) => /^nic:\d:vlan$/.test(key))
    .map(([, id]) => id);

/** The first free static address. */
function freeAddress({ resources }: ResourceCall): string | undefined {
  for (const network of NETWORKS) {
    for (let host = LAST_LEASE + 1; host < 255; host += 1) if (!resources.has(`${network}.${host}`)) return `${network}.${host}`;
  }
  return undefined;
}
