/** Three client generators, each document's own bodies as typed literals, and each operation called once by a generated client. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { vendors } from '../../handlers/index.ts';
import { compile } from '../../request/compile.ts';
import { startServer, type RunningServer } from '../../server/index.ts';
import { operationsOf, type Operation } from '../../vendor/contract.ts';
import { examples } from '../documents/index.ts';
import type { VendorName } from '../hosts/index.ts';
import { generated, root, run } from './tool.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** A body as a value, where it is JSON. */
function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}

/** The operation that a request of a document is for. */
function operationOf(vendor: VendorName, method: string, path: string): { readonly route: string; readonly operation: Operation } | undefined {
  const routed = compile(vendors[vendor]).route(method, path.split('?')[0] ?? '');
  return routed.found === 'operation' ? routed.routed : undefined;
}

/** Each document's own bodies, as constants of the types that two generators gave them. */
function literals(vendor: VendorName): string {
  const lines = ["import type * as hey from './hey/types.gen.js';", "import type { paths } from './openapi-typescript.js';"];
  const add = (types: readonly string[], value: unknown): void => {
    for (const type of types) lines.push(`export const body${lines.length}: ${type} = ${JSON.stringify(value)};`);
  };
  for (const { request, status, body, but } of examples[vendor]) {
    const found = operationOf(vendor, request.method, request.path);
    if (!found) continue;
    const name = capital(found.operation.operationId ?? '');
    const [method = '', path = ''] = found.route.split(' ');
    const at = `paths[${JSON.stringify(path)}]['${method.toLowerCase()}']`;
    // Placeholders are no answer of the vendor's.
    const [sent, answered] = [parsed(request.body), but ? undefined : parsed(body)];
    if (isObject(sent)) add([`hey.${name}Data['body']`, `NonNullable<${at}['requestBody']>['content']['application/json']`], sent);
    if (isObject(answered)) add([`hey.${name}Responses[${status}]`, `${at}['responses'][${status}]['content']['application/json']`], answered);
  }
  return `${lines.join('\n')}\n`;
}

const CONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: [],
  },
  include: ['**/*.ts'],
};

describe.each(Object.keys(examples) as VendorName[])('%s', (vendor) => {
  const folder = `${generated}/${vendor}`;
  const input = `${root}openapi/${vendor}.json`;
  let server: RunningServer<typeof vendors>;

  beforeAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    run('openapi-typescript', [input, '-o', `${folder}/openapi-typescript.ts`]);
    run('openapi-ts', ['-i', input, '-o', `${folder}/hey`, '-c', '@hey-api/client-fetch']);
    run('orval', ['--input', input, '--output', `${folder}/orval.ts`, '--client', 'fetch']);
    writeFileSync(`${folder}/literals.ts`, literals(vendor));
    writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(CONFIG));
    server = await startServer(vendors, { port: 0 });
  });
  afterAll(() => server.close());

  test('what three generators make of the document compiles, and so do its own bodies with those types', () => {
    if (vendor !== 'drone') expect(literals(vendor).split('\n').length).toBeGreaterThan(3);
    expect(run('tsc', ['-p', folder])).toBe('');
  });

  test('a generated client calls each operation once, and is answered', async () => {
    const bundle = `${folder}/client.mjs`;
    await build({
      stdin: { contents: "export * from './hey/sdk.gen.js'; export { client } from './hey/client.gen.js';", resolveDir: folder, loader: 'ts' },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile: bundle,
      logLevel: 'silent',
    });
    type Call = (options: object) => Promise<{ readonly response?: Response; readonly error?: unknown }>;
    const sdk = (await import(bundle)) as Record<string, Call> & { readonly client: { setConfig(config: object): void } };
    sdk.client.setConfig({ baseUrl: `${server.url}/${vendor}`, auth: ({ scheme }: { scheme?: string }) => (scheme === 'basic' ? 'user:key' : 'any-token') });
    const outcomes: Record<string, unknown> = {};
    for (const { route, operation } of operationsOf(vendors[vendor].contract)) {
      server.cloud.reset();
      const { 'x-example': example, operationId = '', requestBody, responses } = operation;
      const body = requestBody?.content['application/json']?.example ?? example?.body;
      const [method = '', template = ''] = route.split(' ');
      const routed = compile(vendors[vendor]).route(method, example?.path.split('?')[0] ?? template);
      const path = routed.found === 'operation' ? routed.values : {};
      const { response, error } = (await sdk[operationId]?.({ path, ...(body !== undefined && { body }) })) ?? {};
      const documented = response && Object.hasOwn(responses, response.status);
      // A start of what runs is refused as documented: what counts is that the client's request was understood.
      if (!documented || (response.status >= 400 && ![409, 423].includes(response.status) && !/is (?:already|not) running/.test(JSON.stringify(error))))
        outcomes[route] = `${response?.status} ${JSON.stringify(error)}`;
    }
    expect(outcomes).toEqual({});
  });
});
