import { minutes, seconds } from 'stuntbox';
import { expect, test } from 'vitest';
import * as puregpu from '../src/api/puregpu.ts';
import { MODELS } from '../src/fleet/models.ts';
import { openCloud } from './cloud.ts';

test('a refusal with status 200 is a refusal', async () => {
  openCloud();
  await expect(puregpu.power(10, 'start')).rejects.toMatchObject({ status: 200, message: 'VM already running', temporary: false });
});

test('a rebuild gives its password once, and locks the server for two minutes', async () => {
  const cloud = openCloud();
  const [template] = await puregpu.listTemplates();
  const { password } = await puregpu.rebuild(10, { osid: template?.osid ?? '', sshkey: 'ssh-ed25519 AAAA' });
  expect(password).toMatch(/^\S{8,}$/);
  expect(await MODELS.puregpu.details(10)).toMatchObject({ status: 'stopped', state: 'busy', task: { phrase: 'A task is under way' } });
  await expect(puregpu.power(10, 'start')).rejects.toThrow('VPS is locked, hence no actions are allowed to perform');
  cloud.clock.advance(minutes(2));
  expect(await MODELS.puregpu.details(10)).toMatchObject({ status: 'running', state: 'running' });
});

test('an hour is seventy points, without values while the server does not run', async () => {
  const cloud = openCloud();
  await puregpu.power(10, 'stop');
  cloud.clock.advance(minutes(5));
  const points = await puregpu.getStatistics(10, 'hour');
  expect(points).toHaveLength(70);
  expect(points.at(-2)).toMatchObject({ cpu: null, mem: null });
  expect(points[0]?.cpu).toEqual(expect.any(Number));
});

test('a suspended service is shown with its reason, and its server is not asked for', async () => {
  const cloud = openCloud();
  cloud.play('puregpu/service-suspended');
  cloud.clock.advance(seconds(1));
  const details = await MODELS.puregpu.details(10);
  expect(details).toMatchObject({ status: 'Suspended', state: 'attention', note: expect.stringContaining('suspended') });
});

test('the boot order is set, but not while the server is locked', async () => {
  openCloud();
  await expect(puregpu.setBootOrder(10, 'cda')).resolves.toMatchObject({ message: 'Boot Order Modification Success' });
  expect((await MODELS.puregpu.details(10)).facts).toContainEqual({ name: 'Boots from', value: 'hard disk, CD-ROM' });
  await puregpu.power(10, 'shutdown');
  await expect(puregpu.setBootOrder(10, 'dca')).rejects.toThrow('VPS is locked, hence no actions are allowed to perform');
  expect(await puregpu.getBootOrder(10)).toMatchObject({ bootOrder: 'cda' });
});
