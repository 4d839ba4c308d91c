/** Web users: access taken, given back and removed; many at once; columns; down to what HQ keeps and what was sent. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { z } from 'zod';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { connectTo } from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { addLocation, expectSynced, openPerson, save, startEdit, syncNow } from './support/person-panel.ts';
import { arrowTo } from './support/press-to.ts';
import { editAtHq, idAt, recordAt, writes } from './support/practice-log.ts';
import { goTo, newUserData, startRoster, workOffline } from './support/roster-window.ts';
import { saveInPieces } from './support/slow-batch.ts';
import type { RosterWindow } from './support/roster-window.ts';
import { connectionFacts, signInWith } from './support/sign-in.ts';
import { sampleSize } from './support/sample-size.ts';

const webUser = 'angel.quispe@example.org';

let practice: Practice;
let roster: RosterWindow;
let page: Page;

test.beforeEach(async () => {
  practice = await startPractice({ throttle: false, size: sampleSize });
  roster = await startRoster(await newUserData());
  page = roster.page;
  await connectTo(page, practice.hq);
  await goTo(page, 'Web Users');
  await practice.control('log', { method: 'DELETE' });
});

test.afterEach(async () => {
  await roster.close();
  await practice.hq.close();
});

const grid = (): Locator => page.getByRole('grid', { name: 'Web Users' });
const rowOf = (text: string): Locator => grid().getByRole('row').filter({ hasText: text });

async function signIn(): Promise<void> {
  const facts = await connectionFacts(page);
  await facts.getByRole('button', { name: 'Sign in to HQ…' }).click();
  await signInWith(page, practice.hq.signIn.password);
  await goTo(page, 'Web Users');
}

test('deactivate with the keyboard alone, offline; reactivate from the panel', async () => {
  await workOffline(page, true);
  await page.getByRole('searchbox', { name: 'Search', exact: true }).fill(webUser);
  await expect(rowOf(webUser)).toHaveCount(1);
  await grid().focus();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menu')).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Remove Membership…' })).toBeVisible();
  await arrowTo(page, page.getByRole('menuitem', { name: 'Deactivate…' }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  for (const text of [
    'can no longer log in',
    'other projects are not affected',
    'no more broadcasts, conditional alerts and scheduled reports',
    'no longer count as a billed web user',
    'Nothing is deleted: case assignments and submitted forms stay',
    'filters and reports',
    'temporary',
  ])
    await expect(dialog).toContainText(text);
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await inspectScreen(roster, 'deactivate');
  await dialog.getByRole('button', { name: 'Cancel' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(rowOf(webUser)).toContainText('Deactivated');
  expect(await writes(practice)).toEqual([]);

  await workOffline(page, false);
  await expectSynced(page);
  await expect.poll(() => recordAt(practice, 'web-user', webUser)).toMatchObject({ is_active_in_domain: false });

  const panel = await openPerson(page, 'Web user', webUser);
  await panel.getByRole('button', { name: 'Reactivate…' }).click();
  await expect(page.getByRole('dialog')).toContainText('Reactivate');
  await inspectScreen(roster, 'reactivate');
  await page.getByRole('dialog').getByRole('button', { name: 'Reactivate' }).click();
  await expectSynced(page);
  await expect.poll(async () => recordAt(practice, 'web-user', webUser)).toMatchObject({ is_active_in_domain: true });
  expect((await writes(practice)).map(({ path }) => path.replace(/.*\/(\w+)\/$/, '$1'))).toEqual([
    'deactivate',
    'activate',
  ]);
});

test('never oneself, and the button says why', async () => {
  const panel = await openPerson(page, 'Web user', practice.hq.username);
  const button = panel.getByRole('button', { name: 'Deactivate…' });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('You cannot deactivate or remove yourself').last()).toBeVisible();
  await page.keyboard.press('Escape');
  await rowOf(practice.hq.username)
    .getByRole('button', { name: /^Actions for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Remove Membership…' }).click();
  const refusal = page.getByRole('dialog', { name: /^Remove/ });
  await expect(refusal).toContainText(
    'Another admin of the project can. If there is none, write to support@dimagi.com',
  );
  await expect(refusal.getByRole('textbox')).toHaveCount(0);
  expect(await writes(practice)).toEqual([]);
});

test('a removal prepared offline is asked again online, removes, and HQ’s way back is offered', async () => {
  await signIn();
  const before = await recordAt(practice, 'web-user', webUser);
  await practice.control('log', { method: 'DELETE' });
  await workOffline(page, true);
  const panel = await openPerson(page, 'Web user', webUser);
  await panel.getByRole('button', { name: 'Remove Membership…' }).click();
  const dialog = page.getByRole('dialog');
  for (const text of [
    'for good',
    'case assignments',
    'reports they created may stop, also for others',
    'anonymous ID',
    'anonymous owner',
    'leaves the list',
    'for a time, deactivate instead',
  ])
    await expect(dialog).toContainText(text);
  await expect(dialog).toContainText('asks you once more');
  const confirm = dialog.getByRole('button', { name: 'Remove Membership' });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole('textbox').fill('somebody@example.org');
  await expect(confirm).toBeDisabled();
  await dialog.getByRole('textbox').fill(webUser);
  await inspectScreen(roster, 'remove');
  await confirm.click();
  await expect(dialog).toBeHidden();

  await workOffline(page, false);
  await expect(panel.getByRole('button', { name: 'Confirm removal…' })).toBeVisible({ timeout: 30_000 });
  expect((await writes(practice)).filter(({ path }) => path.includes('/remove/'))).toEqual([]);
  await panel.getByRole('button', { name: 'Confirm removal…' }).click();
  await dialog.getByRole('textbox').fill(webUser);
  await dialog.getByRole('button', { name: 'Remove Membership' }).click();
  await expectSynced(page);
  await expect(rowOf(webUser)).toHaveCount(0);
  await expect.poll(() => recordAt(practice, 'web-user', webUser)).toMatchObject({ is_member: false });
  const removals = (await writes(practice)).filter(({ path, applied }) => path.includes('/web/remove/') && applied);
  expect(removals).toHaveLength(1);

  await goTo(page, 'History');
  await page.getByRole('row').filter({ hasText: webUser }).first().click();
  await page.getByRole('button', { name: 'Undo removal' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo removal' }).click();
  await expect(page.getByText('is a member again')).toBeVisible();
  const again = { is_member: true, role: before['role'] };
  await expect.poll(() => recordAt(practice, 'web-user', webUser)).toMatchObject(again);
});

test('many at once: choose, preview, save, undo, send', async () => {
  await page.getByRole('combobox', { name: 'Role' }).fill('App Editor');
  await page.getByRole('option', { name: 'App Editor' }).click();
  await expect(rowOf('App Editor').first()).toBeVisible();
  await grid().focus();
  await page.keyboard.press('Control+a');
  const bar = page.getByRole('toolbar', { name: 'Selected people' });
  await expect(bar).toContainText('selected');
  // W-32: nobody is removed together with others; each is typed.
  await expect(bar.getByRole('button', { name: 'Deactivate…' })).toBeVisible();
  await expect(bar.getByRole('button', { name: /Remove/ })).toHaveCount(0);
  await inspectScreen(roster, 'selected');
  const chosen = Number(/\d+/.exec((await bar.textContent()) ?? '')?.[0]);
  expect(chosen).toBeGreaterThan(1);
  await workOffline(page, true);
  await bar.getByRole('button', { name: 'Role…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Role' }).fill('Read Only');
  await page.getByRole('option', { name: 'Read Only' }).click();
  await expect(dialog).toContainText(`${String(chosen)} will be changed`);
  await inspectScreen(roster, 'bulk');
  await dialog.getByRole('button', { name: /^Save for/ }).click();
  await expect(page.getByRole('contentinfo')).toContainText(`${String(chosen)} changes saved`);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expectSynced(page);
  expect(await writes(practice)).toEqual([]);

  await grid().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(bar).toContainText('2 selected');
  await bar.getByRole('button', { name: 'Deactivate…' }).click();
  await expect(dialog).toContainText('They can no longer log in');
  await expect(dialog).toContainText('Nothing is deleted');
  await inspectScreen(roster, 'bulk-deactivate');
  await dialog.getByRole('button', { name: 'Save for 2' }).click();
  await expect(dialog).toBeHidden();
  await workOffline(page, false);
  await expectSynced(page);
  const sent = (await writes(practice)).filter(({ path }) => path.endsWith('/deactivate/'));
  expect(sent.map(({ status }) => status)).toEqual([202, 202]);

  await test.step('in pieces: how far it is, and Stop, which keeps what is saved', async () => {
    await grid().focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(bar).toContainText('2 selected');
    await bar.getByRole('button', { name: 'Reactivate…' }).click();
    const { release } = await saveInPieces(roster);
    await dialog.getByRole('button', { name: 'Save for 2' }).click();
    await expect(dialog).toContainText('Saving: 1 of 2 people.');
    await expect(dialog.getByRole('progressbar', { name: 'How many are saved' })).toHaveAttribute(
      'aria-valuenow',
      '50',
    );
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await release();
    await expect(dialog).toBeHidden();
    await expect(page.getByText('Stopped: 1 person changed, 1 left as they were.')).toBeVisible();
    await expect(bar).toBeHidden();
    const given = async () => (await writes(practice)).filter(({ path }) => path.endsWith('/activate/'));
    await expect.poll(async () => (await given()).map(({ status }) => status)).toEqual([202]);
    await expectSynced(page);
    expect(await given()).toHaveLength(1);
  });
});

test('many at once, sent: another role, locations, access given back; HQ has each of it', async () => {
  const users = z.array(z.looseObject({ username: z.string(), role: z.string(), sso_controlled: z.boolean() }));
  const all = users.parse(await practice.control('state?entity=web-user'));
  const people = all.filter(({ role, sso_controlled }) => role === 'Read Only' && !sso_controlled).slice(0, 2);
  expect(people).toHaveLength(2);
  for (const { username } of all)
    await editAtHq(practice, 'web-user', username, {
      is_active_in_domain: !people.some((one) => one.username === username),
    });
  await syncNow(page);
  await page.getByRole('combobox', { name: 'Status' }).click();
  await page.getByRole('option', { name: 'Deactivated' }).click();
  await expect(page.getByRole('heading', { name: 'Web Users', level: 1 })).toBeVisible();
  for (const { username } of people) await expect(rowOf(username)).toContainText('Deactivated');
  await expect(rowOf('@')).toHaveCount(2);
  const bar = page.getByRole('toolbar', { name: 'Selected people' });
  const dialog = page.getByRole('dialog');
  const choose = async (action: string): Promise<void> => {
    if (!(await bar.isVisible())) {
      await grid().focus();
      await page.keyboard.press('Control+a');
    }
    await expect(bar).toContainText('2 selected');
    await bar.getByRole('button', { name: action }).click();
  };
  const sendAll = async (): Promise<void> => {
    await dialog.getByRole('button', { name: 'Save for 2' }).click();
    await expect(dialog).toBeHidden();
    await expectSynced(page);
  };
  const atHq = () => Promise.all(people.map(({ username }) => recordAt(practice, 'web-user', username)));

  await test.step('E-06: another role, for an admin too: what that means is said before, and what Admin means', async () => {
    await editAtHq(practice, 'web-user', people[0]?.username ?? '', { role: 'Admin' });
    await syncNow(page);
    await practice.control('log', { method: 'DELETE' });
    await choose('Role…');
    const role = dialog.getByRole('combobox', { name: 'Role' });
    await role.fill('Admin');
    await page.getByRole('option', { name: 'Admin', exact: true }).click();
    await expect(dialog).toContainText('Admin may do everything');
    await role.fill('Billing Admin');
    await page.getByRole('option', { name: 'Billing Admin' }).click();
    await expect(dialog).not.toContainText('Admin may do everything');
    await expect(dialog).toContainText('1 of them is an admin.');
    await sendAll();
    for (const record of await atHq()) expect(record).toMatchObject({ role: 'Billing Admin' });
    expect((await writes(practice)).map(({ body }) => body)).toEqual([
      { role: 'Billing Admin' },
      { role: 'Billing Admin' },
    ]);
  });

  await test.step('locations, in the place of those they had', async () => {
    const clinic = await idAt(practice, 'location', 'Amara Clinic 1');
    const place = { assigned_location_ids: [clinic], primary_location_id: clinic };
    await choose('Locations…');
    await addLocation(dialog, 'Amara Clinic 1');
    await sendAll();
    for (const record of await atHq()) expect(record).toMatchObject(place);
  });

  await test.step('access given back', async () => {
    await choose('Reactivate…');
    await inspectScreen(roster, 'bulk-reactivate');
    await sendAll();
    for (const record of await atHq()) expect(record).toMatchObject({ is_active_in_domain: true });
    const sent = (await writes(practice)).filter(({ path }) => path.endsWith('/activate/'));
    expect(sent.map(({ status }) => status)).toEqual([202, 202]);
  });
});

test('columns and order are kept for the next start', async () => {
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Name', exact: true }).uncheck();
  await page.keyboard.press('Escape');
  await expect(grid().getByRole('columnheader', { name: 'Name', exact: true })).toHaveCount(0);
  await grid().getByRole('button', { name: 'Role' }).click();
  await expect(grid().getByRole('columnheader', { name: 'Role' })).toHaveAttribute('aria-sort', 'ascending');
  const { userData } = roster;
  await roster.close();
  roster = await startRoster(userData);
  page = roster.page;
  await expect(page.getByRole('contentinfo')).toContainText('Online');
  await goTo(page, 'Web Users');
  await expect(grid().getByRole('columnheader', { name: 'Name', exact: true })).toHaveCount(0);
  await expect(grid().getByRole('columnheader', { name: 'Role' })).toHaveAttribute('aria-sort', 'ascending');
});

test('an edit says what Admin means, and sends only what was changed', async () => {
  const panel = await startEdit(page, 'Web user', webUser);
  await panel.getByRole('combobox', { name: 'Role' }).fill('Admin');
  await page.keyboard.press('Escape');
  await expect(panel).toContainText('Admin may do everything');
  await panel.getByRole('combobox', { name: 'Role' }).fill('Read Only');
  await page.keyboard.press('Escape');
  await expect(panel).not.toContainText('Admin may do everything');
  // Another admin edits something else meanwhile: it stays.
  const meanwhile = { phone_numbers: ['254700000009'] };
  await editAtHq(practice, 'web-user', webUser, meanwhile);
  await practice.control('log', { method: 'DELETE' });
  await save(panel);
  await expectSynced(page);
  expect(await recordAt(practice, 'web-user', webUser)).toMatchObject({ role: 'Read Only', ...meanwhile });
  const [sent] = await writes(practice);
  expect(sent).toMatchObject({ method: 'PATCH', status: 202 });
  expect(sent?.body).toEqual({ role: 'Read Only' });
  await expect(panel.getByRole('textbox', { name: 'Search permissions' })).toHaveCount(0);
  await panel.getByText('Permissions', { exact: true }).click();
  await panel.getByRole('textbox', { name: 'Search permissions' }).fill('web users');
  await expect(panel).toContainText('Edit web users');
  await inspectScreen(roster, 'permissions');
});
