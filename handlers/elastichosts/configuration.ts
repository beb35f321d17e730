/**
 * The KEY VALUE pairs that describe a server, a drive or a resource: what clients send, what is kept, and what is shown.
 * Law: a value is kept as text, whatever it was sent as; several values of one key stand in one text, with spaces between them.
 */

export type Configuration = Readonly<Record<string, string>>;

/** A value as JSON shows it. */
export type Value = string | number | readonly string[];

/** The keys that name a drive. `ata` is in late clients only (JoeStaines/elastichosts-api-test); jclouds numbers blocks with a bus before them. */
export const DEVICE = /^(?:ide:[01]:[01]|scsi:0:[0-7]|block:(?:0:)?[0-7]|ata:0:[0-5])$/;

/** What an answer shows and no request can set: ignored when it is sent, so that an answer can be sent back as it came. */
const READ_ONLY =
  /^(?:server|drive|resource|status|user|started|claimed|imaging|rawsize|smp:cores|nic:0:(?:dhcp:ip|ip|mac|block)|(?:nic:\d:)?[rt]x(?::\w+)?|(?:(?:ide|scsi|block|ata):[\d:]+:)?(?:read|write):(?:bytes|requests))$/;

/** The keys whose values are numbers in JSON (libcloud's fixtures); `smp` only where it is not `auto`. */
const NUMBERS = new Set(['cpu', 'mem', 'smp', 'size', 'rawsize']);

/** The keys that may hold several values. */
const LISTS = new Set(['boot', 'tags', 'readers', 'claimed', 'avoid', 'avoid:drives', 'avoid:servers']);

/** The several values of a text. */
export const valuesOf = (text: string | undefined): string[] => text?.split(/\s+/).filter((value) => value !== '') ?? [];

/**
 * What a request asks to change: a text for each key, or null for one that is to be unset.
 * Null in JSON unsets (the PHP panel sends it); an empty value in text is taken for the same.
 */
export function changesIn(body: object): Readonly<Record<string, string | null>> {
  const changes: Record<string, string | null> = {};
  for (const [key, value] of Object.entries(body) as [string, string | number | boolean | readonly string[] | null][]) {
    if (READ_ONLY.test(key)) continue;
    const text = Array.isArray(value) ? value.join(' ') : String(value ?? '');
    if (key === 'vnc:ip') {
      // The first generation of clients asks for VNC so; an address is one that an answer showed.
      if (text === 'auto') changes['vnc'] = text;
      continue;
    }
    changes[key] = text === '' ? null : text;
    // libcloud sends vnc:password to the end; the document says password.
    if (key === 'vnc:password') changes['password'] ??= changes[key];
  }
  return changes;
}

/** A configuration with its changes made. */
export function configured(config: Configuration, changes: Readonly<Record<string, string | null>>): Configuration {
  const made: Record<string, string> = { ...config };
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete made[key];
    else made[key] = value;
  }
  if (changes['password'] !== undefined && 'vnc:password' in made) {
    if (changes['password'] === null) delete made['vnc:password'];
    else made['vnc:password'] = changes['password'];
  }
  return made;
}

/** A configuration as it is shown: numbers, and an array only where a key has more than one value, which libcloud's list_nodes depends on. */
export function typed(config: Configuration): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(config).map(([key, text]): [string, Value] => {
      if (NUMBERS.has(key) && /^\d+$/.test(text)) return [key, Number(text)];
      return [key, LISTS.has(key) ? severally(valuesOf(text)) : text];
    }),
  );
}

/** One value by itself, more than one as an array. */
export const severally = (values: readonly string[]): Value => (values.length > 1 ? values : (values[0] ?? ''));

/** `160G` in bytes; the suffixes are binary (10G is 10737418240 in libcloud's fixtures). */
export function bytesOf(size: string): number {
  const [, digits = '0', suffix = ''] = /^(\d+)([kMGT]?)$/i.exec(size) ?? [];
  return Number(digits) * 1024 ** ' KMGT'.indexOf(suffix.toUpperCase() || ' ');
}
