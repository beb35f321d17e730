/** What holds in random lives: whatever is asked and however time moves, a vendor keeps its word. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openCloud } from '../../cloud/open.ts';
import { linkFragment } from '../../cloud/link.ts';
import type { Providers } from '../../cloud/options.ts';
import type { AnyScenario } from '../../vendor/scenario.ts';
import { plain, same, stateOf, type CheckedCloud, type Subject, type VendorCheck } from './check.ts';
import { saidToBegin, silent, watched } from './begins.ts';
import { faultyLives, liveThrough, type FaultyStep } from './faulty-lives.ts';
import { live, lives, type Step } from './lives.ts';

/** How many lives are tried, and which. */
export interface PropertyOptions {
  readonly runs: number;
  readonly seed: number;
}

/** Every check of a vendor by random lives. */
export function propertyChecks(subject: Subject, { runs: numRuns, seed }: PropertyOptions): VendorCheck[] {
  const { open } = subject;
  const unheld = asking(subject);
  const life = (maxLength: number): fc.Arbitrary<Step[]> => lives(subject, maxLength);
  const run = (cloud: CheckedCloud, steps: readonly Step[]): string[] => steps.map((step) => live(unheld, cloud, step));
  const property = <T extends [unknown, ...unknown[]]>(
    name: string,
    arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
    holds: (...values: T) => void,
  ): VendorCheck => ({
    name,
    run: async () => fc.assert(fc.property(...arbitraries, holds), { seed, numRuns }),
  });

  return [
    property('in random lives no request is answered with 5xx or outside the contract, and time never runs backwards', [life(25)], (steps) => {
      const cloud = open();
      let last = cloud.clock.now();
      for (const step of steps) {
        live(subject, cloud, step);
        const { at = last, reply } = cloud.journal.last() ?? {};
        assert.ok(step.kind !== 'ask' || at >= last, 'An exchange stands before the one that came before it.');
        assert.ok(cloud.clock.now() >= last, 'The clock ran backwards.');
        assert.ok((reply?.status ?? 200) < 500, `A request was answered ${reply?.status}.`);
        last = cloud.clock.now();
      }
    }),

    property('a snapshot that is restored gives the same answers, in another cloud too', [life(12), life(12)], (before, after) => {
      const cloud = open();
      run(cloud, before);
      const saved = plain(cloud.snapshot());
      const first = run(cloud, after);
      cloud.restore(saved);
      same(run(cloud, after), first, 'The cloud answers otherwise once it is restored.');
      const other = open();
      other.restore(saved);
      same(run(other, after), first, 'Another cloud, restored from the snapshot, answers otherwise.');
    }),

    property('what is refused changes nothing', [life(15)], (steps) => {
      const cloud = open();
      for (const step of steps) {
        const before = stateOf(cloud);
        live(unheld, cloud, step);
        const last = cloud.journal.last();
        if (step.kind === 'ask' && last?.why != null) same(stateOf(cloud), before, `${last.operation} changed something, although it was refused: ${last.why}`);
      }
    }),

    property('what is read twice at one instant reads the same, and reading changes nothing', [life(15)], (steps) => {
      const cloud = open();
      for (const step of steps) {
        const answered = live(unheld, cloud, step);
        if (step.kind !== 'ask' || step.request.method !== 'GET') continue;
        const before = stateOf(cloud);
        same(live(unheld, cloud, step), answered, `GET ${step.request.path} answers otherwise at the same instant.`);
        same(stateOf(cloud), before, `GET ${step.request.path} changed something.`);
      }
    }),

    property('the same requests at the same instants give the same answers', [life(15)], (steps) => {
      const first = run(open(), steps);
      same(run(open(), steps), first, 'Two clouds with one seed answer otherwise: something is drawn or counted outside the account.');
    }),

    property('a cloud that is reset is a fresh one', [life(12), life(12)], (before, after) => {
      const cloud = open();
      run(cloud, before);
      cloud.reset();
      const fresh = open();
      same(plain(cloud.snapshot()), plain(fresh.snapshot()), 'The reset left something behind.');
      same(run(cloud, after), run(fresh, after), 'A cloud that was reset answers otherwise than a fresh one.');
    }),

    {
      name: 'each operation says which actions it begins, and begins no other',
      async run() {
        const begun = new Set<string>();
        const provider = watched(subject.provider, (what) => begun.add(what));
        const holds = (steps: readonly Step[]): void => {
          const cloud = openCloud<Providers>({ [provider.name]: provider });
          for (const step of steps) live(unheld, cloud, step);
        };
        fc.assert(fc.property(life(40), holds), { seed, numRuns });
        const said = saidToBegin(provider);
        const unsaid = [...begun].filter((one) => !said.includes(one));
        assert.deepEqual(unsaid, [], `Not in the contract's x-action or x-begins: ${unsaid.join(', ')}`);
        const mute = silent(provider);
        assert.deepEqual(mute, [], `Without x-action or x-begins, so that nobody knows what they begin ({} is nothing): ${mute.join(', ')}`);
      },
    },

    property(
      'whatever goes wrong, no answer is outside the contract, and no fault strikes more often than it was told to',
      [faultyLives(subject, 30)],
      (steps) => {
        const cloud = open();
        for (const step of steps) {
          liveThrough(subject, cloud, step);
          const { reply, why } = cloud.journal.last() ?? {};
          if (reply && reply.status >= 500) assert.match(why ?? '', /fault/, `A request was answered ${reply.status}, and no fault did it.`);
          for (const { fault, struck, matched } of cloud.snapshot().faults) {
            assert.ok(struck < (fault.times ?? Infinity), `A fault that strikes ${fault.times} times struck ${struck} times, and is still there.`);
            assert.ok(struck <= matched, 'A fault struck requests that it does not match.');
          }
        }
        cloud.clock.settle();
      },
    ),

    property(
      'a snapshot holds the faults: what is restored goes wrong as it would have',
      [faultyLives(subject, 15), faultyLives(subject, 12)],
      (before, after) => {
        const { provider } = subject;
        const through = (cloud: CheckedCloud, steps: readonly FaultyStep[]): string[] => steps.map((step) => liveThrough({ ...unheld, provider }, cloud, step));
        const cloud = open();
        through(cloud, before);
        const saved = plain(cloud.snapshot());
        const first = through(cloud, after);
        const other = open();
        other.restore(saved);
        same(plain(other.snapshot()), saved, 'The restored cloud is another.');
        same(through(other, after), first, 'The restored cloud answers otherwise.');
        same(plain(other.snapshot()), plain(cloud.snapshot()), 'The restored cloud comes to another state.');
      },
    ),

    linkProperty(subject, { runs: numRuns, seed }),
  ];
}

