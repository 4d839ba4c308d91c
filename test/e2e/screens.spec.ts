/** Each screen in light and dark, small and large: kept as pictures, and free of accessibility violations. */
import { expect, test } from '@playwright/test';
import Database from 'better-sqlite3';
import path from 'node:path';
import { startPractice } from '../engine/practice/practice-client.ts';
import { act } from './support/act.ts';
import { openChange } from './support/changes-screen.ts';
import { conflictScreen, expectFocusIn } from './support/conflict-screen.ts';
import { connectTo, connectionOf, fillConnectForm, openConnectForm } from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { addLocation, openPerson, save, startEdit } from './support/person-panel.ts';
import { editAtHq } from './support/practice-log.ts';
import { connectionFacts, signInDialog, signInFields } from './support/sign-in.ts';
import { goTo, newUserData, openPractice, startRoster, workOffline } from './support/roster-window.ts';
import { sampleSize } from './support/sample-size.ts';

test('before an account is open: welcome, connect, key store, failed open', async () => {
  const userData = await newUserData();
  const practice = await startPractice();
  let roster = await startRoster(userData);
  let { page } = roster;
  await expect(page.getByRole('heading', { name: 'Welcome to Roster' })).toBeVisible();
  await inspectScreen(roster, 'welcome');
  await openConnectForm(page);
  await fillConnectForm(page, { ...connectionOf(practice.hq), project: 'no-such-project' });
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByRole('alert')).toContainText('No access to this project');
  await inspectScreen(roster, 'connect-failed');
  await page.getByRole('textbox', { name: 'Project' }).fill(practice.hq.project);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'No key store on this computer' })).toBeVisible();
  await inspectScreen(roster, 'key-store');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Back' }).click();
  await openPractice(page);
  await roster.close();

  const sql = new Database(path.join(userData, 'accounts', 'practice', 'mirror.db'));
  sql.pragma('user_version = 99999');
  sql.close();
  roster = await startRoster(userData);
  page = roster.page;
  await expect(page.getByRole('alert')).toContainText('Written by a newer Roster');
  await inspectScreen(roster, 'failed-open');
  await page.getByRole('button', { name: 'Back to the welcome screen' }).click();
  await expect(page.getByRole('heading', { name: 'On this computer' })).toBeVisible();
  await inspectScreen(roster, 'welcome-known');
  await roster.close();
  await practice.hq.close();
});

test('people: lists, details, forms, new worker, settings', async () => {
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await openPractice(page);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '401');
  await inspectScreen(roster, 'mobile-workers');
  await openPerson(page, 'Mobile worker', 'aicha.kone');
  await inspectScreen(roster, 'mobile-worker');
  await startEdit(page, 'Mobile worker', 'aicha.kone');
  await inspectScreen(roster, 'mobile-worker-edit');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'New mobile worker' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Username' }).fill('maria da silva');
  await expect(page.getByText('maria.da.silva@practice-project.commcarehq.org')).toBeVisible();
  await inspectScreen(roster, 'new-worker');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Leave without saving' }).click();
  await goTo(page, 'Web Users');
  await expect(page.getByRole('row').nth(1)).toContainText('@');
  await inspectScreen(roster, 'web-users');
  await openPerson(page, 'Web user', 'angel.quispe@example.org');
  await inspectScreen(roster, 'web-user');
  await goTo(page, 'Pending Invitations');
  await inspectScreen(roster, 'invitations');
  await goTo(page, 'History');
  await inspectScreen(roster, 'history-empty');
  await goTo(page, 'Settings');
  await inspectScreen(roster, 'settings');
  await roster.close();
});

test('connection: what it can do, signing in step by step', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const { username, password } = practice.hq.signIn;
  await editAtHq(practice, 'web-user', username, { two_factor: true });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  const { password: passwordField, code } = signInFields(page);
  await connectTo(page, practice.hq);
  const facts = await connectionFacts(page);
  await inspectScreen(roster, 'connection');
  await facts.getByRole('button', { name: 'Sign in to HQ…' }).click();
  await expect(signInDialog(page)).toBeVisible();
  await inspectScreen(roster, 'sign-in');
  await passwordField.fill('not the password');
  await page.keyboard.press('Enter');
  await expect(signInDialog(page).getByRole('alert')).toBeVisible();
  await inspectScreen(roster, 'sign-in-refused');
  await passwordField.fill(password);
  await page.keyboard.press('Enter');
  await expect(code).toBeVisible();
  await inspectScreen(roster, 'sign-in-code');
  await code.fill('123456');
  await page.keyboard.press('Enter');
  await expect(facts).toContainText('Signed in');
  await inspectScreen(roster, 'connection-signed-in');
  await roster.close();
  await practice.hq.close();
});

