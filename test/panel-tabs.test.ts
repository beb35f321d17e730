/** What the tabs and the clock of the panel draw and do, without a page: the vendor's words, the faults, the journal, and the time. */
import { afterEach, expect, test } from '@jest/globals';
import { createCloud, liveClock, minutes, seconds, steppingClock, systemClock } from 'stuntbox';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';
import { clockBar } from '../panel/clock-bar.ts';
import { faultsTab } from '../panel/faults-tab.ts';
import { journalTab } from '../panel/journal-tab.ts';
import { scenariosTab } from '../panel/scenarios-tab.ts';
import { serversTab } from '../panel/servers-tab.ts';
import { drawn, looked, type Drawn, type Looked } from './panel-drawn.ts';

const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
const API = 'https://admin.vps.org/api/v1';
// Where the page is: a vendor at a path is under its origin.
Object.defineProperty(globalThis, 'location', { value: new URL('http://page.example/'), configurable: true });
const open: Looked[] = [];
afterEach(() => {
  for (const panel of open.splice(0)) panel.close();
});
const opened = async (cloud: Parameters<typeof looked>[0]): Promise<Looked> => {
  const panel = looked(cloud);
  open.push(panel);
  await panel.until(() => panel.session.known.connection === 'live');
  return panel;
};
/** The servers of a vendor, as they are drawn once they are read. */
const serversOf = async (panel: Looked, vendor: string, at?: number): Promise<Drawn> => {
  panel.set({ vendor, at });
  panel.session.want({ vendor, offset: 0, at });
  await panel.until(() => panel.session.known.servers?.wanted.vendor === vendor && panel.session.known.servers.wanted.at === at);
  return drawn(serversTab(panel));
};

test('a server has its state, its task with progress and what is left, and what it refuses in the words of the vendor', async () => {
  const cloud = createCloud({ vpsorg });
  const panel = await opened(cloud);
  const before = await serversOf(panel, 'vpsorg');
  expect(before.text).toContain('VPS.org 2');
  expect(before.text).toContain('web-server-01 12345 active delete provision reboot ');
  expect(before.text).toContain('Refuses start: 400 Server is already running.');
  // What no request asks for is refused in our words, and each action in its own.
  expect(before.text).toContain('Refuses provision: Cannot provision an active server; it must be provisioning.');
  expect(before.text).toContain('Refuses unsuspend: Cannot unsuspend an active server; it must be suspended.');
  before.fire('stop web-server-01', 'click');
  await panel.until(() => panel.told.length === 1);
  expect([panel.told, cloud.vpsorg.servers.get(12345).task?.action]).toEqual([['stop has begun.'], 'stop']);
  cloud.clock.advance(seconds(5));
  await panel.until(() => (panel.session.known.servers?.list[0]?.progress ?? 0) > 0);
  const busy = drawn(serversTab(panel));
  expect(busy.text).toMatch(/web-server-01 12345 stopping stop [1-9]\d?%, \d+ s left/);
  expect(busy.text).toMatch(/Refuses [a-z, ]+: 400 Server is busy \(stopping\)\./);
  expect(busy.html).toMatch(/<progress max="100" .value=\d+ aria-label="stop of web-server-01">/);
  expect(() => busy.attributes('stop web-server-01')).toThrow('Nothing is drawn');
  const { endsAt } = cloud.vpsorg.servers.get(12345).task ?? {};
  expect((await serversOf(panel, 'vpsorg', Number(endsAt) - seconds(3))).text).toContain('%, 3 s left');
});

test('a server that is stuck says so, and one at another instant cannot be acted on', async () => {
  const cloud = createCloud({ vpsorg });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'stuck', at: 0.5 });
  await cloud.fetch(`${API}/servers/12345/stop/`, { method: 'POST', headers });
  const panel = await opened(cloud);
  expect((await serversOf(panel, 'vpsorg')).text).toMatch(/stop \d+%, stuck/);
  cloud.reset();
  await panel.until(() => panel.session.known.servers?.list[0]?.task === null);
  const later = await serversOf(panel, 'vpsorg', cloud.clock.now() + minutes(1));
  expect(later.attributes('stop web-server-01')).toMatch(/\?disabled=true\s+title=Accepted at that time\. Go back to now/);
  const early = await serversOf(panel, 'vpsorg', cloud.clock.now() - minutes(1));
  expect(early.html).toContain('role="alert"');
});

