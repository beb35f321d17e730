/** Tests that fail: what they leave in their report is the test's subject. */
import { minutes } from 'stuntbox/playwright';
import { expect, test } from '../test.ts';

test('fails by its page', async ({ page, cloud }) => {
  await page.goto('/');
  await page.getByRole('button').click();
  await expect(page.getByText('web-9 provisioning')).toBeVisible();
  await page.evaluate(() => fetch('https://admin.vps.org/api/v1/servers/?colour=blue', { headers: { authorization: 'Bearer t' } }));
  await cloud.clock.advance(minutes(1));
  await expect(page.getByText('web-9 active')).toBeVisible({ timeout: 500 });
});

test.describe('strictly', () => {
  test.use({ cloudOptions: { violations: 'throw' } });
  test('fails by a violation that its page hides', async ({ page }) => {
    await page.goto('/');
    await page.evaluate(() => fetch('https://admin.vps.org/api/v1/servers/?colour=blue', { headers: { authorization: 'Bearer t' } }).catch(() => {}));
  });
});

test.describe('misspelt', () => {
  test.use({ cloudOptions: { scenaro: 'vpsorg/out-of-credits' } as object });
  test('fails by an option that does not exist', async ({ cloud }) => {
    expect(cloud.journal.size).toBe(0);
  });
});

test('passes and leaves nothing', async ({ page }) => {
  await page.goto('/');
});
