/** `stuntbox faults`: lists, adds and removes the faults of a running server. */
import { readFileSync } from 'node:fs';
import { suggestion } from '../../model/spelling.ts';
import { columns } from '../columns.ts';
import { Usage } from '../command.ts';
import { controlCommand, done, type Printed } from '../control-command.ts';
import { fileReason } from '../file-reason.ts';
import type { Running } from '../running.ts';
import { noWords } from './clock.ts';

const STDIN = 0;

export const faults = controlCommand({
  usage: 'faults [add FAULT | remove ID | clear]',
  more: `FAULT is JSON, a file with it, or - for stdin, such as:
  stuntbox faults add '{"vendor":"vpsorg","on":"POST /servers/","times":1,"outcome":"answer-lost"}'`,
  async run(server, [action, ...words]) {
    if (action === undefined) return listed((await all(server)).faults);
    const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (!run) throw new Usage(`There is no stuntbox faults ${action}.${suggestion(action, Object.keys(ACTIONS))} See stuntbox faults --help.`);
    return run(server, words);
  },
});

const ACTIONS: Readonly<Record<string, (server: Running, words: readonly string[]) => Promise<Printed>>> = {
  async add({ send, path }, [text, ...others]) {
    if (text === undefined || others.length > 0)
      throw new Usage(`Give one fault, in quotes: stuntbox faults add '{"vendor":"vpsorg","outcome":"answer-lost"}'`);
    // The controls check it.
    const added = await send('POST /clouds/{cloud}/faults', { path, body: faultIn(text) as never });
    return done(
      added.faults,
      added.faults.map(({ id, fault: { vendor, on, outcome } }) => `Fault ${id} was added: ${outcome}, at ${vendor} ${on ?? ANY}.`).join('\n'),
    );
  },
  async remove({ send, path }, [id = '', ...others]) {
    if (!/^\d{1,15}$/.test(id) || others.length > 0) throw new Usage('Give the number of one fault, as stuntbox faults lists it: stuntbox faults remove 1');
    return done(await send('DELETE /clouds/{cloud}/faults/{id}', { path: { ...path, id: Number(id) } }), `Fault ${id} was removed.`);
  },
  async clear({ send, path }, words) {
    noWords('faults clear', words);
    return done((await send('DELETE /clouds/{cloud}/faults', { path })).faults, 'All faults were removed.');
  },
};

const ANY = 'any operation';

type Counted = Awaited<ReturnType<typeof all>>['faults'];
const all = ({ send, path }: Running) => send('GET /clouds/{cloud}/faults', { path });

const listed = (value: Counted): Printed => ({
  value,
  text(terminal) {
    if (terminal && value.length === 0) return 'There are no faults.\n';
    const rows = value.map(({ id, fault: { vendor, on, times, outcome, ...others }, struck }) => [
      String(id),
      vendor,
      on ?? ANY,
      outcome,
      Object.entries(others)
        .map(([name, member]) => `${name}=${typeof member === 'string' ? member : JSON.stringify(member)}`)
        .join(' '),
      times === undefined ? String(struck) : `${struck} of ${times}`,
    ]);
    return columns(['id', 'vendor', 'operation', 'outcome', 'with', 'struck'], rows, terminal);
  },
});

function faultIn(text: string): unknown {
  const json = /^\s*[[{]/.test(text) ? text : readText(text);
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Usage(`The fault is not JSON: ${(error as Error).message}. Put it in single quotes: '{"vendor":"vpsorg","outcome":"answer-lost"}'`);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? STDIN : path, 'utf8');
  } catch (error) {
    throw new Usage(`Cannot read the fault ${path}: ${fileReason(error)}.`);
  }
}
