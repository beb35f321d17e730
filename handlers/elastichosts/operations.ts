/** ElasticHosts' operations: those on servers, in the document's order; those on drives and resources are in files of their own. */
import { newKey } from '../../vendor/new-key.ts';
import { Problem } from '../../model/problem.ts';
import type { Call, Operations } from '../../vendor/operation.ts';
import type { Decision } from '../../vendor/provider.ts';
import { changesIn, configured, valuesOf, DEVICE, type Configuration } from './configuration.ts';
import { claims, readable, shared, type Drive } from './drive.ts';
import { settleDrives } from './counters.ts';
import { driveOperations } from './drive-operations.ts';
import type { ElasticHosts } from './vendor.ts';
import { checkBalance } from './balance.ts';
import { resourceOperations } from './resource-operations.ts';
import { bootless, devicesOf, type Server } from './server.ts';
import { shown } from './server-info.ts';

type ElasticHostsCall = Pick<Call<ElasticHosts, 'POST /servers/create'>, 'servers' | 'drives' | 'resources' | 'settings' | 'credential' | 'now' | 'draw'>;

const serverOperations = {
  'GET /servers/list': (call) =>
    call.reply(
      200,
      own(call).map(({ server, config }) =>
        call.settings.serversList === 'ids' ? { server } : { server, cpu: Number(config['cpu']), mem: Number(config['mem']) },
      ),
    ),

  'GET /servers/{server}/info': (call) => call.reply(200, shown(call.server, call)),
  'GET /servers/info': (call) =>
    call.reply(
      200,
      own(call).map((server) => shown(server, call)),
    ),
  'GET /servers/{server}/info/full': (call) => call.reply(200, shown(call.server, call)),
  'GET /servers/info/full': (call) =>
    call.reply(
      200,
      own(call).map((server) => shown(server, call)),
    ),

  'POST /servers/create'(call) {
    const config = wanted(call.body, call);
    checkReady(undefined, config, call);
    const server = added(config, call);
    call.begin(server, 'start');
    return call.reply(200, shown(server, call));
  },

  'POST /servers/create/stopped'(call) {
    const config = wanted(call.body, call);
    checkBalance(call);
    return call.reply(200, shown(added(config, call), call));
  },

  'POST /servers/{server}/start'(call) {
    const { server, settings, reply, begin } = call;
    if (server.status === 'stopped') {
      checkDrives(server.config, call);
      checkReady(server.server, server.config, call);
    }
    begin(server, 'start');
    return settings.startReply === 200 ? reply(200, shown(server, call)) : reply(204, undefined);
  },

  'POST /servers/{server}/set'(call) {
    const { server, servers, begin, reply } = call;
    const changes = changesIn(call.body);
    if (server.status !== 'stopped') checkSettable(changes, server);
    const config = configured(server.config, changes);
    const changed = Object.fromEntries(Object.entries(config).filter(([key]) => key in changes));
    checkReferences(changed, config, call);
    begin(server, 'set');
    servers.update(server, { config });
    return reply(200, shown(server, call));
  },

  'POST /servers/{server}/stop'({ server, begin, reply }) {
    begin(server, 'stop');
    return reply(204, undefined);
  },

  'POST /servers/{server}/destroy'({ server, drives, now, begin, reply }) {
    begin(server, 'destroy');
    settleDrives(server, drives, now);
    return reply(204, undefined);
  },

  'POST /servers/{server}/shutdown'({ server, begin, reply }) {
    // A second event finds the guest on its way already.
    if (server.task?.action !== 'shutdown') begin(server, 'shutdown');
    return reply(204, undefined);
  },

  'POST /servers/{server}/reset'({ server, begin, reply }) {
    begin(server, 'reset');
    return reply(204, undefined);
  },
} satisfies Partial<Operations<ElasticHosts>>;

export const operations: Operations<ElasticHosts> = owned({ ...serverOperations, ...driveOperations, ...resourceOperations });

/** Has every operation find only what is the user's own; a drive that he may read can be looked at, and be imaged from. */
function owned(all: Operations<ElasticHosts>): Operations<ElasticHosts> {
  type Found = { server?: Server; drive?: Drive; source?: Drive; settings: { user: string } };
  // Each operation takes calls of its own; all that is read of them here is what every call has.
  const guarded = Object.entries(all as unknown as Record<string, (call: Found) => Decision>).map(([route, operation]) => {
    const looks = route.startsWith('GET ');
    const guard = (call: Found): Decision => {
      const { server, drive, source } = call;
      const { user } = call.settings;
      if (server && server.user !== user) throw foreign(server.server);
      if (drive && !(looks ? readable(drive, user) : drive.user === user)) throw foreign(drive.drive);
      if (source && !readable(source, user)) throw foreign(source.drive);
      return operation(call);
    };
    return [route, guard];
  });
  return Object.fromEntries(guarded) as Operations<ElasticHosts>;
}

