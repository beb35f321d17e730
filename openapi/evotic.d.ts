/** The schemas of Evotic's document, as types. Generated: npm run generate. */
export interface Server {
  /**
   * The table of properties says string; every example has an integer.
   */
  id: number;
  hostname: string;
  uuid: string;
  /**
   * `started` is documented; the others are those of SolusVM 2.
   */
  status: 'started' | 'stopped' | 'processing' | 'paused' | 'unavailable';
  node: string;
  /**
   * The name of the installed operating system.
   */
  os: string;
  /**
   * The table of properties says array; the examples have an object.
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
   * The table of properties says array; the examples have an object.
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
   * In UTC, with six digits after the second. The table of properties says timestamp; the examples have this form.
   */
  created_at: string;
}
export interface Traffic {
  /**
   * Bytes.
   */
  value: number;
  /**
   * Bytes of the period before.
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
   * Root's. It is never shown.
   */
  password: string;
  /**
   * The commands to be executed after the installation. It must be there, and may be empty.
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
   * Root's. It is never shown.
   */
  password: string;
  /**
   * The commands to be executed after the installation. A single empty one is the empty list.
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
    [k: string]: [string, ...string[]];
  };
}
