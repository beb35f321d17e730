/** PureGPU's rules: each refusal, each cell of the state table, and the statistics. */
import { describe, expect, test } from '@jest/globals';
import { createCloud, days, hours, minutes, seconds, EXAMPLE_START } from '../index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { client } from './client.ts';

const open = (options: { start?: string; seed?: number } = {}) => {
  const cloud = createCloud({ puregpu }, options);
  const ask = client(cloud, 'https://api.puregpu.com', { 'x-api-key': 'key' });
  return { cloud, ask, server: cloud.puregpu.servers.get(10) };
};
const error = (message: string) => ({ status: 200, body: { result: 'error', message } });
const success = (message: string) => ({ status: 200, body: { result: 'success', message } });
const LOCKED = 'VPS is locked, hence no actions are allowed to perform';
const rebuild = { osid: '1057', sshkey: 'ssh-ed25519 AAAA' };

test('a rebuild stops and locks the server for two minutes, and ends running with the new system', async () => {
  const { cloud, ask, server } = open();
  const { body } = await ask('POST', '/server/10/rebuild', rebuild);
  expect(body).toEqual({ result: 'success', message: 'Rebuild processed', password: expect.stringMatching(/^\w{16}$/) });
  cloud.clock.advance(minutes(2) - 1);
  expect((await ask('GET', '/server/10/status')).body).toEqual({ result: 'success', server: { status: 'stopped', uptime: 0, locked: true } });
  cloud.clock.advance(1);
  expect((await ask('GET', '/server/10/status')).body).toEqual({ result: 'success', server: { status: 'running', uptime: 0, locked: false } });
  expect([server.osid, server.sshkey]).toEqual(['1057', 'ssh-ed25519 AAAA']);
});

test('each rebuild has a password of its own, and the same cloud gives the same one', async () => {
  const password = async (seed: number, n: number) => {
    const { cloud, ask } = open({ seed });
    let last: unknown;
    for (let i = 0; i <= n; i += 1) {
      last = ((await ask('POST', '/server/10/rebuild', rebuild)).body as { password: string }).password;
      cloud.clock.settle();
    }
    return last;
  };
  expect(await password(1, 0)).toBe(await password(1, 0));
  expect(new Set([await password(1, 0), await password(1, 1), await password(2, 0)]).size).toBe(3);
});

test('the uptime counts from the boot', async () => {
  const { cloud, ask } = open();
  const uptime = async () => ((await ask('GET', '/server/10/status')).body as { server: { uptime: number } }).server.uptime;
  expect(await uptime()).toBe(3600);
  cloud.clock.advance(seconds(1.9));
  expect(await uptime()).toBe(3601);
  await ask('POST', '/server/10/stop');
  expect(await uptime()).toBe(0);
  cloud.clock.advance(hours(1));
  await ask('POST', '/server/10/start');
  cloud.clock.advance(seconds(7));
  expect(await uptime()).toBe(7);
  await ask('POST', '/server/10/restart');
  cloud.clock.advance(seconds(20));
  expect(await uptime()).toBe(5);
});

test('a server that shuts down runs until it is off, and is locked meanwhile', async () => {
  const { cloud, ask } = open();
  expect(await ask('POST', '/server/10/shutdown')).toMatchObject(success('Shutdown success'));
  cloud.clock.advance(seconds(9));
  expect((await ask('GET', '/server/10/status')).body).toMatchObject({ server: { status: 'running', uptime: 3609, locked: true } });
  cloud.clock.advance(seconds(1));
  expect((await ask('GET', '/server/10/status')).body).toMatchObject({ server: { status: 'stopped', uptime: 0, locked: false } });
});

const actions: [string, unknown, string][] = [
  ['start', undefined, 'Start success'],
  ['stop', undefined, 'Stop success'],
  ['restart', undefined, 'Reboot success'],
  ['shutdown', undefined, 'Shutdown success'],
  ['rebuild', rebuild, 'Rebuild processed'],
  ['setBootOrder', { order: 'cda' }, 'Boot Order Modification Success'],
  ['insertIso', { iso: '' }, 'ISO Modification Success'],
];

