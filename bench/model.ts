/** The model: a request among many servers and tasks, and the creation of clouds. */
import type { PlainRequest } from '../vendor/wire.ts';
import { createCloud, fleets, hours, vendors } from './built.ts';
import type { Line } from './line.ts';
import { compare } from './measure.ts';

const asked = (path: string): PlainRequest => ({ method: 'GET', path, base: '', query: '', headers: { authorization: 'Bearer t' }, body: undefined });

function cloudOf(count: number) {
  const { vpsorg } = vendors;
  const cloud = createCloud({ vpsorg }, { records: 1_000_000 });
  const template = fleets.vpsorg.aServer();
  for (let id = 0; id < count; id += 1) cloud.vpsorg.servers.add({ ...template, id: 1_000_000 + id, status: 'active', task: null });
  return cloud;
}

export async function scale(rounds: number): Promise<Line[]> {
  const [few, many] = [cloudOf(10), cloudOf(100_000)];
  const ids = await compare(
    { few: () => few.serve('vpsorg', asked('/servers/1000005/')), many: () => many.serve('vpsorg', asked('/servers/1050005/')) },
    { rounds },
  );
  const [one, crowd] = [cloudOf(1), cloudOf(10_000)];
  for (const cloud of [one, crowd])
    for (const server of cloud.vpsorg.servers.filter({ status: 'active' }).slice(2)) cloud.vpsorg.begin(server, 'restore', { lasts: hours(100_000) });
  const due = (cloud: typeof one) => {
    // One task comes due at each request.
    const server = cloud.vpsorg.servers.get(12345);
    if (server.status === 'active') cloud.vpsorg.begin(server, 'stop');
    else cloud.vpsorg.begin(server, 'start');
    cloud.clock.advance(20_000);
    return cloud.serve('vpsorg', asked('/servers/12345/'));
  };
  const tasks = await compare({ one: () => due(one), crowd: () => due(crowd) }, { rounds });
  const byId = (ids['many'] ?? 0) / (ids['few'] ?? 1);
  const byTask = (tasks['crowd'] ?? 0) / (tasks['one'] ?? 1);
  return [
    { what: 'scale: GET by id among 100,000 servers, against among 10', measured: byId.toFixed(2), bar: '≤ 1.2', held: byId <= 1.2 },
    { what: 'scale: a request with one task due and 10,000 under way, against one under way', measured: byTask.toFixed(2), bar: '≤ 1.5', held: byTask <= 1.5 },
  ];
}

export async function birth(rounds: number): Promise<Line[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    for (let i = 0; i < 200; i += 1) createCloud(vendors);
    times.push((performance.now() - began) / 200);
  }
  // The fastest round: other processes can only add time.
  const ms = Math.min(...times);
  const atRest = megabytes(10_000, () => {});
  const askedOnce = megabytes(10_000, (cloud) => cloud.serve('vpsorg', asked('/servers/12345/')));
  const looked = megabytes(1_000, (cloud) => {
    for (const name of Object.keys(vendors) as (keyof typeof vendors)[]) cloud[name].servers.all();
  });
  const names = `all ${Object.keys(vendors).length} vendors and their fixtures`;
  return [
    { what: `birth: \`createCloud()\` with ${names}`, measured: `${ms.toFixed(3)} ms`, bar: '< 0.5 ms', held: ms < 0.5 },
    { what: `birth: the memory of 10,000 clouds at rest, with ${names}`, measured: `${atRest.toFixed(0)} MB`, bar: '≤ 300 MB', held: atRest <= 300 },
    { what: 'birth: the memory of the same, once each was asked for a server', measured: `${askedOnce.toFixed(0)} MB`, bar: '', held: true },
    {
      what: `birth: the memory of 1,000 clouds, once each of their accounts was looked at`,
      measured: `${looked.toFixed(0)} MB`,
      bar: '≤ 180 MB',
      held: looked <= 180,
    },
  ];
}

/** What clouds keep in memory after something was done with each. */
function megabytes(count: number, use: (cloud: ReturnType<typeof createCloud<typeof vendors>>) => unknown): number {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const clouds = Array.from({ length: count }, () => {
    const cloud = createCloud(vendors);
    use(cloud);
    return cloud;
  });
  globalThis.gc?.();
  const kept = (process.memoryUsage().heapUsed - before) / 1e6;
  clouds.length = 0;
  return kept;
}
