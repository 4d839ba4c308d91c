/** From the practice project in the app to the practice HQ in a browser: the menu's way there, the sign-in form, the lists. */
import { _electron, expect, test } from '@playwright/test';
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sandboxSwitches } from '../../scripts/prepare-electron.mjs';
import { newUserData, openPractice, picture, startRoster } from './support/roster-window.ts';

/** A browser and nothing else: Electron's own Chromium with the address it is given. */
const browserMain = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ width: 1200, height: 900 }).loadURL(process.env.BROWSE));
app.on('window-all-closed', () => app.quit());`;

async function browse(address: string) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'roster browser '));
  await writeFile(path.join(folder, 'main.cjs'), browserMain);
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ name: 'browser', main: 'main.cjs' }));
  const set = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return _electron.launch({
    args: [
      ...sandboxSwitches(process.getuid?.()),
      '--disable-gpu',
      `--user-data-dir=${path.join(folder, 'profile')}`,
      folder,
    ],
    env: { ...Object.fromEntries(set), BROWSE: address },
  });
}

test('the practice HQ can be looked at in a browser', async () => {
  const roster = await startRoster(await newUserData());
  try {
    const entry = () =>
      roster.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('practice-browser')?.visible);
    expect(await entry()).toBe(false);
    await openPractice(roster.page);
    expect(await entry()).toBe(true);

    // What the box says and where it leads, without a box and a browser on the test's screen.
    const told = await roster.app.evaluate(
      ({ Menu, dialog, shell }) =>
        new Promise<{ detail: string; url: string }>((resolve) => {
          let detail = '';
          dialog.showMessageBox = (async (options: { detail?: string }) => {
            detail = options.detail ?? '';
            return { response: 1, checkboxChecked: false };
          }) as typeof dialog.showMessageBox;
          shell.openExternal = async (url) => {
            resolve({ detail, url });
          };
          Menu.getApplicationMenu()?.getMenuItemById('practice-browser')?.click();
        }),
    );
    expect(told.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(told.detail).toContain(told.url);
    const value = (label: string): string => new RegExp(`${label}: (.+)`).exec(told.detail)?.[1] ?? '';

    const browser = await browse(told.url);
    try {
      const page = await browser.firstWindow();
      await expect(page.getByRole('heading', { name: 'Sign In' })).toBeVisible();
      await page.getByLabel('E-mail').fill(value('Username'));
      await page.getByLabel('Password').fill('wrong');
      await page.getByRole('button', { name: 'Sign In' }).click();
      await expect(page.getByRole('alert')).toContainText('Please enter a correct username and password');
      await page.getByLabel('E-mail').fill(value('Username'));
      await page.getByLabel('Password').fill(value('Password'));
      await page.getByRole('button', { name: 'Sign In' }).click();

      await expect(page.getByRole('heading', { name: 'Web Users' })).toBeVisible();
      await expect(page.getByRole('cell', { name: value('Username') })).toBeVisible();
      await expect(page.getByRole('heading', { name: 'Pending Invitations' })).toBeVisible();
      await picture(page, 'practice-web-users');

      await page.getByRole('link', { name: 'Mobile Workers' }).click();
      await expect(page.getByText(/\d+ active mobile workers, page 1 of \d/)).toBeVisible();
      await expect(page.getByRole('columnheader', { name: 'PersonalID Status' })).toBeVisible();
      await picture(page, 'practice-mobile-workers');
      await page.getByRole('link', { name: 'Show Deactivated Mobile Workers' }).click();
      await expect(page.getByText(/\d+ deactivated mobile workers/)).toBeVisible();

      await page.getByRole('link', { name: 'Sign Out' }).click();
      await expect(page.getByRole('heading', { name: 'Sign In' })).toBeVisible();
    } finally {
      await browser.close();
    }
  } finally {
    await roster.close();
  }
});
