/** The options of `startCloud`, and their validation before anything is started, since they may not have been type-checked. */
import type { HttpHandler } from 'msw';
import { optionNames } from '../cloud/check-options.ts';
import type { Cloud } from '../cloud/msw.ts';
import type { CloudOptions, Providers } from '../cloud/options.ts';
import type { LiveClock } from '../model/clock.ts';
import { isPlainObject, said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';

/** The options of `startCloud`: those of a cloud, and those of the page. */
export interface StartOptions<P extends Providers> extends Omit<CloudOptions<P, LiveClock>, 'clock'> {
  /** How many times as fast as real time the cloud runs: with 60, a second is a minute. 1 by default. */
  readonly speed?: number;
  /**
   * Where the state is kept across reloads: `session` (by default) keeps it for this tab, `local` for all tabs of this origin, which then show the same cloud; `false` keeps nothing.
   */
  readonly persist?: 'session' | 'local' | false;
  /** Prints nothing when all is well: neither our line nor those of msw. Problems are always told. */
  readonly quiet?: boolean;
  /** Shows the panel in the page. */
  readonly panel?: boolean;
  /** The worker script and its scope; by default `/mockServiceWorker.js`, where `npx msw init public` puts it. For an app under a sub-path. */
  readonly serviceWorker?: { readonly url?: string; readonly scope?: string };
  /** Your own msw handlers. They come before those of the cloud, so they win. */
  readonly handlers?: readonly HttpHandler[];
}

/** What `startCloud` gives. */
export interface StartedCloud<P extends Providers> {
  readonly cloud: Cloud<P, LiveClock>;
  /** Ends it: requests go to the network again. What was kept across reloads remains. */
  stop(): Promise<void>;
}

type OfPage = Exclude<keyof StartOptions<Providers>, keyof CloudOptions<Providers>>;

const OF_PAGE: Readonly<Record<OfPage, (value: unknown) => string | undefined>> = {
  speed: (speed) => (typeof speed === 'number' && speed > 0 ? undefined : 'a number above 0: with 60, a second is a minute'),
  persist: (where) => (where === 'session' || where === 'local' || where === false ? undefined : "'session', 'local' or false"),
  quiet: yesOrNo,
  panel: yesOrNo,
  serviceWorker: (given) =>
    isPlainObject(given) && Object.entries(given).every(([name, value]) => (name === 'url' || name === 'scope') && typeof value === 'string')
      ? undefined
      : "the address of the worker script, such as { url: '/app/mockServiceWorker.js' }, and perhaps its scope",
  handlers: (list) =>
    Array.isArray(list) && list.every((one) => typeof one === 'object' && one !== null)
      ? undefined
      : "a list of msw handlers, such as [http.get('/health', …)]",
};

function yesOrNo(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'true or false';
}

/**
 * Validates the options of a page.
 * @throws {Error} that names the option.
 */
export function checkStart(given: unknown): void {
  if (!isPlainObject(given)) throw new Error(`startCloud takes options, such as { speed: 60 }, not ${said(given)}.`);
  // `createCloud` checks the values of its own; `start` is the first instant of the clock.
  const ofCloud = optionNames().filter((name) => name !== 'clock');
  for (const [name, value] of Object.entries(given)) {
    if (name === 'clock')
      throw new Error(
        'startCloud has no option clock: a page has a live clock, which is kept across reloads. Set its speed here, and stop it with cloud.clock.pause().',
      );
    if (ofCloud.includes(name) || value === undefined) continue;
    if (!Object.hasOwn(OF_PAGE, name)) throw new Error(`startCloud has no option '${name}'.${suggestion(name, [...Object.keys(OF_PAGE), ...ofCloud])}`);
    const wanted = OF_PAGE[name as OfPage](value);
    if (wanted !== undefined) throw new Error(`The option ${name} cannot be ${said(value)}. Give ${wanted}.`);
  }
}

/**
 * A vendor's path is meant at the page's own origin, and nowhere else: `/api/gpu` neither at a CDN nor at another host's API.
 * @throws {Error} when it is the whole origin: the page's own files would be the vendor's.
 */
export function originsOfPage(origins: unknown, base: string): Record<string, string> {
  // createCloud refuses what is no such object, with its own words.
  if (origins !== undefined && !isPlainObject(origins)) return origins as Record<string, string>;
  const own: Record<string, string> = {};
  for (const [vendor, text] of Object.entries(origins ?? {})) {
    if (typeof text !== 'string') {
      // createCloud refuses it, with its own words.
      if (text !== undefined) own[vendor] = text as string;
      continue;
    }
    const url = /^\/(?!\/)/.test(text) ? new URL(text, base) : undefined;
    if (url && url.pathname.replace(/\/+$/, '') === '' && url.origin === new URL(base).origin)
      throw new Error(
        `The option origins.${vendor} cannot be '${text}': everything of this page would be the vendor's, its own scripts too. Give a path of its own, such as '/api/${vendor}'.`,
      );
    own[vendor] = url?.href ?? text;
  }
  return own;
}
