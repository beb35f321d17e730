/**
 * The requests that wait for clouds which are being opened.
 * Law: they are bounded in number and in time, and one that is too many asks the store for nothing.
 */
import type { ProcessTime } from './process-time.ts';
import { CloudRefused } from './refused.ts';

/** How long a request waits, in milliseconds, and how many do at once. */
const LONGEST = 10_000;
const MOST = 1_000;

/** Waits for what opens the cloud of a name. @throws {CloudRefused} (rejects) when it takes too long, or too many wait. */
export type WaitForOpening = <T>(name: string, open: () => Promise<T>) => Promise<T>;

export function openings(time: ProcessTime): WaitForOpening {
  let waiting = 0;
  return async (name, open) => {
    if (waiting >= MOST) throw new CloudRefused('unavailable', `${waiting} requests already wait for clouds that are being opened.`, 1);
    waiting += 1;
    let cancel = (): void => {};
    try {
      const opening = open();
      // It goes on when nobody waits for it any more.
      opening.catch(() => {});
      const late = new Promise<never>((_, reject) => {
        cancel = time.after(LONGEST, () =>
          reject(new CloudRefused('unavailable', `The cloud ${name} could not be opened within ${LONGEST / 1_000} seconds.`, 1)),
        );
      });
      return await Promise.race([opening, late]);
    } finally {
      waiting -= 1;
      cancel();
    }
  };
}
