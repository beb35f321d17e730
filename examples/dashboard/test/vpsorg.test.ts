import { minutes } from 'stuntbox';
import { expect, test } from 'vitest';
import * as vpsorg from '../src/api/vpsorg.ts';
import { MODELS } from '../src/fleet/models.ts';
import { openCloud } from './cloud.ts';

const order = { name: 'web-2', plan_id: 1, os_id: 5, location: 'us-west' };

test('a new server is provisioned, and has its address when it is active', async () => {
  const cloud = openCloud();
  const { id, status, message } = await vpsorg.createServer(order);
  expect([status, message]).toEqual(['provisioning', 'Server is being provisioned. This may take 2-5 minutes.']);
  expect(await MODELS.vpsorg.details(id)).toMatchObject({ state: 'busy', task: { phrase: 'Being provisioned' } });
  cloud.clock.advance(minutes(3));
  const details = await MODELS.vpsorg.details(id);
  expect(details).toMatchObject({ status: 'active', state: 'running', address: expect.stringMatching(/^203\.0\.113\./) });
  expect(details.task).toBeUndefined();
});

test('what is wrong with an order is said by field, in the words of VPS.org', async () => {
  openCloud('record');
  await expect(vpsorg.createServer({ ...order, name: 'web 2', hostname: 'x' })).rejects.toMatchObject({
    status: 400,
    fields: { name: ['Enter a valid value.'], hostname: ['Enter a valid value.'] },
  });
});

test('without credits an order is refused as a whole', async () => {
  openCloud().play('vpsorg/out-of-credits');
  await expect(vpsorg.createServer(order)).rejects.toMatchObject({ status: 402, message: 'Insufficient credits.', fields: {} });
});

test('a busy server refuses in the words of VPS.org', async () => {
  openCloud();
  await vpsorg.power(12345, 'reboot');
  await expect(vpsorg.power(12345, 'stop')).rejects.toMatchObject({ status: 400, message: 'Server is busy (rebooting).' });
});

test('an answer that is lost is no answer, and may be had later', async () => {
  const cloud = openCloud();
  cloud.play('vpsorg/answer-lost');
  await expect(vpsorg.createServer(order)).rejects.toMatchObject({ status: 0, temporary: true, message: 'VPS.org did not answer.' });
  expect(await vpsorg.listServers()).toHaveLength(3);
});

test('a vendor that wants fewer requests says for how long', async () => {
  openCloud().play('vpsorg/rate-limit');
  const list = async () => {
    for (let i = 0; i < 61; i += 1) await vpsorg.listServers();
  };
  await expect(list()).rejects.toMatchObject({ status: 429, temporary: true, retryAfter: expect.any(Number) });
});

test('a server is renamed, and nothing else of it changes', async () => {
  openCloud('record');
  const { name: _, updated_at: __, ...others } = await vpsorg.getServer(12345);
  await expect(MODELS.vpsorg.rename?.(12345, 'web-3')).resolves.toBe('web-3');
  expect(await vpsorg.getServer(12345)).toMatchObject({ ...others, name: 'web-3' });
  await expect(MODELS.vpsorg.rename?.(12345, 'web 3')).rejects.toMatchObject({ status: 400, fields: { name: ['Enter a valid value.'] } });
});
