/** Mobile workers: the list, HQ's own file of them, PersonalID, passwords, access, many at once; down to what HQ keeps and what was sent. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { connectTo } from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { expectSynced, openPerson, syncNow } from './support/person-panel.ts';
import { editAtHq, idAt, recordAt, writes } from './support/practice-log.ts';
import { goTo, newUserData, startRoster, workOffline } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';
import { connectionFacts, signInWith } from './support/sign-in.ts';
import { sampleSize } from './support/sample-size.ts';

let practice: Practice;
let roster: RosterWindow;
let page: Page;
/** Workers as the tests need them. */
let linked: string;
let inactive: string;
let without: string;
let unconfirmed: string;

type Worker = { username: string; deleted: boolean; is_active: boolean; is_account_confirmed: boolean; email: string };

test.beforeEach(async () => {
  practice = await startPractice({ throttle: false, size: sampleSize });
  const all = (await practice.control('state?entity=worker')) as (Worker & { domain: string })[];
  const names = all
    .filter((worker) => !worker.deleted && worker.is_active && worker.email !== '')
    .filter(({ domain, username }) => domain === practice.hq.project && username.includes('.'))
    .map(({ username }) => username);
  [linked = '', inactive = '', without = '', unconfirmed = ''] = names;
  await editAtHq(practice, 'worker', unconfirmed, { is_active: false, is_account_confirmed: false });
  await editAtHq(practice, 'worker', linked, { personalid_link_active: true });
  await editAtHq(practice, 'worker', inactive, { personalid_link_active: false });
  await editAtHq(practice, 'worker', without, { personalid_link_active: null });
  roster = await startRoster(await newUserData());
  page = roster.page;
  await connectTo(page, practice.hq);
});

test.afterEach(async () => {
  await roster.close();
  await practice.hq.close();
});

const short = (username: string): string => username.split('@')[0] ?? '';
const grid = (): Locator => page.getByRole('grid', { name: 'Mobile Workers' });
const rowOf = (username: string): Locator =>
  grid()
    .getByRole('row')
    .filter({ hasText: short(username) });
const open = (username: string): Promise<Locator> => openPerson(page, 'Mobile worker', short(username));
const matches = async (username: string, password: string): Promise<unknown> =>
  practice.control('check-password', { json: { username, password } });

async function signIn(): Promise<void> {
  const facts = await connectionFacts(page);
  await facts.getByRole('button', { name: 'Sign in to HQ…' }).click();
  await signInWith(page, practice.hq.signIn.password);
  await goTo(page, 'Mobile Workers');
  const panel = await open(linked);
  await expect(panel.getByRole('region', { name: 'PersonalID' })).toContainText('Active', { timeout: 30_000 });
  await practice.control('log', { method: 'DELETE' });
}

test('unlink offline with a password behind it, both sent in order; linked again without an invite', async () => {
  await goTo(page, 'Mobile Workers');
  await expect(rowOf(linked)).toContainText('Unknown');
  await signIn();
  const panel = await open(linked);
  await expect(panel.getByRole('region', { name: 'PersonalID' })).toContainText('read from HQ');
  const reset = panel.getByRole('button', { name: 'Reset password…' });
  await expect(reset).toHaveAttribute('aria-disabled', 'true');
  await expect(panel.getByRole('button', { name: 'Send reset email…' })).toHaveAttribute('aria-disabled', 'true');
  await expect(panel.getByRole('region', { name: 'Password' })).toContainText('Unlink PersonalID first');

  await workOffline(page, true);
  await panel.getByRole('button', { name: 'Unlink PersonalID…' }).click();
  const dialog = page.getByRole('dialog');
  for (const text of ['no longer log in', 'password can be reset', 'not deleted', 'ask for access again'])
    await expect(dialog).toContainText(text);
  await inspectScreen(roster, 'unlink');
  await dialog.getByRole('button', { name: 'Unlink', exact: true }).click();
  await expect(panel.getByRole('region', { name: 'PersonalID' })).toContainText('Inactive (waiting to sync)');
  await reset.click();
  await dialog.getByLabel('New password').fill('kestrel');
  await expect(dialog).toContainText('At least 8 characters.');
  await inspectScreen(roster, 'reset-password');
  await dialog.getByRole('button', { name: 'Generate' }).click();
  await expect(dialog).toContainText('Very strong');
  await dialog.getByLabel('New password').fill('Kestrel-Over-7-Fells');
  await dialog.getByRole('button', { name: 'Save new password' }).click();
  await expect(dialog).toBeHidden();
  await inspectScreen(roster, 'worker-panel');
  expect(await writes(practice)).toEqual([]);

  await workOffline(page, false);
  await expectSynced(page);
  expect(
    (await writes(practice)).map(({ method, path }) => `${method} ${path.includes('personalid') ? 'link' : 'user'}`),
  ).toEqual(['POST link', 'PUT user']);
  expect(await recordAt(practice, 'worker', linked)).toMatchObject({ personalid_link_active: false });
  expect(await matches(linked, 'Kestrel-Over-7-Fells')).toEqual({ matches: true });

  await test.step('unlinked, the worker can be sent a mail to reset the password', async () => {
    await panel.getByRole('button', { name: 'Send reset email…' }).click();
    await dialog.getByRole('button', { name: 'Send email' }).click();
    await expect(dialog).toBeHidden();
    const { email } = await recordAt(practice, 'worker', linked);
    const mails = async () => (await practice.control('mail')) as { to: string; kind: string }[];
    await expect.poll(mails, { timeout: 30_000 }).toMatchObject([{ to: email, kind: 'password-reset' }]);
    await expectSynced(page);
  });

  await panel.getByRole('button', { name: 'Link PersonalID…' }).click();
  for (const text of ['No new invite', 'can then not be reset']) await expect(dialog).toContainText(text);
  await dialog.getByRole('button', { name: 'Link', exact: true }).click();
  await expectSynced(page);
  const now = () => recordAt(practice, 'worker', linked);
  await expect.poll(now, { timeout: 30_000 }).toMatchObject({ personalid_link_active: true });
});

