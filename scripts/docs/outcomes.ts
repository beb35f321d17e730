/** Every outcome of a fault, for the page on faults: an outcome that is not described here does not compile. */
import type { Fault, OutcomeName } from '../../model/faults.ts';
import { code, table } from './markdown.ts';

interface OutcomeText {
  /** Its own members, as they are written. */
  readonly members: readonly string[];
  readonly description: string;
  readonly example: Fault;
}

const create = { vendor: 'vpsorg', on: 'POST /servers/' } as const;
const list = { vendor: 'vpsorg', on: 'GET /servers/' } as const;

export const outcomes: Readonly<Record<OutcomeName, OutcomeText & { readonly about: 'the request' | 'the task that it begins' | 'the answer' | 'the account' }>> = {
  refused: {
    about: 'the request',
    members: ['kind', 'retryAfter?: ms'],
    description: 'Nothing is done. The vendor refuses in its own words; `kind` says how, for example `unavailable`, `forbidden` or `payment-required`.',
    example: { ...create, times: 1, outcome: 'refused', kind: 'unavailable' },
  },
  'done-but-broken': { about: 'the request', members: [], description: 'The request is carried out, and answered with the vendor’s 500.', example: { ...create, times: 1, outcome: 'done-but-broken' } },
  'answer-lost': { about: 'the request', members: [], description: 'The request is carried out, and the connection drops before the answer.', example: { ...create, times: 1, outcome: 'answer-lost' } },
  'done-twice': { about: 'the request', members: [], description: 'The request is carried out twice, and answered once.', example: { ...create, times: 1, outcome: 'done-twice' } },
  'not-done': { about: 'the request', members: [], description: 'The answer says that the request was carried out, but it was not.', example: { ...create, times: 1, outcome: 'not-done' } },
  'network-error': { about: 'the request', members: [], description: 'The request never arrives, and the connection drops.', example: { vendor: 'vpsorg', times: 2, outcome: 'network-error' } },
  hangs: { about: 'the request', members: [], description: 'The request never arrives, and no answer ever comes. It ends when the client gives up.', example: { ...list, times: 1, outcome: 'hangs' } },
  fails: {
    about: 'the task that it begins',
    members: ['at: 0…1', 'because?'],
    description: 'The request is accepted, and its task fails after this share of its time. `because` is the reason, for a vendor that shows one.',
    example: { ...create, outcome: 'fails', at: 0.6 },
  },
  stuck: { about: 'the task that it begins', members: ['at: 0…1'], description: 'The task stops making progress after this share of its time, and locks the server for ever.', example: { ...create, outcome: 'stuck', at: 0.99 } },
  slow: { about: 'the task that it begins', members: ['factor'], description: 'The task takes `factor` times as long.', example: { ...create, outcome: 'slow', factor: 10 } },
  settles: { about: 'the task that it begins', members: ['in: status'], description: 'The task ends in another status than it should.', example: { ...create, outcome: 'settles', in: 'stopped' } },
  progress: {
    about: 'the task that it begins',
    members: ['shape: { steps } | { tail: true } | { back: [from, to] }'],
    description: 'The task’s progress moves in steps, slows down towards the end, or falls back once.',
    example: { vendor: 'evotic', on: 'POST /servers', outcome: 'progress', shape: { back: [0.6, 0.2] } },
  },
  latency: {
    about: 'the answer',
    members: ['ms | median, sigma'],
    description: 'The answer takes this long by the cloud’s clock: a fixed time, or one drawn from a lognormal distribution. Two latencies add up.',
    example: { vendor: 'vpsorg', outcome: 'latency', ms: 2_000 },
  },
  cut: { about: 'the answer', members: ['at: 0…1'], description: 'The body ends after this share of its bytes, and the connection drops.', example: { ...list, times: 1, outcome: 'cut', at: 0.5 } },
  malformed: { about: 'the answer', members: [], description: 'The body arrives, but its end is missing, so that it does not parse.', example: { ...list, times: 1, outcome: 'malformed' } },
  'wrong-type': { about: 'the answer', members: ['type?'], description: 'Something in between answers with a page of its own: HTML, unless `type` names another media type.', example: { ...list, times: 1, outcome: 'wrong-type' } },
  'rate-limit': {
    about: 'the account',
    members: ['limit', 'per: ms'],
    description: '`limit` requests are answered in each window of `per` milliseconds; then the vendor’s 429, until the window ends.',
    example: { vendor: 'vpsorg', outcome: 'rate-limit', limit: 60, per: 60_000 },
  },
  stale: {
    about: 'the account',
    members: ['reads | ms'],
    description: 'Reads lag behind by this many reads, or by this many milliseconds.',
    example: { ...list, outcome: 'stale', reads: 2 },
  },
};

/** The table of the page on faults. */
export const outcomeTable = (): string =>
  table(
    ['outcome', 'about', 'its members', 'what happens'],
    Object.entries(outcomes).map(([name, { about, members, description }]) => [code(name), about, members.map(code).join(', '), description]),
  );

/** One line of code for each outcome. */
export const outcomeExamples = (): string => Object.values(outcomes).map(({ example }) => `cloud.faults.add(${literal(example)});`).join('\n');

/** A value as the code of a test writes it. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, member]) => `${name}: ${literal(member)}`)
      .join(', ')} }`;
  return typeof value === 'string' ? `'${value}'` : typeof value === 'number' && value >= 1_000 ? String(value).replace(/\B(?=(\d{3})+$)/g, '_') : String(value);
}
