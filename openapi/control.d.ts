/** The schemas of the controls' document, as types. Generated: npm run generate. */
export type AddFault = Fault | FaultSequence;

/**
 * Why a request was refused (RFC 9457). Nothing was changed.
 *
 */
export interface Problem {
  /**
   * The kind of problem, for programs: `urn:stuntbox:not-found`.
   */
  type: string;
  /**
   * The kind of problem, for people.
   */
  title: string;
  /**
   * The HTTP status.
   */
  status: number;
  /**
   * What is wrong, what to do and, for a misspelt name, what was perhaps meant.
   */
  detail: string;
  [k: string]: unknown;
}
/**
 * The clock of a cloud.
 *
 */
export interface Clock {
  /**
   * `manual`, `stepping`, `live`, `system`, `scaled`, or the name of a custom clock.
   */
  kind: string;
  /**
   * Milliseconds since the epoch, by the clock of the cloud.
   */
  now: number;
  /**
   * The same instant as text: `2025-01-16T15:30:00.000Z`.
   */
  at: string;
  /**
   * Whether `advance`, `next` and `settle` move it.
   */
  movable: boolean;
  /**
   * How many times faster than real time it runs; null for a clock that has no speed.
   */
  speed: number | null;
  /**
   * Whether it stands still until it is moved or resumed.
   */
  paused: boolean;
  /**
   * When the cloud next changes by itself, in milliseconds since the epoch; null when it will not.
   */
  nextChange: number | null;
  /**
   * The earliest instant that the cloud still knows, in milliseconds since the epoch.
   */
  began: number;
  [k: string]: unknown;
}
/**
 * A cloud that the server holds.
 *
 */
export interface Cloud {
  name: string;
  vendors: {
    name: string;
    title: string;
    /**
     * Where requests to it go: its real URL, unless it was given another.
     */
    origin: string;
    [k: string]: unknown;
  }[];
  /**
   * The seed of all randomness.
   */
  seed: string | number;
  clock: Clock;
  [k: string]: unknown;
}
/**
 * What a new cloud is like. It begins from a link, from a snapshot, or from the examples of the documents.
 *
 */
export interface NewCloud {
  /**
   * Letters, digits, dots, hyphens and underscores, the first a letter or a digit.
   */
  name: string;
  /**
   * Only these of the vendors of the server.
   *
   * @maxItems 100
   */
  vendors?: string[];
  /**
   * The seed of all randomness.
   */
  seed?: string | number;
  clock?: 'system' | 'manual';
  /**
   * How many times faster than real time the clock runs.
   */
  speed?: number;
  /**
   * The first instant: a date, or milliseconds since the epoch.
   */
  start?: string | number;
  /**
   * Played in this order.
   *
   * @maxItems 100
   */
  scenarios?: string[];
  /**
   * Begins from a link, which `GET /clouds/{cloud}/link` returns.
   */
  link?: {
    [k: string]: unknown;
  };
  /**
   * Begins from a snapshot, which `GET /clouds/{cloud}/snapshot` returns.
   */
  snapshot?: {
    [k: string]: unknown;
  };
}
/**
 * A scenario: one sentence that is true after it was played.
 *
 */
export interface Scenario {
  name: string;
  vendor: string;
  description: string;
  /**
   * When it shows: at once, to a client that only reads, or after any one of these requests.
   */
  shows:
    | 'at once'
    | {
        after: string[];
      };
  [k: string]: unknown;
}
/**
 * What goes wrong, where and how often. Each outcome has members of its own: see docs/faults.md.
 *
 */
export interface Fault {
  /**
   * The vendor that it strikes.
   */
  vendor: string;
  /**
   * One operation, such as `POST /servers/`; all operations by default.
   */
  on?: string;
  /**
   * One server, by its key.
   */
  server?: string | number;
  /**
   * How often it strikes; no limit by default.
   */
  times?: number;
  /**
   * How many matching requests pass before it first strikes.
   */
  after?: number;
  /**
   * Strikes only every nth matching request.
   */
  every?: number;
  /**
   * The probability of striking a matching request.
   */
  chance?: number;
  outcome:
    | 'refused'
    | 'done-but-broken'
    | 'answer-lost'
    | 'done-twice'
    | 'not-done'
    | 'network-error'
    | 'fails'
    | 'stuck'
    | 'slow'
    | 'settles'
    | 'progress'
    | 'cut'
    | 'malformed'
    | 'wrong-type'
    | 'latency'
    | 'hangs'
    | 'rate-limit'
    | 'stale';
  [k: string]: unknown;
}
/**
 * What happens to the next requests for one operation, one after the other.
 *
 */
