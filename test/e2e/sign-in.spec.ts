/** Signing in to HQ's web pages: what it adds, what is kept of it, and what happens when HQ ends the session. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { connectTo } from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { editAtHq, recordAt, requests } from './support/practice-log.ts';
import { goTo, newUserData, startRoster } from './support/roster-window.ts';
import { connectionFacts, expectCapability, signInDialog, signInFields, signInWith } from './support/sign-in.ts';
import { sampleSize } from './support/sample-size.ts';

/** Posts of the log-in form, as the practice HQ saw them. */
async function logIns(practice: Practice): Promise<number[]> {
  const seen = await requests(practice);
  return seen.filter(({ method, path }) => method === 'POST' && path.includes('/login/')).map(({ status }) => status);
}

async function syncNow(page: Page): Promise<void> {
  await page.getByRole('contentinfo').getByRole('button', { name: 'Sync now' }).click();
}

test('sign in, start again, lose the session, sign in again', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const { password } = practice.hq.signIn;
  const userData = await newUserData();
  let roster = await startRoster(userData);
  let { page } = roster;
  await connectTo(page, practice.hq);

  await test.step('where something is missing, it says why and leads to the sign-in', async () => {
    await goTo(page, 'Pending Invitations');
    await expect(page.getByRole('main')).toContainText('HQ offers this only on its web pages');
    await page.getByRole('main').getByRole('button', { name: 'Sign in to HQ…' }).click();
    await expect(signInDialog(page)).toContainText('used once');
    await expect(signInFields(page).password).toBeFocused();
  });

  await test.step('HQ’s own words when it refuses; Escape leaves everything as it was', async () => {
    await signInFields(page).password.fill('not the password');
    await page.keyboard.press('Enter');
    await expect(signInDialog(page).getByRole('alert')).toContainText('Please enter a correct username and password');
    await expect(signInFields(page).password).toBeFocused();
    await expect(signInFields(page).password).toHaveValue('');
    await page.keyboard.press('Escape');
    await expect(signInDialog(page)).toBeHidden();
    const facts = await connectionFacts(page);
    await expect(facts).toContainText('Not signed in');
    await expectCapability(page, 'List pending invitations', false);
  });

  await test.step('the connection says signed in, and what that opened', async () => {
    const facts = await connectionFacts(page);
    await facts.getByRole('button', { name: 'Sign in to HQ…' }).click();
    await signInWith(page, password);
    await expect(facts).toContainText('Signed in');
    await expect(facts).toContainText('Admin');
    await expectCapability(page, 'List pending invitations', true);
    await expectCapability(page, 'Remove a membership', true);
    expect(await logIns(practice)).toEqual([200, 302]);
  });

  await test.step('the next start is still signed in, without a log-in', async () => {
    await roster.close();
    roster = await startRoster(userData);
    page = roster.page;
    await expect(page.getByRole('contentinfo')).toContainText('Online');
    await expect(await connectionFacts(page)).toContainText('Signed in');
    expect(await logIns(practice)).toHaveLength(2);
  });

  await test.step('HQ ends the session: a notice that covers nothing, and everything else goes on', async () => {
    await practice.control('end-sessions', { method: 'POST' });
    await syncNow(page);
    const notice = page.getByRole('status').filter({ hasText: 'Your HQ session has ended' });
    await expect(notice).toBeVisible({ timeout: 30_000 });
    await expect(await connectionFacts(page)).toContainText('Over');
    await goTo(page, 'Mobile Workers');
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(sampleSize + 1));
    await expect(page.getByRole('contentinfo')).toContainText('Online');
    await inspectScreen(roster, 'session-over');
    await notice.getByRole('button', { name: 'Sign in again…' }).click();
    await signInWith(page, password);
    await expect(page.getByText('Your HQ session has ended')).toBeHidden();
    await expect(await connectionFacts(page)).toContainText('Signed in');
    expect(await logIns(practice)).toEqual([200, 302, 302]);
  });

  await test.step('signing out forgets the session here', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText('Signed out of HQ.')).toBeVisible();
    await expect(await connectionFacts(page)).toContainText('Not signed in');
    await expectCapability(page, 'List pending invitations', false);
  });
  await roster.close();
  await practice.hq.close();
});

