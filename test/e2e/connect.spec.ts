/** From a good connection to an account that can be closed, opened again and resumed. */
import { expect, test } from '@playwright/test';
import { startPractice } from '../engine/practice/practice-client.ts';
import {
  answerKeyStore,
  connectFields,
  connectTo,
  connectionOf,
  expectConnectForm,
  fillConnectForm,
  openConnectForm,
} from './support/connect-form.ts';
import { requests } from './support/practice-log.ts';
import { goTo, newUserData, startRoster } from './support/roster-window.ts';
import { sampleSize } from './support/sample-size.ts';

/** More workers than a page of the pull holds. */
const twoPages = 1_300;
const activeWorkers = /\/user\/v1\/\?.*archived=false|\/user\/v1\/\?(?!.*archived)/;

test('test, connect, key store question, close, open from the list, start again', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const userData = await newUserData();
  let roster = await startRoster(userData);
  let { page } = roster;
  const connection = connectionOf(practice.hq);

  await test.step('the test says who the key belongs to and what it may read', async () => {
    await openConnectForm(page);
    await fillConnectForm(page, connection);
    await page.getByRole('button', { name: 'Test connection' }).click();
    const works = page.getByRole('status').filter({ hasText: 'The connection works' });
    await expect(works).toContainText('practice.admin@example.org');
    for (const list of ['mobile workers', 'web users', 'groups', 'locations'])
      await expect(works.getByRole('listitem').filter({ hasText: `Read ${list}` })).toContainText(`Read ${list}`);
    await expect(works.getByRole('img', { name: 'Works' })).toHaveCount(7);
  });

  await test.step('without a key store nothing is kept before the person has said so', async () => {
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'No key store on this computer' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
    await expectConnectForm(page, connection);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await answerKeyStore(page, 'unencrypted');
    await expect(page.getByRole('contentinfo')).toContainText('last pulled', { timeout: 30_000 });
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(sampleSize + 1));
  });

  await test.step('what the project’s people have is offered: custom fields, roles, locations', async () => {
    await page.getByRole('button', { name: 'New mobile worker' }).click();
    const dialog = page.getByRole('dialog', { name: 'New mobile worker' });
    for (const field of ['team', 'worker_type', 'start_date', 'notes', 'programme'])
      await expect(dialog.getByRole('textbox', { name: field, exact: true })).toBeVisible();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await goTo(page, 'Web Users');
    await page.getByRole('combobox', { name: 'Role' }).click();
    await expect(page.getByRole('option', { name: 'Field Implementer' })).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('close the account and open it again from the list, without a word about the key', async () => {
    await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
    await expect(page.getByText('is kept unencrypted, as you chose')).toBeVisible();
    await page.getByRole('button', { name: 'Close this account' }).click();
    const known = page.getByRole('button', { name: /practice-project/ });
    await expect(known).toContainText(`practice.admin@example.org · ${connection.server}`);
    await known.click();
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(sampleSize + 1));
  });

  await test.step('the next start opens it by itself', async () => {
    await roster.close();
    roster = await startRoster(userData);
    page = roster.page;
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(sampleSize + 1));
    await expect(page.getByRole('contentinfo')).toContainText('Online');
  });
  await roster.close();
  await practice.hq.close();
});

test('a key kept only until Roster closes is asked for at the next start; the people are there without it', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const userData = await newUserData();
  let roster = await startRoster(userData);
  await connectTo(roster.page, practice.hq, 'memory');
  await roster.close();

  roster = await startRoster(userData);
  const { page } = roster;
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(sampleSize + 1));
  await expect(page.getByRole('alert')).toContainText('The API key was not kept when Roster was closed');
  await page.getByRole('button', { name: 'Enter the API key' }).click();
  const dialog = page.getByRole('dialog', { name: 'API key' });
  const key = connectFields(page).apiKey;
  await key.fill('0'.repeat(40));
  await dialog.getByRole('button', { name: 'Use this key' }).click();
  await expect(dialog.getByRole('alert')).toContainText('HQ does not accept the username');
  await key.fill(practice.hq.apiKey);
  await dialog.getByRole('button', { name: 'Use this key' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(page.getByRole('contentinfo')).toContainText('Online');
  await roster.close();
  await practice.hq.close();
});

test('a pull shows its counts, can be cancelled, and goes on at its page after a break', async () => {
  const practice = await startPractice({ throttle: false, size: twoPages });
  const secondPage = { path: 're:/user/v1/\\?.*offset=1000' };
  await practice.control('faults', { json: { match: secondPage, kind: 'delay', ms: 600_000 } });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  const status = page.getByRole('contentinfo');
  await openConnectForm(page);
  await fillConnectForm(page, connectionOf(practice.hq));
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await answerKeyStore(page, 'unencrypted');

  await test.step('progress counts, and what has come is there already', async () => {
    await expect(status).toContainText('Reading from HQ', { timeout: 30_000 });
    await expect(status).toContainText(/Mobile Workers \(active\): 1,000 of 1,[12]\d\d/);
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '1001');
  });

  await test.step('cancel: nothing is lost and nothing is called finished', async () => {
    await status.getByRole('button', { name: 'Cancel' }).click();
    await expect(status).toContainText('never pulled');
    await expect(status.getByRole('button', { name: 'Sync now' })).toBeVisible();
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '1001');
  });

  await test.step('a break in the middle: offline, and said so', async () => {
    await practice.control('faults', { method: 'DELETE' });
    await practice.control('log', { method: 'DELETE' });
    await practice.control('faults', { json: { match: secondPage, kind: 'drop-before', times: 1_000 } });
    await status.getByRole('button', { name: 'Sync now' }).click();
    await expect(status).toContainText('Offline');
    await expect(status).toContainText('never pulled');
  });

  await test.step('then on at the same page: the one that is here is never read again', async () => {
    await practice.control('faults', { method: 'DELETE' });
    await status.getByRole('button', { name: 'Sync now' }).click();
    await expect(status).toContainText('last pulled', { timeout: 30_000 });
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(twoPages + 1));
    const pages = (await requests(practice)).filter(({ path }) => activeWorkers.test(path));
    expect(new Set(pages.map(({ path }) => new URL(path, practice.hq.url).searchParams.get('offset')))).toEqual(
      new Set(['1000']),
    );
    expect(pages.filter(({ status: code }) => code === 200)).toHaveLength(1);
    expect(pages.length).toBeGreaterThan(1);
  });
  await roster.close();
  await practice.hq.close();
});
