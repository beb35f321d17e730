/** The documents' examples, verbatim, through every host. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { answersAsPrinted, examples } from './documents/index.ts';
import { hosts, type Running, type VendorName } from './hosts/index.ts';

describe.each(hosts)('$name', (host) => {
  let running: Running | undefined;
  afterEach(async () => {
    await running?.close();
    running = undefined;
  });
  afterAll(() => host.end?.());

  for (const vendor of Object.keys(examples) as VendorName[]) {
    test.each(examples[vendor])(`${vendor} answers as its document prints: $heading`, async (example) => {
      running = await host.open();
      await answersAsPrinted(vendor, example, running);
    });

    test(`${vendor} has nothing at an unknown route, and refuses the credential 'invalid' and a missing one`, async () => {
      running = await host.open();
      const [example] = examples[vendor];
      if (!example) throw new Error('No example.');
      expect((await running.ask(vendor, { ...example.request, path: '/no/such/thing/' })).status).toBe(404);
      const credential = Object.keys(example.request.headers)[0] ?? '';
      expect((await running.ask(vendor, { ...example.request, headers: {} })).status).toBe(401);
      const invalid = example.request.headers[credential]?.replace(/\S+$/, 'invalid') ?? '';
      expect((await running.ask(vendor, { ...example.request, headers: { ...example.request.headers, [credential]: invalid } })).status).toBe(401);
    });
  }
});
