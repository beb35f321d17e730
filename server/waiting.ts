/** The requests whose answers are still to come by their cloud's clock, bounded in number. */
import type { ServerResponse } from 'node:http';
import { arrival } from '../cloud/latency.ts';
import type { Clock } from '../model/clock.ts';
import type { Answer } from '../request/serve.ts';

export interface Waiting {
  /** The refusal of a further request; undefined while there is room. */
  full(): string | undefined;
  /** Runs `then` when an answer arrives, by its cloud's clock and in real time, or `failed` if the clock fails or the cloud ends; neither if the client disconnects first. */
  until(clock: Pick<Clock, 'until'>, answer: Answer, response: ServerResponse, ended: AbortSignal, then: () => void, failed: (thrown: unknown) => void): void;
  /** Whether a reply is still to be sent on a connection. */
  owes(socket: object): boolean;
  count(): number;
}

/** Creates the list of who waits for answers; at most `most` requests do. */
export function waitingFor(most: number): Waiting {
  const owed = new Map<object, number>();
  let count = 0;
  const owe = (socket: object, more: 1 | -1): void => {
    const left = (owed.get(socket) ?? 0) + more;
    if (left > 0) owed.set(socket, left);
    else owed.delete(socket);
  };
  return {
    full: () => (count >= most ? `${count} requests already wait for the clock.` : undefined),
    until(clock, answer, response, ended, then, failed) {
      const socket = response.socket ?? response;
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      count += 1;
      owe(socket, 1);
      const over = (): void => {
        count -= 1;
        owe(socket, -1);
      };
      Promise.resolve(arrival(clock, answer, AbortSignal.any([gone.signal, ended]))).then(
        () => {
          over();
          then();
        },
        (thrown: unknown) => {
          over();
          if (!gone.signal.aborted) failed(thrown);
        },
      );
    },
    owes: (socket) => owed.has(socket),
    count: () => count,
  };
}
