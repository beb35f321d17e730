/** Records in pieces, since a server keeps everybody waiting while it takes a very long text. */

/** The longest piece, in characters. */
const LONGEST = 262_144;

/** A record as pieces: each begins with `+` when another follows, and the last one with `.`. */
export function piecesOf(record: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < record.length;) {
    let end = Math.min(from + LONGEST, record.length);
    // Not between the halves of a character.
    if (end < record.length && /[\uD800-\uDBFF]/.test(record.charAt(end - 1))) end -= 1;
    pieces.push((end < record.length ? '+' : '.') + record.slice(from, end));
    from = end;
  }
  return pieces;
}

/** Puts pieces together again. */
export function joining(): { add(piece: string): string | undefined; readonly open: boolean } {
  let before: string[] = [];
  return {
    get open() {
      return before.length > 0;
    },
    /** The record that a piece completes. @throws {Error} when it is no piece. */
    add(piece) {
      if (!/^[+.]/.test(piece)) throw new Error('it is not a piece of a record');
      before.push(piece.slice(1));
      if (piece.startsWith('+')) return undefined;
      const record = before.join('');
      before = [];
      return record;
    },
  };
}
