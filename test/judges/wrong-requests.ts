/** Deliberately wrong requests, and what two checks find in each: Prism before the server, and our own. What Prism finds, ours must find too. */
import type { Asked, VendorName } from '../hosts/index.ts';

/** A request that departs from the contract. */
export interface WrongRequest {
  readonly vendor: VendorName;
  /** What is wrong with it. */
  readonly wrong: string;
  readonly request: Asked;
  /** Where our own check finds something: the place and the rule. */
  readonly ours: readonly string[];
  /** Where Prism finds something; null where it never answers. */
  readonly prism: readonly string[] | null;
}

const json = { 'content-type': 'application/json' };
const bearer = { authorization: 'Bearer token' };
const key = { 'x-api-key': 'key' };
const basic = { authorization: `Basic ${btoa('user:key')}` };
const NEW_SERVER = { name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' };
const ACTIVE = 'b605ca90-c3e6-4cee-85f8-a8ebdf8f9903';

const ask = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: unknown): Asked => ({
  method,
  path,
  headers: body !== undefined && typeof body !== 'string' ? { ...json, ...headers } : headers,
  ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
});
const at =
  (vendor: VendorName) =>
  (wrong: string, request: Asked, ours: readonly string[], prism: readonly string[] | null): WrongRequest => ({
    vendor,
    wrong,
    request,
    ours,
    prism,
  });
const vpsorg = at('vpsorg');
const puregpu = at('puregpu');
const evotic = at('evotic');
const drone = at('drone');
const elastichosts = at('elastichosts');

