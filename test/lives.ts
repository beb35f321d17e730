/** Random lives of a vendor's cloud: what is asked, and how time moves. */
import type { PlainRequest } from '../vendor/wire.ts';
import { operationsOf, type RoutedOperation } from '../vendor/contract.ts';
import fc from 'fast-check';
import { days, minutes, type Cloud } from '../index.ts';
import type { Operation } from '../vendor/contract.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { examples } from './documents/index.ts';

export type Step = { kind: 'ask'; request: PlainRequest } | { kind: 'advance'; ms: number } | { kind: 'next' };

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

/** StateMachine of at most so many steps. */
export const lives = (provider: AnyProvider, maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .oneof(...operationsOf(provider.contract).map((routed) => request(provider.name, routed)))
          .map((asked): Step => ({ kind: 'ask', request: asked })),
      },
      {
        weight: 2,
        arbitrary: fc.oneof(fc.integer({ min: 0, max: minutes(5) }), fc.integer({ min: 0, max: days(400) })).map((ms): Step => ({ kind: 'advance', ms })),
      },
      { weight: 1, arbitrary: fc.constant<Step>({ kind: 'next' }) },
    ),
    { maxLength },
  );

export type AnyCloud = Cloud<Record<string, AnyProvider>>;

/** Does a step, and gives what was answered. */
export function live(cloud: AnyCloud, name: string, step: Step): string {
  if (step.kind === 'advance') cloud.clock.advance(step.ms);
  else if (step.kind === 'next') cloud.clock.next();
  else {
    const { reply } = cloud.serve(name, step.request);
    return `${reply?.status} ${JSON.stringify(reply?.headers)} ${String(reply?.body)}`;
  }
  return String(cloud.clock.now());
}