const foreign = (key: string): Problem => new Problem('not-found', `${key} is another user's.`, { key });

const own = ({ servers, settings }: Pick<ElasticHostsCall, 'servers' | 'settings'>): Readonly<Server>[] => servers.filter(({ user }) => user === settings.user);

/** What a create asks for, once everything in it is known to exist. */
function wanted(body: object, call: ElasticHostsCall): Configuration {
  const config = configured({ persistent: 'false', smp: 'auto' }, changesIn(body));
  checkReferences(config, config, call);
  return config;
}

function added(
  config: Configuration,
  { servers, settings, count, draw }: Pick<Call<ElasticHosts, 'POST /servers/create'>, 'servers' | 'settings' | 'count' | 'draw'>,
) {
  let number = 0;
  const server = newKey(servers, () => draw('server', (number = count('server'))).uuid());
  return servers.add({ server, user: settings.user, config, status: 'stopped', task: null, number, starts: 0, started: null, ran: 0, since: null, ip: null });
}

/** The keys that the document lists for an active server; vnc:password is libcloud's name for password. */
const SETTABLE = /^(?:name|cpu|persistent|tags|(?:vnc:)?password|user:.+)$/;

function checkSettable(changes: object, { server, status }: Readonly<Server>): void {
  const fixed = Object.keys(changes).filter((key) => !SETTABLE.test(key));
  if (fixed.length === 0) return;
  throw new Problem('invalid', `${fixed.join(', ')} cannot be set: ${server} is ${status}.`, {
    violations: fixed.map((member) => ({ member, rule: 'settable' })),
  });
}

/** What a request names must exist: its devices to boot from, its drives, its VLANs. */
function checkReferences(changed: Configuration, config: Configuration, call: ElasticHostsCall): void {
  const { resources, settings } = call;
  const boots = 'boot' in changed || Object.keys(changed).some((key) => DEVICE.test(key));
  const nowhere = boots ? bootless(config) : [];
  const vlans = Object.entries(changed).filter(
    ([key, id]) => /^nic:\d:vlan$/.test(key) && !resources.find(({ resource, type, user }) => resource === id && type === 'vlan' && user === settings.user),
  );
  const violations = [
    ...nowhere.map((device) => ({ member: 'boot', rule: 'exists', value: device })),
    ...vlans.map(([member, value]) => ({ member, rule: 'exists', value })),
  ];
  if (violations.length > 0) throw new Problem('invalid', `There is no ${violations.map(({ value }) => value).join(', ')}.`, { violations });
  checkDrives(changed, call);
}

/** @throws {Problem} `broken`: the vendor fails on a drive that is not there, and names it in the text, where basingse looks for it. */
function checkDrives(config: Configuration, { drives, settings }: ElasticHostsCall): void {
  for (const [, uuid] of devicesOf(config)) {
    if (!(drives.has(uuid) && readable(drives.get(uuid), settings.user))) throw new Problem('broken', `Drive ${uuid} could not be found.`, { key: uuid });
  }
}

/** What a server needs to start: money, drives that nobody else has, and its static address. */
function checkReady(self: string | undefined, config: Configuration, call: ElasticHostsCall): void {
  const { drives, servers } = call;
  checkBalance(call);
  const devices = devicesOf(config).map(([, uuid]) => drives.get(uuid));
  const claimed = claims(devices, call);
  for (const drive of devices) {
    if (drive.task) throw new Problem('locked', `Drive ${drive.drive} is being imaged.`);
    const others = claimed.get(drive.drive)?.filter((claimant) => claimant !== self) ?? [];
    if (others.length > 0 && !shared(drive)) throw new Problem('locked', `Drive ${drive.drive} is claimed by ${others.join(', ')}.`);
  }
  const address = valuesOf(config['nic:0:dhcp'])[0];
  const holder = address?.includes('.') ? servers.find(({ ip, server }) => ip === address && server !== self) : undefined;
  if (holder) throw new Problem('locked', `The address ${address} is in use by ${holder.server}.`);
}
