/** W-49: HQ's own file is waited for without a dialog, through a kill of Roster, and its end stays until a person knows it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { startPractice } from '../engine/practice/practice-client.ts';
import { connectTo } from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { requests } from './support/practice-log.ts';
import { goTo, newUserData, startRoster } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';
import { connectionFacts, signInWith } from './support/sign-in.ts';
import { sampleSize } from './support/sample-size.ts';

/** Looks that HQ answers with “not yet”: some ten seconds of waiting behind the restart. */
const jobPolls = 10;

const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Download web users from HQ' });
const making = (page: Page): Locator =>
  page.getByRole('status').filter({ hasText: 'HQ is making its file of web users' });

/** Where files are saved, and that one shown in its folder is told. */
async function saveAs({ app }: RosterWindow, file: string): Promise<void> {
  await app.evaluate(({ dialog, shell }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    shell.showItemInFolder = (shown) => Object.assign(globalThis, { shown });
  }, file);
}

async function begin(page: Page): Promise<void> {
  await goTo(page, 'Web Users');
  await page.getByRole('button', { name: 'Download from HQ…' }).click();
  await expect(dialogOf(page)).toContainText(/\d+ rows\./);
  await dialogOf(page).getByRole('button', { name: 'Download', exact: true }).click();
}

test('HQ’s file is gone on with after a kill, without asking HQ for another; one that fails is downloaded again', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const userData = await newUserData();
  const file = path.join(userData, 'web users of HQ.xlsx');
  const begun = async () =>
    (await requests(practice)).filter((request) => request.path.includes('/web/download/?')).length;
  let roster = await startRoster(userData);
  let { page } = roster;
  await connectTo(page, practice.hq);
  await (await connectionFacts(page)).getByRole('button', { name: 'Sign in to HQ…' }).click();
  await signInWith(page, practice.hq.signIn.password);
  await practice.control('settings', { json: { jobPolls } });
  await saveAs(roster, file);

  await test.step('the dialog tells HQ’s percentage, and that it can be closed', async () => {
    await begin(page);
    await expect(dialogOf(page)).toContainText(/HQ is making the file: \d0 %/, { timeout: 20_000 });
    await expect(dialogOf(page)).toContainText('also after a restart');
    await expect(making(page)).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(dialogOf(page)).toBeHidden();
    await expect(making(page)).toContainText('%');
    await inspectScreen(roster, 'download-line');
  });

  await test.step('after a kill it goes on, by HQ’s number', async () => {
    await roster.kill();
    expect([existsSync(file), await begun()]).toEqual([false, 1]);
    roster = await startRoster(userData);
    ({ page } = roster);
    await saveAs(roster, file);
    await expect(making(page)).toBeVisible({ timeout: 30_000 });
    const saved = page.getByRole('status').filter({ hasText: `rows is saved in ${file}` });
    await expect(saved).toBeVisible({ timeout: 60_000 });
    expect(await begun()).toBe(1);
    const rows = (readWorkbook(readFileSync(file))[0]?.cells.length ?? 0) - 1;
    await expect(saved).toContainText(`HQ’s file of ${rows} rows`);
    await inspectScreen(roster, 'download-saved');
    await saved.getByRole('button', { name: 'Show in folder' }).click();
    await expect.poll(() => roster.app.evaluate(() => Reflect.get(globalThis, 'shown') as unknown)).toBe(file);
    await saved.getByRole('button', { name: 'Dismiss this note about the download' }).click();
    await expect(page.getByText('is saved in')).toHaveCount(0);
  });

  await test.step('one that HQ could not make says so, and is downloaded again', async () => {
    await practice.control('settings', { json: { jobPolls: 2 } });
    const poll = { path: '/download/poll/' };
    await practice.control('faults', { json: { match: poll, kind: 'delay', ms: 1_500 } });
    await practice.control('faults', { json: { match: poll, kind: '500-before', times: 2 } });
    await begin(page);
    await page.keyboard.press('Escape');
    const failed = page.getByRole('status').filter({ hasText: 'HQ’s file of web users is not saved.' });
    await expect(failed).toContainText('keeps such a file for one hour', { timeout: 30_000 });
    await inspectScreen(roster, 'download-failed');
    await failed.getByRole('button', { name: 'Download again…' }).click();
    await expect(page.getByText(`rows is saved in ${file}`)).toBeVisible({ timeout: 30_000 });
    expect(await begun()).toBe(3);
  });
  await roster.close();
  await practice.hq.close();
});
