/** A process that writes to the folder it is given, and says what was stored, until it is killed: run by `file-process.test.ts`. */
import { openFileStore } from '../../store/file.ts';
import type { Birth, Entry } from '../../clouds/store.ts';

const birth: Birth = { stuntbox: 1, vendors: ['vpsorg'], seed: 1, start: 0, clock: { kind: 'manual' }, created: 0 };
const step = (n: number): Entry => ({ step: { at: n, ask: 'vpsorg', method: 'POST', path: '/servers/', body: 'x'.repeat((n * 7_919) % 20_000) } });

const store = await openFileStore(process.argv[2] ?? '');
const { kept, keeper } = await store.open('a');
if (!kept) await keeper.begin(birth);
const entries = [...(kept?.entries ?? [])];
process.stdout.write('ready\n');
for (let n = entries.length; ; n += 1) {
  // Two at once share a write, and now and then everything is written anew.
  entries.push(step(n));
  await keeper.append([step(n)]);
  if (n % 10 === 0) await keeper.compact({ birth, entries });
  process.stdout.write(`${n}\n`);
}
