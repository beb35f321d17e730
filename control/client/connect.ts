/** Connects to the controls of a running stuntbox. */
import type { Providers } from '../../cloud/options.ts';
import type { RecordKey } from '../../model/collection.ts';
import type { Exchange } from '../../model/journal.ts';
import type { Verdict } from '../../vendor/account.ts';
import { ControlError } from './error.ts';
import { eventSource } from './events.ts';
import type { RemoteAccount, RemoteClock, RemoteCloud, RemoteFault, RemoteFaults, RemoteJournal, RemoteMembers, RemoteTable, ServerState } from './remote.ts';
import { sender, type Send, type Server } from './send.ts';

/** Where the controls are. */
export interface ConnectOptions<P extends Providers = Providers> {
  /** The URL of the controls: `http://127.0.0.1:4011`, `listening.control.url`, or `control` in the ready file. */
  readonly url: string;
  /** The token that the server was started with. */
  readonly token: string;
  /** The vendors of the cloud, for the compiler; only their names are used: `{ vpsorg }`. */
  readonly vendors?: P;
  /** The name of the cloud; `default` by default. */
  readonly cloud?: string;
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: typeof fetch;
}

/**
 * Connects to a running stuntbox, and gives its cloud: the same shape as `createCloud` returns, but each call returns a promise.
 * @throws {ControlError} (rejects) when nothing listens there, the token is wrong, or there is no such cloud.
 * @example
 * const cloud = await connect({ url, token, vendors: { vpsorg } });
 * await cloud.clock.advance('3m');
 * (await cloud.vpsorg.servers.get(12345)).status; // 'active'
 */
export async function connect<const P extends Providers = Providers>(options: ConnectOptions<P>): Promise<RemoteCloud<P>> {
  const server = serverOf(options);
  const { url } = server;
  const { vendors, cloud = 'default' } = options;
  const send = sender(server);
  const path = { cloud };
  const { accounts } = await send('GET /clouds/{cloud}/accounts', { path });
  for (const name of Object.keys(vendors ?? {}))
    if (!accounts.some(({ vendor }) => vendor === name))
      throw new ControlError(`The cloud at ${url} has no vendor '${name}'. It has: ${accounts.map(({ vendor }) => vendor).join(', ')}.`);
  const events = eventSource(server, cloud);
  const members: RemoteMembers<P> = {
    clock: clockOver(send, path),
    faults: faultsOver(send, path) as unknown as RemoteFaults<P>,
    journal: journalOver(send, path),
    // The server answers as the contract says; the types of clouds are more exact.
    violations: { all: async () => [...(await send('GET /clouds/{cloud}/violations', { path })).violations] as never },
    scenarios: async () => [...(await send('GET /clouds/{cloud}/scenarios', { path })).scenarios],
    play: async (scenario) => void (await send('POST /clouds/{cloud}/scenarios/play', { path, body: { scenario } })),
    snapshot: async () => (await send('GET /clouds/{cloud}/snapshot', { path })) as never,
    restore: async (snapshot) => void (await send('POST /clouds/{cloud}/restore', { path, body: snapshot as never })),
    toLink: async () => (await send('GET /clouds/{cloud}/link', { path })) as never,
    reset: async () => void (await send('POST /clouds/{cloud}/reset', { path, body: {} })),
    on: events.on,
    close: events.close,
  };
  const remote = new Map<string, unknown>(accounts.map(({ vendor, tables }) => [vendor, accountOver(send, cloud, vendor, tables)]));
  // The accounts are under their vendors' names, which only the caller's types know.
  return { ...Object.fromEntries(remote), ...members } as unknown as RemoteCloud<P>;
}

