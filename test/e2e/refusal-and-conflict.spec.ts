/** HQ says no, or has something else by now: told in HQ's words, and the person decides. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { Practice } from '../engine/practice/practice-client.ts';
import { changeRow, discard, expectValues, openChange } from './support/changes-screen.ts';
import { expectSynced, openPerson, save, startEdit } from './support/person-panel.ts';
import { editAtHq, recordAt, writes } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import { goTo, workOffline } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';

/** Has the profile whose programme is "clinic"; our own checks do not know what a profile fixes. */
const withProfile = 'abebe.alemu';
const webUserWithProfile = 'angel.quispe@example.org';
const worker = 'amina.mwangi';

let practice: Practice;
let roster: RosterWindow;
let page: Page;

test.beforeEach(async () => {
  ({ practice, roster, page } = await openPracticeWindow());
});

test.afterEach(() => closePracticeWindow({ practice, roster }));

test('a refusal stands at its field in HQ’s words; edited, the change is accepted', async () => {
  const panel = await startEdit(page, 'Mobile worker', withProfile);
  await panel.getByRole('textbox', { name: 'First name' }).fill('Abebe');
  await panel.getByRole('textbox', { name: 'programme' }).fill('mobile clinic');
  await save(panel);
  const status = page.getByRole('contentinfo');
  await expect(status).toContainText('1 needs you', { timeout: 30_000 });

  const change = await openChange(page, withProfile);
  await expect(changeRow(page, withProfile)).toContainText('Refused by HQ');
  await expect(change.getByRole('rowheader', { name: 'programme' })).toContainText(
    "'programme' cannot be set directly",
  );
  await expect(change.getByRole('rowheader', { name: 'First name' })).not.toContainText('cannot be set');
  const words = "The request resulted in the following errors: 'programme' cannot be set directly";
  await expect(change.getByText(words)).toHaveCount(1);
  await expect(change).toContainText('Waits for you');

  await change.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit change' });
  const programme = dialog.getByRole('textbox', { name: 'programme' });
  await expect(programme).toHaveValue('mobile clinic');
  await expect(programme).toHaveAccessibleDescription(/'programme' cannot be set directly/);
  await programme.fill('clinic');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expectSynced(page);
  await expect(page.getByText('Everything is at HQ')).toBeVisible();
  expect(await recordAt(practice, 'worker', withProfile)).toMatchObject({ first_name: 'Abebe' });
  expect((await writes(practice)).map(({ status: code, body }) => [code, body])).toEqual([
    // HQ wants the profile named in every request that carries custom data.
    [400, { first_name: 'Abebe', user_data: { commcare_profile: 12, programme: 'mobile clinic' } }],
    [200, { first_name: 'Abebe' }],
  ]);
});

test('a web user’s refusal likewise', async () => {
  await goTo(page, 'Web Users');
  const panel = await startEdit(page, 'Web user', webUserWithProfile);
  await panel.getByRole('textbox', { name: 'programme' }).fill('clinic');
  await save(panel);
  await expect(page.getByRole('contentinfo')).toContainText('1 needs you', { timeout: 30_000 });
  const change = await openChange(page, webUserWithProfile);
  await expect(change.getByRole('rowheader', { name: 'programme' })).toContainText(
    "'programme' is defined by the profile so cannot be set directly",
  );
  await discard(change);
  await expectSynced(page);
});

test('somebody else changed the same field: was, yours and HQ’s; send mine, or discard', async () => {
  await workOffline(page, true);
  for (const name of [worker, withProfile]) {
    const panel = await startEdit(page, 'Mobile worker', name);
    await panel.getByRole('textbox', { name: 'First name' }).fill('Mine');
    await save(panel);
  }
  const before = await recordAt(practice, 'worker', withProfile);
  await editAtHq(practice, 'worker', worker, { first_name: 'Theirs', last_name: 'Also theirs' });
  await editAtHq(practice, 'worker', withProfile, { first_name: 'Theirs' });
  await workOffline(page, false);
  const status = page.getByRole('contentinfo');
  await expect(status).toContainText('2 need you', { timeout: 30_000 });
  expect(await writes(practice)).toEqual([]);

  await test.step('was, yours and HQ’s stand side by side', async () => {
    const change = await openChange(page, worker);
    await expect(changeRow(page, worker)).toContainText('Changed at HQ meanwhile');
    await expectValues(change, 'First name', ['Amina', 'Mine', 'Theirs']);
    await expect(change).toContainText('HQ has other values now than when this was written.');
    await expect(change).not.toContainText('Somebody changed the same');
  });

  await test.step('send mine: HQ has mine, and what was not touched stays theirs', async () => {
    const change = await openChange(page, worker);
    await change.getByRole('button', { name: 'Send mine' }).click();
    await expect(changeRow(page, worker)).toHaveCount(0, { timeout: 30_000 });
    await expect(status).toContainText('1 needs you');
    expect(await recordAt(practice, 'worker', worker)).toMatchObject({ first_name: 'Mine', last_name: 'Also theirs' });
    expect((await writes(practice)).map(({ body }) => body)).toEqual([{ first_name: 'Mine' }]);
  });

  await test.step('discard: HQ’s value stays there and is shown here', async () => {
    const change = await openChange(page, withProfile);
    await expectValues(change, 'First name', [String(before['first_name']), 'Mine', 'Theirs']);
    await discard(change);
    await expectSynced(page);
    expect(await recordAt(practice, 'worker', withProfile)).toMatchObject({ first_name: 'Theirs' });
    expect(await writes(practice)).toHaveLength(1);
    await goTo(page, 'Mobile Workers');
    const details = await openPerson(page, 'Mobile worker', withProfile);
    await expect(details.getByRole('heading', { level: 2 })).toContainText('Theirs');
  });
});
