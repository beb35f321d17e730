/** A reply from the server itself, not from a vendor. */
import type { PlainReply } from '../vendor/wire.ts';

/** A reply with a JSON body. */
export const json = (status: number, body: unknown, headers: PlainReply['headers'] = {}): PlainReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: `${JSON.stringify(body)}\n`,
});
