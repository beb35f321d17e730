/** What a user does with the dashboard, and sees: each journey takes a browser's page and a home, and is the same in every home. */
import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { Home } from './home.ts';

const button = (page: Page | Locator, name: string): Locator => page.getByRole('button', { name, exact: true });
const status = (page: Page): Locator => page.getByRole('status', { name: 'Status' });
const refusal = (page: Page | Locator): Locator => page.getByRole('alert');
const bar = (page: Page): Locator => page.getByRole('progressbar').first();

/** Waits until an element shows exactly this text, or one that matches. */
async function shows(locator: Locator, text: string | RegExp): Promise<void> {
  let last = '';
  const seen = async (): Promise<boolean> => {
    last = (await locator.first().innerText({ timeout: 45_000 })).replace(/\s+/g, ' ').trim();
    return typeof text === 'string' ? last === text : text.test(last);
  };
  const deadline = Date.now() + 45_000;
  while (!(await seen())) {
    if (Date.now() > deadline) return expect(last).toBe(text);
    await locator.page().waitForTimeout(100);
  }
}

const progressOf = async (page: Page): Promise<number> => Number(await bar(page).getAttribute('aria-valuenow'));

/** Waits for the number of percent to be another, and returns it. */
async function progressBeyond(page: Page, before: number): Promise<number> {
  await page.waitForFunction((was) => Number(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')) > was, before, { timeout: 45_000 });
  return progressOf(page);
}

/** Orders at VPS.org, with a mistake first; what is locked refuses, a reload and a second tab see the same, and three minutes later it is active. */
export async function order(home: Home): Promise<void> {
  const page = await home.open('#/');
  await shows(page.getByRole('list').getByText('web-server-01'), 'web-server-01');
  await page.getByRole('link', { name: 'New server' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web 2');
  await button(page, 'Create server').click();
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await page.getByText('Enter a valid value.').waitFor();
  expect(await name.getAttribute('aria-invalid')).toBe('true');
  expect(await name.evaluate((element) => element === document.activeElement)).toBe(true);
  await name.fill('web-2');
  await page.getByRole('radio', { name: /Standard VPS/ }).check();
  await button(page, 'Create server').click();

  await page.getByRole('heading', { name: 'web-2' }).waitFor();
  expect(page.url()).toMatch(/#\/vpsorg\/12347$/);
  await shows(status(page), 'Provisioning Locked');
  await shows(page.getByRole('region', { name: 'Task' }).getByText('Being provisioned'), 'Being provisioned');
  await button(page, 'Stop').click();
  await shows(refusal(page), 'VPS.org: Server is busy (provisioning).');

  await page.reload();
  await shows(status(page), 'Provisioning Locked');
  const second = await home.open('#/vpsorg/12347', { context: page.context() });
  await shows(status(second), 'Provisioning Locked');
  await second.close();

  await home.advance(page, 3);
  await shows(status(page), 'Active');
  await refusal(page).waitFor({ state: 'detached' });
  await shows(page.getByRole('region', { name: 'Details' }), /IPv4 203\.0\.113\.\d+/);
  await page.context().close();
}

/** Orders at Evotic by the numbers that its API does not list: each mistake is shown at its field, and a minute later the server is started. */
export async function orderAtEvotic(home: Home): Promise<void> {
  const page = await home.open('#/new');
  await page.getByRole('navigation', { name: 'Vendor' }).getByRole('link', { name: 'Evotic' }).click();
  const location = page.getByRole('textbox', { name: 'Location ID' });
  await location.fill('99');
  await page.getByRole('textbox', { name: 'System ID' }).fill('1');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-2');
  await button(page, 'Create server').click();
  await page.getByText('The password field is required.').waitFor();
  await page.getByRole('textbox', { name: 'Root password' }).fill('correct-horse-battery');
  await page.getByRole('textbox', { name: 'Commands' }).fill('apt update\napt install -y nginx');
  await button(page, 'Create server').click();
  await page.getByText('The selected location id is invalid.').waitFor();
  expect(await location.getAttribute('aria-invalid')).toBe('true');
  await location.fill('1');
  await button(page, 'Create server').click();

  await page.getByRole('heading', { name: 'web-2' }).waitFor();
  await shows(status(page), 'Processing Locked');
  await home.advance(page, 1);
  await shows(status(page), 'Started');
  await page.context().close();
}

/** Renames at VPS.org, which refuses a name first; the list has the new one. */
export async function rename(home: Home): Promise<void> {
  const page = await home.open('#/vpsorg/12345');
  await button(page, 'Rename').click();
  const dialog = page.getByRole('dialog');
  const name = dialog.getByRole('textbox', { name: 'New name' });
  await name.fill('web 3');
  await button(dialog, 'Save name').click();
  await dialog.getByText('Enter a valid value.').waitFor();
  await name.fill('web-3');
  await button(dialog, 'Save name').click();
  await page.getByRole('heading', { name: 'web-3' }).waitFor();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'All servers' }).click();
  await page.getByRole('link', { name: 'web-3' }).waitFor();
  await page.getByRole('link', { name: 'web-server-01' }).waitFor({ state: 'detached' });
  await page.context().close();
}

/** Sets the boot order at PureGPU, which refuses while the server is locked. */
export async function bootOrder(home: Home): Promise<void> {
  const page = await home.open('#/puregpu/10');
  const details = page.getByRole('region', { name: 'Details' });
  await shows(details, /Boots from CD-ROM, hard disk/);
  await button(page, 'Boot order').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /^Hard disk/ }).check();
  await button(dialog, 'Set boot order').click();
  await dialog.waitFor({ state: 'detached' });
  await shows(details, /Boots from hard disk, CD-ROM/);

  await button(page, 'Shut down').click();
  await shows(status(page), 'Running Locked');
  await button(page, 'Boot order').click();
  await dialog.getByRole('radio', { name: /^Hard disk/, checked: true }).waitFor();
  await dialog.getByRole('radio', { name: /^CD-ROM drives/ }).check();
  await button(dialog, 'Set boot order').click();
  await shows(refusal(dialog), 'PureGPU: VPS is locked, hence no actions are allowed to perform.');
  await page.context().close();
}

export async function outOfCredits(home: Home): Promise<void> {
  const page = await home.open('#/new', { scenarios: ['vpsorg/out-of-credits'] });
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-2');
  await button(page, 'Create server').click();
  await shows(refusal(page), 'VPS.org: Insufficient credits.');
  await page.getByRole('link', { name: 'All servers' }).click();
  await page.getByText('web-server-01').waitFor();
  expect(await page.getByText('web-2').count()).toBe(0);
  await page.context().close();
}

/** Rebuilds at PureGPU: the password is shown once, the lock refuses, the charts are there. */
export async function rebuild(home: Home): Promise<void> {
  const page = await home.open('#/puregpu/10');
  await shows(status(page), 'Running');
  const charts = page.getByRole('region', { name: 'Statistics' }).getByRole('img');
  await charts.nth(3).waitFor();
  expect(await charts.first().getAttribute('aria-label')).toMatch(/^CPU over the last hour: .* on average, /);
  await page.getByRole('radio', { name: 'Week' }).check();
  await page.getByRole('img', { name: /^CPU over the last week/ }).waitFor();

  await button(page, 'Start').click();
  await shows(refusal(page), 'PureGPU: VM already running.');

  await button(page, 'Rebuild').click();
  const dialog = page.getByRole('dialog');
  await button(dialog, 'Erase and rebuild').click();
  await shows(refusal(dialog), /^PureGPU: .* is required\.$/);
  await dialog.getByRole('radio', { name: /debian-12-x86_64/ }).check();
  await dialog.getByRole('textbox', { name: 'SSH public key' }).fill('ssh-ed25519 AAAAC3NzaC1 me@example.com');
  await button(dialog, 'Erase and rebuild').click();
  const password = await dialog.getByRole('status', { name: 'One-time password' }).innerText();
  expect(password).toMatch(/^\S{8,}$/);
  await page.keyboard.press('Escape');
  await shows(dialog.getByRole('status', { name: 'One-time password' }), password);
  await button(dialog, 'I have saved it').click();
  await dialog.waitFor({ state: 'detached' });
  expect(await page.getByText(password).count()).toBe(0);
  // The dialog gives the focus back to what opened it.
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Rebuild');

  await shows(status(page), 'Stopped Locked');
  await button(page, 'Restart').click();
  await shows(refusal(page), 'PureGPU: VPS is locked, hence no actions are allowed to perform.');
  await page.reload();
  await shows(status(page), 'Stopped Locked');
  await home.advance(page, 2);
  await shows(status(page), 'Running');
  await page.context().close();
}

/** Watches Evotic's backup: its percentage moves, with the clock and by itself; it refuses a deletion until it is done. */
export async function backup(home: Home): Promise<void> {
  const page = await home.open('#/evotic/1', { scenarios: ['evotic/creating-the-backup'] });
  await shows(status(page), 'Started Locked');
  const first = await progressOf(page);
  expect(first).toBe(53);
  await home.advance(page, 1);
  const second = await progressBeyond(page, first);
  await home.run(page, 10);
  await progressBeyond(page, second);
  await home.run(page, 0);

  await button(page, 'Delete').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('srv-evotik');
  await button(dialog, 'Delete server').click({ force: true });
  await dialog.getByText('That is not the name of this server.').waitFor();
  await dialog.getByRole('textbox').fill('srv-evotic');
  await button(dialog, 'Delete server').click();
  await shows(refusal(dialog), 'Evotic: Server is being processed.');
  await button(dialog, 'Cancel').click();

  await home.advance(page, 10);
  await shows(status(page), 'Started');
  await button(page, 'Delete').click();
  await dialog.getByRole('textbox').fill('srv-evotic');
  await button(dialog, 'Delete server').click();
  await page.getByRole('heading', { name: 'Servers', exact: true }).waitFor();
  await page.getByText('web-server-01').waitFor();
  await page.getByText('srv-evotic', { exact: true }).waitFor({ state: 'detached' });
  await page.context().close();
}

/** A colleague opens a link, and sees the same moment. */
export async function colleague(home: Home): Promise<void> {
  const page = await home.open('#/evotic/1', { scenarios: ['evotic/creating-the-backup'] });
  await shows(status(page), 'Started Locked');
  await home.advance(page, 2);
  const progress = await progressBeyond(page, 53);
  const other = await home.colleague(page, '#/evotic/1');
  await shows(status(other), 'Started Locked');
  expect(await progressOf(other)).toBe(progress);
  await other.context().close();
  await page.context().close();
}

/** One vendor fails, and the others are there; it is tried again; a refused credential can be replaced; without a network it says so. */
export async function failures(home: Home): Promise<void> {
  const page = await home.open('#/', { scenarios: ['puregpu/outage'] });
  await shows(page.getByRole('heading', { name: 'The servers at PureGPU could not be loaded' }), 'The servers at PureGPU could not be loaded');
  await page.getByText('web-server-01').waitFor();
  await page.getByText('srv-evotic').waitFor();
  await home.mend(page);
  await button(page, 'Try again').click();
  await page.getByText('gpu-10.example.com').waitFor();

  await home.play(page, 'vpsorg/credential-expired');
  await page.getByRole('link', { name: 'web-server-01' }).click();
  const form = page.getByRole('region', { name: 'VPS.org sign-in' });
  await form.waitFor();
  await home.mend(page);
  await form.getByLabel('VPS.org API token').fill('another');
  await button(form, 'Use it').click();
  await page.getByRole('heading', { name: 'web-server-01' }).waitFor();

  await page.context().setOffline(true);
  await shows(page.getByRole('status', { name: 'Connection' }), /^You are offline\./);
  await page.context().setOffline(false);
  await page.getByText('You are offline.').waitFor({ state: 'detached' });
  await page.context().close();
}

/** With the keyboard alone: from the list to a server, into a dialog and out of it. */
export async function keyboard(home: Home): Promise<void> {
  const page = await home.open('#/');
  await page.getByRole('link', { name: 'web-server-01' }).focus();
  await page.keyboard.press('Enter');
  await shows(status(page), 'Active');
  await button(page, 'Delete').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Delete');
  await button(page, 'Reboot').focus();
  await page.keyboard.press('Space');
  await shows(status(page), 'Rebooting Locked');
  await page.context().close();
}

/** Shows the page anew while no vendor has answered yet. */
async function unanswered(page: Page): Promise<void> {
  await page.route('**/api/*/**', () => {});
  await page.reload();
}

/** Each view, and what to do in it before it is looked at. */
export const VIEWS: Readonly<Record<string, { readonly hash: string; readonly scenarios?: readonly string[]; readonly ready: (page: Page) => Promise<void> }>> =
  {
    list: {
      hash: '#/',
      scenarios: ['vpsorg/busy-provisioning', 'puregpu/backup-lock', 'evotic/creating-the-backup'],
      ready: async (page) => {
        await page.getByText('srv-evotic').waitFor();
        await page.getByText('Creating the backup').waitFor();
      },
    },
    'an empty list': {
      hash: '#/',
      scenarios: ['vpsorg/empty-account', 'puregpu/empty-account', 'evotic/empty-account'],
      ready: (page) => page.getByText('No servers yet').waitFor(),
    },
    'a list that is loading': {
      hash: '#/',
      ready: async (page) => {
        await unanswered(page);
        await page.getByRole('list', { name: 'Loading servers' }).waitFor();
        expect(await page.getByRole('region', { name: 'Servers' }).getAttribute('aria-busy')).toBe('true');
      },
    },
    'a server that is loading': {
      hash: '#/vpsorg/12345',
      ready: async (page) => {
        await unanswered(page);
        await page.getByRole('group', { name: 'Loading the server' }).waitFor();
      },
    },
    'a list with failures': {
      hash: '#/',
      scenarios: ['vpsorg/credential-expired', 'puregpu/outage', 'evotic/server-stopped'],
      ready: (page) => button(page, 'Try again').waitFor(),
    },
    'a server of VPS.org': { hash: '#/vpsorg/12345', ready: (page) => shows(status(page), 'Active') },
    'a server of PureGPU': { hash: '#/puregpu/10', ready: (page) => page.getByRole('img', { name: /^Disk over/ }).waitFor() },
    'a server of Evotic': { hash: '#/evotic/1', scenarios: ['evotic/creating-the-backup'], ready: (page) => shows(status(page), 'Started Locked') },
    'a suspended server': { hash: '#/vpsorg/12345', scenarios: ['vpsorg/server-suspended'], ready: (page) => shows(status(page), 'Suspended') },
    'a server that is not there': { hash: '#/vpsorg/1', ready: (page) => page.getByText('There is no server 1').waitFor() },
    'the order form with errors': {
      hash: '#/new',
      ready: async (page) => {
        await button(page, 'Create server').click();
        await page.locator('.field-error').first().waitFor();
      },
    },
    'the order form of Evotic with errors': {
      hash: '#/new/evotic',
      ready: async (page) => {
        await button(page, 'Create server').click();
        await page.locator('.field-error').first().waitFor();
      },
    },
    'the rename dialog with an error': {
      hash: '#/vpsorg/12345',
      ready: async (page) => {
        await button(page, 'Rename').click();
        await page.getByRole('dialog').getByRole('textbox').fill('web 3');
        await button(page, 'Save name').click();
        await page.locator('.field-error').waitFor();
      },
    },
    'the boot order dialog': {
      hash: '#/puregpu/10',
      ready: async (page) => {
        await button(page, 'Boot order').click();
        await page.getByRole('radio', { name: /^Hard disk/ }).waitFor();
      },
    },
    'the rebuild dialog': {
      hash: '#/puregpu/10',
      ready: async (page) => {
        await button(page, 'Rebuild').click();
        await page.getByRole('radio', { name: /debian-12-x86_64/ }).waitFor();
      },
    },
    'the delete dialog with a refusal': {
      hash: '#/evotic/1',
      scenarios: ['evotic/creating-the-backup'],
      ready: async (page) => {
        await button(page, 'Delete').click();
        await page.getByRole('dialog').getByRole('textbox').fill('srv-evotic');
        await button(page, 'Delete server').click();
        await refusal(page.getByRole('dialog')).waitFor();
      },
    },
  };
