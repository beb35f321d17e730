/** Properties that must hold in random runs, whatever is requested and however time moves. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coreOf } from '../../cloud/inside.ts';
import { linkBySteps, openCloud } from '../../cloud/open.ts';
import { linkFragment } from '../../cloud/link.ts';
import type { Providers } from '../../cloud/options.ts';
import type { AnyScenario } from '../../vendor/scenario.ts';
import { plain, same, stateOf, type CheckedCloud, type Subject, type VendorCheck } from './check.ts';
import { declared, undeclared, watched } from './begins.ts';
import { runsWithFaults, runStepWithFaults, type FaultyStep } from './random-faults.ts';
import { randomRuns, runStep, type Step } from './random-run.ts';

/** How many random runs, and their seed. */
export interface PropertyOptions {
  readonly runs: number;
  readonly seed: number;
}

/** All checks of a vendor by random runs. */
export function propertyChecks(subject: Subject, { runs: numRuns, seed }: PropertyOptions): VendorCheck[] {
  const { open } = subject;
  const unchecked = asking(subject);
  const randomRun = (maxLength: number): fc.Arbitrary<Step[]> => randomRuns(subject, maxLength);
  const run = (cloud: CheckedCloud, steps: readonly Step[]): string[] => steps.map((step) => runStep(unchecked, cloud, step));
  const property = <T extends [unknown, ...unknown[]]>(
    name: string,
    arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
    holds: (...values: T) => void,
  ): VendorCheck => ({
    name,
    run: async () => fc.assert(fc.property(...arbitraries, holds), { seed, numRuns }),
  });

  return [
    property('in random runs no request is answered with 5xx or outside the contract, and time never runs backwards', [randomRun(25)], (steps) => {
      const cloud = open();
      let last = cloud.clock.now();
      for (const step of steps) {
        runStep(subject, cloud, step);
        const { at = last, reply } = cloud.journal.last() ?? {};
        assert.ok(step.kind !== 'ask' || at >= last, 'An exchange is dated before the previous one.');
        assert.ok(cloud.clock.now() >= last, 'The clock ran backwards.');
        assert.ok((reply?.status ?? 200) < 500, `A request was answered ${reply?.status}.`);
        last = cloud.clock.now();
      }
    }),

    property('a snapshot that is restored gives the same answers, in another cloud too', [randomRun(12), randomRun(12)], (before, after) => {
      const cloud = open();
      run(cloud, before);
      const saved = plain(cloud.snapshot());
      const first = run(cloud, after);
      cloud.restore(saved);
      same(run(cloud, after), first, 'The cloud answers differently after it was restored.');
      const other = open();
      other.restore(saved);
      same(run(other, after), first, 'Another cloud, restored from the snapshot, answers differently.');
    }),

    property('what is refused changes nothing', [randomRun(15)], (steps) => {
      const cloud = open();
      for (const step of steps) {
        const before = stateOf(cloud);
        runStep(unchecked, cloud, step);
        const last = cloud.journal.last();
        if (step.kind === 'ask' && last?.why != null) same(stateOf(cloud), before, `${last.operation} changed something, although it was refused: ${last.why}`);
      }
    }),

    property('what is read twice at one instant reads the same, and reading changes nothing', [randomRun(15)], (steps) => {
      const cloud = open();
      for (const step of steps) {
        const answered = runStep(unchecked, cloud, step);
        if (step.kind !== 'ask' || step.request.method !== 'GET') continue;
        const before = stateOf(cloud);
        same(runStep(unchecked, cloud, step), answered, `GET ${step.request.path} answers differently at the same instant.`);
        same(stateOf(cloud), before, `GET ${step.request.path} changed something.`);
      }
    }),

    property('the same requests at the same instants give the same answers', [randomRun(15)], (steps) => {
      const first = run(open(), steps);
      same(run(open(), steps), first, 'Two clouds with the same seed answer differently: something is random or counted outside the account.');
    }),

    property('a cloud that is reset is a fresh one', [randomRun(12), randomRun(12)], (before, after) => {
      const cloud = open();
      run(cloud, before);
      cloud.reset();
      const fresh = open();
      same(plain(cloud.snapshot()), plain(fresh.snapshot()), 'The reset left something behind.');
      same(run(cloud, after), run(fresh, after), 'A cloud that was reset answers differently from a fresh one.');
    }),

    {
      name: 'each operation says which actions it begins, and begins no other',
      async run() {
        const begun = new Set<string>();
        const provider = watched(subject.provider, (what) => begun.add(what));
        const holds = (steps: readonly Step[]): void => {
          const cloud = openCloud<Providers>({ [provider.name]: provider });
          for (const step of steps) runStep(unchecked, cloud, step);
        };
        fc.assert(fc.property(randomRun(40), holds), { seed, numRuns });
        const known = declared(provider);
        const missing = [...begun].filter((one) => !known.includes(one));
        assert.deepEqual(missing, [], `Not in the contract's x-action or x-begins: ${missing.join(', ')}`);
        const unclear = undeclared(provider);
        assert.deepEqual(unclear, [], `Without x-action or x-begins, so that it is unknown what they begin (declare {} for nothing): ${unclear.join(', ')}`);
      },
    },

    property(
      'whatever goes wrong, no answer is outside the contract, and no fault strikes more often than it should',
      [runsWithFaults(subject, 30)],
      (steps) => {
        const cloud = open();
        for (const step of steps) {
          runStepWithFaults(subject, cloud, step);
          const { reply, why } = cloud.journal.last() ?? {};
          if (reply && reply.status >= 500) assert.match(why ?? '', /fault/, `A request was answered ${reply.status}, and not because of a fault.`);
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
      [runsWithFaults(subject, 15), runsWithFaults(subject, 12)],
      (before, after) => {
        const { provider } = subject;
        const through = (cloud: CheckedCloud, steps: readonly FaultyStep[]): string[] =>
          steps.map((step) => runStepWithFaults({ ...unchecked, provider }, cloud, step));
        const cloud = open();
        through(cloud, before);
        const saved = plain(cloud.snapshot());
        const first = through(cloud, after);
        const other = open();
        other.restore(saved);
        same(plain(other.snapshot()), saved, 'The restored cloud is different.');
        same(through(other, after), first, 'The restored cloud answers differently.');
        same(plain(other.snapshot()), plain(cloud.snapshot()), 'The restored cloud ends in a different state.');
      },
    ),

    linkProperty(subject, { runs: numRuns, seed }),
  ];
}

/** Sends requests without checking the contract, which the first property does, so that the others fail only for what they name. */
const asking = ({ provider: { name } }: Subject): Pick<Subject, 'ask'> => ({ ask: (cloud, request) => cloud.serve(name, request) });

/** Checks links, with a scenario somewhere in the run if the vendor has any. */
function linkProperty(subject: Subject, { runs: numRuns, seed }: PropertyOptions): VendorCheck {
  const { provider, open } = subject;
  const unchecked = asking(subject);
  const providers: Providers = { [provider.name]: provider };
  const scenarios = fc.constantFrom<(AnyScenario | undefined)[]>(undefined, ...Object.values(provider.scenarios ?? {}));
  const holds = (steps: readonly Step[], scenario: AnyScenario | undefined, when: number): void => {
    const cloud = open();
    let played = true;
    for (const [i, step] of steps.entries()) {
      if (scenario && i === when) played = play(cloud, scenario);
      runStep(unchecked, cloud, step);
    }
    const link = plain(cloud.toLink());
    // A snapshot may be shorter than many steps.
    if (played) assert.ok(link.steps ?? linkBySteps(coreOf(cloud)), 'The link contains a snapshot: replaying its steps leads to a different state.');
    const written = JSON.stringify(link).toLowerCase();
    for (const secret of ['authorization', 'x-api-key', 'cookie']) assert.ok(!written.includes(secret), `The link contains a header: ${secret}.`);
    const other = openCloud(providers, {}, { link });
    same(plain(other.snapshot()), plain(cloud.snapshot()), 'The link leads to a different state.');
    assert.equal(other.clock.now(), cloud.clock.now());
    same(plain(other.toLink()), link, 'The link of a cloud opened from a link is different.');
    same(
      plain(openCloud(providers, {}, { link: linkFragment(link) }).snapshot()),
      plain(cloud.snapshot()),
      'The link as a fragment leads to a different state.',
    );
  };
  return {
    name: 'the link of a random run has its steps, leads to the same state at the same instant, and holds no credential',
    run: async () => fc.assert(fc.property(randomRuns(subject, 20), scenarios, fc.integer({ min: 0, max: 20 }), holds), { seed, numRuns }),
  };
}

/** Plays a scenario; returns false when the state does not allow it. */
function play(cloud: CheckedCloud, scenario: AnyScenario): boolean {
  try {
    cloud.play(scenario.name);
    return true;
  } catch {
    return false;
  }
}
