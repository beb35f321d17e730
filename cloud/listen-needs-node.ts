/** The `#listen` import (package.json) outside Node: a page cannot open a port. */

export function listen(): Promise<never> {
  return Promise.reject(
    new Error(
      'cloud.listen() needs Node to open a port, but this code was bundled for a browser. Use cloud.handlers with msw or cloud.fetch(), or call listen() in Node.',
    ),
  );
}
