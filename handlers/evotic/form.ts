/** How Evotic reads request bodies: a form, parsed like PHP, or JSON; then trimmed like Laravel. */
import { redactedPairs } from '../../vendor/redacted.ts';
import type { PlainRequest, Wire } from '../../vendor/wire.ts';
import { bounded, mediaType, repeatedIn } from '../../vendor/wire.ts';

const decoder = new TextDecoder();

/** A wire that also reads forms. A body of any other type is ignored, so every property is missing. */
export function formsAnd(json: Wire): Wire {
  return {
    read(request) {
      const body = request.body && isForm(request) ? form(decoder.decode(request.body)) : json.read(request);
      // Laravel converts any JSON value to an array. If the value is not an object, no property is found in it.
      return typeof body === 'object' && body !== null ? trimmed(body) : {};
    },
    write: (body, request) => json.write(body, request),
    redacted: (request, secret) => (isForm(request) ? redactedPairs(decoder.decode(request.body), secret) : json.redacted?.(request, secret)),
    repeated: (request) =>
      isForm(request) ? repeatedIn([...new URLSearchParams(decoder.decode(request.body)).keys()].filter((name) => !name.endsWith('[]'))) : [],
  };
}

const isForm = (request: PlainRequest): boolean => /^application\/x-www-form-urlencoded *(?:;|$)/i.test(mediaType(request));

/** A list in a form: its items by index, and the next index for an item without one. */
interface List {
  readonly items: Map<string, string>;
  next: number;
}

/** Parses a form. `a[]=1&a[]=2` and `a[0]=1&a[1]=2` are lists; if a name is repeated, its last value wins. */
function form(text: string): Record<string, unknown> {
  const members = new Map<string, string | List>();
  for (const [name, value] of new URLSearchParams(bounded(text, '&').join('&'))) {
    const [, list, index = ''] = /^([^[]+)\[([^\]]*)\]$/.exec(name) ?? [];
    if (list === undefined) {
      members.set(name, value);
      continue;
    }
    const known = members.get(list);
    const its: List = typeof known === 'object' ? known : { items: new Map(), next: 0 };
    its.items.set(index === '' ? String(its.next) : index, value);
    if (/^\d{0,9}$/.test(index)) its.next = Math.max(its.next, Number(index || its.next) + 1);
    members.set(list, its);
  }
  return Object.fromEntries([...members].map(([name, value]) => [name, typeof value === 'object' ? [...value.items.values()] : value]));
}

/** Laravel's TrimStrings, which does not trim passwords. Empty list items are dropped: a form has no other way to write an empty list. */
function trimmed(body: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]: [string, unknown]) => {
      if (Array.isArray(value)) return [name, value.map(trim).filter((item) => item !== '')];
      return [name, name === 'password' ? value : trim(value)];
    }),
  );
}

const trim = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);
