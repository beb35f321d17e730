/** The schemas of PureGPU's document, as types. Generated: npm run generate. */
export type Done =
  | {
      result: 'success';
      message: string;
    }
  | Failure;
export type GetServerStatisticsReply =
  | {
      result: 'success';
      stats: StatisticsPoint[];
    }
  | Failure;
export type RebuildServerReply =
  | {
      result: 'success';
      message: string;
      password: string;
    }
  | Failure;
export type GetServerStatusReply =
  | {
      result: 'success';
      server: {
        status: 'running' | 'stopped';
        /**
         * Seconds since it booted; 0 while stopped.
         */
        uptime: number;
        locked: boolean;
      };
    }
  | Failure;
export type GetBootOrderAndIsosReply =
  | {
      result: 'success';
      bootOrder: 'cda' | 'dca';
      primaryISO: string;
      secondaryISO: string;
    }
  | Failure;
export type GetServiceReply =
  | {
      result: 'success';
      service: Service;
    }
  | Failure;

export interface Failure {
  result: 'error';
  message: string;
}
export interface StatisticsPoint {
  /**
   * The start of the interval, aligned to the epoch.
   */
  date: string;
  /**
   * CPU usage, from 0 to 1.
   */
  cpu: number | null;
  /**
   * Bytes per second.
   */
  diskread: number | null;
  /**
   * Bytes per second.
   */
  diskwrite: number | null;
  /**
   * Bytes.
   */
  mem: number | null;
  /**
   * Bytes per second.
   */
  netin: number | null;
  /**
   * Bytes per second.
   */
  netout: number | null;
}
export interface Template {
  osid: string;
  name: string;
  distro: string;
  version: string;
  drivers: string;
}
export interface ListedService {
  id: number;
  pid: number;
  regdate: string;
  name: string;
  domain: string;
  dedicatedip: string;
  suspensionreason: string;
  status: 'Active' | 'Suspended' | 'Cancelled' | 'Terminated';
  billingcycle: string;
  billingamount: string;
}
export interface Service {
  id: number;
  pid: number;
  regdate: string;
  name: string;
  domain: string;
  dedicatedip: string;
  suspensionreason: string;
  status: 'Active' | 'Suspended' | 'Cancelled' | 'Terminated';
  meta: {
    [k: string]: string | undefined;
  };
}
export interface ListOsTemplatesReply {
  result: 'success';
  osTemplates: Template[];
}
export interface RebuildServer {
  /**
   * The ID of the operating system to install, fetched from the Get OS Templates endpoint.
   */
  osid: string;
  /**
   * An SSH public key to be added to the server during the rebuild process.
   */
  sshkey: string;
}
export interface SetBootOrder {
  /**
   * cda: hard disk first, then the CD-ROM drives. dca: CD-ROM drives first.
   */
  order: 'cda' | 'dca';
}
export interface InsertIso {
  /**
   * The name of the ISO file for the primary CD-ROM drive; empty to eject.
   */
  iso?: string;
  /**
   * The name of the ISO file for the secondary CD-ROM drive; empty to eject.
   */
  sec_iso?: string;
}
export interface ListServicesReply {
  result: 'success';
  services: ListedService[];
}

export type StartServerReply = Done;
export type StopServerReply = Done;
export type RestartServerReply = Done;
export type ShutdownServerReply = Done;
export type SetBootOrderReply = Done;
export type InsertIsoReply = Done;
