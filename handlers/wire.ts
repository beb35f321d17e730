/** JSON over the wire, for the vendors that speak it. */
import { Problem } from '../model/problem.ts';
import type { PlainRequest, Wire } from './provider.ts';

const decoder = new TextDecoder();

/** How a vendor's JSON departs from the plain kind. */
export interface JsonOptions {
  /** The media type of its replies. */
  readonly type: string;
  /** A body of another media type: refused, or ignored as if there were none. */
  readonly other: 'refused' | 'ignored';
}

/** Bodies in JSON, both ways. */
export function json({ type, other }: JsonOptions): Wire {
  return {
    read(request) {
      if (!request.body || request.body.length === 0) return undefined;
      if (/^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i.test(mediaType(request))) return parsed(decoder.decode(request.body));
      if (other === 'ignored') return undefined;
      throw new Problem('unsupported-media', 'The body is not JSON, by its Content-Type.', { type: mediaType(request) });
    },
    write: (body) => ({ type, body: JSON.stringify(body) }),
  };
}

/** The media type that a request says its body has. */
export const mediaType = ({ headers }: PlainRequest): string => headers['content-type'] ?? '';

/**
 * A body's text as JSON.
 * @throws {Problem} `malformed`.
 */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Problem('malformed', `The body is not JSON: ${(error as Error).message}`);
  }
}
