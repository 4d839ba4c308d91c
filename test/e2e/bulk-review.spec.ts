/** People into a workbook, the workbook edited, opened and gone through row by row; nothing is sent by any of it. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import { answerOpen, answerSave, drop } from './support/file-dialogs.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { goTo, newUserData, openPractice, startRoster, workOffline } from './support/roster-window.ts';

test('W-47, W-48, W-49, W-58, W-60, W-62, W-64: download, edit, open, review', async () => {
  const roster = await startRoster(await newUserData());
  const { page, userData } = roster;
  const saved = path.join(userData, 'all web users.xlsx');
  const edited = path.join(userData, 'edited users.xlsx');
  await openPractice(page);
  // All of it works without HQ.
  await workOffline(page, true);
  let lines: string[][] = [];

  await test.step('the download is narrowed, counted, and saved where the person says', async () => {
    await goTo(page, 'Web Users');
    await page.getByRole('button', { name: 'Spreadsheet', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Download what is here…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Download web users' });
    await expect(dialog.getByText(/^\d+ rows, as HQ had it at/)).toBeVisible();
    const all = await dialog.getByText(/^\d+ rows/).textContent();
    await dialog.getByRole('textbox', { name: 'Username' }).fill('nobody of this name');
    await expect(dialog.getByText(/^0 rows/)).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Save as…' })).toBeDisabled();
    await dialog.getByRole('textbox', { name: 'Username' }).fill('');
    await expect(dialog.getByText(all ?? '', { exact: true })).toBeVisible();
    await inspectScreen(roster, 'download');
    await answerSave(roster, saved);
    await dialog.getByRole('button', { name: 'Save as…' }).click();
    await expect(page.getByText(/^\d+ rows saved in /)).toBeVisible();
    await expect(dialog).toBeHidden();
    const [users] = readWorkbook(readFileSync(saved));
    lines = (users?.cells ?? []).map((cells) => cells.map((cell) => (cell === null ? '' : String(cell))));
    expect(String(lines.length - 1)).toBe(/^\d+/.exec(all ?? '')?.[0]);
  });

  await test.step('what is no workbook is refused in the dialog, in words', async () => {
    await goTo(page, 'Spreadsheets');
    await expect(page.getByText('No workbook is open')).toBeVisible();
    const empty = path.join(userData, 'empty.xlsx');
    writeFileSync(empty, '');
    await page.getByRole('button', { name: 'Open workbook…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Open a workbook' });
    await answerOpen(roster, empty);
    await dialog.getByRole('button', { name: 'Choose a file…' }).click();
    await expect(dialog.getByRole('alert')).toContainText('empty.xlsx');
    await expect(dialog.getByRole('button', { name: 'Review' })).toBeDisabled();
  });

  const rows = page.getByRole('grid', { name: 'Rows of the workbook' });
  await test.step('an edited one is guessed, read, and told row by row', async () => {
    writeFileSync(edited, writeWorkbook([{ title: 'Users', lines: withEdits(lines) }]));
    const dialog = page.getByRole('dialog', { name: 'Open a workbook' });
    await answerOpen(roster, edited);
    await dialog.getByRole('button', { name: 'Choose another file…' }).click();
    await expect(dialog.getByText('By its columns these are Web users.')).toBeVisible();
    await inspectScreen(roster, 'bulk-open');
    await dialog.getByRole('button', { name: 'Review' }).click();
    await expect(page.getByRole('heading', { name: 'edited users.xlsx' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Invite 1', exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: '1 e-mail goes out' })).toBeVisible();
    await expect(rows).toHaveAttribute('aria-rowcount', String(lines.length + 2));
    await inspectScreen(roster, 'bulk-review');
  });

  await test.step('a wrong cell is put right in the panel, and the row is planned anew', async () => {
    await chip(page, 'Invalid').click();
    await expect(rows).toHaveAttribute('aria-rowcount', '2');
    await expect(rows.getByRole('row').nth(1)).toContainText('second.new at example.org');
    await rows.focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Row of the workbook' });
    await expect(panel.getByRole('heading', { name: 'second.new at example.org' })).toBeFocused();
    await inspectScreen(roster, 'bulk-row');
    const username = panel.getByRole('textbox', { name: 'username' });
    await username.fill('something else');
    await page.keyboard.press('Escape');
    await expect(username).toHaveValue('second.new at example.org');
    await username.fill('second.new@example.com');
    await page.keyboard.press('Enter');
    await expect(panel).toContainText('second.new@example.com gets an e-mail from HQ.');
    await expect(username).toBeFocused();
    await username.fill('second.new@example.org');
    await page.keyboard.press('Tab');
    await expect(panel.getByRole('textbox', { name: 'first_name' })).toBeFocused();
    await expect(page.getByRole('button', { name: '2 e-mails go out' })).toBeVisible();
    await expect(panel).toContainText('second.new@example.org gets an e-mail from HQ.');
    await panel.getByRole('button', { name: 'Close' }).click();
  });

  await test.step('rows are left out by Space and taken in again; mails are told by address', async () => {
    await page.getByRole('button', { name: '2 e-mails go out' }).click();
    await expect(rows).toHaveAttribute('aria-rowcount', '3');
    await expect(rows).toContainText('first.new@example.org');
    await rows.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press(' ');
    await expect(page.getByRole('button', { name: '1 e-mail goes out' })).toBeVisible();
    await page.getByRole('button', { name: '1 row left out' }).click();
    await expect(rows).toContainText('first.new@example.org');
    await page.getByRole('button', { name: 'Take these in' }).click();
    await expect(page.getByRole('button', { name: '2 e-mails go out' })).toBeVisible();
  });

  await test.step('a cell is edited in the table: F2 or the pencil, Enter or leaving it, Escape', async () => {
    const search = page.getByRole('searchbox', { name: 'Search', exact: true });
    await search.fill('second.new');
    await expect(rows).toHaveAttribute('aria-rowcount', '2');
    await rows.focus();
    await page.keyboard.press('F2');
    const editor = rows.getByRole('group', { name: /^Edit a cell of row/ });
    await editor.getByRole('combobox', { name: 'Which cell' }).selectOption('role');
    const role = editor.getByRole('textbox', { name: 'role' });
    await expect(role).toBeFocused();
    await expect(role).toHaveValue('App Editor');
    await role.fill('Read Only');
    await inspectScreen(roster, 'bulk-edit-cell');
    await page.keyboard.press('Enter');
    await expect(editor).toBeHidden();
    await expect(rows).toBeFocused();
    await expect(rows).toContainText('Read Only');
    await rows.getByRole('row').last().hover();
    await rows.getByRole('button', { name: /^Edit a cell of row/ }).click();
    await editor.getByRole('combobox', { name: 'Which cell' }).selectOption('role');
    await role.fill('No such role');
    await page.keyboard.press('Escape');
    await expect(editor).toBeHidden();
    await expect(rows).toContainText('Read Only');
    await page.keyboard.press('F2');
    await editor.getByRole('combobox', { name: 'Which cell' }).selectOption('role');
    await role.fill('App Editor');
    await search.click();
    await expect(editor).toBeHidden();
    await expect(rows).toContainText('App Editor');
    await search.fill('');
    await rows.focus();
  });

  await test.step('search, and nothing fits', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('NEW@example');
    await expect(rows).toHaveAttribute('aria-rowcount', '3');
    await page.getByRole('searchbox', { name: 'Search', exact: true }).fill('nobody at all');
    await expect(page.getByText('No row fits')).toBeVisible();
    await page.getByRole('button', { name: 'Show all rows' }).click();
  });

  await test.step('committed, its rows are changes that wait', async () => {
    await page.getByRole('button', { name: 'Commit…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Carry this workbook out?' });
    await expect(dialog.getByText('2 e-mails go out')).toBeVisible();
    await inspectScreen(roster, 'bulk-commit');
    await dialog.getByRole('button', { name: 'Commit 2 rows' }).click();
    await expect(page.getByRole('heading', { name: 'edited users.xlsx', level: 1 })).toBeVisible();
    const batch = page.getByRole('grid', { name: 'Rows of the carried out workbook' });
    await page.getByRole('button', { name: 'Waiting 2', exact: true }).click();
    await expect(batch).toHaveAttribute('aria-rowcount', '3');
    await expect(batch).toContainText('first.new@example.org');
    await expect(batch).toContainText('second.new@example.org');
    await inspectScreen(roster, 'bulk-batch');
  });

  await test.step('a workbook dropped on the window is asked about', async () => {
    await drop(page, saved, edited);
    const dialog = page.getByRole('dialog', { name: 'Open a workbook' });
    await expect(dialog.getByText('all web users.xlsx')).toBeVisible();
    const oneAtATime = `Workbooks are opened one at a time. Not opened: ${path.basename(edited)}`;
    await expect(dialog.getByText(oneAtATime)).toBeVisible();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await drop(page, saved);
    await expect(dialog.getByText('all web users.xlsx')).toBeVisible();
    await expect(dialog.getByText(oneAtATime)).toBeHidden();
    await dialog.getByRole('button', { name: 'Review' }).click();
    await expect(page.getByRole('heading', { name: 'all web users.xlsx' })).toBeVisible();
    // Round trip: what was downloaded changes nothing.
    await expect(chip(page, 'No change')).toHaveText(`No change${lines.length - 1}`);
    await expect(page.getByText('No e-mail goes out')).toBeVisible();
  });

  await test.step('it is there after a restart of the screen, and is thrown away', async () => {
    await page.getByRole('button', { name: 'All workbooks' }).click();
    await expect(page.getByRole('list', { name: 'Carried out' }).getByRole('listitem')).toHaveCount(1);
    await inspectScreen(roster, 'bulk-workbooks');
    await page.getByRole('button', { name: 'Throw away' }).click();
    const question = page.getByRole('dialog', { name: 'Throw this review away?' });
    await question.getByRole('button', { name: 'Throw away' }).click();
    await expect(page.getByText('No workbook is open')).toBeVisible();
  });
  await roster.close();
});

/** Two who are new, one of them with what is no address; somebody's other name, which HQ passes over. */
function withEdits(lines: readonly string[][]): string[][] {
  const [header = [], first = [], ...rest] = lines;
  const row = (values: Record<string, string>) => header.map((name) => values[name] ?? '');
  const renamed = first.map((cell, index) => (header[index] === 'first_name' ? 'Somebody Else' : cell));
  return [
    header,
    renamed,
    ...rest,
    row({ username: 'first.new@example.org', role: 'App Editor' }),
    row({ username: 'second.new at example.org', role: 'App Editor' }),
  ];
}

function chip(page: Page, outcome: string): Locator {
  return page
    .getByRole('group', { name: 'Show rows by what they do' })
    .getByRole('button', { name: new RegExp(`^${outcome}`) });
}