test('a link and an unlinking cancel out; no button without a link; a state that changed refuses the password', async () => {
  await signIn();
  await workOffline(page, true);
  let panel = await open(inactive);
  await panel.getByRole('button', { name: 'Link PersonalID…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Link', exact: true }).click();
  await expect(panel.getByRole('region', { name: 'PersonalID' })).toContainText('Active (waiting to sync)');
  await panel.getByRole('button', { name: 'Unlink PersonalID…' }).click();
  await dialog.getByRole('button', { name: 'Unlink', exact: true }).click();
  await expect(page.getByText('Taken back; nothing is left to be sent.')).toBeVisible();
  await expectSynced(page);
  await panel.getByRole('button', { name: 'Reset password…' }).click();
  await dialog.getByLabel('New password').fill('Kestrel-Over-7-Fells');
  await dialog.getByRole('button', { name: 'Save new password' }).click();
  await expect(dialog).toBeHidden();

  panel = await open(without);
  const section = panel.getByRole('region', { name: 'PersonalID' });
  await expect(section).toContainText('Not Linked');
  await expect(section).toContainText('CommCare Connect');
  await expect(section.getByRole('button')).toHaveCount(0);

  // The worker asks for access again by themselves: nothing of ours switches it back.
  await editAtHq(practice, 'worker', inactive, { personalid_link_active: true });
  await workOffline(page, false);
  panel = await open(inactive);
  await expect(panel).toContainText('PersonalID has become Active meanwhile', { timeout: 30_000 });
  await expect(panel.getByRole('region', { name: 'PersonalID' })).toContainText('Active');
  expect(await matches(inactive, 'Kestrel-Over-7-Fells')).toEqual({ matches: false });
  expect(await writes(practice)).toEqual([]);
  expect(await recordAt(practice, 'worker', inactive)).toMatchObject({ personalid_link_active: true });

  await test.step('P-21: as wanted meanwhile, nothing is sent; no link any more, refused with the reason', async () => {
    await workOffline(page, true);
    for (const username of [inactive, linked]) {
      panel = await open(username);
      await panel.getByRole('button', { name: 'Unlink PersonalID…' }).click();
      await dialog.getByRole('button', { name: 'Unlink', exact: true }).click();
      await expect(dialog).toBeHidden();
    }
    await editAtHq(practice, 'worker', inactive, { personalid_link_active: false });
    await editAtHq(practice, 'worker', linked, { personalid_link_active: null });
    await workOffline(page, false);
    await expect(panel).toContainText('is not linked to a PersonalID account', { timeout: 30_000 });
    panel = await open(inactive);
    await expect(panel.getByRole('region', { name: 'PersonalID' })).toContainText(/^PersonalIDInactive ·/);
    // Of the link nothing was sent; the password from before goes now that it may.
    await expect
      .poll(async () => (await writes(practice)).map(({ method, path }) => `${method} ${path.split('/').at(-3)}`))
      .toEqual(['PUT v1']);
    expect(await matches(inactive, 'Kestrel-Over-7-Fells')).toEqual({ matches: true });
    expect(await recordAt(practice, 'worker', linked)).toMatchObject({ personalid_link_active: null });
  });
});

