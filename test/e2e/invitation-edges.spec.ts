/**
 * Invitations at the edges: another address that HQ refuses, somebody invited again after a removal, a profile that is gone, Tableau, a
 * clock that is wrong here. Down to the practice HQ's invitations, log and mail.
 */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { hashPassword } from '#practice/passwords.ts';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { USERS, newVisitor } from '../engine/practice/page-visitor.ts';
import { changeRow, discard, openChange } from './support/changes-screen.ts';
import { connectTo } from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { invitationRow, inviteDialog, openInvitation, signedIn } from './support/invitation-screen.ts';
import { expectSynced, openPerson, syncNow, syncUntilGone } from './support/person-panel.ts';
import { invitationOf, mailsTo } from './support/practice-invitations.ts';
import { idAt, recordAt, writes } from './support/practice-log.ts';
import { goTo, newUserData, startRoster, workOffline } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';
import { sampleSize } from './support/sample-size.ts';

/** Each picture is checked in four looks, which takes its time. */
test.setTimeout(300_000);

const webUser = 'angel.quispe@example.org';
const clinicProfile = 'Clinique – équipe fixe';
/** Long and mixed enough for HQ's rule. */
const newPassword = 'Kiwi-und-Quitte-im-Garten-7';
/** How far the clocks of HQ and of this computer are apart in these tests: HQ’s is in a May, after a month of 30 days. */
const ahead = Date.UTC(new Date().getUTCFullYear() + 1, 4, 15, 12) - Date.now();
const hqNow = (): Date => new Date(Date.now() + ahead);

let practice: Practice;
let roster: RosterWindow;
let page: Page;

test.beforeEach(async () => {
  practice = await startPractice({ throttle: false, size: sampleSize, clock: hqNow });
  await practice.control('settings', { json: { tableau: true } });
  roster = await startRoster(await newUserData());
  page = roster.page;
  await connectTo(page, practice.hq);
  await signedIn(page, practice);
  // Roles, profiles and custom fields come with the sign-in.
  await syncNow(page);
  await goTo(page, 'Pending Invitations');
  await practice.control('log', { method: 'DELETE' });
});

test.afterEach(async () => {
  await roster.close();
  await practice.hq.close();
});

const status = (): Locator => page.getByRole('contentinfo');

async function startInvite(email: string, role = 'App Editor'): Promise<Locator> {
  await page.getByRole('button', { name: 'Invite Web User' }).click();
  const dialog = inviteDialog(page);
  await dialog.getByRole('textbox', { name: 'Email addresses' }).fill(email);
  await dialog.getByRole('combobox', { name: 'Role', exact: true }).fill(role);
  await page.getByRole('option', { name: role, exact: true }).click();
  return dialog;
}

async function send(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Send invite' }).click();
  await expect(dialog).toBeHidden();
}

async function changeEmail(from: string, to: string): Promise<void> {
  const panel = await openInvitation(page, from);
  await panel.getByRole('button', { name: 'Change email…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the email address' });
  await dialog.getByRole('textbox', { name: 'New email address' }).fill(to);
  await dialog.getByRole('button', { name: 'Delete and invite again' }).click();
  await expect(dialog).toBeHidden();
}

/** Paths of what HQ did, from the last part that names the thing. */
async function done(): Promise<string[]> {
  return (await writes(practice)).filter(({ applied }) => applied).map(({ path }) => path.split('/').at(-2) ?? '');
}

