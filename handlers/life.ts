/**
 * What happens to a cloud, by whom and when: to time, to a step that can be done again, or to code from outside.
 * Law: every change is heard here, so the history has it, and the steps are either all that was done or none at all.
 */
import type { Agenda } from '../model/agenda.ts';
import type { Clock } from '../model/clock.ts';
import { history, type Past, type Undo } from './history.ts';
import type { Ledger } from './account.ts';
import type { Step } from './link.ts';

/** The life of a cloud since it began. */
export interface Life {
  /** Brings the cloud up to date at an instant. */
  settle(now: number): void;
  /** Hears of a change, after it was made. */
  changed(undo: Undo): void;
  /** Fills the cloud anew: what happened before is another life. What begins as it is restored cannot be told by steps. */
  begin(at: number, how: 'born' | 'restored', fill: () => void): void;
  /**
   * Does a step; `tell` says what it was, or undefined when it changed nothing, once it is told whether a record, a setting or a counter changed.
   * A step within another is part of that one.
   */
  step<T>(run: () => T, tell: (result: T, touched: boolean) => Step | undefined): T;
  /** Says that something was done which no step can tell. */
  untold(): void;
  /** What was done, in order; undefined when something was done besides. */
  steps(): readonly Step[] | undefined;
  /** The accounts as the last change by an instant left them. */
  past(instant: number, ledgers: ReadonlyMap<string, Ledger>): Past;
}

/** What a life keeps of steps: beyond it, a snapshot is the shorter tale. Of text in characters. */
const MOST_STEPS = 5_000;
const MOST_TEXT = 1_048_576;

/** Begins the life of a cloud, whose history keeps so many changes. */
export function life(clock: Clock, due: Agenda, limit: number | undefined): Life {
  const past = history(limit);
  let by: 'filling' | 'time' | 'step' | 'code' = 'code';
  let at = clock.now();
  let touched = false;
  let steps: Step[] | undefined = [];
  let text = 0;

  const during = <T>(who: typeof by, run: () => T): T => {
    const was = by;
    by = who;
    try {
      return run();
    } finally {
      by = was;
    }
  };
  const untold = (): void => void (steps = undefined);
  const note = (step: Step): void => {
    if (!steps) return;
    steps.push(step);
    if ('body' in step) text += step.body?.length ?? 0;
    if ('bytes' in step) text += step.bytes?.length ?? 0;
    if (steps.length > MOST_STEPS || text > MOST_TEXT) untold();
  };

  return {
    settle(now) {
      at = now;
      during('time', () => due.settle(now));
    },
    changed(undo) {
      if (by === 'filling') return;
      if (by === 'code') {
        // Code need not have looked before it changes something: the instant is that of the change.
        at = clock.now();
        untold();
      }
      if (by === 'step') touched = true;
      past.record(at, due.begun(), undo);
    },
    begin(now, how, fill) {
      during('filling', fill);
      at = now;
      steps = how === 'born' ? [] : undefined;
      text = 0;
      past.begin(now, due.begun());
    },
    step(run, tell) {
      if (by === 'step') return run();
      touched = false;
      let whole = false;
      try {
        const result = during('step', run);
        whole = true;
        const step = tell(result, touched);
        if (step) note(step);
        return result;
      } finally {
        // What breaks off half-way cannot be done again.
        if (!whole && touched) untold();
      }
    },
    untold,
    steps: () => steps,
    past: (instant, ledgers) => past.past(instant, ledgers),
  };
}
