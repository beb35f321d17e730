/**
 * What is kept, as texts: each record is JSON with how the cloud began, with what happened, or both.
 * Law: what is read is checked whole before anyone sees it.
 */
import { checkBirth, checkEntry, MOST_ENTRIES } from '../clouds/check-kept.ts';
import type { Birth, Entry, Kept } from '../clouds/store.ts';
import { MOST_KEPT_BYTES } from '../clouds/store.ts';
import { isPlainObject } from '../model/plain.ts';

/** Entries as JSON, without brackets; checked, and copied by being written. */
export function entriesText(entries: readonly Entry[]): string {
  if (!Array.isArray(entries)) throw new Error('What happened to a cloud is not a list of entries.');
  entries.forEach((entry, i) => checkEntry(entry, `entry ${i + 1}`));
  return JSON.stringify(entries).slice(1, -1);
}

/** The record of how a cloud began. */
export function birthRecord(birth: Birth): string {
  checkBirth(birth);
  return JSON.stringify({ birth });
}

/** One record of what several calls wrote. */
export const entriesRecord = (texts: readonly string[]): string => `{"entries":[${texts.filter((text) => text !== '').join(',')}]}`;

/** A cloud, as few records: none is so long that nothing can be written between it and the next. */
export function keptRecords({ birth, entries }: Kept): string[] {
  const records = [birthRecord(birth)];
  for (let i = 0; i < entries.length; i += 1_000) records.push(entriesRecord([entriesText(entries.slice(i, i + 1_000))]));
  return records;
}

/** Reads records in their order. */
export interface Reading {
  /**
   * @param where names the record, for the error: `@job-42.log, byte 17`.
   * @throws {Error} that says why it cannot be read.
   */
  add(record: string, where: string): void;
  /** @throws {Error} when there was no birth. */
  kept(): Kept;
}

/** Begins to read a cloud. */
export function reading(): Reading {
  let birth: Birth | undefined;
  let entries: Entry[] = [];
  let count = 0;
  return {
    add(record, where) {
      let value: unknown;
      try {
        value = JSON.parse(record);
      } catch (error) {
        throw new Error(`it is not JSON (${where})`, { cause: error });
      }
      if (!isPlainObject(value)) throw new Error(`it is not an object (${where})`);
      for (const member of Object.keys(value))
        if (member !== 'birth' && member !== 'entries')
          throw new Error(`it has the member '${member.slice(0, 60)}', which this version of stuntbox does not know (${where})`);
      if (value['birth'] !== undefined) {
        if (birth) throw new Error(`the cloud begins a second time (${where})`);
        birth = readable(where, () => {
          checkVersion(value['birth']);
          checkBirth(value['birth']);
          return value['birth'];
        });
      } else if (!birth) throw new Error(`the cloud has not begun yet (${where})`);
      const list = value['entries'] ?? [];
      if (!Array.isArray(list)) throw new Error(`its entries are not a list (${where})`);
      count += list.length;
      if (count > MOST_ENTRIES) throw new Error(`it has more than ${MOST_ENTRIES} entries`);
      list.forEach((entry: unknown, i) => {
        readable(where, () => checkEntry(entry, `entry ${i + 1}`));
        // What comes before a snapshot does not matter any more.
        if ('snapshot' in (entry as Entry)) entries = [];
        entries.push(entry as Entry);
      });
    },
    kept() {
      if (!birth) throw new Error('its beginning is missing');
      return { birth, entries };
    },
  };
}

function checkVersion(birth: unknown): void {
  const version = isPlainObject(birth) ? birth['stuntbox'] : undefined;
  if (typeof version === 'number' && version > 1) throw new Error(laterVersion(version));
}

/** Says that what is kept was written by a later stuntbox. */
export const laterVersion = (version: number | string): string =>
  `it has version ${version}, but this version of stuntbox reads only version 1. Open it with the stuntbox that wrote it`;

function readable<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${(error as Error).message.replace(/\.$/, '')} (${where})`, { cause: error });
  }
}

/** Says that a cloud is full. */
export const tooLarge = (bytes: number): string =>
  `The cloud is full: at most ${MOST_KEPT_BYTES} bytes are kept of one, and this would make ${bytes}. Compact it, or delete it.`;
