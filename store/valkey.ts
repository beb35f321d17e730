/**
 * Keeps clouds in a Valkey or Redis, for several replicas.
 * Laws: a cloud has one owner, by a lease that the server's time decides; each write carries the lease's fencing number, and the server
 * itself refuses a stale one; a write whose reply was lost is sent again with its number, and is done once.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { NotOwner, Unavailable, Unreadable, MOST_KEPT_BYTES, type Kept, type Opened, type Store } from '../clouds/store.ts';
import { turns } from '../clouds/turns.ts';
import { connect, Refused, shownUrl, type Connection } from './connection.ts';
import { observer, type Observe } from './events.ts';
import { keeperOf, type Backing, type Durability, type StoreKeeper } from './keeper.ts';
import { checkName } from './names.ts';
import { joining, piecesOf } from './pieces.ts';
import { reading } from './records.ts';
import { APPEND, APPEND_LARGE, DELETE, RELEASE, RENEW, REPLACE, TAKE } from './scripts.ts';
import { stopwatchOf } from './stopwatch.ts';

export interface ValkeyStoreOptions {
  readonly durability?: Durability;
  /** What other replicas call this one. */
  readonly replica?: string | undefined;
  /** How long a cloud is held without a sign of life, in milliseconds; 10,000 by default. */
  readonly lease?: number | undefined;
  /** How long a write may take, attempts to connect anew included, in milliseconds; 2,000 by default. */
  readonly timeout?: number | undefined;
  /** How long the release of a cloud is waited for that another owner holds, in milliseconds; 2,000 by default. */
  readonly patience?: number | undefined;
  /** What the keys begin with; `stuntbox` by default. */
  readonly prefix?: string | undefined;
  readonly observe?: Observe | undefined;
}

/** One cloud's lease, as this owner knows it. */
interface Lease {
  readonly keeper: StoreKeeper;
  readonly fence: string;
  renewed(since: () => number): void;
}

/** A write larger than this is sent in parts, and then put in its place, in characters. */
const LARGE = 1_048_576;
/** How many pieces are sent or read at once. */
const AT_ONCE = 64;
/** How many leases are renewed at once. */
const RENEWED_AT_ONCE = 200;
/** How often an owner looks for wishes, and whoever wishes asks again, in milliseconds. */
const LOOK_EVERY = 200;
/** How many wishes are read at once. */
const WISHES_AT_ONCE = 1_000;
/** How long the parts of a write that was not finished are kept, in milliseconds. */
const PARTS_LAST = 600_000;

/**
 * Opens a store at a server.
 * @throws {Unavailable} when it cannot be reached.
 * @throws {Error} when the package @redis/client is not installed.
 */
