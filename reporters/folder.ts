/**
 * The folder in which processes leave what they have walked: a file of its own for each collector, and a catalogue for each vendor.
 * Law: files of facts are only appended to, and by one collector each, so that processes never wait for, or spoil, one another.
 */
import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { catalogueOf, type Catalogue } from '../testing/coverage/catalogue.ts';
import { readCatalogue } from '../testing/coverage/read-catalogue.ts';
import { gathered, type Gathered } from '../testing/coverage/tally.ts';
import type { AnyProvider } from '../vendor/provider.ts';

/** The environment variable that names the folder; a reporter sets it for its workers. */
export const FOLDER_VARIABLE = 'STUNTBOX_COVERAGE';
/** The folder, below the current one, if nothing else is said. */
export const FOLDER = '.stuntbox/coverage';

const FACTS = '.facts.jsonl';
const CATALOGUE = '.catalogue.json';
/** A larger file is none of ours. */
const LARGEST = 268_435_456;

/** The folder that was asked for, or the usual one, as an absolute path. */
export const folderAt = (given: string | undefined): string => resolve(given ?? (process.env[FOLDER_VARIABLE] || FOLDER));

/** Where one collector leaves its lines. */
export interface Shelf {
  append(lines: string): void;
  /** Leaves the catalogue of a vendor, unless this run has it. */
  keep(provider: AnyProvider): void;
}

/** Opens a place for one collector. Nothing is written before there is something to write. */
export function shelf(folder: string): Shelf {
  const file = join(folder, `${process.pid}-${randomUUID()}${FACTS}`);
  return {
    append(lines) {
      if (lines === '') return;
      // Opened and closed each time: a test runner loads this again for each test file, and would run out of open files.
      written(() => appendFileSync(file, lines), folder);
    },
    keep(provider) {
      const path = join(folder, `${encodeURIComponent(provider.name)}${CATALOGUE}`);
      if (isFresh(path)) return;
      const own = `${path}.${randomUUID()}`;
      // Whole or not at all, however many write it at once.
      written(() => writeFileSync(own, JSON.stringify(catalogueOf(provider))), folder);
      renameSync(own, path);
    },
  };
}

/** Whether a file was written since this process started; an older one may be of another version of the vendor. */
function isFresh(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && stat.mtimeMs >= performance.timeOrigin;
}

function written(write: () => void, folder: string): void {
  try {
    write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(folder, { recursive: true });
    write();
  }
}

/** What processes have left in a folder. */
export interface Left {
  readonly gathered: Gathered;
  readonly catalogues: readonly Catalogue[];
}

/** Reads what processes have left; nothing if there is no such folder. */
export function left(folder: string): Left {
  const names = filesIn(folder);
  const read = (name: string): string => (statSync(join(folder, name)).size > LARGEST ? '' : readFileSync(join(folder, name), 'utf8'));
  return {
    gathered: gathered(names.filter((name) => name.endsWith(FACTS)).map(read)),
    catalogues: names.filter((name) => name.endsWith(CATALOGUE)).flatMap((name) => readCatalogue(read(name)) ?? []),
  };
}

/** Removes what an earlier run has left: our own files, and nothing else. */
export function clear(folder: string): void {
  for (const name of filesIn(folder)) if (name.endsWith(FACTS) || name.includes(CATALOGUE)) rmSync(join(folder, name), { force: true });
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
