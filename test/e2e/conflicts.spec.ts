/** Clashes with HQ, field by field: decided with the keyboard alone, for all similar ones at once, and taken back. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { Practice } from '../engine/practice/practice-client.ts';
import { changeRow, openChange } from './support/changes-screen.ts';
import { choicesFor, conflictScreen, expectChosen, expectFocusIn } from './support/conflict-screen.ts';
import { addLocation, expectSynced, save, startEdit } from './support/person-panel.ts';
import { editAtHq, recordAt, writes } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import { goTo, workOffline } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';

const worker = 'amina.mwangi';
const others = ['abebe.alemu', 'chw0007'];
const webUser = 'angel.quispe@example.org';

let practice: Practice;
let roster: RosterWindow;
let page: Page;

test.beforeEach(async () => {
  ({ practice, roster, page } = await openPracticeWindow());
  await workOffline(page, true);
});

test.afterEach(() => closePracticeWindow({ practice, roster }));

const status = () => page.getByRole('contentinfo');

/** Edits a worker here; they are saved, not sent. */
async function edit(who: string, values: Record<string, string>): Promise<void> {
  const panel = await startEdit(page, 'Mobile worker', who);
  for (const [name, value] of Object.entries(values)) {
    await panel.getByRole('textbox', { name, exact: true }).fill(value);
  }
  await save(panel);
}

/** Lets Roster see what HQ has now, and be offline again, so that what is decided is not sent at once. */
async function meetHq(conflicts: string): Promise<void> {
  await workOffline(page, false);
  await expect(status()).toContainText(conflicts, { timeout: 30_000 });
  await workOffline(page, true);
}

test('by keyboard alone: HQ’s, yours and a third value, and HQ gets just that', async () => {
  const before = await recordAt(practice, 'worker', worker);
  await edit(worker, { 'First name': 'Mine', 'Last name': 'Mine too', Email: 'mine@example.org', team: 'Blue' });
  await editAtHq(practice, 'worker', worker, {
    first_name: 'Theirs',
    last_name: 'Also theirs',
    email: 'theirs@example.org',
  });
  await meetHq('1 needs you');
  await goTo(page, 'Changes');
  await expect(changeRow(page, worker)).toContainText('Changed at HQ meanwhile');

  await test.step('from the list to the question', async () => {
    await page.getByRole('button', { name: 'Decide 1 conflict…' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'What is to stay?' })).toBeVisible();
    await expect(conflictScreen(page)).toContainText('Conflict 1 of 1');
    await expectFocusIn(page, 'First name');
    await expect(
      conflictScreen(page).getByRole('row').filter({ hasText: 'Last name' }).getByRole('cell'),
    ).toContainText([String(before['last_name']), 'Mine too', 'Also theirs', 'Not decided yet']);
  });

  await test.step('Enter leads to what is missing', async () => {
    await page.keyboard.press('ArrowDown');
    await expectFocusIn(page, 'Last name');
    await page.keyboard.press('2');
    await expectChosen(page, 'Last name', 'HQ’s');
    await page.keyboard.press('Enter');
    await expect(conflictScreen(page).getByText('Decide the marked fields first.')).toBeVisible();
    await expectFocusIn(page, 'First name');
  });

  await test.step('letters, arrows and the editor', async () => {
    await page.keyboard.press('y');
    await expectChosen(page, 'First name', 'Yours');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expectFocusIn(page, 'Email');
    await page.keyboard.press('e');
    const email = conflictScreen(page).getByRole('textbox', { name: 'Email' });
    await expect(email).toBeFocused();
    await expect(email).toHaveValue('mine@example.org');
    await email.press('Control+A');
    await page.keyboard.type('not an address');
    await page.keyboard.press('Enter');
    await expect(email).toHaveAccessibleDescription("'not an address' is not a valid email address.");
    await email.press('Control+A');
    await page.keyboard.type('third@example.org');
    await page.keyboard.press('Escape');
    await expectFocusIn(page, 'Email');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Changes' })).toBeVisible();
    await expect(changeRow(page, worker)).toContainText('Decided, waiting to be sent');
  });

  expect(await writes(practice)).toEqual([]);
  await workOffline(page, false);
  await expectSynced(page);
  expect(await recordAt(practice, 'worker', worker)).toMatchObject({
    first_name: 'Mine',
    last_name: 'Also theirs',
    email: 'third@example.org',
    user_data: { team: 'Blue' },
  });
  expect((await writes(practice)).map(({ body }) => body)).toEqual([
    { first_name: 'Mine', email: 'third@example.org', user_data: { team: 'Blue' } },
  ]);
});

