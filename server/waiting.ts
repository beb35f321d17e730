/** The requests whose answers are still to come by the cloud's clock, bounded in number. */
import type { ServerResponse } from 'node:http';
import { arrival } from '../cloud/latency.ts';
import type { Clock } from '../model/clock.ts';
import type { Answer } from '../request/serve.ts';

export interface Waiting {
  /** The refusal of a further request; undefined while there is room. */
  full(): string | undefined;
  /** Runs `then` when an answer arrives, by the clock and in real time, or `failed` if the clock fails; neither if the client disconnects first. */
  until(answer: Answer, response: ServerResponse, then: () => void, failed: (thrown: unknown) => void): void;
  /** Whether a reply is still to be sent on a connection. */
  owes(socket: object): boolean;
  count(): number;
}

/** Creates the list of who waits for the answers of a cloud; at most `most` requests do. */
export function waitingFor(clock: Pick<Clock, 'until'>, most: number): Waiting {
  const owed = new Map<object, number>();
  let count = 0;
  const owe = (socket: object, more: 1 | -1): void => {
    const left = (owed.get(socket) ?? 0) + more;
    if (left > 0) owed.set(socket, left);
    else owed.delete(socket);
  };
  return {
    full: () => (count >= most ? `${count} requests already wait for the clock.` : undefined),
    until(answer, response, then, failed) {
      const socket = response.socket ?? response;
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      count += 1;
      owe(socket, 1);
      const over = (): void => {
        count -= 1;
        owe(socket, -1);
      };
      Promise.resolve(arrival(clock, answer, gone.signal)).then(
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
