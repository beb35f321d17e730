/** startCloud(): a cloud in the page, behind msw's worker, kept across reloads. Started twice, as hot reloading does, it is still one. */
import { createCloud, type Cloud } from '../cloud/msw.ts';
import type { AnyCloud } from '../cloud/cloud.ts';
import type { Link } from '../cloud/link.ts';
import type { Providers } from '../cloud/options.ts';
import { instantOf, liveClock, seconds, type LiveClock } from '../model/clock.ts';
import { followLinks, wantedBy, withoutLink } from './address.ts';
import { consoleOf, offer } from './console.ts';
import { goAt, keep, type Keeper } from './keep.ts';
import { keeping, type Keeping, type Kept, type Mark, type Pace } from './kept.ts';
import { checkStart, originsOfPage, type StartedCloud, type StartOptions } from './options.ts';
import { reason, tell } from './telling.ts';
import { showPanelOf } from './panel.ts';
import { startWorker, type Worker } from './worker.ts';

/** The cloud of any page. */
type PageCloud = Cloud<Providers, LiveClock>;

/** What runs in this page. It outlives the module, which hot reloading loads again. */
interface Running {
  readonly vendors: Providers;
  readonly options: string;
  readonly handlers: StartOptions<Providers>['handlers'];
  readonly started: StartedCloud<Providers>;
  readonly worker: Worker;
  readonly script: string;
  readonly scenarios: readonly string[];
  /** Ends all but the worker, and gives the state. */
  leave(): Link;
}
const RUNNING = Symbol.for('stuntbox.browser');
const page = globalThis as { [RUNNING]?: Promise<Running | undefined> };

/**
 * Starts a cloud in this page: msw's worker hands it the requests to its vendors, and leaves all others alone.
 * It runs by a live clock, and both state and time are kept across reloads.
 * Called again with the same vendors and options it gives the cloud that runs; with others, that one ends and its state goes on under them.
 * @throws {Error} when an option is invalid, or the worker cannot run; the error says what to do.
 * @example
 * if (import.meta.env.DEV) {
 *   const { startCloud } = await import('stuntbox/browser');
 *   const { vpsorg } = await import('stuntbox/vpsorg');
 *   await startCloud({ vpsorg }, { origins: { vpsorg: '/api/vpsorg' }, speed: 60 });
 * }
 */
export async function startCloud<const P extends Providers>(vendors: P, options: StartOptions<P> = {}): Promise<StartedCloud<P>> {
  checkStart(options);
  if (typeof vendors === 'object' && vendors !== null && Object.keys(vendors).length === 0)
    throw new Error(
      "startCloud was called without a vendor, so it would answer nothing. Import one, such as import { vpsorg } from 'stuntbox/vpsorg', and call startCloud({ vpsorg }).",
    );
  if (typeof location === 'undefined')
    throw new Error('startCloud is for a page in a browser. In Node, use setupServer(...createCloud({ … }).handlers) of msw/node, or cloud.listen().');
  const before = page[RUNNING];
  const next = (async () => {
    const running = await before?.catch(() => undefined);
    return startAfter(running, vendors, options);
  })();
  page[RUNNING] = next;
  // One that fails is reported to its caller alone, and leaves nothing behind.
  next.catch(() => {
    if (page[RUNNING] === next) delete page[RUNNING];
  });
  // What runs is of these vendors: `startAfter` has compared them.
  return (await next).started as unknown as StartedCloud<P>;
}

async function startAfter(running: Running | undefined, vendors: Providers, options: StartOptions<Providers>): Promise<Running> {
  const { handlers = [], serviceWorker = {}, quiet = false } = options;
  const said = JSON.stringify({ ...options, handlers: undefined });
  if (running && said === running.options && sameItems(handlers, running.handlers ?? []) && sameMembers(vendors, running.vendors)) return running;
  const opened = openForPage(vendors, options, running);
  const script = JSON.stringify(serviceWorker);
  const all = [...handlers, ...opened.cloud.handlers];
  let worker = running?.worker;
  if (running && worker && script === running.script) {
    running.leave();
    worker.use(all);
  } else {
    running?.leave();
    await running?.worker.stop();
    worker = await startWorker(all, { url: serviceWorker.url ?? '/mockServiceWorker.js', scope: serviceWorker.scope, quiet });
  }
  return run(opened, { vendors, options, said, script, worker });
}

interface Opened {
  readonly cloud: PageCloud;
  open(link: Link): AnyCloud;
  readonly scenarios: readonly string[];
  readonly asked: number;
  readonly place: Keeping | undefined;
  readonly change: Mark | undefined;
  /** Whether the link of the address was opened. */
  readonly opened: boolean;
}

