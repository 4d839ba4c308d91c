/** Web users: what the project's own rules and names make of the screens, down to what HQ keeps. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { z } from 'zod';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { connectTo } from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { discard, expectValues, openChange } from './support/changes-screen.ts';
import { addLocation, expectSynced, openPerson, save, startEdit, syncNow } from './support/person-panel.ts';
import { editAtHq, idAt, recordAt, writes } from './support/practice-log.ts';
import { goTo, newUserData, picture, startRoster, workOffline } from './support/roster-window.ts';
import { connectionFacts, signInWith } from './support/sign-in.ts';
import { sampleSize } from './support/sample-size.ts';

/** Each picture is checked in four looks, which takes its time. */
test.setTimeout(300_000);

const webUser = 'angel.quispe@example.org';
/** A member with an ordinary role and nothing else about them. */
const other = 'plain.member@example.org';
/** Whose identity provider the project does not trust. */
const untrusted = 'aigul.petrov@example.org';
/** From right to left, and longer than any column. */
const name = {
  first_name: 'عبد الرحمن',
  last_name: 'الحسيني-المهندس الأوّل لمشروع الصحّة المجتمعيّة في المحافظات الشماليّة',
};

const memberSchema = z.array(
  z.looseObject({ username: z.string(), is_member: z.boolean(), sso_controlled: z.boolean() }),
);

async function members(practice: Practice): Promise<z.infer<typeof memberSchema>> {
  return memberSchema.parse(await practice.control('state?entity=web-user')).filter((user) => user.is_member);
}

/** The labels of what the Tab key leads to inside `place`, from what has the focus now. */
async function tabStops(page: Page, place: Locator): Promise<string[]> {
  const stops: string[] = [];
  const inside = (): Promise<boolean> => place.evaluate((element) => element.contains(document.activeElement));
  for (let stop = 0; stop < 40 && (await inside()); stop += 1) {
    stops.push(
      await page.evaluate(() => {
        const found = document.activeElement;
        const labels = found instanceof HTMLInputElement ? [...(found.labels ?? [])] : [];
        const label = found?.getAttribute('aria-label') ?? labels[0]?.textContent ?? found?.textContent ?? '';
        return label.replace(/\s*\*$/, '').trim();
      }),
    );
    await page.keyboard.press('Tab');
  }
  return stops;
}