test('Tableau, HQ’s clock, another address refused, a profile gone', async () => {
  const email = 'nia@example.org';
  await test.step('E-11, E-12: an invitation with Tableau role and groups; a group Tableau does not have is HQ’s to refuse', async () => {
    const dialog = await startInvite(email);
    await dialog.getByRole('combobox', { name: 'Tableau role' }).click();
    await page.getByRole('option', { name: 'Explorer', exact: true }).click();
    await dialog.getByRole('combobox', { name: 'Tableau groups' }).fill('group1');
    await page.keyboard.press('Enter');
    await inspectScreen(roster, 'invite-tableau');
    await send(dialog);
    await expectSynced(page);
    const body = { email, role: 'App Editor', tableau_role: 'Explorer', tableau_groups: ['group1'] };
    expect((await writes(practice)).map((request) => [request.status, request.body])).toEqual([[201, body]]);
    expect(await invitationOf(practice, email)).toMatchObject({ tableau_role: 'Explorer', tableau_groups: ['group1'] });
    const wrong = await startInvite('zola@example.org');
    await wrong.getByRole('combobox', { name: 'Tableau role' }).click();
    await page.getByRole('option', { name: 'Viewer', exact: true }).click();
    await wrong.getByRole('combobox', { name: 'Tableau groups' }).fill('no such group');
    await page.keyboard.press('Enter');
    await send(wrong);
    await expect(status()).toContainText('1 needs you', { timeout: 30_000 });
    const change = await openChange(page, 'zola@example.org');
    await expect(change).toContainText('These groups, no such group, are not valid for this domain');
    await discard(change);
    expect(await invitationOf(practice, 'zola@example.org')).toBeUndefined();
    await goTo(page, 'Pending Invitations');
  });

  await test.step('W-16: Tableau cannot be edited while it waits, and that HQ may forget it with any edit is said before', async () => {
    await syncNow(page);
    const panel = await openInvitation(page, email);
    await expect(panel).not.toContainText('not read yet');
    await panel.getByRole('button', { name: 'Edit', exact: true }).click();
    await expect(panel).toContainText('The Tableau role of a pending invitation cannot be changed');
    await expect(panel).toContainText('an edit of anything else may make HQ forget it');
    await expect(panel.getByRole('combobox', { name: 'Tableau role' })).toHaveCount(0);
    await panel.getByRole('combobox', { name: 'Role', exact: true }).fill('Read');
    await page.getByRole('option', { name: 'Read Only' }).click();
    await panel.getByRole('button', { name: 'Save' }).click();
    await expectSynced(page);
    // HQ's own slip: it takes the role for Tableau from another field of its form.
    const kept = { role: 'Read Only', tableau_role: null, tableau_groups: ['group1'] };
    await expect.poll(() => invitationOf(practice, email)).toMatchObject(kept);
  });

  await test.step('W-20: the days left are counted by HQ’s clock, whatever this computer’s says', async () => {
    const days = (count: number): string => new Date(hqNow().getTime() - count * 86_400_000).toISOString();
    const id = (await invitationOf(practice, email))?.id;
    // By this computer's own clock it would not have been sent yet. Two clocks of HQ's own differ at the end: a calendar month, 31 days.
    for (const [age, words] of [
      [10, '21 days left'],
      [28, 'Soon over: 2 days left'],
      [31, 'May have expired'],
      [40, 'Expired'],
    ] as const) {
      await practice.control('edit', { json: { entity: 'invitation', id, set: { invited_on: days(age) } } });
      await syncNow(page);
      await expect(invitationRow(page, email)).toContainText(words);
    }
  });

  await test.step('W-26: an expired one is sent again, and its time starts anew by HQ’s clock', async () => {
    const panel = await openInvitation(page, email);
    await panel.getByRole('button', { name: 'Resend' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resend' }).click();
    await expectSynced(page);
    await expect.poll(() => mailsTo(practice, email)).toEqual(['invitation', 'invitation']);
    await syncNow(page);
    await expect(invitationRow(page, email)).toContainText('31 days left');
  });

  await test.step('W-17: the old one is deleted and HQ refuses the new one: said, kept, and sent once it is put right', async () => {
    // A pull under way would bring whoever has the address, and the form would say so by itself.
    await expect(status()).toContainText('Online');
    const taken = { username: 'taken@example.org', email: 'taken@example.org' };
    await practice.control('edit', { json: { entity: 'web-user', create: true, set: taken } });
    await practice.control('log', { method: 'DELETE' });
    await changeEmail(email, taken.email);
    await expect(status()).toContainText('1 needs you', { timeout: 30_000 });
    expect(await done()).toEqual(['delete_invitation']);
    expect(await invitationOf(practice, email)).toBeUndefined();
    await expect(invitationRow(page, email)).toHaveCount(0);
    await expect(invitationRow(page, taken.email)).toContainText('Waiting to send');
    const change = await openChange(page, taken.email);
    await expect(changeRow(page, taken.email)).toContainText('Refused by HQ');
    await expect(change).toContainText('A user with this email address is already in this project');
    await inspectScreen(roster, 'change-email-refused');
    await change.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit change' });
    await edit.getByRole('textbox', { name: 'Email' }).fill('nia.wanjiru@example.org');
    await edit.getByRole('button', { name: 'Save' }).click();
    await expectSynced(page);
    expect(await invitationOf(practice, 'nia.wanjiru@example.org')).toMatchObject({ role: 'Read Only' });
    expect(await mailsTo(practice, 'nia.wanjiru@example.org')).toEqual(['invitation']);
    expect(await mailsTo(practice, taken.email)).toEqual([]);
    await goTo(page, 'Pending Invitations');
  });

  await test.step('W-17: the new one finds HQ in trouble: it waits by itself, and is sent once', async () => {
    const fault = { match: { method: 'POST', path: '/invitation/v1/' }, kind: '500-before', status: 503, times: 2 };
    await practice.control('faults', { json: fault });
    await practice.control('log', { method: 'DELETE' });
    await changeEmail('nia.wanjiru@example.org', 'nia.w@example.org');
    await expect.poll(done).toContain('delete_invitation');
    await expect.poll(async () => (await done()).includes('v1'), { timeout: 60_000 }).toBe(true);
    await expectSynced(page);
    expect(await done()).toEqual(['delete_invitation', 'v1']);
    expect(await invitationOf(practice, 'nia.wanjiru@example.org')).toBeUndefined();
    expect(await mailsTo(practice, 'nia.w@example.org')).toEqual(['invitation']);
  });

  await test.step('W-11: the profile is gone before it is sent: HQ’s words, nobody is invited', async () => {
    await workOffline(page, true);
    const dialog = await startInvite('profile.gone@example.org');
    await dialog.getByRole('combobox', { name: 'Profile' }).fill(clinicProfile);
    await page.keyboard.press('Escape');
    await send(dialog);
    const id = await idAt(practice, 'profile', clinicProfile);
    await practice.control('edit', { json: { entity: 'profile', id, remove: true } });
    await workOffline(page, false);
    await expect(status()).toContainText('1 needs you', { timeout: 30_000 });
    const change = await openChange(page, 'profile.gone@example.org');
    await expect(change).toContainText(`Profile '${clinicProfile}' does not exist`);
    expect(await invitationOf(practice, 'profile.gone@example.org')).toBeUndefined();
    expect(await mailsTo(practice, 'profile.gone@example.org')).toEqual([]);
    await discard(change);
    await goTo(page, 'Pending Invitations');
  });

  await test.step('W-14: HQ’s API made the invitation and mailed nobody: HQ does not say, and a resend mails once', async () => {
    await practice.control('settings', { json: { restInvitationMails: false } });
    await send(await startInvite('quiet@example.org'));
    await expect.poll(() => invitationOf(practice, 'quiet@example.org')).toBeDefined();
    await syncNow(page);
    await expect(invitationRow(page, 'quiet@example.org')).toContainText('HQ does not say');
    expect(await mailsTo(practice, 'quiet@example.org')).toEqual([]);
    const panel = await openInvitation(page, 'quiet@example.org');
    await panel.getByText('Why hasn’t it been accepted?').click();
    await expect(panel).toContainText('HQ does not say: it may not have mailed. Resend the invitation');
    await panel.getByRole('button', { name: 'Resend' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resend' }).click();
    await expect.poll(() => mailsTo(practice, 'quiet@example.org')).toEqual(['invitation']);
    await expectSynced(page);
    await syncNow(page);
    await expect(invitationRow(page, 'quiet@example.org')).toContainText('Sent');
    expect(await mailsTo(practice, 'quiet@example.org')).toHaveLength(1);
  });
});

test('W-33: the way back from a removal ends where the person is invited again or has accepted', async () => {
  const undo = page.getByRole('button', { name: 'Undo removal' });
  const entry = page.getByRole('complementary', { name: 'History entry' });
  const openEntry = async (): Promise<void> => {
    await goTo(page, 'History');
    await page.getByRole('row').filter({ hasText: webUser }).last().click();
  };
  const invitation = { email: webUser, role: 'Read Only' };

  await test.step('removed: HQ’s way back is offered', async () => {
    await goTo(page, 'Web Users');
    const panel = await openPerson(page, 'Web user', webUser);
    await panel.getByRole('button', { name: 'Remove Membership…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(webUser);
    await dialog.getByRole('button', { name: 'Remove Membership' }).click();
    await expect.poll(() => recordAt(practice, 'web-user', webUser)).toMatchObject({ is_member: false });
    await expectSynced(page);
    await openEntry();
    await expect(undo).toBeVisible();
  });

  await test.step('another admin has invited the person meanwhile, which is not read here yet: HQ is asked first, and nothing is done', async () => {
    await practice.control('edit', { json: { entity: 'invitation', create: true, set: invitation } });
    await practice.control('log', { method: 'DELETE' });
    await undo.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo removal' }).click();
    await expect(entry.getByRole('alert')).toContainText('invited again');
    await inspectScreen(roster, 'undo-removal-refused');
    expect(await recordAt(practice, 'web-user', webUser)).toMatchObject({ is_member: false });
    expect((await writes(practice)).filter(({ path }) => path.includes('/undo_remove/'))).toEqual([]);
  });

  await test.step('read, it is said in the place of the button', async () => {
    await syncNow(page);
    await openEntry();
    await expect(entry).toContainText('This person is invited again');
    await expect(undo).toHaveCount(0);
  });

  await test.step('accepted, the person is a member again', async () => {
    const account = { account_active: true, password_hash: hashPassword(newPassword) };
    const id = await idAt(practice, 'web-user', webUser);
    await practice.control('edit', { json: { entity: 'web-user', id, set: account } });
    const guest = newVisitor(practice);
    const link = `${USERS}join/${(await invitationOf(practice, webUser))?.id ?? ''}/`;
    await guest.signIn(webUser, newPassword);
    await guest.visit(link);
    await guest.visit(link, {});
    expect(await recordAt(practice, 'web-user', webUser)).toMatchObject({ is_member: true });
    await goTo(page, 'Pending Invitations');
    await syncUntilGone(invitationRow(page, webUser));
    await openEntry();
    await expect(entry).toContainText('This person is a member again.');
    await expect(undo).toHaveCount(0);
  });
});
