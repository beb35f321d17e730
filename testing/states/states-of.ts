/** Every state that a vendor's account can be in: for a story, or a test, of each. */
import { statusesOf } from '../../model/lifecycle.ts';
import type { ProblemKind } from '../../model/problem.ts';
import { compile } from '../../request/compile.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { refusalsOf, WHY } from '../refusals.ts';
import { takesMishaps, type CloudState } from './cloud-in.ts';
import type { AnyState } from './check-state.ts';
import type { Shows } from '../../cloud/shows.ts';
import type { WayStep } from './scene.ts';
import { waysOf, type Beginning, type Way } from './ways.ts';

/** A state that can be reached. */
export interface ReachableState<P extends AnyProvider = AnyProvider> {
  /** `active`, `busy: provision 37%`, `refused: payment-required`; unique at its vendor. */
  readonly name: string;
  /** What is true in it, in a sentence. */
  readonly description: string;
  /** The state, as `cloudIn` takes it. */
  readonly state: CloudState<P>;
  /** The steps that lead to it, in words. */
  readonly steps: readonly string[];
  /** Whether a client that reads sees it at once, or only after one of these requests. */
  readonly shows: Shows;
}

/** How far a task is, in percent, where it is shown. */
const PROGRESSES = [0, 37, 99] as const;
const FLEET = 500;

/**
 * Lists every state that a vendor's account can be in: each status, busy with each action at 0, 37 and 99%, stuck, failed, empty, five hundred servers, and each refusal.
 * @example
 * test.each(statesOf(vpsorg))('the card shows a server that is $name', ({ state }) => {
 *   const cloud = cloudIn(vpsorg, state);
 * });
 */
export function statesOf<P extends AnyProvider>(provider: P): ReachableState<P>[] {
  const compiled = compile(provider);
  const { name: vendor, title, operations, tables } = compiled;
  const { statuses, beginnings } = waysOf(provider, true);
  const first = new Map<string, Beginning>();
  for (const one of beginnings) if (!first.has(one.action)) first.set(one.action, one);
  const begun = [...first.values()];
  const wrong = begun.flatMap(({ action }) => beginnings.find((one) => one.action === action && takesMishaps(one)) ?? []);
  const all: { name: string; description: string; state: AnyState; steps: readonly string[]; shows?: Shows }[] = [
    ...inOrder(statuses, statusesOf(tables['servers']?.lifecycle ?? {})).map(([status, way]) => ({
      name: status,
      description: `The server is ${status}.`,
      state: { status },
      steps: inWords(way),
    })),
    ...begun.flatMap(({ action, way, shows: [shown = ''] }) =>
      PROGRESSES.map((progress) => ({
        name: `busy: ${action} ${progress}%`,
        description: `The server is busy with ${action}, which ${progress === 0 ? `has just begun: it shows ${shown}` : `is ${progress}% done`}.`,
        state: { busy: action, progress },
        steps: [...inWords(way), ...(progress === 0 ? [] : [`${progress}% of ${action} passes`])],
      })),
    ),
    ...wrong.map(({ action, way }) => ({
      name: `stuck: ${action}`,
      description: `The server is busy with ${action}, which is stuck at 99% and locks it forever.`,
      state: { stuck: action },
      steps: [...inWords(way), `${action} gets stuck`],
    })),
    ...wrong.map(({ action, way }) => ({
      name: `failed: ${action}`,
      description: `The action ${action} failed half-way.`,
      state: { failed: action },
      steps: [...inWords(way), `${action} fails`],
    })),
    { name: 'empty', description: 'The account has no servers.', state: { empty: true }, steps: ['all servers are removed'] },
    ...(isTunable(provider, 'fleet')
      ? [
          {
            name: `many: ${FLEET}`,
            description: `The account has ${FLEET} servers, in mixed states.`,
            state: { many: FLEET },
            steps: [`play ${vendor}/fleet`],
          } as const,
        ]
      : []),
    ...(Object.keys(WHY) as ProblemKind[]).flatMap((kind) => {
      const struck = [...operations.values()].filter((one) => refusalsOf(compiled, one).includes(kind)).map(({ route }) => route);
      if (struck.length === 0) return [];
      const reads = struck.some((route) => route.startsWith('GET '));
      return [
        {
          name: `refused: ${kind}`,
          description: `${title} refuses every request that it may refuse so: ${WHY[kind]}.`,
          state: { refused: kind },
          steps: [`a fault refuses with ${kind}`],
          shows: reads ? ('at once' as const) : { after: struck },
        },
      ];
    }),
  ];
  // The states are built from the vendor at run time; the caller's `P` has their types.
  return all.map((one) => ({ shows: 'at once' as const, ...one })) as unknown as ReachableState<P>[];
}

/** Those in which a server rests come first. */
const inOrder = (ways: ReadonlyMap<string, Way>, order: readonly string[]): (readonly [string, Way])[] =>
  order
    .flatMap((status) => {
      const way = ways.get(status);
      return way ? [[status, way] as const] : [];
    })
    .toSorted(([, one], [, other]) => Number(one.at(-1)?.wait !== 'idle') - Number(other.at(-1)?.wait !== 'idle'));

const isTunable = ({ name, scenarios = {} }: AnyProvider, own: string): boolean =>
  Object.values(scenarios).some((scenario) => typeof scenario === 'function' && (scenario as { name: string }).name === `${name}/${own}`);

function inWords(way: Way): string[] {
  return way.flatMap((step): string[] => {
    const [what, task] = said(step);
    if (step.wait === 'idle') return [`${what}${step.mishap === 'fails' ? ', and fails' : ''}`];
    return step.wait === 0 || !task ? [what] : [what, `${step.wait / 1000} s of ${task} pass`];
  });
}

/** What a step does, and the task that it begins. */
function said(step: WayStep): [what: string, task?: string] {
  if ('play' in step) return [`play ${step.play}`];
  if ('take' in step) return [`the server ${step.take} of a fresh account`];
  return 'create' in step ? [step.create, 'its task'] : [step.begin, step.begin];
}
