/**
 * Which pages of other origins may call the server from a browser, and the headers that tell the browser so (the Fetch standard, CORS protocol).
 * Law: origins are listed one by one. There is no wildcard, and a page that is not listed gets no header at all.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { operationsOf } from '../vendor/contract.ts';
import type { PlainReply } from '../vendor/wire.ts';
import type { CompiledVendor } from '../request/compile.ts';

/** The pages of other origins that may call the server. */
export interface Cors {
  /** Whether the page at an origin may call the server. */
  allows(origin: string | undefined): boolean;
  /** The answer to the question that a browser asks before a request, to be made `readable`; `vendor` and `methods` are those of its path, if it has any. */
  preflight(headers: IncomingHttpHeaders, vendor: CompiledVendor | undefined, methods: readonly string[]): PlainReply;
  /** A reply with the headers that let a listed page read it. */
  readable(headers: IncomingHttpHeaders, reply: PlainReply): PlainReply;
}

/** How long a browser may remember an answer, in seconds: it soon notices a server that was started anew with another list. */
const LONGEST_MEMORY = 600;

/** Headers that a page may read beside those of the vendors. */
const EXPOSED = ['retry-after', 'location', 'x-stuntbox-why', 'x-stuntbox-violations', 'x-stuntbox-cloud'];

/** Creates the rules for the listed origins. `accepted` are headers that a page may send beside those of the vendors. */
export function corsFor(origins: readonly string[], credentials: boolean, vendors: Iterable<CompiledVendor>, accepted: readonly string[] = []): Cors {
  const listed = new Set(origins);
  const exposed = [...new Set([...EXPOSED, ...[...vendors].flatMap(exposedBy)])].join(', ');
  const withCredentials = credentials ? { 'access-control-allow-credentials': 'true' } : undefined;
  const allows = (origin: string | undefined): origin is string => origin !== undefined && listed.has(origin);
  return {
    allows,
    preflight: ({ 'access-control-request-private-network': toPrivateNetwork }, vendor, methods) => ({
      status: 204,
      headers: {
        'access-control-allow-methods': methods.join(', '),
        'access-control-allow-headers': [
          ...new Set(['content-type', 'x-stuntbox-why', 'x-stuntbox-violations', ...accepted, ...(vendor ? acceptedBy(vendor) : [])]),
        ].join(', '),
        'access-control-max-age': String(LONGEST_MEMORY),
        ...(toPrivateNetwork === 'true' && { 'access-control-allow-private-network': 'true' }),
        vary: 'Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network',
      },
      body: undefined,
    }),
    readable({ origin }, reply) {
      const headers = Object.fromEntries(Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), value]));
      // Who may read is the server's to say.
      delete headers['access-control-allow-origin'];
      delete headers['access-control-allow-credentials'];
      headers['vary'] = headers['vary'] === undefined ? 'Origin' : `Origin, ${headers['vary']}`;
      if (allows(origin)) Object.assign(headers, { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed }, withCredentials);
      return { ...reply, headers };
    },
  };
}

/** The headers that a request to a vendor may need: its credential, and those that its contract documents. */
const acceptedBy = ({ authentication, contract }: CompiledVendor): string[] => [
  authentication.header,
  ...operationsOf(contract).flatMap(({ operation }) =>
    (operation.parameters ?? []).filter((parameter) => (parameter.in as string) === 'header').map(({ name }) => name.toLowerCase()),
  ),
];

/** The headers that a vendor's replies may have: of its rate limit, and those that its contract documents. */
function exposedBy({ contract, rateHeaders }: CompiledVendor): string[] {
  const replies = [...operationsOf(contract).flatMap(({ operation }) => Object.values(operation.responses)), ...Object.values(contract.components.responses)];
  const documented = replies.flatMap(({ headers = {} }) => Object.keys(headers));
  // A window that is over, since some headers are sent only then.
  return [...documented, ...Object.keys(rateHeaders?.({ limit: 1, remaining: -1, resetsAt: 0 }) ?? {})].map((name) => name.toLowerCase());
}

/** Returns why a text cannot be an origin of a page, as what to give instead, or undefined if it can. */
export function notAnOrigin(text: string): string | undefined {
  if (text.includes('*')) return 'each origin in full: with a wildcard, any page that you visit could call the server';
  if (text === 'null') return "the origin of a page that has one: 'null' is that of every sandboxed frame and every file";
  if (!URL.canParse(text)) return "an origin, such as 'http://localhost:5173'";
  const { protocol, host, origin, username, password } = new URL(text);
  if (host === '' || username !== '' || password !== '') return "an origin, such as 'http://localhost:5173'";
  // A page in an app shell has an origin of a scheme of its own, such as capacitor://localhost.
  const exact = origin === 'null' ? `${protocol}//${host}` : origin;
  return text === exact ? undefined : `the origin as browsers send it: '${exact}'`;
}
