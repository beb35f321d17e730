/** forEachOutcome() and outcomesOf(): which outcomes an operation has, that a check meets each, and that every failure is told. */
import { operationsOf } from '../vendor/contract.ts';
import { expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { cloudWith, forEachOutcome, outcomesOf, type OperationOutcome } from '../index.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { client } from './client.ts';

const VPS = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer token' };
const wanted = { name: 'web-9', plan_id: 1, os_id: 5, location: 'us-west' };
const POST = 'POST /servers/';

/** Asks once, whatever comes of it. */
const ask = (cloud: Parameters<typeof client>[0]) => client(cloud, VPS, headers)('POST', '/servers/', wanted).catch((error: Error) => error);

/** What a run that must fail rejects with. */
const rejection = (run: Promise<unknown>): Promise<AggregateError> =>
  run.then(
    () => {
      throw new Error('No check failed.');
    },
    (error: AggregateError) => error,
  );

test('a create has every outcome, in an order that reads well', () => {
  expect(outcomesOf(vpsorg, POST).map(({ name }) => name)).toEqual([
    'succeeds',
    'refused: invalid',
    'refused: payment-required',
    'refused: unauthenticated',
    'refused: forbidden',
    'refused: malformed',
    'refused: unsupported-media',
    'refused: too-large',
    'refused: rate-limited',
    'refused: unavailable',
    'refused: broken',
    'done, but 500',
    'answer lost',
    'done twice',
    'not done, though it said so',
    'network error',
    'accepted, then fails at 60%',
    'stuck at 99%',
    'slow × 10',
    'body cut',
    'malformed body',
    'wrong content type',
  ]);
});

test('an operation has only the outcomes that it can have', () => {
  const names = (...[route]: [Parameters<typeof outcomesOf<typeof vpsorg>>[1]]) => outcomesOf(vpsorg, route).map(({ name }) => name);
  expect(names('POST /servers/{server_id}/start/')).toEqual(
    expect.arrayContaining(['refused: wrong-state', 'refused: locked', 'refused: not-found', 'slow × 10']),
  );
  expect(names('POST /servers/{server_id}/start/')).not.toContain('refused: invalid');
  // A read begins nothing, and leaves nothing in doubt.
  expect(names('GET /servers/').filter((name) => !name.startsWith('refused'))).toEqual([
    'succeeds',
    'network error',
    'body cut',
    'malformed body',
    'wrong content type',
  ]);
  // A delete answers 204, at once; an update is accepted in every state.
  expect(names('DELETE /servers/{server_id}/')).not.toEqual(expect.arrayContaining(['body cut']));
  expect(names('DELETE /servers/{server_id}/')).not.toContain('slow × 10');
  expect(names('PATCH /servers/{server_id}/')).not.toContain('refused: locked');
});

test('what begins nothing that takes time has no outcomes of a task: a record that is made, a drive that is destroyed', () => {
  const names = (route: string): string[] => outcomesOf(vendors.elastichosts, route as 'POST /drives/create').map(({ name }) => name);
  for (const route of ['POST /drives/create', 'POST /drives/{drive}/destroy', 'POST /servers/create']) expect(names(route)).not.toContain('slow × 10');
  expect(names('POST /drives/{drive}/image/{source}')).toContain('slow × 10');
});

test('what would have the check move the clock while it waits is there when it is asked for', async () => {
  const [succeeds, ...names] = outcomesOf(vpsorg, POST, { include: ['late', 'hangs'] }).map(({ name }) => name);
  expect([succeeds, names.slice(-2)]).toEqual(['succeeds', ['late by 30 s', 'hangs']]);
});

test('each outcome has a name of its own, a sentence, and a fault that can strike: for every operation of every vendor', () => {
  for (const provider of Object.values<AnyProvider>(vendors)) {
    for (const { route } of operationsOf(provider.contract)) {
      const outcomes = outcomesOf(provider, route as never, { include: ['late', 'hangs'] });
      expect(new Set(outcomes.map(({ name }) => name)).size).toBe(outcomes.length);
      for (const outcome of outcomes) {
        expect(outcome.description).toMatch(/^[A-Z].*\.$/);
        expect(cloudWith(provider, outcome as never).faults.all()).toHaveLength(outcome.fault ? 1 : 0);
      }
    }
  }
});

test.each([
  ['elastichosts', 'POST /servers/create'],
  ['drone', 'POST /api/servers'],
  ['evotic', 'POST /servers'],
  ['vpsorg', 'POST /servers/'],
  ['puregpu', 'POST /server/{serviceId}/rebuild'],
] as const)('%s: a check of %s meets each outcome once, as its name says', async (name, route) => {
  const provider = vendors[name] as AnyProvider;
  const seen: Record<string, string> = {};
  const ran = await forEachOutcome(provider, route as never, async (trial) => {
    const { cloud, outcome } = trial as unknown as { cloud: Parameters<typeof send>[0]; outcome: OperationOutcome };
    seen[outcome.name] = await send(cloud, name, route);
  });
  expect(Object.keys(seen)).toEqual(ran.map((outcome) => outcome.name));
  expect(seen).toMatchObject({
    succeeds: 'good',
    'done, but 500': 'bad',
    'answer lost': 'dropped',
    'done twice': 'good',
    'not done, though it said so': 'good',
    'network error': 'dropped',
    // A server of ElasticHosts' starts at once.
    ...(name !== 'elastichosts' && { 'stuck at 99%': 'good' }),
    'body cut': 'dropped',
    'wrong content type': 'html',
    'refused: unauthenticated': 'bad',
    'refused: broken': 'bad',
  });
});

test('each check has a cloud of its own, and the fault strikes once, or as often as it is told to', async () => {
  const clouds = new Set<unknown>();
  await forEachOutcome(
    vpsorg,
    POST,
    async ({ cloud, outcome }) => {
      clouds.add(cloud);
      expect([cloud.vpsorg.settings.credits, cloud.vpsorg.servers.has(12347), cloud.clock.now()]).toEqual([500, false, Date.parse('2030-01-01')]);
      const answers = [await ask(cloud), await ask(cloud), await ask(cloud)].map((answer) => (answer instanceof Error ? 'dropped' : answer.status));
      if (outcome.name === 'done, but 500') expect(answers).toEqual([500, 500, 201]);
      if (outcome.name === 'network error') expect(answers).toEqual(['dropped', 'dropped', 201]);
    },
    { times: 2, cloud: { settings: { vpsorg: { credits: 500 } }, start: '2030-01-01' } },
  );
  expect(clouds.size).toBe(22);
});

test('all failures are reported together, by name, with the reasons and the original errors', async () => {
  const ran: string[] = [];
  const error = await rejection(
    forEachOutcome(vpsorg, POST, async ({ cloud, outcome: { name } }) => {
      ran.push(name);
      await ask(cloud);
      if (name === 'answer lost') throw new Error('There are two.\n    at a line\n\nof four\nlines');
      // oxlint-disable-next-line typescript/only-throw-error -- A check may throw anything.
      if (name === 'body cut') throw 'text';
    }),
  );
  expect(error).toBeInstanceOf(AggregateError);
  expect(error.message).toBe('2 of 22 outcomes of POST /servers/ of VPS.org failed:\n  answer lost: There are two. | at a line | of four\n  body cut: text');
  expect(error.errors).toEqual([expect.objectContaining({ message: expect.stringContaining('There are two.') }), 'text']);
  expect(ran).toHaveLength(22);
});

test('a check that throws synchronously is reported as well', async () => {
  const error = await rejection(
    forEachOutcome(vpsorg, POST, () => {
      throw new Error('No.');
    }),
  );
  expect(error.errors).toHaveLength(22);
});

test('a check that never calls the operation fails', async () => {
  const error = await rejection(forEachOutcome(vpsorg, POST, () => {}));
  expect(error.errors).toHaveLength(21);
  expect(error.message).toContain('done, but 500: The check ended without a request for POST /servers/');
});

test('a check whose requests the vendor refuses by itself has not met what is done to what it accepts', async () => {
  const error = await rejection(forEachOutcome(vpsorg, POST, ({ cloud }) => client(cloud, VPS, headers)('POST', '/servers/', {}).catch(() => {})));
  expect(error.message).toContain('answer lost: The vendor itself refused each request for POST /servers/, so this outcome was not tested: Not as documented');
  // What spoils any answer spoils a refusal, too.
  expect(error.message).not.toContain('network error:');
  expect(error.message).not.toContain('malformed body:');
});

test('where the vendor did what was asked, and there was no task to strike, it succeeded', async () => {
  const { evotic } = vendors;
  const ran = await forEachOutcome(
    evotic,
    'POST /servers',
    async ({ cloud, outcome }) => {
      const { path, body: example } = operationsOf(evotic.contract).find(({ route }) => route === 'POST /servers')?.operation['x-example'] ?? { path: '' };
      const status = await client(cloud, 'https://evotic.io/api/v1', { authorization: 'Bearer t' })('POST', path, example).then(
        (answer) => answer.status,
        () => 'drop',
      );
      if (outcome.name === 'slow × 10') expect(status).toBeLessThan(300);
    },
    { cloud: { settings: { evotic: { instantCreate: true } } } },
  );
  expect(ran.map(({ name }) => name)).toContain('slow × 10');
});

test('an unknown operation is rejected with a suggestion', async () => {
  const wrong = 'POST /server/' as typeof POST;
  expect(() => outcomesOf(vpsorg, wrong)).toThrow("VPS.org has no operation 'POST /server/'. Did you mean 'POST /servers/'?");
  await expect(forEachOutcome(vpsorg, wrong, () => {})).rejects.toThrow('VPS.org has no operation');
});

/** Sends an operation's example, and says how it was answered. */
async function send(
  cloud: { fetch(input: string, init: RequestInit): Promise<Response | undefined> },
  vendor: keyof typeof vendors,
  route: string,
): Promise<'good' | 'bad' | 'dropped' | 'html'> {
  const [method = '', path = ''] = route.split(' ');
  const { contract }: AnyProvider = vendors[vendor];
  const operation = operationsOf(contract).find((one) => one.route === route)?.operation;
  const { path: at = path, body } = operation?.['x-example'] ?? {};
  const text = typeof body === 'string';
  const type = text ? 'text/plain' : 'application/json';
  const init = {
    method,
    headers: { ...CREDENTIALS[vendor], 'content-type': type },
    ...(body !== undefined && { body: text ? body : JSON.stringify(body) }),
  };
  try {
    const response = await cloud.fetch(contract.servers[0].url + at, init);
    await response?.text();
    if (response?.headers.get('content-type') === 'text/html') return 'html';
    return response?.ok ? 'good' : 'bad';
  } catch {
    return 'dropped';
  }
}

const bearer = { authorization: 'Bearer token' };
const CREDENTIALS = {
  puregpu: { 'x-api-key': 'key' },
  elastichosts: { authorization: `Basic ${btoa('user:secret')}` },
  drone: bearer,
  evotic: bearer,
  vpsorg: bearer,
} as const;
