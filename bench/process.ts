/** In one process: `cloud.fetch` against msw's `getResponse`, and `fetch` through `setupServer`, each with one static handler. */
import { getResponse, http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { vendors } from '../handlers/index.ts';
import { createCloud } from '../index.ts';
import type { Line } from './index.ts';
import { compare } from './measure.ts';

const URL_OF_SERVER = 'https://admin.vps.org/api/v1/servers/12345/';
const headers = { authorization: 'Bearer t' };

/** One handler that answers what the cloud answers, without a cloud. */
async function fixed(): Promise<ReturnType<typeof http.get>> {
  const body = (await (await createCloud(vendors).fetch(URL_OF_SERVER, { headers }))?.json()) as object;
  return http.get(URL_OF_SERVER, () => HttpResponse.json(body));
}

export async function inProcess(rounds: number): Promise<Line[]> {
  const handler = await fixed();
  const cloud = createCloud(vendors);
  const times = await compare(
    {
      ours: async () => (await cloud.fetch(URL_OF_SERVER, { headers }))?.json(),
      msw: async () => (await getResponse([handler], new Request(URL_OF_SERVER, { headers })))?.json(),
    },
    { rounds },
  );
  const ratio = (times['ours'] ?? 0) / (times['msw'] ?? 1);
  return [
    {
      what: 'in process: `cloud.fetch` of a server, against `getResponse` of msw with one static handler',
      measured: ratio.toFixed(2),
      bar: '≤ 1.0',
      held: ratio <= 1,
    },
  ];
}

export async function throughMsw(rounds: number): Promise<Line[]> {
  const one = setupServer(await fixed());
  const all = setupServer(...createCloud(vendors).handlers);
  const ask = async (network: typeof one): Promise<unknown> => (await fetch(URL_OF_SERVER, { headers })).json().finally(() => network);
  // Only one of the two listens at a time: they patch the same fetch.
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < Math.ceil(rounds / 3); round += 1) {
    for (const [network, times] of [
      [all, ours],
      [one, theirs],
    ] as const) {
      network.listen({ onUnhandledRequest: 'error' });
      times.push((await compare({ it: () => ask(network) }, { rounds: 2 }))['it'] ?? 0);
      network.close();
    }
  }
  const ratio = Math.min(...ours) / Math.min(...theirs);
  return [
    {
      what: `through msw: \`fetch\` of a server with all ${Object.keys(vendors).length} vendors, against one static handler`,
      measured: ratio.toFixed(2),
      bar: '≤ 1.3',
      held: ratio <= 1.3,
    },
  ];
}
