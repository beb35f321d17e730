/** Deliberately wrong requests, sent through Prism: what the independent judge finds in them, our own check finds too. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { vendors } from '../../handlers/index.ts';
import { startServer, type RunningServer } from '../../server/index.ts';
import type { VendorName } from '../hosts/index.ts';
import { prismBefore, type Prism } from './prism.ts';
import { root } from './tool.ts';
import { WRONG_REQUESTS } from './wrong-requests.ts';

/** What Prism calls `request.body.plan_id` is `body.plan_id` here; of the whole request it says `request`. */
const isAt = (ours: string, prism: string): boolean => {
  const place = prism.replace(/^request\.?/, '');
  return place === '' || ours === place || ours.startsWith(`${place}.`) || place.startsWith(`${ours}.`);
};

test.each(WRONG_REQUESTS)('the table says of $vendor, $wrong: where Prism finds something, so does our own check', ({ ours, prism }) => {
  const places = ours.map((one) => one.split(': ')[0] ?? '');
  expect(ours).not.toEqual([]);
  expect((prism ?? []).filter((one) => !places.some((place) => isAt(place, one)))).toEqual([]);
});

describe.each(Object.keys(vendors) as VendorName[])('%s', (vendor) => {
  let server: RunningServer<typeof vendors>;
  let prism: Prism;

  beforeAll(async () => {
    server = await startServer(vendors, { port: 0 });
    prism = await prismBefore(`${root}openapi/${vendor}.json`, `${server.url}/${vendor}`);
  });
  afterAll(async () => {
    prism?.close();
    await server?.close();
  });

  test.each(WRONG_REQUESTS.filter((one) => one.vendor === vendor))('$wrong', async ({ request, ours, prism: expected }) => {
    server.cloud.reset();
    if (expected) {
      const found = await prism.violations(request);
      const places = found.map((one) => /^\w+ ([\w.:-]+):/.exec(one)?.[1] ?? one).filter((place) => place.startsWith('request'));
      expect([...new Set(places)]).toEqual(expected);
    } else {
      const { method, headers, body, path } = request;
      await fetch(`${server.url}/${vendor}${path}`, { method, headers, ...(body !== undefined && { body }) });
    }
    // Prism follows a redirect, so that there may be two.
    const exchanges = server.cloud.journal.all();
    expect(exchanges.flatMap(({ violations }) => violations.map(({ place, rule }) => `${place}: ${rule}`))).toEqual(ours);
  });
});
