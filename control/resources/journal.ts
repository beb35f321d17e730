/** The journal: by operation and since a number. */
import type { AnyCloud } from '../../cloud/cloud.ts';
import type { Exchange } from '../../model/journal.ts';
import { sizeOf } from '../../model/plain.ts';
import { suggestion } from '../../model/spelling.ts';
import type { ControlOperations } from '../operations.ts';
import { Refused } from '../problem.ts';

type JournalRoute = Extract<keyof ControlOperations, `${string} /clouds/{cloud}/journal`> | 'GET /clouds/{cloud}/violations';

/** The largest list of exchanges, in bytes: the rest comes with the next request. */
const MOST_BYTES = 8_388_608;

export const journal: Pick<ControlOperations, JournalRoute> = {
  'GET /clouds/{cloud}/journal'({ cloud, query: { operation, since = 0, last, limit = 1000 } }) {
    const fits = filter(cloud, operation, since);
    const exchanges: Exchange[] = [];
    let bytes = 0;
    const all = cloud.journal.all().filter(fits);
    for (const exchange of last === undefined ? all : all.slice(-last)) {
      bytes += sizeOf(exchange);
      if (exchanges.length === limit || (bytes > MOST_BYTES && exchanges.length > 0)) return { exchanges: exchanges, more: true };
      exchanges.push(exchange);
    }
    return { exchanges: exchanges, more: false };
  },
  'DELETE /clouds/{cloud}/journal'({ cloud }) {
    cloud.journal.clear();
    return { exchanges: [], more: false };
  },
  'GET /clouds/{cloud}/violations': ({ cloud }) => ({ violations: cloud.violations.all() }),
};

/** Whether an exchange is of an operation, and later than a number. */
export function filter({ operations }: AnyCloud, operation: string | undefined, since: number): (exchange: Exchange) => boolean {
  const known = operations.map((one) => one.operation);
  if (operation !== undefined && !known.includes(operation))
    throw new Refused('invalid', `This cloud has no operation '${operation.slice(0, 200)}'.${suggestion(operation.slice(0, 200), known)}`);
  return (exchange) => exchange.n > since && (operation === undefined || exchange.operation === operation);
}
