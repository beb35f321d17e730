/**
 * What happened to a cloud since it began, when, and what made it happen: a request, time, a scenario, or code from outside.
 * Law: every change passes through here, so the history has it, and the steps are either all that was done or none at all.
 */
import type { Agenda } from '../model/agenda.ts';
import type { Clock } from '../model/clock.ts';
import type { Limits } from '../model/limits.ts';
import { sizeOf } from '../model/plain.ts';
import type { AccountState, Undo } from './account.ts';
import { history, type Past } from './history.ts';
import type { ChangedBy } from './cloud.ts';
import type { Step } from './link.ts';

/** The timeline of a cloud since it began. */
export interface Timeline {
  /** Brings the cloud up to date at an instant. */
  settle(now: number): void;
  /** Records a change after it was made; says what made it, or undefined while the cloud is filled. */
  changed(undo: Undo): ChangedBy | undefined;
  /** Fills the cloud anew, and forgets what happened before. What begins as it is restored cannot be told by steps. */
  begin(at: number, how: 'created' | 'restored', fill: () => void): void;
  /**
   * Does a step. `describe` gives the step that can be done again, or undefined when it changed nothing; `touched` says whether a record, a setting or a counter changed.
   * A step within another is part of that one.
   */
  step<T>(by: 'request' | 'scenario' | 'code', run: () => T, describe: (result: T, touched: boolean) => Step | undefined): T;
  /** Says that something was done which no step describes. */
  undescribed(): void;
  /** What was done, in order; undefined when something was done besides. */
  steps(): readonly Step[] | undefined;
  /** The accounts as the last change by an instant left them. */
  past(instant: number, accounts: ReadonlyMap<string, AccountState>): Past;
}

/** How many steps are kept, and how many bytes of them, about: beyond it, a snapshot is shorter. */
export const MOST_STEPS = 5_000;
export const MOST_STEP_BYTES = 1_048_576;

/** Begins the timeline of a cloud, whose history has these limits. */
export function timeline(clock: Clock, due: Agenda, limits: number | Partial<Limits> | undefined): Timeline {
  const past = history(limits);
  let by: ChangedBy | 'filling' = 'code';
  let inStep = false;
  let at = clock.now();
  let touched = false;
  let steps: Step[] | undefined = [];
  let bytes = 0;

  const during = <T>(who: typeof by, run: () => T): T => {
    const was = by;
    by = who;
    try {
      return run();
    } finally {
      by = was;
    }
  };
  const undescribed = (): void => {
    steps = undefined;
  };
  const note = (step: Step): void => {
    if (!steps) return;
    steps.push(step);
    bytes += sizeOf(step);
    if (steps.length > MOST_STEPS || bytes > MOST_STEP_BYTES) undescribed();
  };

  return {
    settle(now) {
      at = now;
      during('time', () => due.settle(now));
    },
    changed(undo) {
      if (by === 'filling') return undefined;
      if (inStep) touched ||= by !== 'time';
      else if (by === 'code') {
        // Code need not have looked before it changes something: the instant is that of the change.
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
      past.begin(now, due.begun());
    },
    step(who, run, describe) {
      if (inStep) return run();
      touched = false;
      inStep = true;
      let whole = false;
      try {
        const result = during(who, run);
        whole = true;
        const step = steps && describe(result, touched);
        if (step) note(step);
        return result;
      } finally {
        inStep = false;
        // What breaks off half-way cannot be done again.
        if (!whole && touched) undescribed();
      }
    },
    undescribed,
    steps: () => steps,
    past: (instant, accounts) => past.past(instant, accounts),
  };
}
