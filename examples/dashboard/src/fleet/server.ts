/** A server as this application shows it, whoever its vendor is. */
import type { Vendor } from '../api/vendors.ts';

/** What the colour of a badge says; its text is the vendor's own word. */
export type State = 'running' | 'stopped' | 'busy' | 'attention' | 'unknown';

/** What is being done to a server. While there is one, the vendor refuses other actions: the server is locked. */
export interface Task {
  readonly phrase: string;
  /** Percent, where the vendor tells. */
  readonly progress?: number;
}

/** What changes while a server is being worked on. */
export interface Activity {
  /** The vendor's word. */
  readonly status: string;
  readonly state: State;
  readonly task?: Task | undefined;
}

export interface Server extends Activity {
  readonly vendor: Vendor;
  readonly id: number;
  readonly name: string;
  readonly address?: string;
  /** Cores, memory and disk, or what it is sold as. */
  readonly size: string;
  readonly place?: string;
  readonly system?: string;
  /** Whether the list says all, or `activity` must be asked for each. */
  readonly listed: boolean;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** How much of something is used. */
export interface Gauge {
  readonly name: string;
  readonly used: number;
  readonly total: number;
  readonly text: string;
}

export interface Power {
  readonly name: string;
  readonly label: string;
  /** What is said once the vendor has accepted. */
  readonly run: (id: number) => Promise<string>;
  /** The one that a server in this state most likely needs. */
  readonly primaryIn?: State;
}

export interface ServerDetails extends Server {
  readonly facts: readonly Fact[];
  readonly gauges: readonly Gauge[];
  /** A sentence on what the user should know, such as why a service is suspended. */
  readonly note?: string;
}

export const STATE_NAMES: Readonly<Record<State, string>> = {
  running: 'Running',
  stopped: 'Stopped',
  busy: 'Under way',
  attention: 'Needs attention',
  unknown: 'Not looked up yet',
};

export const hrefOf = ({ vendor, id }: { vendor: Vendor; id: number }): string => `#/${vendor}/${id}`;
