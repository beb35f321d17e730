/** Random runs of a vendor's cloud: requests, and how time moves. */
import fc from 'fast-check';
import { days, minutes } from '../../model/clock.ts';
import { operationsOf, type Operation, type RoutedOperation } from '../../vendor/contract.ts';
import type { PlainRequest } from '../../vendor/wire.ts';
import type { CheckedCloud, Subject } from './check.ts';
import { exampleRequest, written } from './example.ts';

/** One step of a random run. */
export type Step = { kind: 'ask'; request: PlainRequest } | { kind: 'advance'; ms: number } | { kind: 'next' };

const text = new TextEncoder();

/** A request to an operation: its example, with the path, query and body randomly replaced. */
export function request(routed: RoutedOperation, headers: Subject['headers']): fc.Arbitrary<PlainRequest> {
  const example = exampleRequest(routed, headers);
  const { path, query } = example;
  const odd = fc.constantFrom('12347', '2', '99', 'abc', '__proto__', '%20', '-1', '');
  return fc.record({
    method: fc.constant(example.method),
    base: fc.constant(''),
    path: fc.oneof(
      { weight: 6, arbitrary: fc.constant(path) },
      { weight: 2, arbitrary: odd.map((id) => path.replace(/\/(\d+|[0-9a-f]{8}-[0-9a-f-]{27})(?=\/|$)/, `/${id}`)) },
    ),
    query: fc.oneof(
      { weight: 4, arbitrary: fc.constant(query) },
      { weight: 1, arbitrary: fc.constantFrom('timeframe=day', 'status=active', 'status=x', 'location=us-west', 'force=true', '&&=%zz') },
    ),
    headers: fc.constant(example.headers),
    body: body(routed.operation),
  });
}

function body({ 'x-example': example, requestBody }: Operation): fc.Arbitrary<Uint8Array | undefined> {
  if (!requestBody) return fc.constant(undefined);
  const given = example?.body;
  const own = written(given ?? {});
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
    .map((sent) => (sent === '' ? undefined : text.encode(sent)));
}

/** A request to one of the vendor's operations. */
export const asking = ({ provider, headers }: Subject): fc.Arbitrary<Step> =>
  fc.oneof(...operationsOf(provider.contract).map((routed) => request(routed, headers))).map((asked) => printed({ kind: 'ask', request: asked }));

/** Time that passes, by a duration or up to the next change. */
export const passing: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.oneof(fc.integer({ min: 0, max: minutes(5) }), fc.integer({ min: 0, max: days(400) })).map((ms) => printed({ kind: 'advance', ms })),
  },
  { weight: 1, arbitrary: fc.constant(printed({ kind: 'next' })) },
);

/** A random run of at most `maxLength` steps: requests and time. */
export const randomRuns = (subject: Subject, maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(fc.oneof({ weight: 6, arbitrary: asking(subject) }, { weight: 3, arbitrary: passing }), { maxLength });

/** A step that prints legibly in a counterexample: `POST /servers {"name":"a"}`, `advance 5000 ms`. */
export function printed(step: Step): Step {
  return Object.assign(step, { [fc.toStringMethod]: () => describe(step) });
}

function describe(step: Step): string {
  if (step.kind === 'advance') return `advance ${step.ms} ms`;
  if (step.kind === 'next') return 'next';
  const { method, path, query, body } = step.request;
  return `${method} ${path}${query && `?${query}`}${body ? ` ${new TextDecoder().decode(body)}` : ''}`;
}

/** Runs a step, and returns what was answered. */
export function runStep({ ask }: Pick<Subject, 'ask'>, cloud: CheckedCloud, step: Step): string {
  if (step.kind === 'advance') cloud.clock.advance(step.ms);
  else if (step.kind === 'next') cloud.clock.next();
  else {
    const { reply, arrives, cut } = ask(cloud, step.request);
    return `${reply?.status} ${JSON.stringify(reply?.headers)} ${String(reply?.body)} ${arrives} ${cut}`;
  }
  return String(cloud.clock.now());
}