describe('the state table', () => {
  const refusals: Record<string, Record<string, string>> = {
    running: { start: 'VM already running' },
    stopped: { restart: 'VM not running' },
  };
  for (const state of ['running', 'stopped'] as const) {
    test.each(actions)(`a server that is ${state} answers %s`, async (action, body, message) => {
      const { cloud, ask, server } = open();
      if (state === 'stopped') cloud.puregpu.begin(server, 'stop');
      const refused = refusals[state]?.[action];
      expect((await ask('POST', `/server/10/${action}`, body)).body).toMatchObject(
        refused ? { result: 'error', message: refused } : { result: 'success', message },
      );
    });

    test.each(actions)(`a server that is locked while ${state} refuses %s, and nothing changes`, async (action, body) => {
      const { cloud, ask, server } = open();
      if (state === 'stopped') cloud.puregpu.begin(server, 'stop');
      cloud.puregpu.lock(server, 'backup', minutes(2));
      const before = cloud.snapshot();
      expect(await ask('POST', `/server/10/${action}`, body)).toMatchObject(
        error('A Backup or Restore process is already running for this VPS. Please wait for it to complete'),
      );
      expect(cloud.snapshot()).toEqual(before);
      cloud.clock.advance(minutes(2));
      expect(server.status).toBe(state);
      expect((await ask('GET', '/server/10/status')).body).toMatchObject({ server: { locked: false } });
    });
  }

  test.each(actions)('a server that is being rebuilt refuses %s', async (action, body) => {
    const { ask } = open();
    await ask('POST', '/server/10/rebuild', rebuild);
    expect(await ask('POST', `/server/10/${action}`, body)).toMatchObject(error(LOCKED));
  });

  test('a locked server answers every read', async () => {
    const { ask } = open();
    await ask('POST', '/server/10/rebuild', rebuild);
    for (const path of [
      '/server/10/status',
      '/server/10/stats?timeframe=day',
      '/server/10/bootOrderAndIsos',
      '/server/ostemplates',
      '/services',
      '/services/10',
    ])
      expect((await ask('GET', path)).body).toMatchObject({ result: 'success' });
  });

  test('stopping or shutting down a stopped server succeeds and changes nothing', async () => {
    const { cloud, ask, server } = open();
    await ask('POST', '/server/10/stop');
    const before = cloud.puregpu.servers.snapshot();
    expect(await ask('POST', '/server/10/stop')).toMatchObject(success('Stop success'));
    expect(await ask('POST', '/server/10/shutdown')).toMatchObject(success('Shutdown success'));
    expect([cloud.puregpu.servers.snapshot(), server.task]).toEqual([before, null]);
  });
});

test('a suspended service refuses everything of its server, and is listed all the same; one that ended is not found', async () => {
  const { cloud, ask, server } = open();
  cloud.puregpu.servers.update(server, { serviceStatus: 'Suspended' });
  for (const [action, body] of actions)
    expect(await ask('POST', `/server/10/${action}`, body)).toMatchObject(error('This VPS is suspended. You cannot perform any operations for the VPS !'));
  for (const path of ['status', 'stats?timeframe=hour', 'bootOrderAndIsos'])
    expect(await ask('GET', `/server/10/${path}`)).toMatchObject(error('This VPS is suspended. You cannot perform any operations for the VPS !'));
  expect((await ask('GET', '/services')).body).toMatchObject({ services: [{ id: 10, status: 'Suspended' }] });
  for (const serviceStatus of ['Cancelled', 'Terminated'] as const) {
    cloud.puregpu.servers.update(server, { serviceStatus });
    expect(await ask('GET', '/server/10/status')).toMatchObject(error('Service not found'));
    expect((await ask('GET', '/services/10')).body).toMatchObject({ service: { id: 10, status: serviceStatus } });
  }
});

test.each([
  '/server/99/status',
  '/server/abc/status',
  '/server/-10/status',
  '/server/1.0/status',
  '/server/10.5/status',
  '/server/__proto__/status',
  '/services/99',
])('a service that is not there is an error of the user: %s', async (path) => {
  expect(await open().ask('GET', path)).toMatchObject(error('Service not found'));
});