export async function openValkeyStore(url: URL, options: ValkeyStoreOptions = {}): Promise<Store> {
  const { durability = 'reply', replica = `${hostname()}-${process.pid}`, lease = 10_000, timeout = 2_000, patience = 2_000, prefix = 'stuntbox' } = options;
  const observe = observer(options.observe);
  // A replica that starts again is another owner: what it held is free when the lease has expired.
  const owner = `${replica}#${randomUUID()}`;
  const leases = new Map<string, Lease>();
  const { alone } = turns();
  const shown = shownUrl(url);
  const [names, counter] = [`${prefix}:names`, `${prefix}:fences`];
  const wishes = `${prefix}:wishes:`;
  const leaseKey = (name: string): string => `${prefix}:lease:${name}`;
  const logKey = (name: string): string => `${prefix}:log:${name}`;
  const connection = await connect({ url, timeout: timeout / 2, observe });
  await warn(connection, shown, observe);
  let closed: Promise<void> | undefined;

  const check = (name?: string): void => {
    if (name !== undefined) checkName(name);
    if (closed) throw new Unavailable(`The store at ${shown} is closed.`);
  };
  const settle = async (name: string): Promise<void> => {
    const before = leases.get(name);
    if (!before) return;
    leases.delete(name);
    before.keeper.lose(new Unavailable(`The cloud '${name}' was opened anew.`));
  };

  /** Asks until no other owner holds the cloud, or patience is at its end. */
  async function whenFree(name: string, ask: () => Promise<unknown>): Promise<string[]> {
    const asked = stopwatchOf();
    for (;;) {
      check();
      const [reply, ...rest] = texts(await ask());
      if (reply !== 'held') return rest;
      if (asked() + LOOK_EVERY > patience) throw heldBy(name, rest[0], rest[1]);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
  }

  async function open(name: string): Promise<Opened> {
    check(name);
    const began = performance.now();
    await settle(name);
    let since = stopwatchOf();
    const taken = await whenFree(name, () => {
      since = stopwatchOf();
      return connection.run(TAKE, [leaseKey(name), logKey(name), counter], owner, lease, wishes, name);
    });
    const [fence = '', now, length, bytes, entries, from] = taken;
    const begun = Number(length) > 0;
    const kept = begun ? await read(connection, name, logKey(name), Number(length), () => giveBack(name, fence)) : undefined;
    let renewed = since;
    const backing = backingOf(
      name,
      fence,
      () => renewed() < lease * 0.9,
      (at) => (renewed = at),
    );
    const size = begun ? { entries: Number(entries), bytes: Number(bytes) } : undefined;
    const keeper = keeperOf({ cloud: name, backing, durability, timeout, size, observe });
    leases.set(name, { keeper, fence, renewed: (at) => (renewed = at) });
    const other = from && from !== owner ? { from: replicaOf(from) } : {};
    observe({ kind: 'taken', cloud: name, seconds: (performance.now() - began) / 1_000, ...other });
    const release = async (): Promise<void> => {
      await keeper.release();
      if (leases.get(name)?.keeper === keeper) leases.delete(name);
    };
    return { kept, keeper: { ...keeper, release }, now: Number(now) };
  }

  function backingOf(name: string, fence: string, held: () => boolean, renewed: (since: () => number) => void): Backing {
    let number = 0;
    /** Sends a numbered write until it is known to be done. */
    const once = async (signal: AbortSignal, send: (attempt: number) => Promise<unknown>): Promise<void> => {
      for (let attempt = 1; ; attempt += 1) {
        const since = stopwatchOf();
        try {
          const [reply, holder, until] = texts(await send(attempt));
          if (reply === 'lost') throw lostTo(name, holder, until);
          if (reply !== 'ok')
            throw new Unavailable(
              `The store at ${shown} has lost changes of the cloud '${name}' that it had confirmed. Let it keep them: appendonly yes, appendfsync always.`,
            );
          number += 1;
          renewed(since);
          return;
        } catch (error) {
          // Only when the connection broke is it unknown whether it is done.
          if (signal.aborted || !connection.lost(error)) throw error;
          await connection.up(signal);
        }
      }
    };
    const beside = async (pieces: readonly string[], attempt: number): Promise<string> => {
      const key = `${prefix}:parts:${fence}:${number}:${attempt}:${owner}`;
      for (let i = 0; i < pieces.length; i += AT_ONCE) {
        await connection.send('RPUSH', key, ...pieces.slice(i, i + AT_ONCE));
        if (i === 0) await connection.send('PEXPIRE', key, `${PARTS_LAST}`);
      }
      return key;
    };
    const [leased, log] = [leaseKey(name), logKey(name)];
    return {
      held,
      append: (record, entries, signal) =>
        once(signal, async (attempt) => {
          const pieces = piecesOf(record);
          const how = [owner, fence, lease, number, Buffer.byteLength(record), entries];
          if (record.length <= LARGE) return connection.run(APPEND, [leased, log], ...how, ...pieces);
          return connection.run(APPEND_LARGE, [leased, log, await beside(pieces, attempt)], ...how, pieces.length);
        }),
      replace: (records, entries, signal) =>
        once(signal, async (attempt) => {
          const pieces = records.flatMap(piecesOf);
          const bytes = records.reduce((sum, record) => sum + Buffer.byteLength(record), 0);
          const key = await beside(pieces, attempt);
          return connection.run(REPLACE, [leased, log, key, names], owner, fence, lease, number, bytes, entries, pieces.length, name);
        }),
      free: () => giveBack(name, fence),
    };
  }

  async function giveBack(name: string, fence: string): Promise<void> {
    // What a connection that breaks has lost is sent again: otherwise nobody could have the cloud until the lease has expired.
    const given = AbortSignal.timeout(timeout);
    for (;;)
      try {
        await connection.run(RELEASE, [leaseKey(name), logKey(name)], owner, fence);
        return;
      } catch (error) {
        // Refused by the server when another has it; and when it cannot be reached, the lease expires.
        if (given.aborted || !connection.lost(error)) return;
        await connection.up(given).catch(() => {});
      }
  }

  async function renew(): Promise<void> {
    const all = [...leases];
    for (let i = 0; i < all.length; i += RENEWED_AT_ONCE) {
      const some = all.slice(i, i + RENEWED_AT_ONCE);
      const since = stopwatchOf();
      const replies = texts(
        await connection.run(
          RENEW,
          some.map(([name]) => leaseKey(name)),
          owner,
          lease,
          ...some.map(([, { fence }]) => fence),
        ),
      );
      for (const [index, [name, held]] of some.entries()) {
        const reply = replies[index] ?? '-';
        if (reply === '1') held.renewed(since);
        // Not one that was released meanwhile.
        else if (leases.get(name) === held) held.keeper.lose(lostTo(name, reply.slice(1)));
      }
    }
  }
  let renewing = false;
  const beating = setInterval(() => {
    if (renewing) return;
    renewing = true;
    renew()
      .catch(() => {})
      .finally(() => (renewing = false));
  }, lease / 3);
  beating.unref();

  let looking = false;
  const look = async (): Promise<void> => {
    if (looking || leases.size === 0) return;
    looking = true;
    try {
      const wished = texts(await connection.send('SPOP', wishes + owner, `${WISHES_AT_ONCE}`));
      for (const name of wished) leases.get(name)?.keeper.want();
    } catch {
      // Whoever wishes asks again.
    } finally {
      looking = false;
    }
  };
  const watching = setInterval(() => void look(), LOOK_EVERY);
  watching.unref();

  return {
    async names() {
      check();
      const found = new Set<string>();
      let cursor = '0';
      do {
        const [next, some] = (await connection.send('SSCAN', names, cursor, 'COUNT', '1000')) as [unknown, unknown];
        for (const name of texts(some)) found.add(name);
        cursor = String(next);
      } while (cursor !== '0');
      return [...found];
    },
    open: (name) => alone(name, () => open(name)),
    delete: (name) =>
      alone(name, async () => {
        check(name);
        await settle(name);
        const [value] = await whenFree(name, () => connection.run(DELETE, [leaseKey(name), logKey(name), names], owner, wishes, name));
        return Number(value) > 0;
      }),
    async ready() {
      check();
      await connection.send('SET', `${prefix}:probe`, '1', 'PX', '1000');
    },
    close: () =>
      (closed ??= (async () => {
        await Promise.all(Array.from(leases.values(), ({ keeper }) => keeper.release()));
        clearInterval(beating);
        clearInterval(watching);
        connection.close();
      })()),
  };
}

/** Reads a log, in parts; `unread` is called when it cannot be. */
async function read(connection: Connection, name: string, log: string, length: number, unread: () => Promise<void>): Promise<Kept> {
  const damaged = async (error: unknown): Promise<never> => {
    await unread();
    throw new Unreadable(`The cloud '${name}' cannot be read: ${(error as Error).message}.`, { cause: error });
  };
  const records = reading();
  const pieces = joining();
  let characters = 0;
  for (let from = 0; from < length; from += AT_ONCE) {
    const some = texts(await connection.send('LRANGE', log, `${from}`, `${from + AT_ONCE - 1}`));
    try {
      for (const [i, piece] of some.entries()) {
        characters += piece.length;
        if (characters > MOST_KEPT_BYTES) throw new Error(`it is larger than ${MOST_KEPT_BYTES} bytes`);
        const record = pieces.add(piece);
        if (record !== undefined) records.add(record, `piece ${from + i + 1} of ${log}`);
      }
    } catch (error) {
      return damaged(error);
    }
  }
  try {
    if (pieces.open) throw new Error('its last record is not complete');
    return records.kept();
  } catch (error) {
    return damaged(error);
  }
}

/** Says when the server would lose, at its own end, what was answered. */
async function warn(connection: Connection, shown: string, observe: Observe): Promise<void> {
  const setting = async (name: string): Promise<string | undefined> => {
    try {
      return texts(await connection.send('CONFIG', 'GET', name))[1];
    } catch (error) {
      if (error instanceof Refused) return undefined;
      throw error;
    }
  };
  const say = (message: string): void => observe({ kind: 'warning', message: `The store at ${shown} ${message}` });
  const [kept, synced, evicts] = [await setting('appendonly'), await setting('appendfsync'), await setting('maxmemory-policy')];
  if (kept === undefined)
    say('does not tell its settings. To lose no answered change it needs appendonly yes, appendfsync always and maxmemory-policy noeviction.');
  else if (kept !== 'yes')
    say('keeps nothing on disk (appendonly no): when it restarts, answered changes are lost. Set appendonly yes and appendfsync always.');
  else if (synced !== 'always')
    say(`writes to disk later than it answers (appendfsync ${synced}): when its machine fails, the last answered changes may be lost. Set appendfsync always.`);
  if (evicts !== undefined && evicts !== 'noeviction')
    say(`may drop clouds when its memory is full (maxmemory-policy ${evicts}). Set maxmemory-policy noeviction.`);
}

/** A reply as texts, whichever types the server's version gave its parts. */
const texts = (reply: unknown): string[] => (Array.isArray(reply) ? reply.map((part) => String(part ?? '')) : []);

const replicaOf = (owner: string): string => owner.slice(0, Math.max(0, owner.lastIndexOf('#'))) || owner;

function heldBy(name: string, owner = '', until = '0'): NotOwner {
  const by = replicaOf(owner);
  return new NotOwner(
    `The cloud '${name}' is held by ${by} until ${new Date(Number(until)).toISOString()} at least. Ask it, or try again then.`,
    by,
    Number(until),
  );
}

function lostTo(name: string, owner = '', until = '0'): NotOwner {
  const by = replicaOf(owner);
  return by === ''
    ? new NotOwner(`The cloud '${name}' is no longer held: it was deleted or given back, or the store has lost its lease.`, 'nobody')
    : new NotOwner(`The cloud '${name}' was taken over by ${by}.`, by, Number(until) || undefined);
}
