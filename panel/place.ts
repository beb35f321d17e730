/** Where the panel was left: kept in localStorage, if the page has one that works. */

/** The tabs, in their order. */
export const TABS = ['servers', 'scenarios', 'faults', 'journal'] as const;
export type Tab = (typeof TABS)[number];

/** Where the panel is docked; as a page of its own, it fills the window. */
export type Dock = 'bottom' | 'side' | 'page';

/** What is remembered. */
export interface Place {
  readonly open: boolean;
  readonly dock: Dock;
  readonly tab: Tab;
  /** Its height at the bottom and its width at the side, in pixels. */
  readonly height: number;
  readonly width: number;
}

export const FIRST: Place = { open: false, dock: 'bottom', tab: 'servers', height: 340, width: 440 };
/** In pixels. */
export const BOUNDS = { least: 200, most: 1600 } as const;

const KEY = 'stuntbox-panel';

/** The place that was kept, checked whole; nothing if there is none that makes sense. */
export function placeKept(): Partial<Place> {
  try {
    const { open, dock, tab, height, width } = Object(JSON.parse(localStorage.getItem(KEY) ?? '{}')) as { readonly [M in keyof Place]?: unknown };
    return {
      ...(typeof open === 'boolean' && { open }),
      ...((dock === 'bottom' || dock === 'side') && { dock }),
      ...(TABS.some((one) => one === tab) && { tab: tab as Tab }),
      ...(fits(height) && { height }),
      ...(fits(width) && { width }),
    };
  } catch {
    // No storage, or none that this page may use, or something else under our name.
    return {};
  }
}

/** Keeps the place. A page that is full, or may not keep anything, forgets it. */
export function keepPlace({ open, dock, tab, height, width }: Place): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ open, ...(dock !== 'page' && { dock }), tab, height, width }));
  } catch {
    // It opens next time as it did the first time.
  }
}

const fits = (size: unknown): size is number => typeof size === 'number' && size >= BOUNDS.least && size <= BOUNDS.most;
