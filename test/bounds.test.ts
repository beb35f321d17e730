/** What is kept of what has passed: bounded in count and in bytes, each bound from both of its sides. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { coreOf } from '../cloud/inside.ts';
import { linkBySteps } from '../cloud/open.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { vpsorg, type VpsOrg } from '../handlers/vpsorg/index.ts';
import { MOST_CHANGE_BYTES, MOST_CHANGES, pendingChanges } from '../cloud/changes.ts';
import { history } from '../cloud/history.ts';
import { MOST_STEP_BYTES, MOST_STEPS } from '../cloud/link.ts';
import { timeline } from '../cloud/timeline.ts';
import { createCloud, manualClock, scenarioFor, seconds, type Change, type Exchange } from '../index.ts';
import { abridgedChange, LONGEST_VALUE } from '../model/abridge.ts';
import { agenda } from '../model/agenda.ts';
import { journal, type Unnumbered } from '../model/journal.ts';
import { sizeOf } from '../model/plain.ts';
import { client } from './client.ts';

const VPS = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer t' };
const open = (options = {}) => {
  const cloud = createCloud({ vpsorg }, options);
  return { cloud, vps: client(cloud, VPS, headers) };
};

/** An exchange of so many bytes, about. */
const exchange = (body = ''): Unnumbered => ({
  n: 0,
  at: 0,
  vendor: 'vpsorg',
  operation: 'GET /servers/',
  request: { method: 'GET', path: '', query: '', headers: {}, body: null },
  reply: { status: 200, headers: {}, body },
  changes: [],
  why: null,
  refused: null,
  attempts: [],
  violations: [],
  beside: 0,
});
const numbers = (of: { all(): Exchange[] }): number[] => of.all().map(({ n }) => n);

