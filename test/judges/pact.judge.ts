/** The Pact Foundation's own verifier plays our Pact files back against the standalone server, with the provider states that we ship. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { vendors } from '../../handlers/index.ts';
import { toPact, type Pact } from '../../testing/pact/index.ts';
import type { VendorName } from '../hosts/index.ts';
import { suiteOf } from '../pact/suite.ts';
import { generated, root } from './tool.ts';

/** What the verifier prints, and whether it accepts the file. */
function verified(pact: Pact): { readonly accepted: boolean; readonly printed: string } {
  mkdirSync(generated, { recursive: true });
  const vendor = pact.provider.name;
  const file = `${generated}/shop-${vendor}.json`;
  writeFileSync(file, JSON.stringify(pact, null, 2));
  const words = ['--import', 'tsx', 'test/judges/pact-verifier.ts', vendor, file];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: root,
    encoding: 'utf8',
    timeout: 100_000,
    env: { ...process.env, PACT_DO_NOT_TRACK: '1', SCARF_ANALYTICS: 'false' },
  });
  return { accepted: status === 0, printed: stdout + stderr };
}

describe.each(Object.keys(vendors) as VendorName[])('%s', (vendor) => {
  let pact: Pact;
  beforeAll(async () => {
    const { files } = toPact(await suiteOf(vendor), { consumer: 'shop' });
    pact = files[vendor] as Pact;
  });

  test('the verifier accepts what the suite asked and got', () => {
    expect(pact.interactions.length).toBeGreaterThan(10);
    const { accepted, printed } = verified(pact);
    expect([accepted, accepted ? '' : printed]).toEqual([true, '']);
  });

  test('it looks: it refuses a status that is not given, and a member that is not there', () => {
    const [first, second, ...others] = pact.interactions.filter(({ response: { body } }) => typeof body?.content === 'object');
    if (!first?.response.body || !second?.response.body) throw new Error('No interactions with a body.');
    const status = { ...first, response: { ...first.response, status: 418 } };
    const content = { ...second.response.body, content: { 'not there': 1 } };
    const member = { ...second, response: { ...second.response, body: content } };
    const { accepted, printed } = verified({ ...pact, interactions: [status, member, ...others] });
    expect(accepted).toBe(false);
    expect(printed).toContain('418');
    expect(printed).toContain('not there');
  });
});
