/** Hetzner Cloud's server: the record, its lifecycle, and how it is shown. */
import { seconds, type Lifecycle, type Stateful } from 'stuntbox/vendor';

export type Status = 'running' | 'initializing' | 'starting' | 'stopping' | 'off' | 'deleting' | 'migrating' | 'rebuilding' | 'unknown';
/** The commands of a server, by the names of their actions. */
export type Command = 'create_server' | 'start_server' | 'stop_server' | 'rebuild_server' | 'delete_server';

export interface Server extends Stateful<Status, Command> {
  readonly id: number;
  readonly name: string;
  readonly ip: string;
  /** The ids of its type and its image. */
  readonly server_type: number;
  readonly image: number;
  readonly ssh_keys: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

export interface ServerType {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly cores: number;
  /** GB, as is the disk. */
  readonly memory: number;
  readonly disk: number;
}

export interface Image {
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

/** The statuses are documented, the durations are assumed. No command can interrupt another: it is rejected with 423 instead. */
// prettier-ignore
export const lifecycle: Lifecycle<Status, Command> = {
  create_server:  { from: ['initializing'],                         through: [['initializing', seconds(15)], ['starting', seconds(5)]], to: 'running', or: 'off' },
  start_server:   { from: ['off'],            unchanged: ['running'], through: [['starting', seconds(5)]],                                to: 'running', or: 'off' },
  stop_server:    { from: ['running'],        unchanged: ['off'],     through: [['stopping', seconds(5)]],                                to: 'off',     or: 'running' },
  rebuild_server: { from: ['running', 'off'],                         through: [['rebuilding', seconds(40)]],                             to: 'running', or: 'off' },
  delete_server:  { from: ['running', 'off'],                         through: [['deleting', seconds(3)]],                                to: null },
};

/** `2016-01-30T23:55:00+00:00` */
export const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`;

/** The tables with the server's type and image. */
export interface Catalogue {
  readonly server_types: { get(id: number): ServerType };
  readonly images: { get(id: number): Image };
}

/** The server as every operation shows it. */
export function shown({ id, name, status, created, ip, server_type, image, labels }: Readonly<Server>, { server_types, images }: Catalogue) {
  const type = server_types.get(server_type);
  const system = images.get(image);
  return {
    id,
    name,
    status,
    created: stamp(created),
    public_net: { ipv4: { ip, blocked: false } },
    server_type: { id: type.id, name: type.name, description: type.description, cores: type.cores, memory: type.memory, disk: type.disk },
    image: { id: system.id, type: 'system', status: 'available', name: system.name, description: system.description },
    // The document's create shows false while the server is initializing, so this lock is not that of an action.
    locked: false,
    labels,
  } as const;
}
