/** Why a file cannot be read or written, in words. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'the file does not exist'],
  ['ENOTDIR', 'its folder is not a folder'],
  ['EISDIR', 'it is a directory'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
]);

/** The reason for a failure of `node:fs`, to follow a colon. */
export function fileReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && REASONS.get(code)) || message;
}

/** Likewise of a file that is to be made: only its folder can be missing. */
export const writeReason = (error: unknown): string => ((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'its folder does not exist' : fileReason(error));