test('a decision is taken back by Undo and from the list; leaving one half made asks', async () => {
  await edit(worker, { 'First name': 'Mine', 'Last name': 'Mine too' });
  await editAtHq(practice, 'worker', worker, { first_name: 'Theirs', last_name: 'Also theirs' });
  await meetHq('1 needs you');
  const change = await openChange(page, worker);
  await change.getByRole('button', { name: 'Decide…' }).click();

  await test.step('Escape asks before what was chosen is lost', async () => {
    await page.keyboard.press('1');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name: 'Leave without saving?' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expectChosen(page, 'First name', 'Yours');
  });

  await test.step('Undo', async () => {
    await conflictScreen(page).getByRole('button', { name: 'All mine' }).click();
    await conflictScreen(page).getByRole('button', { name: 'Apply' }).click();
    await expect(changeRow(page, worker)).toContainText('Decided');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(changeRow(page, worker)).toContainText('Changed at HQ meanwhile');
  });

  await test.step('from the list', async () => {
    await page.getByRole('complementary', { name: 'Change details' }).getByRole('button', { name: 'Decide…' }).click();
    await page.keyboard.press('Shift+Y');
    await expectChosen(page, 'Last name', 'Yours');
    await choicesFor(page, 'First name').getByRole('radio', { name: 'HQ’s' }).click();
    await page.keyboard.press('Enter');
    await changeRow(page, worker)
      .getByRole('button', { name: /^Take the decision about .* back$/ })
      .click();
    await expect(changeRow(page, worker)).toContainText('Changed at HQ meanwhile');
    await expect(page.getByRole('button', { name: 'Decide 1 conflict…' })).toBeVisible();
  });

  await workOffline(page, false);
  await expect(status()).toContainText('1 needs you');
  expect(await writes(practice)).toEqual([]);
  expect(await recordAt(practice, 'worker', worker)).toMatchObject({
    first_name: 'Theirs',
    last_name: 'Also theirs',
  });
});

