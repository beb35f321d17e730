/** What a dev server's cloud keeps when Vite loads its configuration anew, and what begins again: without a server. */
import { afterEach, expect, test } from '@jest/globals';
import { createCloud, liveClock, minutes } from 'stuntbox';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';
import { giveBack, take, type Held } from '../vite/held.ts';
import { wantedOf } from '../vite/options.ts';

const taken: [string, Held][] = [];
let application = 0;
const told: string[] = [];
afterEach(() => {
  for (const [key, held] of taken.splice(0)) giveBack(key, held);
  told.length = 0;
});

/** A dev server: it takes the cloud of an application under some options, and gives it back when it closes. */
function opened(options: object, key = `app ${(application += 1)}`) {
  const held = take(key, wantedOf({ vendors: { vpsorg }, paused: true, start: '2026-01-01', ...options }), (sentence) => told.push(sentence));
  taken.push([key, held]);
  return { held, key, restarted: (changed: object) => opened(changed, key).held };
}
const credits = ({ cloud }: Held): unknown => (cloud['vpsorg'] as unknown as { settings: { credits: number } }).settings.credits;

test('the speed and the pause that somebody set in the panel outlive a restart; another one in the configuration counts', () => {
  const { held, restarted } = opened({});
  const { cloud, clock } = held;
  clock.setSpeed(30);
  clock.resume();
  expect(restarted({})).toBe(held);
  expect([held.cloud, held.clock.speed, held.clock.paused]).toEqual([cloud, 30, false]);
  restarted({ speed: 60 });
  expect([held.cloud, held.clock.speed, held.clock.paused]).toEqual([cloud, 60, false]);
  clock.setSpeed(5);
  restarted({ speed: 60, paused: false });
  expect([held.clock.speed, held.clock.paused]).toEqual([5, false]);
  restarted({ speed: 60, paused: true });
  expect([held.cloud, held.clock.speed, held.clock.paused]).toEqual([cloud, 5, true]);
  expect(told).toEqual([]);
});

test('an option of the cloud that changes keeps its state, its instant and how its clock runs', () => {
  const { held, restarted } = opened({});
  held.cloud.play('vpsorg/out-of-credits');
  held.clock.advance(minutes(3));
  held.clock.setSpeed(30);
  const [before, snapshot] = [held.cloud, held.cloud.snapshot()];
  restarted({ journal: 5 });
  expect(held.cloud).not.toBe(before);
  expect(held.clouds.get('default')).toBe(held.cloud);
  expect(held.cloud.snapshot()).toEqual(snapshot);
  expect([held.cloud.clock, held.clock.speed, held.clock.paused]).toEqual([held.clock, 30, true]);
  expect(told).toEqual(['The cloud goes on with the new options: the option journal changed. Its journal begins anew.']);
});

test('what the cloud began with is not done again: neither its scenarios nor its link', () => {
  const scenario = opened({ scenario: 'vpsorg/out-of-credits' });
  expect(credits(scenario.held)).toBe(0);
  scenario.held.cloud.reset();
  const now = credits(scenario.held);
  expect(now).not.toBe(0);
  scenario.restarted({ scenario: 'vpsorg/out-of-credits', journal: 5 });
  expect(credits(scenario.held)).toBe(now);
  expect(scenario.held.cloud.faults.all()).toEqual([]);

  const theirs = createCloud({ vpsorg }, { clock: liveClock({ paused: true, start: '2026-02-02' }), seed: 'theirs' });
  theirs.play('vpsorg/out-of-credits');
  const link = theirs.toLink();
  const linked = opened({ link, start: undefined });
  expect([credits(linked.held), linked.held.clock.now()]).toEqual([0, theirs.clock.now()]);
  linked.held.clock.advance(minutes(1));
  linked.restarted({ link, start: undefined, journal: 5 });
  expect(linked.held.clock.now()).toBe(theirs.clock.now() + minutes(1));
});

test.each([
  ['seed', { seed: 7 }],
  ['start', { start: '2026-05-05' }],
  ['settings', { settings: { vpsorg: { credits: 5 } } }],
  ['scenario', { scenario: 'vpsorg/rate-limit' }],
  ['link', { link: createCloud({ vpsorg }).toLink(), start: undefined }],
])('with another %s a new cloud begins, and that is said', (name, changed) => {
  const { held, restarted } = opened({});
  held.cloud.play('vpsorg/out-of-credits');
  restarted(changed);
  expect(credits(held)).not.toBe(0);
  expect(held.clouds.get('default')).toBe(held.cloud);
  expect(told.join()).toMatch(/^A new cloud begins, since the options? .* changed\.$/);
  expect(told.join()).toContain(name);
});

test('a vendor that is added is fresh beside the state of the others; one that is left out takes its state along', () => {
  const { held, restarted } = opened({});
  held.cloud.play('vpsorg/out-of-credits');
  restarted({ vendors: { vpsorg, puregpu } });
  expect([Object.keys(held.cloud.vendors), credits(held)]).toEqual([['vpsorg', 'puregpu'], 0]);
  expect(told.splice(0)).toEqual(['The cloud goes on with the new options: the option vendors changed. Its journal begins anew.']);
  restarted({ vendors: { puregpu } });
  expect(Object.keys(held.cloud.vendors)).toEqual(['puregpu']);
  expect(told).toEqual([expect.stringMatching(/^A new cloud begins, since the option vendors changed, and the state of the old one does not fit: .*vpsorg/)]);
});

test('options with functions are compared by what they say, so that a configuration that is only loaded anew changes nothing', () => {
  const loaded = () => ({ violations: { report: 'warn', warn: (text: string) => void told.push(text) } });
  const { held, restarted } = opened(loaded());
  const before = held.cloud;
  restarted(loaded());
  expect([held.cloud === before, told]).toEqual([true, []]);
  restarted({ violations: { report: 'warn', warn: () => {} } });
  expect(held.cloud).not.toBe(before);
});

test('it belongs to all servers of the application, keeps its token among them, and is gone with the last', () => {
  const { held, key } = opened({});
  const other = opened({}, key).held;
  expect(other).toBe(held);
  expect(opened({}).held).not.toBe(held);
  const { token } = held;
  expect(token).toMatch(/^[\w-]{40,}$/);
  let ended = 0;
  held.ends.add(() => (ended += 1));
  giveBack(key, held);
  expect([ended, take(key, held.wanted, () => {}) === held, held.token]).toEqual([0, true, token]);
  giveBack(key, held);
  giveBack(key, held);
  expect(ended).toBe(1);
  taken.splice(0);
  const next = opened({}, key).held;
  expect(next === held || next.token === token).toBe(false);
});

test('a token of yours is the token, also when it is given later', () => {
  const { held, restarted } = opened({});
  restarted({ control: { token: 'a-token-of-my-own' } });
  expect(held.token).toBe('a-token-of-my-own');
});
