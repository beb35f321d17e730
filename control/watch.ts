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
  /** Reports what no event of a cloud tells of, if it is another than when it was last looked at. */
  look(): void;
}

const hubs = new WeakMap<AnyCloud, Hub>();

/** Calls a listener with each event; returns a function that removes it. */
export function watch(cloud: AnyCloud, listener: Listener): () => void {
  const hub = hubs.get(cloud) ?? openHub(cloud);
  hubs.set(cloud, hub);
  return hub.add(listener);
}

/** Reports that a control moved the clock, unless that was reported already: a user's own clock may tell nobody. */
export const moved = (cloud: AnyCloud): void => hubs.get(cloud)?.look();

function openHub(cloud: AnyCloud): Hub {
  const core = coreOf(cloud);
  const listeners = new Set<Listener>();
  let stops: (() => void)[] = [];
  let n = 0;
  const send = (type: WatchedType, data: object): void => {
    for (const listener of listeners) listener({ type, n, data });
  };
  /** What tells that the clock was moved, that the list of faults is another one, and that the whole cloud is. A clock that runs moves all the time. */
  const seen = () => ({
    clock: core.clock.movable && core.clock.kind !== 'live' ? core.now() : core.moves,
    faults: core.faults.snapshot().map(({ id }) => id),
    lives: core.lives,
  });
  let last = seen();
  const look = (): void => {
    if (listeners.size === 0) return;
    const before = last;
    last = seen();
    if (last.clock !== before.clock) send('clock', clockOf(core));
    if (last.faults.join() !== before.faults.join()) send('faults', { faults: last.faults.length });
    if (last.lives !== before.lives) send('reset', { now: core.now() });
  };
  const begin = (): void => {
    n = cloud.journal.last()?.n ?? 0;
    last = seen();
    stops = [
      // Whoever changed it: a control, the page, a test. Under a clock that runs by itself, a change is then also reported when it comes due, without a request.
      cloud.subscribe(look),
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
    look,
  };
}
