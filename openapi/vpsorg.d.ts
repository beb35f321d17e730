/** The schemas of VPS.org's document, as types. Generated: npm run generate. */
export type ServerStatus = 'provisioning' | 'active' | 'starting' | 'stopping' | 'stopped' | 'rebooting' | 'restoring' | 'suspended';
export type ErrorOrValidationError = Error | ValidationError;

export interface ListedServer {
  id: number;
  name: string;
  hostname: string | null;
  status: ServerStatus;
  ip_address: string | null;
  location: string;
  plan: ListedPlan;
  os: OperatingSystem;
  /**
   * In UTC, to the second.
   */
  created_at: string;
  /**
   * In UTC, to the second.
   */
  updated_at: string;
}
export interface ListedPlan {
  id: number;
  name: string;
  vcpus: number;
  /**
   * MB.
   */
  memory: number;
  /**
   * GB.
   */
  storage: number;
}
export interface OperatingSystem {
  id: number;
  name: string;
}
export interface CreatedServer {
  id: number;
  name: string;
  hostname: string | null;
  status: ServerStatus;
  ip_address: string | null;
  location: string;
  plan: ListedPlan;
  os: OperatingSystem;
  /**
   * In UTC, to the second.
   */
  created_at: string;
  /**
   * In UTC, to the second.
   */
  updated_at: string;
  backups_enabled: boolean;
  message: string;
}
export interface Server {
  id: number;
  name: string;
  hostname: string | null;
  status: ServerStatus;
  ip_address: string | null;
  location: string;
  plan: {
    id: number;
    name: string;
    vcpus: number;
    /**
     * MB.
     */
    memory: number;
    /**
     * GB.
     */
    storage: number;
    /**
     * GB per month.
     */
    bandwidth: number;
  };
  os: OperatingSystem;
  /**
   * In UTC, to the second.
   */
  created_at: string;
  /**
   * In UTC, to the second.
   */
  updated_at: string;
  ipv6_address: string | null;
  backups_enabled: boolean;
  resource_usage: {
    /**
     * 0 to 100.
     */
    cpu_percent: number;
    /**
     * MB.
     */
    memory_used: number;
    /**
     * GB.
     */
    disk_used: number;
    /**
     * GB.
     */
    bandwidth_used: number;
  };
}
export interface ActionResult {
  status: 'success';
  message: string;
  server: {
    id: number;
    name: string;
    status: ServerStatus;
  };
}
export interface Plan {
  id: number;
  name: string;
  slug: string;
  vcpus: number;
  memory: number;
  storage: number;
  bandwidth: number;
  price_monthly: number;
  price_hourly: number;
  available: boolean;
  locations: string[];
  description: string;
}
export interface Error {
  detail: string;
}
export interface ValidationError {
  /**
   * @minItems 1
   */
  [k: string]: [string, ...string[]] | undefined;
}
export interface ListServersReply {
  count: number;
  results: ListedServer[];
}
export interface CreateServer {
  /**
   * Letters, digits and hyphens.
   */
  name: string;
  plan_id: number;
  os_id: number;
  location: string;
  hostname?: string | null;
  ssh_key_id?: number | null;
  backups_enabled?: boolean;
}
export interface UpdateServer {
  /**
   * Letters, digits and hyphens.
   */
  name: string;
  /**
   * A fully qualified domain name.
   */
  hostname: string;
  backups_enabled: boolean;
}
export interface PartiallyUpdateServer {
  /**
   * Letters, digits and hyphens.
   */
  name?: string;
  /**
   * A fully qualified domain name.
   */
  hostname?: string;
  backups_enabled?: boolean;
}
export interface ListPlansReply {
  count: number;
  results: Plan[];
}

export type CreateServerReply = CreatedServer;
export type GetServerReply = Server;
export type UpdateServerReply = Server;
export type PartiallyUpdateServerReply = Server;
export type StartServerReply = ActionResult;
export type StopServerReply = ActionResult;
export type RebootServerReply = ActionResult;
export type GetPlanReply = Plan;
