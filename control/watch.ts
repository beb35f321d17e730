/**
 * What happens in a cloud, for whoever watches it: exchanges, changes, violations and moves of its clock, without secrets.
 * Law: a cloud is listened to once, however many watch, and only while somebody does.
 */
import type { AnyCloud, CloudChange } from '../cloud/cloud.ts';
import { coreOf } from '../cloud/inside.ts';
import type { Exchange } from '../model/journal.ts';
import { recordedChanges } from '../request/record.ts';
import { redactedValue } from '../vendor/redacted.ts';
import { clockOf } from './clock-state.ts';

/** The kinds of events. */
export const EVENT_TYPES = ['exchange', 'change', 'violation', 'clock', 'faults', 'reset'] as const;
export type WatchedType = (typeof EVENT_TYPES)[number];

/** What happened. */
export interface Watched {
  readonly type: WatchedType;
  /** The number of the last exchange. */
  readonly n: number;
  /** Plain JSON. */
  readonly data: object;
}

type Listener = (event: Watched) => void;

/** Those that watch one cloud. */
interface Hub {
  add(listener: Listener): () => void;
  /** Reports the clock if it was moved since it was last reported. */
  moved(): void;
  /** Reports the clock. */
  ran(): void;
  /** Reports that the list of faults, or the whole cloud, is another one. */
  replaced(what: 'faults' | 'reset'): void;
}

const hubs = new WeakMap<AnyCloud, Hub>();

/** Calls a listener with each event; returns a function that removes it. */
export function watch(cloud: AnyCloud, listener: Listener): () => void {
  const hub = hubs.get(cloud) ?? openHub(cloud);
  hubs.set(cloud, hub);
  return hub.add(listener);
}

/** Reports that a control moved the clock, unless that was reported already. */
export const moved = (cloud: AnyCloud): void => hubs.get(cloud)?.moved();
/** Reports that a control changed how the clock runs. */
export const ran = (cloud: AnyCloud): void => hubs.get(cloud)?.ran();

/** Reports that a control changed the faults, or the whole cloud. */
export const replaced = (cloud: AnyCloud, what: 'faults' | 'reset'): void => hubs.get(cloud)?.replaced(what);

function openHub(cloud: AnyCloud): Hub {
  const core = coreOf(cloud);
  const listeners = new Set<Listener>();
  let stops: (() => void)[] = [];
  let n = 0;
  let last = 0;
  const send = (type: WatchedType, data: object): void => {
    for (const listener of listeners) listener({ type, n, data });
  };
  const ran = (): void => {
    if (listeners.size === 0) return;
    last = core.now();
    send('clock', clockOf(core));
  };
  const moved = (): void => {
    if (core.now() !== last) ran();
  };
  const begin = (): void => {
    n = cloud.journal.last()?.n ?? 0;
    last = core.now();
    stops = [
      // Under a clock that runs by itself, a change is then reported when it comes due, without a request.
      cloud.subscribe(() => {}),
      cloud.on('exchange', (exchange) => {
        n = exchange.n;
        send('exchange', exchange);
      }),
      cloud.on('change', (change) => send('change', withoutSecrets(change))),
      cloud.on('violation', (violation) => {
        const { exchange, ...own } = violation as { readonly exchange: Exchange };
        const { asked } = core.account(exchange.vendor).vendor.secrets;
        send('violation', Object.assign({}, asked ? redactedValue(own, asked) : own, { n: exchange.n }));
      }),
    ];
  };
  const withoutSecrets = (change: CloudChange): object => ({ ...change, ...recordedChanges(core.account(change.vendor).vendor, [change])[0] });
  // A clock that stands still says when it is moved; it cannot be told to stop, so this is done once for each cloud. One that runs moves all the time.
  if (core.clock.movable && core.clock.kind !== 'live') core.clock.follow({ due: () => undefined, busy: () => undefined, settle: moved });
  return {
    add(listener) {
      if (listeners.size === 0) begin();
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        for (const stop of stops) stop();
        stops = [];
      };
    },
    moved,
    ran,
    replaced: (what) => send(what, what === 'faults' ? { faults: core.faults.snapshot().length } : { now: core.now() }),
  };
}
