/**
 * What happened to a cloud since it began, when, and what caused it: a request, time, a scenario, or code.
 * Law: every change passes through here and into the history, and the steps are either complete or absent.
 */
import type { Agenda } from '../model/agenda.ts';
import type { Clock } from '../model/clock.ts';
import type { Limits } from '../model/limits.ts';
import { sizeOf } from '../model/plain.ts';
import type { Counts } from '../model/faults.ts';
import type { AccountState, Undo } from './account.ts';
import { history, type Past } from './history.ts';
import type { ChangedBy } from './cloud.ts';
import { MOST_STEP_BYTES, MOST_STEPS, type Step } from './link.ts';

/** The timeline of a cloud since it began. */
export interface Timeline {
  /** Brings the cloud up to date at an instant. */
  settle(now: number): void;
  /** Records a change after it was made; returns what caused it, or undefined while the cloud is being filled. */
  changed(undo: Undo): ChangedBy | undefined;
  /** Fills the cloud again, and forgets what happened before. A restored cloud has no steps. */
  begin(at: number, how: 'created' | 'restored', fill: () => void): void;
  /**
   * Runs a step. `describe` returns the step for replaying, or undefined when it changed nothing; `touched` says whether a record, a setting or a counter changed.
   * A nested step is part of the outer one.
   */
  step<T>(by: 'request' | 'scenario' | 'code', run: () => T, describe: (result: T, touched: boolean) => Step | undefined): T;
  /** Whether a change now would come from a test, a scenario or another machine, and not from a request, from time or from a snapshot. */
  outside(): boolean;
  /** Marks that something was done that no step describes. */
  undescribed(): void;
  /** Marks that counts of faults have changed, and nothing else. */
  counted(): void;
  /** How many changes were made since the cloud was opened. */
  changes(): number;
  /** Goes on from the steps that led to what was restored. */
  continues(steps: readonly Step[]): void;
  /** The steps in order; undefined when something was done that no step describes. */
  steps(): readonly Step[] | undefined;
  /** Calls a listener with each step from now on, also after `steps()` has ended; with undefined when something was done that no step describes. */
  watch(listener: (step: Step | undefined) => void): void;
  /** The accounts after the last change up to an instant. */
  past(instant: number, accounts: ReadonlyMap<string, AccountState>): Past;
  /** The earliest instant that `past` knows. */
  began(): number;
}

/** Creates the timeline of a cloud, with these limits for its history. `counts` tells those of the faults, of which only the last matter. */
export function timeline(clock: Clock, due: Agenda, limits: number | Partial<Limits> | undefined, counts: () => readonly Counts[]): Timeline {
  const past = history(limits);
  let by: ChangedBy | 'filling' = 'code';
  let inStep = false;
  let at = clock.now();
  let touched = false;
  let steps: Step[] | undefined = [];
  let bytes = 0;
  let changes = 0;
  let uncounted = false;
  let watcher: ((step: Step | undefined) => void) | undefined;

  const during = <T>(cause: typeof by, run: () => T): T => {
    const previous = by;
    by = cause;
    try {
      return run();
    } finally {
      by = previous;
    }
  };
  const undescribed = (): void => {
    steps = undefined;
    watcher?.(undefined);
  };
  const add = (step: Step, size = sizeOf(step)): void => {
    if (!steps) return;
    steps.push(step);
    bytes += size;
    if (steps.length > MOST_STEPS || bytes > MOST_STEP_BYTES) steps = undefined;
  };
  const note = (step: Step): void => {
    const size = sizeOf(step);
    // A longer one may hold what was not looked through for secrets.
    watcher?.(size > MOST_STEP_BYTES ? undefined : step);
    add(step, size);
  };

  return {
    settle(now) {
      at = now;
      during('time', () => due.settle(now));
    },
    changed(undo) {
      if (by === 'filling') return undefined;
      changes += 1;
      if (inStep) touched ||= by !== 'time';
      else if (by === 'code') {
        // Code may change something without reading first, so the clock is read here.
        at = clock.now();
        undescribed();
      }
      past.record(at, due.begun(), undo);
      return by;
    },
    begin(now, how, fill) {
      during('filling', fill);
      at = now;
      steps = how === 'created' ? [] : undefined;
      bytes = 0;
      uncounted = false;
      watcher?.(undefined);
      past.begin(now, due.begun());
    },
    step(cause, run, describe) {
      if (inStep) return run();
      touched = false;
      inStep = true;
      let completed = false;
      const before = uncounted ? counts() : undefined;
      try {
        const result = during(cause, run);
        completed = true;
        const step = (steps || watcher) && describe(result, touched);
        if (step) {
          // Whoever watches has seen these counts.
          if (before) add({ at: step.at, counts: before });
          uncounted = false;
          note(step);
        }
        return result;
      } finally {
        inStep = false;
        // A step that failed half-way cannot be replayed.
        if (!completed && touched) undescribed();
      }
    },
    outside: () => by === 'code' || by === 'scenario',
    undescribed,
    continues(done) {
      // What is watched is watched since then: these steps were kept already.
      steps = [];
      done.forEach(add);
    },
    changes: () => changes,
    counted() {
      uncounted = true;
      watcher?.({ at, counts: counts() });
    },
    steps: () => (steps && uncounted ? [...steps, { at, counts: counts() }] : steps),
    watch(listener) {
      watcher = listener;
    },
    past: (instant, accounts) => past.past(instant, accounts),
    began: past.began,
  };
}
