/** Sample workbooks of the practice project: opened, put right with one click, carried out, or saved as a copy. */
import { expect, test } from '@playwright/test';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { inspectScreen } from './support/inspect-screen.ts';
import { goTo, newUserData, openPractice, startRoster, workOffline } from './support/roster-window.ts';

test('a sample with typical mistakes is opened from the practice project, put right and carried out', async () => {
  const roster = await startRoster(await newUserData());
  const { page, app, userData } = roster;
  await openPractice(page);
  await workOffline(page, true);
  await goTo(page, 'Spreadsheets');
  const samples = page.getByRole('region', { name: 'Sample workbooks' });
  await expect(samples.getByRole('listitem')).toHaveCount(6);
  await inspectScreen(roster, 'samples');

  await test.step('a copy is saved where the person says', async () => {
    const copy = path.join(userData, 'my copy.xlsx');
    await app.evaluate(({ dialog, shell }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      shell.showItemInFolder = () => undefined;
    }, copy);
    await samples.getByRole('button', { name: 'Save a copy: A clean one, Web users' }).click();
    await expect.poll(() => existsSync(copy)).toBe(true);
  });

  await test.step('the review shows the mistakes', async () => {
    await samples.getByRole('button', { name: 'Open: Typical mistakes, Mobile workers' }).click();
    const dialog = page.getByRole('dialog', { name: 'Open a workbook' });
    await expect(dialog.getByText('mobile-workers-mistakes.xlsx')).toBeVisible();
    await expect(dialog.getByText('By its columns these are Mobile workers.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Review' }).click();
    await expect(page.getByRole('heading', { name: 'mobile-workers-mistakes.xlsx' })).toBeVisible();
    const warnings = page.getByRole('region', { name: 'Warnings about the file' });
    await expect(warnings).toContainText('shirt size');
    await expect(page.getByRole('button', { name: /^New worker/ })).toBeHidden();
    await inspectScreen(roster, 'sample-mistakes');
  });

  await test.step('one click puts right what can be; what is left is said row by row', async () => {
    await page.getByRole('button', { name: /^Put \d+ right$/ }).click();
    await expect(page.getByRole('button', { name: 'New worker 1', exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Duplicate 2', exact: true })).toBeVisible();
    await expect(page.getByRole('grid', { name: 'Rows of the workbook' })).toContainText(
      'Invalid phone number detected: call me',
    );
    await inspectScreen(roster, 'sample-put-right');
  });

  const rows = page.getByRole('grid', { name: 'Rows of the workbook' });
  const row = (number: number) =>
    rows.getByRole('row').filter({ has: page.getByText(String(number), { exact: true }) });

  await test.step('of somebody who is in it twice one row is left out by Space, taken in again, and left out for good', async () => {
    await rows.focus();
    await page.keyboard.press('Home');
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press(' ');
    await expect(row(7)).toContainText('Update');
    await expect(row(7)).toContainText('First name');
    await expect(page.getByRole('button', { name: '1 row left out' })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Duplicate/ })).toBeHidden();
    await page.keyboard.press(' ');
    await expect(page.getByRole('button', { name: 'Duplicate 2', exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: '1 row left out' })).toBeHidden();
    await page.keyboard.press(' ');
    await expect(page.getByRole('button', { name: '1 row left out' })).toBeVisible();
  });

  await test.step('a cell is put right in place with the keyboard alone', async () => {
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Row of the workbook' });
    await expect(
      panel.getByRole('heading', { name: 'Row 3 of the workbook' }).or(panel.getByText('Row 3')),
    ).toBeVisible();
    const phone = panel.getByRole('textbox', { name: 'phone-number 1' });
    await expect(phone).toHaveValue('call me');
    await phone.focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('254700000009');
    await page.keyboard.press('Enter');
    await expect(row(3)).toContainText('Update');
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
  });

  await test.step('the rows that cannot be carried out are left out, the others become changes', async () => {
    await page.getByRole('button', { name: /^Invalid \d+$/ }).click();
    await page.getByRole('button', { name: 'Leave these out' }).click();
    await expect(page.getByRole('button', { name: '6 rows left out' })).toBeVisible();
    await page.getByRole('button', { name: 'Commit…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Carry this workbook out?' });
    await dialog.getByRole('button', { name: /^Commit \d+ rows$/ }).click();
    const batch = page.getByRole('grid', { name: 'Rows of the carried out workbook' });
    await page.getByRole('button', { name: /^Waiting \d+$/ }).click();
    await expect(batch).toContainText('new.worker');
  });
  await roster.close();
});
