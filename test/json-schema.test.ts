/** Our check of a JSON Schema against ajv's, on random schemas and values, and what it says of a failure. */
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { failure } from '../request/json-schema.ts';
import type { Schema } from '../vendor/contract.ts';

const name = fc.constantFrom('id', 'name', 'meta:a', 'ä', 'size');
const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, '', '1', '😀', 'ab', 'web-1', '😀😀'),
  fc.integer({ min: -3, max: 5 }),
  fc.constantFrom(0.5, 2.5, -0, 1e300),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const bound = fc.integer({ min: 0, max: 3 });
const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object');
const { schema } = fc.letrec<{ schema: Schema }>((tie) => {
  const some = fc.array(tie('schema'), { minLength: 1, maxLength: 3 });
  return {
    schema: fc.oneof(
      { depthSize: 'small' },
      fc.boolean(),
      fc.record<Record<string, unknown>, never>(
        { type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })) },
        { requiredKeys: ['type'] as never[] },
      ),
      fc
        .record<Record<string, unknown>, never>(
          {
            enum: fc.uniqueArray(value, { minLength: 1, maxLength: 3, selector: (one) => JSON.stringify(one) }),
            const: value,
            minimum: bound,
            maximum: bound,
            exclusiveMinimum: bound,
            exclusiveMaximum: bound,
            multipleOf: fc.constantFrom(1, 2, 0.5),
            minLength: bound,
            maxLength: bound,
            pattern: fc.constantFrom('^[a-z]', '^.$', '1', '\\p{L}'),
            required: fc.uniqueArray(name, { maxLength: 2 }),
            properties: fc.dictionary(name, tie('schema'), { maxKeys: 3, noNullPrototype: true }),
            patternProperties: fc.dictionary(fc.constantFrom('^meta:', 'a', '^.$'), tie('schema'), { maxKeys: 2, noNullPrototype: true }),
            additionalProperties: tie('schema'),
            propertyNames: fc.record({ minLength: bound }),
            minProperties: bound,
            maxProperties: bound,
            items: tie('schema'),
            prefixItems: some,
            minItems: bound,
            maxItems: bound,
            uniqueItems: fc.boolean(),
            anyOf: some,
            oneOf: some,
            allOf: some,
            not: tie('schema'),
            description: fc.constant('an annotation'),
            format: fc.constant('email'),
          },
          { requiredKeys: [] },
        )
        .map((whole) => Object.fromEntries(Object.entries(whole).slice(0, 4))),
    ),
  };
});

test('a value fits a schema exactly where ajv finds it valid', () => {
  fc.assert(
    fc.property(schema, fc.array(value, { minLength: 1, maxLength: 5 }), (one, values) => {
      const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(one as object | boolean);
      for (const given of values) expect({ given, fits: failure(given, one) === undefined }).toEqual({ given, fits: valid(given) });
    }),
    { numRuns: 200 },
  );
});

test.each<[keyword: string, path: string[], value: unknown, schema: Schema]>([
  ['enum', [], 5, { type: 'string', enum: ['a', 'b'] }],
  ['type', [], 5, { type: 'string', minLength: 3 }],
  ['pattern', [], '', { type: 'string', minLength: 1, pattern: '^[a-z]+$' }],
  ['required', ['disks', '1'], { disks: [{ size: 1 }, {}] }, { properties: { disks: { items: { required: ['size'] } } } }],
  ['false', ['disks', '0', 'a/b~c'], { disks: [{ 'a/b~c': 1 }] }, { properties: { disks: { items: { additionalProperties: false } } } }],
  ['minimum', ['size'], { size: 0 }, { anyOf: [{ type: 'null' }, { properties: { size: { minimum: 1 } } }] }],
  ['required', [], {}, { required: ['toString'] }],
  ['type', ['toString'], { toString: 1 }, { properties: { toString: { type: 'string' } } }],
  ['oneOf', [], 1, { oneOf: [{ type: 'integer' }, { type: 'number' }] }],
])('what is told is the innermost failure: %s at %j', (keyword, path, given, one) => {
  expect(failure(given, one)).toEqual({ keyword, path });
});

test('a keyword that is not supported is an error, not a rule that holds nothing', () => {
  expect(() => failure({}, { $ref: '#/components/schemas/Server' })).toThrow("A schema has the keyword '$ref', which is not supported");
});