test('one after the other, and the same choice for all similar', async () => {
  const all = [worker, ...others];
  for (const who of all) {
    await edit(who, { 'First name': `My ${who}` });
    await editAtHq(practice, 'worker', who, { first_name: `HQ’s ${who}` });
  }
  await meetHq('3 need you');
  await goTo(page, 'Changes');
  await page.getByRole('button', { name: 'Decide 3 conflicts…' }).click();
  await expectFocusIn(page, 'First name');

  await test.step('next and previous keep what was chosen', async () => {
    await page.keyboard.press('2');
    await page.keyboard.press('n');
    await expect(conflictScreen(page)).toContainText('Conflict 2 of 3');
    await expect(conflictScreen(page)).toContainText('abebe.alemu');
    await page.keyboard.press('p');
    await expect(conflictScreen(page)).toContainText('Conflict 1 of 3');
    await expectChosen(page, 'First name', 'HQ’s');
    await conflictScreen(page).getByRole('button', { name: 'Next conflict' }).click();
    await expectFocusIn(page, 'First name');
  });

  await test.step('mine in all three, by keyboard, after saying how many those are', async () => {
    await page.keyboard.press('1');
    const similar = conflictScreen(page).getByRole('button', { name: 'Same for all 2 similar…' });
    await expect(similar).toBeVisible();
    // One tab stop for the choices, the button is the next.
    await page.keyboard.press('Tab');
    await expect(similar).toBeFocused();
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'The same choice for all similar?' });
    await expect(question).toContainText('in this change and in 2 more like it');
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(question.getByRole('button', { name: 'Decide 3 changes' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Decided in 3 changes.')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1, name: 'Changes' })).toBeVisible();
  });

  expect(await writes(practice)).toEqual([]);
  await workOffline(page, false);
  await expectSynced(page);
  for (const who of all) {
    expect(await recordAt(practice, 'worker', who)).toMatchObject({ first_name: `My ${who}` });
  }
});

test('HQ’s in all fields ends the change; locations are decided together', async () => {
  const before = await recordAt(practice, 'worker', worker);
  const panel = await startEdit(page, 'Mobile worker', worker);
  await addLocation(panel, 'Bela Vista Clinic 1');
  await save(panel);
  await editAtHq(practice, 'worker', worker, { locations: [], primary_location: null });
  await meetHq('1 needs you');
  await goTo(page, 'Changes');
  await page.getByRole('button', { name: 'Decide 1 conflict…' }).click();
  const together = 'Locations, Primary location';
  await expect(conflictScreen(page)).toContainText('decided together');
  await expectFocusIn(page, together);
  await page.keyboard.press('h');
  await expect(conflictScreen(page)).toContainText('applying this ends the change');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Everything is at HQ')).toBeVisible();

  await test.step('the decision stands in the history, and is taken back from there', async () => {
    await goTo(page, 'History');
    const rows = page.getByRole('grid', { name: 'History' }).getByRole('row');
    await expect(rows.filter({ hasText: 'Discarded' })).toHaveCount(1);
    await rows.filter({ hasText: 'Decided' }).click();
    const entry = page.getByRole('complementary', { name: 'History entry' });
    await expect(entry.getByRole('table', { name: 'What was decided' })).toContainText('Bela Vista Clinic 1');
    await expect(entry.getByRole('columnheader')).toHaveText(['Field', 'Before', 'Yours', 'HQ’s', 'Chosen']);
    await entry.getByRole('button', { name: 'Take back', exact: true }).click();
    await page.getByRole('dialog', { name: 'Take the decision back?' }).getByRole('button').last().click();
    await expect(entry).toContainText('Cannot be undone: This decision was taken back already.');
    await expect(status()).toContainText('1 needs you');
    await goTo(page, 'Changes');
    await page.getByRole('button', { name: 'Decide 1 conflict…' }).click();
    await expectFocusIn(page, together);
    await page.keyboard.press('h');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Everything is at HQ')).toBeVisible();
  });

  await workOffline(page, false);
  await expectSynced(page);
  expect(await writes(practice)).toEqual([]);
  expect(await recordAt(practice, 'worker', worker)).toMatchObject({ locations: [] });
  expect(before['locations']).not.toEqual([]);
});

test('a role is not sent after the person was deactivated, until that is decided', async () => {
  await goTo(page, 'Web Users');
  const panel = await startEdit(page, 'Web user', webUser);
  await panel.getByRole('combobox', { name: 'Role' }).fill('App Editor');
  await page.keyboard.press('Escape');
  await save(panel);
  await editAtHq(practice, 'web-user', webUser, { is_active_in_domain: false });
  await meetHq('1 needs you');
  await goTo(page, 'Changes');
  await page.getByRole('button', { name: 'Decide 1 conflict…' }).click();
  await expect(conflictScreen(page)).toContainText('This person was deactivated at HQ after this was written.');
  await expect(conflictScreen(page)).toContainText('HQ’s value itself has not changed.');
  await page.keyboard.press('1');
  await page.keyboard.press('Enter');
  await workOffline(page, false);
  await expectSynced(page);
  expect(await recordAt(practice, 'web-user', webUser)).toMatchObject({ role: 'App Editor' });
});
