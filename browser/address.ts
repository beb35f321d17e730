/** What the address of the page asks for: `?scenario=vpsorg/out-of-credits` and `#stuntbox=…`, a link. */

/** What an address asks for. */
export interface Wanted {
  /** The names of the scenarios, in their order. */
  readonly scenarios: readonly string[];
  /** The fragment with the link. */
  readonly link: string | undefined;
}

const MARK = '#stuntbox=';
/** No address has more scenarios than a person would write. */
const MOST_SCENARIOS = 20;

/** Reads an address. */
export function wantedBy({ search, hash }: Pick<Location, 'search' | 'hash'>): Wanted {
  return {
    scenarios: new URLSearchParams(search)
      .getAll('scenario')
      .filter((name) => name !== '')
      .slice(0, MOST_SCENARIOS),
    link: hash.startsWith(MARK) ? hash : undefined,
  };
}

/** Takes the link out of the address, so that a reload finds what happened since. */
export function withoutLink(): void {
  if (location.hash.startsWith(MARK)) history.replaceState(history.state, '', location.pathname + location.search);
}

/**
 * Reloads the page when a link is pasted into its address bar: the browser itself does not, as only the fragment changes.
 * @returns ends that.
 */
export function followLinks(): () => void {
  const changed = (): void => {
    if (location.hash.startsWith(MARK)) location.reload();
  };
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}
