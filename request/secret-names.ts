/** Which names stand for secrets at any vendor, whether a contract marks them or not. */

/**
 * The ends of such names, in small letters without separators: `rootPassword`, `X-Auth-Token`, `user[password]`, `client_secret`.
 * A token that only turns pages, and a public key, are none.
 */
const SECRET =
  /(?:(?<!page|next|cursor|continuation|cancel)token|secret|passw(?:or)?d|passphrase|passcode|pwd|(?:api|access|private|secret|auth|session)key|credentials?|authorization|cookie|(?:root|admin|user|db|new|old)pass|(?:password|passwd)confirm(?:ation)?)$|^(?:auth|pass|pat|jwt|bearer|session(?:id)?)$/;

/** A text in which a member could have such a name, encoded or not. It is looked at before a body is read. */
export const MAY_BE_SECRET =
  /token|secret|pass|pwd|(?:api|access|private|auth|session).?key|credential|auth|cookie|jwt|bearer|session|"pat"|\\u|%[4-7][\da-f]/i;

const known = new Map<string, boolean>();
/** How many names are remembered: those of headers come again with every request. */
const MOST = 1_000;
/** A longer name is no name. */
const LONGEST = 200;

/** Whether a header, a parameter or a member of this name is secret. */
export function isSecretName(name: string): boolean {
  let secret = known.get(name);
  if (secret === undefined) {
    secret = SECRET.test(
      name
        .slice(-LONGEST)
        .toLowerCase()
        .replace(/[^a-z0-9]/g, ''),
    );
    if (known.size >= MOST) known.clear();
    known.set(name, secret);
  }
  return secret;
}
