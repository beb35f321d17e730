// Compares a vendor's document with its lines in test/sentences/<vendor>.lines; `--write` rewrites that file.
// The documents are not part of the project: node --import tsx scripts/sentences.js puregpu=/where/it/is.txt [vendor=file …] [--write]
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { documents } from '../test/sentences/index.ts';
import { linesOf } from '../test/sentences/statement.ts';

const write = process.argv.includes('--write');
const given = process.argv.slice(2).filter((word) => word.includes('='));
if (given.length === 0) throw new Error('No document. Give at least one as vendor=file.');

for (const word of given) {
  const [vendor = '', ...rest] = word.split('=');
  if (!Object.hasOwn(documents, vendor)) throw new Error(`No vendor '${vendor}'. Available: ${Object.keys(documents).join(', ')}.`);
  const fresh = linesIn(readFileSync(rest.join('='), 'utf8'), documents[vendor]);
  const path = `test/sentences/${vendor}.lines`;
  if (write) {
    writeFileSync(path, fresh);
    process.stdout.write(`${path} written\n`);
    continue;
  }
  const [known, found] = [readFileSync(path, 'utf8'), fresh].map((text) => text.trim().split('\n'));
  const differing = [
    ...known.filter((line) => !found.includes(line)).map((line) => `- ${line}`),
    ...found.filter((line) => !known.includes(line)).map((line) => `+ ${line}`),
  ];
  process.stdout.write(differing.length === 0 ? `${path} is that of the document.\n` : `${path} differs from the document:\n${differing.join('\n')}\n`);
  if (differing.length > 0) process.exitCode = 1;
}

/** A line for each line of the document that is not empty: its number, how many statements cover it, and the beginning of its hash, blanks counted as one. */
function linesIn(text, { parts }) {
  const stated = parts.flatMap(({ statements }) => statements.flatMap(({ lines }) => linesOf(lines)));
  const lines = text.split(/\r?\n/).flatMap((line, index) => {
    const plain = line.trim().replace(/\s+/g, ' ');
    if (plain === '') return [];
    const hash = createHash('sha256').update(plain).digest('hex').slice(0, 12);
    return [`${index + 1} ${stated.filter((number) => number === index + 1).length} ${hash}`];
  });
  return `${lines.join('\n')}\n`;
}
