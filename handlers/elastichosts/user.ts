/**
 * What ElasticHosts' user is called: the half of the credential before the colon is the UUID of the user whose account it is.
 * Law: the records have the user of the settings, whoever asks; the UUID of a credential is only shown, since a link holds none.
 */

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=:)/i;

/** Who looks: an account, by the credential of a request. */
export interface Viewer {
  readonly settings: { readonly user: string };
  readonly credential: string;
}

/** The UUID by which an owner is shown: the account's own user goes by the one of the credential, where it has one. */
export const shownUser = (owner: string, { settings, credential }: Viewer): string => (owner === settings.user ? (UUID.exec(credential)?.[0] ?? owner) : owner);
