/** The values that the controls take and give, as JSON Schema: each has a name in the exported document and in its types. */
import { OUTCOME_NAMES } from '../model/outcomes.ts';

const object = { type: 'object' } as const;
const text = { type: 'string' } as const;
const instant = { type: 'integer', description: 'Milliseconds since the epoch, by the clock of the cloud.' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const textOrNull = { type: ['string', 'null'] } as const;

/** Why a request was refused, as RFC 9457 has it. */
export const problem = {
  type: 'object',
  description: 'Why a request was refused (RFC 9457). Nothing was changed.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', description: 'The kind of problem, for programs: `urn:stuntbox:not-found`.' },
    title: { type: 'string', description: 'The kind of problem, for people.' },
    status: { type: 'integer', description: 'The HTTP status.' },
    detail: { type: 'string', description: 'What is wrong, what to do and, for a misspelt name, what was perhaps meant.' },
  },
} as const;

export const clock = {
  type: 'object',
  description: 'The clock of a cloud.',
  required: ['kind', 'now', 'at', 'movable', 'speed', 'paused', 'nextChange', 'began'],
  properties: {
    kind: { type: 'string', description: '`manual`, `stepping`, `live`, `system`, `scaled`, or the name of a custom clock.' },
    now: instant,
    at: { type: 'string', description: 'The same instant as text: `2025-01-16T15:30:00.000Z`.' },
    movable: { type: 'boolean', description: 'Whether `advance`, `next` and `settle` move it.' },
    speed: { type: ['number', 'null'], description: 'How many times faster than real time it runs; null for a clock that has no speed.' },
    paused: { type: 'boolean', description: 'Whether it stands still until it is moved or resumed.' },
    nextChange: { type: ['integer', 'null'], description: 'When the cloud next changes by itself, in milliseconds since the epoch; null when it will not.' },
    began: { type: 'integer', description: 'The earliest instant that the cloud still knows, in milliseconds since the epoch.' },
  },
} as const;

export const cloud = {
  type: 'object',
  description: 'A cloud that the server holds.',
  required: ['name', 'vendors', 'seed', 'clock'],
  properties: {
    name: text,
    vendors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'title', 'origin'],
        properties: { name: text, title: text, origin: { type: 'string', description: 'Where requests to it go: its real URL, unless it was given another.' } },
      },
    },
    seed: { type: ['string', 'number'], description: 'The seed of all randomness.' },
    clock,
  },
} as const;

export const scenario = {
  type: 'object',
  description: 'A scenario: one sentence that is true after it was played.',
  required: ['name', 'vendor', 'description', 'shows'],
  properties: {
    name: text,
    vendor: text,
    description: text,
    shows: {
      description: 'When it shows: at once, to a client that only reads, or after any one of these requests.',
      anyOf: [
        { type: 'string', enum: ['at once'] },
        { type: 'object', required: ['after'], additionalProperties: false, properties: { after: { type: 'array', items: text } } },
      ],
    },
  },
} as const;

/** Checked in full by the cloud, which knows the vendors and what each outcome needs. */
export const fault = {
  type: 'object',
  description: 'What goes wrong, where and how often. Each outcome has members of its own: see docs/faults.md.',
  required: ['vendor', 'outcome'],
  properties: {
    vendor: { type: 'string', description: 'The vendor that it strikes.' },
    on: { type: 'string', description: 'One operation, such as `POST /servers/`; all operations by default.' },
    server: { type: ['string', 'number'], description: 'One server, by its key.' },
    times: { type: 'integer', minimum: 1, description: 'How often it strikes; no limit by default.' },
    after: { type: 'integer', minimum: 0, description: 'How many matching requests pass before it first strikes.' },
    every: { type: 'integer', minimum: 1, description: 'Strikes only every nth matching request.' },
    chance: { type: 'number', exclusiveMinimum: 0, maximum: 1, description: 'The probability of striking a matching request.' },
    outcome: { type: 'string', enum: OUTCOME_NAMES },
  },
} as const;

export const sequence = {
  type: 'object',
  description: 'What happens to the next requests for one operation, one after the other.',
  required: ['sequence'],
  additionalProperties: false,
  properties: {
    sequence: {
      type: 'object',
      required: ['vendor', 'on', 'turns'],
      additionalProperties: false,
      properties: {
        vendor: text,
        on: { type: 'string', description: 'The operation, such as `GET /servers/`.' },
        turns: {
          type: 'array',
          description: 'Names of outcomes, outcomes with their members, or `ok` for a request that passes.',
          items: { type: ['string', 'object'] },
        },
      },
    },
  },
} as const;

export const countedFault = {
  type: 'object',
  description: 'A fault that can still strike.',
  required: ['id', 'fault', 'matched', 'struck'],
  properties: {
    id: { type: 'integer', minimum: 1, description: 'Its number, by which it is removed.' },
    fault,
    follows: { type: 'integer', description: 'The previous fault of its sequence; this one waits until that one is used up.' },
    matched: { type: 'integer', minimum: 0, description: 'How many requests it could have struck.' },
    struck: count,
  },
} as const;

const members = {
  type: 'array',
  items: {
    type: 'object',
    required: ['name', 'wants'],
    properties: { name: text, wants: { type: 'string', description: 'What to give, in words: `a share from 0 to 1`.' } },
  },
} as const;

export const faultChoices = {
  type: 'object',
  description: 'What a fault can be made of.',
  required: ['outcomes', 'vendors'],
  properties: {
    outcomes: {
      type: 'array',
      items: { type: 'object', required: ['name', 'needs', 'may'], properties: { name: text, needs: members, may: members } },
    },
    vendors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'title', 'operations', 'kinds', 'statuses'],
        properties: {
          name: text,
          title: text,
          operations: { type: 'array', items: text },
          kinds: { type: 'array', description: 'The refusals that it has, for the outcome `refused`.', items: text },
          statuses: { type: 'array', description: 'The statuses of its records, for the outcome `settles`.', items: text },
        },
      },
    },
  },
} as const;

