/** Violations in words: what was expected, what was sent, and all of it in a sentence. */
import { said } from '../model/plain.ts';
import type { Violation, ViolationEffect, ViolationRule } from '../model/violation.ts';
import { REDACTED } from '../vendor/redacted.ts';
import type { PlainRequest } from '../vendor/wire.ts';
import type { Schema } from './check.ts';
import type { CompiledOperation, CompiledVendor } from './compile.ts';

/** A violation, before it is worded. */
export interface Finding {
  readonly place: string;
  readonly rule: ViolationRule;
  readonly effect: ViolationEffect;
  readonly expected: string;
  readonly value?: unknown;
  readonly meant?: string | undefined;
  /** The status of the reply whose evidence counts. */
  readonly status?: number;
  /** The operation that was probably meant, where the request matches none. */
  readonly operation?: string | undefined;
}
/** Notes a finding; a function of one is called only if there is room for it. */
export type Note = (finding: Finding | (() => Finding)) => void;

/** The request of a finding. */
interface Told {
  readonly vendor: CompiledVendor;
  readonly request: PlainRequest;
  readonly operation: CompiledOperation | null;
}

/** Findings as violations, without secrets. */
export function worded({ vendor, request, operation }: Told, findings: readonly Finding[], more: number): readonly Violation[] {
  const { name, title, contract, secrets, operations } = vendor;
  const asked = operation?.route ?? `${request.method} ${shortened(request.path)}`;
  return findings.map(({ place, rule, effect, expected, value, meant, status, operation: other }, index) => {
    const secret = secrets.asked(place.slice(place.indexOf('.') + 1));
    const sent = value === undefined ? null : secret ? REDACTED : said(value);
    const route = operation?.route ?? other ?? null;
    const documented = operation?.operation ?? operations.get(route ?? '')?.operation;
    const reply = status === undefined ? undefined : (documented?.responses[status] ?? contract.components.responses[status]);
    const left = index === findings.length - 1 ? more : 0;
    const fault = FAULTS[rule] ?? `must be ${expected}${sent === null ? '' : `, not ${sent}`}`;
    return {
      vendor: name,
      operation: route,
      place,
      rule,
      expected,
      sent,
      effect,
      source: reply?.['x-source'] ?? documented?.['x-source'] ?? 'documented',
      ...(meant !== undefined && { meant }),
      ...(left > 0 && { more: left }),
      message: `${asked}: ${place} ${fault}. ${title} ${EFFECTS[effect]}.${meant === undefined ? '' : ` Did you mean '${meant}'?`}${left > 0 ? ` And ${left} more.` : ''}`,
    };
  });
}

/** What is wrong, for the rules of which what is expected says too little, or too much. */
const FAULTS: Partial<Record<ViolationRule, string>> = {
  unknown: 'is not documented',
  required: 'is required',
  body: 'is not documented',
  malformed: 'cannot be read',
  deprecated: 'is deprecated',
  duplicate: 'was sent more than once',
};

const EFFECTS: Readonly<Record<ViolationEffect, string>> = {
  refused: 'refuses it',
  ignored: 'ignores it',
  coerced: 'converts it',
  redirected: 'redirects it',
  accepted: 'accepts it',
};

/** How long a quoted text can be. */
const LONGEST = 100;
const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
export const oneOf = (names: readonly string[]): string => (names.length === 1 ? (names[0] ?? '') : `one of ${shortened(names.join(', '))}`);

const TYPES: Readonly<Record<string, string>> = { integer: 'an integer', array: 'a list', object: 'an object', null: 'null', string: 'a text' };

/** What a schema allows, in words: `a text of 1 to 255 characters, matching ^[a-z]+$`. */
export function described(schema: Schema | boolean | undefined): string {
  if (typeof schema !== 'object') return 'as documented';
  const { type, enum: values, const: only, minimum, maximum, minLength, maxLength, pattern } = schema as Readonly<Record<string, unknown>>;
  if (Array.isArray(values)) return oneOf(values.map(String));
  if (only !== undefined) return said(only);
  const types = (Array.isArray(type) ? (type as readonly string[]) : typeof type === 'string' ? [type] : []).map((one) => TYPES[one] ?? `a ${one}`);
  const form = typeof pattern === 'string' ? `, matching ${shortened(pattern)}` : '';
  return `${types.join(' or ') || 'as documented'}${range(minimum, maximum, '')}${range(minLength, maxLength, ' characters')}${form}`;
}

function range(from: unknown, to: unknown, unit: string): string {
  const [low, high] = [from, to].map((bound) => (typeof bound === 'number' ? bound : undefined));
  if (low !== undefined && high !== undefined) return ` of ${low} to ${high}${unit}`;
  if (low !== undefined) return ` of at least ${low}${unit}`;
  return high === undefined ? '' : ` of at most ${high}${unit}`;
}
