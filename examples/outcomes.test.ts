/** Two clients against every outcome of an operation: the careful one passes, and what it finds in one that was not written with outcomes in mind. */
import { expect, test } from '@jest/globals'; // or vitest, or no framework at all
import { cloudWith, createCloud, forEachOutcome, outcomesOf, type Cloud, type OutcomeTrial } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { carefulClient } from './careful-client.ts';
import { naiveClient, type Surroundings } from './naive-client.ts';

type Vps = { vpsorg: typeof vpsorg };
type Trial = OutcomeTrial<typeof vpsorg>;
type Client = (surroundings: Surroundings) => ReturnType<typeof naiveClient>;

/** The client's world: the cloud answers it, and to wait is to move the cloud's clock. */
const around = (cloud: Pick<Cloud<Vps>, 'fetch' | 'clock'>): Surroundings => ({
  fetch: cloud.fetch as typeof fetch,
  wait: async (ms) => cloud.clock.advance(ms),
  token: 'any-token',
});

/** However it ended, there is one server at most; and when the client says that it is there, it runs. */
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

/** What the client says of a start is true: it is active when it says so, and is not to become so when it gave up. */
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

/** Which outcomes failed, as the error names them. */
const failed = (run: Promise<unknown>): Promise<string[]> =>
  run.then(
    () => [],
    (error: Error) => [...error.message.matchAll(/^ {2}(.+?): /gm)].map(([, name = '']) => name),
  );

test('the naive client creates again after what was done, and is caught', async () => {
  const run = forEachOutcome(vpsorg, 'POST /servers/', createsOne(naiveClient));
  expect(await failed(run)).toEqual(['done, but 500', 'answer lost', 'body cut', 'malformed body', 'wrong content type']);
});

test('the naive client takes a server that starts for one that does not', async () => {
  const run = forEachOutcome(vpsorg, 'POST /servers/{server_id}/start/', tellsTheTruth(naiveClient));
  expect(await failed(run)).toEqual(['done, but 500', 'answer lost', 'body cut', 'malformed body', 'wrong content type']);
});

test('the naive client starts without looking at the lock; the careful one waits', async () => {
  const start = (client: Client): Promise<unknown> => {
    const cloud = createCloud({ vpsorg });
    const server = cloud.vpsorg.servers.get(12345);
    cloud.vpsorg.begin(server, 'stop');
    return client(around(cloud)).startServer(server.id);
  };
  await expect(start(naiveClient)).rejects.toThrow('was answered 400');
  expect(await start(carefulClient)).toMatchObject({ id: 12345, status: 'active' });
});

test('the careful client tells the truth of a start', async () => {
  await forEachOutcome(vpsorg, 'POST /servers/{server_id}/start/', tellsTheTruth(carefulClient));
});

test.each(['GET /servers/', 'GET /servers/{server_id}/'] as const)('the careful client creates one server, whatever happens to its %s', async (route) => {
  await forEachOutcome(vpsorg, route, createsOne(carefulClient));
});

test('the careful client gives up only where asking again does not help', async () => {
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

test('a server that takes its time is asked for a hundred times by the naive client, and seldom by the careful one', async () => {
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
