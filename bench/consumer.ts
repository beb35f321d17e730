/** A project with the package as npm installs it: the packed files, next to the packages of this repository. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Creates the project from scratch with the given files, and returns its folder. */
export function consumer(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(root, '.cache', name);
  rmSync(folder, { recursive: true, force: true });
  const [{ files: packed }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' })) as [
    { files: readonly { path: string }[] },
  ];
  for (const { path } of packed) cpSync(join(root, path), join(folder, 'node_modules/stuntbox', path));
  for (const [path, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The path of a program among this repository's development dependencies. */
export const program = (path: string): string => join(root, 'node_modules', path);
