/** The tables of the page on faults: every outcome, with an example of each. */
import type { Fault } from '../../model/faults.ts';
import type { OutcomeName } from '../../model/outcome.ts';
import { TRIALS } from '../../testing/trials.ts';
import { code, escaped, prose, table } from './markdown.ts';

/** The parts of an outcome that the page shows. */
interface OutcomeRow {
  readonly stage: string;
  readonly strikes: 'any' | 'reads' | 'changes';
  readonly needs: Readonly<Record<string, { readonly wants: string }>>;
  readonly may: Readonly<Record<string, { readonly wants: string }>>;
  readonly oneOf?: readonly (readonly string[])[];
}

const create = { vendor: 'vpsorg', on: 'POST /servers/' } as const;
const list = { vendor: 'vpsorg', on: 'GET /servers/' } as const;

/** An example of each: an outcome without one does not compile. */
export const examples: Readonly<Record<OutcomeName, Fault>> = {
  refused: { ...create, times: 1, outcome: 'refused', kind: 'unavailable' },
  'done-but-broken': { ...create, times: 1, outcome: 'done-but-broken' },
  'answer-lost': { ...create, times: 1, outcome: 'answer-lost' },
  'done-twice': { ...create, times: 1, outcome: 'done-twice' },
  'not-done': { ...create, times: 1, outcome: 'not-done' },
  'network-error': { vendor: 'vpsorg', times: 2, outcome: 'network-error' },
  hangs: { ...list, times: 1, outcome: 'hangs' },
  fails: { ...create, outcome: 'fails', at: 0.6 },
  stuck: { ...create, outcome: 'stuck', at: 0.99 },
  slow: { ...create, outcome: 'slow', factor: 10 },
  settles: { ...create, outcome: 'settles', in: 'stopped' },
  progress: { vendor: 'evotic', on: 'POST /servers', outcome: 'progress', shape: { back: [0.6, 0.2] } },
  latency: { vendor: 'vpsorg', outcome: 'latency', ms: 2_000 },
  cut: { ...list, times: 1, outcome: 'cut', at: 0.5 },
  malformed: { ...list, times: 1, outcome: 'malformed' },
  'wrong-type': { ...list, times: 1, outcome: 'wrong-type' },
  'rate-limit': { vendor: 'vpsorg', outcome: 'rate-limit', limit: 60, per: 60_000 },
  stale: { ...list, outcome: 'stale', reads: 2 },
};

const STRIKES = { any: 'any operation', reads: 'reads (GET)', changes: 'all operations except reads' } as const;

/** The table of the page on faults. */
export const outcomeTable = (rows: Readonly<Record<OutcomeName, OutcomeRow>>): string =>
  table(
    ['outcome', 'what happens', 'its members', 'strikes'],
    (Object.entries(rows) as [OutcomeName, OutcomeRow][]).map(([name, row]) => [
      code(name),
      prose(TRIALS[name].description),
      members(row),
      row.stage === 'task' ? 'operations that begin a task' : STRIKES[row.strikes],
    ]),
  );

function members({ needs, may, oneOf = [] }: OutcomeRow): string {
  const one = ([name, { wants }]: readonly [string, { readonly wants: string }], optional: boolean): string =>
    `${code(name)}${optional ? ' (optional)' : ''}: ${escaped(wants)}`;
  const groups = oneOf.map((group) => group.map(code).join(' and ')).join(', or ');
  return [
    ...Object.entries(needs).map((member) => one(member, false)),
    ...Object.entries(may).map((member) => one(member, oneOf.length === 0)),
    ...(groups ? [`give either ${groups}`] : []),
  ].join('<br>');
}

/** One line of code for each outcome. */
export const outcomeExamples = (): string =>
  Object.values(examples)
    .map((example) => `cloud.faults.add(${literal(example)});`)
    .join('\n');

/** A value as source code. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, member]) => `${name}: ${literal(member)}`)
      .join(', ')} }`;
  return typeof value === 'string'
    ? `'${value}'`
    : typeof value === 'number' && value >= 1_000
      ? String(value).replace(/\B(?=(\d{3})+$)/g, '_')
      : String(value);
}
