/** A committed workbook, followed in the window to HQ and back: held back, refused, decided, reported, taken back. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { answerOpen, answerSave } from './support/file-dialogs.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { syncNow, syncOnce } from './support/person-panel.ts';
import { editAtHq, recordAt, writes } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import { goTo, workOffline } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';
import { signInDialog, signInWith } from './support/sign-in.ts';

let practice: Practice;
let roster: RosterWindow;
let page: Page;

test.beforeEach(async () => {
  ({ practice, roster, page } = await openPracticeWindow());
});

test.afterEach(() => closePracticeWindow({ practice, roster }));

/** Column names and rows, as a person sees them in a spreadsheet. */
type Lines = string[][];

/** The mobile workers as Roster saves them. */
async function downloaded(): Promise<Lines> {
  const saved = path.join(roster.userData, 'all workers.xlsx');
  await goTo(page, 'Spreadsheets');
  await page.getByRole('button', { name: 'Download what is here…' }).click();
  await page.getByRole('menuitem', { name: 'Mobile workers' }).click();
  await answerSave(roster, saved);
  await page.getByRole('button', { name: 'Save as…' }).click();
  await expect(page.getByText(/^\d+ rows saved in /)).toBeVisible();
  const users = readWorkbook(readFileSync(saved)).find(({ title }) => title === 'users');
  return (users?.cells ?? []).map((cells) => cells.map((cell) => (cell === null ? '' : String(cell))));
}

/** The first people with another e-mail address each, and nobody else. Without a profile: who is not signed in has its id only, and HQ wants the name. */
function edited([header = [], ...rows]: Lines, emails: readonly string[]): { lines: Lines; names: string[] } {
  const people = rows.filter((row) => row[header.indexOf('user_profile')] === '').slice(0, emails.length);
  const lines = people.map((row, index) =>
    row.map((cell, at) => (header[at] === 'email' ? (emails[index] ?? '') : cell)),
  );
  return { lines: [header, ...lines], names: people.map((row) => row[header.indexOf('username')] ?? '') };
}

