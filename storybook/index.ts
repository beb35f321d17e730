/**
 * The addon for Storybook 10: `addons: ['stuntbox/storybook']` in `.storybook/main.ts` is all that it needs.
 * This module holds its types, and what a play function may want.
 */
import type { Cloud } from '../cloud/msw.ts';
import type { AnyCloud } from '../cloud/cloud.ts';
import { said } from '../model/plain.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import type { CloudParameters } from './parameters.ts';

export type { CloudParameters } from './parameters.ts';

declare module 'storybook/internal/csf' {
  interface Parameters {
    /** The cloud of a story. */
    cloud?: CloudParameters;
  }
  interface StoryContext {
    /** The cloud of the story, if its parameters ask for one. With the types of its vendors, it is `cloudOf(context, vpsorg)`. */
    cloud?: AnyCloud;
  }
}

/**
 * The cloud of a story, with the types of its vendors.
 * @throws {Error} when the story has no cloud, or lacks one of the vendors.
 * @example
 * async play(context) {
 *   const cloud = cloudOf(context, vpsorg);
 *   cloud.clock.advance(minutes(3));
 *   await context.canvas.findByText('active');
 * }
 */
export function cloudOf<const P extends AnyProvider>(
  context: object,
  ...vendors: readonly P[]
): Cloud<{ readonly [N in P['name']]: Extract<P, { readonly name: N }> }> {
  const { cloud } = Object(context) as { readonly cloud?: AnyCloud };
  if (!cloud) throw new Error('This story has no cloud. Give it one: parameters: { cloud: { vendors: [vpsorg] } }.');
  for (const vendor of vendors) {
    const { name } = Object(vendor) as Partial<AnyProvider>;
    if (typeof name !== 'string')
      throw new Error(`cloudOf needs the context of the story and its vendors, as in cloudOf(context, vpsorg), not ${said(vendor)}.`);
    if (!Object.hasOwn(cloud.vendors, name))
      throw new Error(`The cloud of this story has no vendor '${name}'. Add it: parameters: { cloud: { vendors: [${name}] } }.`);
  }
  // The vendors are there; the caller's `P` has their types.
  return cloud as unknown as Cloud<{ readonly [N in P['name']]: Extract<P, { readonly name: N }> }>;
}
