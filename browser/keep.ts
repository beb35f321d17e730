/**
 * Keeps a running cloud across reloads: saves it after changes, soon but not each time, and when the page goes away.
 * Law of several tabs (`persist: 'local'`): each write is a whole state; a tab takes over what another one wrote, unless it has something of its own to save; of two simultaneous changes the last one wins.
 */
import type { AnyCloud } from '../cloud/cloud.ts';
import type { Link } from '../cloud/link.ts';
import type { LiveClock } from '../model/clock.ts';
import { ENTRY, type Kept, type Keeping, type Mark, type Pace } from './kept.ts';
import { reason, tell } from './telling.ts';

/** Milliseconds between a change and its save. */
const SOON = 250;
/** A save takes at most this part of the time: a large cloud is saved less often. */
const SHARE = 20;
/** A link that takes longer to verify, in milliseconds, is not made again: a snapshot is kept instead. */
const LONG = 50;

/** What keeps a cloud. */
export interface Keeper {
  /** Saves now. */
  save(): void;
  /** Saves a last time, and ends. */
  stop(): void;
}

/** The cloud that is kept, and what the page has asked for. */
export interface Keepable {
  readonly cloud: AnyCloud & { readonly clock: LiveClock };
  readonly asked: number;
  readonly scenarios: readonly string[];
  /** The change that it was opened at. */
  readonly change: Mark | undefined;
  /** Opens a cloud like this one, which only tells its state. */
  open(link: Link): AnyCloud;
}

/** Keeps a cloud in a place, which is `shared` with other tabs or this tab's own. */
export function keep(place: Keeping, { cloud, asked, scenarios, change, open }: Keepable, shared: boolean): Keeper {
  const { clock } = cloud;
  // `randomUUID` is only there in a secure context.
  const tab = globalThis.crypto.randomUUID?.() ?? `${performance.timeOrigin}`;
  const told = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lasted = 0;
  let short = true;
  /** Whether something happened here that is not yet saved. */
  let own = false;
  /** The change that this tab shows, and the last one that it has heard of. */
  let mark: Mark = change ?? { count: 0, tab };
  let latest = mark.count;

  const linkNow = (): Link => {
    if (short) {
      const began = performance.now();
      const link = cloud.toLink();
      short = performance.now() - began < LONG;
      return link;
    }
    const snapshot = cloud.snapshot();
    return { stuntbox: 1, vendors: Object.keys(cloud.vendors), seed: snapshot.seed, start: snapshot.now, at: snapshot.now, snapshot };
  };

  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const began = performance.now();
    if (own) {
      latest += 1;
      mark = { count: latest, tab };
    }
    try {
      place.write({ stuntbox: 1, change: mark, link: linkNow(), pace: { speed: clock.speed, paused: clock.paused }, asked, scenarios });
      own = false;
    } catch (error) {
      const problem = `The state of the cloud cannot be kept: ${reason(error)} Until then, a reload goes back to what was kept last.`;
      if (!told.has(problem)) tell(problem);
      told.add(problem);
    }
    lasted = performance.now() - began;
  };
  /** What no event of its own tells of: the faults, how the clock runs, and a reset. */
  const aside = (): string => [cloud.faults.all().length, clock.speed, clock.paused].join();
  let known = aside();
  let exchanges = cloud.journal.size;
  let following = false;
  const look = (): void => {
    const now = aside();
    const wasReset = cloud.journal.size < exchanges;
    exchanges = cloud.journal.size;
    if (now === known && !wasReset) return;
    known = now;
    if (!following) soon();
  };
  const soon = (): void => {
    own = true;
    timer ??= setTimeout(save, Math.max(SOON, lasted * SHARE));
  };
  const leaving = (): void => {
    // A tab where nothing happened saves its time, but does not undo what another tab has written since.
    if (own || !shared || isMine()) save();
  };
  const isMine = (): boolean => {
    try {
      const found = place.read();
      return found === undefined || same(found.change, mark);
    } catch {
      return false;
    }
  };
  const follow = (read: () => Kept | undefined): void => {
    try {
      const kept = read();
      if (!kept) return;
      latest = Math.max(latest, kept.change.count);
      // An older one is on its way to being overwritten; the same one with another instant is another tab that was closed.
      if (!own && kept.change.count >= mark.count && !same(kept.change, mark)) takeOver(kept);
    } catch (error) {
      tell(`Another tab has kept a state that this one cannot show: ${reason(error)} Reload this tab.`);
    }
  };
  const takeOver = (kept: Kept): void => {
    following = true;
    try {
      cloud.restore(open(kept.link).snapshot());
      goAt(clock, kept.pace);
      known = aside();
      mark = kept.change;
    } finally {
      following = false;
    }
  };

  const ends = [
    // What time alone changes, every tab knows by itself; it is saved when the page goes away.
    cloud.on('change', ({ by }) => {
      if (by !== 'time' && !following) soon();
    }),
    cloud.on('scenario', soon),
    cloud.subscribe(look),
    listen(window, 'pagehide', leaving),
    listen(document, 'visibilitychange', () => {
      if (document.visibilityState === 'hidden') leaving();
    }),
  ];
  if (shared) {
    ends.push(
      listen(window, 'storage', (event) => {
        const { key, newValue, storageArea } = event as StorageEvent;
        if (key === ENTRY && newValue !== null && storageArea === localStorage) follow(() => place.reads(newValue));
      }),
      // A page that comes back from the browser's cache has heard of nothing meanwhile.
      listen(window, 'pageshow', (event) => {
        if ((event as PageTransitionEvent).persisted) follow(() => place.read());
      }),
    );
  }
  return {
    save,
    stop() {
      for (const end of ends) end();
      leaving();
      clearTimeout(timer);
    },
  };
}

/** Has a clock run so. */
export function goAt(clock: LiveClock, { speed, paused }: Pace): void {
  if (speed !== clock.speed) clock.setSpeed(speed);
  if (paused && !clock.paused) clock.pause();
  if (!paused && clock.paused) clock.resume();
}

const same = (one: Mark, other: Mark): boolean => one.count === other.count && one.tab === other.tab;

function listen(target: EventTarget, event: string, listener: (event: Event) => void): () => void {
  target.addEventListener(event, listener);
  return () => target.removeEventListener(event, listener);
}
