import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agenda } from '../../model/agenda.ts';
import { collection } from '../../model/collection.ts';
import { stateMachine, progress, type Arrival, type Lifecycle, type Stateful } from '../../model/lifecycle.ts';
import { Problem } from '../../model/problem.ts';

type Status = 'off' | 'warming' | 'on' | 'broken' | 'saving';
type Action = 'start' | 'stop' | 'save' | 'rename' | 'delete' | 'cycle' | 'expire' | 'retire';

interface Machine extends Stateful<Status, Action> {
  readonly id: number;
}

// prettier-ignore
const lifecycle: Lifecycle<Status, Action> = {
  start:  { from: ['off'], through: [['warming', 60], [null, 0], ['saving', 40]], to: 'on', or: 'broken' },
  stop:   { from: ['on'], unchanged: ['off'], to: 'off' },
  save:   { from: ['off', 'on'], through: [['saving', 50]] },
  rename: { from: ['off', 'warming', 'on', 'saving'], beside: 'any' },
  delete: { from: ['off', 'warming', 'on', 'broken', 'saving'], interrupts: ['start'], to: null },
  cycle:  { from: ['on'], through: [[null, 30]], to: 'off', then: 'start' },
  expire: { from: ['broken'], through: [[null, 1_000]], to: null, quiet: true },
  retire: { from: ['on'], to: 'broken', then: 'expire' },
};

function world(count = 1) {
  const due = agenda();
  const table = collection<Machine>('machines', { key: 'id' });
  const arrivals: (Arrival<Machine> & { id: number; status: Status })[] = [];
  const its = stateMachine<Machine>(table, lifecycle, due, (machine, status, arrival) => {
    arrivals.push({ id: machine.id, status, ...arrival });
    return undefined;
  });
  for (let id = 1; id <= count; id += 1) table.add({ id, status: 'off', task: null });
  return { due, table, its, arrivals, machine: table.get(1) };
}

const problem = (run: () => void): Problem => {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('It was not refused.');
};

test('a task goes through its statuses, and the lock is there exactly while it runs', () => {
  const { due, its, machine } = world();
  its.begin(machine, 'start', 1_000);
  const seen = [1_000, 1_059, 1_060, 1_099, 1_100].map((now) => {
    due.settle(now);
    return [machine.status, machine.task !== null, progress(machine, now)];
  });
  expect(seen).toEqual([
    ['warming', true, 0],
    ['warming', true, 59],
    ['saving', true, 60],
    ['saving', true, 99],
    ['on', false, null],
  ]);
});

test('an end happens at the instant that it was due, however late anybody looks, and in order', () => {
  const { due, its, arrivals, table } = world(3);
  its.begin(table.get(1), 'start', 10);
  its.begin(table.get(2), 'save', 5);
  its.begin(table.get(3), 'save', 60);
  due.settle(1_000_000);
  expect(arrivals.filter(({ ended }) => ended).map(({ id, at }) => [id, at])).toEqual([
    [2, 55],
    [1, 110],
    [3, 110],
  ]);
  expect(arrivals.filter(({ at }) => at > 60).map(({ at }) => at)).toEqual([70, 110, 110]);
});

test('a busy record refuses, and says by what, how far, and until when', () => {
  const { its, machine } = world();
  its.begin(machine, 'start', 0);
  const { kind, detail, message } = problem(() => its.begin(machine, 'save', 37));
  expect(kind).toBe('locked');
  expect(detail).toMatchObject({ action: 'save', status: 'warming', task: { action: 'start', progress: 37, endsAt: 100 } });
  expect(message).toBe('Locked by start, 37% done, until 1970-01-01T00:00:00.100Z.');
});

