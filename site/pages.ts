/**
 * The pages of the site, made of docs/ and the README: nothing is written twice.
 * Law: a link leads to a page of the site where there is one, otherwise to the file in the repository; one that leads nowhere is an error.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..');
const pages = join(here, 'pages');

/** Where the repository can be read. */
export const repository: string = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { homepage: string }).homepage.replace(/#.*$/, '');

/** The files that are pages, by their path in the repository, with their names on the site. */
const FILES = new Map<string, string>([
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name): [string, string] => [`docs/${name}`, name === 'index.md' ? 'docs.md' : name]),
  ['SECURITY.md', 'security.md'],
  ['CHANGELOG.md', 'changelog.md'],
  ['CONTRIBUTING.md', 'contributing.md'],
  ['bench/README.md', 'bench.md'],
  ...readdirSync(join(root, 'decisions')).map((name): [string, string] => [`decisions/${name}`, `decisions/${name}`]),
]);

/** A group of pages, as the list of docs/index.md has them. */
export interface Group {
  readonly text: string;
  readonly items: readonly { readonly text: string; readonly link: string }[];
}

/** The groups of the side bar: those of docs/index.md, in its order. */
export function groups(): Group[] {
  const index = readFileSync(join(root, 'docs/index.md'), 'utf8');
  return index
    .split(/^## /m)
    .slice(1)
    .map((part) => ({
      text: part.slice(0, part.indexOf('\n')),
      // The first cell of each row, which may name several pages.
      items: [...part.matchAll(/^\|((?:[^|\n]|\\\|)*)\|/gm)]
        .flatMap(([, cell = '']) => [...cell.matchAll(/\[([^\]]+)\]\(([^)#]+)\)/g)])
        .flatMap(([, title = '', path = '']) => {
          const link = linkTo(posix.join('docs', path));
          return link.startsWith('/') && link !== '/' ? [{ text: title, link }] : [];
        }),
    }));
}

/** Writes the pages into `pages/`, which is not kept. */
export function writePages(): void {
  rmSync(pages, { recursive: true, force: true });
  for (const [file, name] of FILES) write(name, rewritten(readFileSync(join(root, file), 'utf8'), file));
  write('index.md', home(readFileSync(join(root, 'README.md'), 'utf8')));
  const shown = join(root, 'docs');
  cpSync(shown, pages, { recursive: true, filter: (path) => statSync(path).isDirectory() || /\.(?:svg|png)$/.test(path) });
  cpSync(join(here, 'playground.md'), join(pages, 'playground.md'));
  cpSync(join(here, 'favicon.svg'), join(pages, 'public/favicon.svg'));
  cpSync(join(root, 'openapi'), join(pages, 'public/openapi'), { recursive: true, filter: (path) => !/\.(?:ts|yaml)$/.test(path) });
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(pages, name)), { recursive: true });
  writeFileSync(join(pages, name), text);
}

/** The links of a page, as they are on the site. Code is left alone. */
function rewritten(text: string, file: string): string {
  return text
    .split(/(^```[^]*?^```$|`[^`\n]*`)/m)
    .map((part, i) =>
      i % 2 === 1
        ? part
        : // Vue, which VitePress renders pages with, reads double braces.
          part.replaceAll('{{', '&#123;&#123;').replace(/(\]\()([^)\s]+)(\))/g, (all, before: string, to: string, after: string) => {
            if (/^(?:[a-z]+:|#)/.test(to)) return all;
            const [path = '', anchor] = to.split('#');
            const target = posix.normalize(posix.join(posix.dirname(file), path)).replace(/\/$/, '');
            if (/\.(?:svg|png)$/.test(path) && target.startsWith('docs/')) return `${before}./${posix.relative('docs', target)}${after}`;
            return `${before}${linkTo(target)}${anchor === undefined ? '' : `#${anchor}`}${after}`;
          }),
    )
    .join('');
}

/** The address of a file of the repository. */
function linkTo(target: string): string {
  if (target === 'README.md') return '/';
  const page = FILES.get(target);
  if (page !== undefined) return `/${page.replace(/\.md$/, '')}`;
  if (/^openapi\/\w+\.json$/.test(target)) return `/${target}`;
  if (!existsSync(join(root, target))) throw new Error(`A page of the docs links to ${target}, which does not exist.`);
  return `${repository}/${statSync(join(root, target)).isDirectory() ? 'tree' : 'blob'}/main/${target}`;
}

/** The first page: what the README says first, and its sixty seconds. */
function home(readme: string): string {
  const [, what = '', why = ''] = readme.split('\n\n');
  const start = readme.slice(readme.indexOf('## Sixty seconds'), readme.indexOf('\n## ', readme.indexOf('## Sixty seconds') + 1));
  const plain = (text: string): string => text.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
  return `---
layout: home
hero:
  name: stuntbox
  text: A stunt double for the API your servers live behind
  tagline: ${JSON.stringify(capital(plain(what.slice(what.indexOf(': ') + 2))))}
  actions:
    - { theme: brand, text: Sixty seconds, link: '#sixty-seconds' }
    - { theme: alt, text: Playground, link: /playground }
    - { theme: alt, text: All pages, link: /docs }
features:
  - { title: Its own time, details: 'A ten-minute rebuild is tested in a millisecond. No timer is started, so nothing leaks from a test.', link: /time }
  - { title: Locks and progress, details: 'What is busy refuses, in the words of its vendor, and shows how far it is.', link: /state }
  - { title: Failures on demand, details: 'Refused, lost, answered with an error although it was done, stuck at 99%, failed half-way.', link: /faults }
  - { title: Five vendors, details: 'PureGPU, ElasticHosts, Drone Autoscaler, Evotic and VPS.org: every documented endpoint, each marked with its evidence.', link: /operations }
  - { title: Contract testing, details: 'Each request is held to the document, and a report says what a suite has proved.', link: /violations }
  - { title: Where you work, details: 'Node tests, the browser, Vite, Storybook, Playwright, and a server for any language.', link: /docs }
---

${rewritten(`${why}\n\n${start}`, 'README.md')}
`;
}
