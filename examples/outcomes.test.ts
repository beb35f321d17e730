/** Tests two clients against every outcome of an operation: the careful client passes, and the naive client fails some. */
import { expect, test } from '@jest/globals'; // or vitest, or no framework at all
import { cloudWith, createCloud, forEachOutcome, outcomesOf, type Cloud, type OutcomeTrial } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { carefulClient } from './careful-client.ts';
import { naiveClient, type Surroundings } from './naive-client.ts';

type Vps = { vpsorg: typeof vpsorg };
type Trial = OutcomeTrial<typeof vpsorg>;
type Client = (surroundings: Surroundings) => ReturnType<typeof naiveClient>;

/** The client's environment: the cloud answers its requests, and waiting advances the cloud's clock. */
const around = (cloud: Pick<Cloud<Vps>, 'fetch' | 'clock'>): Surroundings => ({
  fetch: cloud.fetch as typeof fetch,
  wait: async (ms) => cloud.clock.advance(ms),
  token: 'any-token',
});

/** There is at most one server, whatever happens; and if the client reports success, the server is active. */
const createsOne =
  (client: Client) =>
  async ({ cloud, outcome }: Trial) => {
    const said = await client(around(cloud))
      .createServer('shop-1')
      .catch((error: Error) => error);
    const servers = cloud.vpsorg.servers.filter({ name: 'shop-1' });
    expect(servers.length).toBeLessThanOrEqual(outcome.name === 'done twice' ? 2 : 1);
    if (!(said instanceof Error)) expect(cloud.vpsorg.servers.get(said.id).status).toBe('active');
  };

test('the careful client creates one server, whatever happens', async () => {
  await forEachOutcome(vpsorg, 'POST /servers/', createsOne(carefulClient));
});

/** The client's report is true: the server is active if it reports success, and does not become active later if it gives up. */
const tellsTheTruth =
  (client: Client) =>
  async ({ cloud }: Trial) => {
    const { id } = cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12346), { status: 'stopped' });
    const said = await client(around(cloud))
      .startServer(id)
      .catch((error: Error) => error);
    const active = cloud.vpsorg.servers.get(id).status === 'active';
    cloud.clock.advance(3_600_000);
    expect([active, cloud.vpsorg.servers.get(id).status === 'active']).toEqual(said instanceof Error ? [false, false] : [true, true]);
  };

/** The names of the outcomes that failed, from the error. */
const failed = (run: Promise<unknown>): Promise<string[]> =>
  run.then(
    () => [],
    (error: Error) => [...error.message.matchAll(/^ {2}(.+?): /gm)].map(([, name = '']) => name),
  );

test('the naive client creates a second server after a create that took effect, and the test fails', async () => {
  const run = forEachOutcome(vpsorg, 'POST /servers/', createsOne(naiveClient));
  expect(await failed(run)).toEqual(['done, but 500', 'answer lost', 'body cut', 'malformed body', 'wrong content type']);
});

test('the naive client reports that a server does not start although it does', async () => {
  const run = forEachOutcome(vpsorg, 'POST /servers/{server_id}/start/', tellsTheTruth(naiveClient));
  expect(await failed(run)).toEqual(['done, but 500', 'answer lost', 'body cut', 'malformed body', 'wrong content type']);
});

test('the naive client ignores the lock; the careful client waits', async () => {
  const start = (client: Client): Promise<unknown> => {
    const cloud = createCloud({ vpsorg });
    const server = cloud.vpsorg.servers.get(12345);
    cloud.vpsorg.begin(server, 'stop');
    return client(around(cloud)).startServer(server.id);
  };
  await expect(start(naiveClient)).rejects.toThrow('was answered 400');
  expect(await start(carefulClient)).toMatchObject({ id: 12345, status: 'active' });
});

test('the careful client reports correctly whether a server starts', async () => {
  await forEachOutcome(vpsorg, 'POST /servers/{server_id}/start/', tellsTheTruth(carefulClient));
});

test.each(['GET /servers/', 'GET /servers/{server_id}/'] as const)('the careful client creates one server, whatever happens to its %s', async (route) => {
  await forEachOutcome(vpsorg, route, createsOne(carefulClient));
});

test('the careful client gives up only if retrying does not help', async () => {
  const gaveUp: string[] = [];
  await forEachOutcome(vpsorg, 'POST /servers/', async ({ cloud, outcome }) => {
    await carefulClient(around(cloud))
      .createServer('shop-1')
      .catch(() => gaveUp.push(outcome.name));
  });
  expect(gaveUp).toEqual([
    'refused: invalid',
    'refused: payment-required',
    'refused: unauthenticated',
    'refused: forbidden',
    'refused: malformed',
    'refused: unsupported-media',
    'refused: too-large',
    'accepted, then fails at 60%',
    'stuck at 99%',
  ]);
});

test('the naive client polls a slow server more than a hundred times; the careful client polls rarely', async () => {
  const requests = async (client: Client): Promise<number> => {
    const cloud = createCloud({ vpsorg });
    await client(around(cloud)).createServer('shop-1');
    return cloud.journal.size;
  };
  expect(await requests(naiveClient)).toBeGreaterThan(100);
  expect(await requests(carefulClient)).toBeLessThan(20);
});

// The same as a test for each outcome, which a framework reports one by one.
test.each(outcomesOf(vpsorg, 'POST /servers/'))('create, $name: the careful client creates one server', async (outcome) => {
  await createsOne(carefulClient)({ cloud: cloudWith(vpsorg, outcome), outcome });
});