test('P-02: with the right to view alone the column is there with its states, and nothing to press', async () => {
  await editAtHq(practice, 'web-user', practice.hq.username, { role: 'Read Only' });
  await signIn();
  const panel = await open(linked);
  const section = panel.getByRole('region', { name: 'PersonalID' });
  await expect(section).toContainText('Active');
  await expect(section.getByRole('button')).toHaveCount(0);
  await expect(panel.getByRole('button', { name: 'Reset password…' })).toHaveAttribute('aria-disabled', 'true');
  await expect(rowOf(linked)).toContainText('Active');
  await rowOf(linked)
    .getByRole('button', { name: /^Actions for/ })
    .click();
  await expect(page.getByRole('menuitem', { name: 'Deactivate…' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'PersonalID' })).toHaveCount(0);
  await page.keyboard.press('Escape');

  await test.step('P-01: a column and a filter only where the project has it; elsewhere the reason', async () => {
    await page.getByRole('button', { name: 'Close details' }).click();
    const head = grid().getByRole('columnheader', { name: 'PersonalID' });
    const filter = page.getByRole('combobox', { name: 'PersonalID' });
    await expect(head).toBeVisible();
    await expect(filter).toBeVisible();
    await practice.control('settings', { json: { connect: false } });
    await syncNow(page);
    await expect(head).toHaveCount(0);
    await expect(filter).toHaveCount(0);
    await open(linked);
    await expect(section).toContainText('does not use PersonalID');
    await expect(section).not.toContainText('Active');
    await expect(section.getByRole('button')).toHaveCount(0);
    expect(await writes(practice)).toEqual([]);
  });
});