test('an action is refused from a status that it does not start from; where it changes nothing it is accepted', () => {
  const { its, machine } = world();
  its.begin(machine, 'stop', 0);
  expect(machine.status).toBe('off');
  its.begin(machine, 'start', 0);
  const { kind, detail } = problem(() => its.begin(world().machine && machine, 'start', 0));
  expect([kind, detail.status]).toEqual(['locked', 'warming']);
  const other = world();
  expect(problem(() => other.its.begin(other.machine, 'cycle', 0))).toMatchObject({ kind: 'wrong-state', detail: { action: 'cycle', status: 'off' } });
});

test('what interrupts takes the place of the task, and the task never ends; what it may not interrupt refuses it', () => {
  const { due, its, machine, table, arrivals } = world();
  its.begin(machine, 'start', 0);
  its.begin(machine, 'delete', 10);
  expect(table.size).toBe(0);
  expect(due.due()).toBeUndefined();
  due.settle(1_000);
  expect(arrivals.filter(({ ended }) => ended)).toEqual([]);
  const other = world();
  other.its.begin(other.machine, 'save', 0);
  expect(problem(() => other.its.begin(other.machine, 'delete', 10)).kind).toBe('locked');
});

test('an action beside a task does not change the task', () => {
  const { due, its, machine } = world();
  its.begin(machine, 'start', 0);
  const { task } = machine;
  its.begin(machine, 'rename', 10);
  expect(machine.task).toBe(task);
  due.settle(100);
  expect(machine.status).toBe('on');
});

test('a failing task fails at its share, in the status that the row names, with its reason', () => {
  const { due, its, machine, arrivals } = world();
  its.begin(machine, 'start', 0, { fails: 0.6, because: 'no room' });
  due.settle(59);
  expect([machine.status, progress(machine, 59)]).toEqual(['warming', 59]);
  due.settle(60);
  expect([machine.status, machine.task]).toEqual(['broken', null]);
  expect(arrivals.at(-1)).toEqual({ id: 1, status: 'broken', at: 60, action: 'start', ended: true, failed: true, because: 'no room' });
});

test('a row that names no status ends in the one that it started from', () => {
  const { due, its, machine } = world();
  its.begin(machine, 'save', 0);
  expect(machine.status).toBe('saving');
  due.settle(50);
  expect(machine.status).toBe('off');
});

test('a row may begin another as it ends, at that very instant', () => {
  const { due, its, machine, table } = world();
  table.update(machine, { status: 'on' });
  its.begin(machine, 'cycle', 0);
  due.settle(500);
  expect([machine.status, machine.task]).toEqual(['on', null]);
  its.begin(machine, 'cycle', 1_000);
  due.settle(1_031);
  expect(machine.task).toMatchObject({ action: 'start', startedAt: 1_030 });
});

test('what goes on in the background locks nothing, and a cloud is at rest without it', () => {
  const { due, its, machine, table } = world();
  table.update(machine, { status: 'on' });
  its.begin(machine, 'retire', 0);
  expect([machine.status, due.busy(), due.due()]).toEqual(['broken', undefined, 1_000]);
  expect(its.permission(machine, 'delete', 5)).toEqual({ allowed: true });
  due.settle(1_000);
  expect(table.size).toBe(0);
});

test('a task can be slower, or as long as somebody says, and its stages with it', () => {
  const { due, its, machine } = world();
  its.begin(machine, 'start', 0, { slow: 10 });
  due.settle(599);
  expect(machine.status).toBe('warming');
  due.settle(600);
  expect(machine.status).toBe('saving');
  const other = world();
  other.its.begin(other.machine, 'start', 0, { lasts: 10 });
  other.due.settle(6);
  expect(other.machine.status).toBe('saving');
  other.due.settle(10);
  expect(other.machine.status).toBe('on');
  const both = world();
  both.its.begin(both.machine, 'start', 0, { lasts: 10, slow: 3 });
  expect(both.machine.task?.endsAt).toBe(30);
});

