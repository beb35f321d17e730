/** `window.stuntbox`: the cloud at the disposal of the browser's console. */
import type { AnyCloud } from '../cloud/cloud.ts';
import { linkFragment } from '../cloud/link.ts';
import type { LiveClock } from '../model/clock.ts';

/** What the console has. */
export interface StuntboxConsole<C extends AnyCloud = AnyCloud> {
  readonly cloud: C;
  readonly clock: C['clock'];
  /** What can be done here, as text. */
  help(): string;
  /** The scenarios of the cloud's vendors, with their sentences, by name. */
  scenarios(): Record<string, string>;
  play(scenario: string): void;
  /** The address of this page for a colleague: it shows the same moment. */
  link(): string;
  /** Begins anew, with what the documents show. */
  reset(): void;
  /** Ends it: requests go to the network again. */
  stop(): Promise<void>;
}

const HELP = `stuntbox: a cloud in this page answers for the vendors' APIs.

  stuntbox.cloud                        the cloud: stuntbox.cloud.vpsorg.servers.all(), .faults, .journal
  stuntbox.clock.setSpeed(60)           a second is a minute; also pause(), resume(), advance(ms), next()
  stuntbox.scenarios()                  what can be played, with a sentence each
  stuntbox.play('vpsorg/out-of-credits')
  stuntbox.link()                       an address of this page that shows a colleague the same moment
  stuntbox.reset()                      begins anew
  stuntbox.stop()                       requests go to the network again

In the address: ?scenario=vpsorg/out-of-credits plays a scenario at the start.`;

/** Creates what the console has. */
export function consoleOf<C extends AnyCloud & { readonly clock: LiveClock }>(cloud: C, stop: () => Promise<void>): StuntboxConsole<C> {
  return {
    cloud,
    clock: cloud.clock,
    help: () => HELP,
    scenarios: () =>
      Object.fromEntries(
        Object.values(cloud.vendors).flatMap(({ scenarios = {} }) => Object.values(scenarios).map(({ name, description }) => [name, description] as const)),
      ),
    play: (scenario) => cloud.play(scenario),
    link: () => new URL(linkFragment(cloud.toLink()), location.href).href,
    reset: () => cloud.reset(),
    stop,
  };
}

/**
 * Puts it at `window.stuntbox`, unless that is somebody else's.
 * @returns takes it away.
 */
export function offer(value: StuntboxConsole): () => void {
  const page = globalThis as { stuntbox?: unknown };
  // An element with that id is seen there, too, but is no property of the window.
  if (Object.hasOwn(page, 'stuntbox')) return () => {};
  Object.defineProperty(page, 'stuntbox', { value, configurable: true, enumerable: true, writable: true });
  return () => {
    if (page.stuntbox === value) delete page.stuntbox;
  };
}
