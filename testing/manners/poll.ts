/** Runs of polls: the same read again and again, without the client doing anything else to that vendor in between. */
import type { Exchange } from '../../model/journal.ts';

/** Reads of the same thing, oldest first. */
export type Run = readonly Exchange[];

export const isRead = ({ request: { method } }: Exchange): boolean => method === 'GET' || method === 'HEAD';

/** The runs of two or more polls. A request that changes something begins them anew: the client then waits for something else. */
export function runsOf(exchanges: readonly Exchange[]): Run[] {
  const runs: Exchange[][] = [];
  let open = new Map<string, Exchange[]>();
  for (const exchange of exchanges) {
    const { vendor, request } = exchange;
    if (!isRead(exchange)) {
      open = new Map(Array.from(open).filter(([, [first]]) => first?.vendor !== vendor));
      continue;
    }
    const key = `${vendor} ${request.path}?${request.query}`;
    const run = open.get(key);
    if (run) run.push(exchange);
    else {
      const begun = [exchange];
      open.set(key, begun);
      runs.push(begun);
    }
  }
  return runs.filter((run) => run.length > 1);
}

/** The pauses of a run, in milliseconds. */
export const pausesOf = (run: Run): number[] => run.slice(1).map(({ at }, index) => at - (run[index]?.at ?? at));
