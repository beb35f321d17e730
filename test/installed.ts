/** What this machine has. Tests that need a program are left out, and say so, where it is missing. */
import { spawnSync } from 'node:child_process';

/** Whether a program is here, and works. */
export function installed(program: string, ...words: readonly string[]): boolean {
  if (spawnSync(program, words, { stdio: 'ignore' }).status === 0) return true;
  process.stderr.write(`stuntbox: some tests are left out: there is no ${program} here.\n`);
  return false;
}