test('many servers are pages; another vendor begins with its first page', async () => {
  const cloud = createCloud({ puregpu, vpsorg });
  cloud.play('vpsorg/fleet');
  const panel = await opened(cloud);
  const first = await serversOf(panel, 'vpsorg');
  const total = cloud.vpsorg.servers.all().length;
  expect(first.text).toContain(`1–25 of ${total}`);
  expect(first.attributes('Previous')).toContain('?disabled=true');
  first.fire('Next', 'click');
  expect(panel.view.offset).toBe(25);
  const second = drawn(serversTab(panel));
  expect(second.text).toContain(`26–50 of ${total}`);
  second.fire('Previous', 'click');
  expect(panel.view.offset).toBe(0);
  panel.set({ offset: Math.floor((total - 1) / 25) * 25 });
  expect(drawn(serversTab(panel)).attributes('Next')).toContain('?disabled=true');
  drawn(serversTab(panel)).fire('PureGPU 1', 'click');
  expect(panel.view).toMatchObject({ vendor: 'puregpu', offset: 0 });
  cloud.puregpu.servers.remove(cloud.puregpu.servers.get(10));
  await panel.until(() => panel.session.known.accounts[0]?.tables.every(({ name, size }) => name !== 'servers' || size === 0));
  panel.session.want({ vendor: 'puregpu', offset: 0, at: undefined });
  await panel.until(() => panel.session.known.servers?.wanted.vendor === 'puregpu');
  expect(drawn(serversTab(panel)).text).toContain('No servers at PureGPU.');
});

test('the record is written when it is opened', async () => {
  const panel = await opened(createCloud({ vpsorg }));
  const closed = await serversOf(panel, 'vpsorg');
  expect(closed.text).not.toContain('203.0.113.10');
  closed.fire('Record', 'toggle', { open: true });
  panel.set({ records: new Set([12345]) });
  const shown = drawn(serversTab(panel));
  expect(shown.text).toContain('203.0.113.10');
  expect(shown.text).not.toContain('203.0.113.11');
});

test('the clock is paused, resumed, sped up, advanced and moved to the next change', async () => {
  const cloud = createCloud({ vpsorg }, { clock: liveClock({ paused: true, start: '2026-01-01', speed: 7 }) });
  const panel = await opened(cloud);
  const bar = (): Drawn => drawn(clockBar(panel));
  expect(bar().text).toContain('2026-01-01 00:00:00 UTC');
  // A speed that is none of the list is in it.
  expect(bar().text).toContain('5× 7× 10×');
  expect(bar().attributes('Next change')).toMatch(/\?disabled=true\s+title=Nothing will change by itself/);
  bar().fire('Advance 10 m', 'click');
  await panel.until(() => panel.session.now() === Date.parse('2026-01-01T00:10:00Z'));
  expect(cloud.clock.now()).toBe(panel.session.now());
  cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'stop');
  const due = cloud.vpsorg.servers.get(12345).task?.endsAt;
  await panel.until(() => panel.session.known.clock?.nextChange === due);
  bar().fire(`Next change ${(Number(due) - cloud.clock.now()) / 1000} s`, 'click');
  await panel.until(() => panel.session.now() === due);
  expect(cloud.vpsorg.servers.get(12345).status).toBe('stopped');
  bar().fire('Speed', 'change', { value: '3600' });
  await panel.until(() => panel.session.known.clock?.speed === 3600);
  bar().fire('Resume', 'click');
  await panel.until(() => panel.session.known.clock?.paused === false);
  expect([cloud.clock.speed, cloud.clock.paused]).toEqual([3600, false]);
  bar().fire('Pause', 'click');
  await panel.until(() => panel.session.known.clock?.paused);
  expect(cloud.clock.paused).toBe(true);
});

test('a clock that a person cannot move, or that is moved by hand, has no buttons that it would refuse', async () => {
  const system = drawn(clockBar(await opened(createCloud({ vpsorg }, { clock: systemClock() }))));
  expect(system.text).toContain('system clock');
  for (const none of ['Pause', 'Advance 1 m', 'Next change', 'Speed']) expect(() => system.attributes(none)).toThrow('Nothing is drawn');
  const byHand = drawn(clockBar(await opened(createCloud({ vpsorg }))));
  expect(byHand.text).toContain('moved by hand');
  expect(() => byHand.attributes('Pause')).toThrow('Nothing is drawn');
  const stepping = drawn(clockBar(await opened(createCloud({ vpsorg }, { clock: steppingClock(minutes(1)) }))));
  expect(stepping.text).toContain('stepping clock');
});