export interface FaultSequence {
  sequence: {
    vendor: string;
    /**
     * The operation, such as `GET /servers/`.
     */
    on: string;
    /**
     * Names of outcomes, outcomes with their members, or `ok` for a request that passes.
     */
    turns: (
      | string
      | {
          [k: string]: unknown;
        }
    )[];
  };
}
/**
 * A fault that can still strike.
 *
 */
export interface CountedFault {
  /**
   * Its number, by which it is removed.
   */
  id: number;
  fault: Fault;
  /**
   * The previous fault of its sequence; this one waits until that one is used up.
   */
  follows?: number;
  /**
   * How many requests it could have struck.
   */
  matched: number;
  struck: number;
  [k: string]: unknown;
}
/**
 * What a fault can be made of.
 *
 */
export interface FaultChoices {
  outcomes: {
    name: string;
    needs: {
      name: string;
      /**
       * What to give, in words: `a share from 0 to 1`.
       */
      wants: string;
      [k: string]: unknown;
    }[];
    may: {
      name: string;
      /**
       * What to give, in words: `a share from 0 to 1`.
       */
      wants: string;
      [k: string]: unknown;
    }[];
    [k: string]: unknown;
  }[];
  vendors: {
    name: string;
    title: string;
    operations: string[];
    /**
     * The refusals that it has, for the outcome `refused`.
     */
    kinds: string[];
    /**
     * The statuses of its records, for the outcome `settles`.
     */
    statuses: string[];
    [k: string]: unknown;
  }[];
  [k: string]: unknown;
}
/**
 * The account at one vendor.
 *
 */
export interface Account {
  vendor: string;
  title: string;
  settings: Settings;
  tables: {
    name: string;
    /**
     * The member that is the key.
     */
    key: string;
    size: number;
    [k: string]: unknown;
  }[];
  [k: string]: unknown;
}
/**
 * The settings of an account, such as its credits.
 *
 */
export interface Settings {
  [k: string]: unknown;
}
/**
 * A record of a table. Its members are those of the vendor; secrets are `[redacted]`.
 *
 */
export interface Record {
  [k: string]: unknown;
}
/**
 * A server: its record, what it is busy with, and what it accepts now.
 *
 */
export interface Server {
  key: string | number;
  record: Record;
  status: string;
  /**
   * What it is busy with; null when it is idle.
   */
  task: {
    action: string;
    /**
     * Milliseconds since the epoch, by the clock of the cloud.
     */
    startedAt: number;
    /**
     * Null for a task that is stuck.
     */
    endsAt: number | null;
    /**
     * Whether it will fail.
     */
    fails: boolean;
    [k: string]: unknown;
  } | null;
  /**
   * The progress of its task in percent.
   */
  progress: number | null;
  /**
   * The actions that would be accepted now.
   */
  allowed: string[];
  /**
   * The actions that would be refused now, with the reply that would refuse them.
   */
  refused: {
    action: string;
    why: string;
    /**
     * Null where no request can be refused this way.
     */
    status: number | null;
    /**
     * The body of that reply; null for none.
     */
    body: {
      [k: string]: unknown;
    };
    [k: string]: unknown;
  }[];
  [k: string]: unknown;
}
/**
 * A request and its reply, without credentials and secrets.
 *
 */
