/** The first tests, the way people write them: canned answers, and the calls counted. They pass. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { createVps, type Vps } from './sdk.ts';

const API = 'https://admin.vps.org/api/v1';
const network = setupServer();
let vps: Vps;
beforeAll(() => {
  network.listen({ onUnhandledRequest: 'error' });
  vps = createVps('any-token');
});
afterEach(() => network.resetHandlers());
afterAll(() => network.close());

const web = { id: 1, name: 'web-1', status: 'active', ip_address: '203.0.113.45' };

test('creates a server', async () => {
  network.use(
    http.post(`${API}/servers/`, () => HttpResponse.json(web, { status: 201 })),
    http.get(`${API}/servers/1/`, () => HttpResponse.json(web)),
  );
  expect(await vps.create({ name: 'web-1', plan: '1', system: '5', location: 'us-west' })).toEqual(web);
});

test('starts a server', async () => {
  const asked: string[] = [];
  network.use(
    http.post(`${API}/servers/1/start`, ({ request }) => {
      asked.push(request.url);
      return HttpResponse.json({ status: 'starting' });
    }),
  );
  await vps.start(1);
  expect(asked).toHaveLength(1);
});

test('removes the servers that are stopped', async () => {
  const removed: string[] = [];
  network.use(
    http.get(`${API}/servers/`, () => HttpResponse.json({ results: [{ ...web, status: 'stopped' }] })),
    http.delete(`${API}/servers/1`, ({ request }) => {
      removed.push(request.url);
      return new HttpResponse(null, { status: 204 });
    }),
  );
  await vps.removeStopped();
  expect(removed).toHaveLength(1);
});

test('lists hosts', async () => {
  network.use(http.get(`${API}/servers/`, () => HttpResponse.json({ results: [web] })));
  expect(await vps.hosts()).toEqual(['203.0.113.45 web-1']);
});
