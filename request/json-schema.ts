/**
 * Holds a value to a JSON Schema (2020-12), as far as contracts use it: types, values, bounds, members, items, and alternatives.
 * Law: a schema is compiled once, and what it says is never passed over: a keyword that is not supported is an error. `format` is an annotation.
 */
import type { Schema } from '../vendor/contract.ts';

/** Where a value does not fit. */
export interface Failure {
  /** The keyword that it violates; `false` where nothing is allowed. */
  readonly keyword: string;
  /** The names and indexes that lead to it. */
  readonly path: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;
/** Whether a value fits a keyword, or where within it something does not. */
type Fit = boolean | Failure;
/** Compiles a keyword; a value to which it does not apply fits. */
type Keyword = (wanted: unknown, schema: Members) => (value: unknown) => Fit;

const compiled = new WeakMap<object, (value: unknown) => Failure | undefined>();

/**
 * Where a value does not fit a schema; undefined when it fits.
 * @throws {Error} when the schema has a keyword that is not supported.
 */
export function failure(value: unknown, schema: Schema): Failure | undefined {
  if (typeof schema !== 'object') return schema ? undefined : { keyword: 'false', path: [] };
  let check = compiled.get(schema);
  if (!check) compiled.set(schema, (check = compile(schema)));
  return check(value);
}

function compile(schema: Members): (value: unknown) => Failure | undefined {
  const unsupported = UNSUPPORTED.find((keyword) => Object.hasOwn(schema, keyword));
  if (unsupported) throw new Error(`A schema has the keyword '${unsupported}', which is not supported. Share schemas by name in TypeScript, and use anyOf.`);
  const checks = Object.entries(KEYWORDS)
    .filter(([keyword]) => Object.hasOwn(schema, keyword))
    .map(([keyword, check]) => ({ failed: { keyword, path: [] }, fits: check(schema[keyword], schema) }));
  return (value) => {
    for (const { failed, fits } of checks) {
      const fit = fits(value);
      if (fit !== true) return fit || failed;
    }
    return undefined;
  };
}

const UNSUPPORTED = ['$ref', '$dynamicRef', 'if', 'contains', 'dependentRequired', 'dependentSchemas', 'unevaluatedItems', 'unevaluatedProperties'];

/** Keywords that apply to one type only. */
const number =
  (fits: (value: number, bound: number) => boolean): Keyword =>
  (bound) =>
  (value) =>
    typeof value !== 'number' || fits(value, bound as number);
const text =
  (fits: (value: string, bound: number) => boolean): Keyword =>
  (bound) =>
  (value) =>
    typeof value !== 'string' || fits(value, bound as number);
const list =
  (fits: (value: readonly unknown[], wanted: unknown, schema: Members) => Fit): Keyword =>
  (wanted, schema) =>
  (value) =>
    !Array.isArray(value) || fits(value, wanted, schema);
const object =
  (compileFor: (wanted: unknown, schema: Members) => (value: Members) => Fit): Keyword =>
  (wanted, schema) => {
    const fits = compileFor(wanted, schema);
    return (value) => !isObject(value) || fits(value);
  };

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first failure within a list or an object. */
function within(names: Iterable<string>, value: object, schemaOf: (name: string) => Schema | undefined): Fit {
  for (const name of names) {
    const found = failure((value as Members)[name], schemaOf(name) ?? true);
    if (found) return { keyword: found.keyword, path: [name, ...found.path] };
  }
  return true;
}

const IS_TYPE: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: isObject,
};

/** Text that is the same for equal values, whatever the order of their members. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, nested: unknown) =>
    isObject(nested) ? Object.fromEntries(Object.entries(nested).sort(([a], [b]) => (a < b ? -1 : 1))) : nested,
  ) ?? '';

/** A text's length in characters, not in UTF-16 units. */
const lengthOf = (value: string): number => value.length - (value.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);

const patternsOf = (patterns: unknown) =>
  Object.entries((patterns ?? {}) as Record<string, Schema>).map(([form, nested]) => [new RegExp(form, 'u'), nested] as const);