test('the slider looks at another instant, from the beginning of the cloud to beyond its next change, and moves nothing', async () => {
  const cloud = createCloud({ vpsorg });
  const start = cloud.clock.now();
  cloud.clock.advance(minutes(3));
  const panel = await opened(cloud);
  const bar = (): Drawn => drawn(clockBar(panel));
  const slider = (): string => bar().attributes('Look at another time');
  expect(slider()).toMatch(/min=-180\s+max=900/);
  bar().fire('Look at another time', 'input', { value: '60' });
  expect(panel.view.at).toBe(start + minutes(4));
  expect(bar().text).toContain('in 1 m. The cloud has not moved.');
  bar().fire('Look at another time', 'input', { value: '-9999' });
  expect(panel.view.at).toBe(start);
  expect(bar().text).toContain('3 m ago. The cloud has not moved.');
  bar().fire('Look at another time', 'input', { value: '99999' });
  expect(panel.view.at).toBe(start + minutes(18));
  bar().fire('Look at another time', 'input', { value: '0' });
  expect(panel.view.at).toBeUndefined();
  bar().fire('Look at another time', 'input', { value: '60' });
  bar().fire('Back to now', 'click');
  expect(panel.view.at).toBeUndefined();
  expect(cloud.clock.now()).toBe(start + minutes(3));
});

test('a change that is far away is on the slider, too', async () => {
  const cloud = createCloud({ vpsorg });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'slow', factor: 100 });
  await cloud.fetch(`${API}/servers/12345/stop/`, { method: 'POST', headers });
  const panel = await opened(cloud);
  const due = (Number(cloud.vpsorg.servers.get(12345).task?.endsAt) - cloud.clock.now()) / 1000;
  expect(due).toBeGreaterThan(900);
  expect(drawn(clockBar(panel)).attributes('Look at another time')).toContain(`max=${Math.round(due * 1.5)}`);
});

test('a scenario is found by all of its words, says when it shows, and is played', async () => {
  const cloud = createCloud({ puregpu, vpsorg });
  const panel = await opened(cloud);
  expect(drawn(scenariosTab(panel)).text).toBe('Reading the scenarios…');
  panel.session.wantScenarios();
  await panel.until(() => panel.session.known.scenarios !== undefined);
  const all = drawn(scenariosTab(panel));
  const count = panel.session.known.scenarios?.length;
  expect(all.text).toMatch(new RegExp(`^${count} scenarios PureGPU`));
  all.fire('Search scenarios', 'input', { value: ' CREDITS  vpsorg ' });
  const found = drawn(scenariosTab(panel));
  expect(found.text).toMatch(/^1 of \d+ scenarios VPS\.org Play out-of-credits .* Shows after POST \/servers\/$/);
  found.fire('Play vpsorg/out-of-credits', 'click');
  await panel.until(() => panel.told.length === 1);
  expect([panel.told, cloud.vpsorg.settings.credits]).toEqual([['Played vpsorg/out-of-credits.'], 0]);
  found.fire('Search scenarios', 'input', { value: 'no such words' });
  expect(drawn(scenariosTab(panel)).text).toContain('No scenario has these words.');
});

test('the faults say what they strike and how often, and are removed one by one or all', async () => {
  const cloud = createCloud({ vpsorg });
  const panel = await opened(cloud);
  expect(drawn(faultsTab(panel)).text).toContain('Nothing goes wrong by itself.');
  cloud.faults.add({ vendor: 'vpsorg', on: 'GET /servers/', outcome: 'network-error', times: 2 });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: 400, server: 12346 });
  await cloud.fetch(`${API}/servers/`, { headers }).catch(() => {});
  await panel.until(() => panel.session.known.faults.some(({ struck }) => struck === 1));
  const { text, fire } = drawn(faultsTab(panel));
  expect(text).toContain('2 faults can still strike');
  expect(text).toContain('network-error vpsorg GET /servers/ struck 1 of 2 times, 1 request matched');
  expect(text).toMatch(/latency vpsorg any request (ms: 400, server: 12346|server: 12346, ms: 400) struck 0 times, 0 requests matched/);
  fire('Remove fault 1: network-error at vpsorg', 'click');
  await panel.until(() => panel.session.known.faults.length === 1);
  expect(cloud.faults.all().map(({ outcome }) => outcome)).toEqual(['latency']);
  drawn(faultsTab(panel)).fire('Remove all', 'click');
  await panel.until(() => panel.session.known.faults.length === 0);
  expect([cloud.faults.all(), panel.told]).toEqual([[], ['The fault is removed.', 'All faults are removed.']]);
});

test('the form for a fault has what its outcome needs, with the choices of its vendor', async () => {
  const panel = await opened(createCloud({ puregpu, vpsorg }));
  const labels = (): string => drawn(faultsTab(panel)).text;
  panel.set({ fault: { vendor: 'vpsorg', outcome: 'refused' } });
  expect(labels()).toMatch(/kind .*payment-required/);
  expect(labels()).toContain('POST /servers/');
  panel.set({ fault: { vendor: 'puregpu', outcome: 'stuck' } });
  expect(drawn(faultsTab(panel)).html).toMatch(/<input name=at [^>]*\?required=true/);
  expect(labels()).not.toContain('payment-required');
  expect(labels()).toContain('POST /server/{serviceId}/rebuild');
  panel.set({ faultRefused: 'A fault has an invalid at: 7.' });
  expect(drawn(faultsTab(panel)).html).toMatch(/role="alert">A fault has an invalid at: 7\.</);
});

