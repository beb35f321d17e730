/** What of `stuntbox/har` a page can do; comparing with a recording needs the documents of the package, which are files. */
export { loadFixtures } from './fixtures.ts';
export { toHar } from './to-har.ts';
