/** The names of clouds: what a caller may call its own. They stand in paths, logs, file names and keys of a store, so their alphabet is safe in all of these. */

/** The cloud of whoever names none. */
export const DEFAULT_CLOUD = 'default';

/** The longest name, in characters. */
export const LONGEST_CLOUD_NAME = 100;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Whether a text is the name of a cloud: 1 to 100 letters, digits, dots, hyphens and underscores, the first a letter or a digit. */
export const isCloudName = (text: string): boolean => text.length <= LONGEST_CLOUD_NAME && NAME.test(text);

/** Why a text is not the name of a cloud. Of the text, only what is safe to show. */
export function notACloudName(text: string): string {
  const shown = text.slice(0, 40).replace(/[^\x20-\x7e]/g, '?');
  return `A cloud cannot be called '${shown}${text.length > 40 ? '…' : ''}'. Give 1 to ${LONGEST_CLOUD_NAME} letters, digits, dots, hyphens and underscores, the first a letter or a digit, such as job-42.`;
}

/** The name in a segment of a path, decoded once; undefined when it is none. */
export function cloudNameIn(segment: string): string | undefined {
  if (isCloudName(segment)) return segment;
  // Three characters may stand for one.
  if (segment.length > 3 * LONGEST_CLOUD_NAME || !segment.includes('%')) return undefined;
  try {
    const text = decodeURIComponent(segment);
    return isCloudName(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
