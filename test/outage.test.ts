/** What befalls a vendor as a whole befalls each request, also one that it does not document. */
import { describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { createCloud } from '../index.ts';
import type { Fault } from '../model/faults.ts';
import type { ProblemKind } from '../model/problem.ts';
import type { Provider } from '../vendor/provider.ts';
import { examples } from './documents/index.ts';
import type { VendorName } from './hosts/index.ts';

const NAMES = Object.keys(vendors) as VendorName[];

function opened(vendor: VendorName) {
  const cloud = createCloud(vendors);
  const [example] = examples[vendor];
  if (!example) throw new Error('No example.');
  const ask = async (method: string, path: string, headers: Readonly<Record<string, string>> = example.request.headers) => {
    const response = await cloud.fetch(vendors[vendor].contract.servers[0].url + path, { method, headers });
    return [response?.status, await response?.text()];
  };
  return { cloud, ask, path: example.request.path, faults: cloud.faults as unknown as { add(fault: Fault): void; all(): Fault[]; clear(): void } };
}

describe.each(NAMES)('%s', (vendor) => {
  test('that is down refuses a path that there is not, a method that is not documented, and a missing credential as it refuses all else', async () => {
    const { cloud, ask, path } = opened(vendor);
    cloud.play(`${vendor}/outage`);
    const down = await ask('GET', path);
    expect([500, 503]).toContain(down[0]);
    for (const unknown of ['/no/such/thing', '/no/such/thing/', '/', '/api/nothing']) expect(await ask('GET', unknown)).toEqual(down);
    expect(await ask('DELETE', path)).toEqual(down);
    expect(await ask('GET', path, {})).toEqual(down);
    expect(cloud.journal.all().every(({ why }) => why === 'Refused by a fault.')).toBe(true);
    cloud.faults.clear();
    expect((await ask('GET', '/no/such/thing'))[0]).toBe(404);
  });

  test('says in its own words what a fault refuses, and nothing of the fault', async () => {
    const { refusals } = vendors[vendor] as unknown as Provider;
    let refused = 0;
    for (const kind of (Object.keys(refusals) as ProblemKind[]).filter((one) => refusals[one])) {
      for (const { request } of examples[vendor]) {
        const { cloud, ask, faults } = opened(vendor);
        try {
          faults.add({ vendor, outcome: 'refused', kind });
          const [, text] = await ask(request.method, request.path);
          if (cloud.journal.last()?.why !== 'Refused by a fault.') continue;
          refused += 1;
          expect([kind, text]).toEqual([kind, expect.not.stringMatching(/fault|undefined|\[object|^\s/i)]);
        } catch (error) {
          // What the contract of an operation does not have is not asked of it.
          if (!/Not in the contract|can never strike/.test((error as Error).message)) throw error;
        }
      }
    }
    expect(refused).toBeGreaterThan(20);
    const { ask, faults } = opened(vendor);
    faults.add({ vendor, outcome: 'done-but-broken' });
    for (const { request } of examples[vendor]) expect((await ask(request.method, request.path))[1]).not.toMatch(/fault/i);
  });

  test('loses and delays what it does not document too', async () => {
    const { ask, faults } = opened(vendor);
    faults.add({ vendor, outcome: 'network-error', times: 1 });
    await expect(ask('GET', '/no/such/thing')).rejects.toThrow('fetch failed');
    faults.add({ vendor, outcome: 'wrong-type', times: 1 });
    expect((await ask('GET', '/no/such/thing'))[1]).toContain('Maintenance');
    expect(faults.all()).toEqual([]);
  });

  test('has what befalls an operation, a server or a task nowhere else, and does not count it', async () => {
    const { ask, faults, path } = opened(vendor);
    const there = Object.keys(vendors[vendor].contract.paths).flatMap((route) => (route.includes('{') ? [] : [`GET ${route}`]))[0] ?? '';
    const counted: Fault[] = [
      { vendor, on: there, outcome: 'refused', kind: 'unavailable', times: 1 },
      { vendor, server: 999, outcome: 'refused', kind: 'unavailable', times: 1 },
      { vendor, outcome: 'refused', kind: 'not-found', times: 1 },
      { vendor, outcome: 'done-but-broken', times: 1 },
      { vendor, outcome: 'not-done', times: 1 },
      { vendor, outcome: 'slow', factor: 2, times: 1 },
    ];
    const plain = await ask('GET', '/no/such/thing');
    for (const fault of counted) {
      faults.add(fault);
      expect(await ask('GET', '/no/such/thing')).toEqual(plain);
      expect(faults.all()).toEqual([fault]);
      faults.clear();
    }
    expect(path).not.toBe('');
  });
});