describe('the journal', () => {
  test('keeps so many exchanges and not one more, the last ones, however many came', () => {
    for (const [limit, kept] of [
      [0, []],
      [1, [500]],
      [3, [498, 499, 500]],
    ] as const) {
      const { journal: exchanges, write } = journal(limit);
      for (let i = 0; i < 500; i += 1) write(exchange());
      expect([exchanges.size, numbers(exchanges), exchanges.last()?.n]).toEqual([kept.length, kept, kept.at(-1)]);
    }
  });

  test('keeps so many bytes and not one more; what is larger than all of it is not kept', () => {
    const size = 500 + 1_000;
    const bodies = 'x'.repeat(1_000);
    for (const [bytes, kept] of [
      [3 * size, [4, 5, 6]],
      [3 * size - 1, [5, 6]],
      [size, [6]],
      [size - 1, []],
    ] as const) {
      const { journal: exchanges, write } = journal({ bytes });
      for (let i = 0; i < 6; i += 1) write(exchange(bodies));
      expect(numbers(exchanges)).toEqual(kept);
    }
    const { journal: exchanges, write } = journal({ entries: 2, bytes: 1_000_000 });
    for (let i = 0; i < 6; i += 1) write(exchange(bodies));
    expect(numbers(exchanges)).toEqual([5, 6]);
    exchanges.clear();
    write(exchange(bodies));
    expect(numbers(exchanges)).toEqual([7]);
  });

  test('counts headers, paths, queries and changes, too', () => {
    const long = 'x'.repeat(1_000);
    const { request } = exchange();
    const changes: Change[] = [{ table: 't', key: 1, kind: 'added', after: { a: long } }];
    const large = [
      { ...exchange(), request: { ...request, path: long } },
      { ...exchange(), request: { ...request, query: long } },
      { ...exchange(), request: { ...request, body: long } },
      { ...exchange(), request: { ...request, headers: { a: long } } },
      { ...exchange(), request: { ...request, headers: { [long]: 'a' } } },
      { ...exchange(), changes },
    ];
    for (const one of large) {
      const { journal: exchanges, write } = journal({ bytes: 1_400 });
      write(one);
      expect(exchanges.size).toBe(0);
      write(exchange());
      expect(exchanges.size).toBe(1);
    }
  });

  test('cannot be written', async () => {
    const { cloud, vps } = open();
    await vps('POST', '/servers/12345/stop/');
    for (const one of [cloud.journal.all()[0], cloud.journal.last(), cloud.journal.filter(() => true)[0]] as unknown as Record<
      string,
      Record<string, unknown>
    >[]) {
      for (const write of [
        () => Object.assign(one, { why: 'x' }),
        () => Object.assign(one['request'] ?? {}, { path: 'x' }),
        () => Object.assign((one['reply'] as { headers: object }).headers, { 'content-type': 'x' }),
        () => (one['changes'] as unknown as unknown[]).push(1),
        () => Object.assign(((one['changes'] as unknown as Change[])[0] as Change).after ?? {}, { status: 'x' }),
      ])
        expect(write).toThrow(TypeError);
    }
  });

  test('keeps a body of 64 KiB whole; of a longer one its length and its hash', async () => {
    const { cloud, vps } = open();
    const padded = (length: number) => {
      const rest = JSON.stringify({ name: 'a', extra: '' }).length;
      return { name: 'a', extra: 'x'.repeat(length - rest) };
    };
    await vps('PATCH', '/servers/12345/', padded(65_536));
    expect(cloud.journal.last()?.request.body).toHaveLength(65_536);
    await vps('PATCH', '/servers/12345/', padded(65_537));
    const kept = cloud.journal.last()?.request.body;
    expect(kept).toMatch(/^\[65537 bytes, hash [0-9a-f]{16}\]$/);
    await vps('PATCH', '/servers/12345/', padded(65_537));
    expect(cloud.journal.last()?.request.body).toBe(kept);
    await vps('PATCH', '/servers/12345/', { ...padded(65_537), name: 'b' });
    expect(cloud.journal.last()?.request.body).not.toBe(kept);
  });

  test('does not blame a request for what a test or a scenario did before it', async () => {
    const { cloud, vps } = open();
    cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12345), { name: 'renamed' });
    cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'stop');
    cloud.play(scenarioFor<VpsOrg>()({ name: 'vpsorg/removal', description: 'Gone.', play: ({ vpsorg: account }) => void account.servers.remove(12346) }));
    await vps('GET', '/servers/');
    expect(cloud.journal.last()?.changes).toEqual([]);
    cloud.clock.advance(seconds(20));
    await vps('GET', '/servers/');
    expect(cloud.journal.last()?.changes).toMatchObject([{ key: 12345, after: { status: 'stopped' } }]);
  });
});

test('a listener cannot write what the history holds', () => {
  const { cloud } = open();
  const changes: Change[] = [];
  cloud.on('change', (change) => changes.push(change));
  const began = cloud.clock.now();
  cloud.clock.advance(1);
  cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12345), { name: 'renamed' });
  expect(() => Object.assign(changes[0]?.before ?? {}, { name: 'x' })).toThrow(TypeError);
  expect(() => Object.assign(changes[0]?.after ?? {}, { name: 'x' })).toThrow(TypeError);
  expect(cloud.at(began).vpsorg.servers.get(12345).name).toBe('web-server-01');
});

