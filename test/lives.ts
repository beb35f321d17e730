/** Random lives of a vendor's cloud: what is asked, how time moves, and what goes wrong. */
import type { PlainRequest } from '../vendor/wire.ts';
import { operationsOf, type RoutedOperation } from '../vendor/contract.ts';
import fc from 'fast-check';
import { days, minutes, type Cloud } from '../index.ts';
import type { Fault, Faults } from '../model/faults.ts';
import { statusesOf, type Shape } from '../model/lifecycle.ts';
import type { Outcome, OutcomeName, OutcomeNamed } from '../model/outcome.ts';
import type { ProblemKind } from '../model/problem.ts';
import { compile, type CompiledVendor } from '../request/compile.ts';
import type { Operation } from '../vendor/contract.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { examples } from './documents/index.ts';

export type Step =
  | { kind: 'ask'; request: PlainRequest }
  | { kind: 'advance'; ms: number }
  | { kind: 'next' }
  | { kind: 'fault'; fault: Fault }
  | { kind: 'sequence'; on: string; turns: readonly (Outcome | 'ok')[] }
  | { kind: 'clear' };

const text = new TextEncoder();

/** A request to an operation: the path, query and body of its example, each perhaps replaced by something else. */
function request(name: string, { route, operation }: RoutedOperation): fc.Arbitrary<PlainRequest> {
  const [method = ''] = route.split(' ');
  const headers = {
    ...lowerCase(examples[name as keyof typeof examples][0]?.request.headers ?? {}),
    'content-type': Object.keys(operation.requestBody?.content ?? { 'application/json': 1 })[0] ?? '',
  };
  const [path = '', query = ''] = (operation['x-example']?.path ?? '').split('?');
  const odd = fc.constantFrom('12347', '2', '99', 'abc', '__proto__', '%20', '-1', '');
  return fc.record({
    method: fc.constant(method),
    base: fc.constant(''),
    path: fc.oneof(
      { weight: 6, arbitrary: fc.constant(path) },
      { weight: 2, arbitrary: odd.map((id) => path.replace(/\/(\d+|[0-9a-f]{8}-[0-9a-f-]{27})(?=\/|$)/, `/${id}`)) },
    ),
    query: fc.oneof(
      { weight: 4, arbitrary: fc.constant(query) },
      { weight: 1, arbitrary: fc.constantFrom('timeframe=day', 'status=active', 'status=x', 'location=us-west', 'force=true', '&&=%zz') },
    ),
    headers: fc.constant(headers),
    body: body(operation),
  });
}

function body({ 'x-example': example, requestBody }: Operation): fc.Arbitrary<Uint8Array | undefined> {
  if (!requestBody) return fc.constant(undefined);
  const given = example?.body;
  const own = typeof given === 'string' ? given : JSON.stringify(given ?? {});
  const members = Object.entries(typeof given === 'object' && given !== null ? given : {});
  const altered = fc
    .record({
      member: fc.constantFrom(...members.map(([member]) => member), 'extra', '__proto__'),
      value: fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('', 'x', '1', 99, null, true)),
      drop: fc.boolean(),
    })
    .map(({ member, value, drop }) => JSON.stringify(Object.fromEntries([...members.filter(([name]) => name !== member), ...(drop ? [] : [[member, value]])])));
  return fc
    .oneof(
      { weight: 5, arbitrary: fc.constant(own) },
      { weight: 4, arbitrary: altered },
      { weight: 1, arbitrary: fc.constantFrom('', '{', '[]', 'null', '"x"', 'name=a&b=c', '\u0000') },
    )
    .map((written) => (written === '' ? undefined : text.encode(written)));
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const asking = (provider: AnyProvider): fc.Arbitrary<Step> =>
  fc.oneof(...operationsOf(provider.contract).map((routed) => request(provider.name, routed))).map((asked) => ({ kind: 'ask', request: asked }));

const passing: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.oneof(fc.integer({ min: 0, max: minutes(5) }), fc.integer({ min: 0, max: days(400) })).map((ms): Step => ({ kind: 'advance', ms })),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'next' }) },
);

