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
    const rows = page.getByRole('grid', { name: 'Rows of the workbook' });
    await expect(rows).toContainText('Invalid phone number detected: call me');
    await inspectScreen(roster, 'sample-put-right');
  });

  await test.step('the rows that cannot be carried out are left out, the others become changes', async () => {
    for (const outcome of ['Invalid', 'Duplicate']) {
      await page.getByRole('button', { name: new RegExp(`^${outcome} \\d+$`) }).click();
      await page.getByRole('button', { name: 'Leave these out' }).click();
      await expect(page.getByText('Comparing the rows')).toBeHidden();
    }
    await page.getByRole('button', { name: 'Commit…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Carry this workbook out?' });
    await dialog.getByRole('button', { name: /^Commit \d+ rows$/ }).click();
    await expect(page.getByRole('heading', { name: 'Changes', level: 1 })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('new.worker');
  });
  await roster.close();
});