/** In the order in which a failure is told: what is wrong within a value says more than its type. */
const KEYWORDS: Readonly<Record<string, Keyword>> = {
  additionalProperties: object((wanted, { properties = {}, patternProperties }) => {
    const patterns = patternsOf(patternProperties);
    const isOther = (name: string) => !Object.hasOwn(properties as object, name) && !patterns.some(([form]) => form.test(name));
    return (value) => within(Object.keys(value).filter(isOther), value, () => wanted as Schema);
  }),
  patternProperties: object((wanted) => {
    const patterns = patternsOf(wanted);
    return (value) => {
      for (const [form, nested] of patterns) {
        const fit = within(
          Object.keys(value).filter((name) => form.test(name)),
          value,
          () => nested,
        );
        if (fit !== true) return fit;
      }
      return true;
    };
  }),
  properties: object((wanted) => {
    const names = Object.keys(wanted as object);
    return (value) =>
      within(
        names.filter((name) => Object.hasOwn(value, name)),
        value,
        (name) => (wanted as Record<string, Schema>)[name],
      );
  }),
  propertyNames: object((wanted) => (value) => Object.keys(value).every((name) => !failure(name, wanted as Schema))),
  maxProperties: object((most) => (value) => Object.keys(value).length <= (most as number)),
  minProperties: object((least) => (value) => Object.keys(value).length >= (least as number)),
  required: object((names) => (value) => (names as readonly string[]).every((name) => Object.hasOwn(value, name))),
  uniqueItems: list((items, wanted) => wanted !== true || new Set(items.map(canonical)).size === items.length),
  items: list((items, wanted, { prefixItems = [] }) =>
    within(Object.keys(items).slice((prefixItems as readonly unknown[]).length), items, () => wanted as Schema),
  ),
  prefixItems: list((items, wanted) =>
    within(Object.keys(items).slice(0, (wanted as readonly unknown[]).length), items, (index) => (wanted as readonly Schema[])[Number(index)]),
  ),
  minItems: list((items, least) => items.length >= (least as number)),
  maxItems: list((items, most) => items.length <= (most as number)),
  multipleOf: number((value, step) => Number.isInteger(value / step)),
  exclusiveMaximum: number((value, bound) => value < bound),
  exclusiveMinimum: number((value, bound) => value > bound),
  maximum: number((value, bound) => value <= bound),
  minimum: number((value, bound) => value >= bound),
  pattern: (wanted) => {
    const form = new RegExp(wanted as string, 'u');
    return (value) => typeof value !== 'string' || form.test(value);
  },
  maxLength: text((value, most) => value.length <= most || lengthOf(value) <= most),
  minLength: text((value, least) => lengthOf(value) >= least),
  oneOf: (wanted) => (value) => {
    const failures = (wanted as readonly Schema[]).map((one) => failure(value, one));
    const fitting = failures.filter((one) => one === undefined).length;
    return fitting === 1 || (fitting === 0 && (failures.at(-1) ?? false));
  },
  allOf: (wanted) => (value) => {
    for (const one of wanted as readonly Schema[]) {
      const found = failure(value, one);
      if (found) return found;
    }
    return true;
  },
  anyOf: (wanted) => (value) => {
    let found: Failure | undefined;
    for (const one of wanted as readonly Schema[]) {
      found = failure(value, one);
      if (!found) return true;
    }
    return found ?? false;
  },
  not: (wanted) => (value) => failure(value, wanted as Schema) !== undefined,
  enum: (wanted) => {
    const values = new Set((wanted as readonly unknown[]).map(canonical));
    return (value) => values.has(canonical(value));
  },
  const: (wanted) => {
    const only = canonical(wanted);
    return (value) => canonical(value) === only;
  },
  type: (wanted) => {
    const types = [wanted].flat() as readonly string[];
    return (value) => types.some((type) => IS_TYPE[type]?.(value));
  },
};
