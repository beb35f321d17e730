/** What a reply says about itself in headers of ours, for a client that asks: why it was refused, how the request departs from the contract, and which cloud answered. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Exchange } from '../model/journal.ts';

/** The headers by which a client asks, and in which it is told. */
const WHY = 'x-stuntbox-why';
const VIOLATIONS = 'x-stuntbox-violations';
const CLOUD = 'x-stuntbox-cloud';

/**
 * The headers that explain a reply; undefined when there is nothing to say, or nobody asks.
 * @param always explains each reply, whether the client asks or not.
 * @param cloud the name of the cloud, where it is not the default one.
 */
export function explanation(always: boolean, asked: IncomingHttpHeaders, { why, violations }: Exchange, cloud?: string): Record<string, string> | undefined {
  const reason = why !== null && (always || asked[WHY] !== undefined);
  const departures = violations.length > 0 && (always || asked[VIOLATIONS] !== undefined);
  const named = cloud !== undefined && (always || asked[WHY] !== undefined || asked[VIOLATIONS] !== undefined || asked[CLOUD] !== undefined);
  if (!reason && !departures && !named) return undefined;
  return { ...(named && { [CLOUD]: cloud }), ...(reason && { [WHY]: headerText(why) }), ...(departures && { [VIOLATIONS]: listed(violations) }) };
}

/** The longest list, in characters: some clients read no more than 8 KiB of headers. */
const LONGEST_LIST = 4_000;

/** Violations as a JSON array in ASCII; as many as fit. */
function listed(violations: Exchange['violations']): string {
  const items: string[] = [];
  let length = 2;
  for (const { operation, place, rule, effect, source, message } of violations) {
    const item = ascii(JSON.stringify({ operation, place, rule, effect, source, message }));
    length += item.length + 1;
    if (length > LONGEST_LIST) break;
    items.push(item);
  }
  return `[${items.join(',')}]`;
}

/** JSON with every other character escaped, as a header needs it. */
const ascii = (json: string): string => json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A text with only the characters that a header can contain. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 1_000);
