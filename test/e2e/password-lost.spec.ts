/**
 * What Roster asks for again once it was closed for a while: passwords that were kept only until then (HQ was never asked, so nothing is said in
 * its name), and the word on a deletion that could not go.
 */
import Database from 'better-sqlite3';
import { readdirSync } from 'node:fs';
import path from 'node:path';
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
import type { Practice } from '../engine/practice/practice-client.ts';
import { editAtHq, recordAt, requests, writes } from './support/practice-log.ts';
import { goTo, newUserData, startRoster, workOffline } from './support/roster-window.ts';
import { sampleSize } from './support/sample-size.ts';

test('a password lost with the key: the worker waits, says why in our words, and goes out with a new one; so do a reset and a deletion', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  // An HQ of before 2024: every address is of the older form.
  await practice.control('settings', { json: { urlForms: 'old' } });
  const [forgetful = '', doomed = ''] = await unlinkedWorkers(practice);
  const userData = await newUserData();
  let roster = await startRoster(userData);
  let { page } = roster;
  await openConnectForm(page);
  await fillConnectForm(page, connectionOf(practice.hq));
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await answerKeyStore(page, 'memory');
  await expect(page.getByRole('contentinfo')).toContainText('last pulled', { timeout: 30_000 });
  const dialog = page.getByRole('dialog');
  await practice.control('faults', {
    json: { match: { method: 'DELETE', path: '/v0.5/user/' }, kind: 'drop-before', times: 1000 },
  });
  let person = await openPerson(page, 'Mobile worker', short(doomed));
  await person.getByRole('button', { name: 'Delete…' }).click();
  await dialog.getByRole('textbox').fill(short(doomed));
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect.poll(async () => (await writes(practice)).map(({ method }) => method)).toContain('DELETE');
  await workOffline(page, true);
  person = await openPerson(page, 'Mobile worker', short(forgetful));
  await person.getByRole('button', { name: 'Reset password…' }).click();
  await dialog.getByLabel('New password').fill('Kestrel-Over-7-Fells');
  await dialog.getByRole('button', { name: 'Save new password' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'New mobile worker' }).click();
  const create = page.getByRole('dialog', { name: 'New mobile worker' });
  await create.getByRole('textbox', { name: 'Username' }).fill('zainab');
  await create.getByRole('textbox', { name: 'Password' }).fill('Brücke-und-Birke-7');
  await create.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(create).toBeHidden();
  await roster.close();
  anHourLater(userData);
  await practice.control('faults', { method: 'DELETE' });

  roster = await startRoster(userData);
  page = roster.page;
  await page.getByRole('button', { name: 'Enter the API key' }).click();
  await connectFields(page).apiKey.fill(practice.hq.apiKey);
  await page.getByRole('button', { name: 'Use this key' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await workOffline(page, false);
  await expect(page.getByRole('contentinfo')).toContainText('3 need you', { timeout: 30_000 });

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
  await expect(page.getByRole('contentinfo')).toContainText('2 need you', { timeout: 30_000 });
  const names = async () => (await practice.control('state?entity=worker')) as { username: string }[];
  const isMade = async () => (await names()).some(({ username }) => username.startsWith('zainab@'));
  await expect.poll(isMade, { timeout: 30_000 }).toBe(true);

  const again = page.getByRole('dialog');
  const reset = await openChange(page, short(forgetful));
  await reset.getByRole('button', { name: 'Type a password…' }).click();
  await again.getByLabel('New password').fill('Eiche-und-Ebbe-9');
  await again.getByRole('button', { name: 'Save new password' }).click();
  const typed = { username: forgetful, password: 'Eiche-und-Ebbe-9' };
  const set = () => practice.control('check-password', { json: typed });
  await expect.poll(set, { timeout: 30_000 }).toEqual({ matches: true });

  await goTo(page, 'Mobile Workers');
  const panel = await openPerson(page, 'Mobile worker', short(doomed));
  await expect(panel).toContainText('This deletion could not be sent');
  await panel.getByRole('button', { name: 'Confirm deletion…' }).click();
  await expect(again.getByRole('button', { name: 'Delete', exact: true })).toBeDisabled();
  await again.getByRole('textbox').fill(short(doomed));
  await again.getByRole('button', { name: 'Delete', exact: true }).click();
  await expectSynced(page);
  expect(await recordAt(practice, 'worker', doomed)).toMatchObject({ deleted: true });
  await page.getByRole('searchbox', { name: 'Search', exact: true }).fill('zainab');
  await expect(page.getByRole('row').filter({ hasText: 'zainab' }).getByRole('img')).toHaveCount(0);

  await test.step('M-02, M-03: all of it with the account’s key, at the older addresses', async () => {
    const sent = (await writes(practice)).filter(({ applied }) => applied);
    expect(sent.map(({ method, path, by }) => [method, /\/api\/[^/]+\/[^/]+\//.exec(path)?.[0], by])).toEqual(
      ['POST', 'PUT', 'DELETE'].map((method) => [method, '/api/v0.5/user/', practice.hq.username]),
    );
    expect(new Set((await requests(practice)).map(({ by }) => by))).toEqual(new Set([practice.hq.username]));
  });
  await roster.close();
  await practice.hq.close();
});

const short = (username: string): string => username.split('@')[0] ?? '';

/** Active workers of the project whose password HQ lets anybody set. */
async function unlinkedWorkers(practice: Practice): Promise<string[]> {
  const all = (await practice.control('state?entity=worker')) as {
    username: string;
    domain: string;
    deleted: boolean;
    is_active: boolean;
  }[];
  const names = all
    .filter(({ deleted, is_active: active, domain }) => active && !deleted && domain === practice.hq.project)
    .map(({ username }) => username)
    .filter((username) => username.includes('.', 2));
  for (const username of names.slice(0, 2))
    await editAtHq(practice, 'worker', username, { personalid_link_active: null });
  return names;
}

/** The word on a deletion was given an hour before: a test cannot wait that long. */
function anHourLater(userData: string): void {
  const accounts = path.join(userData, 'accounts');
  for (const account of readdirSync(accounts)) {
    const sql = new Database(path.join(accounts, account, 'mirror.db'));
    const { changes } = sql.prepare("UPDATE changes SET updated_at = updated_at - 3600000 WHERE kind = 'delete'").run();
    sql.close();
    expect(changes).toBe(1);
  }
}
