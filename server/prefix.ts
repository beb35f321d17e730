/** The path at which a proxy serves the server, so that what a reply refers to stays below it. */

const LONGEST = 200;

/** Whether a text is a plain path: `/mocks`, `/team/mocks`. It cannot name another host (`//host`), go up, or hold anything that a header cannot. */
export const plainPath = (text: string): boolean => text.length <= LONGEST && /^(?:\/[\w~!$'*+=:@-][\w.~!$'*+=:@-]*)+$/.test(text);

/** Returns the prefix of a request: the one that was told, or else `X-Forwarded-Prefix`, where it is a plain path. */
export function prefixes(told: string | undefined): (forwarded: string | string[] | undefined) => string {
  const own = told?.replace(/\/$/, '');
  return (forwarded) => {
    if (own !== undefined) return own;
    if (typeof forwarded !== 'string') return '';
    const path = forwarded.replace(/\/$/, '');
    return plainPath(path) ? path : '';
  };
}

/** A path without the prefix, which a proxy may have left in it. */
export const withoutPrefix = (prefix: string, path: string): string =>
  prefix !== '' && path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/') ? path.slice(prefix.length) || '/' : path;
