/** Which actions a vendor's operations really begin, against what its contract says that they begin. */
import type { Collection } from '../../model/collection.ts';
import { operationsOf } from '../../vendor/contract.ts';
import type { AnyProvider } from '../../vendor/provider.ts';

/** `POST /servers begins provision in servers`: each pair that the contract names. */
export const saidToBegin = ({ contract }: AnyProvider): string[] =>
  operationsOf(contract).flatMap(({ route, operation }) => [
    ...[operation['x-action'] ?? []].flat().map((action) => `${route} begins ${action} in servers`),
    ...Object.entries(operation['x-begins'] ?? {}).flatMap(([table, actions]) => actions.map((action) => `${route} begins ${action} in ${table}`)),
  ]);

/** The operations that say nothing of what they begin: then nobody knows, and a fault that can never strike is not refused. */
export const silent = ({ contract }: AnyProvider): string[] =>
  operationsOf(contract)
    .filter(({ route, operation }) => !route.startsWith('GET ') && operation['x-action'] === undefined && operation['x-begins'] === undefined)
    .map(({ route }) => route);

interface WatchedCall extends Record<string, unknown> {
  begin(record: object, action: string, departure?: object): void;
}

/** A vendor whose operations tell which actions they begin; reads may settle what is due, and tell nothing. */
export function watched(provider: AnyProvider, begun: (what: string) => void): AnyProvider {
  const { operations, tables } = provider as unknown as {
    readonly operations: Readonly<Record<string, (call: WatchedCall) => unknown>>;
    readonly tables: object;
  };
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
