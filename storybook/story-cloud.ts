/**
 * The cloud of a story: opened as its parameters say, fresh for each mount, and the same while the story is only drawn anew.
 * Law: one story a page at a time; docs pages show each story in a page of its own.
 */
import type { AnyCloud } from '../cloud/cloud.ts';
import { createCloud } from '../cloud/msw.ts';
import { putInto } from '../testing/states/cloud-in.ts';
import { followDate } from './date.ts';
import { ADVANCED, SCENARIO, scenarioFor } from './globals.ts';
import { readParameters, type StoryCloudParameters } from './parameters.ts';
import { answerRequests } from './requests.ts';

/** What is needed of a story's context. */
export interface CloudContext {
  readonly parameters: { readonly cloud?: unknown };
  readonly globals: Readonly<Record<string, unknown>>;
  readonly args: object;
  /** Another one for each mount. */
  readonly abortSignal: AbortSignal;
  cloud?: AnyCloud;
}

/** The cloud that the story in this page has now. */
export interface Shown {
  readonly cloud: AnyCloud;
  readonly mount: AbortSignal;
  close(): void;
}

let shown: Shown | undefined;
const watchers = new Set<(cloud: AnyCloud | undefined) => void>();

/** Calls a listener with each story's cloud, and undefined for a story without one. */
export function onStoryCloud(listener: (cloud: AnyCloud | undefined) => void): void {
  watchers.add(listener);
}

/** The cloud of the story that this page shows. */
export const storyCloud = (): AnyCloud | undefined => shown?.cloud;

/** Gives a story its cloud, before it is drawn. */
export function enter(context: CloudContext): void {
  const { parameters, abortSignal, args } = context;
  if (parameters.cloud === undefined) {
    leave();
    return;
  }
  if (shown?.mount !== abortSignal) {
    leave();
    const read = readParameters(parameters.cloud);
    const cloud = opened(read, context.globals);
    const date = followDate(cloud.clock.now);
    const requests = answerRequests(cloud);
    shown = {
      cloud,
      mount: abortSignal,
      close() {
        requests();
        date();
      },
    };
    if (read.args) Object.assign(args, read.args(cloud));
    for (const watch of watchers) watch(cloud);
  }
  context.cloud = shown.cloud;
}

function leave(): void {
  if (!shown) return;
  shown.close();
  shown = undefined;
  for (const watch of watchers) watch(undefined);
}

/** Opens a cloud as a story says, and as the toolbar says besides. */
export function opened({ providers, at, scenarios, arrange, ...others }: StoryCloudParameters, globals: Readonly<Record<string, unknown>>): AnyCloud {
  const { args: _, ...options } = others;
  // The vendors are not known to the compiler here.
  const cloud = createCloud(providers, options) as unknown as AnyCloud;
  const [first] = Object.values(providers);
  if (at && first)
    putInto(cloud, first, at, { ...(options.seed !== undefined && { seed: options.seed }), ...(options.settings && { settings: options.settings }) });
  for (const scenario of scenarios) cloud.play(scenario);
  arrange?.(cloud);
  const chosen = scenarioFor(providers, globals[SCENARIO]);
  if (chosen !== undefined) cloud.play(chosen);
  const advanced = Number(globals[ADVANCED] ?? 0);
  if (cloud.clock.movable && Number.isFinite(advanced) && advanced > 0) cloud.clock.advance(advanced);
  return cloud;
}
