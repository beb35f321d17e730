/** Authentication: where each kind of credential is found in a request. */
import { unbase64Text } from './base64.ts';

/** How a vendor finds the credential of a request. */
export interface Authentication {
  /** The header that carries it, in lower case; the journal redacts it. */
  readonly header: string;
  /**
   * The credential, or null when there is none; a header with another scheme counts as none.
   * @throws {Problem} `forbidden`, for a credential that is known but lacks permission.
   */
  credential(headers: Readonly<Record<string, string>>): string | null;
}

/** A key in a header of its own. */
export function apiKey(name: string): Authentication {
  const header = name.toLowerCase();
  return { header, credential: (headers) => headers[header] || null };
}

/** `Authorization: Basic …`: the credential is `USER:PASSWORD`. Without a colon there is no credential; `invalid` as either half makes it invalid. */
export function basic(): Authentication {
  return {
    header: 'authorization',
    credential({ authorization }) {
      const encoded = /^basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization ?? '')?.[1];
      if (encoded === undefined) return null;
      const halves = unbase64Text(encoded).split(':');
      if (halves.length < 2) return null;
      return halves.includes('invalid') ? 'invalid' : halves.join(':');
    },
  };
}

/** `Authorization: Bearer TOKEN`. */
export function bearer(): Authentication {
  return { header: 'authorization', credential: ({ authorization }) => /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? null };
}
