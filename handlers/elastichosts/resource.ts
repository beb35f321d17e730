/** ElasticHosts' resources: static addresses and VLANs. */
import type { Configuration } from './configuration.ts';

export interface Resource {
  /** The address, or the VLAN's UUID. */
  readonly resource: string;
  readonly type: 'ip' | 'vlan';
  /** The UUID of its owner. */
  readonly user: string;
  /** Its KEY VALUE pairs: `name`, `tags`, `user:*`. */
  readonly config: Configuration;
}
