/** The log: one line per request, with its method, path, status, operation and changes. */
import { styleText } from 'node:util';
import type { Change } from '../model/collection.ts';
import type { Exchange } from '../model/journal.ts';
import { isoSecond } from '../vendor/iso-second.ts';
import { printable } from './printable.ts';

/** Where the lines are written. */
export interface Output {
  write(text: string): unknown;
  on?(event: 'error', listener: () => void): unknown;
  /** The number of buffered bytes. */
  readonly writableLength?: number;
  readonly isTTY?: boolean;
}

/** The maximum number of buffered bytes, for a reader that has stopped reading. */
const MOST_WAITING = 1_048_576;

/**
 * Writes a line for each exchange, with the name of its cloud where that is not the default one, in batches: logging never delays or breaks a request.
 * @example
 * cloud.on('exchange', requestLog(process.stdout));
 */
export function requestLog(output: Output): (exchange: Exchange, cloud?: string) => void {
  let lines = '';
  let left = 0;
  // The reader may be gone: `stuntbox serve | head -1`.
  output.on?.('error', () => {});
  const flush = (): void => {
    const text = left > 0 ? `(${left} lines were left out: nobody read them)\n${lines}` : lines;
    lines = '';
    left = 0;
    try {
      output.write(text);
    } catch {
      // Nobody reads the log.
    }
  };
  return (exchange, cloud) => {
    if ((output.writableLength ?? 0) > MOST_WAITING) {
      left += 1;
      return;
    }
    if (lines === '') setImmediate(flush);
    lines += `${lineOf(exchange, output.isTTY === true, cloud)}\n`;
  };
}

/** The line of an exchange, or a line that says why there is none: a log that fails must not fail the request. */
function lineOf(exchange: Exchange, colours: boolean, cloud?: string): string {
  try {
    return line(exchange, colours, cloud);
  } catch (error) {
    return printable(`(a request that cannot be shown: ${String((error as Partial<Error> | undefined)?.message)})`);
  }
}

/** The longest line, in characters without colours. */
const LONGEST = 4_000;

/** `15:30:00 POST /vpsorg/servers/12345/stop/ 200 · POST /servers/{server_id}/stop/ · servers 12345: active → stopping` */
export function line({ at, request, reply, operation, changes, why, violations }: Exchange, colours: boolean, cloud?: string): string {
  let left = LONGEST;
  // Each part is made printable before it is painted, so that only our own colours reach a terminal.
  const paint = (colour: 'green' | 'yellow' | 'red' | 'dim' | 'cyan' | undefined, given: string): string => {
    const text = printable(given.slice(0, left));
    left -= text.length;
    return colours && colour !== undefined ? styleText(colour, text, { validateStream: false }) : text;
  };
  const status = reply?.status;
  let text = paint('dim', `${timeOf(at)} `);
  // Where the path does not name it.
  if (cloud !== undefined && !request.path.includes(`/@${cloud}/`)) text += paint('dim', `@${cloud} `);
  text += paint(undefined, `${request.method} ${request.path}${request.query && `?${request.query}`} `);
  text += status === undefined ? paint('red', 'lost') : paint(status < 400 ? 'green' : status < 500 ? 'yellow' : 'red', String(status));
  text += paint('dim', ` · ${operation ?? 'no operation'}`);
  for (const change of changes) {
    if (left <= 0) break;
    const words = told(change);
    if (words !== '') text += paint('dim', ' · ') + paint('cyan', words);
  }
  if (why !== null) text += paint('dim', ' · ') + paint(undefined, why);
  const departures = departed(violations, why !== null);
  if (departures !== '') text += paint('dim', ' · ') + paint('yellow', departures);
  return left > 0 ? text : `${text} …`;
}

/** The most violations that a line lists. */
const MOST_LISTED = 5;

/** Describes violations: `not as documented: body.os (unknown, ignored; os_id?)`. What the vendor refused stands in the reason already. */
function departed(violations: Exchange['violations'], refused: boolean): string {
  const told = refused ? violations.filter(({ effect }) => effect !== 'refused') : violations;
  if (told.length === 0) return '';
  const listed = told.slice(0, MOST_LISTED).map(({ place, rule, effect, meant }) => `${place} (${rule}, ${effect}${meant === undefined ? '' : `; ${meant}?`})`);
  const more = told.length - listed.length + (told.at(-1)?.more ?? 0);
  return `not as documented: ${listed.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Describes a change: `servers 12345: active → stopping`. */
function told({ table, key, kind, before = {}, after = {} }: Change): string {
  if (kind !== 'changed') return `${table} ${key} ${kind}`;
  const members = Object.keys(before).filter((member) => member !== 'task');
  const task = after['task'] as { action: string } | null | undefined;
  const said = members.map((member) => {
    const [from, to] = [shown(before[member]), shown(after[member])];
    return from === undefined || to === undefined ? member : `${member === 'status' ? '' : `${member} `}${from} → ${to}`;
  });
  if ('task' in before && !('status' in before)) said.unshift(task ? `${task.action} begins` : 'its task ends');
  return `${table} ${key}: ${said.join(', ')}`;
}

/** The latest time that a Date can represent. */
const LAST_INSTANT = 8.64e15;

/** The time of day, also for invalid times from a custom clock. */
const timeOf = (at: number): string => (Math.abs(at) <= LAST_INSTANT ? isoSecond(at).slice(11) : '--:--:--');

/** A value in a few characters, or undefined if it is too long. */
function shown(value: unknown): string | undefined {
  // Only a time is this large.
  if (typeof value === 'number') return value > 1e11 && value <= LAST_INSTANT ? new Date(value).toISOString() : String(value);
  if (typeof value === 'string') return value.length <= 40 ? value : undefined;
  return value === null || typeof value === 'boolean' ? String(value) : undefined;
}
