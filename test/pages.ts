/** The project's pages, and the code and the links on them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT: string = fileURLToPath(new URL('..', import.meta.url));

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Every page that users read. */
export const PAGES: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  ...['docs', 'decisions'].flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`)),
].filter((path) => path.endsWith('.md'));

export interface Block {
  readonly page: string;
  /** Counts from 1, over the blocks of its language on its page. */
  readonly n: number;
  readonly code: string;
  /** What stands after the language: `no-run` for what is compiled only. */
  readonly note: string;
}

/** The code of a language on a page. */
export const blocksOf = (page: string, language: string): Block[] =>
  [...read(page).matchAll(new RegExp(`^\`\`\`${language}(?: ([\\w-]+))?\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, note = '', code = ''], i) => ({
    page,
    n: i + 1,
    code,
    note,
  }));

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, '_'));

/** What a heading is called in a link, as GitHub has it. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (page: string): Set<string> => new Set([...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchor(heading)));

/** The links of a page that lead nowhere: to a file that is not there, or to a heading that its page does not have. */
export function brokenLinks(page: string): string[] {
  // The pictures of <picture> and <img> as well.
  const links = [...withoutCode(read(page)).matchAll(/(?:\]\(|\b(?:src|srcset)=")((?!https?:)[^)"\s]+)[)"]/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [file = '', heading] = link.split('#');
    const path = file === '' ? page : join(dirname(page), file);
    if (!existsSync(join(ROOT, path))) return true;
    return heading !== undefined && !anchorsOf(path).has(heading);
  });
}
