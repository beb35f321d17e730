/** What an HTTP request is addressed to (RFC 9112, 3.2). */

/** The parts of a request target. */
export interface Target {
  /** The host and port, if the target is an absolute URL, as sent to a proxy. It counts instead of `Host`. */
  readonly authority: string | undefined;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
}

/** The parts of a request target: `/path?query`, an absolute URL, or `*`; undefined if it is none of these. */
export function targetOf(url: string): Target | undefined {
  if (url.startsWith('/')) return parted(undefined, url);
  if (url === '*') return { authority: undefined, path: '*', query: '' };
  const [, authority, local] = /^https?:\/\/([^/?#]*)([/?].*)?$/i.exec(url) ?? [];
  if (authority === undefined) return undefined;
  return parted(authority, local === undefined ? '/' : local.startsWith('?') ? `/${local}` : local);
}

function parted(authority: string | undefined, local: string): Target {
  const mark = local.indexOf('?');
  return mark < 0 ? { authority, path: local, query: '' } : { authority, path: local.slice(0, mark), query: local.slice(mark + 1) };
}
