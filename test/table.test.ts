/** The tables of states, which the docs print: each row is sent as a request, and the answer is held to it. */
import type { Account } from '../vendor/account.ts';
import { operationsOf } from '../vendor/contract.ts';
import { describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { createCloud, stateTable, type StateTableRow, type Vendor } from '../index.ts';
import type { AnyProvider, Provider } from '../vendor/provider.ts';
import type { Collection } from '../model/collection.ts';
import type { Lifecycle, Stateful } from '../model/lifecycle.ts';
import { client } from './client.ts';
import { examples } from './documents/index.ts';

type State = Pick<StateTableRow, 'status' | 'busy'>;
type Table = Collection<Stateful>;

/** What makes an operation that chooses by the record begin this action, and no other rule come first. */
const arranged: Readonly<Record<string, (account: Account<Vendor>, servers: Table, server: Readonly<Stateful>) => void>> = {
  'drone cancel': (_, servers, server) => void servers.update(server, { id: '' } as object),
  'drone stall': (_, servers, server) => void servers.update(server, { ca_cert: null } as object),
  'drone lose': ({ settings }) => void Object.assign(settings, { lostDelete: true }),
};

const lifecycleOf = (provider: AnyProvider): Lifecycle<string, string> =>
  ((provider as unknown as Provider).tables as { servers: { lifecycle: Lifecycle<string, string> } }).servers.lifecycle;

const open = (provider: AnyProvider) => {
  const cloud = createCloud({ [provider.name]: provider });
  const account = (cloud as unknown as Record<string, Account<Vendor>>)[provider.name] as Account<Vendor>;
  const servers = account.servers as unknown as Table;
  const [server] = servers.all();
  if (!server) throw new Error(`${provider.title} has no server.`);
  return { cloud, account, servers, server };
};

/** Puts the first server of a fresh account into a state: by hand when it rests, and else by a lock from the first status from which one leads there. */
function reached(provider: AnyProvider, { status, busy }: State): ReturnType<typeof open> {
  if (busy === null) {
    const opened = open(provider);
    opened.servers.update(opened.server, { status, task: null });
    return opened;
  }
  const { from = [], through = [] } = lifecycleOf(provider)[busy] ?? {};
  for (const start of from) {
    const opened = open(provider);
    opened.servers.update(opened.server, { status: start, task: null });
    opened.account.lock(opened.server, busy);
    for (const [, ms] of through) {
      if (opened.server.status === status) return opened;
      opened.cloud.clock.advance(ms);
    }
  }
  throw new Error(`No ${busy} leads to ${status}.`);
}

const asked = ({ status, busy }: State): string => (busy === null ? status : `${status}, busy with ${busy},`);

test('a vendor says nothing of what no operation asks for: only a script hears why it is refused', () => {
  const cloud = createCloud(vendors);
  const { unsuspend, suspend, reboot } = cloud.vpsorg.actions(cloud.vpsorg.servers.get(12345));
  expect(unsuspend).toEqual({ allowed: false, status: null, body: undefined, why: expect.stringContaining('suspended') });
  expect([suspend, reboot]).toEqual([{ allowed: true }, { allowed: true }]);
  for (const { action, operation, answer } of Object.values(vendors as Record<string, AnyProvider>).flatMap((provider) => stateTable(provider))) {
    if (operation === null && !answer.allowed) expect([action, answer]).toEqual([action, { allowed: false, status: null, body: undefined }]);
  }
  // Of a drive's actions the contract says nothing, and each has an operation.
  const { elastichosts } = cloud;
  const spare = elastichosts.drives.get('c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8');
  elastichosts.begin(spare, 'image');
  expect(elastichosts.actions(spare).read).toMatchObject({ allowed: false, status: 409 });
});

describe.each(Object.values(vendors as Record<string, AnyProvider>))('$title', (provider) => {
  const rows: StateTableRow[] = stateTable(provider);
  const states = [...new Map(rows.map(({ status, busy }): [string, State] => [`${status} ${busy}`, { status, busy }])).values()];
  const lifecycle = lifecycleOf(provider);
  const operations = operationsOf(provider.contract);
  /** Of the server, in a path. */
  const { parameter } = (provider as unknown as { found: { server: { parameter: string } } }).found.server;
  const headers = examples[provider.name as keyof typeof examples][0]?.request.headers ?? {};
  const credential = Object.fromEntries(Object.entries(headers).filter(([name]) => !/^content-/i.test(name)));

  /** Sends the operation's example at the server, and says how it was answered. */
  const answered = ({ cloud, servers, server }: ReturnType<typeof open>, operation: string) => {
    const example = operations.find(({ route }) => route === operation)?.operation['x-example'];
    if (!example) throw new Error(`${operation} has no example.`);
    const key = server[servers.key as keyof Stateful] as unknown as string | number;
    const [method = '', path = ''] = operation.split(' ');
    const ask = client(cloud, provider.contract.servers[0].url, credential);
    return ask(method, path.replace(`{${parameter}}`, `${key}`), example.body);
  };

  test('each action has a row in each state, and each status, each lasting action and each operation that begins one is in the table', () => {
    const cells = new Set(rows.map(({ status, busy, action }) => `${status} ${busy} ${action}`));
    const wanted = states.flatMap(({ status, busy }) => Object.keys(lifecycle).map((action) => `${status} ${busy} ${action}`));
    expect(wanted.filter((cell) => !cells.has(cell))).toEqual([]);
    expect(cells.size).toBe(wanted.length);

    const known = Object.values(lifecycle).flatMap(({ from, through = [], to, or }) => [...from, ...through.map(([status]) => status), to, or]);
    const statuses = new Set(known.filter((status) => typeof status === 'string'));
    expect(new Set(rows.map(({ status }) => status))).toEqual(statuses);

    const lasting = Object.entries(lifecycle).flatMap(([action, { through, quiet }]) => (through && !quiet ? [action] : []));
    expect(new Set(rows.flatMap(({ busy }) => busy ?? []))).toEqual(new Set(lasting));

    const beginning = operations.filter(({ operation }) => operation['x-action'] !== undefined);
    expect(beginning.length).toBeGreaterThan(0);
    expect(new Set(rows.flatMap(({ operation }) => operation ?? []))).toEqual(new Set(beginning.map(({ route }) => route)));
    for (const { operation } of beginning) for (const action of [operation['x-action'] ?? []].flat()) expect(Object.keys(lifecycle)).toContain(action);
  });

  test('each operation that changes a server that is there says which action it begins', () => {
    const changing = operations.filter(({ route }) => route.includes(`{${parameter}}`) && !route.startsWith('GET '));
    expect(changing.length).toBeGreaterThan(0);
    expect(changing.flatMap(({ route, operation }) => (operation['x-action'] === undefined ? [route] : []))).toEqual([]);
  });

  test.each(states)('the actions of a cloud agree with the table: $status, $busy', (state) => {
    const { account, server } = reached(provider, state);
    expect([server.status, server.task?.action ?? null]).toEqual([state.status, state.busy]);
    const verdicts = account.actions(server) as Record<string, { allowed: boolean; status?: number | null; body?: unknown }>;
    for (const { action, answer } of rows.filter(({ status, busy }) => status === state.status && busy === state.busy)) {
      const { allowed, status, body } = verdicts[action] ?? { allowed: null };
      expect({ action, answer: allowed ? { allowed } : { allowed, status, body } }).toEqual({ action, answer });
    }
  });

  const requests = rows.flatMap((row) => (row.operation ? [{ ...row, operation: row.operation, state: asked(row) }] : []));
  test.each(requests)('a server that is $state is asked by $operation to $action', async ({ status, busy, action, operation, answer }) => {
    const opened = reached(provider, { status, busy });
    arranged[`${provider.name} ${action}`]?.(opened.account, opened.servers, opened.server);
    const before = structuredClone(opened.server);
    const { status: code, body } = await answered(opened, operation);
    if (answer.allowed || answer.status === null) {
      // A refusal without a status is one that the vendor never says: the operation begins another action there.
      expect(code).toBeGreaterThanOrEqual(200);
      expect(code).toBeLessThan(300);
      expect((body as { result?: string } | null)?.result).not.toBe('error');
      // What takes time is what the server is busy with from then on, unless nothing was left to do, or the server is gone.
      const { through, unchanged = [] } = lifecycle[action] ?? {};
      if (answer.allowed && through && !unchanged.includes(status) && opened.servers.all().includes(opened.server))
        expect(opened.server.task?.action).toBe(action);
    } else {
      expect({ code, body }).toEqual({ code: answer.status, body: answer.body });
      expect(opened.server).toEqual(before);
    }
  });
});
