/**
 * The state of a page's cloud across reloads, as a link in the page's storage.
 * Law: what is found there may be anybody's, and what cannot be kept is told; neither ever breaks the page.
 */
import type { Link } from '../cloud/link.ts';
import { isPlainObject } from '../model/plain.ts';
import { reason } from './telling.ts';

/** What is kept of a cloud. */
export interface Kept {
  /** The version of this format. */
  readonly stuntbox: 1;
  /** Which change it holds: how many there were, in all tabs, and which tab made the last. */
  readonly change: Mark;
  /** The cloud, as `cloud.toLink()` gives it. */
  readonly link: Link;
  /** How its clock ran. */
  readonly pace: Pace;
  /** The speed that the page asked for, so that another one in the code counts. */
  readonly asked: number;
  /** The scenarios of the address that it began with. */
  readonly scenarios: readonly string[];
}

/** How a clock runs. */
export interface Pace {
  readonly speed: number;
  readonly paused: boolean;
}

/** The place of a change in the order of all tabs' changes. */
export interface Mark {
  readonly count: number;
  readonly tab: string;
}

/** The name of the entry in the storage. */
export const ENTRY = 'stuntbox';
/** The most characters that are kept: what browsers give to an origin is some five million, and the application wants some. */
export const MOST_CHARACTERS = 2_000_000;

/** A place that keeps it. */
export interface Keeping {
  /** @throws {Error} when what is there is not ours, damaged, or cannot be read. */
  read(): Kept | undefined;
  /** Reads what another tab has written. */
  reads(text: string): Kept;
  /** @throws {Error} when it is too large, or the storage refuses it. */
  write(kept: Kept): void;
  forget(): void;
}

/** Keeps the state in a storage of the page. */
export function keeping(where: 'session' | 'local'): Keeping {
  // A page without access to its storage throws at the mere mention of it.
  const storage = (): Storage => (where === 'local' ? localStorage : sessionStorage);
  return {
    read() {
      const text = storage().getItem(ENTRY);
      return text === null ? undefined : readKept(text);
    },
    reads: readKept,
    write(kept) {
      const text = JSON.stringify(kept);
      if (text.length > MOST_CHARACTERS)
        throw new Error(
          `it has ${text.length.toLocaleString('en')} characters, and at most ${MOST_CHARACTERS.toLocaleString('en')} are kept. Reset the cloud, or start it with fewer records`,
        );
      try {
        storage().setItem(ENTRY, text);
      } catch (error) {
        throw new Error(`${where}Storage refused it: ${reason(error)} Clear what else this origin keeps there, or start with persist: false`, {
          cause: error,
        });
      }
    },
    forget() {
      try {
        storage().removeItem(ENTRY);
      } catch {
        // Nothing can be there.
      }
    },
  };
}

/** The link itself is validated where it is opened. */
function readKept(text: string): Kept {
  if (text.length > MOST_CHARACTERS) throw new Error(`it has ${text.length.toLocaleString('en')} characters`);
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch (error) {
    throw new Error('it is not JSON', { cause: error });
  }
  if (!isPlainObject(kept)) throw new Error('it is not what startCloud writes');
  const { stuntbox, change, link, pace, asked, scenarios } = kept;
  if (stuntbox !== 1) throw new Error(stuntbox === undefined ? 'it is not what startCloud writes' : 'it is of another version of stuntbox');
  if (
    !isPlainObject(change) ||
    typeof change['tab'] !== 'string' ||
    !Number.isSafeInteger(change['count']) ||
    !isPlainObject(link) ||
    !isPlainObject(pace) ||
    typeof pace['speed'] !== 'number' ||
    typeof pace['paused'] !== 'boolean' ||
    typeof asked !== 'number' ||
    !Array.isArray(scenarios) ||
    !scenarios.every((name) => typeof name === 'string')
  )
    throw new Error('it is damaged');
  return kept as unknown as Kept;
}
