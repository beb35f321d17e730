/** In one process: `cloud.fetch` against msw's `getResponse`, and `fetch` through `setupServer`, each with one handler. */
import { getResponse, http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { createCloud, vendors } from './built.ts';
import type { Line } from './line.ts';
import { compare, median } from './measure.ts';

const BASE = 'https://admin.vps.org/api/v1';
const URL_OF_SERVER = `${BASE}/servers/12345/`;
const headers = { authorization: 'Bearer t' };

const answered = async (): Promise<{ id: number }> => (await (await createCloud(vendors).fetch(URL_OF_SERVER, { headers }))?.json()) as { id: number };

/** A handler that gives the cloud's response without a cloud. */
const fixed = (body: object) => http.get(URL_OF_SERVER, () => HttpResponse.json(body));

/** A handler as a careful test author writes it by hand: servers by ID, and a required credential. */
function stateful(server: { id: number }) {
  const servers = new Map([[server.id, server]]);
  return http.get(`${BASE}/servers/:id/`, ({ params, request }) => {
    if (!request.headers.has('authorization')) return HttpResponse.json({ detail: 'Authentication credentials were not provided.' }, { status: 401 });
    const found = servers.get(Number(params['id']));
    return found ? HttpResponse.json(found) : HttpResponse.json({ detail: 'Not found.' }, { status: 404 });
  });
}

export async function inProcess(rounds: number): Promise<Line[]> {
  const handler = fixed(await answered());
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
      bar: '≤ 0.5',
      held: ratio <= 0.5,
    },
  ];
}

export async function throughMsw(rounds: number): Promise<Line[]> {
  const body = await answered();
  const networks = { cloud: setupServer(...createCloud(vendors).handlers), fixed: setupServer(fixed(body)), stateful: setupServer(stateful(body)) };
  const ask = async (): Promise<unknown> => (await fetch(URL_OF_SERVER, { headers })).json();
  const times: Record<keyof typeof networks, number>[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const time = { cloud: 0, fixed: 0, stateful: 0 };
    for (const name of Object.keys(networks) as (keyof typeof networks)[]) {
      // Only one can listen at a time, since they patch the same fetch.
      networks[name].listen({ onUnhandledRequest: 'error' });
      time[name] = (await compare({ it: ask }, { rounds: 1, milliseconds: 60 }))['it'] ?? 0;
      networks[name].close();
    }
    // The first round is a warm-up.
    if (round > 0) times.push(time);
  }
  const against = (other: 'fixed' | 'stateful'): number => median(times.map((time) => time.cloud / time[other]));
  const [one, state] = [against('fixed'), against('stateful')];
  const what = `through msw: \`fetch\` of a server with all ${Object.keys(vendors).length} vendors`;
  return [
    { what: `${what}, against one hand-written handler with state`, measured: state.toFixed(2), bar: '≤ 1.3', held: state <= 1.3 },
    { what: `${what}, against one static handler`, measured: one.toFixed(2), bar: '', held: true },
  ];
}
