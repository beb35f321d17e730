/**
 * The user's UUID: the part of the credential before the colon.
 * Law: records store the user from the settings, whoever sends the request. The credential's UUID is only shown, since links hold no credentials.
 */

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=:)/i;

/** The account, and the credential of the request that reads it. */
export interface Viewer {
  readonly settings: { readonly user: string };
  readonly credential: string;
}

/** The UUID shown for an owner: the account's own user is shown as the credential's UUID, if it has one. */
export const shownUser = (owner: string, { settings, credential }: Viewer): string => (owner === settings.user ? (UUID.exec(credential)?.[0] ?? owner) : owner);
