/** Text for a terminal, without the characters that would control it: they may come from a client or from a record. */

// C0 and C1 controls, and those that change the direction of text, which can make a line read as another.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Replaces control characters with question marks; with `lines`, line breaks and tabs are kept. */
export const printable = (text: string, kept?: 'lines'): string =>
  // Most texts have none, and looking for one takes half as long.
  text.search(CONTROLS) < 0 ? text : text.replace(CONTROLS, (character) => (kept === 'lines' && (character === '\n' || character === '\t') ? character : '?'));
