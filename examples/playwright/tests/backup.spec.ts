import { createRequire } from 'node:module';
import { minutes } from 'stuntbox/playwright';
import { expect, test } from '../test.ts';

test.describe('while Evotic makes a backup', () => {
  test.use({ cloudOptions: { scenario: 'evotic/creating-the-backup' } });

  test('its progress moves with the clock, and afterwards the server can be deleted', async ({ page, cloud }) => {
    await page.goto('/#/evotic/1');
    const bar = page.getByRole('progressbar', { name: 'Creating the backup' });
    await expect(bar).toHaveAttribute('aria-valuenow', '53');
    await cloud.clock.advance(minutes(1));
    await expect(bar).not.toHaveAttribute('aria-valuenow', '53');

    const dialog = page.getByRole('dialog');
    const remove = async () => {
      await page.getByRole('button', { name: 'Delete' }).click();
      await dialog.getByRole('textbox').fill('srv-evotic');
      await dialog.getByRole('button', { name: 'Delete server' }).click();
    };
    await remove();
    await expect(dialog.getByRole('alert')).toHaveText('Evotic: Server is being processed.');
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    await cloud.clock.settle();
    await expect(page.getByRole('status', { name: 'Status' })).toHaveText('Started');
    await remove();
    await expect(page.getByRole('heading', { name: 'Servers', exact: true })).toBeVisible();
    await expect(page.getByRole('link', { name: 'web-server-01' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'srv-evotic' })).toHaveCount(0);
  });

  test('a reload finds the same moment again', async ({ page }) => {
    await page.goto('/#/evotic/1');
    await expect(page.getByRole('progressbar').first()).toHaveAttribute('aria-valuenow', '53');
    await page.reload();
    await expect(page.getByRole('progressbar').first()).toHaveAttribute('aria-valuenow', '53');
  });
});

test('neither msw nor a service worker has a part in this', async ({ page, cloud }) => {
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'srv-evotic' })).toBeVisible();
  expect(await page.evaluate(() => navigator.serviceWorker.getRegistrations().then(({ length }) => length))).toBe(0);
  expect(cloud.journal.size).toBeGreaterThan(2);
  expect(() => createRequire(import.meta.url).resolve('msw')).toThrow();
});