async function review(name: string, lines: Lines): Promise<void> {
  const file = path.join(roster.userData, name);
  writeFileSync(file, writeWorkbook([{ title: 'users', lines }]));
  await goTo(page, 'Spreadsheets');
  await answerOpen(roster, file);
  await page.getByRole('button', { name: 'Open workbook…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a workbook' });
  await dialog.getByRole('button', { name: 'Choose a file…' }).click();
  await dialog.getByRole('radio', { name: 'Mobile workers' }).check();
  await dialog.getByRole('button', { name: 'Review' }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
}

const commitDialog = () => page.getByRole('dialog', { name: 'Carry this workbook out?' });
const grid = () => page.getByRole('grid', { name: 'Rows of the carried out workbook' });

function chip(outcome: string): Locator {
  return page.getByRole('group', { name: 'Show rows by what became of them' }).getByRole('button', { name: outcome });
}

async function emailsAtHq(names: readonly string[]): Promise<unknown[]> {
  return Promise.all(names.map(async (name) => (await recordAt(practice, 'worker', name)).email));
}

test('W-50, W-60: committed, held back, sent, put right, reported and taken back', async () => {
  const emails = ['one@example.net', 'two@example.net', 'three@example.net', 'four@example.net', 'no address'];
  const { lines, names } = edited(await downloaded(), emails);
  const [first = '', second = '', third = '', fourth = ''] = names;
  const valid = names.slice(0, 4);
  const before = await emailsAtHq(valid);
  await practice.control('log', { method: 'DELETE' });

  await test.step('only the valid rows, row by row, offline', async () => {
    await workOffline(page, true);
    await review('new addresses.xlsx', lines);
    await page.getByRole('button', { name: 'Commit…' }).click();
    await expect(commitDialog().getByRole('radio', { name: /^Row by row, by Roster/ })).toBeChecked();
    await expect(commitDialog().getByRole('radio', { name: 'Through HQ’s importer, now' })).toBeDisabled();
    await expect(commitDialog().getByRole('button', { name: 'Commit 4 rows' })).toBeDisabled();
    await commitDialog()
      .getByRole('radio', { name: /^Only the valid rows/ })
      .check();
    await commitDialog().getByRole('button', { name: 'Commit 4 rows' }).click();
    await expect(chip('Waiting 4')).toBeVisible();
    await expect(chip('Left out 1')).toBeVisible();
    await expect(page.getByText('0 of 4 rows settled')).toBeVisible();
  });

  await test.step('held back, nothing of it is sent, and its changes say so', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText('Paused: 4 of 4 rows wait here until you go on.')).toBeVisible();
    await inspectScreen(roster, 'batch-paused');
    await workOffline(page, false);
    await syncOnce(page);
    await goTo(page, 'Changes');
    await page.getByRole('row', { name: new RegExp(first) }).click();
    await expect(page.getByRole('complementary')).toContainText('Held back with its workbook “new addresses.xlsx”.');
    expect(await writes(practice)).toEqual([]);
    await page.getByRole('button', { name: 'Show the workbook' }).click();
    await expect(page.getByRole('heading', { name: 'new addresses.xlsx', level: 1 })).toBeVisible();
  });

  await test.step('gone on with, each row tells what HQ said of it', async () => {
    const id = (await recordAt(practice, 'worker', second)).id;
    await practice.control('faults', { json: { match: { method: 'PUT', path: id }, kind: '403', times: 1 } });
    await editAtHq(practice, 'worker', third, { email: 'somebody@example.net' });
    await page.getByRole('button', { name: 'Go on' }).click();
    await syncOnce(page);
    await expect(chip('Done 2')).toBeVisible({ timeout: 30_000 });
    await expect(chip('Failed 1')).toBeVisible();
    await expect(chip('Conflict 1')).toBeVisible();
    expect(await emailsAtHq([first, fourth])).toEqual(['one@example.net', 'four@example.net']);
    await inspectScreen(roster, 'batch-mixed');
  });

  await test.step('a refused row shows HQ’s words, and is sent again', async () => {
    await chip('Failed 1').click();
    await expect(grid()).toHaveAttribute('aria-rowcount', '2');
    await grid().focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Row of the carried out workbook' });
    await expect(panel.getByRole('heading', { name: second })).toBeFocused();
    await expect(panel.locator('blockquote')).not.toBeEmpty();
    await expect(panel.getByRole('button', { name: 'Show the change' })).toBeVisible();
    await inspectScreen(roster, 'batch-row');
    await panel.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Send again' }).click();
    await expect(page.getByText('1 change is sent again. 1 still needs you.')).toBeVisible();
    await syncOnce(page);
    await expect(chip('Done 3')).toBeVisible({ timeout: 30_000 });
    expect(await emailsAtHq([second])).toEqual(['two@example.net']);
  });

  await test.step('the report has what became of each row', async () => {
    const report = path.join(roster.userData, 'report.xlsx');
    await answerSave(roster, report);
    await page.getByRole('button', { name: 'Save report…' }).click();
    await expect(page.getByText(`The report is saved in ${report}.`)).toBeVisible();
    const [sheet] = readWorkbook(readFileSync(report));
    const [header = [], ...rows] = sheet?.cells ?? [];
    const told = (name: string) => rows.map((cells) => cells[header.indexOf(name)]);
    expect(told('username').map((name, index) => [name, told('Outcome')[index]])).toEqual([
      [first, 'done'],
      [second, 'done'],
      [third, 'conflict'],
      [fourth, 'done'],
      [names[4], 'left out'],
    ]);
  });

  await test.step('taken back: told beforehand, and HQ has what it had, but for what it changed since', async () => {
    await editAtHq(practice, 'worker', fourth, { email: 'newer@example.net' });
    await page.getByRole('button', { name: 'Show all rows' }).click();
    const dialog = page.getByRole('dialog', { name: 'Take this workbook back?' });
    // As soon as the list has told of it.
    await expect(async () => {
      await page.keyboard.press('Escape');
      await syncOnce(page);
      await page.getByRole('button', { name: 'Take back' }).click();
      await page.getByRole('menuitem', { name: 'Undo…' }).click();
      await expect(dialog.getByText('1 stays as it is:')).toBeVisible({ timeout: 3_000 });
    }).toPass();
    await expect(dialog.getByText('1 change that HQ does not have yet is taken back.')).toBeVisible();
    await expect(dialog.getByText('2 changes that HQ has go back to what was before')).toBeVisible();
    await expect(dialog.getByRole('list').last()).toContainText(fourth);
    await inspectScreen(roster, 'batch-undo');
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await expect(page.getByText('3 changes are taken back. 1 stays as it is.')).toBeVisible();
    await syncNow(page);
    expect(await emailsAtHq(valid)).toEqual([before[0], before[1], 'somebody@example.net', 'newer@example.net']);
    await expect(chip('Taken back 2')).toBeVisible();
  });
});

