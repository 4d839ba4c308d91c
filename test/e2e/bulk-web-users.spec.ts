/** Web users in a workbook, from the download to HQ’s own data: members, invitations and removals in one go. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { answerOpen, answerSave } from './support/file-dialogs.ts';
import { signedIn } from './support/invitation-screen.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { syncOnce } from './support/person-panel.ts';
import { invitationOf, invitationsAt, mailsTo } from './support/practice-invitations.ts';
import { recordAt } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import { goTo } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';

let practice: Practice;
let roster: RosterWindow;
let page: Page;

test.beforeEach(async () => {
  ({ practice, roster, page } = await openPracticeWindow());
});

test.afterEach(() => closePracticeWindow({ practice, roster }));

type Row = Record<string, string>;
type Workbook = { header: string[]; rows: Row[]; others: { title: string; lines: string[][] }[] };

const locationsSchema = z.array(z.looseObject({ id: z.string(), site_code: z.string() }));

/** The web users as Roster saves them, with the sheets a person does not see. */
async function downloaded(): Promise<Workbook> {
  const saved = path.join(roster.userData, 'all web users.xlsx');
  await goTo(page, 'Spreadsheets');
  await page.getByRole('button', { name: 'Download what is here…' }).click();
  await page.getByRole('menuitem', { name: 'Web users' }).click();
  await answerSave(roster, saved);
  await page.getByRole('button', { name: 'Save as…' }).click();
  await expect(page.getByText(/^\d+ rows saved in /)).toBeVisible();
  const [users, ...others] = readWorkbook(readFileSync(saved)).map(({ title, cells }) => ({
    title,
    lines: cells.map((line) => line.map((cell) => (cell === null ? '' : String(cell)))),
  }));
  const [header = [], ...lines] = users?.lines ?? [];
  const rows = lines.map((line) => Object.fromEntries(header.map((name, index) => [name, line[index] ?? ''])));
  return { header, rows, others };
}

function writeEdited(file: string, { header, others }: Workbook, rows: readonly Row[]): void {
  const lines = [header, ...rows.map((row) => header.map((name) => row[name] ?? ''))];
  writeFileSync(file, writeWorkbook([{ title: 'users', lines }, ...others]));
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The sample has nobody of this kind.');
  return value;
}

function chip(group: string, outcome: string): Locator {
  return page.getByRole('group', { name: group }).getByRole('button', { name: outcome, exact: true });
}

