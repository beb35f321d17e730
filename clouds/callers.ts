/**
 * Which cloud a request is for: the one in its path, or the one of its credential or header, or else the default one.
 * Law: a credential becomes a name by a digest alone; it is neither kept nor shown.
 */
import { cloudNameIn, DEFAULT_CLOUD, isCloudName, notACloudName } from './names.ts';

/** What tells callers apart, besides the path: their credential, or a header that holds the name. `path` is the path alone. */
export type CloudPer = 'path' | 'credential' | `header:${string}`;

/** The caller of a request. */
export interface Caller {
  /** The name of its cloud. */
  readonly name: string;
  /** What its path begins with: `/@job-42`, or nothing. */
  readonly base: string;
  /** The rest of its path. */
  readonly path: string;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What is known of credentials by whoever hosts the clouds. */
export interface Credentials {
  /** The credential of a request, if its path is a vendor's and the vendor accepts it. */
  of(path: string, headers: Headers): string | undefined;
  /** A digest that nobody can turn back into the credential, of letters and digits. */
  digest(credential: string): string;
}

/** Returns the caller of a request, or the sentence by which it is refused. */
export type CallerOf = (path: string, headers: Headers) => Caller | string;

/** How a cloud of a credential is called; what follows is a digest. */
const OF_CREDENTIAL = 'credential-';

/** Creates the function that tells callers apart. A cloud in the path goes before the others. */
export function callersBy(per: CloudPer, credentials: Credentials): CallerOf {
  const named = namedBy(per, credentials);
  return (path, headers) => {
    // `/@` and a name.
    if (path.charCodeAt(1) === 64) return inPath(path);
    const name = named?.(path, headers);
    if (name === undefined) return { name: DEFAULT_CLOUD, base: '', path };
    return isCloudName(name) ? { name, base: '', path } : notACloudName(name);
  };
}

function inPath(path: string): Caller | string {
  const end = path.indexOf('/', 2);
  const segment = path.slice(2, end < 0 ? undefined : end);
  const name = cloudNameIn(segment);
  if (name === undefined) return notACloudName(segment);
  return { name, base: `/@${name}`, path: end < 0 ? '/' : path.slice(end) };
}

function namedBy(per: CloudPer, { of, digest }: Credentials): ((path: string, headers: Headers) => string | undefined) | undefined {
  if (per === 'path') return undefined;
  if (per === 'credential')
    return (path, headers) => {
      const credential = of(path, headers);
      return credential === undefined ? undefined : OF_CREDENTIAL + digest(credential);
    };
  const header = per.slice('header:'.length).toLowerCase();
  return (_, headers) => {
    const value = headers[header];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
}

/** Headers that hold what must not become a name. */
const SECRET = ['authorization', 'proxy-authorization', 'cookie', 'x-api-key'];

/** Returns what to give instead of a value of the option, or undefined if it fits. */
export function notACloudPer(given: unknown): string | undefined {
  if (given === 'path' || given === 'credential') return undefined;
  const [, header] = (typeof given === 'string' && /^header:([A-Za-z0-9-]{1,100})$/.exec(given)) || [];
  if (header === undefined) return "'path', 'credential' or a header, such as 'header:x-test-id'";
  return SECRET.includes(header.toLowerCase()) ? "'credential': a name is shown in lists and logs, and this header holds a credential" : undefined;
}