/** Where the controls are, from options that may come from JavaScript. */
export function serverOf(options: Pick<ConnectOptions, 'url' | 'token' | 'fetch'>): Server {
  if (typeof options !== 'object' || options === null)
    throw new ControlError(`connect needs the URL of the controls and their token: connect({ url, token }).`);
  const { token, fetch: given = (input, init) => fetch(input, init) } = options;
  if (typeof given !== 'function') throw new ControlError('The option fetch is not a function. Leave it out for the global one.');
  const url = originOf(options.url);
  if (typeof token !== 'string' || token === '') throw new ControlError('The option token is missing. Give the one that the server was started with.');
  return { url, token, fetch: given };
}

function originOf(url: unknown): string {
  try {
    const { protocol, origin, pathname } = new URL(String(url));
    if (protocol === 'http:' || protocol === 'https:') return origin + pathname.replace(/\/$/, '');
  } catch {
    // Said below.
  }
  throw new ControlError(`The option url cannot be '${String(url).slice(0, 200)}'. Give the URL of the controls, such as http://127.0.0.1:4011.`);
}

interface InCloud {
  readonly cloud: string;
}

function clockOver(send: Send, path: InCloud): RemoteClock {
  const state: RemoteClock['state'] = () => send('GET /clouds/{cloud}/clock', { path });
  const reached = async (moved: Promise<{ readonly now: number }>): Promise<number> => (await moved).now;
  return {
    state,
    now: () => reached(state()),
    advance: (by) => reached(send('POST /clouds/{cloud}/clock/advance', { path, body: typeof by === 'string' ? { by } : { ms: by } })),
    next: () => reached(send('POST /clouds/{cloud}/clock/next', { path, body: {} })),
    settle: () => reached(send('POST /clouds/{cloud}/clock/settle', { path, body: {} })),
    speed: (speed) => reached(send('POST /clouds/{cloud}/clock/speed', { path, body: { speed } })),
    pause: () => reached(send('POST /clouds/{cloud}/clock/pause', { path, body: {} })),
    resume: () => reached(send('POST /clouds/{cloud}/clock/resume', { path, body: {} })),
  };
}

function faultsOver(send: Send, path: InCloud): RemoteFaults<Providers> {
  const added = async (body: object): Promise<RemoteFault[]> => [
    ...((await send('POST /clouds/{cloud}/faults', { path, body: body as never })).faults as unknown as RemoteFault[]),
  ];
  return {
    async add(fault) {
      const [first] = await added(fault);
      if (!first) throw new ControlError('The server added no fault.');
      return first;
    },
    sequence: (vendor, on, turns) => added({ sequence: { vendor, on, turns } }),
    all: async () => [...((await send('GET /clouds/{cloud}/faults', { path })).faults as unknown as RemoteFault[])],
    choices: () => send('GET /clouds/{cloud}/faults/choices', { path }),
    remove: async (id) => (await send('DELETE /clouds/{cloud}/faults/{id}', { path: { ...path, id } })) as unknown as RemoteFault,
    clear: async () => void (await send('DELETE /clouds/{cloud}/faults', { path })),
  };
}

function journalOver(send: Send, path: InCloud): RemoteJournal {
  /** All pages of the journal. */
  const listed = async (operation?: string, from = 0): Promise<Exchange[]> => {
    const all: Exchange[] = [];
    for (let since = from; ;) {
      const { exchanges, more } = await send('GET /clouds/{cloud}/journal', { path, query: { operation, since } });
      all.push(...(exchanges as unknown as Exchange[]));
      since = all.at(-1)?.n ?? since;
      if (!more || exchanges.length === 0) return all;
    }
  };
  return {
    all: (since) => listed(undefined, since),
    last: async () => (await listed()).at(-1),
    filter: async (match) => (typeof match === 'function' ? (await listed()).filter(match) : listed(match)),
    next: async (operation, { count, since, timeout, signal } = {}) =>
      (await send('GET /clouds/{cloud}/journal/next', { path, query: { operation, count, since, timeout }, signal })) as unknown as Exchange,
    clear: async () => void (await send('DELETE /clouds/{cloud}/journal', { path })),
  };
}

type AnyRecord = Readonly<Record<string, unknown>>;

