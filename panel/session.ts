/**
 * What the panel knows of a cloud, kept up to date by the events of its controls.
 * Law: nothing is asked where an event tells, one request of a kind is under way at a time, and a lost connection is said and tried again.
 */
import { eventsIn } from '../control/client/events.ts';
import { asked, sender } from '../control/client/send.ts';
import type { Ask, Controls, Happened } from '../control/in-page.ts';
import type { Account, Clock, CloudInfo, Connection, InPage, CountedFault, Exchange, FaultChoices, Scenario, Server } from './connection.ts';

/** The most exchanges that are kept; the controls have the others. */
export const MOST_EXCHANGES = 500;
/** The servers on a page. */
export const PAGE = 25;

/** The servers that are shown: a page of those of one vendor, perhaps at another instant. */
export interface Wanted {
  readonly vendor: string;
  readonly offset: number;
  /** In milliseconds since the epoch; undefined for now. */
  readonly at: number | undefined;
}

/** What is known. It is replaced piece by piece, and never changed in place. */
export interface Known {
  connection: 'connecting' | 'live' | 'lost';
  /** Why the connection is lost. */
  why: string;
  cloud?: CloudInfo;
  clock?: Clock;
  accounts: readonly Account[];
  /** Undefined until somebody looks at them. */
  scenarios: readonly Scenario[] | undefined;
  faults: readonly CountedFault[];
  choices?: FaultChoices;
  /** Latest first. */
  journal: readonly Exchange[];
  servers: { readonly wanted: Wanted; readonly total: number; readonly list: readonly Server[] } | undefined;
  /** Why the servers cannot be shown, such as an instant before the cloud began. */
  refused: string | undefined;
}

/** A session with the controls of a cloud. */
export interface Session {
  readonly known: Readonly<Known>;
  /** Sends a control. Rejects with the words of the controls. */
  readonly send: Ask;
  readonly path: { readonly cloud: string };
  /** The address of the application, to which a link to the cloud is added; empty without one. */
  readonly application: string;
  /** The time of the cloud now, in milliseconds since the epoch: reckoned from when it was last told. */
  now(): number;
  /** Whether the cloud's time passes by itself. */
  running(): boolean;
  /** Shows other servers. */
  want(wanted: Wanted): void;
  /** Reads the scenarios, unless they are known. */
  wantScenarios(): void;
  /** Reads the servers and the clock again: a running clock tells of nothing while it runs. */
  look(): void;
  /** Connects now, instead of after the pause. */
  retry(): void;
  close(): void;
}

type Stale = 'all' | 'scenarios' | 'clock' | 'faults' | 'servers' | 'accounts';

/** The first and the longest pause before the next try to connect, in milliseconds. */
const PAUSES = { first: 500, longest: 10_000 };
/** The least time between two rounds of requests, in milliseconds, however many events come. */
const ROUND = 120;

