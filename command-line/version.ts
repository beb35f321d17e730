/** The version of the package. */
import { readFileSync } from 'node:fs';

/** Its package.json is two folders above the built file, and one above the source. */
export function version(): string {
  for (const path of ['../../package.json', '../package.json']) {
    try {
      const { name, version: found } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { name: string; version: string };
      if (name === 'stuntbox') return found;
    } catch {
      // Try the other one.
    }
  }
  return 'unknown';
}