/** A life of at most so many steps: requests and time. */
export const lives = (provider: AnyProvider, maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(fc.oneof({ weight: 6, arbitrary: asking(provider) }, { weight: 3, arbitrary: passing }), { maxLength });

const share = fc.constantFrom(0, 0.01, 0.5, 0.99, 1);

/** The members of each outcome, drawn from what it may have. */
const outcomes = ({ tables, refusals }: CompiledVendor): { readonly [O in OutcomeName]: fc.Arbitrary<Omit<OutcomeNamed<O>, 'outcome'>> } => ({
  refused: fc.record({ kind: fc.constantFrom(...(Object.keys(refusals) as ProblemKind[])), retryAfter: fc.constantFrom(0, 1, 999, minutes(1), 3e12) }),
  'done-but-broken': fc.constant({}),
  'answer-lost': fc.constant({}),
  'done-twice': fc.constant({}),
  'not-done': fc.constant({}),
  'network-error': fc.constant({}),
  hangs: fc.constant({}),
  fails: fc.oneof(fc.record({ at: share }), fc.record({ at: share, because: fc.string({ minLength: 1, maxLength: 9 }) })),
  stuck: fc.record({ at: share }),
  slow: fc.record({ factor: fc.constantFrom(1e-6, 0.5, 3, 1e6) }),
  settles: fc.record({ in: fc.constantFrom(...Object.values(tables).flatMap(({ lifecycle = {} }) => statusesOf(lifecycle))) }),
  progress: fc.record({ shape: fc.constantFrom<Shape>({ steps: 3 }, { tail: true }, { back: [0.6, 0.2] }) }),
  latency: fc.oneof(fc.record({ ms: fc.constantFrom(0, 1, 3e12) }), fc.record({ median: fc.constantFrom(0, 100, 3e12), sigma: fc.constantFrom(0, 0.5, 5) })),
  cut: fc.record({ at: share }),
  malformed: fc.constant({}),
  'wrong-type': fc.constantFrom({}, { type: 'text/plain; charset=utf-8' }),
  'rate-limit': fc.record({ limit: fc.constantFrom(0, 1, 5), per: fc.constantFrom(1, minutes(1), 3e12) }),
  stale: fc.oneof(fc.record({ reads: fc.integer({ min: 1, max: 3 }) }), fc.record({ ms: fc.constantFrom(1, minutes(1), 3e12) })),
});

/** Faults that are added, and requests that may meet them. */
function incident(provider: AnyProvider): fc.Arbitrary<Step[]> {
  const vendor = compile(provider);
  const { name } = provider;
  const outcome = fc.oneof(
    ...Object.entries<fc.Arbitrary<object>>(outcomes(vendor)).map(([one, members]) => members.map((given) => ({ outcome: one, ...given }) as Outcome)),
  );
  const often = fc.record(
    {
      times: fc.integer({ min: 1, max: 3 }),
      after: fc.integer({ min: 0, max: 2 }),
      every: fc.integer({ min: 1, max: 3 }),
      chance: fc.constantFrom(0.01, 0.5, 1),
    },
    { requiredKeys: [] },
  );
  const mostly = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
  return fc.oneof(
    ...operationsOf(provider.contract).map((routed) => {
      const on = fc.constantFrom(routed.route, routed.route, undefined);
      const server = mostly(fc.constantFrom<string | number>(10, 12345, 1, 'agent', 'x'));
      const added = fc.record({ on, server, often, outcome }).map(({ on: at, server: key, often: counts, outcome: what }): Step => ({
        kind: 'fault',
        fault: { vendor: name, ...(at !== undefined && { on: at }), ...(key !== undefined && { server: key }), ...counts, ...what },
      }));
      const turns = fc.array(fc.oneof({ weight: 3, arbitrary: outcome }, { weight: 1, arbitrary: fc.constant<'ok'>('ok') }), { maxLength: 4 });
      const sequence = turns.map((given): Step => ({ kind: 'sequence', on: routed.route, turns: given }));
      const asked = request(name, routed).map((given): Step => ({ kind: 'ask', request: given }));
      return fc
        .tuple(
          fc.array(fc.oneof({ weight: 3, arbitrary: added }, { weight: 1, arbitrary: sequence }), { minLength: 1, maxLength: 3 }),
          fc.array(asked, { minLength: 1, maxLength: 3 }),
        )
        .map(([faults, requests]) => [...faults, ...requests]);
    }),
  );
}

/** A life in which things go wrong: requests, time and faults. */
export const faultyLives = (provider: AnyProvider, maxLength: number): fc.Arbitrary<Step[]> =>
  fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: incident(provider) },
        { weight: 3, arbitrary: asking(provider).map((step) => [step]) },
        { weight: 3, arbitrary: passing.map((step) => [step]) },
        { weight: 1, arbitrary: fc.constant<Step[]>([{ kind: 'clear' }]) },
      ),
      { maxLength, size: 'max' },
    )
    .map((incidents) => incidents.flat());

export type AnyCloud = Cloud<Record<string, AnyProvider>>;

/** Does a step, and gives what was answered. */
export function live(cloud: AnyCloud, name: string, step: Step): string {
  if (step.kind === 'ask') {
    const { reply, arrives, cut } = cloud.serve(name, step.request);
    return `${reply?.status} ${JSON.stringify(reply?.headers)} ${String(reply?.body)} ${arrives} ${cut}`;
  }
  if (step.kind === 'advance') cloud.clock.advance(step.ms);
  else if (step.kind === 'next') cloud.clock.next();
  else return goWrong(cloud, name, step);
  return String(cloud.clock.now());
}

/** Adds or clears faults; one that is refused leaves everything as it was. */
function goWrong(cloud: AnyCloud, name: string, step: Exclude<Step, { kind: 'ask' | 'advance' | 'next' }>): string {
  const { faults } = cloud as unknown as { readonly faults: Faults };
  const before = faults.all();
  try {
    if (step.kind === 'fault') faults.add(step.fault);
    else if (step.kind === 'sequence') faults.sequence(name, step.on, step.turns);
    else faults.clear();
    return 'added';
  } catch (error) {
    if (!/^(A fault|A sequence|A server|[A-Z][\w. ]+ cannot refuse)/.test((error as Error).message)) throw error;
    if (JSON.stringify(faults.all()) !== JSON.stringify(before)) throw new Error('A fault that was refused has changed the faults.', { cause: error });
    return (error as Error).message;
  }
}