describe('the changes of an exchange', () => {
  const change = (key: number, text = ''): Change => ({ table: 't', key, kind: 'changed', before: { text: '' }, after: { text } });

  test('at most a hundred are kept', () => {
    const pending = pendingChanges();
    for (let i = 0; i < MOST_CHANGES; i += 1) pending.add(change(i));
    expect(pending.take()).toHaveLength(MOST_CHANGES);
    for (let i = 0; i <= MOST_CHANGES; i += 1) pending.add(change(i));
    expect(pending.take().map(({ key }) => key)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(pending.take()).toEqual([]);
  });

  test('are so many bytes, and not one more', () => {
    const empty = sizeOf(change(0));
    const times = Math.ceil(MOST_CHANGE_BYTES / (empty + LONGEST_VALUE));
    const rest = MOST_CHANGE_BYTES - (times - 1) * (empty + LONGEST_VALUE) - empty;
    for (const [more, kept] of [
      [0, times],
      [1, times - 1],
    ] as const) {
      const pending = pendingChanges();
      for (let i = 1; i < times; i += 1) pending.add(change(i, 'x'.repeat(LONGEST_VALUE)));
      pending.add(change(0, 'x'.repeat(rest + more)));
      expect(pending.take()).toHaveLength(kept);
      pending.add(change(0, 'x'.repeat(LONGEST_VALUE)));
      expect(pending.take()).toHaveLength(1);
    }
  });

  test('keep a text of 4,096 characters whole; of a longer one its length and its hash, however deep it stands', () => {
    const whole = change(1, 'x'.repeat(LONGEST_VALUE));
    expect(abridgedChange(whole)).toBe(whole);
    const hash = /^\[4097 characters, hash [0-9a-f]{16}\]$/;
    const long = 'x'.repeat(LONGEST_VALUE + 1);
    expect(abridgedChange(change(1, long)).after).toEqual({ text: expect.stringMatching(hash) });
    const nested: Change = { table: 't', key: 1, kind: 'added', after: { id: 1, config: { list: [long, 'short'] } } };
    expect(abridgedChange(nested).after).toEqual({ id: 1, config: { list: [expect.stringMatching(hash), 'short'] } });
    expect(abridgedChange({ table: 't', key: 1, kind: 'removed' })).toEqual({ table: 't', key: 1, kind: 'removed' });
  });
});

describe('the history', () => {
  const undo = (text: string) => ({ vendor: 'v', of: 'settings', name: 's', before: text }) as const;

  test('keeps so many changes and not one more, and so many bytes of what they replaced and not one more', () => {
    const size = sizeOf('x'.repeat(100));
    for (const [limits, first] of [
      [3, 7],
      [{ entries: 4 }, 6],
      [{ bytes: 3 * size }, 7],
      [{ bytes: 3 * size - 1 }, 8],
      [{ bytes: 0 }, 10],
    ] as const) {
      const past = history(limits);
      past.begin(0, 0);
      for (let at = 1; at <= 10; at += 1) past.record(at, 0, undo('x'.repeat(100)));
      expect(past.past(first, new Map()).accounts).toEqual({});
      expect(() => past.past(first - 1, new Map())).toThrow('is no longer known: its history goes back to');
    }
  });

  test('counts what an update replaced and what was removed, not what was added; and says both of its limits', () => {
    const { cloud } = open({ history: { bytes: 10_000 } });
    const { servers } = cloud.vpsorg;
    const step = (change: () => void): number => {
      change();
      cloud.clock.advance(1);
      return cloud.clock.now();
    };
    const knows = (instant: number): boolean => {
      try {
        return cloud.at(instant).clock.now() === instant;
      } catch {
        return false;
      }
    };
    const began = cloud.clock.now();
    const added = step(() => servers.add({ ...servers.get(12345), id: 1, name: 'x'.repeat(9_000) }));
    expect(knows(began)).toBe(true);
    const renamed = step(() => servers.update(servers.get(1), { name: 'y'.repeat(9_000) }));
    expect([knows(began), knows(added)]).toEqual([true, true]);
    step(() => servers.remove(1));
    expect([knows(began), knows(added), knows(renamed)]).toEqual([false, true, true]);
    expect(() => cloud.at(began)).toThrow('or pass createCloud a history of more than 10000 changes and 10000 bytes.');
  });
});

describe('a link', () => {
  // However short a snapshot would be.
  const stepsOf = (cloud: object) => linkBySteps(coreOf(cloud))?.steps;
  const body = (cloud: object): 'steps' | 'snapshot' => (stepsOf(cloud) ? 'steps' : 'snapshot');

  test('holds so many steps, and beyond them a snapshot', () => {
    const { cloud } = open();
    for (let i = 0; i < MOST_STEPS; i += 1) cloud.faults.clear();
    expect(stepsOf(cloud)).toHaveLength(MOST_STEPS);
    cloud.faults.clear();
    expect(body(cloud)).toBe('snapshot');
  });

  test('holds so many bytes of steps, and beyond them a snapshot', async () => {
    const { cloud, vps } = open();
    const change = (extra: number) => vps('PATCH', '/servers/12345/', { name: 'a', extra: 'x'.repeat(extra) });
    const size = async (extra: number): Promise<number> => {
      const other = open();
      await other.vps('PATCH', '/servers/12345/', { name: 'a', extra: 'x'.repeat(extra) });
      return (stepsOf(other.cloud) ?? []).reduce((sum, step) => sum + sizeOf(step), 0);
    };
    const most = MOST_STEP_BYTES - (await size(0));
    expect(await size(most)).toBe(MOST_STEP_BYTES);
    await change(most);
    expect(body(cloud)).toBe('steps');
    cloud.reset();
    await change(most + 1);
    expect(body(cloud)).toBe('snapshot');
  });

  test('has no steps to tell once one broke off half-way: what it had changed by then, nobody does again', () => {
    const line = timeline(manualClock(), agenda(), undefined, () => []);
    const breaks = (change: boolean): void =>
      line.step(
        'scenario',
        () => {
          if (change) line.changed({ vendor: 'v', of: 'settings', name: 's', before: 1 });
          throw new Error('broke off');
        },
        () => undefined,
      );
    line.begin(0, 'created', () => {});
    expect(() => breaks(false)).toThrow('broke off');
    expect(line.steps()).toEqual([]);
    expect(() => breaks(true)).toThrow('broke off');
    expect(line.steps()).toBeUndefined();
  });

  test('holds a snapshot once a step broke off half-way; one that had changed nothing by then is no step', () => {
    const scenario = scenarioFor<VpsOrg>();
    const breaks = scenario({
      name: 'vpsorg/breaks',
      description: 'Breaks off.',
      play() {
        throw new Error('broke off');
      },
    });
    const halfWay = scenario({
      name: 'vpsorg/half-way',
      description: 'Breaks off half-way.',
      play({ vpsorg: account }) {
        account.settings.credits = 1;
        throw new Error('broke off');
      },
    });
    const { cloud } = open();
    expect(() => cloud.play(breaks)).toThrow('broke off');
    expect(cloud.toLink().steps).toEqual([]);
    expect(() => cloud.play(halfWay)).toThrow('broke off');
    expect(body(cloud)).toBe('snapshot');
    expect(createCloud.fromLink({ vpsorg }, cloud.toLink()).vpsorg.settings.credits).toBe(1);
  });
});

test('what is written over and over again is held once: two dozen writes of 4 MiB to a drive', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const cloud = createCloud({ elastichosts });
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed + process.memoryUsage().external;
  };
  const drive = cloud.elastichosts.drives.find({ user: cloud.elastichosts.settings.user, status: 'active' })?.drive;
  const spare = cloud.elastichosts.drives.all().find((one) => one.user === cloud.elastichosts.settings.user && !isUsed(one.drive));
  function isUsed(uuid: string): boolean {
    return cloud.elastichosts.servers.all().some(({ config }) => Object.values(config).includes(uuid));
  }
  expect([typeof drive, typeof spare]).toEqual(['string', 'object']);
  const before = heap();
  for (let i = 1; i <= 24; i += 1) {
    const { reply } = cloud.serve('elastichosts', {
      method: 'POST',
      path: `/drives/${spare?.drive}/write`,
      base: '',
      query: '',
      headers: { authorization: `Basic ${btoa('u:p')}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(4 * 2 ** 20).fill(i),
    });
    expect(reply?.status).toBe(204);
  }
  expect(cloud.journal.size).toBe(24);
  expect(cloud.journal.last()?.request.body).toMatch(/^\[4194304 bytes, hash [0-9a-f]{16}\]$/);
  // Unbounded, they held 130 MB and more; what the drive holds now is 6 MB, and the history 16 MiB.
  expect((heap() - before) / 1e6).toBeLessThan(90);
});
