/** The schemas of ElasticHosts's document, as types. Generated: npm run generate. */
export type ListServersReply = {
  server: string;
  cpu?: number;
  mem?: number;
}[];
export type GetServersReply = Server[];
export type GetServersFullyReply = Server[];
export type ListDrivesReply = {
  drive: string;
}[];
export type ListStandardDrivesReply = {
  drive: string;
}[];
export type GetDrivesReply = Drive[];
export type GetDrivesFullyReply = Drive[];
export type GetStandardDrivesReply = Drive[];
export type ListResourcesReply = {
  type: string;
  resource: string;
}[];
export type GetResourcesReply = Resource[];
export type ListResourcesOfTypeReply = {
  type: string;
  resource: string;
}[];
export type GetResourcesOfTypeReply = Resource[];

export interface Server {
  server: string;
  status: 'active' | 'stopped' | 'paused' | 'dumped' | 'dead';
  /**
   * Owner of the server: the credential's UUID, if it has one.
   */
  user: string;
  name: string;
  /**
   * Core MHz.
   */
  cpu: number;
  /**
   * MB.
   */
  mem: number;
  /**
   * Seconds since the epoch. Present only while the server is active, as are the counters, nic:0:dhcp:ip and vnc:ip.
   */
  started?: number;
  /**
   * The password for the server's console, over VNC.
   */
  password?: string;
  /**
   * The password for the server's console, over VNC.
   */
  'vnc:password'?: string;
  [k: string]: (string | number | string[]) | undefined;
}
export interface Drive {
  drive: string;
  name: string;
  /**
   * Bytes.
   */
  size: number;
  status?: 'active' | 'inactive';
  user?: string;
  /**
   * Absent unless the drive is being imaged.
   */
  imaging?: string;
  [k: string]: (string | number | string[]) | undefined;
}
export interface Resource {
  resource: string;
  type: 'ip' | 'vlan';
  user: string;
  name: string;
  [k: string]: (string | number | string[]) | undefined;
}
export interface CreateServer {
  /**
   * Server name.
   */
  name?: string | boolean | null | string[];
  /**
   * Core MHz.
   */
  cpu: number | string;
  /**
   * MB.
   */
  mem: number | string;
  smp?: string | null;
  persistent?: string | boolean | null;
  /**
   * The device or devices to boot from, such as ide:0:0.
   */
  boot?: string | boolean | null | string[];
  /**
   * A list of tags, separated by spaces.
   */
  tags?: string | boolean | null | string[];
  /**
   * The VNC password. Without one, VNC is disabled.
   */
  password?: string | null;
  /**
   * The UUID of a drive.
   */
  'ide:0:0'?: string | null;
  /**
   * The UUID of a drive.
   */
  'ide:0:1'?: string | null;
  /**
   * The UUID of a drive.
   */
  'ide:1:0'?: string | null;
  /**
   * The UUID of a drive.
   */
  'ide:1:1'?: string | null;
  /**
   * The UUID of a drive.
   */
  'scsi:0:0'?: string | null;
  /**
   * The UUID of a drive.
   */
  'block:0'?: string | null;
  'nic:0:model'?: string | null;
  'nic:0:dhcp'?: string | null;
  'nic:0:vlan'?: string | boolean | null | string[];
  vnc?: string | boolean | null | string[];
  'vnc:ip'?: string | boolean | null | string[];
  /**
   * The VNC password. Without one, VNC is disabled.
   */
  'vnc:password'?: string | null;
  'vnc:tls'?: string | boolean | null | string[];
}
export interface SetServer {
  /**
   * Server name.
   */
  name?: string | boolean | null | string[];
  /**
   * Core MHz.
   */
  cpu?: number | string;
  /**
   * MB.
   */
  mem?: number | string;
  smp?: string | null;
  persistent?: string | boolean | null;
  /**
   * The device or devices to boot from, such as ide:0:0.
   */
  boot?: string | boolean | null | string[];
  /**
   * A list of tags, separated by spaces.
   */
  tags?: string | boolean | null | string[];
  /**
   * The VNC password. Without one, VNC is disabled.
   */
  password?: string | null;
  /**
   * The UUID of a drive.
   */
  'ide:0:0'?: string | null;
  /**
   * The UUID of a drive.
   */
  'ide:0:1'?: string | null;
  /**
   * The UUID of a drive.
   */
  'ide:1:0'?: string | null;
  /**
   * The UUID of a drive.
   */
  'ide:1:1'?: string | null;
  /**
   * The UUID of a drive.
   */
  'scsi:0:0'?: string | null;
  /**
   * The UUID of a drive.
   */
  'block:0'?: string | null;
  'nic:0:model'?: string | null;
  'nic:0:dhcp'?: string | null;
  'nic:0:vlan'?: string | boolean | null | string[];
  vnc?: string | boolean | null | string[];
  'vnc:ip'?: string | boolean | null | string[];
  /**
   * The VNC password. Without one, VNC is disabled.
   */
  'vnc:password'?: string | null;
  'vnc:tls'?: string | boolean | null | string[];
}
export interface CreateDrive {
  name?: string | boolean | null | string[];
  /**
   * In bytes, or with a binary suffix, such as 10G.
   */
  size: string | number;
  /**
   * The UUIDs of the users who can read the drive, or ffffffff-ffff-ffff-ffff-ffffffffffff for everyone.
   */
  readers?: string | boolean | null | string[];
  tags?: string | boolean | null | string[];
  'claim:type'?: string | null;
  'encryption:cipher'?: string | null;
}
export interface SetDrive {
  name?: string | boolean | null | string[];
  /**
   * In bytes, or with a binary suffix, such as 10G.
   */
  size?: string | number;
  /**
   * The UUIDs of the users who can read the drive, or ffffffff-ffff-ffff-ffff-ffffffffffff for everyone.
   */
  readers?: string | boolean | null | string[];
  tags?: string | boolean | null | string[];
  'claim:type'?: string | null;
  'encryption:cipher'?: string | null;
}
export interface WriteResource {
  name?: string | boolean | null | string[];
  tags?: string | boolean | null | string[];
}

export type GetServerReply = Server;
export type GetServerFullyReply = Server;
export type CreateServerReply = Server;
export type CreateStoppedServer = CreateServer;
export type CreateStoppedServerReply = Server;
export type StartServerReply = Server;
export type SetServerReply = Server;
export type GetDriveReply = Drive;
export type GetDriveFullyReply = Drive;
export type CreateDriveReply = Drive;
export type SetDriveReply = Drive;
export type ImageDriveReply = Drive;
export type ImageDriveConvertedReply = Drive;
export type CreateResource = WriteResource;
export type CreateResourceReply = Resource;
export type GetResourceReply = Resource;
export type SetResource = WriteResource;
export type SetResourceReply = Resource;
