/**
 * The cloud of a story: opened as its parameters say, fresh for each mount, and the same while the story is only drawn anew.
 * Law: one story a page at a time; docs pages show each story in a page of its own.
 */
import type { AnyCloud } from '../cloud/cloud.ts';
import { createCloud } from '../cloud/msw.ts';
import { isPlainObject, said } from '../model/plain.ts';
import { putInto, type CloudState } from '../testing/states/cloud-in.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import type { AnyScenario } from '../vendor/scenario.ts';
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
    if (read.args) Object.assign(args, argumentsOf(read.args(cloud)));
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

/**
 * Opens a cloud as a story says, and as the toolbar says besides.
 * @throws {Error} when the story cannot be: its state, or a scenario that has no place in it.
 */
export function opened({ providers, at, scenarios, arrange, ...others }: StoryCloudParameters, globals: Readonly<Record<string, unknown>>): AnyCloud {
  const { args: _, ...options } = others;
  // The vendors are not known to the compiler here.
  const cloud = createCloud(providers, options) as unknown as AnyCloud;
  const [first] = Object.values(providers);
  if (at && first) putAt(cloud, first, at, options);
  for (const scenario of scenarios) playBeside(cloud, scenario, first, at);
  const arranged: unknown = arrange?.(cloud);
  if (isPromise(arranged))
    throw new Error('parameters.cloud.arrange returned a promise, and the story is drawn at once. Let it do everything before it returns.');
  const chosen = scenarioFor(providers, globals[SCENARIO]);
  if (chosen !== undefined) playChosen(cloud, chosen, at);
  const advanced = Number(globals[ADVANCED] ?? 0);
  if (cloud.clock.movable && Number.isFinite(advanced) && advanced > 0) cloud.clock.advance(advanced);
  return cloud;
}

function putAt(cloud: AnyCloud, provider: AnyProvider, at: CloudState, { seed, settings }: Pick<StoryCloudParameters, 'seed' | 'settings'>): void {
  try {
    putInto(cloud, provider, at, { ...(seed !== undefined && { seed }), ...(settings && { settings }) });
  } catch (error) {
    // The author of a story has perhaps not seen what its file and the preview say.
    throw new Error(`parameters.cloud.at is ${JSON.stringify(at)}, merged from the preview, the file and the story. ${messageOf(error)}`, { cause: error });
  }
}

/** Plays a scenario of the story's own, which leaves the servers as its `at` says. */
function playBeside(cloud: AnyCloud, scenario: string | AnyScenario, provider: AnyProvider | undefined, at: CloudState | undefined): void {
  const { refused: _, ...place } = at ?? {};
  if (!provider || Object.keys(place).length === 0) return cloud.play(scenario);
  const servers = (): string => JSON.stringify(cloud.snapshot().accounts[provider.name]?.tables['servers']);
  const before = servers();
  let why = 'it changes them';
  try {
    cloud.play(scenario);
    if (servers() === before) return undefined;
  } catch (error) {
    why = messageOf(error);
  }
  const name = typeof scenario === 'string' ? scenario : scenario.name;
  throw new Error(
    `parameters.cloud has \`at\` and the scenario '${name}', and both are about the servers of ${provider.title}: ${why.replace(/\.$/, '')}. Leave one of them out.`,
  );
}

/** Plays what the toolbar says; a story may have no place for it. */
function playChosen(cloud: AnyCloud, name: string, at: CloudState | undefined): void {
  try {
    cloud.play(name);
  } catch (error) {
    const hint = at ? " The scenario is about the servers of a fresh account, and this story's `at` has others." : '';
    throw new Error(`The toolbar's scenario '${name}' cannot be played in this story: ${messageOf(error)}${hint} Choose another in the toolbar.`, {
      cause: error,
    });
  }
}

function argumentsOf(given: unknown): object {
  if (isPlainObject(given)) return given;
  throw new Error(`parameters.cloud.args returned ${said(given)}. Return an object: (cloud) => ({ id: cloud.vpsorg.servers.all()[0]?.id }).`);
}

const isPromise = (value: unknown): boolean => typeof (Object(value) as Partial<PromiseLike<unknown>>).then === 'function';
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
