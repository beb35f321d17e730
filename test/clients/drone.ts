/**
 * Drone's own clients, as they go over the wire: drone-go (f9e4fe3) and the commands of drone-cli (662f6f4) on it.
 * Law: what they send they send, and what they cannot decode is an error here too.
 */

/** How a request leaves: `cloud.fetch`, or one over a socket. */
export type Send = (url: string, init: { method: string; headers: Record<string, string> }) => Promise<Response | undefined>;

/** drone-go's Server: the members that it knows. */
export interface GoServer {
  ID: string;
  Provider: string;
  State: string;
  Name: string;
  Image: string;
  Region: string;
  Size: string;
  Address: string;
  Capacity: number;
  Secret: string;
  Error: string;
  CAKey: Uint8Array | null;
  CACert: Uint8Array | null;
  TLSKey: Uint8Array | null;
  TLSCert: Uint8Array | null;
  Created: number;
  Updated: number;
  Started: number;
  Stopped: number;
}

const TEXTS = { ID: 'id', Provider: 'provider', State: 'state', Name: 'name', Image: 'image', Region: 'region', Size: 'size', Address: 'address' } as const;
const MORE_TEXTS = { Secret: 'secret', Error: 'error' } as const;
const INTEGERS = { Capacity: 'capacity', Created: 'created', Updated: 'updated', Started: 'started', Stopped: 'stopped' } as const;
const BYTES = { CAKey: 'ca_key', CACert: 'ca_cert', TLSKey: 'tls_key', TLSCert: 'tls_cert' } as const;

/** A client of drone-go's; without a token it sends no Authorization. */
export function droneGo(send: Send, base: string, token: string | null) {
  const root = base.replace(/\/$/, '');
  const open = async (method: string, path: string): Promise<string> => {
    const headers: Record<string, string> = { 'User-Agent': 'Go-http-client/1.1', 'Accept-Encoding': 'gzip' };
    if (token !== null) headers.Authorization = `Bearer ${token}`;
    if (method === 'POST') headers['Content-Length'] = '0';
    const response = await send(root + path, { method, headers });
    if (!response) throw new Error(`dial tcp: lookup ${root}: no such host`);
    const body = await response.text();
    if (response.status > 299) throw new Error(`client error ${response.status}: ${body}`);
    return body;
  };
  return {
    server: async (name: string) => decodeServer(parsed(await open('GET', `/api/servers/${name}`))),
    serverList: async () => decodeList(parsed(await open('GET', '/api/servers'))),
    serverCreate: async () => decodeServer(parsed(await open('POST', '/api/servers'))),
    serverDelete: async (name: string, force: boolean) => void (await open('DELETE', `/api/servers/${name}${force ? '?force=true' : ''}`)),
    autoscalePause: async () => void (await open('POST', '/api/pause')),
    autoscaleResume: async () => void (await open('POST', '/api/resume')),
    autoscaleVersion: async () => parsed(await open('GET', '/version')) as { source: string; version: string; commit: string },
  };
}

/** What a command prints, and how it exits. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `drone server …` and `drone autoscale …` of drone-cli. */
export function droneCli(client: ReturnType<typeof droneGo>) {
  const run = async (command: () => Promise<string>): Promise<Ran> => {
    try {
      return { code: 0, stdout: await command(), stderr: '' };
    } catch (error) {
      return { code: 1, stdout: '', stderr: (error as Error).message };
    }
  };
  const lines = (...text: string[]): string => text.map((line) => `${line}\n`).join('');
  const described = ({ Name, Address, Region, Size, State }: GoServer): string =>
    lines(`Name: ${Name}`, `Address: ${Address}`, `Region:  ${Region}`, `Size:    ${Size}`, `State:   ${State}`);
  return {
    ls: (all = false) => run(async () => lines(...(await client.serverList()).filter(({ State }) => all || State !== 'stopped').map(({ Name }) => Name))),
    info: (name: string) =>
      run(async () => {
        const server = existing(await client.server(name));
        return described(server) + (server.Error ? `Error:   ${server.Error}\n` : '');
      }),
    create: () =>
      run(async () => {
        const { Name, State } = existing(await client.serverCreate());
        return lines(`Name: ${Name}`, `State: ${State}`, '');
      }),
    /** The delete, and then a look at what is left. */
    destroy: (name: string, force = false) =>
      run(async () => {
        await client.serverDelete(name, force);
        return described(existing(await client.server(name)));
      }),
    version: () =>
      run(async () => {
        const { version, commit, source } = await client.autoscaleVersion();
        return lines(`Version: ${version}`, `Commit: ${commit}`, `Source: ${source}`);
      }),
    pause: () => run(async () => (await client.autoscalePause(), '')),
    resume: () => run(async () => (await client.autoscaleResume(), '')),
  };
}

/** drone-go gives nil, and drone-cli then crashes. */
function existing(server: GoServer | null): GoServer {
  if (server) return server;
  throw new Error('panic: runtime error: invalid memory address or nil pointer dereference');
}

function parsed(body: string): unknown {
  if (body === '') throw new Error('EOF');
  return JSON.parse(body);
}

function decodeList(list: unknown): GoServer[] {
  if (list === null) return [];
  if (!Array.isArray(list)) throw new Error('json: cannot unmarshal into Go value of type []*drone.Server');
  return list.map((item) => existing(decodeServer(item)));
}

/** Unknown members are ignored, those left out are zero, and any other type is an error. */
function decodeServer(value: unknown): GoServer | null {
  if (value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) throw new Error('json: cannot unmarshal into Go value of type drone.Server');
  const given = value as Record<string, unknown>;
  const each = <F extends string, T>(fields: Readonly<Record<F, string>>, read: (member: string, value: unknown) => T) =>
    Object.fromEntries(Object.entries<string>(fields).map(([field, member]) => [field, read(member, given[member])])) as Record<F, T>;
  return { ...each(TEXTS, goText), ...each(INTEGERS, goInteger), ...each(MORE_TEXTS, goText), ...each(BYTES, goBytes) };
}

const wrong = (member: string, type: string): Error => new Error(`json: cannot unmarshal into Go struct field Server.${member} of type ${type}`);

function goText(member: string, value: unknown = ''): string {
  if (value === null) return '';
  if (typeof value !== 'string') throw wrong(member, 'string');
  return value;
}

function goInteger(member: string, value: unknown = 0): number {
  if (value === null) return 0;
  if (!Number.isSafeInteger(value)) throw wrong(member, 'int64');
  return value as number;
}

/** Standard base64 with its padding; line breaks are ignored. */
function goBytes(member: string, value: unknown = null): Uint8Array | null {
  if (value === null) return null;
  if (typeof value !== 'string') throw wrong(member, '[]uint8');
  const text = value.replace(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/=]|=(?!=?$)/.exec(text)?.index ?? (text.length % 4 === 0 ? -1 : text.length - (text.length % 4));
  if (bad >= 0) throw new Error(`illegal base64 data at input byte ${bad}`);
  return Buffer.from(text, 'base64');
}
