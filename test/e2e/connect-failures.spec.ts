/** Every way a connection fails: a text of its own, and what was typed stays. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { selfSignedCertificate } from '../helpers/self-signed-certificate.ts';
import {
  chooseServer,
  connectFields,
  connectionOf,
  expectConnectForm,
  fillConnectForm,
  openConnectForm,
} from './support/connect-form.ts';
import type { Connection } from './support/connect-form.ts';
import { newUserData, startRoster } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';

let practice: Practice;
let roster: RosterWindow;
let page: Page;

test.beforeAll(async () => {
  practice = await startPractice({ throttle: false });
  roster = await startRoster(await newUserData());
  page = roster.page;
});

test.afterAll(async () => {
  await roster.close();
  await practice.hq.close();
});

/** Tests the connection and expects one failure, told by this title and text, with everything typed still there. */
async function expectFailure(connection: Connection, title: string, text: RegExp): Promise<void> {
  await fillConnectForm(page, connection);
  await page.getByRole('button', { name: 'Test connection' }).click();
  const alert = page.getByRole('alert').filter({ hasText: title });
  await expect(alert).toBeVisible();
  await expect(alert).toContainText(text);
  await expect(page.getByRole('status').filter({ hasText: 'The connection does not work yet' })).toBeVisible();
  await expectConnectForm(page, connection);
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function shut(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
}

test('HQ’s servers are offered, and any other can be typed', async () => {
  await page.getByRole('button', { name: 'Connect…' }).click();
  const server = page.getByRole('combobox', { name: 'Server' });
  await expect(server).toHaveValue('www.commcarehq.org');
  await server.click();
  await expect(page.getByRole('option')).toHaveText([
    'www.commcarehq.org',
    'India – india.commcarehq.org',
    'EU – eu.commcarehq.org',
    'Another address…',
  ]);
  await page.getByRole('option', { name: 'India – india.commcarehq.org' }).click();
  await expect(connectFields(page).server).toBeHidden();
  await chooseServer(page, 'Another address…');
  await expect(connectFields(page).server).toBeFocused();
  await page.getByRole('button', { name: 'Back' }).click();
});

test('what cannot be right is marked at its field before anything is asked', async () => {
  await openConnectForm(page);
  const typed = { server: 'http://hq.example.org', project: 'two words', username: ' ', apiKey: '' };
  await fillConnectForm(page, typed);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByText('This is not the address of a secure server (https).')).toBeVisible();
  await expect(page.getByText('A project’s name has only letters, digits, hyphens and points')).toBeVisible();
  await expect(page.getByText('Enter your HQ username.')).toBeVisible();
  await expect(page.getByText('Enter an API key')).toBeVisible();
  await expectConnectForm(page, typed);
});

test('HQ’s refusals: key, account, project, plan, cut off', async () => {
  const good = connectionOf(practice.hq);
  const badKey = 'HQ does not accept the username or API key';
  await test.step('a mistyped key', () =>
    expectFailure({ ...good, apiKey: 'f'.repeat(40) }, badKey, /does not accept the username with this API key/));
  await test.step('a revoked key', async () => {
    const edit = (is_active: boolean) =>
      practice.control('edit', { json: { entity: 'api-key', id: 'key-main', set: { is_active } } });
    await edit(false);
    await expectFailure(good, badKey, /mistyped, expired, switched off/);
    await edit(true);
  });
  await test.step('somebody else’s username', () =>
    expectFailure({ ...good, username: 'amina.mwangi@example.org' }, badKey, /username with this API key/));
  await test.step('a project the account is not in: the ones it is in are named', () =>
    expectFailure(
      { ...good, project: 'no-such-project' },
      'No access to this project',
      /no member of a project 'no-such-project'.*This key can see: practice-project/,
    ));
  await test.step('a plan without API access, in HQ’s words', async () => {
    await practice.control('settings', { json: { planApi: false } });
    await expectFailure(good, 'The project’s plan does not include this', /API access.*HQ says: .*subscription/);
    await practice.control('settings', { json: { planApi: true } });
  });
  await test.step('a project that HQ has cut off', async () => {
    await practice.control('settings', { json: { cutOff: true } });
    await expectFailure(good, 'HQ asks for a pause', /HQ has cut the API of practice-project off/);
    await practice.control('settings', { json: { cutOff: false } });
  });
});

test('what is not HQ: nobody there, a page instead of data, a certificate nobody vouches for', async () => {
  const good = connectionOf(practice.hq);
  await test.step('a dead host', async () => {
    const server = createServer();
    const port = await listen(server);
    await shut(server);
    const dead = { ...good, server: `http://127.0.0.1:${port}` };
    await expectFailure(dead, 'CommCare HQ cannot be reached', /Nothing answers at .*connection refused/);
  });
  await test.step('the page of a guest network', async () => {
    await practice.control('faults', { json: { kind: 'html-200', times: 100 } });
    await expectFailure(good, 'This is not CommCare HQ', /What answers at .* is not CommCare HQ/);
    await practice.control('faults', { method: 'DELETE' });
  });
  await test.step('a self-signed certificate', async () => {
    const server = createTlsServer(selfSignedCertificate(), (_request, response) => response.end('{}'));
    const port = await listen(server);
    const secure = { ...good, server: `https://127.0.0.1:${port}` };
    await expectFailure(secure, 'The secure connection failed', /does not trust the certificate.*Nothing was sent/);
    await shut(server);
  });
});

test('a server that never answers can be left: the practice project opens at once', async () => {
  const silent = createServer(() => undefined);
  const port = await listen(silent);
  await fillConnectForm(page, { ...connectionOf(practice.hq), server: `http://127.0.0.1:${port}` });
  const asked = new Promise((resolve) => silent.once('connection', resolve));
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await asked;
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Try the practice project' }).click();
  await expect(page.getByRole('heading', { name: 'Mobile Workers', level: 1 })).toBeVisible();
  silent.close();
});
