/** Our own vendors, held to the suites that everybody else's can be held to (stuntbox/vendor/testing); and what holds the replies themselves. */
import { describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { createCloud } from '../index.ts';
import { hold } from '../testing/vendor/hold.ts';
import { vendorChecks, type VendorExample } from '../testing/vendor/index.ts';
import type { Contract } from '../vendor/contract.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { examples } from './documents/index.ts';
import { runningIn, type VendorName } from './hosts/index.ts';

/** The documents' examples, as the exported suite takes them. */
const printed = (name: VendorName): VendorExample[] =>
  examples[name].map(({ before, but, ...example }) => ({
    ...example,
    ...(before && { before: (cloud) => before(runningIn(cloud)) }),
    ...(but && { compare: but }),
  }));

describe.each(Object.values(vendors as Record<string, AnyProvider>))('$title', (provider) => {
  for (const { name, run } of vendorChecks(provider, { examples: printed(provider.name as VendorName), runs: 80 })) test(name, run);
});

test('each reply of the suite is held to its contract: one that is not documented fails the test that met it', async () => {
  const [first] = Object.values(vendors as Record<string, AnyProvider>);
  if (!first) throw new Error('No vendor.');
  const spoilt = (responses: object): AnyProvider => {
    const operations = { 'GET /x': () => responses };
    const contract = {
      ...first.contract,
      servers: [{ url: 'https://spoilt.test' }],
      paths: {
        '/x': {
          get: {
            operationId: 'x',
            summary: '',
            'x-source': 'assumed',
            security: [],
            responses: {
              '200': {
                description: '',
                'x-source': 'assumed',
                content: { 'application/json': { schema: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } } } },
              },
            },
          },
        },
      },
    };
    return { ...first, name: 'spoilt', contract, operations } as unknown as AnyProvider;
  };
  const ask = (reply: object) => createCloud({ spoilt: spoilt(reply) }).fetch('https://spoilt.test/x');
  await expect(ask({ status: 200, body: { a: 1 } })).resolves.toMatchObject({ status: 200 });
  await expect(ask({ status: 200, body: { a: 'one' } })).rejects.toThrow('Not in the contract');
  await expect(ask({ status: 200, body: {} })).rejects.toThrow("must have required property 'a'");
  await expect(ask({ status: 418, body: { a: 1 } })).rejects.toThrow('that status is not documented');
  await expect(ask({ status: 200, body: undefined })).rejects.toThrow('a body is documented');
});

test('hold knows a body that should not be there, and an undocumented media type', () => {
  const contract = {
    paths: {},
    components: {
      responses: {
        '204': { description: '', 'x-source': 'assumed' },
        '200': { description: '', 'x-source': 'assumed', content: { 'text/plain': { schema: { type: 'string' } } } },
      },
    },
  } as unknown as Contract;
  const held = (status: number, type: string, body: string) => () =>
    hold(
      contract,
      { operation: null, request: { method: 'GET', path: '/', query: '', headers: {}, body: null } },
      { status, headers: { 'content-type': type }, body },
    );
  expect(held(204, '', 'x')).toThrow('no body is documented');
  expect(held(200, 'text/html', 'x')).toThrow("the media type 'text/html' is not documented");
  expect(held(200, 'text/plain', 'x')).not.toThrow();
});