/** Opens the cloud that the address asks for, or the one that was kept, or a fresh one. */
function openForPage(vendors: Providers, options: StartOptions<Providers>, running: Running | undefined): Opened {
  const { speed: asked = 1, persist = 'session', quiet: _, panel: __, serviceWorker: ___, handlers: ____, origins, start, seed, settings, ...others } = options;
  const place = persist === false ? undefined : keeping(persist);
  const common = { ...others, origins: originsOfPage(origins, location.href) };
  // A page that was asleep goes on where it was: the heart beats once a second while it is awake.
  const clock = (): LiveClock => liveClock({ speed: asked, largestStep: seconds(5), ...(start !== undefined && { start: instantOf(start) }) });
  const began = { ...(seed !== undefined && { seed }), ...(settings !== undefined && { settings }) };
  const fresh = (): PageCloud => createCloud(vendors, { ...common, ...began, clock: clock() });
  const linked = (link: Link | string, pace?: Pace): PageCloud => {
    const cloud = createCloud.fromLink(vendors, link, { ...common, clock: clock() });
    if (pace) goAt(cloud.clock, pace);
    return cloud;
  };
  const again = ({ link, pace, asked: before }: Kept): PageCloud => linked(link, before === asked ? pace : { ...pace, speed: asked });
  // An invalid option is an error now, and not a kept state that cannot be opened.
  const first = fresh();
  const result = { open: (link: Link): AnyCloud => linked(link), asked, place, change: undefined, opened: false };

  if (running) {
    const link = running.started.cloud.toLink();
    const cloud = tried(() => linked(link, { speed: asked, paused: running.started.cloud.clock.paused }), 'The state before this reload cannot be shown');
    return { ...result, cloud: cloud ?? first, scenarios: running.scenarios };
  }
  const { scenarios, link } = wantedBy(location);
  if (link !== undefined) {
    const cloud = tried(() => linked(link), 'The link in the address cannot be opened');
    if (cloud) return { ...result, cloud, scenarios, opened: true };
  }
  const kept = place && tried(() => place.read(), 'What was kept of the cloud cannot be read, so it begins anew');
  const isSame = kept !== undefined && sameItems(kept.scenarios, scenarios);
  if (scenarios.length > 0 && !isSame) {
    const cloud = tried(() => {
      for (const name of scenarios) first.play(name);
      return first;
    }, 'The scenario in the address cannot be played');
    if (cloud) return { ...result, cloud, scenarios };
  }
  const cloud = kept && tried(() => again(kept), 'What was kept of the cloud cannot be opened, so it begins anew');
  return cloud && kept ? { ...result, cloud, scenarios: kept.scenarios, change: kept.change } : { ...result, cloud: fresh(), scenarios: [] };
}

function tried<T>(open: () => T, problem: string): T | undefined {
  try {
    return open();
  } catch (error) {
    tell(`${problem}: ${reason(error)}`);
    return undefined;
  }
}

interface Run {
  readonly vendors: Providers;
  readonly options: StartOptions<Providers>;
  readonly said: string;
  readonly script: string;
  readonly worker: Worker;
}

async function run({ cloud, place, opened, ...kept }: Opened, { vendors, options, said, script, worker }: Run): Promise<Running> {
  const { scenarios } = kept;
  const { persist = 'session', quiet = false, panel = false, handlers } = options;
  const ends: (() => void)[] = [];
  let keeper: Keeper | undefined;
  if (place) {
    keeper = keep(place, { cloud, ...kept }, persist === 'local');
    if (opened || scenarios.length > 0) keeper.save();
    // Without a place for it, a reload must find the link again.
    if (opened) withoutLink();
  }
  ends.push(followLinks());
  // The clock is looked at, so that only a page that sleeps passes its largest step.
  const beat = setInterval(() => cloud.clock.now(), seconds(1));
  ends.push(() => clearInterval(beat));

  const leave = (): Link => {
    const link = cloud.toLink();
    keeper?.stop();
    for (const end of ends.splice(0)) end();
    return link;
  };
  const stop = async (): Promise<void> => {
    const current = await page[RUNNING]?.catch(() => undefined);
    if (current !== running) return;
    delete page[RUNNING];
    leave();
    await worker.stop();
  };
  const running: Running = { vendors, options: said, handlers, started: { cloud, stop }, worker, script, scenarios, leave };
  ends.push(offer(consoleOf(cloud, stop)));
  if (panel)
    await showPanelOf(cloud).then(
      (end) => ends.push(end),
      (error: unknown) => tell(`The panel cannot be shown: ${reason(error)}`),
    );
  if (!quiet)
    console.info(
      `[stuntbox] A cloud in this page answers for ${Object.entries(cloud.origins)
        .map(([name, origin]) => `${name} (${origin})`)
        .join(', ')}. In the console: stuntbox.help()`,
    );
  return running;
}

const sameItems = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((item, index) => item === other[index]);
const sameMembers = (one: Providers, other: Providers): boolean =>
  Object.keys(one).length === Object.keys(other).length && Object.entries(one).every(([name, vendor]) => other[name] === vendor);
