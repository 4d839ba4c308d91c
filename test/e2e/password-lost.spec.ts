/** A new worker whose password was kept only until Roster closed: HQ was never asked, so nothing is said in its name. */
import { expect, test } from '@playwright/test';
import { startPractice } from '../engine/practice/practice-client.ts';
import { changeRow, openChange } from './support/changes-screen.ts';
import {
  answerKeyStore,
  connectFields,
  connectionOf,
  fillConnectForm,
  openConnectForm,
} from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { expectSynced, openPerson } from './support/person-panel.ts';
import { recordAt } from './support/practice-log.ts';
import { goTo, newUserData, startRoster, workOffline } from './support/roster-window.ts';

test('a password lost with the key: the worker waits, says why in our words, and goes out with a new one', async () => {
  const practice = await startPractice({ throttle: false, size: 30 });
  const userData = await newUserData();
  let roster = await startRoster(userData);
  let { page } = roster;
  await openConnectForm(page);
  await fillConnectForm(page, connectionOf(practice.hq));
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await answerKeyStore(page, 'memory');
  await expect(page.getByRole('contentinfo')).toContainText('last pulled', { timeout: 30_000 });
  await workOffline(page, true);
  await page.getByRole('button', { name: 'New mobile worker' }).click();
  const create = page.getByRole('dialog', { name: 'New mobile worker' });
  await create.getByRole('textbox', { name: 'Username' }).fill('zainab');
  await create.getByRole('textbox', { name: 'Password' }).fill('Brücke-und-Birke-7');
  await create.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(create).toBeHidden();
  await roster.close();

  roster = await startRoster(userData);
  page = roster.page;
  await page.getByRole('button', { name: 'Enter the API key' }).click();
  await connectFields(page).apiKey.fill(practice.hq.apiKey);
  await page.getByRole('button', { name: 'Use this key' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await workOffline(page, false);
  await expect(page.getByRole('contentinfo')).toContainText('1 needs you', { timeout: 30_000 });

  const mark = page.getByRole('row').filter({ hasText: 'zainab' }).getByRole('img', { name: 'Needs you' });
  const details = await openPerson(page, 'Mobile worker', 'zainab');
  await expect(mark).toBeVisible();
  await expect(details).toContainText('New mobile worker · Needs you');
  await expect(details).toContainText('cannot be opened any more on this computer. Enter a new one.');
  const change = await openChange(page, 'zainab');
  await expect(changeRow(page, 'zainab')).toContainText('Needs you');
  await expect(page.getByRole('main')).not.toContainText(/Refused by HQ|HQ said/);
  await inspectScreen(roster, 'change-password-lost');

  await change.getByRole('button', { name: 'Edit' }).click();
  const edit = page.getByRole('dialog', { name: 'Edit change' });
  await expect(edit).not.toContainText('keep the password that was saved');
  await edit.getByRole('textbox', { name: 'New password' }).fill('Eiche-und-Ebbe-8');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expectSynced(page);
  expect(await recordAt(practice, 'worker', 'zainab')).toMatchObject({ username: expect.stringContaining('zainab') });
  await goTo(page, 'Mobile Workers');
  await expect(page.getByRole('row').filter({ hasText: 'zainab' }).getByRole('img')).toHaveCount(0);
  await roster.close();
  await practice.hq.close();
});
