/** Bodies as Evotic reads them: a form as PHP reads it, or JSON; then trimmed as Laravel does. */
import { redactedPairs } from '../../vendor/redacted.ts';
import type { PlainRequest, Wire } from '../../vendor/wire.ts';
import { mediaType } from '../../vendor/wire.ts';

const decoder = new TextDecoder();

/** A wire that reads forms too. A body of any other type is as none, and then every member is missing. */
export function formsAnd(json: Wire): Wire {
  return {
    read(request) {
      const body = request.body && isForm(request) ? form(decoder.decode(request.body)) : json.read(request);
      // Laravel makes an array of whatever JSON it is given; of what is no object, no member is ever found.
      return typeof body === 'object' && body !== null ? trimmed(body) : {};
    },
    write: (body, request) => json.write(body, request),
    redacted: (request, secret) => (isForm(request) ? redactedPairs(decoder.decode(request.body), secret) : json.redacted?.(request, secret)),
  };
}

const isForm = (request: PlainRequest): boolean => /^application\/x-www-form-urlencoded *(?:;|$)/i.test(mediaType(request));

/** A list in a form: its items by their index, and the index of the next that names none. */
interface List {
  readonly items: Map<string, string>;
  next: number;
}

/** The members of a form: `a[]=1&a[]=2` and `a[0]=1&a[1]=2` are lists, and of two with one name the last one counts. */
function form(text: string): Record<string, unknown> {
  const members = new Map<string, string | List>();
  for (const [name, value] of new URLSearchParams(text)) {
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

/** Laravel's TrimStrings, which leaves passwords as they are. An empty item of a list is left out: a form has no other way to write an empty list. */
function trimmed(body: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]: [string, unknown]) => {
      if (Array.isArray(value)) return [name, value.map(trim).filter((item) => item !== '')];
      return [name, name === 'password' ? value : trim(value)];
    }),
  );
}

const trim = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);