export const WRONG_REQUESTS: readonly WrongRequest[] = [
  vpsorg('a member of another type', ask('POST', '/servers/', bearer, { ...NEW_SERVER, plan_id: 'small' }), ['body.plan_id: type'], ['request.body.plan_id']),
  vpsorg('a number as text', ask('POST', '/servers/', bearer, { ...NEW_SERVER, plan_id: '1' }), ['body.plan_id: type'], ['request.body.plan_id']),
  vpsorg(
    'a required member is missing',
    ask('POST', '/servers/', bearer, { name: 'web-1', plan_id: 1, os_id: 5 }),
    ['body.location: required'],
    ['request.body'],
  ),
  vpsorg('an unknown member', ask('POST', '/servers/', bearer, { ...NEW_SERVER, hostnam: 'a.example.com' }), ['body.hostnam: unknown'], []),
  vpsorg('a text in another form', ask('POST', '/servers/', bearer, { ...NEW_SERVER, name: 'two words' }), ['body.name: pattern'], ['request.body.name']),
  vpsorg(
    'a text that is too long',
    ask('POST', '/servers/', bearer, { ...NEW_SERVER, hostname: `${'a'.repeat(300)}.example.com` }),
    ['body.hostname: pattern'],
    ['request.body.hostname'],
  ),
  vpsorg('an empty text', ask('POST', '/servers/', bearer, { ...NEW_SERVER, location: '' }), ['body.location: bounds'], ['request.body.location']),
  vpsorg('a body that is a list', ask('POST', '/servers/', bearer, [NEW_SERVER]), ['body: type'], ['request.body']),
  vpsorg(
    'no body where one is required',
    ask('POST', '/servers/', bearer),
    ['body.name: required', 'body.plan_id: required', 'body.os_id: required', 'body.location: required'],
    ['request'],
  ),
  vpsorg('a body that is not JSON', ask('POST', '/servers/', { ...json, ...bearer }, '{"name":'), ['body: malformed'], null),
  vpsorg(
    'another media type',
    ask('POST', '/servers/', { ...bearer, 'content-type': 'text/csv' }, 'name,plan_id'),
    ['header.content-type: content-type'],
    ['request'],
  ),
  vpsorg(
    'JSON without a media type of its own',
    ask('POST', '/servers/', { ...bearer, 'content-type': 'text/plain' }, JSON.stringify(NEW_SERVER)),
    ['header.content-type: content-type'],
    ['request'],
  ),
  vpsorg('a body where none is documented', ask('POST', '/servers/12345/start/', bearer, { force: true }), ['body: body'], ['request']),
  vpsorg('a value of the query that is not documented', ask('GET', '/servers/?status=aktiv', bearer), ['query.status: enum'], ['request.query.status']),
  vpsorg('an unknown parameter of the query', ask('GET', '/servers/?page=2', bearer), ['query.page: unknown'], []),
  vpsorg('a parameter twice', ask('GET', '/servers/?status=active&status=stopped', bearer), ['query.status: duplicate'], ['request.query.status']),
  vpsorg('a path parameter of another type', ask('GET', '/servers/web-1/', bearer), ['path.server_id: type'], ['request.path.server_id']),
  vpsorg('no slash at the end', ask('GET', '/servers/12345', bearer), ['path: slash'], ['request']),
  vpsorg('an unknown path', ask('GET', '/server/12345/', bearer), ['path: undocumented'], ['request']),
  vpsorg('a method that the path does not have', ask('PUT', '/plans/', bearer, {}), ['method: undocumented'], ['request']),
  vpsorg('no credential', ask('GET', '/plans/', {}), ['header.authorization: credential'], ['request']),
  vpsorg('the credential under another scheme', ask('GET', '/plans/', { authorization: 'Token token' }), ['header.authorization: credential'], ['request']),
  puregpu(
    'a value that is not one of those documented',
    ask('POST', '/server/10/setBootOrder', key, { order: 'network' }),
    ['body.order: enum'],
    ['request.body.order'],
  ),
  puregpu(
    'a number where a text is documented',
    ask('POST', '/server/10/rebuild', key, { osid: 1021, sshkey: 'ssh-rsa AAAA' }),
    ['body.osid: type'],
    ['request.body.osid'],
  ),
  puregpu('required members are missing', ask('POST', '/server/10/rebuild', key, {}), ['body.osid: required', 'body.sshkey: required'], ['request.body']),
  puregpu('a timeframe that there is not', ask('GET', '/server/10/stats?timeframe=decade', key), ['query.timeframe: enum'], ['request.query.timeframe']),
  puregpu('the key in another header', ask('GET', '/services', { authorization: 'Bearer key' }), ['header.x-api-key: credential'], ['request']),
  puregpu('a slash too many', ask('GET', '/services/', key), ['path: slash'], ['request.path']),
  puregpu('a body where none is documented', ask('POST', '/server/10/stop', key, { force: true }), ['body: body'], ['request']),
  evotic(
    'numbers as text in JSON',
    ask('POST', '/servers', bearer, { name: 'a', location_id: '1', os_id: 1, password: 'secret-123', cpu: 1, ram: 1024, disk: 10 }),
    ['body.initialCommands: required', 'body.location_id: type'],
    ['request.body', 'request.body.location_id'],
  ),
  evotic(
    'a required member is missing',
    ask('POST', '/servers', bearer, { name: 'a', location_id: 1, os_id: 1 }),
    ['body.password: required', 'body.initialCommands: required', 'body.cpu: required', 'body.ram: required', 'body.disk: required'],
    ['request.body'],
  ),
  evotic(
    'a list that is a text',
    ask('POST', '/servers', bearer, {
      name: 'a',
      location_id: 1,
      os_id: 1,
      password: 'secret-123',
      cpu: 1,
      ram: 1024,
      disk: 10,
      initialCommands: 'apt update',
    }),
    ['body.initialCommands: type'],
    ['request.body.initialCommands'],
  ),
  evotic(
    'a value below its bound',
    ask('POST', '/servers', bearer, { name: 'a', location_id: 1, os_id: 1, password: 'secret-123', cpu: 0, ram: 1024, disk: 10 }),
    ['body.initialCommands: required', 'body.cpu: bounds'],
    ['request.body', 'request.body.cpu'],
  ),
  evotic('a path parameter of another type', ask('GET', '/servers/first', bearer), ['path.id: type'], ['request.path.id']),
  drone('a body where none is documented', ask('POST', '/api/pause', bearer, { minutes: 5 }), ['body: body'], ['request']),
  drone('an unknown parameter of the query', ask('DELETE', '/api/servers/agent-F8k8oMUP?forced=true', bearer), ['query.forced: unknown'], []),
  drone('an unknown path', ask('GET', '/api/server', bearer), ['path: undocumented'], ['request']),
  elastichosts(
    'another media type',
    ask('POST', '/servers/create', { ...basic, 'content-type': 'text/csv' }, 'name,cpu'),
    ['header.content-type: content-type', 'body.cpu: required', 'body.mem: required', 'body.name,cpu: unknown'],
    ['request'],
  ),
  elastichosts('a required member is missing', ask('POST', '/servers/create', basic, { name: 'a', cpu: 500 }), ['body.mem: required'], ['request.body']),
  elastichosts(
    'an unknown member',
    ask('POST', '/drives/create', basic, { name: 'a', size: 1073741824, colour: 'red' }),
    ['body.colour: unknown'],
    ['request.body'],
  ),
  elastichosts(
    'a drive that is no UUID',
    ask('POST', '/servers/create', basic, { name: 'a', cpu: 500, mem: 256, 'ide:0:0': 'first' }),
    ['body.ide:0:0: pattern'],
    ['request.body.ide:0:0'],
  ),
  elastichosts('an Accept that fits nothing', ask('GET', `/servers/${ACTIVE}/info`, { ...basic, accept: 'application/xml' }), ['header.accept: accept'], []),
  elastichosts('a method that the path does not have', ask('DELETE', `/servers/${ACTIVE}/info`, basic), ['method: undocumented'], ['request']),
  elastichosts('no credential', ask('GET', '/servers/list', {}), ['header.authorization: credential'], ['request']),
];