const invalid: [string, string, unknown, string][] = [
  ['POST', '/server/10/rebuild', {}, 'Osid is required'],
  ['POST', '/server/10/rebuild', { osid: '1021' }, 'Sshkey is required'],
  ['POST', '/server/10/rebuild', { osid: '1021', sshkey: '' }, 'Sshkey is required'],
  ['POST', '/server/10/rebuild', { osid: '9', sshkey: 'x' }, 'The OS submitted is invalid'],
  ['POST', '/server/10/rebuild', { osid: null, sshkey: 'x' }, 'The OS submitted is invalid'],
  ['POST', '/server/10/rebuild', { osid: '__proto__', sshkey: 'x' }, 'The OS submitted is invalid'],
  ['POST', '/server/10/setBootOrder', {}, 'Order is required'],
  ['POST', '/server/10/setBootOrder', { order: 'acd' }, 'There was an error while setting the boot order'],
  ['POST', '/server/10/insertIso', {}, 'Iso is required'],
  ['POST', '/server/10/insertIso', { iso: 'windows.iso' }, 'The ISO you selected is invalid'],
  ['POST', '/server/10/insertIso', { iso: 'ubuntu.iso', sec_iso: 'windows.iso' }, 'The ISO you selected is invalid'],
  ['GET', '/server/10/stats', undefined, 'Timeframe is required'],
  ['GET', '/server/10/stats?timeframe=decade', undefined, 'Invalid timeframe'],
];
test.each(invalid)('%s %s with %p is an error of the user, and changes nothing', async (method, path, body, message) => {
  const { cloud, ask } = open();
  const before = cloud.snapshot();
  expect(await ask(method, path, body)).toMatchObject(error(message));
  expect(cloud.snapshot()).toEqual(before);
});

test('an osid may come as a number; a body of another type is as none; one that is not JSON is 400', async () => {
  const { ask } = open();
  expect(await ask('POST', '/server/10/rebuild', 'osid=1021&sshkey=x', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject(
    error('Osid is required'),
  );
  expect(await ask('POST', '/server/10/rebuild', '{', { 'content-type': 'application/json' })).toMatchObject({ status: 400, body: { result: 'error' } });
  expect((await ask('POST', '/server/10/rebuild', { osid: 1021, sshkey: 'x' })).body).toMatchObject({ result: 'success' });
});

test('each drive keeps what it holds unless it is named; empty ejects; a test can upload an image', async () => {
  const { cloud, ask } = open();
  const drives = async () => Object.values((await ask('GET', '/server/10/bootOrderAndIsos')).body as object).slice(2);
  await ask('POST', '/server/10/insertIso', { iso: '' });
  expect(await drives()).toEqual(['', 'drivers.iso']);
  cloud.puregpu.isos.add({ name: 'mine.iso' });
  await ask('POST', '/server/10/insertIso', { sec_iso: 'mine.iso' });
  expect(await drives()).toEqual(['', 'mine.iso']);
});

test('a key is needed, and comes before all else but the route', async () => {
  const { cloud } = open();
  for (const headers of [{}, { 'x-api-key': 'invalid' }] as Record<string, string>[]) {
    const ask = client(cloud, 'https://api.puregpu.com', headers);
    expect(await ask('GET', '/server/99/status')).toMatchObject({ status: 401, body: { result: 'error', message: 'Unauthorized' } });
    expect((await ask('GET', '/nothing')).status).toBe(404);
  }
});

test('an unknown route, and a method that a route does not have, are 404; a trailing slash and HEAD are fine', async () => {
  const { ask } = open();
  expect(await ask('GET', '/servers')).toMatchObject({ status: 404, body: { result: 'error', message: 'Not found' } });
  expect((await ask('GET', '/server/10/start')).status).toBe(404);
  expect((await ask('GET', '/server/10/%zz')).status).toBe(404);
  expect((await ask('GET', '/server/10/status/')).status).toBe(200);
  expect(await ask('HEAD', '/server/10/status')).toMatchObject({ status: 200, body: null });
});

test('twenty rebuilds at once give exactly one success', async () => {
  const { ask } = open();
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask('POST', '/server/10/rebuild', rebuild)));
  expect(answers.filter(({ body }) => (body as { result: string }).result === 'success')).toHaveLength(1);
});

