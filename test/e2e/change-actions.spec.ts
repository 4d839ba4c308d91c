/** Actions in the Changes place: named in HQ's words, waiting for the sign-in, clashing, and asked about when a mail may have gone out. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { Practice } from '../engine/practice/practice-client.ts';
import { act } from './support/act.ts';
import { changeRow, openChange } from './support/changes-screen.ts';
import { conflictScreen } from './support/conflict-screen.ts';
import { expectSynced, openPerson } from './support/person-panel.ts';
import { editAtHq, recordAt, requests, writes } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import { goTo, workOffline } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';
import { signInDialog, signInWith } from './support/sign-in.ts';

const worker = 'amina.mwangi';
const webUser = 'angel.quispe@example.org';

let practice: Practice;
let roster: RosterWindow;
let page: Page;

test.beforeEach(async () => {
  ({ practice, roster, page } = await openPracticeWindow());
});

test.afterEach(() => closePracticeWindow({ practice, roster }));

test('a mail that may have gone out: asked about, with what follows from either answer', async () => {
  await editAtHq(practice, 'worker', worker, { email: 'amina@example.org' });
  await page.getByRole('searchbox', { name: 'Search', exact: true }).fill('amina@example.org');
  await page.getByRole('button', { name: 'Sync now' }).click();
  // The one found, not the one among all before the search is through.
  await expect(page.getByRole('grid', { name: 'Mobile Workers' })).toHaveAttribute('aria-rowcount', '2', {
    timeout: 30_000,
  });
  await expect(page.getByRole('row').filter({ hasText: worker })).toBeVisible();
  const match = { method: 'POST', path: 'email_password_reset' };
  await practice.control('faults', { json: { match, kind: 'drop-after', times: 1 } });
  await act(page, 'mobile-worker', worker, 'email-password-reset');
  await expect(page.getByRole('contentinfo')).toContainText('1 needs you', { timeout: 30_000 });
  const change = await openChange(page, worker);
  await expect(changeRow(page, worker)).toContainText('Email a password reset');
  await expect(change).toContainText(/May have been sent at \d/);

  await change.getByRole('button', { name: 'Send again' }).click();
  const again = page.getByRole('dialog', { name: 'Send this again?' });
  await expect(again).toContainText('will get a second one');
  await again.getByRole('button', { name: 'Cancel' }).click();
  await expect(again).toBeHidden();
  await change.getByRole('button', { name: 'Mark as done' }).click();
  await page.getByRole('dialog', { name: 'Mark as done?' }).getByRole('button', { name: 'Mark as done' }).click();
  await expectSynced(page);
  const sent = (await requests(practice)).filter(({ path }) => path.includes('email_password_reset'));
  expect(sent).toHaveLength(1);
});

test('what needs HQ’s pages says so and leads to the sign-in, in the list, the change and the person', async () => {
  await act(page, 'web-user', webUser, 'remove');
  await goTo(page, 'Changes');
  await expect(changeRow(page, webUser)).toContainText('Remove membership');
  await expect(changeRow(page, webUser)).toContainText('After signing in to HQ');
  const change = await openChange(page, webUser);
  await expect(change.getByRole('button', { name: 'Edit' })).toHaveCount(0);
  await goTo(page, 'Web Users');
  const person = await openPerson(page, 'Web user', webUser);
  await expect(person.getByRole('list', { name: 'Waiting changes' })).toContainText('Remove membership');
  const panel = await openChange(page, webUser);
  await panel.getByRole('button', { name: 'Sign in to HQ…' }).click();
  await expect(signInDialog(page)).toBeVisible();
  await signInWith(page, practice.hq.signIn.password);
  // There is no way back from a removal: one that had to wait is asked about once more.
  await page.getByRole('button', { name: 'Confirm removal…' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(webUser);
  await dialog.getByRole('button', { name: 'Remove Membership' }).click();
  await expectSynced(page);
  expect(await recordAt(practice, 'web-user', webUser)).toMatchObject({ is_member: false });
});

test('an action on somebody whose state moved at HQ is sent only after it was decided', async () => {
  await workOffline(page, true);
  await act(page, 'web-user', webUser, 'remove');
  await editAtHq(practice, 'web-user', webUser, { is_active_in_domain: false });
  await workOffline(page, false);
  await expect(page.getByRole('contentinfo')).toContainText('1 needs you', { timeout: 30_000 });
  await workOffline(page, true);
  await goTo(page, 'Changes');
  await page.getByRole('button', { name: 'Decide 1 conflict…' }).click();
  const row = conflictScreen(page).getByRole('row').filter({ hasText: 'Active state' });
  await expect(row.getByRole('cell')).toContainText(['Active', 'Remove membership', 'Deactivated', 'Not decided yet']);
  await expect(conflictScreen(page).getByRole('radio')).toHaveText([/^Send it/, /^Let it go/]);
  await page.keyboard.press('h');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Everything is at HQ')).toBeVisible();
  expect(await writes(practice)).toEqual([]);
});
