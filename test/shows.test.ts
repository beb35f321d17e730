/** When each scenario shows: found by trying, and true. */
import { expect, test } from '@jest/globals';
import { drone } from '../handlers/drone/index.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { evotic } from '../handlers/evotic/index.ts';
import { vendors } from '../handlers/index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { scenarioFor, showsOf, withScenarios } from '../index.ts';
import { SHOWS } from '../control/shows-table.ts';
import { shownWhen } from '../control/shows.ts';
import { compile } from '../request/compile.ts';
import type { VpsOrg } from '../handlers/vpsorg/index.ts';
import type { AnyProvider } from '../vendor/provider.ts';

test.each(Object.entries(vendors) as [string, AnyProvider][])('every scenario of %s shows at some time, after requests that there are', (_, provider) => {
  const routes = [...compile(provider).operations.keys()];
  for (const scenario of Object.values(provider.scenarios ?? {})) {
    const shows = showsOf(provider, scenario);
    if (shows === 'at once') continue;
    expect([scenario.name, shows.after]).not.toEqual([scenario.name, []]);
    for (const route of shows.after) if (!/^\d+ requests$/.test(route)) expect(routes).toContain(route);
  }
});

test('the table that the controls read has them all', () => {
  const all = Object.values<AnyProvider>(vendors).flatMap((provider) => Object.values(provider.scenarios ?? {}).map((scenario) => ({ provider, scenario })));
  expect(Object.keys(SHOWS)).toEqual(all.map(({ scenario }) => scenario.name));
  for (const { provider, scenario } of all) expect([scenario.name, shownWhen(provider, scenario)]).toEqual([scenario.name, showsOf(provider, scenario)]);
});

test('what reads give differs at once; a fault of a create shows after one; a limit, after its requests', () => {
  expect(showsOf(vpsorg, vpsorg.scenarios.serverSuspended)).toBe('at once');
  expect(showsOf(vpsorg, vpsorg.scenarios.outage)).toBe('at once');
  expect(showsOf(vpsorg, vpsorg.scenarios.fleet)).toBe('at once');
  expect(showsOf(vpsorg, vpsorg.scenarios.outOfCredits)).toEqual({ after: ['POST /servers/'] });
  expect(showsOf(vpsorg, vpsorg.scenarios.rebootFails)).toEqual({ after: ['POST /servers/{server_id}/reboot/'] });
  expect(showsOf(vpsorg, vpsorg.scenarios.rateLimit)).toEqual({ after: ['60 requests'] });
});

test('what no read shows is not shown at once, even if a record has changed', () => {
  expect(showsOf(evotic, evotic.scenarios.locationFull)).toEqual({ after: ['POST /servers'] });
  expect(showsOf(puregpu, puregpu.scenarios.isoNotFound)).toEqual({ after: ['POST /server/{serviceId}/insertIso'] });
});

test('a setting that only two requests bring to light shows after the second', () => {
  expect(showsOf(drone, drone.scenarios.lostDelete)).toEqual({ after: ['DELETE /api/servers/{name}'] });
});

test('what trying does not tell apart is told by the places of its faults', () => {
  expect(showsOf(elastichosts, elastichosts.scenarios.imagingGoesBack)).toEqual({
    after: ['POST /drives/{drive}/image/{source}', 'POST /drives/{drive}/image/{source}/{conversion}'],
  });
});

test("a user's own scenario is tried like those that come with a vendor", () => {
  const scenario = scenarioFor<VpsOrg>();
  const own = withScenarios(vpsorg, {
    poor: scenario({ name: 'vpsorg/poor', description: 'The account has a dollar.', play: ({ vpsorg: { settings } }) => void (settings.credits = 1) }),
  });
  expect(showsOf(own, own.scenarios.poor)).toEqual({ after: ['POST /servers/'] });
});

test('what is no scenario, or no vendor, is an error that says what is wanted', () => {
  for (const wrong of [undefined, null, 'vpsorg/outage', 5]) expect(() => showsOf(vpsorg, wrong as never)).toThrow('showsOf needs a scenario of VPS.org');
  for (const wrong of [undefined, null, {}, 'vpsorg']) expect(() => showsOf(wrong as never, vpsorg.scenarios.outage)).toThrow('A vendor is needed');
});
