/**
 * The KEY VALUE pairs that describe a server, a drive or a resource: how they are received, stored and shown.
 * Law: values are stored as text, whatever their type in the request. Several values for one key are stored as one text, separated by spaces.
 */

export type Configuration = Readonly<Record<string, string>>;

/** A value as JSON shows it. */
export type Value = string | number | readonly string[];

/** The keys that name a drive. Only later clients use `ata` (JoeStaines/elastichosts-api-test); jclouds includes a bus number in `block`. */
export const DEVICE = /^(?:ide:[01]:[01]|scsi:0:[0-7]|block:(?:0:)?[0-7]|ata:0:[0-5])$/;

/** Read-only keys, which are ignored in requests, so that a client can send a response back unchanged. */
const READ_ONLY =
  /^(?:server|drive|resource|status|user|started|claimed|imaging|rawsize|smp:cores|nic:0:(?:dhcp:ip|ip|mac|block)|(?:nic:\d:)?[rt]x(?::\w+)?|(?:(?:ide|scsi|block|ata):[\d:]+:)?(?:read|write):(?:bytes|requests))$/;

/** The keys whose values are numbers in JSON (libcloud's fixtures); `smp` only where it is not `auto`. */
const NUMBERS = new Set(['cpu', 'mem', 'smp', 'size', 'rawsize']);

/** The keys that may hold several values. */
const LISTS = new Set(['boot', 'tags', 'readers', 'claimed', 'avoid', 'avoid:drives', 'avoid:servers']);

/** Splits a text into its values. */
export const valuesOf = (text: string | undefined): string[] => text?.split(/\s+/).filter((value) => value !== '') ?? [];

/**
 * The changes in a request: the new text for each key, or null to unset it.
 * A null in JSON unsets a key (the PHP panel sends it), and so does an empty value in text.
 */
export function changesIn(body: object): Readonly<Record<string, string | null>> {
  const changes: Record<string, string | null> = {};
  for (const [key, value] of Object.entries(body) as [string, string | number | boolean | readonly string[] | null][]) {
    if (READ_ONLY.test(key)) continue;
    const text = Array.isArray(value) ? value.join(' ') : String(value ?? '');
    if (key === 'vnc:ip') {
      // The first generation of clients enables VNC this way. An address was copied from a response, and is ignored.
      if (text === 'auto') changes['vnc'] = text;
      continue;
    }
    changes[key] = text === '' ? null : text;
    // libcloud still sends vnc:password; the document says password.
    if (key === 'vnc:password') changes['password'] ??= changes[key];
  }
  return changes;
}

/** Applies changes to a configuration. */
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

/** A configuration as JSON shows it: with numbers, and with arrays only for keys with more than one value, which libcloud's list_nodes relies on. */
export function typed(config: Configuration): Readonly<Record<string, Value>> {
  let shows = TYPED.get(config);
  if (!shows) {
    shows = Object.fromEntries(
      Object.entries(config).map(([key, text]): [string, Value] => {
        if (NUMBERS.has(key) && /^\d+$/.test(text)) return [key, Number(text)];
        return [key, LISTS.has(key) ? severally(valuesOf(text)) : text];
      }),
    );
    TYPED.set(config, shows);
  }
  return shows;
}

/** A configuration never changes: another takes its place. */
const TYPED = /* @__PURE__ */ new WeakMap<Configuration, Readonly<Record<string, Value>>>();

/** A single value on its own; several as an array. */
export const severally = (values: readonly string[]): Value => (values.length > 1 ? values : (values[0] ?? ''));

/** `160G` in bytes; the suffixes are binary (10G is 10737418240 in libcloud's fixtures). */
export function bytesOf(size: string): number {
  const [, digits = '0', suffix = ''] = /^(\d+)([kMGT]?)$/i.exec(size) ?? [];
  return Number(digits) * 1024 ** ' KMGT'.indexOf(suffix.toUpperCase() || ' ');
}
