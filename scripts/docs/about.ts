/** The hand-written part of each vendor's page: what it is, what a client should know first, and where stuntbox differs from the vendor's document. */

export interface Difference {
  /** What the vendor's document or service does. */
  readonly theirs: string;
  /** What stuntbox does. */
  readonly ours: string;
}

export interface About {
  readonly summary: string;
  readonly differences: readonly Difference[];
  /** Descriptions of settings that have none in their interface. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Differences that apply to every vendor. */
export const EVERYWHERE: readonly Difference[] = [
  { theirs: 'Durations are seldom documented.', ours: 'The durations are ours. Where a document gives a range, as VPS.org does for provisioning, ours is within it.' },
  { theirs: 'Time passes by itself.', ours: 'Time passes only when the test moves the clock, unless you choose another clock.' },
];

export const about: Readonly<Record<string, About>> = {
  puregpu: {
    summary:
      'Rented GPU servers. Most errors of the user are answered with HTTP 200 and `"result": "error"`, so a client has to read the body. Start and stop take effect at once; a restart, a shutdown and a rebuild lock the server until they end. What the pages do not say is inferred from what evidently runs behind them: Virtualizor, Proxmox VE and WHMCS.',
    differences: [
      {
        theirs: 'The pages on servers show no error at all.',
        ours: 'The user’s errors are HTTP 200 with `"result": "error"`, as the vendor’s page on errors says. A missing credential is 401, an unknown path 404, and the vendor’s own failures are 5xx.',
      },
      {
        theirs: 'The start example starts service 10, which the status example shows running.',
        ours: 'Starting a running server answers `VM already running`, as Proxmox does. Stop it first.',
      },
      {
        theirs: '`insertIso` lists both images as required and also says "one or two".',
        ours: 'At least one is required. A drive that is left out keeps its image; an empty string ejects it.',
      },
      {
        theirs: 'ISOs are uploaded by endpoints that the pages do not print.',
        ours: 'A fresh account holds two. Add more with `cloud.puregpu.isos.add({ name })`, or with the controls.',
      },
      { theirs: '`restart` answers "Reboot success"; `insertIso` takes `iso` and answers `primaryISO`.', ours: 'Exactly as documented.' },
      { theirs: 'The password in the rebuild example is `new_generated_password`.', ours: 'A generated password, the same for the same seed.' },
      { theirs: 'The page on authentication calls `/servers`, which no page documents.', ours: '404.' },
    ],
  },
  elastichosts: {
    summary:
      'Virtual machines assembled from drives, addresses and VLANs: the ElasticStack API, which CrossPeer, Go2Cloud, Serverlove, SkaliCloud and Open Hosting also ran. The service itself closed in 2020; its documents and old clients are the evidence. Requests and replies are `KEY VALUE` text or JSON, chosen independently by `Content-Type` and `Accept`; what went wrong is the first word of the header `X-Elastic-Error`. A server starts and stops at once. What takes time is imaging a drive, and a shutdown, during which the server refuses nothing.',
    differences: [
      {
        theirs: 'The counters of a server are cumulative, and shown while it is active. What a stop does to them, the page does not say.',
        ours: 'A stop hides them, and the next start continues them. Those of a device are those of its drive.',
      },
      {
        theirs: '`servers/list` gives lines of `SERVER CPU MEM`, but jclouds and shell scripts read each line as an id.',
        ours: 'As the document. Set `settings.serversList` to `ids` for ids alone.',
      },
      {
        theirs: '`start` answers 204; from 2013 on the service answered 200 with the info.',
        ours: 'As the document. Set `settings.startReply` or `settings.imageReply` to 200 for the info.',
      },
    ],
  },
  drone: {
    summary:
      'The Drone Autoscaler, which you install on a host of your own: the origin is a placeholder, so set `origins.drone`. A create runs through four states and a delete through two; nothing locks, and a delete is accepted in every state. Its actions are named after what happens in the background, not after endpoints: `DELETE` begins one of `terminate`, `cancel`, `stall` and `lose`, depending on the record.',
    settings: { commit: 'The commit that `/version` reports beside the version; empty to leave it out.' },
    differences: [
      { theirs: '`ca_cert` is listed twice, and `platform` not at all.', ours: 'The twenty members that the real server sends.' },
      {
        theirs: 'The real server loses a delete that arrives while a server is `creating` or `staging`.',
        ours: 'The delete is carried out. Set `settings.lostDelete`, or play `drone/lost-delete`, for the real behaviour.',
      },
      { theirs: 'The real planner creates and removes servers by itself, following the queue of builds.', ours: 'There is no planner: only requests, scenarios and tests create servers.' },
    ],
  },
  evotic: {
    summary:
      'List, create, read, delete and status. A create accepts a form or JSON. What the document does not say is inferred from SolusVM 2, on which the vendor evidently builds, and from Laravel. Backups, starts, stops, restarts and reinstalls have no endpoint; in reality the control panel begins them, here a scenario or a test does. A busy server cannot be deleted.',
    settings: { prices: 'What a server costs, in cents: for each core, each 1024 MB of memory and each GB of disk.' },
    differences: [
      { theirs: 'Create is shown as a request to `/servers/1`.', ours: '`POST /servers`. A POST to `/servers/1` is answered with 405.' },
      { theirs: 'The status is shown at the URL of the server itself.', ours: '`GET /servers/{id}/status`.' },
      {
        theirs: 'Create answers with a server that is `started` and uses more memory than it has.',
        ours: 'Create answers `processing`, with no usage. Set `settings.instantCreate` to follow the document.',
      },
      {
        theirs: 'When the period of `traffic` ends, and what `is_exceeded` measures, no page says.',
        ours: 'It is the month, in UTC. `is_exceeded` is true above `settings.trafficLimit`.',
      },
      { theirs: '`specifications` and `usage` are called arrays, and `id` a string.', ours: 'Objects and an integer, as in the examples.' },
    ],
  },
  vpsorg: {
    summary:
      'Virtual servers behind an API in the manner of Django REST Framework: every path ends with a slash, and validation errors are listed by field. Provisioning takes three minutes, and the server has no address until it ends.',
    differences: [
      {
        theirs: 'The list and the detail of server 12345 print different values of `updated_at`.',
        ours: 'Both, as printed, until the first change of the server; from then on they agree.',
      },
      {
        theirs: 'The start example starts server 12345, which the list shows as active.',
        ours: '400, as the list of status codes says. Stop it first.',
      },
      { theirs: 'The values of the status filter are translated.', ours: 'The English values; anything else is 400.' },
      { theirs: 'PUT and PATCH show no reply.', ours: 'They answer with the detail.' },
      { theirs: 'Plan 1 is different on the page of plans.', ours: 'Plan 1 is the one on the page of servers; the other one is plan 3.' },
      { theirs: 'No body of an error is shown.', ours: 'The bodies of Django REST Framework, and its 301 for a path without the slash.' },
    ],
  },
};

export const differencesTable = (differences: readonly Difference[]): readonly (readonly string[])[] => differences.map(({ theirs, ours }) => [theirs, ours]);