test('W-50, W-52, W-53, W-56, W-57, W-60, W-61, W-62, W-63, W-65: web users are edited in a workbook and carried out', async () => {
  await signedIn(page, practice);
  await syncOnce(page);
  const book = await downloaded();
  const [place] = locationsSchema.parse(await practice.control('state?entity=location'));
  const site = found(place);
  const members = book.rows.filter(({ status, role }) => status === 'Active User' && role === 'App Editor');
  const [updated, removed, renamed] = [found(members[0]), found(members[1]), found(members[2])];
  const name = (row: Row) => row['username'] ?? '';
  const pending = found(
    (await invitationsAt(practice)).find(({ email }) => book.rows.some((row) => name(row) === email)),
  );
  const invited = found(book.rows.find((row) => name(row) === pending.email));
  /** As a spreadsheet numbers it: the first line is the header. */
  const renamedRow = book.rows.findIndex((row) => name(row) === name(renamed)) + 2;
  const file = path.join(roster.userData, 'web users.xlsx');

  await test.step('the file has HQ’s columns, further ones among them', () => {
    for (const column of [
      'username',
      'first_name',
      'last_name',
      'email',
      'role',
      'status',
      'remove',
      'location_code 1',
    ])
      expect(book.header).toContain(column);
  });

  await test.step('each edit is told by what it does, and what HQ would do that may surprise', async () => {
    const invitedRole = invited['role'] === 'Read Only' ? 'App Editor' : 'Read Only';
    const edits = new Map<string, Row>([
      [name(updated), { role: 'Read Only' }],
      [name(removed), { remove: 'true' }],
      [name(renamed), { username: 'renamed.by.mistake@example.org' }],
      [name(invited), { role: invitedRole }],
    ]);
    writeEdited(file, book, [
      ...book.rows.map((row) => ({ ...row, ...edits.get(name(row)) })),
      { username: 'new.with.place@example.org', role: 'App Editor', 'location_code 1': site.site_code },
      { username: 'new.without.role@example.org' },
    ]);
    await answerOpen(roster, file);
    await page.getByRole('button', { name: 'Open workbook…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Open a workbook' });
    await dialog.getByRole('button', { name: 'Choose a file…' }).click();
    await dialog.getByRole('button', { name: 'Review' }).click();
    await expect(page.getByRole('heading', { name: 'web users.xlsx', level: 1 })).toBeVisible();
    const does = 'Show rows by what they do';
    for (const outcome of ['Invite 2', 'Update 2', 'Remove 1', 'Invalid 1'])
      await expect(chip(does, outcome)).toBeVisible();
    const warnings = page.getByRole('region', { name: 'Warnings about the file' });
    const show = warnings.getByRole('button', { name: 'Show' });
    if (await show.isVisible()) await show.click();
    await expect(warnings).toContainText('In 1 row the username is another than when the file was made');
    await expect(warnings).toContainText('starts its 30 days anew and mails nobody');
    await chip(does, 'Invalid 1').click();
    await expect(page.getByRole('grid', { name: 'Rows of the workbook' })).toContainText(
      'new.without.role@example.org',
    );
    await inspectScreen(roster, 'bulk-web-users');
  });

  await test.step('the renamed one is left out by hand, the invalid one by the choice of the valid', async () => {
    await chip('Show rows by what they do', 'Invite 2').click();
    await page.getByRole('checkbox', { name: `Carry out row ${renamedRow}` }).click();
    await expect(page.getByRole('button', { name: '1 row left out' })).toBeVisible();
    await page.getByRole('button', { name: 'Commit…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Carry this workbook out?' });
    await expect(dialog).toContainText('1 e-mail goes out');
    await dialog.getByRole('radio', { name: /^Only the valid rows/ }).check();
    await dialog.getByRole('button', { name: 'Commit 4 rows' }).click();
    await expect(page.getByRole('group', { name: 'Show rows by what became of them' })).toBeVisible();
  });

  await test.step('HQ has it: role, removal, invitation changed, invitation sent with its location', async () => {
    await syncOnce(page);
    await expect(chip('Show rows by what became of them', 'Done 4')).toBeVisible({ timeout: 30_000 });
    await expect(chip('Show rows by what became of them', 'Left out 2')).toBeVisible();
    expect(await recordAt(practice, 'web-user', name(updated))).toMatchObject({ role: 'Read Only' });
    expect(await recordAt(practice, 'web-user', name(removed))).toMatchObject({ is_member: false });
    expect(await recordAt(practice, 'web-user', name(renamed))).toMatchObject({ role: 'App Editor' });
    expect(await invitationOf(practice, 'renamed.by.mistake@example.org')).toBeUndefined();
    expect(await invitationOf(practice, name(invited))).not.toMatchObject({ role: invited['role'] });
    expect(await invitationOf(practice, 'new.with.place@example.org')).toMatchObject({
      role: 'App Editor',
      assigned_location_ids: [site.id],
    });
    expect(await mailsTo(practice, 'new.with.place@example.org')).toEqual(['invitation']);
    await inspectScreen(roster, 'batch-web-users');
  });

  await test.step('the report tells each row’s outcome, and the keyboard stays on the button', async () => {
    const report = path.join(roster.userData, 'report.xlsx');
    await answerSave(roster, report);
    const button = page.getByRole('button', { name: 'Save report…' });
    await button.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText(`The report is saved in ${report}.`)).toBeVisible();
    await expect(button).toBeFocused();
    const [sheet] = readWorkbook(readFileSync(report));
    const lines = (sheet?.cells ?? []).map((cells) => cells.map(String));
    const outcome = lines[0]?.indexOf('Outcome') ?? -1;
    const told = new Map(lines.map((cells) => [cells[0], cells[outcome]]));
    expect(told.get(name(removed))).toBe('done');
    expect(told.get('new.with.place@example.org')).toBe('done');
    expect(told.get('new.without.role@example.org')).toBe('left out');
  });

  await test.step('taken back, roles return and the invitation it made is deleted; who was removed stays so', async () => {
    const dialog = page.getByRole('dialog', { name: 'Take this workbook back?' });
    // As soon as a sync has read what HQ has of it.
    await expect(async () => {
      await page.keyboard.press('Escape');
      await syncOnce(page);
      await page.getByRole('button', { name: 'Take back' }).click();
      await page.getByRole('menuitem', { name: 'Undo…' }).click();
      await expect(dialog.getByText(/^1 pending invitation is deleted at HQ/)).toBeVisible({ timeout: 3_000 });
    }).toPass();
    await expect(dialog.getByRole('list').last()).toContainText(name(removed));
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await syncOnce(page);
    await expect.poll(() => invitationOf(practice, 'new.with.place@example.org')).toBeUndefined();
    expect(await mailsTo(practice, 'new.with.place@example.org')).toEqual(['invitation']);
  });
});
