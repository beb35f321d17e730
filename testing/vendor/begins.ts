/** Compares the actions that a vendor's operations begin with those in its contract. */
import type { Collection } from '../../model/collection.ts';
import { operationsOf } from '../../vendor/contract.ts';
import type { AnyProvider } from '../../vendor/provider.ts';

/** `POST /servers begins provision in servers`: each pair in the contract. */
export const declared = ({ contract }: AnyProvider): string[] =>
  operationsOf(contract).flatMap(({ route, operation }) => [
    ...[operation['x-action'] ?? []].flat().map((action) => `${route} begins ${action} in servers`),
    ...Object.entries(operation['x-begins'] ?? {}).flatMap(([table, actions]) => actions.map((action) => `${route} begins ${action} in ${table}`)),
  ]);

/** The operations that do not declare what they begin, so that a fault that can never strike is not refused. */
export const undeclared = ({ contract }: AnyProvider): string[] =>
  operationsOf(contract)
    .filter(({ route, operation }) => !route.startsWith('GET ') && operation['x-action'] === undefined && operation['x-begins'] === undefined)
    .map(({ route }) => route);

interface WatchedCall extends Record<string, unknown> {
  begin(record: object, action: string, departure?: object): void;
}

interface Watchable {
  readonly operations: Readonly<Record<string, (call: WatchedCall) => unknown>>;
  readonly tables: object;
}

/** A vendor whose operations report the actions that they begin, except for reads, which may apply what is due. */
export function watched(provider: AnyProvider, begun: (what: string) => void): AnyProvider {
  const { operations, tables } = provider as AnyProvider & Watchable;
  const watching = Object.entries(operations).map(([route, run]) => {
    const watch = (call: WatchedCall): unknown => {
      const { begin } = call;
      const begins: WatchedCall['begin'] = (record, action, departure) => {
        const table = Object.keys(tables).find((name) => (call[name] as Collection<object>).holds(record));
        if (!route.startsWith('GET ')) begun(`${route} begins ${action} in ${table ?? 'no table'}`);
        begin(record, action, departure);
      };
      return run(Object.assign(call, { begin: begins }));
    };
    return [route, watch] as const;
  });
  return { ...provider, operations: Object.fromEntries(watching) } as AnyProvider;
}