function accountOver(send: Send, cloud: string, vendor: string, tables: readonly { readonly name: string; readonly key: string }[]): RemoteAccount {
  const path = { cloud, vendor };
  const keyOfServer = tables.find(({ name }) => name === 'servers')?.key ?? 'id';
  const state = async (server: unknown): Promise<ServerState<never>> =>
    (await send('GET /clouds/{cloud}/accounts/{vendor}/servers/{key}', { path: { ...path, key: keyIn(server, keyOfServer) } })) as never;
  const others = {
    settings: {
      all: async () => (await send('GET /clouds/{cloud}/accounts/{vendor}', { path })).settings,
      set: (settings: object) => send('PATCH /clouds/{cloud}/accounts/{vendor}/settings', { path, body: { ...settings } }),
    },
    begin: (server: unknown, action: string) =>
      send('POST /clouds/{cloud}/accounts/{vendor}/servers/{key}/begin', { path: { ...path, key: keyIn(server, keyOfServer) }, body: { action } }),
    state,
    progress: async (server: unknown) => (await state(server)).progress,
    async actions(server: unknown): Promise<Record<string, Verdict>> {
      const { allowed, refused } = await state(server);
      return Object.fromEntries([
        ...allowed.map((action) => [action, { allowed: true }] as const),
        ...refused.map(({ action, why, status, body }) => [action, { allowed: false, why, status, body }] as const),
      ]);
    },
  };
  return {
    ...Object.fromEntries(tables.map(({ name, key }) => [name, tableOver(send, { ...path, table: name }, key)])),
    ...others,
  } as unknown as RemoteAccount;
}

/** The key of a record, or a key itself, as text. */
const keyIn = (given: unknown, member: string): string =>
  String(typeof given === 'object' && given !== null ? (given as Readonly<Record<string, RecordKey>>)[member] : (given as RecordKey));

/** The most records in one reply. */
const PAGE = 100;

function tableOver(send: Send, path: { readonly cloud: string; readonly vendor: string; readonly table: string }, key: string): RemoteTable<AnyRecord> {
  const at = (given: unknown) => ({ ...path, key: keyIn(given, key) });
  const isServers = path.table === 'servers';
  /** A page of the records. Servers come with what they are busy with, which is not needed here. */
  const page = async (offset: number): Promise<{ readonly total: number; readonly records: readonly AnyRecord[] }> => {
    if (!isServers) return send('GET /clouds/{cloud}/accounts/{vendor}/{table}', { path, query: { limit: PAGE, offset } });
    const { total, servers } = await send('GET /clouds/{cloud}/accounts/{vendor}/servers', { path, query: { limit: PAGE, offset } });
    return { total, records: servers.map(({ record }) => record) };
  };
  const all = async (): Promise<AnyRecord[]> => {
    const found: AnyRecord[] = [];
    for (;;) {
      const { total, records } = await page(found.length);
      found.push(...records);
      if (records.length === 0 || found.length >= total) return found;
    }
  };
  const get = async (wanted: unknown): Promise<AnyRecord> => {
    if (!isServers) return send('GET /clouds/{cloud}/accounts/{vendor}/{table}/{key}', { path: at(wanted) });
    return (await send('GET /clouds/{cloud}/accounts/{vendor}/servers/{key}', { path: at(wanted) })).record;
  };
  return {
    all,
    get,
    filter: async (match) =>
      (await all()).filter((record) =>
        typeof match === 'function' ? match(record) : Object.entries(match).every(([member, value]) => record[member] === value),
      ),
    add: async (record) => send('POST /clouds/{cloud}/accounts/{vendor}/{table}', { path, body: record }),
    update: async (record, members) => send('PATCH /clouds/{cloud}/accounts/{vendor}/{table}/{key}', { path: at(record), body: members }),
    remove: async (record) => send('DELETE /clouds/{cloud}/accounts/{vendor}/{table}/{key}', { path: at(record) }),
  };
}
