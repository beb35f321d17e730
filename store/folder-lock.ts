/**
 * One process at a time uses a folder. Each owner signs a file of its own, `lock.7`, with a number one higher than the last: creating it decides, and no two can.
 * Laws: whoever is certainly alive keeps the folder; whoever is certainly dead loses it at once; of whom neither can be known, as in another container,
 * the one who has given no sign of life for ten seconds loses it. An owner that wakes after that is refused: after each write, and before it
 * is answered, the owner looks whether a higher number is there.
 */
import { join } from 'node:path';
import { NotOwner, Unavailable } from '../clouds/store.ts';
import { codeOf, ofExisting, type Disk } from './disk.ts';
import { lifeOf, ownSignature, sayProcess, signatureOf, type Signature } from './process.ts';
import { stopwatchOf } from './stopwatch.ts';

export interface FolderLock {
  /** The number of this owner. */
  readonly epoch: number;
  /** Whether the owner before may still be alive, so that its late writes must not reach what this one writes to. */
  readonly doubtful: boolean;
  /** @throws {NotOwner} when another process has taken the folder. */
  check(): Promise<void>;
  /** Whether the folder is certainly still this owner's. */
  held(): boolean;
  free(): Promise<void>;
}

export interface LockOptions {
  readonly disk: Disk;
  readonly replica?: string | undefined;
  /** After how many milliseconds without a sign of life an owner of whom nothing is known has lost the folder. */
  readonly patience: number;
  /** Called when another process has taken the folder. */
  lost(error: Error): void;
}

/**
 * Takes a folder.
 * @throws {NotOwner} when another process uses it.
 */
export async function lockFolder(folder: string, { disk, replica, patience, lost }: LockOptions): Promise<FolderLock> {
  const file = (epoch: number): string => join(folder, `lock.${epoch}`);
  const signature = ownSignature(replica);
  const { epoch, doubtful } = await take();
  let since = stopwatchOf();
  let over: Error | undefined;

  const check = async (): Promise<void> => {
    if (over) throw over;
    const began = stopwatchOf();
    // In this order: when no next one is there, and then ours still is, there was no next one. A new owner removes the lower ones first.
    const next = await disk.length(file(epoch + 1));
    const ours = next === undefined ? await disk.length(file(epoch)) : undefined;
    if (ours !== undefined) return void (since = began);
    const holder = signatureOf(await readOr(file(epoch + 1)));
    over = inUse(folder, holder ? sayProcess(holder) : 'another process', ', which has taken it over');
    lost(over);
    throw over;
  };
  const beat = async (): Promise<void> => {
    try {
      await check();
      await disk.touch(file(epoch));
    } catch {
      // What is wrong is told by the next write.
    }
  };
  const beating = setInterval(() => void beat(), patience / 10);
  beating.unref();

  return {
    epoch,
    doubtful,
    check,
    held: () => !over && since() < patience * 0.8,
    async free() {
      clearInterval(beating);
      try {
        await check();
        await sign({ ...signature, released: true }, await disk.create(file(epoch), false));
      } catch {
        // Whoever comes next sees that this process has ended.
      }
      over ??= new Unavailable(`The store in ${folder} is closed.`);
    },
  };

  async function take(): Promise<{ epoch: number; doubtful: boolean }> {
    for (;;) {
      const last = Math.max(0, ...epochsIn(await disk.list(folder)));
      const before = last === 0 ? 'free' : await stateOf(last);
      if (before === 'again') continue;
      const mine = last + 1;
      try {
        await sign(signature, await disk.create(file(mine), true));
      } catch (error) {
        if (codeOf(error) === 'EEXIST') continue;
        throw error;
      }
      const all = epochsIn(await disk.list(folder)).sort((a, b) => a - b);
      // Others came and went since we looked: their number is higher.
      if (all.some((other) => other > mine)) {
        await ofExisting(disk.remove(file(mine)));
        continue;
      }
      for (const lower of all) if (lower < mine) await ofExisting(disk.remove(file(lower)));
      return { epoch: mine, doubtful: before === 'doubtful' };
    }
  }

  /** What became of the last owner. @throws {NotOwner} when it is alive. */
  async function stateOf(last: number): Promise<'free' | 'doubtful' | 'again'> {
    const seen = await disk.touched(file(last));
    const holder = signatureOf(await readOr(file(last)));
    if (holder?.released) return 'free';
    const life = holder ? lifeOf(holder) : 'unknown';
    if (life === 'dead') return 'free';
    if (holder && life === 'alive') throw inUse(folder, sayProcess(holder));
    const watched = stopwatchOf();
    while (watched() < patience) {
      await new Promise((resolve) => setTimeout(resolve, patience / 50));
      if ((await disk.touched(file(last))) === seen) continue;
      const now = signatureOf(await readOr(file(last)));
      if (now && !now.released) throw inUse(folder, sayProcess(now));
      return 'again';
    }
    return 'doubtful';
  }

  async function sign(by: Signature, to: Awaited<ReturnType<Disk['create']>>): Promise<void> {
    try {
      await to.write(Buffer.from(JSON.stringify(by)), 0);
      await to.sync();
    } finally {
      await to.close();
    }
  }

  async function readOr(path: string): Promise<string> {
    return (await ofExisting(disk.read(path)))?.toString() ?? '';
  }
}

const epochsIn = (names: readonly string[]): number[] => names.flatMap((name) => (/^lock\.[1-9]\d{0,14}$/.test(name) ? [Number(name.slice(5))] : []));

const inUse = (folder: string, owner: string, how = ''): NotOwner =>
  new NotOwner(`The folder ${folder} is in use by ${owner}${how}. Give each server a folder of its own, or use a Valkey for several.`, owner);