/** Opens a session; `changed` is called whenever something else is known. */
export function openSession(connection: Connection | InPage, changed: () => void): Session {
  const path = { cloud: ('cloud' in connection && connection.cloud) || 'default' };
  const controls = 'controls' in connection ? inPage(connection) : overHttp(connection, path);
  const { send } = controls;
  const known: Known = {
    connection: 'connecting',
    why: '',
    accounts: [],
    scenarios: undefined,
    faults: [],
    journal: [],
    servers: undefined,
    refused: undefined,
  };
  const closed = new AbortController();
  const stale = new Set<Stale>();
  let wanted: Wanted | undefined;
  let told = 0;
  let working = false;
  let scenariosWanted = false;
  let wake = (): void => {};

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const keepClock = (clock: Clock): void => {
    known.clock = clock;
    told = performance.now();
  };

  const everything = async (): Promise<void> => {
    const [cloud, { accounts }, { faults }, choices, { exchanges }] = await Promise.all([
      send('GET /clouds/{cloud}', { path }),
      send('GET /clouds/{cloud}/accounts', { path }),
      send('GET /clouds/{cloud}/faults', { path }),
      known.choices ?? send('GET /clouds/{cloud}/faults/choices', { path }),
      send('GET /clouds/{cloud}/journal', { path, query: { last: 200 } }),
    ]);
    keepClock(cloud.clock);
    Object.assign(known, { cloud, accounts, faults, choices, journal: exchanges.toReversed() });
  };
  const servers = async (): Promise<void> => {
    if (!wanted) return;
    const { vendor, offset, at } = wanted;
    const asking = wanted;
    try {
      const { total, servers: list } = await send('GET /clouds/{cloud}/accounts/{vendor}/servers', {
        path: { ...path, vendor },
        query: { limit: PAGE, offset, at },
      });
      known.servers = { wanted: asking, total, list };
      known.refused = undefined;
    } catch (error) {
      if (closed.signal.aborted) return;
      known.servers = { wanted: asking, total: 0, list: [] };
      known.refused = (error as Error).message;
    }
  };
  const round = async (): Promise<void> => {
    const parts = new Set(stale);
    stale.clear();
    if (parts.has('all')) await everything();
    await Promise.all([
      !parts.has('all') && parts.has('clock') && send('GET /clouds/{cloud}/clock', { path }).then(keepClock),
      !parts.has('all') && parts.has('faults') && send('GET /clouds/{cloud}/faults', { path }).then(({ faults }) => (known.faults = faults)),
      !parts.has('all') && parts.has('accounts') && send('GET /clouds/{cloud}/accounts', { path }).then(({ accounts }) => (known.accounts = accounts)),
      parts.has('scenarios') && send('GET /clouds/{cloud}/scenarios', { path }).then(({ scenarios }) => (known.scenarios = scenarios)),
      (parts.has('all') || parts.has('servers')) && servers(),
    ]);
  };
  /** Reads what is stale, round by round, until nothing is. */
  const refresh = (...parts: readonly Stale[]): void => {
    for (const part of parts) stale.add(part);
    if (working || known.connection !== 'live') return;
    working = true;
    void (async () => {
      while (stale.size > 0 && !closed.signal.aborted) {
        // A failure here is the connection's, which the stream of events tells too.
        await round().catch((error: unknown) => (known.why = (error as Error).message));
        changed();
        await new Promise((resolve) => setTimeout(resolve, ROUND));
      }
      working = false;
    })();
  };

  const happened = ({ event, data }: Happened): void => {
    if (event === 'exchange') {
      const exchange = data as Exchange;
      known.journal = [exchange, ...known.journal.filter(({ n }) => n !== exchange.n).slice(0, MOST_EXCHANGES - 1)];
      if (known.faults.length > 0) refresh('faults');
    } else if (event === 'clock') {
      keepClock(data as Clock);
      refresh('servers');
    } else if (event === 'change') refresh('servers', 'accounts', 'clock');
    else if (event === 'faults') refresh('faults');
    else if (event === 'reset') refresh('all');
    changed();
  };
  const connect = async (): Promise<void> => {
    const events = await controls.events(closed.signal);
    await everything();
    Object.assign(known, { connection: 'live', why: '' });
    // A server that was started again may have other scenarios.
    refresh('servers', ...(scenariosWanted ? (['scenarios'] as const) : []));
    changed();
    for await (const one of events) happened(one);
    throw new Error('The controls ended the connection.');
  };
  void (async () => {
    for (let ms = PAUSES.first; !closed.signal.aborted; ms = Math.min(ms * 2, PAUSES.longest)) {
      try {
        await connect();
      } catch (error) {
        if (closed.signal.aborted) return;
        if (known.connection === 'live') ms = PAUSES.first;
        Object.assign(known, { connection: 'lost', why: error instanceof Error ? error.message : String(error) });
        changed();
      }
      await pause(ms);
    }
  })();

  const running = (): boolean => {
    const { clock } = known;
    return clock !== undefined && !clock.paused && clock.kind !== 'manual' && clock.kind !== 'stepping';
  };
  return {
    known,
    send,
    path,
    application: connection.application ?? '',
    running,
    now: () => (known.clock ? known.clock.now + (running() ? (performance.now() - told) * (known.clock.speed ?? 1) : 0) : 0),
    want(next) {
      const same = wanted && wanted.vendor === next.vendor && wanted.offset === next.offset && wanted.at === next.at;
      wanted = next;
      if (!same) refresh('servers');
    },
    wantScenarios() {
      if (known.scenarios || scenariosWanted) return;
      scenariosWanted = true;
      refresh('scenarios');
    },
    look: () => refresh('servers', 'clock'),
    retry: () => wake(),
    close() {
      closed.abort();
      wake();
    },
  };
}

/** Controls that are loaded with the first request. */
const inPage = ({ controls }: InPage): Controls => ({
  send: async (...asked) => (await controls()).send(...asked),
  events: async (signal) => (await controls()).events(signal),
});

/** Controls behind a port or a path. */
function overHttp({ url, token, fetch: own = (input, init) => fetch(input, init) }: Connection, path: { readonly cloud: string }): Controls {
  const server = { url: absolute(url), token, fetch: own };
  return {
    send: sender(server),
    async events(signal) {
      const { body } = await asked(server, 'GET /clouds/{cloud}/events', { path, signal });
      return (async function* () {
        for await (const { event, data } of eventsIn(body)) yield { event, data: JSON.parse(data) as unknown };
      })();
    },
  };
}

/** A URL as `fetch` takes it anywhere: a path is one of the page's own origin. */
const absolute = (url: string): string => new URL(url, globalThis.location?.href).href.replace(/\/$/, '');
