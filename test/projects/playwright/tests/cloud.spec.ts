import { mergeTests, test as base } from '@playwright/test';
import { hours, minutes, routeCloud } from 'stuntbox/playwright';
import { expect, test } from '../test.ts';

test('a new server becomes active when both clocks move', async ({ page, cloud }) => {
  await page.goto('/');
  await expect(page.getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button').click();
  await expect(page.getByText('web-9 provisioning')).toBeVisible();
  await cloud.clock.advance(minutes(3));
  await expect(page.getByText('web-9 active')).toBeVisible();
});

test('the page begins at the cloud’s time, and its own timers run without a move', async ({ page, cloud }) => {
  await page.goto('/');
  const shown = async (): Promise<number> => Date.parse((await page.locator('time').textContent()) ?? '') - cloud.clock.now();
  await expect(page.getByRole('listitem')).toHaveCount(2);
  expect(Math.abs(await shown())).toBeLessThan(60_000);
  const asked = cloud.journal.size;
  await expect.poll(() => cloud.journal.size).toBeGreaterThan(asked);
  await cloud.clock.advance(hours(5));
  await expect.poll(() => cloud.journal.size).toBeGreaterThan(asked + 1);
  await expect.poll(async () => Math.abs(await shown())).toBeLessThan(60_000);
});

test('next and settle move the page along', async ({ page, cloud }) => {
  await page.goto('/');
  await page.getByRole('button').click();
  await expect(page.getByText('web-9 provisioning')).toBeVisible();
  const before = cloud.clock.now();
  expect(cloud.clock.nextChange()).toBeGreaterThan(before);
  expect(await cloud.clock.next()).toBe(cloud.clock.now());
  await expect(page.getByText('web-9 active')).toBeVisible();
  await cloud.clock.settle();
  expect(await page.evaluate(() => Date.now())).toBeGreaterThanOrEqual(cloud.clock.now());
});

for (let n = 1; n <= 8; n += 1) {
  test(`each test has a cloud of its own, ${n}`, async ({ page, cloud }) => {
    await page.goto('/');
    await page.getByRole('button').click();
    await expect(page.getByRole('status')).toContainText('201');
    expect(cloud.vpsorg.servers.all().map(({ id }) => id)).toEqual([12345, 12346, 12347]);
  });
}

test.describe('options of some tests', () => {
  test.use({ cloudOptions: { scenario: 'vpsorg/out-of-credits' } });
  test('a scenario is played before the test', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('button').click();
    await expect(page.getByRole('status')).toContainText('402');
  });
});

// The page asks again by itself every five seconds. What these tests wait for therefore lasts until they end it.
test('a dropped connection, and a body that is cut, are network errors', async ({ page, cloud }) => {
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'answer-lost' });
  await page.goto('/');
  await expect(page.getByRole('alert')).toHaveText('TypeError: Failed to fetch');
  cloud.faults.clear();
  await cloud.clock.advance(5_000);
  await expect(page.getByRole('alert')).toHaveText('');
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'cut', at: 0.5 });
  await cloud.clock.advance(5_000);
  await expect(page.getByRole('alert')).toHaveText('TypeError: Failed to fetch');
});

test('a fault’s latency waits for the cloud’s clock', async ({ page, cloud }) => {
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: 3_000 });
  await page.goto('/');
  await expect.poll(() => cloud.journal.size).toBeGreaterThan(0);
  await expect(page.getByRole('listitem')).toHaveCount(0);
  await cloud.clock.advance(3_000);
  await expect(page.getByRole('listitem')).toHaveCount(2);
});

test('a request that still waits when the test ends holds nothing up', async ({ page, cloud }) => {
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'hangs' });
  await page.goto('/');
  await expect.poll(() => cloud.journal.size).toBeGreaterThan(0);
});

test('a path origin is at the base URL, and covers what is under it alone', async ({ page, cloud }) => {
  await page.goto('/');
  const text = (url: string): Promise<string> => page.evaluate((to) => fetch(to, { headers: { 'x-api-key': 'k' } }).then((reply) => reply.text()), url);
  expect(await text('/api/gpu/server/10/status')).toContain('"result":"success"');
  expect(await text('/src/api/gpu/client.ts')).toBe('the application itself');
  expect(await text('/api/gpus')).toBe('the application itself');
  expect(cloud.journal.filter(({ vendor }) => vendor === 'puregpu')).toHaveLength(1);
});

test('a page of another origin may call the vendor, and reads its headers', async ({ page }) => {
  await page.goto('/');
  const { status, headers } = await page.evaluate(async () => {
    const reply = await fetch('https://admin.vps.org/api/v1/servers/', { headers: { authorization: 'Bearer t' } });
    return { status: reply.status, headers: Object.fromEntries(reply.headers) };
  });
  expect(status).toBe(200);
  expect(headers['content-type']).toContain('application/json');
});

test('a route of the test’s own wins', async ({ page, cloud }) => {
  await page.route('**/servers/', (route) => route.fulfill({ status: 418, json: {} }));
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText('418');
  expect(cloud.journal.size).toBe(0);
});

test('a second user’s context sees the same cloud, and moves with it', async ({ page, cloud, browser, baseURL }) => {
  const second = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  await routeCloud(second, cloud);
  const other = await second.newPage();
  await page.goto('/');
  await page.getByRole('button').click();
  await expect(page.getByText('web-9 provisioning')).toBeVisible();
  await other.goto('/');
  await expect(other.getByText('web-9 provisioning')).toBeVisible();
  await cloud.clock.advance(minutes(3));
  await expect(other.getByText('web-9 active')).toBeVisible();
  await second.close();
  await cloud.clock.advance(minutes(3));
});

const named = base.extend<{ name: string }>({ name: 'web-9' });
mergeTests(test, named)('it merges with other fixtures', async ({ page, cloud, name }) => {
  await page.goto('/');
  await page.getByRole('button').click();
  await expect(page.getByRole('listitem').filter({ hasText: name })).toBeVisible();
  expect(cloud.vpsorg.servers.find({ name })).toBeDefined();
});

test('an expected violation is no failure', async ({ page, cloud }) => {
  cloud.violations.expect('GET /servers/', 'query.colour');
  await page.goto('/');
  await page.evaluate(() => fetch('https://admin.vps.org/api/v1/servers/?colour=blue', { headers: { authorization: 'Bearer t' } }));
  cloud.violations.check();
});
