/** The Changes screen: retry, edit, discard; undo after saving; the next attempt while HQ fails; a real loss of the network. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { changeRow, discard, expectValues, openChange } from './support/changes-screen.ts';
import { expectSynced, openPerson, save, startEdit } from './support/person-panel.ts';
import { recordAt, writes } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import { goTo, workOffline } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';

const worker = 'amina.mwangi';

let practice: Practice;
let stateDir: string;
let roster: RosterWindow;
let page: Page;

test.beforeEach(async () => {
  stateDir = await mkdtemp(path.join(os.tmpdir(), 'practice hq '));
  ({ practice, roster, page } = await openPracticeWindow({ stateDir }));
});

test.afterEach(() => closePracticeWindow({ practice, roster }));

async function rename(firstName: string): Promise<void> {
  const panel = await startEdit(page, 'Mobile worker', worker);
  await panel.getByRole('textbox', { name: 'First name' }).fill(firstName);
  await save(panel);
}

const status = () => page.getByRole('contentinfo');

test('undo takes a saved edit back', async () => {
  await workOffline(page, true);
  await rename('Aminata');
  await expect(status()).toContainText('1 change saved on this computer');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(status()).toContainText('No changes waiting');
  await expect(page.getByRole('row').filter({ hasText: worker })).toContainText('Amina Mwangi');
  await workOffline(page, false);
  await expect(status()).toContainText('Online');
  expect(await writes(practice)).toEqual([]);
});

test('edit and discard a waiting change', async () => {
  await workOffline(page, true);
  await rename('Aminata');
  const change = await openChange(page, worker);
  await expectValues(change, 'First name', ['Amina', 'Aminata']);

  await test.step('edit leads to the person’s form with our value in it', async () => {
    await change.getByRole('button', { name: 'Edit' }).click();
    const panel = page.getByRole('complementary', { name: 'Mobile worker details' });
    const field = panel.getByRole('textbox', { name: 'First name' });
    await expect(field).toHaveValue('Aminata');
    await field.fill('Amy');
    await save(panel);
    await expect(status()).toContainText('1 change saved on this computer');
    await expectValues(await openChange(page, worker), 'First name', ['Amina', 'Amy']);
  });

  await test.step('discard asks, and then HQ’s value is back', async () => {
    await discard(page.getByRole('complementary', { name: 'Change details' }));
    await expect(page.getByText('Everything is at HQ')).toBeVisible();
    await expect(status()).toContainText('No changes waiting');
    await goTo(page, 'Mobile Workers');
    const details = await openPerson(page, 'Mobile worker', worker);
    await expect(details.getByRole('heading', { level: 2 })).toHaveText('Amina Mwangi');
  });
  expect(await writes(practice)).toEqual([]);
});

test('while HQ fails the next attempt is shown; retry sends it', async () => {
  await practice.control('faults', { json: { match: { method: 'PUT' }, kind: '500-before', times: 1_000 } });
  await rename('Aminata');
  const change = await openChange(page, worker);
  await expect(change.getByText('Attempts')).toBeVisible({ timeout: 30_000 });
  await expect(changeRow(page, worker)).toContainText(/Waiting to be sent|Sent, checking with HQ/);
  // A time of day, not just "at the next sync".
  await expect(change.getByText('Next attempt').locator('xpath=following-sibling::dd')).toHaveText(/\d/);
  await change.getByRole('button', { name: 'Close details' }).click();
  await expect(changeRow(page, worker).getByRole('gridcell').last()).toHaveText(/\d/);
  await expect(status()).toContainText('1 change saved on this computer');
  await practice.control('faults', { method: 'DELETE' });
  await changeRow(page, worker).click();
  await change.getByRole('button', { name: 'Retry' }).click();
  await expectSynced(page);
  expect(await recordAt(practice, 'worker', worker)).toMatchObject({ first_name: 'Aminata' });
  expect((await writes(practice)).filter(({ applied }) => applied)).toHaveLength(1);
});

test('the network goes and comes back: said honestly, nothing lost, nothing sent twice', async () => {
  const port = Number(new URL(practice.hq.url).port);
  await practice.hq.close();
  await rename('Aminata');
  await expect(status()).toContainText('Offline', { timeout: 30_000 });
  await expect(status()).toContainText('1 change saved on this computer');
  await expect(page.getByRole('switch', { name: 'Work offline' })).not.toBeChecked();
  await expect(page.getByRole('row').filter({ hasText: worker })).toContainText('Aminata');

  practice = await startPractice({ throttle: false, stateDir, port });
  await expectSynced(page);
  await expect(status()).toContainText('Online');
  expect(await recordAt(practice, 'worker', worker)).toMatchObject({ first_name: 'Aminata' });
  expect((await writes(practice)).map(({ body, status: code }) => [code, body])).toEqual([
    [200, { first_name: 'Aminata' }],
  ]);
});