/** Asks without holding the answer to the contract: the first property does, and the others then fail for what they name alone. */
const asking = ({ provider: { name } }: Subject): Pick<Subject, 'ask'> => ({ ask: (cloud, request) => cloud.serve(name, request) });

/** A link is checked with a scenario somewhere in the life, where the vendor has any. */
function linkProperty(subject: Subject, { runs: numRuns, seed }: PropertyOptions): VendorCheck {
  const { provider, open } = subject;
  const unheld = asking(subject);
  const providers: Providers = { [provider.name]: provider };
  const scenarios = fc.constantFrom<(AnyScenario | undefined)[]>(undefined, ...Object.values(provider.scenarios ?? {}));
  const holds = (steps: readonly Step[], scenario: AnyScenario | undefined, when: number): void => {
    const cloud = open();
    let played = true;
    for (const [i, step] of steps.entries()) {
      if (scenario && i === when) played = play(cloud, scenario);
      live(unheld, cloud, step);
    }
    const link = plain(cloud.toLink());
    if (played) assert.equal(link.snapshot, undefined, 'The link holds a snapshot: its steps, done again, come to another state.');
    const written = JSON.stringify(link).toLowerCase();
    for (const secret of ['authorization', 'x-api-key', 'cookie']) assert.ok(!written.includes(secret), `The link holds a header: ${secret}.`);
    const other = openCloud(providers, {}, { link });
    same(plain(other.snapshot()), plain(cloud.snapshot()), 'The link comes to another state.');
    assert.equal(other.clock.now(), cloud.clock.now());
    same(plain(other.toLink()), link, 'The link of a link is another.');
    same(plain(openCloud(providers, {}, { link: linkFragment(link) }).snapshot()), plain(cloud.snapshot()), 'The link as a fragment comes to another state.');
  };
  return {
    name: 'the link of a random life tells its steps, comes to the same state at the same instant, and holds no credential',
    run: async () => fc.assert(fc.property(lives(subject, 20), scenarios, fc.integer({ min: 0, max: 20 }), holds), { seed, numRuns }),
  };
}

/** Plays a scenario; false when the life has not left what it needs. */
function play(cloud: CheckedCloud, scenario: AnyScenario): boolean {
  try {
    cloud.play(scenario.name as never);
    return true;
  } catch {
    return false;
  }
}
