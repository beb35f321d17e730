/** The schemas of Drone Autoscaler's document, as types. Generated: npm run generate. */
export interface Server {
  /**
   * The instance's at its provider; empty until it exists, as are provider, image, region, size and address.
   */
  id: string;
  provider: string;
  state: 'pending' | 'creating' | 'created' | 'staging' | 'running' | 'shutdown' | 'stopping' | 'stopped' | 'error';
  name: string;
  image: string;
  region: string;
  size: string;
  /**
   * Not in the document; nothing sets it.
   */
  platform: string;
  address: string;
  capacity: number;
  /**
   * Empty for a server that was provisioned by this API.
   */
  secret: string;
  error: string;
  /**
   * The base64 of a PEM text; null until the instance exists.
   */
  ca_key: string | null;
  /**
   * The base64 of a PEM text; null until the instance exists.
   */
  ca_cert: string | null;
  /**
   * The base64 of a PEM text; null until the instance exists.
   */
  tls_key: string | null;
  /**
   * The base64 of a PEM text; null until the instance exists.
   */
  tls_cert: string | null;
  /**
   * Unix time in seconds; 0 when it has not happened.
   */
  created: number;
  /**
   * Unix time in seconds; 0 when it has not happened.
   */
  updated: number;
  /**
   * When the instance came to exist, in Unix seconds; 0 before.
   */
  started: number;
  /**
   * Unix time in seconds; 0 when it has not happened.
   */
  stopped: number;
}
export interface Message {
  message: string;
}