test('W-59, W-61: what waits is cancelled; a workbook is saved for HQ, and one is handed to its importer', async () => {
  const emails = ['one@example.net', 'two@example.net', 'three@example.net'];
  const { lines, names } = edited(await downloaded(), emails);
  const before = await emailsAtHq(names);

  await test.step('what waits is cancelled', async () => {
    await workOffline(page, true);
    await review('first.xlsx', lines);
    await page.getByRole('button', { name: 'Commit…' }).click();
    await commitDialog().getByRole('button', { name: 'Commit 3 rows' }).click();
    await expect(chip('Waiting 3')).toBeVisible();
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('menuitem', { name: 'Cancel the rest' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel what HQ does not have yet?' });
    await expect(dialog).toContainText('3 rows that wait or were refused are taken back for good.');
    await dialog.getByRole('button', { name: 'Cancel the rest' }).click();
    await expect(page.getByText('3 changes are taken back.')).toBeVisible();
    await expect(chip('Cancelled 3')).toBeVisible();
    await expect(page.getByRole('contentinfo')).toContainText('No changes waiting');
  });

  await test.step('a workbook for HQ is saved', async () => {
    const saved = path.join(roster.userData, 'for hq.xlsx');
    await page.getByRole('button', { name: 'All workbooks' }).click();
    await review('second.xlsx', lines);
    await page.getByRole('button', { name: 'Commit…' }).click();
    await commitDialog()
      .getByRole('radio', { name: /^Save a workbook/ })
      .check();
    await answerSave(roster, saved);
    await commitDialog().getByRole('button', { name: 'Save as…' }).click();
    await expect(chip('Handed over 3')).toBeVisible();
    await expect(page.getByText('The workbook was saved for HQ.')).toBeVisible();
    const users = readWorkbook(readFileSync(saved)).find(({ title }) => title === 'users');
    expect(users?.cells.length).toBe(4);
    expect(await emailsAtHq(names)).toEqual(before);
  });

  const words = 'The following are illegal column headers: deactivate_after.';
  await test.step('a workbook that HQ’s importer does not take is there as before, with HQ’s words', async () => {
    await workOffline(page, false);
    await page.getByRole('button', { name: 'All workbooks' }).click();
    await goTo(page, 'Connection');
    await page.getByRole('button', { name: 'Sign in to HQ…' }).click();
    await expect(signInDialog(page)).toBeVisible();
    await signInWith(page, practice.hq.signIn.password);
    const group = await groupBeside(practice, lines);
    await review('third.xlsx', dated(lines, group));
    await practice.control('edit', { json: { entity: 'group', username: group, set: { name: 'Renamed' } } });
    await page.getByRole('button', { name: 'Commit…' }).click();
    await commitDialog().getByRole('radio', { name: 'Through HQ’s importer, now' }).check();
    await commitDialog().getByRole('button', { name: 'Hand over 3 rows' }).click();
    await expect(commitDialog().getByRole('alert')).toContainText('HQ did not take the workbook');
    await expect(commitDialog().getByRole('alert')).toContainText(words);
    await inspectScreen(roster, 'commit-upload');
    await commitDialog().getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByText(`carried nothing of it out: ${words}`)).toBeVisible();
  });

  await test.step('HQ’s importer gets one, and its result stands with the rows', async () => {
    await practice.control('settings', { json: { allowCustomDeactivation: true, jobPolls: 4 } });
    await page.getByRole('button', { name: 'Commit…' }).click();
    await commitDialog().getByRole('radio', { name: 'Through HQ’s importer, now' }).check();
    await commitDialog().getByRole('button', { name: 'Hand over 3 rows' }).click();
    await expect(page.getByText(/HQ’s importer is at work: \d+ % by HQ’s count/)).toBeVisible();
    await expect(page.getByText('HQ’s importer has gone through third.xlsx.')).toBeVisible({ timeout: 30_000 });
    await expect(chip('Done 2')).toBeVisible();
    await expect(chip('Failed 1')).toBeVisible();
    expect((await emailsAtHq(names)).slice(0, 2)).toEqual(emails.slice(0, 2));
    await inspectScreen(roster, 'batch-upload');
  });

  await test.step('what it has done is taken back once HQ was read', async () => {
    await syncOnce(page);
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('menuitem', { name: 'Undo…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Take this workbook back?' });
    await expect(dialog.getByText('2 changes that HQ has go back to what was before')).toBeVisible();
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await expect(chip('Taken back 2')).toBeVisible();
    await syncNow(page);
    expect(await emailsAtHq(names)).toEqual(before);
  });

  await test.step('and the row that HQ refused is reviewed once more', async () => {
    await page.getByRole('button', { name: 'Review again…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Review what was not carried out?' });
    await expect(dialog.getByText('1 row was refused.')).toBeVisible();
    await inspectScreen(roster, 'batch-again');
    await dialog.getByRole('button', { name: 'Review 1 row' }).click();
    await expect(page.getByText('1 row of “third.xlsx” that was not carried out')).toBeVisible();
    await expect(page.getByRole('grid', { name: 'Rows of the workbook' })).toContainText(names[2] ?? '');
    await page.getByRole('button', { name: 'All workbooks' }).click();
    await expect(page.getByRole('list', { name: 'Carried out' }).getByRole('listitem')).toHaveCount(3);
  });
});

/** With a column that HQ takes from some projects only, and the last one in a group. */
function dated([header = [], ...rows]: Lines, group: string): Lines {
  const last = rows.length - 1;
  const lines = rows.map((row, index) =>
    row.map((cell, at) => (index === last && header[at] === 'group 1' ? group : cell)),
  );
  return [[...header, 'deactivate_after'], ...lines.map((row) => [...row, ''])];
}

/** Name of a group that none of these people is in. */
async function groupBeside({ control }: Practice, lines: Lines): Promise<string> {
  const groups = z.array(z.looseObject({ name: z.string() })).parse(await control('state?entity=group'));
  return groups.find(({ name }) => !lines.flat().includes(name))?.name ?? '';
}
