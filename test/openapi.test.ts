/** The exported documents, as a client generator reads them. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { vendors } from '../handlers/index.ts';
import { createCloud } from '../index.ts';
import { operationsOf } from '../vendor/contract.ts';
import { exported } from '../vendor/openapi.ts';
import type { AnyProvider } from '../vendor/provider.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);

const bearer = { Authorization: 'Bearer any-token' };
const credentials: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  puregpu: { 'X-API-Key': 'any-key' },
  elastichosts: { Authorization: `Basic ${btoa('user:key')}` },
  drone: bearer,
  evotic: bearer,
  vpsorg: bearer,
};

type Json = { readonly [member: string]: unknown };
const providers: readonly (readonly [string, AnyProvider])[] = Object.entries(vendors);
const documentOf = (provider: AnyProvider): Json => JSON.parse(JSON.stringify(exported(provider))) as Json;

/** Every object in a document. */
function* objects(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Json;
  for (const member of Object.values(value)) yield* objects(member);
}

/** The document with each reference replaced by what it refers to. */
function dereferenced(document: Json, value: unknown = document): unknown {
  if (Array.isArray(value)) return value.map((item) => dereferenced(document, item));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { $ref?: string };
  if ($ref !== undefined) {
    const found = $ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, name) => (at as Json)[name], document);
    return dereferenced(document, found);
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, dereferenced(document, member)]));
}

test.each(providers)('%s: the keys of the components are identifiers', (_, provider) => {
  const { components } = documentOf(provider) as { components: Record<string, object> };
  const keys = Object.values(components).flatMap((section) => Object.keys(section));
  expect(keys.length).toBeGreaterThan(5);
  expect(keys.filter((key) => !/^[A-Za-z_]\w*$/.test(key))).toEqual([]);
});

test.each(providers)('%s: every named schema is referred to, and says what the contract says there', (_, provider) => {
  const document = documentOf(provider);
  const references = new Set([...objects(document)].map(({ $ref }) => $ref).filter((ref) => typeof ref === 'string'));
  for (const name of Object.keys(provider.schemas ?? {})) expect(references).toContain(`#/components/schemas/${name}`);
  const { paths } = dereferenced(document) as { paths: Record<string, Record<string, { responses: Json }>> };
  for (const [path, methods] of Object.entries(provider.contract.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      expect(paths[path]?.[method]).toMatchObject(JSON.parse(JSON.stringify(operation)) as Json);
      expect(paths[path]?.[method]?.responses).toMatchObject(JSON.parse(JSON.stringify(operation.responses)) as Json);
    }
  }
});

/** A body in a media type, encoded by OpenAPI's own rules; undefined for what is not written as text. */
function encoded(type: string, body: unknown): string | undefined {
  if (type === 'application/json') return JSON.stringify(body);
  if (type === 'text/plain') return String(body);
  if (type !== 'application/x-www-form-urlencoded') return undefined;
  // The default of a form: `style: form`, `explode: true`.
  const pairs = Object.entries(body as Json).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((item) => [name, String(item)]));
  return new URLSearchParams(pairs).toString();
}

test.each(providers)('%s: a request that is encoded as the document says is accepted, in each media type of each operation', async (name, provider) => {
  const outcomes: string[] = [];
  for (const { route, operation } of operationsOf(provider.contract)) {
    const { 'x-example': example, requestBody } = operation;
    for (const [type, media] of Object.entries(requestBody?.content ?? {})) {
      const body = encoded(type, media.example ?? example?.body);
      if (body === undefined) continue;
      const [method = '', path = ''] = route.split(' ');
      const cloud = createCloud<Record<string, AnyProvider>>({ [name]: provider });
      const url = `${provider.contract.servers[0].url}${example?.path ?? path}`;
      const reply = await cloud.fetch(url, { method, headers: { ...credentials[name], 'Content-Type': type }, body });
      if (!reply || reply.status >= 400) outcomes.push(`${route} in ${type}: ${reply?.status} ${await reply?.text()}`);
    }
  }
  expect(outcomes).toEqual([]);
});

test.each(providers)('%s: no pattern looks ahead or behind, which many tools do not know', (_, provider) => {
  const patterns = [...objects(documentOf(provider))].flatMap(({ pattern, patternProperties }) => [
    ...(typeof pattern === 'string' ? [pattern] : []),
    ...Object.keys(patternProperties ?? {}),
  ]);
  expect(patterns.filter((pattern) => /\(\?[=!<]/.test(pattern))).toEqual([]);
});

test.each(providers)('%s: each request and each answer of the exported document has an example, which is valid', (name) => {
  const document = JSON.parse(readFileSync(new URL(`../openapi/${name}.json`, import.meta.url), 'utf8')) as Json;
  const whole = dereferenced(document) as { paths: Record<string, Record<string, { requestBody?: Json; responses: Record<string, Json> }>> };
  const wrong: string[] = [];
  let examples = 0;
  for (const [path, methods] of Object.entries(whole.paths)) {
    for (const [method, { requestBody, responses }] of Object.entries(methods)) {
      for (const [what, part] of [['request', requestBody] as const, ...Object.entries(responses)]) {
        for (const [type, media] of Object.entries((part?.['content'] ?? {}) as Record<string, { schema: object; example?: unknown }>)) {
          const validate = ajv.compile(media.schema);
          if (!('example' in media)) wrong.push(`${method} ${path} ${what} ${type} has none`);
          else if (!validate(media.example)) wrong.push(`${method} ${path} ${what} ${type}: ${ajv.errorsText(validate.errors)}`);
          examples += 1;
        }
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(examples).toBeGreaterThan(20);
});
