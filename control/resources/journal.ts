/** The journal: by operation and since a number; and a wait until the nth exchange has come. */
import type { AnyCloud } from '../../cloud/cloud.ts';
import type { Exchange } from '../../model/journal.ts';
import { sizeOf } from '../../model/plain.ts';
import { suggestion } from '../../model/spelling.ts';
import type { Call, ControlOperations } from '../operations.ts';
import { Refused } from '../problem.ts';

type JournalRoute = Extract<keyof ControlOperations, `${string} /clouds/{cloud}/journal${string}`> | 'GET /clouds/{cloud}/violations';

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
  'GET /clouds/{cloud}/journal/next': (call) => nth(call),
  'GET /clouds/{cloud}/violations': ({ cloud }) => ({ violations: cloud.violations.all() }),
};

function filter({ operations }: AnyCloud, operation: string | undefined, since: number): (exchange: Exchange) => boolean {
  const known = operations.map((one) => one.operation);
  if (operation !== undefined && !known.includes(operation))
    throw new Refused('invalid', `This cloud has no operation '${operation.slice(0, 200)}'.${suggestion(operation.slice(0, 200), known)}`);
  return (exchange) => exchange.n > since && (operation === undefined || exchange.operation === operation);
}

/** How many requests wait at each host of controls. */
const waiting = new WeakMap<object, number>();

/** Waits until the nth exchange has come. Leaves neither listener nor timer behind, however it ends. */
async function nth({ cloud, query, environment, signal }: Call<'GET /clouds/{cloud}/journal/next'>) {
  const { operation, since = 0, count = 1, timeout = 30_000 } = query;
  const fits = filter(cloud, operation, since);
  const there = cloud.journal.all().filter(fits);
  const found = there[count - 1];
  if (found) return found;
  const already = waiting.get(environment) ?? 0;
  if (already >= environment.waiting)
    throw new Refused(
      'busy',
      `The limit of requests that wait (${environment.waiting}) is reached. End some of them, or give the option control: { waiting: … }.`,
    );
  waiting.set(environment, already + 1);
  let left = count - there.length;
  let stop = (): void => {};
  let cancel = (): void => {};
  let abort = (): void => {};
  try {
    return await new Promise<Exchange>((resolve, reject) => {
      abort = () => reject(signal.reason as Error);
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      stop = cloud.on('exchange', (exchange) => {
        if (fits(exchange) && (left -= 1) === 0) resolve(exchange);
      });
      cancel = environment.after(timeout, () => {
        const what = operation === undefined ? (count === 1 ? 'request' : 'requests') : `'${operation}'`;
        reject(new Refused('timeout', `${count - left} of ${count} ${what} came within ${timeout} ms.`));
      });
    });
  } finally {
    stop();
    cancel();
    signal.removeEventListener('abort', abort);
    waiting.set(environment, (waiting.get(environment) ?? 1) - 1);
  }
}
