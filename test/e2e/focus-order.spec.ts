/** What the Tab key leads to in the dialogs and panels of web users, in which order and under which names; and where the keyboard is after. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { fileAccessRequests } from './support/access-requests.ts';
import { connectTo } from './support/connect-form.ts';
import { inviteDialog, openInvitation, signedIn } from './support/invitation-screen.ts';
import { invitationOf } from './support/practice-invitations.ts';
import { syncNow } from './support/person-panel.ts';
import { tabTo } from './support/press-to.ts';
import { editAtHq, idAt, recordAt, writes } from './support/practice-log.ts';
import { goTo, newUserData, startRoster, workOffline } from './support/roster-window.ts';
import { tabStops } from './support/tab-stops.ts';
import { expectAllReachable } from './support/zoom.ts';
import { sampleSize } from './support/sample-size.ts';

const webUser = 'angel.quispe@example.org';
/** What the project asks for besides HQ's own fields. */
const customFields = ['notes', 'programme', 'start_date', 'team', 'worker_type'];

let page: Page;
let practice: Practice;

const grid = (): Locator => page.getByRole('grid');
const dialog = (): Locator => page.getByRole('dialog');

/** Closed by Escape, the keyboard is where it was before. */
async function expectBackAt(opener: Locator): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(dialog()).toBeHidden();
  await expect(opener).toBeFocused();
}

