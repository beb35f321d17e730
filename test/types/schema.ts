/** The schema of a record is typed by the record: a member without a type, or with another one, does not compile. */
import type { RecordSchema, SchemaOf, Stateful, Task } from '../../vendor/index.ts';

interface Machine extends Stateful<'on' | 'off', 'start'> {
  readonly id: number;
  readonly name: string | null;
  readonly size?: number;
  readonly kind: 'small' | 'large';
  readonly tags: readonly string[];
  readonly power: readonly (readonly [at: number, on: boolean])[];
  readonly labels: Readonly<Record<string, string>>;
  readonly task: Task<'on' | 'off', 'start'> | null;
}

const schema = {
  id: 'count',
  name: 'text|null',
  'size?': 'amount',
  kind: new Set(['small', 'large'] as const),
  tags: ['text'],
  power: [['instant', 'flag']],
  labels: { '*': 'text' },
} as const;
schema satisfies RecordSchema<Machine>;

// @ts-expect-error A member is missing.
({ ...schema, id: undefined }) satisfies RecordSchema<Machine>;
// @ts-expect-error A number is no text.
({ ...schema, id: 'text' }) satisfies RecordSchema<Machine>;
// @ts-expect-error It can be null.
({ ...schema, name: 'text' }) satisfies RecordSchema<Machine>;
// @ts-expect-error It is optional.
({ ...schema, size: 'amount' }) satisfies RecordSchema<Machine>;
// @ts-expect-error Not one of its values.
({ ...schema, kind: new Set(['medium'] as const) }) satisfies RecordSchema<Machine>;
// @ts-expect-error A pair has two schemas.
({ ...schema, power: [['instant']] }) satisfies RecordSchema<Machine>;
// @ts-expect-error There is no such word.
'word' satisfies SchemaOf<string>;