test('a task may have begun before anybody looked: its stage, its progress and its end are those of one that did', () => {
  const { due, its, machine } = world();
  its.begin(machine, 'start', 1_000, { passed: 0.7 });
  expect([machine.status, progress(machine, 1_000), machine.task?.startedAt, due.due()]).toEqual(['saving', 70, 930, 1_030]);
  due.settle(1_030);
  expect(machine.status).toBe('on');
  const failed = world();
  failed.its.begin(failed.machine, 'start', 1_000, { passed: 0.7, fails: 0.5 });
  failed.due.settle(1_000);
  expect(failed.machine.status).toBe('broken');
});

test('a task that began before anybody looked has arrived at each stage that has passed, at the instant at which it did', () => {
  const begun = (departure: object): [string, number][] => {
    const { due, its, machine, arrivals } = world();
    its.begin(machine, 'start', 1_000, departure);
    due.settle(1_000);
    return arrivals.map(({ status, at }) => [status, at]);
  };
  expect(begun({ passed: 0.5 })).toEqual([['warming', 950]]);
  expect(begun({ passed: 0.59 })).toEqual([['warming', 941]]);
  expect(begun({ passed: 0.6 })).toEqual([
    ['warming', 940],
    ['saving', 1_000],
  ]);
  expect(begun({ passed: 0.9 })).toEqual([
    ['warming', 910],
    ['saving', 970],
  ]);
});

test('a task that fails or sticks before the part that has passed arrived at nothing behind it', () => {
  const begun = (departure: object) => {
    const { due, its, machine, arrivals } = world();
    its.begin(machine, 'start', 1_000, departure);
    due.settle(1_000);
    return [machine.status, ...arrivals.map(({ status, at }) => `${status} ${at}`)];
  };
  expect(begun({ passed: 0.9, fails: 0.5 })).toEqual(['broken', 'warming 910', 'broken 1000']);
  expect(begun({ passed: 0.9, fails: 0.6 })).toEqual(['broken', 'warming 910', 'broken 1000']);
  expect(begun({ passed: 0.9, fails: 0.95 })).toEqual(['saving', 'warming 910', 'saving 970']);
  expect(begun({ passed: 0.9, stuck: 0.5 })).toEqual(['warming', 'warming 910']);
  expect(begun({ passed: 0.9, stuck: 0.5, fails: 0.8 })).toEqual(['warming', 'warming 910']);
  expect(begun({ passed: 0.9, stuck: 0.6 })).toEqual(['saving', 'warming 910', 'saving 970']);
});

test('a record that an arrival in the part that has passed removes is gone, and busy with nothing', () => {
  const due = agenda();
  const table = collection<Machine>('machines', { key: 'id' });
  const its = stateMachine<Machine>(table, lifecycle, due, () => null);
  const machine = table.add({ id: 1, status: 'off', task: null });
  its.begin(machine, 'start', 1_000, { passed: 0.9 });
  expect([table.size, due.due()]).toEqual([0, undefined]);
});

test.each([{ passed: 1 }, { passed: -0.1 }, { slow: 0 }, { slow: Infinity }, { fails: 1.5 }, { fails: -0.1 }, { lasts: 0 }, { lasts: Number.NaN }])(
  'a departure that makes no sense is an error, and nothing begins: %p',
  (departure) => {
    const { its, machine } = world();
    expect(() => its.begin(machine, 'start', 0, departure)).toThrow(`Invalid \`${Object.keys(departure)[0]}\`: ${Object.values(departure)[0]}; give `);
    expect(machine.task).toBeNull();
  },
);

test('an unknown action is an error that lists the available ones', () => {
  const { its, machine } = world();
  expect(() => its.begin(machine, 'strat' as never, 0)).toThrow("There is no action 'strat' in machines. Available: start, stop");
  expect(() => its.begin(machine, 'constructor' as never, 0)).toThrow('There is no action');
});

