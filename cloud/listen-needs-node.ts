/** What `#listen` (package.json) is where there is no Node: a page opens no port. */

export function listen(): Promise<never> {
  return Promise.reject(
    new Error(
      'cloud.listen() opens a port, which needs Node, and this code was resolved for a browser. Use cloud.handlers with msw, or cloud.fetch(), or call listen() in Node.',
    ),
  );
}
