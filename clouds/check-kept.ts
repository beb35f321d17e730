/**
 * Checks what is kept of a cloud, before it is written and after it was read, whole.
 * Law: a member that is not known is refused. So nothing beside what a link is made of is ever kept, such as a header with a credential.
 */
import { wrongStep } from '../cloud/link.ts';
import type { Snapshot } from '../cloud/snapshot.ts';
import { checkPlain, isPlainObject, said } from '../model/plain.ts';
import { misfit, misfits, type Schema } from '../model/schema.ts';
import { suggestion } from '../model/spelling.ts';
import type { Birth, Entry } from './store.ts';

/** The most that is kept of one cloud, in entries. */
export const MOST_ENTRIES = 1_000_000;

const CLOCKS: Readonly<Record<string, { readonly [member: string]: Schema }>> = {
  manual: {},
  system: {},
  live: { at: 'instant', wall: 'instant', speed: 'amount', paused: 'flag' },
};

const BIRTH: { readonly [member in keyof Required<Birth> as member extends 'settings' | 'clock' | 'seed' ? never : member]: Schema } = {
  stuntbox: new Set([1]),
  vendors: ['text'],
  start: 'instant',
  created: 'instant',
};

// A new member of a snapshot does not compile until it is here. What is in them is checked when the snapshot is restored.
const SNAPSHOT: Readonly<Record<keyof Snapshot, true>> = {
  version: true,
  now: true,
  clock: true,
  seed: true,
  tasks: true,
  accounts: true,
  faults: true,
  faultsAdded: true,
  stale: true,
};

/**
 * Checks how a cloud began.
 * @throws {Error} that names the member.
 */
export function checkBirth(given: unknown): asserts given is Birth {
  if (!isPlainObject(given)) throw new Error(`The birth of a cloud is ${said(given)}, not an object.`);
  const { seed, settings, clock } = given;
  const wrong = misfits(given, BIRTH, true, 'birth', ['seed', 'settings', 'clock']);
  if (wrong) throw new Error(`${wrong.member} ${sentence(wrong.why)}`);
  if (typeof seed !== 'string' && !Number.isFinite(seed)) throw new Error('birth.seed is neither a text nor a number.');
  if (settings !== undefined && !isPlainObject(settings)) throw new Error('birth.settings is not an object.');
  checkPlain(settings);
  checkClock(clock, 'birth.clock');
}

/**
 * Checks one thing that happened.
 * @param where names it: `entry 3`.
 * @throws {Error} that names the member.
 */
export function checkEntry(given: unknown, where: string): asserts given is Entry {
  if (!isPlainObject(given)) throw new Error(`${where} is ${said(given)}, not an object.`);
  const [kind, second] = Object.keys(given);
  const check = kind !== undefined && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!check || second !== undefined) {
    const unknown = check ? second : kind;
    throw new Error(`${where} has the member ${said(unknown)}; it must have one of its kinds alone.${suggestion(unknown, Object.keys(KINDS))}`);
  }
  check(Object.values(given)[0], where);
}

const KINDS: Readonly<Record<string, (value: unknown, where: string) => void>> = {
  step(step, where) {
    const wrong = wrongStep(step, where);
    if (wrong !== undefined) throw new Error(`It cannot be kept: ${sentence(wrong)}`);
    // What a fault contains is checked when it is added; that it is plain and not too deep, here.
    checkPlain(step);
  },
  now(now, where) {
    const wrong = misfit(now, 'instant', `${where}.now`);
    if (wrong) throw new Error(`${wrong.member} ${sentence(wrong.why)}`);
  },
  clock: (clock, where) => checkClock(clock, `${where}.clock`),
  snapshot(snapshot, where) {
    if (!isPlainObject(snapshot) || snapshot['version'] !== 1) throw new Error(`${where}.snapshot is not a snapshot of version 1.`);
    const unknown = Object.keys(snapshot).find((member) => !Object.hasOwn(SNAPSHOT, member));
    if (unknown !== undefined) throw new Error(`${where}.snapshot.${unknown.slice(0, 60)} is not a member.${suggestion(unknown, Object.keys(SNAPSHOT))}`);
  },
};

function checkClock(clock: unknown, where: string): void {
  const kind = isPlainObject(clock) ? clock['kind'] : undefined;
  const members = typeof kind === 'string' && Object.hasOwn(CLOCKS, kind) ? CLOCKS[kind] : undefined;
  if (!members) throw new Error(`${where}.kind is ${said(kind)}.${suggestion(kind, Object.keys(CLOCKS))}`);
  const wrong = misfit(clock, { kind: 'text', ...members }, where);
  if (wrong) throw new Error(`${wrong.member} ${sentence(wrong.why)}`);
}

const sentence = (why: string): string => (/[.?]$/.test(why) ? why : `${why}.`);