test('permission says what begin would do, without doing it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ action: fc.constantFrom<Action>('start', 'stop', 'save', 'rename', 'cycle', 'retire'), wait: fc.integer({ min: 0, max: 120 }) }), {
        maxLength: 20,
      }),
      (steps) => {
        const { due, its, machine, table } = world();
        let now = 0;
        for (const { action, wait } of steps) {
          now += wait;
          due.settle(now);
          if (!table.has(1)) return;
          const before = { ...machine };
          const verdict = its.permission(machine, action, now);
          expect(machine).toEqual(before);
          if (verdict.allowed) its.begin(machine, action, now);
          else expect(problem(() => its.begin(machine, action, now)).message).toBe(verdict.problem.message);
        }
      },
    ),
    { seed: 1 },
  );
});

test('progress is a whole percent, from 0 to 99, and never goes back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.array(fc.integer({ min: 0, max: 500_000 }), { maxLength: 30 }), (lasts, waits) => {
      const { due, its, machine } = world();
      its.begin(machine, 'start', 0, { lasts: lasts + 1 });
      let [now, last] = [0, 0];
      for (const wait of waits) {
        now += wait;
        due.settle(now);
        const percent = progress(machine, now);
        if (percent === null) return expect(now).toBeGreaterThanOrEqual(lasts);
        expect(Number.isInteger(percent) && percent >= last && percent <= 99).toBe(true);
        last = percent;
      }
      return undefined;
    }),
    { seed: 1 },
  );
});

test('a request pays only for what has come due', () => {
  const { due, its, table } = world(1_000);
  for (const machine of table.all()) its.begin(machine, 'save', 0, { lasts: 1_000 + machine.id });
  let looked = 0;
  due.add({ at: 5, order: 0, quiet: false, holds: () => ((looked += 1), true), happen: () => {} });
  due.settle(10);
  expect(looked).toBeLessThanOrEqual(2);
  expect(table.filter({ status: 'saving' })).toHaveLength(1_000);
});

test('a stuck task locks the record forever, schedules nothing, and shows how far it came', () => {
  const { due, its, machine } = world();
  its.begin(machine, 'start', 0, { stuck: 0.8 });
  due.settle(70);
  expect(machine.status).toBe('saving');
  due.settle(1_000_000);
  expect([machine.status, progress(machine, 1_000_000), due.due()]).toEqual(['saving', 80, undefined]);
  expect(problem(() => its.begin(machine, 'stop', 1_000_000)).message).toBe('Locked by start, 80% done, and stuck.');
  its.begin(machine, 'delete', 1_000_001);
});

test('a task may settle in another status than its row names, but not in one that there is not', () => {
  const { due, its, machine } = world();
  expect(() => its.begin(machine, 'start', 0, { settles: 'onn' })).toThrow("Invalid `settles`: 'onn'. Available: off, warming");
  its.begin(machine, 'start', 0, { settles: 'off' });
  due.settle(100);
  expect(machine.status).toBe('off');
});

test('progress has a shape: in steps, with a long tail, or going back once', () => {
  const shown = (departure: Parameters<ReturnType<typeof world>['its']['begin']>[3]) => {
    const { its, machine } = world();
    its.begin(machine, 'start', 0, departure);
    return [0, 25, 50, 75, 99].map((now) => progress(machine, now));
  };
  expect(shown({})).toEqual([0, 25, 50, 75, 99]);
  expect(shown({ shape: { steps: 4 } })).toEqual([0, 25, 50, 75, 75]);
  expect(shown({ shape: { tail: true } })).toEqual([0, 68, 93, 99, 99]);
  expect(shown({ shape: { back: [0.5, 0.1] } })).toEqual([0, 25, 10, 55, 98]);
  expect(() => shown({ shape: { steps: 0 } })).toThrow('Invalid `shape`: an object; give { steps: 4 }');
  expect(() => shown({ shape: { back: [0.1, 0.5] } })).toThrow('Invalid `shape`: an object; give { steps: 4 }');
});

test('what is refused says what would have been accepted', () => {
  const { its, machine } = world();
  its.begin(machine, 'start', 0);
  expect(problem(() => its.begin(machine, 'save', 1)).detail.allowed).toEqual(['rename', 'delete']);
});