test('the services say where the ids of servers come from, and what the machine is made of', async () => {
  const { ask } = open();
  expect((await ask('GET', '/services')).body).toMatchObject({
    result: 'success',
    services: [{ id: 10, status: 'Active', billingcycle: 'Monthly', billingamount: '49.00' }],
  });
  const { service } = (await ask('GET', '/services/10')).body as { service: { meta: Record<string, unknown> } };
  expect(service).not.toHaveProperty('billingamount');
  expect(Object.values(service.meta).every((value) => typeof value === 'string')).toBe(true);
});

interface Point {
  date: string;
  cpu: number | null;
  mem: number | null;
  netin: number | null;
}

describe('the statistics', () => {
  const steps = { hour: seconds(60), day: minutes(30), week: hours(3), month: hours(12), year: days(7) };
  const stats = async (ask: ReturnType<typeof open>['ask'], timeframe: string) =>
    ((await ask('GET', `/server/10/stats?timeframe=${timeframe}`)).body as { stats: Point[] }).stats;

  test.each(Object.entries(steps))(
    '%s has seventy points, the oldest first, aligned to the epoch, up to the step that is under way',
    async (timeframe, step) => {
      const { cloud, ask } = open();
      cloud.clock.advance(1_234_567);
      const dates = (await stats(ask, timeframe)).map(({ date }) => Date.parse(date));
      expect(dates).toHaveLength(70);
      expect(dates.at(-1)).toBe(Math.floor(cloud.clock.now() / step) * step - step);
      for (const [i, date] of dates.entries()) expect([date % step, date - (dates[0] ?? 0)]).toEqual([0, i * step]);
    },
  );

  test("the document's date is the first of an hour that ends at eleven past six", async () => {
    expect((await stats(open({ start: '2024-06-09T18:11:00Z' }).ask, 'hour'))[0]?.date).toBe('2024-06-09T17:01:00.000Z');
  });

  test('hour and day, day and week, week and month, month and year agree about the same instants', async () => {
    const { ask } = open();
    const names = Object.keys(steps) as (keyof typeof steps)[];
    for (const [fine, coarse] of names.slice(1).map((name, i) => [names[i] as keyof typeof steps, name] as const)) {
      const [fines, coarses] = [await stats(ask, fine), await stats(ask, coarse)];
      let compared = 0;
      for (const point of coarses) {
        const inside = fines.filter(({ date }) => Date.parse(date) >= Date.parse(point.date) && Date.parse(date) < Date.parse(point.date) + steps[coarse]);
        if (inside.length !== steps[coarse] / steps[fine]) continue;
        compared += 1;
        for (const metric of ['cpu', 'mem', 'netin'] as const) {
          const mean = inside.reduce((sum, one) => sum + (one[metric] ?? Number.NaN), 0) / inside.length;
          expect(mean / (point[metric] ?? Number.NaN)).toBeCloseTo(1, 9);
        }
      }
      expect(compared).toBeGreaterThan(0);
    }
  });

  test('the CPU is a fraction that moves with the hour of the day, and memory does not jump', async () => {
    const { ask } = open();
    const day = await stats(ask, 'day');
    const cpu = day.map((point) => point.cpu ?? Number.NaN);
    expect(Math.min(...cpu)).toBeGreaterThan(0);
    expect(Math.max(...cpu)).toBeLessThan(1);
    expect(Math.max(...cpu) / Math.min(...cpu)).toBeGreaterThan(1.2);
    const mem = (await stats(ask, 'hour')).map((point) => point.mem ?? Number.NaN);
    for (const [i, value] of mem.slice(1).entries()) expect(Math.abs(value / (mem[i] ?? Number.NaN) - 1)).toBeLessThan(0.002);
  });

  test('the data points are the same when read twice or in another cloud with the same seed; another seed gives others', async () => {
    const { ask } = open({ seed: 7 });
    const one = await stats(ask, 'week');
    expect(await stats(ask, 'week')).toEqual(one);
    expect(await stats(open({ seed: 7 }).ask, 'week')).toEqual(one);
    expect(await stats(open({ seed: 8 }).ask, 'week')).not.toEqual(one);
  });

  test('everything is null while it was off, and the rates in the first minute after a start', async () => {
    const { cloud, ask } = open();
    await ask('POST', '/server/10/stop');
    cloud.clock.advance(minutes(10));
    await ask('POST', '/server/10/start');
    cloud.clock.advance(minutes(5));
    const points = await stats(ask, 'hour');
    const at = (minute: number) => points.find(({ date }) => Date.parse(date) === EXAMPLE_START + minutes(minute)) as Point;
    expect(at(-1)).toMatchObject({ cpu: expect.any(Number), netin: expect.any(Number) });
    for (let minute = 0; minute < 10; minute += 1) expect(Object.values(at(minute)).slice(1)).toEqual(Array(6).fill(null));
    expect(at(10)).toMatchObject({ cpu: expect.any(Number), mem: expect.any(Number), netin: null });
    expect(at(11)).toMatchObject({ cpu: expect.any(Number), netin: expect.any(Number) });
  });

  test('in steps of a minute diskread is sometimes null by itself, as in the document', async () => {
    const { cloud, ask } = open();
    cloud.puregpu.settings.statistics = 'pve9';
    const points = (await stats(ask, 'day')) as (Point & Record<'diskread' | 'diskwrite' | 'netout', number | null>)[];
    const missed = points.filter(({ diskread }) => diskread === null);
    expect(missed.length / points.length).toBeGreaterThan(1 / 60);
    expect(missed.length / points.length).toBeLessThan(1 / 20);
    for (const { diskread: _, ...others } of points) expect(Object.values(others)).not.toContain(null);
    expect((await stats(ask, 'hour')).every((point) => points.some((other) => JSON.stringify(other) === JSON.stringify(point)))).toBe(true);
    cloud.puregpu.settings.statistics = 'pve8';
    for (const timeframe of ['day', 'week', 'month']) for (const point of await stats(ask, timeframe)) expect(Object.values(point)).not.toContain(null);
  });

  test('a coarse step is null when the server was off for more than half of it', async () => {
    const { cloud, ask } = open();
    await ask('POST', '/server/10/stop');
    cloud.clock.advance(minutes(16));
    await ask('POST', '/server/10/start');
    cloud.clock.advance(hours(1));
    await ask('POST', '/server/10/stop');
    cloud.clock.advance(minutes(14));
    const points = await stats(ask, 'day');
    const at = (minute: number) => points.find(({ date }) => Date.parse(date) === EXAMPLE_START + minutes(minute))?.cpu;
    expect([at(-30), at(0), at(30)]).toEqual([expect.any(Number), null, expect.any(Number)]);
  });

  test('a setting has the windows of Proxmox VE 9, and the same values', async () => {
    const { cloud, ask } = open();
    const old = await stats(ask, 'hour');
    cloud.puregpu.settings.statistics = 'pve9';
    const lengths = await Promise.all(Object.keys(steps).map(async (timeframe) => (await stats(ask, timeframe)).length));
    expect(lengths).toEqual([60, 1440, 336, 1440, 1440]);
    const fresh = await stats(ask, 'hour');
    expect(fresh).toEqual(old.slice(10));
    expect((await stats(ask, 'day')).slice(-60)).toEqual(fresh);
  });

  test('there is nothing before the service was registered', async () => {
    const { ask } = open();
    const year = await stats(ask, 'year');
    expect(year[0]?.cpu).toBeNull();
    expect(year.at(-1)?.cpu).toEqual(expect.any(Number));
  });
});

test.each(['010', '+10', '10.0', '0', ' 10', '1e1', '10%20'])('a service is not found under the id %s', async (id) => {
  const cloud = createCloud({ puregpu });
  const reply = await cloud.fetch(`https://api.puregpu.com/server/${encodeURIComponent(id)}/status`, { headers: { 'X-API-Key': 'key' } });
  expect(await reply?.json()).toEqual({ result: 'error', message: 'Service not found' });
});
