/** Web users at the edges of the rules, several projects and refused keys: down to what HQ keeps and what was sent. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { z } from 'zod';
import { PERMISSION_FLAGS } from '#practice/permissions.ts';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { discard, openChange } from './support/changes-screen.ts';
import { closeAccount, connectFields, connectTo } from './support/connect-form.ts';
import { signedIn } from './support/invitation-screen.ts';
import {
  addLocation,
  expectSynced,
  openPerson,
  save,
  startEdit,
  syncNow,
  syncUntilGone,
} from './support/person-panel.ts';
import { adminsAt, editAtHq, idAt, recordAt, requests, writes } from './support/practice-log.ts';
import { goTo, newUserData, startRoster, workOffline } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';
import { sampleSize } from './support/sample-size.ts';

const webUser = 'angel.quispe@example.org';
/** May do everything, and is not HQ's Admin. */
const manager = 'Manager of everything';
const lastAdmin = /the last active admin of the project.* support@dimagi\.com/;

let practice: Practice;
let roster: RosterWindow;
let page: Page;

const status = (): Locator => page.getByRole('contentinfo');
const rowOf = (text: string): Locator => page.getByRole('grid').getByRole('row').filter({ hasText: text });

async function openWebUsers(): Promise<void> {
  roster = await startRoster(await newUserData());
  page = roster.page;
  await connectTo(page, practice.hq);
}

/** What was sent to change people by the API, and how HQ answered. */
async function patches(): Promise<unknown[]> {
  const sent = (await writes(practice)).filter(({ method }) => method === 'PATCH');
  return sent.map(({ body, status: code }) => [code, body]);
}

async function sendsOnly(body: object): Promise<void> {
  await expectSynced(page);
  expect(await patches()).toEqual([[202, body]]);
  await practice.control('log', { method: 'DELETE' });
}

