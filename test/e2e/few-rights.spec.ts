/** Accounts that may do less than an admin: what they are offered, what HQ refuses them, and who may only look. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { z } from 'zod';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { discard, openChange } from './support/changes-screen.ts';
import { connectTo } from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { inviteDialog, signedIn } from './support/invitation-screen.ts';
import { addLocation, expectSynced, save, startEdit, syncNow } from './support/person-panel.ts';
import { invitationOf, mailsTo } from './support/practice-invitations.ts';
import { editAtHq, idAt, recordAt, requests, writes } from './support/practice-log.ts';
import { goTo, newUserData, startRoster } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';
import { sampleSize } from './support/sample-size.ts';

test.setTimeout(240_000);

const webUser = 'angel.quispe@example.org';
const coordinator = 'District coordinator';
const ownDistrict = 'Amara';
const ownClinic = 'Amara Clinic 1';
const farClinic = 'Pointe-Noire Clinic 1';
const clinicProfile = 'Clinique – équipe fixe';

/** Milliseconds HQ takes for its form of an invitation: enough to begin to type. */
const formTakesMs = 6_000;

let practice: Practice;
let roster: RosterWindow;
let page: Page;

const status = (): Locator => page.getByRole('contentinfo');

async function open(): Promise<void> {
  roster = await startRoster(await newUserData());
  page = roster.page;
  await connectTo(page, practice.hq);
  await signedIn(page, practice);
  // Roles, profiles and custom fields come with the sign-in.
  await syncNow(page);
}

/** Fills in the dialog; the role is the one this account may give. */
async function startInvite(email: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Invite Web User' }).click();
  const dialog = inviteDialog(page);
  await dialog.getByRole('textbox', { name: 'Email addresses' }).fill(email);
  await dialog.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: 'Read Only' }).click();
  return dialog;
}

async function send(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Send invite' }).click();
  await expect(dialog).toBeHidden();
}

/** HQ refuses the one change that waits, in these words; it is discarded. */
async function expectRefused(who: string, words: string | RegExp): Promise<void> {
  await expect(status()).toContainText('1 needs you', { timeout: 30_000 });
  const change = await openChange(page, who);
  await expect(change).toContainText(words);
  await discard(change);
  await goTo(page, 'Web Users');
}

