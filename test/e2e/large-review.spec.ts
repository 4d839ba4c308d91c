/** A workbook that takes seconds to be compared: that can be stopped, and one row of it does not wait for all the others. */
import { expect, test } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import { newUserData, openPractice, startRoster, workOffline } from './support/roster-window.ts';

/** Some seconds of comparing, however fast the computer. */
const count = 30_000;

test('comparing is stopped, nothing can be committed then; compared again, one row is left out and taken in at once', async () => {
  test.setTimeout(240_000);
  const userData = await newUserData();
  const roster = await startRoster(userData);
  const { page } = roster;
  await openPractice(page);
  await workOffline(page, true);
  const file = path.join(userData, 'many.xlsx');
  const lines = Array.from({ length: count }, (_, index) => [`new.worker${index}`, 'Practice-workers-7', 'A Name']);
  writeFileSync(file, writeWorkbook([{ title: 'users', lines: [['username', 'password', 'name'], ...lines] }]));
  await roster.app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, file);
  await page.getByRole('navigation').getByText('Spreadsheets').click();
  await page.getByRole('button', { name: 'Open workbook…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a workbook' });
  await dialog.getByRole('button', { name: 'Choose a file…' }).click();
  await expect(dialog.getByText('many.xlsx')).toBeVisible();
  await dialog.getByRole('radio', { name: 'Mobile workers' }).check();
  await dialog.getByRole('button', { name: 'Review' }).click();
  const all = page.getByRole('button', { name: 'New worker 30,000', exact: true });
  await expect(all).toBeVisible({ timeout: 120_000 });
  const commit = page.getByRole('button', { name: 'Commit…' });
  const waits = page.getByText(/The rows of this workbook are not all compared/);

  await test.step('stopped', async () => {
    await page.getByRole('button', { name: 'Compare again' }).click();
    await page.getByRole('button', { name: 'Stop comparing' }).click();
    await expect(waits).toBeVisible();
    await expect(commit).toBeDisabled();
    await expect(page.getByRole('progressbar')).toBeHidden();
  });

  await test.step('compared again to the end', async () => {
    await page.getByRole('button', { name: 'Compare again' }).click();
    await expect(page.getByRole('button', { name: 'Stop comparing' })).toBeVisible();
    await expect(commit).toBeEnabled({ timeout: 120_000 });
    await expect(waits).toBeHidden();
  });

  await test.step('one row is left out and taken in without the others', async () => {
    await page.getByRole('grid', { name: 'Rows of the workbook' }).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press(' ');
    await expect(page.getByRole('button', { name: '1 row left out' })).toBeVisible();
    await page.keyboard.press(' ');
    await expect(page.getByRole('button', { name: '1 row left out' })).toBeHidden();
    await expect(all).toBeVisible();
    await expect(commit).toBeEnabled();
  });
  await roster.close();
});
