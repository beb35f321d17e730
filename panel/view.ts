/** What the parts of the panel are given: what is known of the cloud, what is looked at, and how to change either. */
import { FIRST, type Place } from './place.ts';
import type { Session } from './session.ts';

/** What is looked at. */
export interface View extends Place {
  readonly vendor: string;
  readonly offset: number;
  /** Another instant that the servers are shown at; undefined for now. */
  readonly at: number | undefined;
  readonly scenario: string;
  readonly exchange: string;
  /** How many exchanges are listed. */
  readonly exchanges: number;
  /** The numbers of those that are opened. */
  readonly opened: ReadonlySet<number>;
  /** The keys of the servers whose records are opened. */
  readonly records: ReadonlySet<string | number>;
  /** The choices of the form for a fault. */
  readonly fault: { readonly vendor: string; readonly outcome: string };
  /** Why the controls refused the fault in the form. */
  readonly faultRefused: string;
  /** Whether the next click resets the cloud. */
  readonly sure: boolean;
  readonly notice: { readonly text: string; readonly bad: boolean; readonly copy?: string } | undefined;
}

/** The exchanges that are listed at first, and how many more each time. */
export const EXCHANGES = 60;

/** What is looked at first. */
export const FIRST_VIEW: View = {
  ...FIRST,
  vendor: '',
  offset: 0,
  at: undefined,
  scenario: '',
  exchange: '',
  exchanges: EXCHANGES,
  opened: new Set(),
  records: new Set(),
  fault: { vendor: '', outcome: '' },
  faultRefused: '',
  sure: false,
  notice: undefined,
};

/** The panel, as its frame sees it: perhaps before it has a connection. */
export interface Frame {
  readonly session: Session | undefined;
  readonly view: View;
  set(changes: Partial<View>): void;
  /** Opens or closes it, and takes the focus along. */
  show(open: boolean): void;
  /** Does something, and says what was refused. */
  act(task: () => Promise<unknown>, done?: string): void;
  copy(text: string, what: string): void;
}

/** The panel, as its tabs see it. */
export interface Panel extends Frame {
  readonly session: Session;
}

/** What is opened, after some details were opened or closed. */
export function toggled<K>(opened: ReadonlySet<K>, key: K, { target }: Event): ReadonlySet<K> {
  const open = (target as HTMLDetailsElement).open;
  if (opened.has(key) === open) return opened;
  return new Set(open ? [...opened, key] : [...opened].filter((one) => one !== key));
}