export const record = { type: 'object', description: 'A record of a table. Its members are those of the vendor; secrets are `[redacted]`.' } as const;

export const settings = { type: 'object', description: 'The settings of an account, such as its credits.' } as const;

export const account = {
  type: 'object',
  description: 'The account at one vendor.',
  required: ['vendor', 'title', 'settings', 'tables'],
  properties: {
    vendor: text,
    title: text,
    settings,
    tables: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'key', 'size'],
        properties: { name: text, key: { type: 'string', description: 'The member that is the key.' }, size: count },
      },
    },
  },
} as const;

export const server = {
  type: 'object',
  description: 'A server: its record, what it is busy with, and what it accepts now.',
  required: ['key', 'record', 'status', 'task', 'progress', 'allowed', 'refused'],
  properties: {
    key: { type: ['string', 'number'] },
    record,
    status: text,
    task: {
      type: ['object', 'null'],
      description: 'What it is busy with; null when it is idle.',
      required: ['action', 'startedAt', 'endsAt', 'fails'],
      properties: {
        action: text,
        startedAt: instant,
        endsAt: { type: ['integer', 'null'], description: 'Null for a task that is stuck.' },
        fails: { type: 'boolean', description: 'Whether it will fail.' },
      },
    },
    progress: { type: ['integer', 'null'], minimum: 0, maximum: 99, description: 'The progress of its task in percent.' },
    allowed: { type: 'array', description: 'The actions that would be accepted now.', items: text },
    refused: {
      type: 'array',
      description: 'The actions that would be refused now, with the reply that would refuse them.',
      items: {
        type: 'object',
        required: ['action', 'why', 'status', 'body'],
        properties: {
          action: text,
          why: text,
          status: { type: ['integer', 'null'], description: 'Null where no request can be refused this way.' },
          body: { description: 'The body of that reply; null for none.' },
        },
      },
    },
  },
} as const;

const headers = { type: 'object', additionalProperties: text } as const;

export const exchange = {
  type: 'object',
  description: 'A request and its reply, without credentials and secrets.',
  required: ['n', 'at', 'vendor', 'operation', 'request', 'reply', 'changes', 'why'],
  properties: {
    n: { type: 'integer', description: 'Counts from 1, including exchanges that the journal has dropped.' },
    at: instant,
    vendor: text,
    operation: { type: ['string', 'null'], description: 'The documented operation; null when the request matches none.' },
    request: {
      type: 'object',
      required: ['method', 'path', 'query', 'headers', 'body'],
      properties: { method: text, path: text, query: text, headers, body: textOrNull },
    },
    reply: {
      type: ['object', 'null'],
      description: 'The reply; null when the connection dropped.',
      required: ['status', 'headers', 'body'],
      properties: { status: { type: 'integer' }, headers, body: textOrNull },
    },
    changes: { type: 'array', description: 'What changed, by the operation and by time since the last exchange.', items: object },
    why: { type: ['string', 'null'], description: 'Why it was refused, or which fault struck it.' },
  },
} as const;

export const violation = {
  type: 'object',
  description: 'A part of a request that was not as the vendor documents it.',
  required: ['vendor', 'operation', 'place', 'rule', 'message'],
  properties: {
    vendor: text,
    operation: textOrNull,
    place: { type: 'string', description: 'Where: `body.plan_id`, `query.page`, `header.content-type`.' },
    rule: text,
    message: { type: 'string', description: 'What is wrong, in one sentence.' },
    n: { type: 'integer', description: 'The number of its exchange in the journal.' },
  },
} as const;

/** Checked in full by the cloud, which knows the vendors. */
export const snapshot = {
  type: 'object',
  description: 'A whole cloud as plain JSON.',
  required: ['version', 'now', 'seed', 'accounts', 'faults'],
  properties: {
    version: { type: 'integer', enum: [1] },
    now: instant,
    seed: { type: ['string', 'number'] },
    accounts: object,
    faults: { type: 'array', items: object },
  },
} as const;

export const link = {
  type: 'object',
  description: 'A cloud as a short plain value: its start, and the steps since then or, where no steps lead to its state, a snapshot.',
  required: ['stuntbox', 'vendors', 'seed', 'start', 'at'],
  properties: {
    stuntbox: { type: 'integer' },
    vendors: { type: 'array', items: text },
    seed: { type: ['string', 'number'] },
    start: instant,
    at: instant,
  },
} as const;

export const newCloud = {
  type: 'object',
  description: 'What a new cloud is like. It begins from a link, from a snapshot, or from the examples of the documents.',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', maxLength: 100, description: 'Letters, digits, dots, hyphens and underscores, the first a letter or a digit.' },
    vendors: { type: 'array', items: { type: 'string' }, maxItems: 100, description: 'Only these of the vendors of the server.' },
    seed: { type: ['string', 'number'], description: 'The seed of all randomness.' },
    clock: { type: 'string', enum: ['system', 'manual'] },
    speed: { type: 'number', exclusiveMinimum: 0, maximum: 1_000_000_000, description: 'How many times faster than real time the clock runs.' },
    start: { type: ['string', 'number'], description: 'The first instant: a date, or milliseconds since the epoch.' },
    scenarios: { type: 'array', items: { type: 'string' }, maxItems: 100, description: 'Played in this order.' },
    link: { type: 'object', description: 'Begins from a link, which `GET /clouds/{cloud}/link` returns.' },
    snapshot: { type: 'object', description: 'Begins from a snapshot, which `GET /clouds/{cloud}/snapshot` returns.' },
  },
} as const;