test('help, invite from here, own role, Tableau, focus order, names of any direction and length', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  await practice.control('settings', { json: { tableau: true } });
  await editAtHq(practice, 'web-user', webUser, { ...name, tableau_role: 'Viewer', tableau_groups: ['group1'] });
  await editAtHq(practice, 'web-user', untrusted, { sso_untrusted: true });
  const plain = { username: other, email: other, role: 'Read Only' };
  await practice.control('edit', { json: { entity: 'web-user', create: true, set: plain } });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await connectTo(page, practice.hq);
  await (await connectionFacts(page)).getByRole('button', { name: 'Sign in to HQ…' }).click();
  await signInWith(page, practice.hq.signIn.password);
  await goTo(page, 'Web Users');
  const grid = page.getByRole('grid', { name: 'Web Users' });

  await test.step('W-01, W-03, W-66: what web users are, and the way on', async () => {
    await page.getByRole('button', { name: 'About web users' }).focus();
    await page.keyboard.press('Enter');
    const help = page.getByRole('dialog', { name: 'About web users' });
    await expect(help).toContainText('oversee the data that mobile workers collect');
    await expect(help).toContainText('lost both the device and the backup codes');
    await expect(help.getByRole('link', { name: 'Roles and Permissions Overview' })).toBeFocused();
    await picture(page, 'web-users-help');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'About web users' })).toBeFocused();
  });

  await test.step('W-06: inviting begins on this tab too', async () => {
    await page.getByRole('button', { name: 'Invite Web User' }).click();
    await expect(page.getByRole('dialog', { name: 'Invite Web User' })).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('W-67: who is under single sign-on is marked, and their panel says why', async () => {
    await expect(grid.getByText('Single sign-on')).toHaveAttribute('title', /single sign-on decides/);
    const panel = page.getByRole('complementary', { name: 'Web user details' });
    await grid.getByRole('row').filter({ hasText: 'Single sign-on' }).click();
    await expect(panel.getByRole('note')).toContainText('single sign-on decides about this account');
    const deactivate = panel.getByRole('button', { name: 'Deactivate…' });
    await expect(deactivate).toHaveAttribute('aria-disabled', 'true');
    await expect(deactivate).toHaveAccessibleDescription(/single sign-on decides/);
    await expect(panel.getByRole('button', { name: 'Remove Membership…' })).not.toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await inspectScreen(roster, 'web-user-single-sign-on');
    await expect(grid.getByRole('row').filter({ hasText: untrusted })).toContainText('SSO not trusted');
    await grid.getByRole('row').filter({ hasText: untrusted }).click();
    await expect(panel.getByRole('note')).toContainText('does not trust the identity provider of this account');
    await panel.getByRole('button', { name: 'Close details' }).click();
  });

  await test.step('E-06: one’s own role stays', async () => {
    const panel = await startEdit(page, 'Web user', practice.hq.username);
    await panel.getByRole('combobox', { name: 'Role', exact: true }).fill('Read Only');
    await page.keyboard.press('Escape');
    await expect(panel).toContainText('You cannot change your own role');
    await expect(panel.getByRole('button', { name: 'Save' })).toBeDisabled();
    await panel.getByRole('button', { name: 'Revert' }).click();
    await panel.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('W-02: a member without a role: said in the list and the panel, with no permission; a role can be given', async () => {
    await editAtHq(practice, 'web-user', other, { role: '' });
    await syncNow(page);
    const panel = await openPerson(page, 'Web user', other);
    await expect(grid.getByRole('row').filter({ hasText: other })).toContainText('No role');
    await page.getByRole('combobox', { name: 'Role', exact: true }).click();
    await page.getByRole('option', { name: 'No role' }).click();
    await page.getByRole('searchbox', { name: 'Search', exact: true }).fill('');
    await expect(grid).toHaveAttribute('aria-rowcount', '2');
    await expect(grid.getByRole('row').filter({ hasText: other })).toBeVisible();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect(panel.getByRole('note')).toContainText('Without a role in this project');
    await panel.getByText('Permissions', { exact: true }).click();
    await expect(panel).toContainText('Not granted');
    await expect(panel.getByText('Granted', { exact: true })).toHaveCount(0);
    await panel.getByRole('button', { name: 'Edit' }).click();
    await panel.getByRole('combobox', { name: 'Role', exact: true }).fill('Read Only');
    await page.keyboard.press('Escape');
    await panel.getByText('What Read Only allows').click();
    await panel.getByRole('searchbox', { name: 'Search permissions' }).fill('reports');
    await page.keyboard.press('Enter');
    await expect(panel.getByRole('listitem').filter({ hasText: 'View reports' })).toBeVisible();
    await expect(panel.getByRole('button', { name: 'Save' })).toBeVisible();
    await practice.control('log', { method: 'DELETE' });
    await save(panel);
    await expect.poll(() => recordAt(practice, 'web-user', other)).toMatchObject({ role: 'Read Only' });
    await expectSynced(page);
    expect((await writes(practice)).map(({ body }) => body)).toEqual([{ role: 'Read Only' }]);
  });

  await test.step('W-02: HQ’s own word in place of a role: told from a role, explained, and a role can be given', async () => {
    await editAtHq(practice, 'web-user', other, { role: '', page_role: 'Dimagi User' });
    await syncNow(page);
    const panel = await openPerson(page, 'Web user', other);
    const cell = grid.getByRole('row').filter({ hasText: other }).getByText('Dimagi User', { exact: true });
    await expect(cell).toHaveAttribute('title', /is HQ’s own word, not a role of this project/);
    await expect(panel.getByRole('note')).toContainText('“Dimagi User” is HQ’s own word, not a role of this project');
    await panel.getByRole('button', { name: 'Edit' }).click();
    const role = panel.getByRole('combobox', { name: 'Role', exact: true });
    await role.fill('Dimagi');
    await expect(page.getByRole('option', { name: 'Dimagi User' })).toHaveCount(0);
    await role.fill('Read Only');
    await page.keyboard.press('Escape');
    await save(panel);
    await expect.poll(() => recordAt(practice, 'web-user', other)).toMatchObject({ role: 'Read Only' });
    await expectSynced(page);
    await expect(cell).toHaveCount(0);
  });

  await test.step('E-09: values of one’s own that a profile replaces are named before it is given', async () => {
    await editAtHq(practice, 'web-user', other, { profile: '', user_data: { worker_type: 'nurse' } });
    await syncNow(page);
    const panel = await startEdit(page, 'Web user', other);
    await panel.getByRole('combobox', { name: 'Profile' }).fill('Community programme');
    await page.keyboard.press('Escape');
    await expect(panel.getByRole('note')).toContainText('The profile gives its own value to: worker_type.');
    await picture(page, 'profile-replaces');
    await practice.control('log', { method: 'DELETE' });
    await save(panel);
    await expectSynced(page);
    expect((await writes(practice)).map(({ body }) => body)).toEqual([{ profile: 'Community programme' }]);
    expect(await recordAt(practice, 'web-user', other)).toMatchObject({ profile: 'Community programme' });
  });

  await test.step('E-17: another admin gave another role meanwhile: both are shown, and mine is sent once I say so', async () => {
    const { role } = await recordAt(practice, 'web-user', other);
    await workOffline(page, true);
    const panel = await startEdit(page, 'Web user', other);
    await panel.getByRole('combobox', { name: 'Role', exact: true }).fill('Billing Admin');
    await page.keyboard.press('Escape');
    await save(panel);
    await editAtHq(practice, 'web-user', other, { role: 'Field Implementer' });
    await practice.control('log', { method: 'DELETE' });
    await workOffline(page, false);
    await expect(page.getByRole('contentinfo')).toContainText('1 needs you', { timeout: 30_000 });
    const change = await openChange(page, other);
    await expectValues(change, 'Role', [String(role), 'Billing Admin', 'Field Implementer']);
    expect(await writes(practice)).toEqual([]);
    await change.getByRole('button', { name: 'Send mine' }).click();
    await expectSynced(page);
    expect((await writes(practice)).map(({ body }) => body)).toEqual([{ role: 'Billing Admin' }]);
    expect(await recordAt(practice, 'web-user', other)).toMatchObject({ role: 'Billing Admin' });
  });

  await test.step('E-06, E-08: role or location gone at HQ while an edit waits: HQ’s words at the field, put right there', async () => {
    await workOffline(page, true);
    await goTo(page, 'Web Users');
    const panel = await startEdit(page, 'Web user', other);
    await panel.getByRole('combobox', { name: 'Role', exact: true }).fill('App Editor');
    await page.keyboard.press('Escape');
    await save(panel);
    const placed = await startEdit(page, 'Web user', webUser);
    await addLocation(placed, 'Bela Vista Clinic 1');
    await save(placed);
    await practice.control('edit', { json: { entity: 'role', username: 'App Editor', remove: true } });
    await practice.control('edit', { json: { entity: 'location', username: 'Bela Vista Clinic 1', remove: true } });
    await workOffline(page, false);
    await expect(page.getByRole('contentinfo')).toContainText('2 need you', { timeout: 30_000 });
    const place = await openChange(page, webUser);
    await expect(place).toContainText('Could not find location ids');
    await place.getByRole('button', { name: 'Edit' }).click();
    const places = page.getByRole('dialog', { name: 'Edit change' });
    await places.getByRole('button', { name: /^Remove .*Bela Vista Clinic 1/ }).click();
    await addLocation(places, 'Amara Clinic 1');
    await places.getByRole('button', { name: 'Save' }).click();
    const clinic = await idAt(practice, 'location', 'Amara Clinic 1');
    const given = { assigned_location_ids: expect.arrayContaining([clinic]) };
    await expect.poll(() => recordAt(practice, 'web-user', webUser)).toMatchObject(given);
    const change = await openChange(page, other);
    await expect(change.getByRole('rowheader', { name: 'Role' })).toContainText("Role 'App Editor' does not exist");
    await change.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit change' });
    await dialog.getByRole('combobox', { name: 'Role' }).fill('Read Only');
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expectSynced(page);
    expect(await recordAt(practice, 'web-user', other)).toMatchObject({ role: 'Read Only' });
    await goTo(page, 'Web Users');
  });

  await test.step('E-06: HQ’s API makes nobody an Admin: its words at the role, another one given there', async () => {
    const panel = await startEdit(page, 'Web user', other);
    await panel.getByRole('combobox', { name: 'Role', exact: true }).fill('Admin');
    await page.keyboard.press('Escape');
    await panel.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('contentinfo')).toContainText('1 needs you', { timeout: 30_000 });
    expect(await recordAt(practice, 'web-user', other)).toMatchObject({ role: 'Read Only' });
    const change = await openChange(page, other);
    await expect(change.getByRole('rowheader', { name: 'Role' })).toContainText("The role 'Admin' does not exist");
    await change.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit change' });
    await dialog.getByRole('combobox', { name: 'Role' }).fill('Billing Admin');
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expectSynced(page);
    await expect.poll(() => recordAt(practice, 'web-user', other)).toMatchObject({ role: 'Billing Admin' });
    await goTo(page, 'Web Users');
  });

  await test.step('W-29, W-67: under single sign-on since a deactivation was prepared: kept back, and said why', async () => {
    await workOffline(page, true);
    const panel = await openPerson(page, 'Web user', other);
    await panel.getByRole('button', { name: 'Deactivate…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
    await expect(page.getByRole('contentinfo')).toContainText('1 change saved');
    await editAtHq(practice, 'web-user', other, { sso_controlled: true });
    await practice.control('log', { method: 'DELETE' });
    await workOffline(page, false);
    await expect(page.getByRole('contentinfo')).toContainText('1 needs you', { timeout: 30_000 });
    const change = await openChange(page, other);
    await expect(change).toContainText('single sign-on decides');
    expect((await writes(practice)).filter(({ path }) => path.includes('/deactivate/'))).toEqual([]);
    expect(await recordAt(practice, 'web-user', other)).toMatchObject({ is_active_in_domain: true });
    await discard(change);
    await editAtHq(practice, 'web-user', other, { sso_controlled: false });
    await goTo(page, 'Web Users');
  });

  await test.step('E-10: a field the project requires of web users meanwhile: HQ’s words while it is empty, and filled in it goes', async () => {
    const required = { entity: 'field', username: 'notes', set: { required_for: ['web'] } };
    await practice.control('edit', { json: required });
    const panel = await startEdit(page, 'Web user', other);
    await panel.getByRole('textbox', { name: 'team' }).fill('Blue');
    await save(panel);
    await expect(page.getByRole('contentinfo')).toContainText('1 needs you', { timeout: 30_000 });
    const change = await openChange(page, other);
    await expect(change).toContainText('Notes / ملاحظات is required');
    await discard(change);
    await goTo(page, 'Web Users');
    const again = await startEdit(page, 'Web user', other);
    await again.getByRole('textbox', { name: 'notes' }).fill('filled in');
    await save(again);
    await expectSynced(page);
    expect((await recordAt(practice, 'web-user', other))['user_data']).toMatchObject({ notes: 'filled in' });
    await practice.control('edit', { json: { ...required, set: { required_for: [] } } });
  });

  await test.step('E-11, E-12: Tableau role and groups, in the order of the keyboard', async () => {
    await practice.control('log', { method: 'DELETE' });
    const panel = await startEdit(page, 'Web user', webUser);
    await expect(panel.getByText('group1')).toBeVisible();
    await panel.getByRole('button', { name: 'Cancel' }).focus();
    const stops = await tabStops(page, panel);
    const fields = ['Cancel', 'Role', 'Profile', 'Tableau role', 'Tableau groups', 'Add or remove locations', 'notes'];
    expect(stops.filter((stop) => fields.includes(stop))).toEqual(fields);
    await inspectScreen(roster, 'web-user-edit');
    await panel.getByRole('combobox', { name: 'Tableau role' }).click();
    await page.getByRole('option', { name: 'Explorer', exact: true }).click();
    await panel.getByRole('combobox', { name: 'Tableau groups' }).fill('group2');
    await page.keyboard.press('Enter');
    await save(panel);
    await expectSynced(page);
    const body = { tableau_role: 'Explorer', tableau_groups: ['group1', 'group2'] };
    expect((await writes(practice)).map((request) => request.body)).toEqual([body]);
    expect(await recordAt(practice, 'web-user', webUser)).toMatchObject(body);
  });

  await test.step('E-12: a group that Tableau does not have is refused in HQ’s words', async () => {
    const panel = await startEdit(page, 'Web user', webUser);
    await panel.getByRole('combobox', { name: 'Tableau groups' }).fill('no such group');
    await page.keyboard.press('Enter');
    await save(panel);
    await expect(page.getByRole('contentinfo')).toContainText('1 needs you', { timeout: 30_000 });
    const change = await openChange(page, webUser);
    await expect(change).toContainText('These groups, no such group, are not valid for this domain');
    await discard(change);
    expect(await recordAt(practice, 'web-user', webUser)).toMatchObject({ tableau_groups: ['group1', 'group2'] });
    await goTo(page, 'Web Users');
  });

  await test.step('E-12: offline the groups are still known; of who was never read alone it is said that they are not', async () => {
    const read = [webUser, other, untrusted, practice.hq.username];
    const never = (await members(practice)).find(
      ({ username, sso_controlled }) => !sso_controlled && !read.includes(username),
    );
    await workOffline(page, true);
    const unread = await startEdit(page, 'Web user', never?.username ?? '');
    await expect(unread).toContainText('HQ tells only when this one person is read. Connect to change them.');
    await expect(unread.getByRole('combobox', { name: 'Tableau role' })).toBeVisible();
    await expect(unread.getByRole('combobox', { name: 'Tableau groups' })).toHaveCount(0);
    await unread.getByRole('button', { name: 'Cancel' }).click();
    const panel = await startEdit(page, 'Web user', webUser);
    await expect(panel.getByText('group2')).toBeVisible();
    await panel.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('names from right to left, longer than their place', async () => {
    await inspectScreen(roster, 'web-user-right-to-left');
    await expect(grid.getByText(name.first_name).first()).toHaveCSS('direction', 'rtl');
    const heading = page.getByRole('complementary', { name: 'Web user details' }).getByRole('heading', { level: 2 });
    await expect(heading).toHaveCSS('direction', 'rtl');
  });
  await roster.close();
  await practice.hq.close();
});
