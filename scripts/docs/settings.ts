/** A vendor's settings, as its interface `Settings` describes them. */

export interface Setting {
  readonly name: string;
  readonly type: string;
  /** Its TSDoc. */
  readonly description: string;
}

/**
 * Reads the members of `export interface Settings` from the source of a vendor's interface.
 * @throws {Error} when the source has no such interface, or one of its lines is neither a comment nor a member.
 */
export function settingsOf(source: string): Setting[] {
  const body = /export interface Settings \{\n([\s\S]*?)\n\}/.exec(source)?.[1];
  if (body === undefined) throw new Error('The source has no `export interface Settings`.');
  const settings: Setting[] = [];
  let rest = body;
  while (rest.trim() !== '') {
    const member = /^\s*(?:\/\*\*([\s\S]*?)\*\/\s*)?(?:readonly )?(\w+)\??: ([^;]+);/.exec(rest);
    if (!member) throw new Error(`A setting cannot be read from: ${rest.trim().split('\n')[0] ?? ''}`);
    const [whole, comment = '', name = '', type = ''] = member;
    settings.push({ name, type, description: comment.replace(/^\s*\*/gm, ' ').replace(/\s+/g, ' ').trim() });
    rest = rest.slice(whole.length);
  }
  return settings;
}
