/** The body of an HTTP request, bounded in itself and together with all others that are under way. */
import type { IncomingMessage } from 'node:http';
import type { Budget } from './budget.ts';

/** Why a body was not read: it is over its limit, or too many others are under way. */
export type Unread = 'too-large' | 'busy';

const EMPTY = new Uint8Array();

/** What a piece of a body takes in memory beside its bytes. */
const OVERHEAD = 256;

/** Whether a request announces a body. */
export const hasBody = ({ headers }: IncomingMessage): boolean => headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/**
 * Reads the body of a request and calls `done` with it, or with the reason why it is not read. `done` is not called if the client disconnects.
 * Its bytes are held until `done` returns.
 */
export function bodyOf(request: IncomingMessage, limit: number, held: Budget, done: (body: Uint8Array | Unread) => void): void {
  if (!hasBody(request)) return done(EMPTY);
  if (Number(request.headers['content-length']) > limit) return done('too-large');
  let chunks: Buffer[] = [];
  let size = 0;
  let taken = 0;
  let over = false;
  const release = (): void => {
    held.give(taken);
    taken = 0;
    chunks = [];
  };
  const stop = (reason: Unread): void => {
    over = true;
    release();
    done(reason);
  };
  request.on('data', (chunk: Buffer) => {
    if (over) return;
    size += chunk.length;
    if (size > limit) return stop('too-large');
    if (!held.take(chunk.length + OVERHEAD)) return stop('busy');
    taken += chunk.length + OVERHEAD;
    chunks.push(chunk);
  });
  request.once('end', () => {
    if (over) return;
    try {
      done(Buffer.concat(chunks, size));
    } finally {
      release();
    }
  });
  // The client disconnected.
  request.once('close', release);
}