test('two-factor: a code, a backup code; single sign-on leads to the browser', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const { username, password } = practice.hq.signIn;
  await editAtHq(practice, 'web-user', username, { two_factor: true });
  await practice.control('settings', { json: { backupCode: 'k4rt9w2m' } });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await connectTo(page, practice.hq);
  const { code, backup, password: passwordField } = signInFields(page);
  const begin = async (): Promise<void> => {
    await (await connectionFacts(page)).getByRole('button', { name: 'Sign in to HQ…' }).click();
    await passwordField.fill(password);
    await page.keyboard.press('Enter');
  };

  await test.step('a wrong code, then the right one', async () => {
    await begin();
    await expect(code).toBeFocused();
    await code.fill('000000');
    await page.keyboard.press('Enter');
    await expect(signInDialog(page).getByRole('alert')).toContainText('Invalid token');
    await code.fill('123456');
    await page.keyboard.press('Enter');
    await expect(signInDialog(page)).toBeHidden();
    await expect(await connectionFacts(page)).toContainText('Signed in');
  });

  await test.step('a backup code instead of the device', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await begin();
    await page.getByRole('button', { name: 'Use a backup code' }).click();
    await expect(backup).toBeFocused();
    await expect(signInDialog(page)).toContainText('support@dimagi.com');
    await backup.fill('k4rt9w2m');
    await page.keyboard.press('Enter');
    await expect(signInDialog(page)).toBeHidden();
    await expect(await connectionFacts(page)).toContainText('Signed in');
  });

  await test.step('single sign-on', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await editAtHq(practice, 'web-user', username, { sso_controlled: true });
    await begin();
    await expect(signInDialog(page)).toContainText('single sign-on');
    const way = signInDialog(page).getByRole('link', { name: 'Open HQ in the browser' });
    await expect(way).toHaveAttribute('href', `${practice.hq.url}/a/${practice.hq.project}/login/`);
    await expect(way).toBeFocused();
    await inspectScreen(roster, 'sign-in-browser');
    await page.keyboard.press('Escape');
    await expect(signInDialog(page)).toBeHidden();
  });
  await roster.close();
  await practice.hq.close();
});

test('cancelled while HQ takes its time, and offline: nobody is signed in, and the dialog says why', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const { password } = practice.hq.signIn;
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await connectTo(page, practice.hq);
  const open = async (): Promise<void> =>
    (await connectionFacts(page)).getByRole('button', { name: 'Sign in to HQ…' }).click();
  const send = async (): Promise<void> => {
    await signInFields(page).password.fill(password);
    await page.keyboard.press('Enter');
  };

  await test.step('cancelled: what HQ says afterwards signs nobody in', async () => {
    const match = { method: 'POST', path: '/login/' };
    await practice.control('faults', { json: { match, kind: 'delay', ms: 2_000 } });
    await open();
    await send();
    await expect(signInDialog(page)).toContainText('Asking HQ…');
    await signInDialog(page).getByRole('button', { name: 'Cancel' }).click();
    await expect(signInDialog(page)).toBeHidden();
    await expect.poll(() => logIns(practice)).toEqual([302]);
  });

  await test.step('no connection: it says so, and the next try goes through', async () => {
    await practice.control('faults', { json: { match: { path: '/login/' }, kind: 'drop-before', times: 100 } });
    await open();
    await send();
    await expect(signInDialog(page).getByRole('alert')).toBeVisible({ timeout: 30_000 });
    // The cancelled one is settled by now: one request waits for the other.
    await expect(page.getByRole('main')).toContainText('Not signed in');
    await inspectScreen(roster, 'sign-in-offline');
    await practice.control('faults', { method: 'DELETE' });
    await signInWith(page, password);
    await expect(await connectionFacts(page)).toContainText('Signed in');
  });
  await roster.close();
  await practice.hq.close();
});

test('without the permission: the button stays, disabled, and says why to keyboard and screen reader', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const role = await recordAt(practice, 'role', 'Read Only');
  const permissions = { ...(role['permissions'] as object), access_api: true, edit_web_users: true };
  await practice.control('edit', { json: { entity: 'role', username: 'Read Only', set: { permissions } } });
  await editAtHq(practice, 'web-user', practice.hq.username, { role: 'Read Only' });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await connectTo(page, practice.hq);
  await expect(page.getByRole('main')).toContainText('lacks the permission');
  const button = page.getByRole('button', { name: 'New mobile worker' });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription(/lacks the permission: edit mobile workers/);
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'New mobile worker' })).toContainText(
    'A project administrator can add',
  );
  await inspectScreen(roster, 'not-permitted');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(button).toBeFocused();
  await roster.close();
  await practice.hq.close();
});
