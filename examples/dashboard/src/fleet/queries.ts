/** What the components ask for. Nothing is shown before the vendor has said it; it is asked again by itself only while something is under way. */
import { queryOptions, useMutation, useQueries, useQuery, useQueryClient, type Query, type QueryClient } from '@tanstack/react-query';
import * as evotic from '../api/evotic.ts';
import * as puregpu from '../api/puregpu.ts';
import { ApiError } from '../api/request.ts';
import { VENDORS, type Vendor } from '../api/vendors.ts';
import * as vpsorg from '../api/vpsorg.ts';
import { MODELS } from './models.ts';
import type { Activity, Power, Server } from './server.ts';

/** How long to wait, in milliseconds, before a task is looked at again; longer after a failure, or as long as the vendor asks. */
const POLL = 2_000;
const POLL_AFTER_FAILURE = 15_000;

function whileBusy<Answer>(busy: (answer: Answer) => boolean) {
  return ({ state }: Pick<Query<Answer>, 'state'>): number | false => {
    if (state.data === undefined || !busy(state.data)) return false;
    if (state.status !== 'error') return POLL;
    return Math.max(POLL_AFTER_FAILURE, state.error instanceof ApiError ? (state.error.retryAfter ?? 0) : 0);
  };
}

const listOf = (vendor: Vendor) =>
  queryOptions({
    queryKey: [vendor, 'servers'],
    queryFn: ({ signal }) => MODELS[vendor].list(signal),
    refetchInterval: whileBusy<readonly Server[]>((servers) => servers.some((server) => server.listed && server.task !== undefined)),
  });

const activityOf = ({ vendor, id, listed }: Server) =>
  queryOptions({
    queryKey: [vendor, 'activity', id],
    queryFn: ({ signal }) => MODELS[vendor].activity?.(id, signal) ?? Promise.reject(new Error(`${vendor} has no activity.`)),
    enabled: !listed && MODELS[vendor].activity !== undefined,
    refetchInterval: whileBusy<Activity>(({ task }) => task !== undefined),
  });

const detailsOf = (vendor: Vendor, id: number) =>
  queryOptions({
    queryKey: [vendor, 'server', id],
    queryFn: ({ signal }) => MODELS[vendor].details(id, signal),
    refetchInterval: whileBusy<Activity>(({ task }) => task !== undefined),
  });

/** The three lists, each on its own: one vendor's failure leaves the others. */
export const useLists = () => useQueries({ queries: VENDORS.map(listOf) }).map((query, i) => ({ query, vendor: VENDORS[i] ?? VENDORS[0] }));

/** These servers with what is being done to them, where the list does not say it. */
export function useActivities(servers: readonly Server[]): readonly Server[] {
  const activities = useQueries({ queries: servers.map(activityOf) });
  return servers.map((server, i) => {
    const activity = activities[i]?.data;
    return activity === undefined || server.listed ? server : { ...server, task: undefined, ...activity };
  });
}

export const useServer = (vendor: Vendor, id: number) => useQuery(detailsOf(vendor, id));

export const useStatistics = (id: number, timeframe: puregpu.Timeframe) =>
  useQuery({
    queryKey: ['puregpu', 'statistics', id, timeframe],
    queryFn: ({ signal }) => puregpu.getStatistics(id, timeframe, signal),
    // The charts of another timeframe stay until those of this one are there.
    placeholderData: (before, query) => (query?.queryKey[2] === id ? before : undefined),
  });

export const usePlans = () => useQuery({ queryKey: ['vpsorg', 'plans'], queryFn: ({ signal }) => vpsorg.listPlans(signal), staleTime: 300_000 });

export const useTemplates = () => useQuery({ queryKey: ['puregpu', 'templates'], queryFn: ({ signal }) => puregpu.listTemplates(signal), staleTime: 300_000 });

export const useBootOrder = (id: number) =>
  useQuery({ queryKey: ['puregpu', 'boot', id], queryFn: ({ signal }) => puregpu.getBootOrder(id, signal), gcTime: 0 });

export const useOrderAtVpsOrg = () => useMutation({ mutationFn: vpsorg.createServer, ...ordered(useQueryClient(), 'vpsorg') });
export const useOrderAtEvotic = () => useMutation({ mutationFn: evotic.createServer, ...ordered(useQueryClient(), 'evotic') });

const ordered = (client: QueryClient, vendor: Vendor) => ({
  // Nothing keeps what was entered, which may hold a password.
  gcTime: 0,
  onSettled: () => client.invalidateQueries({ queryKey: [vendor, 'servers'] }),
});

export function useRename(vendor: Vendor, id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => MODELS[vendor].rename?.(id, name) ?? Promise.reject(new Error(`${vendor} renames no servers.`)),
    onSettled: () => lookAgain(client, vendor, id),
  });
}

export function useSetBootOrder(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: puregpu.BootOrder['bootOrder']) => puregpu.setBootOrder(id, order),
    onSettled: () => lookAgain(client, 'puregpu', id),
  });
}

export function usePower(vendor: Vendor, id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (power: Power) => power.run(id),
    // After a refusal too: somebody else may have been faster.
    onSettled: () => lookAgain(client, vendor, id),
  });
}

export function useRebuild(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { osid: string; sshkey: string }) => puregpu.rebuild(id, body),
    // The password is in the answer: nothing keeps it once its dialog is closed.
    gcTime: 0,
    onSettled: () => lookAgain(client, 'puregpu', id),
  });
}

export function useRemove(vendor: Vendor, id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => MODELS[vendor].remove?.(id) ?? Promise.reject(new Error(`${vendor} deletes no servers.`)),
    onSuccess: () => client.invalidateQueries({ queryKey: [vendor, 'servers'] }),
    onError: () => lookAgain(client, vendor, id),
  });
}

async function lookAgain(client: QueryClient, vendor: Vendor, id: number): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: [vendor, 'server', id] }),
    client.invalidateQueries({ queryKey: [vendor, 'activity', id] }),
    client.invalidateQueries({ queryKey: [vendor, 'statistics', id] }),
    client.invalidateQueries({ queryKey: [vendor, 'servers'] }),
  ]);
}