test('deactivate from the row; a deletion asks for the name, and only online', async () => {
  await goTo(page, 'Mobile Workers');
  await expect(page.getByRole('button', { name: 'Download from HQ…' })).toHaveAttribute('aria-disabled', 'true');
  await practice.control('log', { method: 'DELETE' });
  await workOffline(page, true);
  const panel = await open(without);
  await rowOf(without)
    .getByRole('button', { name: /^Actions for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Deactivate…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Nothing is deleted');
  await dialog.getByRole('button', { name: 'Deactivate', exact: true }).click();
  await expect(rowOf(without)).toContainText('Deactivated');
  await panel.getByRole('button', { name: 'Delete…' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('done only while HQ can be reached').last()).toBeVisible();
  await page.keyboard.press('Escape');
  await workOffline(page, false);
  await expectSynced(page);
  expect(await recordAt(practice, 'worker', without)).toMatchObject({ is_active: false });

  await test.step('reactivated from the panel', async () => {
    await panel.getByRole('button', { name: 'Reactivate…' }).click();
    await dialog.getByRole('button', { name: 'Reactivate', exact: true }).click();
    const now = () => recordAt(practice, 'worker', without);
    await expect.poll(now, { timeout: 30_000 }).toMatchObject({ is_active: true });
    await expectSynced(page);
  });

  await panel.getByRole('button', { name: 'Delete…' }).click();
  const confirm = dialog.getByRole('button', { name: 'Delete', exact: true });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole('textbox').fill(short(without));
  await confirm.click();
  await expectSynced(page);
  await expect(rowOf(without)).toHaveCount(0);
  expect((await writes(practice)).map(({ method }) => method)).toEqual(['POST', 'POST', 'DELETE']);
});

test('the list is narrowed by status and PersonalID, and many get a group at once', async () => {
  await signIn();
  await page.getByRole('button', { name: 'Close details' }).click();
  await page.getByRole('searchbox', { name: 'Search', exact: true }).fill('');
  await test.step('HQ’s own file is saved, and the list tells the last form', downloadWorkers);
  await page.getByRole('combobox', { name: 'PersonalID' }).click();
  await page.getByRole('option', { name: 'Not Linked' }).click();
  await expect(rowOf(without)).toContainText('Not Linked');
  await expect(rowOf(linked)).toHaveCount(0);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('combobox', { name: 'Status' }).click();
  await page.getByRole('option', { name: 'Unconfirmed' }).click();
  await expect(rowOf(unconfirmed)).toContainText('Unconfirmed');
  await expect(rowOf(linked)).toHaveCount(0);
  await inspectScreen(roster, 'workers-list');
  await test.step('M-20: Unconfirmed: nothing reactivates the account but the worker’s own confirmation', async () => {
    await rowOf(unconfirmed).getByText('Unconfirmed').click();
    const button = page.getByRole('button', { name: 'Reactivate…' });
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(button).toHaveAccessibleDescription(/own confirmation/);
    await page.getByRole('button', { name: 'Close details' }).click();
    await rowOf(unconfirmed).locator('[data-row-menu]').click();
    await page.getByRole('menuitem', { name: 'Reactivate…' }).click();
    const why = page.getByRole('dialog');
    await expect(why).toContainText('own confirmation');
    await page.keyboard.press('Escape');
    await expect(why).toBeHidden();
  });
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('searchbox', { name: 'Search', exact: true }).fill(short(linked));
  await expect(page.getByText(`1 of ${sampleSize}`)).toBeVisible();
  await grid().focus();
  await page.keyboard.press('Control+a');
  const bar = page.getByRole('toolbar', { name: 'Selected people' });
  await bar.getByRole('button', { name: 'Groups…' }).click();
  const dialog = page.getByRole('dialog');
  const field = dialog.getByRole('combobox', { name: 'Add to' }).or(dialog.getByRole('textbox', { name: 'Add to' }));
  // Whatever groups the worker is in already, one of all is another.
  for (let left = true; left;) {
    await field.first().click();
    left = await page.getByRole('option').first().isVisible();
    if (left) await page.getByRole('option').first().click();
  }
  // Past the other field, whose choices open with the focus.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(dialog).toContainText('1 will be changed');
  await inspectScreen(roster, 'bulk-groups');
  await dialog.getByRole('button', { name: 'Save for 1' }).click();
  await expect(dialog).toBeHidden();
  const sent = async () => (await writes(practice)).map(({ method, applied }) => [method, applied]);
  await expect.poll(sent).toEqual([['PUT', true]]);
  await expectSynced(page);

  await test.step('taken out of one of them again, and of no other', async () => {
    const groups = async () => [(await recordAt(practice, 'worker', linked))['groups']].flat().sort();
    const all = await groups();
    const nurses = await idAt(practice, 'group', 'Nurses');
    expect(all).toContain(nurses);
    await grid().focus();
    await page.keyboard.press('Control+a');
    await bar.getByRole('button', { name: 'Groups…' }).click();
    const out = dialog.getByRole('combobox', { name: 'Take out of' });
    await out
      .or(dialog.getByRole('textbox', { name: 'Take out of' }))
      .first()
      .fill('Nurses');
    await page.getByRole('option', { name: 'Nurses' }).click();
    await page.keyboard.press('Tab');
    await expect(dialog).toContainText('1 will be changed');
    await dialog.getByRole('button', { name: 'Save for 1' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(groups, { timeout: 30_000 }).toEqual(all.filter((id) => id !== nurses));
    await expectSynced(page);
  });
});

/** HQ's own file is saved where the person says, and the list tells what it told. */
async function downloadWorkers(): Promise<void> {
  await editAtHq(practice, 'worker', linked, { last_submission: '2031-03-04T12:06:07.000Z' });
  await editAtHq(practice, 'worker', without, { last_submission: null });
  const file = path.join(await newUserData(), 'workers of HQ.xlsx');
  await roster.app.evaluate(({ dialog, shell }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    shell.showItemInFolder = () => undefined;
  }, file);
  await page.getByRole('button', { name: 'Download from HQ…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Download mobile workers from HQ' });
  await expect(dialog).toContainText(`${sampleSize} rows.`);
  // HQ goes by the role, which no list here can be narrowed by.
  await dialog.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: 'Field Implementer' }).click();
  await expect(dialog).not.toContainText(`${sampleSize} rows.`);
  await expect(dialog).toContainText(/\d+ rows?\./);
  await inspectScreen(roster, 'download');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Download from HQ…' }).click();
  await expect(dialog).toContainText(`${sampleSize} rows.`);
  await dialog.getByRole('button', { name: 'Download', exact: true }).click();
  await expect(page.getByText(`HQ’s file of ${sampleSize} rows is saved in ${file}`)).toBeVisible({ timeout: 30_000 });
  const [users] = readWorkbook(readFileSync(file));
  expect(users?.cells).toHaveLength(sampleSize + 1);
  expect(users?.cells.flat()).toContain('2031-03-04 12:06:07');
  await expect(rowOf(linked)).toContainText('Mar 4, 2031');
  await expect(rowOf(without)).toContainText('Never');

  const first = grid().getByRole('row').and(page.locator('[aria-rowindex="2"]'));
  const head = grid().getByRole('columnheader', { name: 'Last form' });
  await head.getByRole('button', { name: /^Last form/ }).click();
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await expect(first).toContainText('Never');
  await head.getByRole('button', { name: /^Last form/ }).click();
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  await expect(first).toContainText(short(linked));
  await first.click();
  const panel = page.getByRole('complementary', { name: 'Mobile worker details' });
  await expect(panel.getByRole('region', { name: 'From HQ' })).toContainText(/Last form.*Mar 4, 2031/);
  await panel.getByRole('button', { name: 'Close details' }).click();
  await grid()
    .getByRole('columnheader', { name: 'Username' })
    .getByRole('button', { name: /^Username/ })
    .click();
}
