/** The three vendors in this process, behind `fetch`, with a clock that the test moves. */
import { createCloud } from 'stuntbox';
import { evotic } from 'stuntbox/evotic';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';
import { vi } from 'vitest';

/** A request that is not as the vendor documents it fails the test, unless `violations` is 'record'. */
export function openCloud(violations: 'throw' | 'record' = 'throw') {
  const cloud = createCloud({ vpsorg, puregpu, evotic }, { start: '2025-01-16T15:30:00Z', violations });
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const reply = await cloud.fetch(input, init);
    if (reply === undefined) throw new TypeError('Nobody answers this URL.');
    return reply;
  });
  return cloud;
}
