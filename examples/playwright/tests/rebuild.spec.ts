import { minutes } from 'stuntbox/playwright';
import { expect, test } from '../test.ts';

test('a rebuild shows its password once, and locks the server until it is done', async ({ page, cloud }) => {
  await page.goto('/#/puregpu/10');
  await page.getByRole('button', { name: 'Rebuild' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /debian-12-x86_64/ }).check();
  await dialog.getByRole('textbox', { name: 'SSH public key' }).fill('ssh-ed25519 AAAAC3NzaC1 me@example.com');
  await dialog.getByRole('button', { name: 'Erase and rebuild' }).click();
  const password = await dialog.getByRole('status', { name: 'One-time password' }).innerText();
  await dialog.getByRole('button', { name: 'I have saved it' }).click();
  await expect(page.getByText(password)).toHaveCount(0);

  await expect(page.getByRole('status', { name: 'Status' })).toHaveText(/Stopped.*Locked/);
  await page.getByRole('button', { name: 'Restart' }).click();
  await expect(page.getByRole('alert')).toHaveText('PureGPU: VPS is locked, hence no actions are allowed to perform.');
  await cloud.clock.advance(minutes(2));
  await expect(page.getByRole('status', { name: 'Status' })).toHaveText('Running');
});

test('the charts show the last hour, and another span when it is chosen', async ({ page }) => {
  await page.goto('/#/puregpu/10');
  await expect(page.getByRole('img', { name: /^CPU over the last hour: / })).toBeVisible();
  await page.getByRole('radio', { name: 'Week' }).check();
  await expect(page.getByRole('img', { name: /^CPU over the last week: / })).toBeVisible();
});

test('when PureGPU is down, the other vendors are there, and it is found again', async ({ page, cloud }) => {
  cloud.play('puregpu/outage');
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'The servers at PureGPU could not be loaded' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'web-server-01' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'srv-evotic' })).toBeVisible();
  cloud.faults.clear();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('link', { name: /gpu-10/ })).toBeVisible();
});