test('a coordinator of one district: roles, places, profiles and Tableau they may not give', async () => {
  practice = await startPractice({ throttle: false, size: sampleSize });
  await practice.control('settings', { json: { tableau: true, restrictProfiles: true } });
  const permissions = { access_api: true, edit_web_users: true, view_web_users: true, edit_locations: true };
  const role = { entity: 'role', create: true, set: { name: coordinator, permissions } };
  await practice.control('edit', { json: role });
  const giveable = { entity: 'role', username: 'Read Only', set: { is_non_admin_editable: true } };
  await practice.control('edit', { json: giveable });
  const district = await idAt(practice, 'location', ownDistrict);
  const [near, far] = [await idAt(practice, 'location', ownClinic), await idAt(practice, 'location', farClinic)];
  await editAtHq(practice, 'web-user', webUser, { assigned_location_ids: [far], primary_location_id: far });
  // Somebody who may read the workers until the first pull is through: HQ's calls per minute go by their number, and so does our pace.
  roster = await startRoster(await newUserData());
  page = roster.page;
  await connectTo(page, practice.hq);
  await editAtHq(practice, 'web-user', practice.hq.username, {
    role: coordinator,
    assigned_location_ids: [district],
    primary_location_id: district,
  });
  await signedIn(page, practice);
  await syncNow(page);
  await goTo(page, 'Web Users');
  await practice.control('log', { method: 'DELETE' });

  await test.step('W-07, W-09: only roles the account may give are offered, and what they allow only to who may view roles', async () => {
    const dialog = inviteDialog(page);
    await expect(async () => {
      // Until HQ's form is read, which takes its time after the sign-in, all roles that were seen are offered.
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Invite Web User' }).click({ timeout: 2_000 });
      await dialog.getByRole('combobox', { name: 'Role' }).click({ timeout: 2_000 });
      await expect(page.getByRole('option')).toHaveText(['Read Only'], { timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    await page.getByRole('option', { name: 'Read Only' }).click();
    await dialog.getByText('What Read Only allows').click();
    await expect(dialog).toContainText('HQ tells what this role allows only to those who may view roles.');
    await inspectScreen(roster, 'invite-few-rights');
  });

  await test.step('E-11: Tableau is not asked for without the permission', async () => {
    await expect(inviteDialog(page).getByRole('combobox', { name: 'Profile' })).toBeVisible();
    await expect(inviteDialog(page).getByRole('combobox', { name: 'Tableau role' })).toHaveCount(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Leave without saving' }).click();
    const panel = await startEdit(page, 'Web user', webUser);
    await expect(panel.getByRole('combobox', { name: 'Tableau role' })).toHaveCount(0);
    await panel.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('W-13: a place outside the own ones: HQ’s words, nobody is invited; inside it goes', async () => {
    const outside = await startInvite('far@example.org');
    await addLocation(outside, farClinic);
    await send(outside);
    await expectRefused('far@example.org', 'You do not have permission to assign or remove these locations');
    expect(await invitationOf(practice, 'far@example.org')).toBeUndefined();
    expect(await mailsTo(practice, 'far@example.org')).toEqual([]);
    const inside = await startInvite('near@example.org');
    await addLocation(inside, ownClinic);
    await send(inside);
    await expectSynced(page);
    expect(await invitationOf(practice, 'near@example.org')).toMatchObject({ assigned_location_ids: [near] });
  });

  await test.step('W-11: a profile the account may not give: HQ’s words, nobody is invited', async () => {
    const dialog = await startInvite('with.profile@example.org');
    await dialog.getByRole('combobox', { name: 'Profile' }).fill(clinicProfile);
    await page.keyboard.press('Escape');
    await send(dialog);
    await expectRefused('with.profile@example.org', 'You do not have permission to assign the profile');
    expect(await invitationOf(practice, 'with.profile@example.org')).toBeUndefined();
  });

  await test.step('E-08: somebody outside the own places: HQ’s words, nothing is changed', async () => {
    const before = await recordAt(practice, 'web-user', webUser);
    const panel = await startEdit(page, 'Web user', webUser);
    await addLocation(panel, ownClinic);
    await save(panel);
    await expectRefused(webUser, 'Based on your locations you do not have permission to edit this user');
    expect(await recordAt(practice, 'web-user', webUser)).toEqual(before);
  });
  await roster.close();
  await practice.hq.close();
});

test('W-07: a role that is being typed stays as it is when HQ’s list of roles arrives', async () => {
  practice = await startPractice({ throttle: false, size: sampleSize });
  const form = { match: { method: 'GET', path: '/web/invite/' }, kind: 'delay', ms: formTakesMs, times: 1 };
  await practice.control('faults', { json: form });
  roster = await startRoster(await newUserData());
  page = roster.page;
  await connectTo(page, practice.hq);
  await signedIn(page, practice);
  await goTo(page, 'Web Users');
  await page.getByRole('button', { name: 'Invite Web User' }).click();
  const role = inviteDialog(page).getByRole('combobox', { name: 'Role' });
  await role.focus();
  await page.keyboard.type('Read');
  const read = async (): Promise<boolean> =>
    (await requests(practice)).some(({ path, status: code }) => path.includes('/web/invite/') && code === 200);
  await expect.poll(read, { timeout: 60_000 }).toBe(true);
  await expect(inviteDialog(page).getByRole('combobox', { name: 'worker_type' })).toBeVisible();
  await expect(role).toBeFocused();
  await expect(role).toHaveValue('Read');
  await roster.close();
  await practice.hq.close();
});

test('an older HQ; deactivated ones its API leaves out; then the account may only look', async () => {
  practice = await startPractice({ throttle: false, size: sampleSize });
  await practice.control('settings', {
    json: { urlForms: 'old', listDeactivatedWebUsers: false, planLocations: false },
  });
  await open();
  await goTo(page, 'Web Users');
  await practice.control('log', { method: 'DELETE' });
  const grid = page.getByRole('grid', { name: 'Web Users' });
  const schema = z.array(
    z.looseObject({ username: z.string(), is_member: z.boolean(), is_active_in_domain: z.boolean() }),
  );
  const members = schema.parse(await practice.control('state?entity=web-user')).filter((user) => user.is_member);

  await test.step('W-31: who is deactivated is in the list, though HQ’s API leaves them out', async () => {
    await expect(grid).toHaveAttribute('aria-rowcount', String(members.length + 1));
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Deactivated' }).click();
    const away = members.filter((user) => !user.is_active_in_domain);
    await expect(grid).toHaveAttribute('aria-rowcount', String(away.length + 1));
    for (const { username } of away)
      await expect(grid.getByRole('row').filter({ hasText: username })).toContainText('Deactivated');
    await page.getByRole('button', { name: 'Clear filters' }).click();
  });

  await test.step('E-08: a project without locations: said at the field, and the rest can be edited', async () => {
    const panel = await startEdit(page, 'Web user', webUser);
    const field = panel.getByRole('group', { name: 'Locations' });
    await expect(field).toContainText('plan does not include locations');
    await expect(field).toContainText('Someone who manages the subscription can change the plan.');
  });

  await test.step('E-01: an edit goes to the older address where HQ has no other', async () => {
    const panel = page.getByRole('complementary', { name: 'Web user details' });
    await panel.getByRole('textbox', { name: 'notes' }).fill('by the older address');
    await save(panel);
    await expectSynced(page);
    const sent = (await writes(practice)).map(({ method, path, status: code }) => [method, path, code]);
    const id = await idAt(practice, 'web-user', webUser);
    expect(sent).toEqual([['PATCH', `/a/practice-project/api/v0.5/web-user/${id}/`, 202]]);
    expect((await writes(practice))[0]?.body).toEqual({ user_data: { notes: 'by the older address' } });
    expect((await recordAt(practice, 'web-user', webUser))['user_data']).toMatchObject({
      notes: 'by the older address',
    });
    await practice.control('log', { method: 'DELETE' });
  });

  await test.step('W-04: who may only look sees everybody, and at each button why it does nothing', async () => {
    const { permissions } = await recordAt(practice, 'role', 'Read Only');
    const set = { permissions: { ...(permissions as object), access_api: true } };
    await practice.control('edit', { json: { entity: 'role', username: 'Read Only', set } });
    await editAtHq(practice, 'web-user', practice.hq.username, { role: 'Read Only' });
    await status().getByRole('button', { name: 'Sync now' }).click();
    const panel = page.getByRole('complementary', { name: 'Web user details' });
    const edit = panel.getByRole('button', { name: 'Edit' });
    await expect(edit).toHaveAttribute('aria-disabled', 'true', { timeout: 30_000 });
    await expect(edit).toHaveAccessibleDescription(/lacks the permission: edit web users/);
    for (const name of ['Deactivate…', 'Remove Membership…'])
      await expect(panel.getByRole('button', { name })).toHaveAccessibleDescription(/lacks the permission/);
    await panel.getByRole('button', { name: 'Close details' }).click();
    await page.getByRole('searchbox', { name: 'Search', exact: true }).fill('');
    await expect(grid).toHaveAttribute('aria-rowcount', String(members.length + 1));
    const invite = page.getByRole('button', { name: 'Invite Web User' });
    await expect(invite).toHaveAccessibleDescription(/lacks the permission: edit web users/);
    await invite.focus();
    await page.keyboard.press('Enter');
    const why = page.getByRole('dialog');
    await expect(why).toContainText('A project administrator can add');
    await page.keyboard.press('Escape');
    await expect(why).toBeHidden();
    await expect(invite).toBeFocused();
    await grid.focus();
    await page.keyboard.press('Space');
    const bar = page.getByRole('toolbar', { name: 'Selected people' });
    for (const name of ['Role…', 'Locations…', 'Deactivate…', 'Reactivate…'])
      await expect(bar.getByRole('button', { name })).toHaveAccessibleDescription(/lacks the permission/);
    await inspectScreen(roster, 'web-users-only-look');
    expect((await writes(practice)).filter(({ path }) => !path.includes('login'))).toEqual([]);
  });
  await roster.close();
  await practice.hq.close();
});
