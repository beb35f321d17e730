import { minutes } from 'stuntbox/playwright';
import { expect, test } from '../test.ts';

test('a server that is ordered is locked while VPS.org provisions it, and then active', async ({ page, cloud }) => {
  await page.goto('/#/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-2');
  await page.getByRole('radio', { name: /Standard VPS/ }).check();
  await page.getByRole('button', { name: 'Create server' }).click();

  await expect(page.getByRole('heading', { name: 'web-2' })).toBeVisible();
  await expect(page.getByRole('status', { name: 'Status' })).toHaveText(/Provisioning.*Locked/);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('alert')).toHaveText('VPS.org: Server is busy (provisioning).');

  await cloud.clock.advance(minutes(3));
  await expect(page.getByRole('status', { name: 'Status' })).toHaveText('Active');
  await expect(page.getByRole('region', { name: 'Details' })).toContainText('203.0.113.12');
});

test('what VPS.org finds wrong is shown at its field', async ({ page, cloud }) => {
  await page.goto('/#/new');
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('web 2');
  await page.getByRole('button', { name: 'Create server' }).click();
  await expect(page.getByText('Enter a valid value.')).toBeVisible();
  await expect(name).toBeFocused();
  expect(cloud.vpsorg.servers.all()).toHaveLength(2);
});

test.describe('out of credits', () => {
  test.use({ cloudOptions: { scenario: 'vpsorg/out-of-credits' } });
  test('nothing is ordered, and the page says why', async ({ page, cloud }) => {
    await page.goto('/#/new');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-2');
    await page.getByRole('button', { name: 'Create server' }).click();
    await expect(page.getByRole('alert')).toHaveText('VPS.org: Insufficient credits.');
    expect(cloud.vpsorg.servers.all()).toHaveLength(2);
  });
});

test('an order whose answer is lost is not sent again', async ({ page, cloud }) => {
  cloud.play('vpsorg/answer-lost');
  await page.goto('/#/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-2');
  await page.getByRole('button', { name: 'Create server' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  expect(cloud.vpsorg.servers.filter({ name: 'web-2' })).toHaveLength(1);
  expect(cloud.journal.filter(({ request }) => request.method === 'POST')).toHaveLength(1);
});
