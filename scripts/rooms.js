// The rooms that the package is built of: the folders at the top, but those that serve the project alone.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OUTSIDE = ['bench', 'decisions', 'deploy', 'dist', 'docs', 'examples', 'node_modules', 'openapi', 'scripts', 'site', 'test'];

/** Their names, in the order of the alphabet. */
export const ROOMS = readdirSync(fileURLToPath(new URL('..', import.meta.url)), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !OUTSIDE.includes(entry.name))
  .map(({ name }) => name)
  .sort();
