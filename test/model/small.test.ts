/** The journal, the faults, the randomness and the guesses at spelling. */
import { expect, test } from '@jest/globals';
import { closest } from '../../model/spelling.ts';
import { faults, type Fault, type FaultBook } from '../../model/faults.ts';
import { journal } from '../../model/journal.ts';
import { fraction, random } from '../../model/random.ts';

const exchange = (operation: string) => ({
  n: 0,
  at: 0,
  vendor: 'v',
  operation,
  request: { method: 'GET', path: '/', query: '', headers: {}, body: null },
  reply: null,
  changes: [],
  why: null,
  refused: null,
  attempts: [],
  violations: [],
  beside: 0,
});

test('a journal keeps the last exchanges, and goes on counting', () => {
  const { journal: book, write } = journal(3);
  expect(book.last()).toBeUndefined();
  for (const name of ['a', 'b', 'c', 'd', 'e']) write(exchange(name));
  expect(book.all().map(({ n, operation }) => [n, operation])).toEqual([
    [3, 'c'],
    [4, 'd'],
    [5, 'e'],
  ]);
  expect(book.last()?.operation).toBe('e');
  expect(book.filter('d')).toHaveLength(1);
  expect(book.filter(({ n }) => n > 3)).toHaveLength(2);
  book.clear();
  expect([book.size, book.last()]).toEqual([0, undefined]);
  expect(write(exchange('f')).n).toBe(6);
  expect(book.last()?.operation).toBe('f');
});

test('a journal of none keeps none, and one of nonsense is an error', () => {
  const { journal: book, write } = journal(0);
  write(exchange('a'));
  expect(book.all()).toEqual([]);
  expect(() => journal(-1)).toThrow('cannot keep -1');
});

/** Takes what strikes a request, and has it take effect. */
const struck = (book: FaultBook): boolean => {
  const strike = book.take({ vendor: 'v', operation: 'GET /', server: undefined, now: 0 });
  strike?.took('network-error');
  return strike !== undefined;
};
const strikes = (fault: Partial<Fault>, n = 8) => {
  const book = faults(() => 1);
  book.faults.add({ vendor: 'v', outcome: 'network-error', ...fault } as Fault);
  return Array.from({ length: n }, () => Number(struck(book))).join('');
};

test('a fault strikes as often as it says: so many times, after so many, each nth', () => {
  expect(strikes({})).toBe('11111111');
  expect(strikes({ times: 2 })).toBe('11000000');
  expect(strikes({ after: 3 })).toBe('00011111');
  expect(strikes({ after: 1, times: 1 })).toBe('01000000');
  expect(strikes({ every: 3 })).toBe('00100100');
  expect(strikes({ on: 'POST /' })).toBe('00000000');
});

test('a chance is drawn by its key: the same for a seed, whatever else there is, and about as often as it says', () => {
  expect(strikes({ chance: 0.5 }, 40)).toBe(strikes({ chance: 0.5 }, 40));
  const often = [...strikes({ chance: 0.25 }, 2_000)].filter((one) => one === '1').length;
  expect(often).toBeGreaterThan(400);
  expect(often).toBeLessThan(600);
});

test('a fault that is used up is no longer among them; a snapshot keeps the counts', () => {
  const book = faults(() => 1);
  const taken = (): boolean => struck(book);
  book.faults.add({ vendor: 'v', outcome: 'network-error', times: 2 });
  taken();
  const saved = book.snapshot();
  taken();
  expect(book.faults.all()).toEqual([]);
  book.restore(saved);
  expect(book.faults.all()).toHaveLength(1);
  expect([Number(taken()), Number(taken())]).toEqual([1, 0]);
});

test.each([
  { times: 0 },
  { times: 1.5 },
  { after: -1 },
  { every: 0 },
  { chance: 2 },
  { outcome: 'fails', at: 2 },
  { outcome: 'slow', factor: 0 },
  { outcome: 'latency', ms: Number.NaN },
])('a fault that could never strike as meant is an error: %p', (fault) => {
  expect(() => strikes(fault as never)).toThrow('A fault has an invalid');
});

test('randomness is keyed: the same key gives the same values, another gives others', () => {
  expect(random(1, 'a').text(16)).toBe(random(1, 'a').text(16));
  expect(random(1, 'a').text(16)).not.toBe(random(2, 'a').text(16));
  expect(random(1, 'a', 'b').number()).not.toBe(random(1, 'ab').number());
  expect(fraction(1, 'a')).toBe(random(1, 'a').number());
  expect(random(1).uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('random numbers are spread evenly over their range, also for similar keys', () => {
  const draws = Array.from({ length: 10_000 }, (_, i) => random(1, 'server', i).integer(0, 9));
  for (let digit = 0; digit < 10; digit += 1) {
    const share = draws.filter((drawn) => drawn === digit).length;
    expect(share).toBeGreaterThan(850);
    expect(share).toBeLessThan(1_150);
  }
  expect(() => random(1).pick([])).toThrow('Nothing to pick from');
});

test('a misspelled name is recognized; nonsense is not', () => {
  const names = ['vpsorg/out-of-credits', 'puregpu/backup-lock'];
  expect(closest('vpsorg/out-of-credit', names)).toBe('vpsorg/out-of-credits');
  expect(closest('xyz', names)).toBeUndefined();
});
