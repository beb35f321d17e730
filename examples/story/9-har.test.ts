/** HAR: the account as a colleague recorded it, with a server in it that no example of the documentation has. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { createCloud, withCloud } from 'stuntbox';
import { compareHar, loadFixtures } from 'stuntbox/har';
import { vpsorg } from 'stuntbox/vpsorg';
import { createVps as mended } from './mended.ts';
import { createVps as first, type CreateVps } from './sdk.ts';
import { failureOf, network } from './setup.ts';

const recording = readFileSync(new URL('recorded.har', import.meta.url), 'utf8');

const listsHosts = (createVps: CreateVps) => {
  const cloud = createCloud({ vpsorg });
  loadFixtures(cloud, compareHar(recording, { vpsorg }).fixtures);
  return withCloud(network, cloud, async () => {
    expect(await createVps('any-token').hosts()).toEqual(['203.0.113.7 shop-1']);
  });
};

test('the first version lists a server that has no address yet', async () => {
  expect(await failureOf(listsHosts(first))).toContain('null build-7');
});

test('the mended version lists the servers that have an address', () => listsHosts(mended));

test('otherwise the account is as the double has it', () => {
  const { compared } = compareHar(recording, { vpsorg });
  expect(compared.flatMap(({ differences }) => differences)).toEqual([]);
});
