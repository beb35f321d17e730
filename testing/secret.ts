/** Examples in place of secrets that were redacted, so that a request can be sent again. */
import { compile } from '../request/compile.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { membersOf } from './schema.ts';

/** An example in place of redacted secrets, of a length that the operation takes. */
export function secretFor(provider: AnyProvider, route: string | null): string {
  const bodies = Object.values(compile(provider).operations.get(route ?? '')?.operation.requestBody?.content ?? {});
  const members = bodies.flatMap(({ schema }) => Object.values(membersOf(schema).properties)).filter((one) => typeof one === 'object');
  const lengths = members.filter(({ format, writeOnly }) => format === 'password' || writeOnly === true) as { minLength?: number; maxLength?: number }[];
  const shortest = Math.max(0, ...lengths.map(({ minLength = 0 }) => minLength));
  const longest = Math.min(100, ...lengths.map(({ maxLength = 100 }) => maxLength));
  return 'Secret-1'.padEnd(shortest, '-1').slice(0, longest);
}
