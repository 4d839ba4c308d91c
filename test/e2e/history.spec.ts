/** An edit reaches HQ, stands in the history, is taken back, and the history is saved as files. */
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { openPerson, save, startEdit } from './support/person-panel.ts';
import { practiceWorker } from './support/practice-data.ts';
import { goTo, newUserData, openPractice, startRoster } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';

const worker = 'aicha.kone';

test('edit, history, undo, export', async () => {
  const roster = await startRoster(await newUserData());
  const { page, userData } = roster;
  await openPractice(page);
  await goTo(page, 'History');
  await expect(page.getByText('Nothing has happened yet')).toBeVisible();
  await inspectScreen(roster, 'history-none');
  const before = practiceWorker(userData, worker)?.first_name ?? '';
  expect(before).not.toBe('');

  await test.step('what HQ took stands there with the values before and after', async () => {
    await goTo(page, 'Mobile Workers');
    const panel = await startEdit(page, 'Mobile worker', worker);
    await panel.getByRole('textbox', { name: 'First name' }).fill('=Zoë');
    await save(panel);
    await expect.poll(() => practiceWorker(userData, worker)?.first_name, { timeout: 20_000 }).toBe('=Zoë');
    const details = await openPerson(page, 'Mobile worker', worker);
    await details.getByRole('button', { name: 'History' }).click();
    await expect(page.getByRole('heading', { name: 'History', level: 1 })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Only / })).toBeVisible();
    const row = page.getByRole('row').nth(1);
    await expect(row).toContainText(`First name: ${before} → =Zoë`);
    await expect(row).toContainText('HQ has it');
    await inspectScreen(roster, 'history');
  });

  await test.step('search finds it as one types, and says when nothing fits', async () => {
    await page.getByRole('button', { name: /^Only / }).click();
    const search = page.getByRole('searchbox', { name: 'Search the history' });
    await page.keyboard.press('/');
    await expect(search).toBeFocused();
    await search.fill('nobody at all');
    await expect(page.getByText('Nothing fits')).toBeVisible();
    await search.fill('zoe');
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2');
  });

  await test.step('undo asks, and HQ has the old value again', async () => {
    await page.getByRole('grid', { name: 'History' }).focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'History entry' });
    await expect(panel.getByRole('table')).toContainText(before);
    await inspectScreen(roster, 'history-entry');
    await panel.getByRole('button', { name: 'Undo' }).click();
    await page
      .getByRole('dialog', { name: 'Undo this change?' })
      .getByRole('button', { name: 'Undo the change' })
      .click();
    await expect(page.getByText(/^The way back for .* is saved and goes/)).toBeVisible();
    await expect.poll(() => practiceWorker(userData, worker)?.first_name, { timeout: 20_000 }).toBe(before);
    await expect(panel).toContainText('Cannot be undone: This was taken back already.');
    await inspectScreen(roster, 'history-undone');
    await expect(page.getByRole('row').nth(1)).toContainText(`First name: =Zoë → ${before}`);
  });

  await test.step('the export is a workbook or CSV where the person says', async () => {
    const xlsx = path.join(userData, 'my history.xlsx');
    await exportTo(roster, 'Excel workbook', xlsx);
    const [sheet] = readWorkbook(readFileSync(xlsx));
    expect(sheet?.cells).toHaveLength(3);
    expect(sheet?.cells.flat()).toContain('=Zoë');
    const csv = path.join(userData, 'my history.csv');
    await exportTo(roster, 'CSV text', csv);
    const text = readFileSync(csv, 'utf8');
    expect(text.trimEnd().split('\r\n')).toHaveLength(3);
    expect(text).toContain(`First name,${before},'=Zoë,,,,HQ has it`);
  });
  await roster.close();
});

/** Chooses a format; the system's own dialog, which no test can press, is answered in its place. */
async function exportTo({ app, page }: RosterWindow, format: string, file: string): Promise<void> {
  await app.evaluate(({ dialog, shell }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    shell.showItemInFolder = () => undefined;
  }, file);
  await page.getByRole('button', { name: 'Export…' }).click();
  await page.getByRole('menuitem', { name: format }).click();
  await expect(page.getByText(`2 entries saved in ${file}`)).toBeVisible();
}
