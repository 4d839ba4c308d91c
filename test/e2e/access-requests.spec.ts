/** Who asked to be let in: approved and deleted by keyboard, as the practice HQ sees it: its state, its log, its mail. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { USERS, newVisitor } from '../engine/practice/page-visitor.ts';
import { connectTo } from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { expectSynced } from './support/person-panel.ts';
import { writes } from './support/practice-log.ts';
import { tabTo } from './support/press-to.ts';
import { goTo, newUserData, startRoster, workOffline } from './support/roster-window.ts';
import { connectionFacts, signInWith } from './support/sign-in.ts';
import { sampleSize } from './support/sample-size.ts';

const rowsSchema = z.array(z.looseObject({ email: z.string() }));
const mailSchema = z.array(z.looseObject({ to: z.string(), kind: z.string() }));

async function found(practice: Practice, entity: string, email: string) {
  const rows = rowsSchema.parse(await practice.control(`state?entity=${entity}`));
  return rows.find((row) => row.email === email);
}

async function mailsTo(practice: Practice, email: string): Promise<string[]> {
  const all = mailSchema.parse(await practice.control('mail'));
  return all.filter(({ to }) => to === email).map(({ kind }) => kind);
}

/** What HQ was asked to do about access requests. */
async function asked(practice: Practice): Promise<string[]> {
  const paths = (await writes(practice)).map(({ path }) => path);
  return paths.filter((path) => path.includes('request_id=') || path.endsWith('/delete_request/'));
}

async function file(practice: Practice, people: Record<string, string>): Promise<void> {
  await practice.control('settings', { json: { takesAccessRequests: true } });
  const guest = newVisitor(practice);
  await guest.visit(`${USERS}web/request/`);
  for (const [full_name, email] of Object.entries(people))
    await guest.visit(`${USERS}web/request/`, { full_name, email });
}

const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

/** Each picture is checked in four looks, which takes its time. */
test.setTimeout(240_000);

