/** A client of PureGPU: most refusals are HTTP 200 with `"result": "error"`, so the body decides. */
import { ApiError, ask, members, retryAfter, type Question } from './request.ts';
import { credentialOf } from './credentials.ts';

export type ServiceStatus = 'Active' | 'Suspended' | 'Cancelled' | 'Terminated';

export interface Service {
  id: number;
  pid: number;
  /** A date without a time. */
  regdate: string;
  name: string;
  domain: string;
  dedicatedip: string;
  suspensionreason: string;
  status: ServiceStatus;
}

export interface ListedService extends Service {
  billingcycle: string;
  /** Dollars, as text: "49.00". */
  billingamount: string;
}

export interface DetailedService extends Service {
  /** What the machine is made of: `gpu_name`, `cpu_cores`, `ram` and more. */
  meta: Record<string, string | undefined>;
}

export interface ServerStatus {
  status: 'running' | 'stopped';
  /** Seconds. */
  uptime: number;
  /** Whether a task holds the server: reads work, actions are refused. */
  locked: boolean;
}

export interface BootOrder {
  /** cda: the hard disk first; dca: the CD-ROM drives first. */
  bootOrder: 'cda' | 'dca';
  primaryISO: string;
  secondaryISO: string;
}

export const TIMEFRAMES = ['hour', 'day', 'week', 'month', 'year'] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

/** What was measured at one instant; null where the server did not run. */
export interface StatisticsPoint {
  date: string;
  /** A share of all cores, 0 to 1. */
  cpu: number | null;
  /** Bytes. */
  mem: number | null;
  /** Bytes per second, as are the three below. */
  diskread: number | null;
  diskwrite: number | null;
  netin: number | null;
  netout: number | null;
}

export interface Template {
  osid: string;
  name: string;
  distro: string;
  version: string;
  drivers: string;
}

export type Power = 'start' | 'stop' | 'restart' | 'shutdown';

export const listServices = async (signal?: AbortSignal): Promise<ListedService[]> =>
  (await call<{ services: ListedService[] }>('/services', { signal })).services;

export const getService = async (id: number, signal?: AbortSignal): Promise<DetailedService> =>
  (await call<{ service: DetailedService }>(`/services/${id}`, { signal })).service;

export const getStatus = async (id: number, signal?: AbortSignal): Promise<ServerStatus> =>
  (await call<{ server: ServerStatus }>(`/server/${id}/status`, { signal })).server;

export const getBootOrder = (id: number, signal?: AbortSignal): Promise<BootOrder> => call(`/server/${id}/bootOrderAndIsos`, { signal });

export const getStatistics = async (id: number, timeframe: Timeframe, signal?: AbortSignal): Promise<StatisticsPoint[]> =>
  (await call<{ stats: StatisticsPoint[] }>(`/server/${id}/stats?timeframe=${timeframe}`, { signal })).stats;

export const listTemplates = async (signal?: AbortSignal): Promise<Template[]> =>
  (await call<{ osTemplates: Template[] }>('/server/ostemplates', { signal })).osTemplates;

export const power = (id: number, action: Power): Promise<{ message: string }> => call(`/server/${id}/${action}`, { method: 'POST' });

/** Sets from what the server boots the next time. */
export const setBootOrder = (id: number, order: BootOrder['bootOrder']): Promise<{ message: string }> =>
  call(`/server/${id}/setBootOrder`, { method: 'POST', body: { order } });

/** Installs another system. The password is in this answer, and never again. */
export const rebuild = (id: number, body: { osid: string; sshkey: string }): Promise<{ message: string; password: string }> =>
  call(`/server/${id}/rebuild`, { method: 'POST', body });

async function call<Reply>(path: string, question: Omit<Question, 'headers'> = {}): Promise<Reply> {
  const { response, json } = await ask('puregpu', path, { ...question, headers: { 'X-API-Key': credentialOf('puregpu') } });
  const { result, message } = members(json);
  if (response.ok && result === 'success') return json as Reply;
  throw new ApiError('puregpu', response.status, typeof message === 'string' ? message : `PureGPU answered ${response.status}.`, {
    retryAfter: retryAfter(response),
  });
}
