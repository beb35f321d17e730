/** What it costs to hold every request to the contract: a cloud that does, against one that does not, on plain values. */
import { createCloud, vendors } from './built.ts';
import type { Line } from './line.ts';
import { compare } from './measure.ts';

const encoder = new TextEncoder();

/** A read of a server, and a change of one that can be repeated. */
const REQUESTS = {
  'a GET of a server': {
    vendor: 'vpsorg',
    request: { method: 'GET', path: '/servers/12345/', base: '/api/v1', query: '', headers: { authorization: 'Bearer t', accept: '*/*' }, body: undefined },
  },
  'a POST with a body': {
    vendor: 'puregpu',
    request: {
      method: 'POST',
      path: '/server/10/insertIso',
      base: '',
      query: '',
      headers: { 'x-api-key': 'key', accept: '*/*', 'content-type': 'application/json' },
      body: encoder.encode('{"iso":"ubuntu.iso","sec_iso":"drivers.iso"}'),
    },
  },
} as const;

export async function violations(rounds: number): Promise<Line[]> {
  const lines: Line[] = [];
  for (const [what, { vendor, request }] of Object.entries(REQUESTS)) {
    const on = createCloud(vendors);
    const off = createCloud(vendors, { violations: 'off' });
    const times = await compare({ on: async () => on.serve(vendor, request), off: async () => off.serve(vendor, request) }, { rounds });
    const ratio = (times['on'] ?? 0) / (times['off'] ?? 1);
    lines.push({ what: `violations on against off: ${what}, on plain values`, measured: ratio.toFixed(2), bar: '≤ 1.15', held: ratio <= 1.15 });
  }
  return lines;
}
