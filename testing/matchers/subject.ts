/** The cloud that a matcher looks at, through its public members alone: a test runner may have loaded its code more than once. */
import type { AnyCloud } from '../../cloud/cloud.ts';
import { said } from '../../model/plain.ts';
import { suggestion } from '../../model/spelling.ts';
import { compile, type CompiledOperation, type CompiledVendor } from '../../request/compile.ts';

/**
 * What was given to `expect`, as a cloud.
 * @throws {Error} when it is none.
 */
export function cloudOf(given: unknown): AnyCloud {
  const { vendors, journal, violations, clock } = (typeof given === 'object' && given !== null ? given : {}) as Partial<AnyCloud>;
  if (vendors && journal && violations && clock) return given as AnyCloud;
  if (journal && clock)
    throw new Error('This is a cloud of stuntbox/control, in another process. Await what it has, such as `await cloud.journal.all()`, and compare that.');
  throw new Error(`This matcher looks at a cloud, such as createCloud({ vpsorg }), not at ${said(given)}.`);
}

/** The vendors of a cloud, each under its name. */
export const vendorsOf = (cloud: AnyCloud): ReadonlyMap<string, CompiledVendor> =>
  new Map(Object.entries(cloud.vendors).map(([name, provider]) => [name, compile(provider)]));

/**
 * The vendors that have an operation.
 * @throws {Error} when none has it: by a misspelt name, nothing would ever be found.
 */
export function havingOperation(cloud: AnyCloud, name: unknown, vendor?: unknown): ReadonlyMap<string, CompiledOperation> {
  const vendors = vendorsOf(cloud);
  if (vendor !== undefined && !vendors.has(vendor as string)) throw new Error(`This cloud has no vendor ${said(vendor)}.${suggestion(vendor, vendors.keys())}`);
  const of = [...vendors].filter(([one]) => vendor === undefined || one === vendor);
  const found = of.flatMap(([one, { operations }]) => {
    const operation = operations.get(name as string);
    return operation ? [[one, operation] as const] : [];
  });
  if (found.length > 0) return new Map(found);
  const known = of.flatMap(([, { operations }]) => [...operations.keys()]);
  throw new Error(`${vendor === undefined ? 'This cloud' : of[0]?.[1].title} has no operation ${said(name)}.${suggestion(name, known)}`);
}

/**
 * Refuses to judge what the journal no longer has.
 * @throws {Error} when exchanges were dropped since the journal was last cleared.
 */
export function requireWhole({ journal }: AnyCloud): void {
  if (journal.dropped === 0) return;
  throw new Error(
    `The journal has dropped ${journal.dropped} exchange${journal.dropped === 1 ? '' : 's'}, so nobody can say. Create the cloud with a larger one, such as { journal: 10_000 }, or clear it before the part that you test.`,
  );
}