test('every stop of invite, edit, deactivate, remove, resend, delete and approve, and the way back', async () => {
  practice = await startPractice({ throttle: false, size: sampleSize });
  await practice.control('settings', { json: { tableau: true } });
  await fileAccessRequests(practice, { 'Grace Achieng': 'grace@example.org' });
  const clinics = [
    await idAt(practice, 'location', 'Amara Clinic 1'),
    await idAt(practice, 'location', 'Bela Vista Clinic 1'),
  ];
  const places = { assigned_location_ids: clinics, primary_location_id: clinics[0] };
  await editAtHq(practice, 'web-user', webUser, { ...places, tableau_groups: ['group1'], profile: '', user_data: {} });
  const roster = await startRoster(await newUserData());
  page = roster.page;
  await connectTo(page, practice.hq);
  await signedIn(page, practice);
  await syncNow(page);
  await goTo(page, 'Web Users');
  await practice.control('log', { method: 'DELETE' });
  const panel = page.getByRole('complementary', { name: 'Web user details' });

  await test.step('Invite Web User', async () => {
    const open = page.getByRole('button', { name: 'Invite Web User' });
    await open.focus();
    await page.keyboard.press('Enter');
    await expect(inviteDialog(page).getByRole('textbox', { name: 'Email addresses' })).toBeFocused();
    // What the project defines comes some time after the sign-in.
    for (const name of ['Tableau role', 'worker_type'])
      await expect(inviteDialog(page).getByRole('combobox', { name })).toBeVisible({ timeout: 30_000 });
    expect(await tabStops(page, inviteDialog(page))).toEqual([
      'textbox Email addresses',
      'combobox Role',
      'combobox Profile',
      'button Add or remove locations',
      'combobox Tableau role',
      'combobox Tableau groups',
      'textbox notes',
      'textbox programme',
      'textbox start_date',
      'textbox team',
      'combobox worker_type',
      'button Cancel',
      'button Send invite',
      'button Close',
    ]);
    // The buttons that stay in sight lie over none of them.
    await expectAllReachable(inviteDialog(page));
    await expectBackAt(open);
  });

  await test.step('Deactivate, from the menu of a row', async () => {
    await page.getByRole('searchbox', { name: 'Search', exact: true }).fill(webUser);
    await expect(grid()).toHaveAttribute('aria-rowcount', '2');
    await grid().focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Deactivate…' }).focus();
    await page.keyboard.press('Enter');
    await expect(dialog().getByRole('button', { name: 'Cancel' })).toBeFocused();
    expect(await tabStops(page, dialog())).toEqual(['button Cancel', 'button Deactivate', 'button Close']);
    await expectBackAt(grid());
  });

  await test.step('the panel of a person', async () => {
    await page.keyboard.press('Enter');
    const heading = panel.getByRole('heading', { level: 2 });
    await expect(heading).toBeFocused();
    await page.keyboard.press('Tab');
    expect(await tabStops(page, panel)).toEqual([
      'button History',
      'button Edit',
      'button Close details',
      // What scrolls: the arrow keys move it.
      'group Ángel Quispe',
      'button Deactivate…',
      'button Remove Membership…',
      'Permissions',
    ]);
  });

  await test.step('Deactivate and Remove Membership, from the panel', async () => {
    const deactivate = panel.getByRole('button', { name: 'Deactivate…' });
    await deactivate.focus();
    await page.keyboard.press('Enter');
    await expect(dialog().getByRole('button', { name: 'Cancel' })).toBeFocused();
    await expectBackAt(deactivate);
    const remove = panel.getByRole('button', { name: 'Remove Membership…' });
    await remove.focus();
    await page.keyboard.press('Enter');
    await expect(dialog().getByRole('textbox')).toBeFocused();
    // What confirms is a stop once the address is typed.
    expect
      .soft(await tabStops(page, dialog()))
      .toEqual([`textbox Type ${webUser} to confirm`, 'button Cancel', 'button Close']);
    await page.keyboard.insertText(webUser);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(dialog().getByRole('button', { name: 'Remove Membership' })).toBeFocused();
    await expectBackAt(remove);
  });

  await test.step('the form to edit a person', async () => {
    await panel.getByRole('button', { name: 'Edit' }).focus();
    await page.keyboard.press('Enter');
    await expect(panel.getByRole('heading', { level: 2 })).toBeFocused();
    await page.keyboard.press('Tab');
    // The primary location is one stop: the arrow keys choose among the locations.
    const [first, second] = ['Amara\u2069 / \u2068Amara Clinic 1', 'Bela Vista\u2069 / \u2068Bela Vista Clinic 1'].map(
      (place) => `\u2068Northern Highlands\u2069 / \u2068${place}\u2069`,
    );
    expect(await tabStops(page, panel)).toEqual([
      'button Cancel',
      'combobox Role',
      `What ${String((await recordAt(practice, 'web-user', webUser))['role'])} allows`,
      'combobox Profile',
      'combobox Tableau role',
      'combobox Tableau groups',
      `radio ${first}`,
      `button Remove ${first}`,
      `button Remove ${second}`,
      'button Add or remove locations',
      'textbox notes',
      'textbox programme',
      'textbox start_date',
      'textbox team',
      'combobox worker_type',
      'textbox Name of another field',
    ]);
    await panel.getByRole('button', { name: 'Cancel' }).focus();
    await page.keyboard.press('Enter');
    await expect(panel.getByRole('button', { name: 'Edit' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
  });

  await test.step('many at once: the bar and its dialogs', async () => {
    await grid().focus();
    await page.keyboard.press('Space');
    const bar = page.getByRole('toolbar', { name: 'Selected people' });
    await bar.getByRole('button').first().focus();
    const offers = ['Role…', 'Locations…', 'Deactivate…', 'Reactivate…', 'Clear selection'];
    expect(await tabStops(page, bar)).toEqual(offers.map((name) => `button ${name}`));
    await bar.getByRole('button', { name: 'Role…' }).focus();
    await page.keyboard.press('Enter');
    await expect(dialog().getByRole('combobox', { name: 'Role' })).toBeFocused();
    expect(await tabStops(page, dialog())).toEqual(['combobox Role', 'button Cancel', 'button Close']);
    // Escape on the field would close its list first.
    await dialog().getByRole('button', { name: 'Cancel' }).focus();
    await expectBackAt(bar.getByRole('button', { name: 'Role…' }));
    await page.getByRole('button', { name: 'Clear selection' }).click();
  });

  await test.step('an invitation: its panel, its form, resend and delete', async () => {
    await goTo(page, 'Pending Invitations');
    const email = (await page.getByRole('row').nth(1).textContent())?.match(/invited\.\S+?@example\.org/)?.[0] ?? '';
    const role = String((await invitationOf(practice, email))?.['role']);
    const details = await openInvitation(page, email);
    await expect(details).not.toContainText('not read yet');
    await workOffline(page, true);
    const close = details.getByRole('button', { name: 'Close details' });
    await close.focus();
    expect(await tabStops(page, details)).toEqual([
      'button Close details',
      // What scrolls: the arrow keys move it.
      `group ${email}`,
      'button Edit',
      'button Resend',
      'button Change email…',
      'button Delete',
      `What ${role} allows`,
      'Why hasn’t it been accepted?',
      'How the invited person accepts',
    ]);
    for (const action of ['Resend', 'Delete']) {
      const button = details.getByRole('button', { name: action, exact: true });
      await button.focus();
      await page.keyboard.press('Enter');
      await expect(dialog().getByRole('button', { name: 'Cancel' })).toBeFocused();
      expect(await tabStops(page, dialog())).toEqual(['button Cancel', `button ${action}`, 'button Close']);
      await expectBackAt(button);
    }
    const change = details.getByRole('button', { name: 'Change email…' });
    await change.focus();
    await page.keyboard.press('Enter');
    await expect(dialog().getByRole('textbox', { name: 'New email address' })).toBeFocused();
    await expectBackAt(change);
    await details.getByRole('button', { name: 'Edit', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(details.getByRole('heading', { level: 2 })).toBeFocused();
    await page.keyboard.press('Tab');
    const stops = await tabStops(page, details);
    const begin = ['button Cancel', 'textbox Email', 'combobox Role', `What ${role} allows`, 'combobox Profile'];
    expect(stops.slice(0, 5)).toEqual(begin);
    expect(stops.filter((stop) => customFields.some((name) => stop.endsWith(` ${name}`)))).toHaveLength(5);
    expect(stops).not.toContain('combobox Tableau role');
    await workOffline(page, false);
  });

  await test.step('an access request: approve and delete', async () => {
    await goTo(page, 'Access Requests');
    const approve = page.getByRole('button', { name: 'Approve the request of Grace Achieng' });
    await tabTo(page, approve);
    await page.keyboard.press('Enter');
    await expect(dialog().getByRole('combobox', { name: 'Role' })).toBeVisible();
    await dialog().getByRole('combobox', { name: 'Role' }).focus();
    const fields = ['notes', 'programme', 'start_date', 'team'].map((name) => `textbox ${name}`);
    expect(await tabStops(page, dialog())).toEqual([
      'combobox Role',
      'combobox Profile',
      'button Add or remove locations',
      ...fields,
      'combobox worker_type',
      'button Cancel',
      'button Approve',
      'button Close',
    ]);
    // Escape on the field would close its list first.
    await dialog().getByRole('button', { name: 'Cancel' }).focus();
    await expectBackAt(approve);
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Delete the request of Grace Achieng' })).toBeFocused();
  });
  expect(await writes(practice)).toEqual([]);
  await roster.close();
  await practice.hq.close();
});
