/** The schemas of Evotic's document, as types. Generated: npm run generate. */
export type ListServersReply = Server[];

export interface Server {
  /**
   * The table of properties says string, but every example has an integer.
   */
  id: number;
  hostname: string;
  uuid: string;
  /**
   * `started` is documented; the other values are those of SolusVM 2.
   */
  status: 'started' | 'stopped' | 'processing' | 'paused' | 'unavailable';
  node: string;
  /**
   * The name of the installed operating system.
   */
  os: string;
  /**
   * The table of properties says array, but the examples have an object.
   */
  specifications: {
    /**
     * Cores.
     */
    cpu: number;
    /**
     * MB.
     */
    ram: number;
    /**
     * GB.
     */
    disk: number;
  };
  ip_addresses: {
    ip: string;
    is_primary: boolean;
  }[];
  /**
   * The table of properties says array, but the examples have an object.
   */
  usage: {
    /**
     * Percent.
     */
    cpu: number;
    /**
     * GB.
     */
    disk: number;
    /**
     * MB.
     */
    ram: number;
    traffic: {
      incoming: Traffic;
      outgoing: Traffic;
    };
  };
  /**
   * In UTC, with microseconds. The table of properties says timestamp, but the examples have this format.
   */
  created_at: string;
}
export interface Traffic {
  /**
   * Bytes.
   */
  value: number;
  /**
   * Bytes in the previous period.
   */
  prev: number;
  is_exceeded: boolean;
}
export interface CreateServer {
  /**
   * The hostname of the machine.
   */
  name: string;
  location_id: number;
  os_id: number;
  /**
   * The root password. It is never shown.
   */
  password: string;
  /**
   * The commands to run after the installation. Required, but may be empty.
   */
  initialCommands: string[];
  /**
   * Cores.
   */
  cpu: number;
  /**
   * MB.
   */
  ram: number;
  /**
   * GB.
   */
  disk: number;
  [k: string]: unknown;
}
export interface CreateServerForm {
  /**
   * The hostname of the machine.
   */
  name: string;
  location_id: number;
  os_id: number;
  /**
   * The root password. It is never shown.
   */
  password: string;
  /**
   * The commands to run after the installation. A single empty value is an empty list.
   *
   * @minItems 1
   */
  'initialCommands[]': [string, ...string[]];
  /**
   * Cores.
   */
  cpu: number;
  /**
   * MB.
   */
  ram: number;
  /**
   * GB.
   */
  disk: number;
  [k: string]: unknown;
}
export interface Error {
  type: 'invalid_request' | 'api_error';
  message: string;
  documentation_url: 'https://docs.evotic.io/errors';
}
export interface ValidationError {
  type: 'invalid_request' | 'api_error';
  message: string;
  documentation_url: 'https://docs.evotic.io/errors';
  errors: {
    /**
     * @minItems 1
     */
    [k: string]: [string, ...string[]] | undefined;
  };
}
export interface DeleteServerReply {
  message: string;
}
export interface GetServerStatusReply {
  /**
   * A phrase for the current task, such as `creating the backup`, or the real status if there is none.
   */
  status: string;
  real_status: 'started' | 'stopped' | 'processing' | 'paused' | 'unavailable';
  is_processing: boolean;
  progress: number;
}

export type CreateServerReply = Server;
export type GetServerReply = Server;
