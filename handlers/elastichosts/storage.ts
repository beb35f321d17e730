/**
 * The contents of drives, as blocks of bytes. Only blocks that are not all zeros are stored, so a drive of 1690G costs nothing.
 * Law: a block is a record of plain JSON, so snapshots include the contents.
 */
import { Gunzip } from 'fflate';
import type { Collection } from '../../model/collection.ts';
import { base64, unbase64 } from '../../vendor/base64.ts';

/** Some bytes of a drive. */
export interface Block {
  /** `DRIVE:INDEX` */
  readonly id: string;
  readonly drive: string;
  /** The index of the block within the drive. */
  readonly index: number;
  /** Base64-encoded. */
  readonly bytes: string;
}

/** In bytes. */
const LENGTH = 65_536;

type Blocks = Collection<Block>;

const idOf = (drive: string, index: number): string => `${drive}:${index}`;
const decoded = ({ bytes }: Block): Uint8Array => unbase64(bytes);

/** The number of bytes in the blocks of a drive. */
export const stored = (blocks: Blocks, drive: string): number => blocks.filter({ drive }).length * LENGTH;

/** How many blocks so many bytes take at most, and the size of those blocks. */
export function sizeAsBlocks(bytes: number): [count: number, size: number] {
  const count = Math.ceil(bytes / LENGTH) + 1;
  return [count, Math.ceil((bytes * 4) / 3) + 200 * count];
}

/** Reads `size` bytes of a drive from an offset. */
export function contents(blocks: Blocks, drive: string, offset: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let index = Math.floor(offset / LENGTH); index * LENGTH < offset + size; index += 1) {
    const id = idOf(drive, index);
    if (!blocks.has(id)) continue;
    const at = index * LENGTH - offset;
    bytes.set(decoded(blocks.get(id)).subarray(Math.max(0, -at), size - at), Math.max(0, at));
  }
  return bytes;
}

/** Writes bytes to a drive. */
export function store(blocks: Blocks, drive: string, offset: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length;) {
    const index = Math.floor((offset + from) / LENGTH);
    const within = (offset + from) % LENGTH;
    const part = bytes.subarray(from, from + LENGTH - within);
    from += part.length;
    let block = part;
    if (part.length < LENGTH) {
      block = contents(blocks, drive, index * LENGTH, LENGTH);
      block.set(part, within);
    }
    put(blocks, drive, index, block);
  }
}

/** Stores a block, or removes it if it is all zeros. */
function put(blocks: Blocks, drive: string, index: number, block: Uint8Array): void {
  const id = idOf(drive, index);
  if (block.every((byte) => byte === 0)) return void blocks.remove(id);
  const bytes = base64(block);
  if (blocks.has(id)) blocks.update(blocks.get(id), { bytes });
  else blocks.add({ id, drive, index, bytes });
}

/** Overwrites a drive with zeros from an offset to its end. */
export function wipe(blocks: Blocks, drive: string, from = 0): void {
  for (const block of blocks.filter({ drive })) {
    const within = from - block.index * LENGTH;
    if (within <= 0) blocks.remove(block);
    else if (within < LENGTH) put(blocks, drive, block.index, decoded(block).fill(0, within));
  }
}

/** Copies the contents of one drive to another, up to `most` bytes. */
export function copy(blocks: Blocks, from: string, to: string, most: number): void {
  for (const block of blocks.filter({ drive: from })) put(blocks, to, block.index, decoded(block));
  wipe(blocks, to, most);
}

/** The number of bytes from the start of a drive to the end of its last block that is not all zeros. */
export const extent = (blocks: Blocks, drive: string): number => blocks.filter({ drive }).reduce((end, { index }) => Math.max(end, (index + 1) * LENGTH), 0);

/** The maximum length of an uncompressed block in DEFLATE. */
const LONGEST_RUN = 65_535;

/**
 * A gzip member with the given bytes, stored uncompressed (RFC 1951, 3.2.4), which any gunzip can read:
 * a compressor would add three kilobytes to every page that imports this vendor. It has no timestamp, so equal bytes give equal output.
 */
export function gzipped(bytes: Uint8Array): Uint8Array {
  const runs = Math.max(1, Math.ceil(bytes.length / LONGEST_RUN));
  const member = new Uint8Array(10 + 5 * runs + bytes.length + 8);
  const view = new DataView(member.buffer);
  // The magic number, DEFLATE, no flags, no timestamp, and an unknown operating system.
  member.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
  let at = 10;
  for (let run = 0; run < runs; run += 1) {
    const part = bytes.subarray(run * LONGEST_RUN, (run + 1) * LONGEST_RUN);
    member[at] = run === runs - 1 ? 1 : 0;
    view.setUint16(at + 1, part.length, true);
    view.setUint16(at + 3, ~part.length, true);
    member.set(part, at + 5);
    at += 5 + part.length;
  }
  view.setUint32(at, crc32(bytes), true);
  view.setUint32(at + 4, bytes.length, true);
  return member;
}

/** The checksum of gzip (RFC 1952, section 8). */
function crc32(bytes: Uint8Array): number {
  crcs ??= Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit += 1) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n;
  });
  let crc = -1;
  for (const byte of bytes) crc = (crcs[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return ~crc;
}
let crcs: Uint32Array | undefined;

/** The end of a gzip member: the checksum and the length of its content. */
function trailer(content: Uint8Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setInt32(0, crc32(content), true);
  view.setUint32(4, content.length, true);
  return new Uint8Array(view.buffer);
}

/** The most gzip members in one body: each takes time even when it is empty, and the vendor's tool sends one a request. */
const MOST_MEMBERS = 1_000;

/** Decompresses gzip data, which may have several members, and zeros behind the last one as on a drive, up to `most` bytes. */
export function gunzipped(bytes: Uint8Array, most: number, mostMembers: number = MOST_MEMBERS): Uint8Array | 'invalid' | 'too-large' {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return 'invalid';
  // Two zeros are kept, since a member may end in them.
  const end = 1 + bytes.findLastIndex((byte) => byte !== 0);
  const given = bytes.subarray(0, end + 2);
  const parts: Uint8Array[] = [];
  let length = 0;
  /** Where each member but the first begins, in the data and in what it holds. */
  const members: [at: number, from: number][] = [];
  const gunzip = new Gunzip((part) => {
    parts.push(part);
    length += part.length;
  });
  gunzip.onmember = (at) => {
    members.push([at, length]);
    if (members.length >= mostMembers) throw new Error('Too many.');
  };
  try {
    // In small pieces: each may decompress to a thousand times its size.
    const piece = Math.min(LENGTH, Math.max(256, most >> 11));
    for (let from = 0; from < given.length && length <= most; from += piece) gunzip.push(given.subarray(from, from + piece));
    // The end separately: fflate 0.8.2 loses a member that starts in the piece in which the previous one ended.
    if (length <= most) gunzip.push(new Uint8Array(0), true);
  } catch {
    return members.length >= mostMembers ? 'too-large' : 'invalid';
  }
  if (length > most) return 'too-large';
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  // fflate does not look at how a member ends.
  let from = 0;
  for (const [next, begins] of members) {
    if (!isAt(bytes, next - 8, trailer(whole.subarray(from, begins)))) return 'invalid';
    from = begins;
  }
  const last = trailer(whole.subarray(from));
  return isAt(bytes, end - 1 - last.findLastIndex((byte) => byte !== 0), last) ? whole : 'invalid';
}

const isAt = (bytes: Uint8Array, at: number, part: Uint8Array): boolean => at >= 0 && part.every((byte, index) => bytes[at + index] === byte);
