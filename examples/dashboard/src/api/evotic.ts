/** A client of Evotic: lists are bare arrays, and errors have a type, a message and, for a create, messages by field. */
import { ApiError, ask, members, messagesByField, retryAfter, type Question } from './request.ts';
import { credentialOf } from './credentials.ts';

export type ServerStatus = 'started' | 'stopped' | 'processing' | 'paused' | 'unavailable';

export interface Traffic {
  /** Bytes, in this month and in the one before. */
  value: number;
  prev: number;
  is_exceeded: boolean;
}

export interface Server {
  id: number;
  hostname: string;
  uuid: string;
  status: ServerStatus;
  node: string;
  os: string;
  specifications: { /** Cores. */ cpu: number; /** MB. */ ram: number; /** GB. */ disk: number };
  ip_addresses: { ip: string; is_primary: boolean }[];
  usage: { /** Percent. */ cpu: number; /** GB. */ disk: number; /** MB. */ ram: number; traffic: { incoming: Traffic; outgoing: Traffic } };
  created_at: string;
}

export interface Status {
  /** A phrase for what is being done, such as "Creating the backup"; else the real status. */
  status: string;
  real_status: ServerStatus;
  is_processing: boolean;
  /** Percent; 100 when nothing is being done. */
  progress: number;
}

/** An order as it was entered: it is sent as a form, whose numbers are text, and Evotic judges it. */
export interface NewServer {
  /** Becomes the hostname. */
  name: string;
  /** No endpoint lists the locations and the systems: their numbers are Evotic's. */
  location_id: string;
  os_id: string;
  /** Of root. It is never told again. */
  password: string;
  /** Cores. */
  cpu: string;
  /** MB. */
  ram: string;
  /** GB. */
  disk: string;
  /** Run after the installation. */
  initialCommands: readonly string[];
}

export const listServers = (signal?: AbortSignal): Promise<Server[]> => call('/servers', { signal });

export const getServer = (id: number, signal?: AbortSignal): Promise<Server> => call(`/servers/${id}`, { signal });

export const getStatus = (id: number, signal?: AbortSignal): Promise<Status> => call(`/servers/${id}/status`, { signal });

/** Creates a server, which the account is charged for. */
export function createServer({ initialCommands, ...server }: NewServer): Promise<Server> {
  const body = new URLSearchParams(server);
  // A list in a form is written as PHP reads it; a single empty value is an empty list.
  for (const command of initialCommands.length > 0 ? initialCommands : ['']) body.append('initialCommands[]', command);
  return call('/servers', { method: 'POST', body });
}

/** Deletes a server and all of its data. */
export const deleteServer = (id: number): Promise<{ message: string }> => call(`/servers/${id}`, { method: 'DELETE' });

async function call<Reply>(path: string, question: Omit<Question, 'headers'> = {}): Promise<Reply> {
  const { response, json } = await ask('evotic', path, { ...question, headers: { Authorization: `Bearer ${credentialOf('evotic')}` } });
  if (response.ok) return json as Reply;
  const { message, errors } = members(json);
  throw new ApiError('evotic', response.status, typeof message === 'string' ? message : `Evotic answered ${response.status}.`, {
    fields: messagesByField(errors),
    retryAfter: retryAfter(response),
  });
}