test('the form sends what was filled in, numbers as numbers, and says what the controls refuse', async () => {
  const cloud = createCloud({ vpsorg });
  const panel = await opened(cloud);
  const submitted = async (...fields: [string, string][]): Promise<void> => {
    const before = panel.told.length;
    // Of a form, a page knows the fields.
    const { FormData } = globalThis;
    globalThis.FormData = class {
      [Symbol.iterator]() {
        return fields[Symbol.iterator]();
      }
    } as never;
    try {
      drawn(faultsTab(panel)).fire('Add a fault', 'submit');
    } finally {
      globalThis.FormData = FormData;
    }
    await panel.until(() => panel.told.length > before);
  };
  await submitted(['vendor', 'vpsorg'], ['on', ''], ['outcome', 'stuck'], ['at', '7'], ['times', ' ']);
  expect([panel.view.faultRefused, cloud.faults.all()]).toEqual(['A fault has an invalid at: 7. Give a share from 0 to 1.', []]);
  await submitted(['vendor', 'vpsorg'], ['on', 'GET /servers/'], ['outcome', 'network-error'], ['times', ' 2 '], ['server', '']);
  expect([panel.view.faultRefused, cloud.faults.all()]).toEqual(['', [{ vendor: 'vpsorg', on: 'GET /servers/', outcome: 'network-error', times: 2 }]]);
});

test('the journal lists the latest first, is searched by any words, and shows more on demand', async () => {
  const cloud = createCloud({ vpsorg });
  const panel = await opened(cloud);
  expect(drawn(journalTab(panel)).text).toContain('No requests yet.');
  cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12345), { name: '<img src=x>' });
  for (let i = 0; i < 130; i += 1) await cloud.fetch(`${API}/servers/12345/`, { headers });
  await cloud.fetch(`${API}/servers/12345/stop/`, { method: 'POST', headers });
  await cloud.fetch(`${API}/servers/12345/stop/`, { method: 'POST', headers });
  await panel.until(() => panel.session.known.journal.length === 132);
  const rows = (): number => drawn(journalTab(panel)).html.split('<summary>').length - 1;
  const { text, fire } = drawn(journalTab(panel));
  expect(text).toMatch(/^132 exchanges 400 \d\d:\d\d:\d\d POST \/api\/v1\/servers\/12345\/stop\/ vpsorg 132 /);
  expect(rows()).toBe(60);
  fire('Show 60 older', 'click');
  expect(rows()).toBe(120);
  drawn(journalTab(panel)).fire('Show 12 older', 'click');
  expect(rows()).toBe(132);
  // Another search begins with the first of its exchanges again.
  fire('Search the journal', 'input', { value: 'VPSorg' });
  expect(rows()).toBe(60);
  fire('Search the journal', 'input', { value: 'POST 400' });
  expect([rows(), drawn(journalTab(panel)).text.slice(0, 20)]).toEqual([1, '1 of 132 exchanges 4']);
  fire('Search the journal', 'input', { value: 'teapot' });
  expect(drawn(journalTab(panel)).text).toContain('No exchange has these words.');
});

test('an exchange says why it was refused, what was not as documented, what it changed, and is copied as curl', async () => {
  const cloud = createCloud({ vpsorg });
  const panel = await opened(cloud);
  await cloud.fetch(`${API}/servers/12345/stop/?a=b`, { method: 'POST', headers });
  await cloud.fetch(`${API}/servers/`, { method: 'POST', headers, body: '{"name":5}' });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error', times: 1 });
  await cloud.fetch(`${API}/servers/`, { headers }).catch(() => {});
  await panel.until(() => panel.session.known.journal.length === 3);
  const closed = drawn(journalTab(panel));
  expect(closed.text).toMatch(/none \d\d:\d\d:\d\d GET \/api\/v1\/servers\//);
  expect(closed.text).toContain('4 not as documented');
  expect(closed.text).not.toContain('Copy as curl');
  panel.set({ opened: new Set([1]) });
  const stop = drawn(journalTab(panel));
  expect(stop.text).toContain('servers 12345 changed: status "active" → "stopping"');
  stop.fire('Copy as curl', 'click');
  expect(panel.copied).toEqual([[expect.stringContaining(`curl -X 'POST' '${API}/servers/12345/stop/?a=b'`), 'The curl command']]);
  panel.set({ opened: new Set([2]) });
  const refused = drawn(journalTab(panel));
  expect(refused.text).toContain('Not as documented');
  expect(refused.text).toContain('type body.name must be a text of 1 to 255 characters');
  panel.set({ opened: new Set([3]) });
  expect(drawn(journalTab(panel)).text).toContain('None: the connection dropped.');
});
