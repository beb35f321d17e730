/** A wait until the nth exchange has come. */
import type { Exchange } from '../../model/journal.ts';
import type { Call, ControlOperations } from '../operations.ts';
import { Refused } from '../problem.ts';
import { filter } from './journal.ts';

export const nextExchange: Pick<ControlOperations, 'GET /clouds/{cloud}/journal/next'> = {
  'GET /clouds/{cloud}/journal/next': (call) => nth(call),
};

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
