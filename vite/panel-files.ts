/** The files of the panel, as a dev server has them. */
import type { PlainReply } from '../vendor/wire.ts';

/** The file at a path below that of the panel; undefined if there is none. */
export function panelFile(_path: string, _base: string): PlainReply | undefined {
  return undefined;
}
