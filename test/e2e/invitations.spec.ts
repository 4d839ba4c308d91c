/** Inviting, editing, resending, deleting and readdressing invitations, as the practice HQ sees it: its state, its log, its mail. */
import { expect, test } from '@playwright/test';
import { isExpired } from '#practice/invitations.ts';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { USERS, newVisitor } from '../engine/practice/page-visitor.ts';
import { connectTo } from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { inviteDialog, openInvitation, signedIn } from './support/invitation-screen.ts';
import { expectSynced, syncNow } from './support/person-panel.ts';
import { invitationOf, invitationsAt, mailsTo } from './support/practice-invitations.ts';
import { writes } from './support/practice-log.ts';
import { tabTo } from './support/press-to.ts';
import { goTo, newUserData, startRoster, workOffline, zoomedPicture } from './support/roster-window.ts';
import { sampleSize } from './support/sample-size.ts';

/** Each picture is checked in four looks, which takes its time. */
test.setTimeout(300_000);

/** Paths of what HQ was asked to change, from the last part that names the thing. */
async function asked(practice: Practice): Promise<string[]> {
  const paths = (await writes(practice)).map(({ path }) => path);
  return paths.filter((path) => !path.includes('/login/') && !path.includes('__practice__'));
}

test('invite by keyboard offline, edit, resend, another address, delete', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const userData = await newUserData();
  const roster = await startRoster(userData);
  const { page } = roster;
  await connectTo(page, practice.hq);
  await signedIn(page, practice);
  const pending = await invitationsAt(practice);
  const before = pending.length;
  const invited = pending[0]?.email ?? '';
  const member = practice.hq.username;

  await test.step('W-05: tabs by keyboard', async () => {
    await goTo(page, 'Web Users');
    await page.getByRole('tab', { name: 'Users', exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('heading', { name: 'Pending Invitations', level: 1 })).toBeVisible();
    await expect(page.getByRole('tab', { name: 'Pending Invitations' })).toBeFocused();
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(before + 1));
    await expect(page.getByRole('navigation').getByRole('button', { name: 'Web Users' })).toHaveAttribute(
      'aria-current',
      'page',
    );
  });

  await workOffline(page, true);
  await test.step('W-06 … W-09, W-14: several addresses, each checked; a role without default; offline it waits', async () => {
    await page.getByRole('button', { name: 'Invite Web User' }).focus();
    await page.keyboard.press('Enter');
    const dialog = inviteDialog(page);
    const addresses = dialog.getByRole('textbox', { name: 'Email addresses' });
    await expect(addresses).toBeFocused();
    await page.keyboard.insertText(
      `ada@example.org; Bob <BOB@example.org>, ada@example.org nobody ${member} ${invited}`,
    );
    const told = dialog.getByRole('status', { name: 'Addresses to invite' });
    await expect(told).toContainText("'nobody' is not a valid email address.");
    await expect(told).toContainText('invited once');
    await expect(told).toContainText(`${member}: A user with this email address is already in this project`);
    await expect(told).toContainText(`${invited}: A user with this email address is already in this project`);
    await expect(told).toContainText('The invitation that is there can be resent, also once it has expired');
    await expect(dialog).toContainText('You are offline. Waiting to send; the 30 days start when it is sent.');
    const send = dialog.getByRole('button', { name: /^Send/ });
    await tabTo(page, send);
    await page.keyboard.press('Enter');
    await expect(dialog).toContainText("'role' is required");
    await expect(addresses).toBeFocused();
    await inspectScreen(roster, 'invite-problems');
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('ada@example.org bob@example.org');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Admin');
    // The list as it stays: a moment after it opened, Mantine forgets which option an arrow went to before.
    await expect(page.getByRole('option')).toHaveText(['Admin', 'Billing Admin']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(dialog).toContainText('Admin may do everything');
    await expect(dialog.getByText('What Admin allows')).toBeVisible();
    await inspectScreen(roster, 'invite-admin');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('App Editor');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(dialog).not.toContainText('Admin may do everything');
    await tabTo(page, dialog.getByRole('button', { name: 'Send 2 invites' }));
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('row').filter({ hasText: 'ada@example.org' })).toContainText('Waiting to send');
    expect(await invitationOf(practice, 'ada@example.org')).toBeUndefined();
    await inspectScreen(roster, 'invitations-waiting');
  });

  await test.step('a waiting invite is known to the next one', async () => {
    await page.getByRole('button', { name: 'Invite Web User' }).click();
    await inviteDialog(page).getByRole('textbox', { name: 'Email addresses' }).fill('ADA@example.org');
    await expect(inviteDialog(page)).toContainText('has a pending invitation');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Leave without saving' }).click();
    await expect(inviteDialog(page)).toBeHidden();
  });

  await test.step('sent: one request and one mail each', async () => {
    await workOffline(page, false);
    await expectSynced(page);
    for (const email of ['ada@example.org', 'bob@example.org'])
      await expect.poll(() => invitationOf(practice, email)).toMatchObject({ role: 'App Editor' });
    expect(await mailsTo(practice, 'ada@example.org')).toEqual(['invitation']);
    expect((await asked(practice)).filter((path) => path.includes('/invitation/v1/'))).toHaveLength(2);
    await syncNow(page);
    await expect(page.getByRole('row').filter({ hasText: 'ada@example.org' })).toContainText(/\d+ days left/);
  });

  await test.step('W-15, W-16: edit all but the address; no mail, no other clock', async () => {
    const sent = await invitationOf(practice, 'ada@example.org');
    const panel = await openInvitation(page, 'ada@example.org');
    await expect(panel).not.toContainText('not been read yet');
    await inspectScreen(roster, 'invitation');
    await panel.getByRole('button', { name: 'Edit', exact: true }).click();
    await expect(panel.getByRole('textbox', { name: 'Email' })).not.toBeEditable();
    await expect(panel).toContainText('An edit sends no mail');
    await panel.getByRole('combobox', { name: 'Role' }).fill('Read');
    await page.getByRole('option', { name: 'Read Only' }).click();
    await inspectScreen(roster, 'invitation-edit');
    await panel.getByRole('button', { name: 'Save' }).click();
    await expectSynced(page);
    await expect.poll(async () => (await invitationOf(practice, 'ada@example.org'))?.['role']).toBe('Read Only');
    expect(await invitationOf(practice, 'ada@example.org')).toMatchObject({ invited_on: sent?.invited_on });
    expect(await mailsTo(practice, 'ada@example.org')).toHaveLength(1);
  });

  await test.step('W-26: resend after a confirmation; it mails and the clock restarts', async () => {
    const sent = await invitationOf(practice, 'ada@example.org');
    const panel = await openInvitation(page, 'ada@example.org');
    await panel.getByRole('button', { name: 'Resend' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send this invitation again?' });
    await expect(dialog).toContainText('starts anew');
    await inspectScreen(roster, 'invitation-resend');
    await dialog.getByRole('button', { name: 'Resend' }).click();
    await expect.poll(async () => (await mailsTo(practice, 'ada@example.org')).length).toBe(2);
    expect((await invitationOf(practice, 'ada@example.org'))?.invited_on).not.toBe(sent?.invited_on);
    await expectSynced(page);
  });

  await test.step('W-17: another address deletes first and invites then', async () => {
    const panel = await openInvitation(page, 'bob@example.org');
    await panel.getByRole('button', { name: 'Change email…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the email address' });
    await expect(dialog).toContainText('is deleted first');
    await dialog.getByRole('textbox', { name: 'New email address' }).fill('robert@example.org');
    await inspectScreen(roster, 'invitation-change-email');
    await dialog.getByRole('button', { name: 'Delete and invite again' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(() => mailsTo(practice, 'robert@example.org')).toEqual(['invitation']);
    expect(await invitationOf(practice, 'bob@example.org')).toBeUndefined();
    expect(await invitationOf(practice, 'robert@example.org')).toMatchObject({ role: 'App Editor' });
    const order = (await asked(practice)).slice(-2);
    expect(order[0]).toContain('/delete_invitation/');
    expect(order[1]).toContain('/invitation/v1/');
    await expectSynced(page);
  });

  await test.step('delete after a confirmation', async () => {
    const panel = await openInvitation(page, 'robert@example.org');
    await panel.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete this invitation?' });
    await expect(dialog).toContainText('There is no way back');
    await inspectScreen(roster, 'invitation-delete');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => invitationOf(practice, 'robert@example.org')).toBeUndefined();
    await expect(page.getByRole('row').filter({ hasText: 'robert@example.org' })).toHaveCount(0);
  });
  await roster.close();
  await practice.hq.close();
});

test('bounced, expired, deleted meanwhile; filters; what is not known offline; access requests', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const [first, second, third, fourth] = await invitationsAt(practice);
  const edit = (id: string | undefined, part: object) =>
    practice.control('edit', { json: { entity: 'invitation', id, ...part } });
  await edit(first?.id, { set: { email_marked_as_bounced: true, email_status: 'Bounced' } });
  await edit(second?.id, { set: { invited_on: '2020-01-31T10:00:00.000Z' } });
  await edit(third?.id, { set: { invited_on: new Date().toISOString(), email_status: 'Sent' } });
  await edit(fourth?.id, { set: { email_status: 'Delivered', email_marked_as_bounced: false } });
  await practice.control('settings', { json: { takesAccessRequests: true } });
  const guest = newVisitor(practice);
  await guest.visit(`${USERS}web/request/`);
  await guest.visit(`${USERS}web/request/`, { full_name: 'Grace Achieng', email: 'grace@example.org' });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await connectTo(page, practice.hq);

  await test.step('not signed in: said where the list would be', async () => {
    await goTo(page, 'Access Requests');
    await expect(page.getByRole('main')).toContainText('HQ offers this only on its web pages');
    await inspectScreen(roster, 'access-requests-missing');
    await goTo(page, 'Pending Invitations');
    await expect(page.getByRole('main')).toContainText('HQ offers this only on its web pages');
  });
  await signedIn(page, practice);

  await test.step('access requests are read from HQ’s page', async () => {
    await goTo(page, 'Access Requests');
    await expect(page.getByRole('row', { name: /Grace Achieng/ })).toContainText('grace@example.org');
    await inspectScreen(roster, 'access-requests');
  });

  await test.step('W-20, W-27: states, days left by HQ’s clock, filter, help', async () => {
    await syncNow(page);
    await goTo(page, 'Pending Invitations');
    await expect(page.getByRole('status').filter({ hasText: 'read from HQ' })).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: first?.email ?? '' })).toContainText('Undeliverable');
    await expect(page.getByRole('row').filter({ hasText: second?.email ?? '' })).toContainText('Expired');
    const pending = await invitationsAt(practice);
    const grid = page.getByRole('grid');
    const shown = async (among: readonly { email: string }[], one: { email: string } | undefined) => {
      expect(among.length).toBeLessThan(pending.length);
      await expect(grid).toHaveAttribute('aria-rowcount', String(among.length + 1));
      await expect(page.getByRole('row').filter({ hasText: one?.email ?? '' })).toBeVisible();
    };
    for (const [word, one] of [
      ['Sent', third],
      ['Delivered', fourth],
      ['Bounced', first],
    ] as const) {
      await page.getByRole('combobox', { name: 'Mail' }).click();
      await page.getByRole('option', { name: word }).click();
      await shown(
        pending.filter((each) => (each['email_marked_as_bounced'] ? 'Bounced' : each['email_status']) === word),
        one,
      );
    }
    await page.getByRole('button', { name: 'Clear filters' }).click();
    const search = page.getByRole('searchbox', { name: 'Search', exact: true });
    await search.fill(fourth?.email ?? '');
    await shown([{ email: '' }], fourth);
    await search.fill('');
    await page.getByRole('combobox', { name: 'Mail' }).click();
    await page.getByRole('option', { name: 'Expired' }).click();
    await shown(
      pending.filter((each) => isExpired(each, new Date())),
      second,
    );
    const panel = await openInvitation(page, second?.email ?? '');
    await panel.getByText('Why hasn’t it been accepted?').click();
    await panel.getByText('How the invited person accepts').click();
    await expect(panel).toContainText('spam or junk folder');
    await expect(panel).toContainText('Resend the invitation, or delete it and invite again');
    await expect(panel).toContainText('one calendar month');
    await inspectScreen(roster, 'invitation-help');
    await page.getByRole('button', { name: 'Clear filters' }).click();
  });

  await test.step('offline, a form that was never read is not made up', async () => {
    await workOffline(page, true);
    const panel = await openInvitation(page, first?.email ?? '');
    await expect(panel).toContainText('not read yet');
    await panel.getByRole('button', { name: 'Resend' }).click();
    const resend = page.getByRole('dialog', { name: 'Send this invitation again?' });
    await expect(resend).toContainText('is mailed once HQ can be reached');
    await page.keyboard.press('Escape');
    await expect(resend).toBeHidden();
    await panel.getByRole('button', { name: 'Edit', exact: true }).click();
    await expect(panel.getByRole('note')).toContainText('has not been read yet');
    await panel.getByRole('combobox', { name: 'Role' }).fill('Field');
    await page.getByRole('option', { name: 'Field Implementer' }).click();
    await panel.getByRole('button', { name: 'Save' }).click();
    await expect(panel.getByRole('button', { name: 'Edit', exact: true })).toBeVisible();
  });

  await test.step('W-15: deleted at HQ meanwhile, an edit invites nobody anew', async () => {
    await edit(first?.id, { remove: true });
    const mails = (await mailsTo(practice, first?.email ?? '')).length;
    await workOffline(page, false);
    await expect(page.getByRole('contentinfo')).toContainText('1 needs you', { timeout: 30_000 });
    expect(await invitationOf(practice, first?.email ?? '')).toBeUndefined();
    expect(await mailsTo(practice, first?.email ?? '')).toHaveLength(mails);
    expect((await asked(practice)).filter((path) => path.includes('/invite/edit/'))).toEqual([]);
  });

  await test.step('W-17: another address, prepared offline: asked once more, and only then deleted and invited', async () => {
    const from = third?.email ?? '';
    const to = 'moved@example.org';
    const panel = await openInvitation(page, from);
    await expect(panel).not.toContainText('not read yet');
    await workOffline(page, true);
    await panel.getByRole('button', { name: 'Change email…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the email address' });
    await dialog.getByRole('textbox', { name: 'New email address' }).fill(to);
    await expect(dialog).toContainText('asks you once more');
    await dialog.getByRole('button', { name: 'Delete and invite again' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('row').filter({ hasText: to })).toContainText('Waiting to send');
    const before = await asked(practice);
    await workOffline(page, false);
    await expect(page.getByRole('contentinfo')).toContainText('2 need you', { timeout: 30_000 });
    expect(await invitationOf(practice, from)).toBeDefined();
    expect(await mailsTo(practice, to)).toEqual([]);
    expect(await asked(practice)).toEqual(before);
    await openInvitation(page, from);
    await panel.getByRole('button', { name: 'Confirm deletion…' }).click();
    const question = page.getByRole('dialog', { name: 'Delete this invitation?' });
    await question.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => mailsTo(practice, to), { timeout: 30_000 }).toEqual(['invitation']);
    expect(await invitationOf(practice, from)).toBeUndefined();
    const [first = '', then = ''] = (await asked(practice)).slice(before.length);
    expect(first).toContain('/delete_invitation/');
    expect(then).toContain('/invitation/v1/');
    await expect(page.getByRole('contentinfo')).toContainText('1 needs you');
  });
  await roster.close();
  await practice.hq.close();
});

test('W-08: at 200 % zoom the warning for Admin stands between what stays in sight', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await connectTo(page, practice.hq);
  await signedIn(page, practice);
  await goTo(page, 'Pending Invitations');
  await roster.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 700);
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2);
  });
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([512, 350]);
  await page.getByRole('button', { name: 'Invite Web User' }).click();
  const dialog = inviteDialog(page);
  await dialog.getByRole('combobox', { name: 'Role' }).focus();
  await page.keyboard.type('Admin');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const warning = dialog.getByRole('status').filter({ hasText: 'Admin may do everything' });
  await expect(warning).toBeVisible();
  await zoomedPicture(roster, 'invite-admin-zoom');
  await expect(warning).toBeInViewport({ ratio: 1 });
  // Neither the dialog's title nor its buttons lie over it.
  expect(await warning.evaluate(isOnTop)).toBe(true);
  await roster.close();
  await practice.hq.close();
});

/** Whether the element is what is seen where it begins and ends: nothing that is drawn over the dialog's fields covers it. */
function isOnTop(element: Element): boolean {
  const { left, width, top, bottom } = element.getBoundingClientRect();
  return [top + 2, bottom - 2].every((y) => element.contains(document.elementFromPoint(left + width / 2, y)));
}
