/** Random lives: whatever is asked and however time moves, each vendor keeps its word. Every reply is held to the contract besides (test/conformance). */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { vendors } from '../entries/index.ts';
import { createCloud, days, minutes, type Cloud } from '../handlers/index.ts';
import type { Operation } from '../handlers/contract.ts';
import type { AnyProvider, PlainRequest } from '../handlers/provider.ts';
import { operationsOf, type RoutedOperation } from '../handlers/router.ts';
import { examples } from './documents/index.ts';

type Step = { kind: 'ask'; request: PlainRequest } | { kind: 'advance'; ms: number } | { kind: 'next' };

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

const lives = (provider: AnyProvider, maxLength: number): fc.Arbitrary<Step[]> =>
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

type AnyCloud = Cloud<Record<string, AnyProvider>>;

/** Does a step, and gives what was answered. */
function live(cloud: AnyCloud, name: string, step: Step): string {
  if (step.kind === 'advance') cloud.clock.advance(step.ms);
  else if (step.kind === 'next') cloud.clock.next();
  else {
    const { reply } = cloud.serve(name, step.request);
    return `${reply?.status} ${JSON.stringify(reply?.headers)} ${String(reply?.body)}`;
  }
  return String(cloud.clock.now());
}

describe.each(Object.values(vendors as Record<string, AnyProvider>))('$title', (provider) => {
  const open = (): AnyCloud => createCloud({ [provider.name]: provider });
  const { name } = provider;

  test('no request is answered with 5xx or outside the contract, and time never runs backwards', () => {
    fc.assert(
      fc.property(lives(provider, 25), (steps) => {
        const cloud = open();
        let last = cloud.clock.now();
        for (const step of steps) {
          live(cloud, name, step);
          const { at = last, reply } = cloud.journal.last() ?? {};
          expect(at).toBeGreaterThanOrEqual(step.kind === 'ask' ? last : 0);
          expect(cloud.clock.now()).toBeGreaterThanOrEqual(last);
          expect(reply?.status ?? 200).toBeLessThan(500);
          last = cloud.clock.now();
        }
      }),
      { seed: 2026, numRuns: 150 },
    );
  });

  test('a snapshot restored gives the same answers, in another cloud too', () => {
    fc.assert(
      fc.property(lives(provider, 12), lives(provider, 12), (before, after) => {
        const cloud = open();
        for (const step of before) live(cloud, name, step);
        const saved = JSON.parse(JSON.stringify(cloud.snapshot())) as ReturnType<AnyCloud['snapshot']>;
        const first = after.map((step) => live(cloud, name, step));
        cloud.restore(saved);
        expect(after.map((step) => live(cloud, name, step))).toEqual(first);
        const other = open();
        other.restore(saved);
        expect(after.map((step) => live(other, name, step))).toEqual(first);
      }),
      { seed: 2026, numRuns: 80 },
    );
  });

  test('what is refused changes nothing', () => {
    fc.assert(
      fc.property(lives(provider, 15), (steps) => {
        const cloud = open();
        for (const step of steps) {
          const before = cloud.snapshot().accounts;
          live(cloud, name, step);
          const last = cloud.journal.last();
          if (step.kind === 'ask' && last?.why != null) expect(cloud.snapshot().accounts).toEqual(before);
        }
      }),
      { seed: 2026, numRuns: 80 },
    );
  });

  test('the same seed and the same requests give the same answers', () => {
    fc.assert(
      fc.property(lives(provider, 15), (steps) => {
        const [one, other] = [open(), open()];
        expect(steps.map((step) => live(one, name, step))).toEqual(steps.map((step) => live(other, name, step)));
      }),
      { seed: 2026, numRuns: 50 },
    );
  });
});
