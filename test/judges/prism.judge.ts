/** Prism as a proxy before the standalone server: it holds requests and answers to the exported documents, and knows nothing of our own checks. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { vendors } from '../../handlers/index.ts';
import { startServer, type RunningServer } from '../../server/index.ts';
import { examples } from '../documents/index.ts';
import type { Running, VendorName } from '../hosts/index.ts';
import { prismBefore, type Prism } from './prism.ts';
import { root } from './tool.ts';

/** What Prism finds and what is so all the same, by the heading of the example. */
const KNOWN: Readonly<Record<string, { readonly finds: readonly string[]; readonly because: string }>> = {
  'Create a server, with the curl that is printed': {
    finds: ['Warning request: Selected route not found'],
    because: "the page's own line posts to /servers/1, where nothing takes a POST; the page prints the answer of a create",
  },
};

describe.each(Object.keys(examples) as VendorName[])('%s', (vendor) => {
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

  test.each(examples[vendor])('finds nothing wrong with the example: $heading', async ({ heading, before, request }) => {
    server.cloud.reset();
    await before?.(running(server));
    expect(await prism.violations(request)).toEqual(KNOWN[heading]?.finds ?? []);
  });

  test('finds an answer that is not in the document', async () => {
    server.cloud.reset();
    const [example] = examples[vendor];
    if (!example) throw new Error('No example.');
    server.cloud.faults.add({ vendor, outcome: 'wrong-type', type: 'application/vnd.unheard-of' } as never);
    expect(await prism.violations(example.request)).not.toEqual([]);
  });
});

/** The server as the documents' examples prepare it. */
const running = ({ cloud, url }: RunningServer<typeof vendors>): Running => ({
  ask: (vendor, { method, path, headers, body }) => fetch(`${url}/${vendor}${path}`, { method, headers, ...(body !== undefined && { body }) }),
  advance: async (ms) => cloud.clock.advance(ms),
  play: async (scenario) => cloud.play(scenario as never),
  close: async () => {},
});