async function deactivate(username: string): Promise<Locator> {
  const panel = await openPerson(page, 'Web user', username);
  await panel.getByRole('button', { name: 'Deactivate…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Deactivate/ });
  await dialog.getByRole('button', { name: 'Deactivate' }).click();
  return dialog;
}

/** Begins an edit to an ordinary role. */
async function lower(username: string): Promise<Locator> {
  const panel = await startEdit(page, 'Web user', username);
  await panel.getByRole('combobox', { name: 'Role', exact: true }).fill('Read Only');
  await page.keyboard.press('Escape');
  return panel;
}

test('answers shown whole, any text sent, locations, profile, gone people, the last admin', async () => {
  practice = await startPractice({ throttle: false, size: sampleSize });
  const may = Object.fromEntries(PERMISSION_FLAGS.map((flag) => [flag, true]));
  const role = { name: manager, permissions: { ...may, new_right_of_tomorrow: true } };
  await practice.control('edit', { json: { entity: 'role', create: true, set: role } });
  await editAtHq(practice, 'web-user', practice.hq.username, { role: manager });
  const [first = '', second = '', third = ''] = await adminsAt(practice);
  // An admin still, without access: one who does not count.
  await editAtHq(practice, 'web-user', third, { is_active_in_domain: false });
  await editAtHq(practice, 'web-user', webUser, {
    role: manager,
    profile: 'Clinique – équipe fixe',
    phone_numbers: ['254700000009'],
    user_data: { village: 'Ōta' },
  });
  await openWebUsers();
  await signedIn(page, practice);
  await goTo(page, 'Web Users');

  await test.step('E-14 … E-16: all HQ tells of a user is shown, rights nobody knows yet too', async () => {
    const panel = await openPerson(page, 'Web user', webUser);
    for (const text of [webUser, manager, 'Clinique – équipe fixe', 'village', 'Ōta'])
      await expect(panel).toContainText(text);
    const facts = panel.getByRole('region', { name: 'From HQ' });
    await expect(facts).toContainText('254700000009');
    await expect(facts).toContainText('only they can change them');
    await expect(facts).toContainText('Is admin');
    await expect(panel).not.toContainText('ulas');
    await panel.getByText('Permissions', { exact: true }).click();
    await panel.getByRole('textbox', { name: 'Search permissions' }).fill('tomorrow');
    await expect(panel).toContainText('New right of tomorrow');
    await practice.control('log', { method: 'DELETE' });
  });

  await test.step('E-13: quotes of all kinds, backslashes and brackets reach HQ unbroken', async () => {
    const text = String.raw`says "soon", ‘later’ “never” \n C:\new {"a":[1]} it's <b>&amp;`;
    const panel = await startEdit(page, 'Web user', webUser);
    // E-16: what only the person can change is to be read in the form, and no field.
    const fixed = panel.getByRole('region', { name: 'Not to be edited here' });
    for (const value of [webUser, '254700000009', 'only they can change them'])
      await expect(fixed).toContainText(value);
    await expect(panel.getByRole('textbox', { name: /email|name$|phone/i })).toHaveCount(0);
    await panel.getByRole('textbox', { name: 'notes' }).fill(text);
    await save(panel);
    await sendsOnly({ user_data: { notes: text } });
    expect((await recordAt(practice, 'web-user', webUser))['user_data']).toEqual({ village: 'Ōta', notes: text });
    await expect(panel).toContainText(text);
  });

  await test.step('E-10: a field emptied stays a field at HQ; a new one comes; HQ’s own keys are not sent back', async () => {
    const panel = await startEdit(page, 'Web user', webUser);
    await expect(panel).toContainText('it cannot be deleted here');
    await panel.getByRole('textbox', { name: 'notes' }).fill('');
    await panel.getByRole('textbox', { name: 'Name of another field' }).fill('commcare_profile');
    await expect(panel.getByRole('button', { name: 'Add field' })).toBeDisabled();
    await panel.getByRole('textbox', { name: 'Name of another field' }).fill('sector');
    await panel.getByRole('button', { name: 'Add field' }).click();
    await panel.getByRole('textbox', { name: 'sector' }).fill('north');
    await save(panel);
    await sendsOnly({ user_data: { notes: '', sector: 'north' } });
    const { user_data: data } = await recordAt(practice, 'web-user', webUser);
    expect(data).toEqual({ village: 'Ōta', notes: '', sector: 'north' });
  });

  await test.step('E-09: what the profile fixes is locked; without the profile it is free', async () => {
    const panel = await startEdit(page, 'Web user', webUser);
    const programme = panel.getByRole('textbox', { name: 'programme' });
    await expect(programme).toHaveValue('clinic');
    await expect(programme).not.toBeEditable();
    await expect(programme).toHaveAccessibleDescription(/Fixed by the profile Clinique/);
    await panel.getByRole('combobox', { name: 'Profile' }).fill('');
    await page.keyboard.press('Escape');
    await expect(programme).toBeEditable();
    await save(panel);
    await sendsOnly({ profile: '' });
    expect(await recordAt(practice, 'web-user', webUser)).toMatchObject({ profile: '' });
  });

  await test.step('E-07, E-08: both location fields go together, whichever was touched, also when none is left', async () => {
    const clinics = [
      await idAt(practice, 'location', 'Bela Vista Clinic 1'),
      await idAt(practice, 'location', 'Amara Clinic 1'),
    ];
    const given = (await recordAt(practice, 'web-user', webUser))['assigned_location_ids'];
    const before = z.array(z.string()).parse(given);
    const panel = await startEdit(page, 'Web user', webUser);
    for (let left = before.length; left > 0; left -= 1)
      await panel
        .getByRole('group', { name: 'Locations' })
        .getByRole('button', { name: /^Remove / })
        .first()
        .click();
    await addLocation(panel, 'Bela Vista Clinic 1');
    await addLocation(panel, 'Amara Clinic 1');
    await save(panel);
    await sendsOnly({ assigned_location_ids: clinics, primary_location_id: clinics[0] });
    await panel.getByRole('button', { name: 'Edit' }).click();
    await panel.getByRole('radio', { name: /Amara Clinic 1/ }).click();
    await save(panel);
    const both = { assigned_location_ids: clinics, primary_location_id: clinics[1] };
    await sendsOnly(both);
    expect(await recordAt(practice, 'web-user', webUser)).toMatchObject(both);
    await panel.getByRole('button', { name: 'Edit' }).click();
    await panel.getByRole('button', { name: /^Remove .*Amara Clinic 1/ }).click();
    await expect(panel.getByRole('radio', { name: /Bela Vista Clinic 1/ })).toBeChecked();
    await panel.getByRole('button', { name: /^Remove .*Bela Vista Clinic 1/ }).click();
    await save(panel);
    const none = { assigned_location_ids: [], primary_location_id: '' };
    await sendsOnly(none);
    expect(await recordAt(practice, 'web-user', webUser)).toMatchObject(none);
  });

  await test.step('W-40, W-41: the dialog says who, with which role, of which project, and that applications stay', async () => {
    const { first_name, last_name } = await recordAt(practice, 'web-user', webUser);
    const panel = await openPerson(page, 'Web user', webUser);
    await panel.getByRole('button', { name: 'Remove Membership…' }).click();
    const dialog = page.getByRole('dialog', { name: /^Remove .* from practice-project/ });
    for (const [term, value] of [
      ['Who', `${String(first_name)} ${String(last_name)} ${webUser}`],
      ['Role', manager],
      ['Project', 'practice-project'],
    ])
      await expect(dialog.locator('dt', { hasText: term }).locator('+ dd')).toHaveText(value ?? '');
    await expect(dialog).toContainText('The structure of applications does not change; other parts');
    await expect(dialog).toContainText('The only way back is a new invitation');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
    expect(await writes(practice)).toEqual([]);
  });

  await test.step('W-29: deactivated and reactivated before anything was sent, nothing is', async () => {
    await workOffline(page, true);
    await expect(await deactivate(webUser)).toBeHidden();
    await expect(status()).toContainText('1 change saved');
    const panel = await openPerson(page, 'Web user', webUser);
    await panel.getByRole('button', { name: 'Reactivate…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reactivate' }).click();
    await expectSynced(page);
    await workOffline(page, false);
    await syncNow(page);
    expect(await writes(practice)).toEqual([]);
    expect(await recordAt(practice, 'web-user', webUser)).toMatchObject({ is_active_in_domain: true });
    await workOffline(page, true);
  });

  await test.step('E-04: removed at HQ while an edit waits: a question, and no edit is sent', async () => {
    const panel = await startEdit(page, 'Web user', webUser);
    await panel.getByRole('textbox', { name: 'notes' }).fill('too late');
    await save(panel);
    const id = await idAt(practice, 'web-user', webUser);
    await practice.control('edit', { json: { entity: 'web-user', username: webUser, remove: true } });
    await practice.control('log', { method: 'DELETE' });
    await workOffline(page, false);
    await expect(status()).toContainText('1 needs you', { timeout: 30_000 });
    const asked = (await requests(practice)).filter(({ path }) => path.includes(`/web-user/v1/${id}/`));
    expect(asked.map(({ method, status: code }) => [method, code])).toContainEqual(['GET', 400]);
    expect(await patches()).toEqual([]);
    const change = await openChange(page, webUser);
    await expect(change).toContainText('Not there any more');
    await discard(change);
    await goTo(page, 'Web Users');
    await syncUntilGone(rowOf(webUser));
  });

  await test.step('W-36: the last active admin keeps the access, by what HQ has when it would be sent', async () => {
    await workOffline(page, true);
    await expect(await deactivate(first)).toBeHidden();
    await editAtHq(practice, 'web-user', second, { role: 'Read Only' });
    await workOffline(page, false);
    await expect(status()).toContainText('1 needs you', { timeout: 30_000 });
    const change = await openChange(page, first);
    await expect(change).toContainText(lastAdmin);
    await discard(change);
  });

  await test.step('E-06: nor is the last active admin’s role lowered, by what HQ has when it would be sent', async () => {
    await editAtHq(practice, 'web-user', second, { role: 'Admin' });
    await syncNow(page);
    await goTo(page, 'Web Users');
    await workOffline(page, true);
    await (await lower(first)).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(status()).toContainText('1 change saved');
    await editAtHq(practice, 'web-user', second, { role: 'Read Only' });
    await practice.control('log', { method: 'DELETE' });
    await workOffline(page, false);
    await expect(status()).toContainText('1 needs you', { timeout: 30_000 });
    expect(await patches()).toEqual([]);
    expect(await recordAt(practice, 'web-user', first)).toMatchObject({ role: 'Admin' });
    const change = await openChange(page, first);
    await expect(change.getByRole('rowheader', { name: 'Role' })).toContainText(lastAdmin);
    await discard(change);
  });

  await test.step('W-36: known here, it is refused at once, with whom to ask', async () => {
    await syncNow(page);
    await goTo(page, 'Web Users');
    const dialog = await deactivate(first);
    await expect(dialog.getByRole('alert')).toContainText(lastAdmin);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
    await page.getByRole('button', { name: 'Remove Membership…' }).click();
    const removal = page.getByRole('dialog', { name: /^Remove/ });
    await removal.getByRole('textbox').fill(first);
    await removal.getByRole('button', { name: 'Remove Membership' }).click();
    await expect(removal.getByRole('alert')).toContainText(lastAdmin);
    await removal.getByRole('button', { name: 'Cancel' }).click();
    const panel = await lower(first);
    await expect(panel).toContainText(lastAdmin);
    await panel.getByRole('button', { name: 'Revert' }).click();
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await expectSynced(page);
    const still = { role: 'Admin', is_active_in_domain: true, is_member: true };
    expect(await recordAt(practice, 'web-user', first)).toMatchObject(still);
    expect((await writes(practice)).filter(({ path }) => /\/(deactivate|remove)\//.test(path))).toEqual([]);
  });
  await roster.close();
  await practice.hq.close();
});

test('a key refused (401) and a key that may not (403); two projects and two accounts side by side', async () => {
  practice = await startPractice({ throttle: false, size: sampleSize });
  const other = await startPractice({ throttle: false, size: sampleSize });
  await openWebUsers();
  await goTo(page, 'Web Users');
  const notice = page.getByRole('alert');
  const edit = async (notes: string): Promise<void> => {
    const panel = await startEdit(page, 'Web user', webUser);
    await panel.getByRole('textbox', { name: 'notes' }).fill(notes);
    await save(panel);
  };
  const limitKey = (role: string) =>
    practice.control('edit', { json: { entity: 'api-key', id: 'key-main', set: { role } } });

  await test.step('E-03: a key that may not (403): the right is named, the key is not asked for, nothing is lost', async () => {
    await workOffline(page, true);
    await edit('first');
    await limitKey('Billing Admin');
    await workOffline(page, false);
    await expect(notice).toContainText('HQ knows the account, but it may not do this in practice-project');
    await expect(notice).toContainText('needs the permission for these users and API access');
    await expect(notice.getByRole('button', { name: 'Enter a new API key' })).toBeHidden();
    await expect(status()).toContainText('1 change saved');
    await limitKey('');
    await notice.getByRole('button', { name: 'Try again' }).click();
    await expectSynced(page);
    expect(await patches()).toEqual([[202, { user_data: { notes: 'first' } }]]);
  });

  await test.step('E-03: a key deleted at HQ (401): said so, a new one goes on with what waits', async () => {
    await practice.control('edit', { json: { entity: 'api-key', id: 'key-main', remove: true } });
    await practice.control('log', { method: 'DELETE' });
    await edit('second');
    // To a key that is limited to another project or address HQ answers the same: the words have both.
    await expect(notice).toContainText(/does not accept the username with this API key.*another project .*addresses/);
    await expect(notice).not.toContainText('HQ knows the account');
    await expect(status()).toContainText('1 change saved');
    const key = 'ab12'.repeat(10);
    const made = { name: 'a new one', username: practice.hq.username, key };
    await practice.control('edit', { json: { entity: 'api-key', create: true, set: made } });
    await notice.getByRole('button', { name: 'Enter a new API key' }).click();
    await connectFields(page).apiKey.fill(key);
    await page.getByRole('dialog', { name: 'API key' }).getByRole('button', { name: 'Use this key' }).click();
    await expectSynced(page);
    await expect(notice).toBeHidden();
    expect(await patches()).toEqual([[202, { user_data: { notes: 'second' } }]]);
  });

  await test.step('W-25: each project has its own people, rights and queue', async () => {
    await workOffline(page, true);
    await edit('third');
    await closeAccount(page);
    await connectTo(page, other.hq);
    await goTo(page, 'Web Users');
    await expect(status()).toContainText('No changes waiting');
    await edit('of the other project');
    await expectSynced(page);
    expect(await recordAt(other, 'web-user', webUser)).toMatchObject({ user_data: { notes: 'of the other project' } });
    // The same account, with a role that may do less there.
    await editAtHq(other, 'web-user', other.hq.username, { role: 'Billing Admin' });
    await status().getByRole('button', { name: 'Sync now' }).click();
    const button = page.getByRole('complementary', { name: 'Web user details' }).getByRole('button', { name: 'Edit' });
    await expect(button).toHaveAttribute('aria-disabled', 'true', { timeout: 30_000 });
    await closeAccount(page);
    await page.getByRole('button', { name: new RegExp(`practice-project.*${practice.hq.url}`) }).click();
    await expect(status()).toContainText('1 change saved');
    await goTo(page, 'Web Users');
    const here = await openPerson(page, 'Web user', webUser);
    await expect(here.getByRole('button', { name: 'Edit' })).not.toHaveAttribute('aria-disabled', 'true');
    await workOffline(page, false);
    await expectSynced(page);
    expect(await recordAt(practice, 'web-user', webUser)).toMatchObject({ user_data: { notes: 'third' } });
    expect(await recordAt(other, 'web-user', webUser)).toMatchObject({ user_data: { notes: 'of the other project' } });
  });

  await test.step('W-34: the account is switched while a deactivation waits: it goes in the name of who said it, never of whom it is about', async () => {
    const { username } = practice.hq;
    const colleague = (await adminsAt(practice)).find((name) => name !== username) ?? '';
    const apiKey = 'cd34'.repeat(10);
    const made = { name: 'theirs', username: colleague, key: apiKey };
    await practice.control('edit', { json: { entity: 'api-key', create: true, set: made } });
    const access = async () => (await recordAt(practice, 'web-user', colleague))['is_active_in_domain'];
    const taken = async () => (await writes(practice)).filter(({ path }) => path.endsWith('/deactivate/'));
    await goTo(page, 'Web Users');
    await workOffline(page, true);
    await expect(await deactivate(colleague)).toBeHidden();
    await expect(status()).toContainText('1 change saved');
    await closeAccount(page);
    await connectTo(page, { ...practice.hq, username: colleague, apiKey });
    await goTo(page, 'Web Users');
    await syncNow(page);
    const panel = await openPerson(page, 'Web user', colleague);
    for (const name of ['Deactivate…', 'Remove Membership…'])
      await expect(panel.getByRole('button', { name })).toHaveAccessibleDescription(
        /cannot deactivate or remove yours/,
      );
    expect(await taken()).toEqual([]);
    expect(await access()).toBe(true);
    await closeAccount(page);
    await page.getByRole('button', { name: `${username} · ${practice.hq.url}` }).click();
    await expect(status()).toContainText('1 change saved');
    await workOffline(page, false);
    await expect.poll(access, { timeout: 30_000 }).toBe(false);
    expect((await taken()).map(({ by }) => by)).toEqual([username]);
  });
  await roster.close();
  await practice.hq.close();
  await other.hq.close();
});