test('conflicts: values, locations, a third value, somebody deactivated, somebody gone', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await connectTo(page, practice.hq);
  await workOffline(page, true);
  const long = 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley, who was in the other district';
  const panel = await startEdit(page, 'Mobile worker', 'amina.mwangi');
  await panel.getByRole('textbox', { name: 'First name' }).fill('Aminata');
  await panel.getByRole('textbox', { name: 'notes' }).fill(long);
  await panel.getByRole('textbox', { name: 'team' }).fill('Blue');
  await addLocation(panel, 'Bela Vista Clinic 1');
  await save(panel);
  await edit('abebe.alemu');
  await edit('chw0007');
  await act(page, 'web-user', 'angel.quispe@example.org', 'remove');
  const user_data = { notes: `${long} ${long}` };
  await editAtHq(practice, 'worker', 'amina.mwangi', {
    first_name: 'مها',
    locations: [],
    primary_location: null,
    user_data,
  });
  await editAtHq(practice, 'worker', 'abebe.alemu', { first_name: 'Theirs' });
  await practice.control('edit', { json: { entity: 'worker', username: 'chw0007', remove: true } });
  await editAtHq(practice, 'web-user', 'angel.quispe@example.org', { is_active_in_domain: false });
  await workOffline(page, false);
  await expect(page.getByRole('contentinfo')).toContainText('4 need you', { timeout: 30_000 });
  await workOffline(page, true);
  await goTo(page, 'Changes');
  await inspectScreen(roster, 'conflicts-list');
  await page.getByRole('button', { name: 'Decide 4 conflicts…' }).click();
  await expectFocusIn(page, 'First name');
  await inspectScreen(roster, 'conflict');
  await page.keyboard.press('1');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('3');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('3');
  await inspectScreen(roster, 'conflict-editing');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(conflictScreen(page)).toContainText('abebe.alemu');
  await expectFocusIn(page, 'First name');
  await page.keyboard.press('2');
  await page.getByRole('button', { name: /^Same for/ }).click();
  await inspectScreen(roster, 'conflict-similar');
  await page.keyboard.press('Escape');
  // A closing dialog still has the keyboard.
  await expect(conflictScreen(page).getByRole('button', { name: /^Same for/ })).toBeFocused();
  await page.keyboard.press('n');
  await expect(conflictScreen(page)).toContainText('chw0007');
  await inspectScreen(roster, 'conflict-gone');
  await page.keyboard.press('n');
  await expect(conflictScreen(page)).toContainText('Active state');
  await inspectScreen(roster, 'conflict-action');
  // The window would not close over what was chosen and not applied.
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Leave without saving' }).click();
  await roster.close();
  await practice.hq.close();

  async function edit(who: string): Promise<void> {
    const form = await startEdit(page, 'Mobile worker', who);
    await form.getByRole('textbox', { name: 'First name' }).fill('Mine');
    await save(form);
  }
});

test('actions: waiting for the sign-in, asked about, decided', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  await editAtHq(practice, 'worker', 'amina.mwangi', { email: 'amina@example.org' });
  const match = { method: 'POST', path: 'email_password_reset' };
  await practice.control('faults', { json: { match, kind: 'drop-after', times: 1 } });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await connectTo(page, practice.hq);
  await act(page, 'mobile-worker', 'amina.mwangi', 'email-password-reset');
  await act(page, 'web-user', 'angel.quispe@example.org', 'remove');
  await expect(page.getByRole('contentinfo')).toContainText('1 needs you', { timeout: 30_000 });
  const asking = await openChange(page, 'amina.mwangi');
  await inspectScreen(roster, 'change-asks');
  await asking.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByRole('dialog', { name: 'Send this again?' })).toBeVisible();
  await inspectScreen(roster, 'change-asks-again');
  await page.keyboard.press('Escape');
  await openChange(page, 'angel.quispe@example.org');
  await inspectScreen(roster, 'change-waits-for-sign-in');
  await goTo(page, 'Web Users');
  await openPerson(page, 'Web user', 'angel.quispe@example.org');
  await page.getByRole('img', { name: 'Waiting to be sent' }).first().hover();
  await expect(page.getByRole('tooltip')).toContainText('Remove membership · Waiting to be sent');
  await page.mouse.move(0, 0);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await inspectScreen(roster, 'person-waits-for-sign-in');
  await roster.close();
  await practice.hq.close();
});

test('changes: refused, in conflict, waiting', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await connectTo(page, practice.hq);
  await goTo(page, 'Changes');
  await expect(page.getByText('Everything is at HQ')).toBeVisible();
  await inspectScreen(roster, 'changes-none');
  await goTo(page, 'Mobile Workers');
  await workOffline(page, true);
  await edit('abebe.alemu', 'programme', 'mobile clinic');
  await edit('amina.mwangi', 'First name', 'Mine');
  await editAtHq(practice, 'worker', 'amina.mwangi', { first_name: 'Theirs' });
  await workOffline(page, false);
  await expect(page.getByRole('contentinfo')).toContainText('2 need you', { timeout: 30_000 });
  await workOffline(page, true);
  await edit('chw0007', 'Last name', 'Sharma');
  await goTo(page, 'Changes');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');
  await inspectScreen(roster, 'changes');
  await openChange(page, 'amina.mwangi');
  await inspectScreen(roster, 'change-conflict');
  const refused = await openChange(page, 'abebe.alemu');
  await inspectScreen(roster, 'change-refused');
  await refused.getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByRole('dialog', { name: 'Edit change' })).toBeVisible();
  await inspectScreen(roster, 'change-edit');
  await roster.close();
  await practice.hq.close();

  async function edit(who: string, field: string, value: string): Promise<void> {
    const panel = await startEdit(page, 'Mobile worker', who);
    await panel.getByRole('textbox', { name: field }).fill(value);
    await save(panel);
  }
});
