/** The sources of the package, as tests read them: what must not stand in any of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOMS } from '../scripts/rooms.js';
import { ROOT } from './pages.ts';

/** The folders that are built into the package. */
export const SHIPPED: readonly string[] = ROOMS;

/** The files of some folders, each by its path from the root. */
export const sources = (folders: readonly string[]): string[] =>
  folders.flatMap((folder) =>
    existsSync(join(ROOT, folder))
      ? readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) =>
          entry.isDirectory() ? sources([`${folder}/${entry.name}`]) : entry.name.endsWith('.ts') ? [`${folder}/${entry.name}`] : [],
        )
      : [],
  );

/** Code without its comments. */
export const withoutComments = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, '');

/** The code of a file, without its comments. */
export const codeOf = (file: string): string => withoutComments(readFileSync(join(ROOT, file), 'utf8'));

/** The patterns in the code of some folders that repeat something, each once. */
export function patternsIn(folders: readonly string[]): { readonly source: string; readonly pattern: RegExp }[] {
  const found = new Map<string, RegExp>();
  for (const file of sources(folders))
    for (const [source, body = '', flags = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(
      /(?<=[=(,:!&|?\s[])\/((?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\\\n[*])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\\\n[])*)\/([dgimsuy]*)/g,
    )) {
      if (!/[*+{]/.test(body)) continue;
      try {
        found.set(source, new RegExp(body, flags.replace(/[gy]/g, '')));
      } catch {
        // A division, or a path in a text.
      }
    }
  return [...found].map(([source, pattern]) => ({ source, pattern }));
}
