/** The schemas of PureGPU's document, as types. Generated: npm run generate. */
export type Done =
  | {
      result: 'success';
      message: string;
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