test('access requests: the buttons say what is missing; approve by keyboard, a member at once, delete', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const account = { username: 'was@example.org', email: 'was@example.org', is_member: false };
  await practice.control('edit', { json: { entity: 'web-user', create: true, set: account } });
  await file(practice, {
    'Grace Achieng': 'grace@example.org',
    'Was Here': 'was@example.org',
    'No Body': 'no@example.org',
  });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await connectTo(page, practice.hq);
  await (await connectionFacts(page)).getByRole('button', { name: 'Sign in to HQ…' }).click();
  await signInWith(page, practice.hq.signIn.password);
  await goTo(page, 'Access Requests');
  await expect(rowOf(page, 'Grace Achieng')).toContainText('grace@example.org');
  const approve = page.getByRole('button', { name: 'Approve the request of Grace Achieng' });
  const dialog = page.getByRole('dialog', { name: 'Approve access request' });

  await test.step('offline: said at the button, and nothing is kept to be sent later', async () => {
    await workOffline(page, true);
    await goTo(page, 'Access Requests');
    await expect(approve).toHaveAttribute('aria-disabled', 'true');
    await expect(approve).toHaveAccessibleDescription(/only while HQ can be reached/);
    await workOffline(page, false);
    await expectSynced(page);
  });

  await test.step('approve by keyboard: a role without default, one request, one invitation, one mail', async () => {
    await goTo(page, 'Access Requests');
    await approve.focus();
    await page.keyboard.press('Enter');
    await expect(dialog).toContainText('Grace Achieng (grace@example.org) asked to be let into this project');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(approve).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(dialog).toBeVisible();
    const send = dialog.getByRole('button', { name: 'Approve' });
    await tabTo(page, send);
    await page.keyboard.press('Enter');
    await expect(dialog).toContainText("'role' is required");
    await expect(dialog.getByRole('combobox', { name: 'Role' })).toBeFocused();
    await page.keyboard.type('App Editor');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo(page, send);
    await inspectScreen(roster, 'access-request-approve');
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect.poll(() => found(practice, 'invitation', 'grace@example.org')).toMatchObject({ role: 'App Editor' });
    await expect(rowOf(page, 'Grace Achieng')).toHaveCount(0);
    expect(await found(practice, 'access-request', 'grace@example.org')).toMatchObject({ is_approved: true });
    expect(await mailsTo(practice, 'grace@example.org')).toEqual(['invitation']);
    expect(await asked(practice)).toHaveLength(1);
  });

  await test.step('who has an account is a member at once, and gets one mail', async () => {
    await page.getByRole('button', { name: 'Approve the request of Was Here' }).click();
    await dialog.getByRole('combobox', { name: 'Role' }).fill('Read Only');
    await page.getByRole('option', { name: 'Read Only' }).click();
    await dialog.getByRole('button', { name: 'Approve' }).click();
    await expect
      .poll(() => found(practice, 'web-user', 'was@example.org'))
      .toMatchObject({ is_member: true, role: 'Read Only' });
    await expect(rowOf(page, 'Was Here')).toHaveCount(0);
    expect(await found(practice, 'invitation', 'was@example.org')).toBeUndefined();
    expect(await mailsTo(practice, 'was@example.org')).toEqual(['access-request-approved']);
  });

  await test.step('delete: asked about, done at once, nobody is told', async () => {
    await page.getByRole('button', { name: 'Delete the request of No Body' }).focus();
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Delete this access request?' });
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await expect(question).toContainText('HQ tells nobody, and there is no way back');
    await inspectScreen(roster, 'access-request-delete');
    await tabTo(page, question.getByRole('button', { name: 'Delete request' }));
    await page.keyboard.press('Enter');
    await expect(page.getByText('No access requests')).toBeVisible();
    expect(await found(practice, 'access-request', 'no@example.org')).toBeUndefined();
    expect(await mailsTo(practice, 'no@example.org')).toEqual([]);
    expect(await asked(practice)).toHaveLength(3);
  });
  await roster.close();
  await practice.hq.close();
});

test('an approval whose answer is lost is asked about; signed out it is said at the buttons', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  await file(practice, { 'Grace Achieng': 'grace@example.org' });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await connectTo(page, practice.hq);
  await (await connectionFacts(page)).getByRole('button', { name: 'Sign in to HQ…' }).click();
  await signInWith(page, practice.hq.signIn.password);
  await goTo(page, 'Access Requests');
  const fault = { match: { method: 'POST', path: '/web/invite/' }, kind: 'drop-before', times: 1 };
  await practice.control('faults', { json: fault });
  await page.getByRole('button', { name: 'Approve the request of Grace Achieng' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve access request' });
  await dialog.getByRole('combobox', { name: 'Role' }).fill('App Editor');
  await page.getByRole('option', { name: 'App Editor' }).click();
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await expect(rowOf(page, 'Grace Achieng')).toContainText('The approval needs you', { timeout: 30_000 });
  expect(await mailsTo(practice, 'grace@example.org')).toEqual([]);
  await inspectScreen(roster, 'access-request-asks');
  await rowOf(page, 'Grace Achieng').getByRole('button', { name: 'Look under Changes' }).click();
  await expect(page.getByRole('main')).toContainText('Approve access request');
  await rowOf(page, 'grace@example.org').click();
  const panel = page.getByRole('complementary', { name: 'Change details' });
  await expect(panel).toContainText('HQ may have approved this request');
  await panel.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await goTo(page, 'Access Requests');
  await expect(page.getByRole('button', { name: 'Approve the request of Grace Achieng' })).toBeVisible();
  await practice.control('end-sessions', { json: {} });
  await page.getByRole('button', { name: 'Read again' }).click();
  const button = page.getByRole('button', { name: 'Approve the request of Grace Achieng' });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Sign in to HQ…' })).toBeVisible();
  expect(await asked(practice)).toHaveLength(1);
  await roster.close();
  await practice.hq.close();
});
