/** Follows every link of the built site, as far as the site itself: to a file that is there, and to an anchor that is in it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** The links that lead nowhere, each as `page: link`. */
export function brokenLinks(dist: string, base = '/'): string[] {
  const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
  const anchors = new Map<string, Set<string>>();
  const anchorsOf = (file: string): Set<string> => {
    const known =
      anchors.get(file) ?? new Set([...readFileSync(join(dist, file), 'utf8').matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, id = '']) => unescaped(id)));
    anchors.set(file, known);
    return known;
  };
  return pages.flatMap((page) =>
    [...readFileSync(join(dist, page), 'utf8').matchAll(/\s(?:href|src)="([^"]*)"/g)]
      .map(([, link = '']) => unescaped(link))
      .filter((link) => !/^(?:[a-z]+:|\/\/)/i.test(link))
      .filter((link) => {
        const [path = '', anchor] = link.split('#');
        const file = fileOf(page, path, base);
        if (file === undefined || !existsSync(join(dist, file))) return true;
        return anchor !== undefined && anchor !== '' && file.endsWith('.html') && !anchorsOf(file).has(decodeURIComponent(anchor));
      })
      .map((link) => `${page}: ${link}`),
  );
}

/** The file that a path of a link means, from the folder of the site; undefined outside the site. */
function fileOf(page: string, path: string, base: string): string | undefined {
  const plain = decodeURIComponent(path.replace(/\?.*$/, ''));
  if (plain === '') return page;
  if (plain.startsWith('/') && !plain.startsWith(base)) return undefined;
  const file = plain.startsWith('/') ? plain.slice(base.length) : posix.join(posix.dirname(page), plain);
  return file === '' || file.endsWith('/') ? `${file}index.html` : file;
}

const unescaped = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