export interface Exchange {
  /**
   * Counts from 1, including exchanges that the journal has dropped.
   */
  n: number;
  /**
   * Milliseconds since the epoch, by the clock of the cloud.
   */
  at: number;
  vendor: string;
  /**
   * The documented operation; null when the request matches none.
   */
  operation: string | null;
  request: {
    method: string;
    path: string;
    query: string;
    headers: {
      [k: string]: string | undefined;
    };
    body: string | null;
    [k: string]: unknown;
  };
  /**
   * The reply; null when the connection dropped.
   */
  reply: {
    status: number;
    headers: {
      [k: string]: string | undefined;
    };
    body: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * What changed, by the operation and by time since the last exchange.
   */
  changes: {
    [k: string]: unknown;
  }[];
  /**
   * Why it was refused, or which fault struck it.
   */
  why: string | null;
  [k: string]: unknown;
}
/**
 * A part of a request that was not as the vendor documents it.
 *
 */
export interface Violation {
  vendor: string;
  operation: string | null;
  /**
   * Where: `body.plan_id`, `query.page`, `header.content-type`.
   */
  place: string;
  rule: string;
  /**
   * What is wrong, in one sentence.
   */
  message: string;
  /**
   * The number of its exchange in the journal.
   */
  n?: number;
  [k: string]: unknown;
}
/**
 * A whole cloud as plain JSON.
 *
 */
export interface Snapshot {
  version: 1;
  /**
   * Milliseconds since the epoch, by the clock of the cloud.
   */
  now: number;
  seed: string | number;
  accounts: {
    [k: string]: unknown;
  };
  faults: {
    [k: string]: unknown;
  }[];
  [k: string]: unknown;
}
/**
 * A cloud as a short plain value: its start, and the steps since then or, where no steps lead to its state, a snapshot.
 *
 */
export interface Link {
  stuntbox: number;
  vendors: string[];
  seed: string | number;
  /**
   * Milliseconds since the epoch, by the clock of the cloud.
   */
  start: number;
  /**
   * Milliseconds since the epoch, by the clock of the cloud.
   */
  at: number;
  [k: string]: unknown;
}
export interface GetOpenApiReply {
  [k: string]: unknown;
}
export interface ListCloudsReply {
  clouds: Cloud[];
  /**
   * The names of those that rest in the store: the next request opens them.
   */
  resting?: string[];
  [k: string]: unknown;
}
export interface DeleteCloudReply {
  deleted: string;
  [k: string]: unknown;
}
export interface AdvanceClock {
  /**
   * How far, in milliseconds.
   */
  ms?: number;
  /**
   * How far, in words: `3m`, `1h30m`, `500ms`. The units are ms, s, m, h and d.
   */
  by?: string;
}
export interface MoveToNextChange {}
export interface SettleClock {}
export interface SetSpeed {
  speed: number;
}
export interface PauseClock {}
export interface ResumeClock {}
export interface ListScenariosReply {
  scenarios: Scenario[];
  [k: string]: unknown;
}
export interface PlayScenario {
  scenario: string;
}
export interface ListFaultsReply {
  faults: CountedFault[];
  [k: string]: unknown;
}
export interface AddFaultReply {
  faults: CountedFault[];
  [k: string]: unknown;
}
export interface ClearFaultsReply {
  faults: CountedFault[];
  [k: string]: unknown;
}
export interface ListAccountsReply {
  accounts: Account[];
  [k: string]: unknown;
}
export interface ListServersReply {
  /**
   * How many there are in total.
   */
  total: number;
  servers: Server[];
  [k: string]: unknown;
}
export interface BeginAction {
  action: string;
}
export interface ListRecordsReply {
  /**
   * How many there are in total.
   */
  total: number;
  records: Record[];
  [k: string]: unknown;
}
export interface ListExchangesReply {
  exchanges: Exchange[];
  /**
   * Whether there are more.
   */
  more: boolean;
  [k: string]: unknown;
}
export interface ClearJournalReply {
  exchanges: Exchange[];
  more: boolean;
  [k: string]: unknown;
}
export interface ListViolationsReply {
  violations: Violation[];
  [k: string]: unknown;
}
export interface ResetCloud {}

export type CreateCloud = NewCloud;
export type CreateCloudReply = Cloud;
export type GetCloudReply = Cloud;
export type GetClockReply = Clock;
export type AdvanceClockReply = Clock;
export type MoveToNextChangeReply = Clock;
export type SettleClockReply = Clock;
export type SetSpeedReply = Clock;
export type PauseClockReply = Clock;
export type ResumeClockReply = Clock;
export type PlayScenarioReply = Scenario;
export type ListFaultChoicesReply = FaultChoices;
export type RemoveFaultReply = CountedFault;
export type GetAccountReply = Account;
export type ChangeSettings = Settings;
export type ChangeSettingsReply = Settings;
export type GetServerReply = Server;
export type BeginActionReply = Server;
export type AddRecord = Record;
export type AddRecordReply = Record;
export type GetRecordReply = Record;
export type ChangeRecord = Record;
export type ChangeRecordReply = Record;
export type RemoveRecordReply = Record;
export type WaitForExchangeReply = Exchange;
export type GetSnapshotReply = Snapshot;
export type RestoreSnapshot = Snapshot;
export type RestoreSnapshotReply = Cloud;
export type GetLinkReply = Link;
export type ResetCloudReply = Cloud;
