/** The built package, as a user has it. The TypeScript loader names every function as it is created, which would distort the measurements. */
import type * as fixtures from '../fixtures/index.ts';
import { vendors as sources } from '../handlers/index.ts';
import type * as core from '../index.ts';

const built = async <T>(path: string): Promise<T> => (await import(new URL(`../dist/${path}`, import.meta.url).href)) as T;

export const { createCloud, hours } = await built<typeof core>('index.js');
export const fleets: typeof fixtures = await built<typeof fixtures>('fixtures/index.js');

const entries = await Promise.all(
  Object.keys(sources).map(async (name) => [name, (await built<Record<string, unknown>>(`handlers/${name}/index.js`))[name]] as const),
);
export const vendors = Object.fromEntries(entries) as typeof sources;
