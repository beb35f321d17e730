/** A small suite at each vendor, as a client's tests would ask: it creates, waits, is refused, and meets a scenario and a fault. */
import { createCloud, minutes, type Cloud } from '../../index.ts';
import { vendors } from '../../handlers/index.ts';
import { examples } from '../documents/index.ts';
import type { VendorName } from '../hosts/index.ts';

type Vendors = typeof vendors;

/** The clouds of the suite, each after one of its tests. */
export async function suiteOf(vendor: VendorName): Promise<Cloud<Vendors>[]> {
  const clouds: Cloud<Vendors>[] = [];
  const open = (): Cloud<Vendors> => {
    const cloud = createCloud(vendors);
    clouds.push(cloud);
    return cloud;
  };
  const ask = async (cloud: Cloud<Vendors>, { method, path, headers, body }: (typeof examples)[VendorName][number]['request']): Promise<void> => {
    const reply = await cloud.fetch(cloud.origins[vendor] + path, { method, headers, ...(body !== undefined && { body }) });
    await reply?.arrayBuffer();
  };
  // Each example of the document alone, then all of them in one cloud while time passes.
  for (const { request, before } of examples[vendor]) {
    const cloud = open();
    await before?.({
      ask: async (_, asked) => {
        await ask(cloud, asked);
        return new Response();
      },
      advance: async (ms) => cloud.clock.advance(ms),
      play: async (scenario) => cloud.play(scenario as never),
      close: async () => {},
    });
    await ask(cloud, request);
  }
  const story = open();
  for (const { request } of examples[vendor]) {
    await ask(story, request);
    story.clock.advance(minutes(1));
  }
  // Every scenario, and the first example in it.
  const [first] = examples[vendor];
  if (!first) throw new Error('No example.');
  for (const { name } of Object.values(vendors[vendor].scenarios)) {
    const cloud = open();
    await ask(cloud, first.request);
    cloud.play(name as never);
    await ask(cloud, first.request);
  }
  const struck = open();
  struck.faults.add({ vendor, outcome: 'refused', kind: 'unavailable', times: 1 } as never);
  await ask(struck, first.request);
  await ask(struck, { ...first.request, headers: { ...first.request.headers, authorization: 'Bearer invalid', 'x-api-key': 'invalid' } });
  return clouds;
}
