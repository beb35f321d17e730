/** Random lives: whatever is asked and however time moves, each vendor keeps its word. Every reply is held to the contract besides (test/conformance). */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { vendors } from '../handlers/index.ts';
import { createCloud } from '../index.ts';
import type { Collection } from '../model/collection.ts';
import { operationsOf } from '../vendor/contract.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { faultyLives, live, lives, type AnyCloud } from './lives.ts';

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

  test('an operation begins no other actions than its contract says, and one that begins a task says so', () => {
    const begun = new Set<string>();
    const watched = watching(provider, (route, table, action) => begun.add(`${route} begins ${action} in ${table}`));
    fc.assert(
      fc.property(lives(provider, 40), (steps) => {
        const cloud: AnyCloud = createCloud({ [name]: watched });
        for (const step of steps) live(cloud, name, step);
      }),
      { seed: 2026, numRuns: 60 },
    );
    const said = operationsOf(provider.contract).flatMap(({ route, operation }) => [
      ...[operation['x-action'] ?? []].flat().map((action) => `${route} begins ${action} in servers`),
      ...Object.entries(operation['x-begins'] ?? {}).flatMap(([table, actions]) => actions.map((action) => `${route} begins ${action} in ${table}`)),
    ]);
    expect(begun.size).toBeGreaterThan(1);
    expect([...begun].filter((one) => !one.startsWith('GET ') && !said.includes(one))).toEqual([]);
    for (const { route, operation } of operationsOf(provider.contract))
      if (!route.startsWith('GET ')) expect([route, operation['x-action'] ?? operation['x-begins']]).not.toEqual([route, undefined]);
  });

  test('whatever goes wrong, no answer is outside the contract, and no fault strikes more often than it was told to', () => {
    fc.assert(
      fc.property(faultyLives(provider, 30), (steps) => {
        const cloud = open();
        for (const step of steps) {
          live(cloud, name, step);
          const { reply, why } = cloud.journal.last() ?? {};
          if (reply && reply.status >= 500) expect(why).toMatch(/fault/);
          for (const { fault, struck, matched } of cloud.snapshot().faults) {
            expect(struck).toBeLessThan(fault.times ?? Infinity);
            expect(struck).toBeLessThanOrEqual(matched);
          }
        }
        cloud.clock.settle();
      }),
      { seed: 2026, numRuns: 150 },
    );
  });

  test('a snapshot holds the faults as they are: what is restored goes wrong as it would have', () => {
    fc.assert(
      fc.property(faultyLives(provider, 15), faultyLives(provider, 12), (before, after) => {
        const cloud = open();
        for (const step of before) live(cloud, name, step);
        const saved = JSON.parse(JSON.stringify(cloud.snapshot())) as ReturnType<AnyCloud['snapshot']>;
        const first = after.map((step) => live(cloud, name, step));
        const other = open();
        other.restore(saved);
        expect(other.snapshot()).toEqual(saved);
        expect(after.map((step) => live(other, name, step))).toEqual(first);
        expect(other.snapshot()).toEqual(cloud.snapshot());
      }),
      { seed: 2026, numRuns: 60 },
    );
  });
});

/** A vendor whose operations say which actions they begin. */
function watching(provider: AnyProvider, begun: (route: string, table: string, action: string) => void): AnyProvider {
  type Watched = Record<string, unknown> & { begin(record: object, action: string, departure?: object): void };
  const { operations, tables } = provider as unknown as {
    readonly operations: Readonly<Record<string, (call: Watched) => unknown>>;
    readonly tables: object;
  };
  const watched = Object.entries(operations).map(([route, run]) => {
    const watch = (call: Watched): unknown => {
      const { begin } = call;
      const begins: Watched['begin'] = (record, action, departure) => {
        const table = Object.keys(tables).find((one) => (call[one] as Collection<object>).holds(record));
        begun(route, table ?? 'no table', action);
        begin(record, action, departure);
      };
      return run(Object.assign(call, { begin: begins }));
    };
    return [route, watch] as const;
  });
  return { ...provider, operations: Object.fromEntries(watched) } as AnyProvider;
}
