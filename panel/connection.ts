/** Where the panel finds a cloud: behind the controls, over HTTP or in the same page. */
import type { Controls } from '../control/in-page.ts';
import type { Answer } from '../control/operations.ts';

/** What the panel connects to: as `connect` from `stuntbox/control` takes it. */
export interface Connection {
  /** The URL of the controls: `http://127.0.0.1:4011`, or `/__stuntbox` at the page's own origin. */
  readonly url: string;
  /** The token of the controls. */
  readonly token: string;
  /** The name of the cloud; `default` by default. */
  readonly cloud?: string;
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: typeof fetch;
  /** The address of the application, to which a copied link is added; without it, the link is copied alone. */
  readonly application?: string;
}

/** A cloud in the same page. */
export interface InPage {
  readonly controls: () => Promise<Controls>;
  readonly application?: string;
}

export type CloudInfo = Answer<'GET /clouds/{cloud}'>;
export type Clock = Answer<'GET /clouds/{cloud}/clock'>;
export type Account = Answer<'GET /clouds/{cloud}/accounts'>['accounts'][number];
export type Server = Answer<'GET /clouds/{cloud}/accounts/{vendor}/servers/{key}'>;
export type Scenario = Answer<'GET /clouds/{cloud}/scenarios'>['scenarios'][number];
export type CountedFault = Answer<'GET /clouds/{cloud}/faults'>['faults'][number];
export type FaultChoices = Answer<'GET /clouds/{cloud}/faults/choices'>;
export type Exchange = Answer<'GET /clouds/{cloud}/journal'>['exchanges'][number];
