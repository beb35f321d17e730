/** The contracts themselves: whole, with evidence for each part, and held to by every reply of the suite. */
import type { PlainRequest } from '../vendor/wire.ts';
import { operationsOf } from '../vendor/contract.ts';
import { describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { createCloud } from '../index.ts';
import type { Contract, Source } from '../vendor/contract.ts';
import type { AnyProvider, Provider } from '../vendor/provider.ts';
import type { ProblemKind } from '../model/problem.ts';
import { hold } from './conformance/hold.ts';
import { examples } from './documents/index.ts';

const SOURCES: readonly Source[] = ['documented', 'vendor', 'inferred', 'assumed'];

describe.each(Object.values(vendors as Record<string, AnyProvider>))('$title', (provider) => {
  const contract: Contract = provider.contract;
  const operations = operationsOf(contract);

  test('each operation, reply and rule says how it is known, and what is inferred from where', () => {
    const parts = [
      ...contract['x-rules'],
      ...Object.values(contract.components.responses),
      ...operations.flatMap(({ operation }) => [operation, ...Object.values(operation.responses), ...(operation['x-rules'] ?? [])]),
    ];
    expect(parts.length).toBeGreaterThan(20);
    for (const part of parts) {
      expect(SOURCES).toContain(part['x-source']);
      if (part['x-source'] === 'inferred') expect(part['x-note']).toEqual(expect.any(String));
    }
  });

  test('each operation has an id of its own, and an example that is routed to it', () => {
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    const cloud = createCloud({ [provider.name]: provider });
    for (const { route, operation } of operations) {
      const example = operation['x-example'];
      if (!example) throw new Error(`${route} has no example.`);
      const [path = '', query = ''] = example.path.split('?');
      const request: PlainRequest = { method: route.split(' ')[0] ?? '', path, base: '', query, headers: {}, body: undefined };
      const { exchange } = cloud.serve(provider.name, request);
      expect(exchange.operation).toBe(route);
    }
  });

  test('each refusal that it has can be asked for by a fault, at an operation that documents it', () => {
    const { refusals } = provider as unknown as Provider;
    const kinds = (Object.keys(refusals) as ProblemKind[]).filter((kind) => refusals[kind]);
    expect(kinds.length).toBeGreaterThan(7);
    const headers = Object.fromEntries(
      Object.entries(examples[provider.name as keyof typeof examples][0]?.request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const refused = (kind: ProblemKind): boolean =>
      operations.some(({ route, operation }) => {
        const cloud = createCloud({ [provider.name]: provider });
        try {
          cloud.faults.add({ vendor: provider.name, on: route, outcome: 'refused', kind } as never);
        } catch (error) {
          if ((error as Error).message.endsWith(`the contract has no '${kind}' for it.`)) return false;
          throw error;
        }
        const [path = '', query = ''] = (operation['x-example']?.path ?? '').split('?');
        const before = cloud.snapshot().accounts;
        const { exchange } = cloud.serve(provider.name, { method: route.split(' ')[0] ?? '', path, base: '', query, headers, body: undefined });
        expect(cloud.snapshot().accounts).toEqual(before);
        return exchange.why === 'A fault refused it.';
      });
    expect(kinds.filter((kind) => !refused(kind))).toEqual([]);
  });

  test("each of the document's operations has an example of the document", () => {
    const documented = operations.filter(({ operation }) => operation['x-source'] === 'documented').map(({ route }) => route);
    const cloud = createCloud({ [provider.name]: provider });
    const shown = examples[provider.name as keyof typeof examples].map(({ request: { method, path, headers } }) => {
      const [own = '', query = ''] = path.split('?');
      return cloud.serve(provider.name, { method, path: own, base: '', query, headers, body: undefined }).exchange.operation;
    });
    expect(documented.filter((route) => !shown.includes(route))).toEqual([]);
  });
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
