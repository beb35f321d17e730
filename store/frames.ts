/**
 * The file of a cloud: a line with the version, then frames, each a record with its length and checksums.
 * Laws: a frame is whole or it is not there. Only the last write can be torn, since each waits until the one before is on the disk;
 * anything else that does not fit is damage, and nothing is guessed.
 */
import { crc32 } from 'node:zlib';
import { laterVersion, reading } from './records.ts';
import { MOST_KEPT_BYTES, type Kept } from '../clouds/store.ts';

/** The first line. Its number changes when an older stuntbox could no longer read what follows. */
const MARK = 'stuntbox-cloud ';
const FIRST_LINE = Buffer.from(`${MARK}1\n`);

/**
 * Before each record: its length, the checksum of that length and of the frame's place, and the checksum of the record, in four bytes each, the lowest first.
 * The length has one of its own, so that damage to it does not pass for a write that was cut short.
 */
const HEAD = 12;

/** The longest file that is read, in bytes. */
export const LONGEST_FILE = MOST_KEPT_BYTES + 16_777_216;

/** The bytes of one frame that begins at a place of the file. */
export function frame(record: string, at: number): Buffer {
  const length = Buffer.byteLength(record);
  const bytes = Buffer.allocUnsafe(HEAD + length);
  bytes.write(record, HEAD);
  bytes.writeUInt32LE(length, 0);
  bytes.writeUInt32LE(headSum(bytes, 0, at), 4);
  bytes.writeUInt32LE(crc32(bytes.subarray(HEAD)), 8);
  return bytes;
}

/** The bytes of a whole file. */
export function fileBytes(records: readonly string[]): Buffer {
  const parts: Buffer[] = [FIRST_LINE];
  let at = FIRST_LINE.length;
  for (const record of records) {
    const bytes = frame(record, at);
    parts.push(bytes);
    at += bytes.length;
  }
  return Buffer.concat(parts);
}

/** What a file contains. */
export interface FileContents {
  readonly kept: Kept;
  /** Where it ends; what follows was torn by a crash. */
  readonly end: number;
}

/**
 * Reads the bytes of a file.
 * @throws {Error} that says at which byte it is damaged, or which later version wrote it.
 */
export function readFrames(bytes: Buffer): FileContents {
  if (!bytes.subarray(0, FIRST_LINE.length).equals(FIRST_LINE)) throw new Error(wrongFirstLine(bytes));
  const records = reading();
  let at = FIRST_LINE.length;
  let frames = 0;
  while (at < bytes.length) {
    const next = frameAt(bytes, at);
    if (next === undefined) break;
    records.add(bytes.toString('utf8', at + HEAD, next), `byte ${at}`);
    frames += 1;
    at = next;
  }
  // A file gets its name when its first frame is on the disk, so no crash can have torn that one.
  if (frames === 0) throw damaged(at, 'its first record is torn');
  return { kept: records.kept(), end: at };
}

/** Where a frame ends; undefined when it is what a crash has left of the last one. */
function frameAt(bytes: Buffer, at: number): number | undefined {
  if (at + HEAD > bytes.length) return undefined;
  const sound = bytes.readUInt32LE(at + 4) === headSum(bytes, at, at);
  if (!sound) {
    // After a power failure, a file can be longer than what was written into it. No record contains zeros.
    if (bytes.subarray(at + HEAD).every((byte) => byte === 0)) return undefined;
    throw damaged(at, 'the length of a record does not match its checksum');
  }
  const end = at + HEAD + bytes.readUInt32LE(at);
  if (end > bytes.length) return undefined;
  if (bytes.readUInt32LE(at + 8) === crc32(bytes.subarray(at + HEAD, end))) return end;
  if (end === bytes.length) return undefined;
  throw damaged(at, 'a record does not match its checksum');
}

const headSum = (bytes: Buffer, from: number, at: number): number => {
  const place = Buffer.alloc(8);
  place.writeDoubleLE(at);
  return crc32(place, crc32(bytes.subarray(from, from + 4)));
};

const damaged = (at: number, why: string): Error => new Error(`it is damaged at byte ${at}: ${why}`);

function wrongFirstLine(bytes: Buffer): string {
  const [, version] = /^stuntbox-cloud (\d{1,9})\n/.exec(bytes.toString('latin1', 0, 40)) ?? [];
  return version === undefined ? `it is damaged at byte 0: it does not begin with '${MARK}1'` : laterVersion(version);
}
