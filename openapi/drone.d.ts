/** The schemas of Drone Autoscaler's document, as types. Generated: npm run generate. */
export type ListServersReply = Server[];

export interface Server {
  /**
   * The provider's ID for the instance. Empty until the instance exists, as are provider, image, region, size and address.
   */
  id: string;
  provider: string;
  state: 'pending' | 'creating' | 'created' | 'staging' | 'running' | 'shutdown' | 'stopping' | 'stopped' | 'error';
  name: string;
  image: string;
  region: string;
  size: string;
  /**
   * Not in the document, and never set.
   */
  platform: string;
  address: string;
  capacity: number;
  /**
   * Empty for a server that was created through this API.
   */
  secret: string;
  error: string;
  /**
   * A PEM text, base64-encoded; null until the instance exists.
   */
  ca_key: string | null;
  /**
   * A PEM text, base64-encoded; null until the instance exists.
   */
  ca_cert: string | null;
  /**
   * A PEM text, base64-encoded; null until the instance exists.
   */
  tls_key: string | null;
  /**
   * A PEM text, base64-encoded; null until the instance exists.
   */
  tls_cert: string | null;
  /**
   * Unix time in seconds; 0 if it has not happened yet.
   */
  created: number;
  /**
   * Unix time in seconds; 0 if it has not happened yet.
   */
  updated: number;
  /**
   * When the instance was created, as Unix time in seconds; 0 before.
   */
  started: number;
  /**
   * Unix time in seconds; 0 if it has not happened yet.
   */
  stopped: number;
}
export interface Message {
  message: string;
}
export interface VersionReply {
  source?: string;
  version?: string;
  commit?: string;
}
export interface VariablesReply {
  paused: boolean;
}

export type FindServerReply = Server;
export type TerminateServerReply = Server;
export type ProvisionServerReply = Server;
