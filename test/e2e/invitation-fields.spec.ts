/** What an invitation can carry, what HQ refuses of it, and how it is accepted: down to the practice HQ's invitations, log and mail. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { hashPassword } from '#practice/passwords.ts';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { USERS, newVisitor } from '../engine/practice/page-visitor.ts';
import { discard, openChange } from './support/changes-screen.ts';
import { connectTo } from './support/connect-form.ts';
import { invitationRow, inviteDialog, openInvitation, signedIn } from './support/invitation-screen.ts';
import { addLocation, expectSynced, openPerson, save, syncNow, syncUntilGone } from './support/person-panel.ts';
import { invitationOf, mailsTo } from './support/practice-invitations.ts';
import { idAt, recordAt, writes } from './support/practice-log.ts';
import { goTo, newUserData, startRoster, workOffline } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';
import { sampleSize } from './support/sample-size.ts';

/** A role of the project's own, as people name them. */
const ownRole = 'Coordination “Nord” & Süd';
const clinicProfile = 'Clinique – équipe fixe';
const otherProfile = 'Community programme';
const firstClinic = 'Bela Vista Clinic 1';
const secondClinic = 'Amara Clinic 1';
const healthPost = 'Bela Vista Health Post 2';
/** Long and mixed enough for HQ's rule. */
const newPassword = 'Kiwi-und-Quitte-im-Garten-7';

let practice: Practice;
let roster: RosterWindow;
let page: Page;

test.beforeEach(async () => {
  practice = await startPractice({ throttle: false, size: sampleSize });
  const role = { entity: 'role', create: true, set: { name: ownRole, permissions: { view_reports: true } } };
  await practice.control('edit', { json: role });
  const required = { entity: 'field', username: 'worker_type', set: { required_for: ['web'] } };
  await practice.control('edit', { json: required });
  roster = await startRoster(await newUserData());
  page = roster.page;
  await connectTo(page, practice.hq);
  await signedIn(page, practice);
  await goTo(page, 'Pending Invitations');
  await practice.control('log', { method: 'DELETE' });
});

test.afterEach(async () => {
  await roster.close();
  await practice.hq.close();
});

/** The dialog with an address and a role, nothing else. */
async function startInvite(email: string, role: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Invite Web User' }).click();
  const dialog = inviteDialog(page);
  await dialog.getByRole('textbox', { name: 'Email addresses' }).fill(email);
  await dialog.getByRole('combobox', { name: 'Role' }).fill(role);
  await page.getByRole('option', { name: role, exact: true }).click();
  return dialog;
}

/** Sends what the dialog has, with the one required field filled. */
async function sendAsNurse(dialog: Locator): Promise<void> {
  await choose(dialog, 'worker_type', 'nurse');
  await dialog.getByRole('button', { name: 'Send invite' }).click();
  await expect(dialog).toBeHidden();
}

async function choose(dialog: Locator, field: string, choice: string): Promise<void> {
  await dialog.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: choice, exact: true }).click();
}

async function invite(email: string, role = 'App Editor'): Promise<void> {
  await sendAsNurse(await startInvite(email, role));
}

function resendDialog(): Locator {
  return page.getByRole('dialog', { name: 'Send this invitation again?' });
}

async function makeReadOnly(panel: Locator): Promise<void> {
  await panel.getByRole('button', { name: 'Edit', exact: true }).click();
  await panel.getByRole('combobox', { name: 'Role' }).fill('Read');
  await page.getByRole('option', { name: 'Read Only' }).click();
  await save(panel);
}

async function expectNeedsYou(): Promise<void> {
  await expect(page.getByRole('contentinfo')).toContainText('1 needs you', { timeout: 30_000 });
}

test('role, profile, custom fields and locations of an invitation, and all a mail makes of it', async () => {
  const email = 'nia@example.org';
  const clinics = {
    first: await idAt(practice, 'location', firstClinic),
    second: await idAt(practice, 'location', secondClinic),
  };

  const dialog = await test.step('W-10: the roles offered are those the project has', async () => {
    const opened = await startInvite(email, ownRole);
    await opened.getByRole('combobox', { name: 'Role' }).fill('');
    const offered = ['Admin', 'App Editor', 'Billing Admin', ownRole, 'Field Implementer', 'Read Only'];
    await expect
      .poll(async () => (await page.getByRole('option').allTextContents()).sort())
      .toEqual(expect.arrayContaining(offered));
    await page.getByRole('option', { name: ownRole, exact: true }).click();
    await expect(opened.getByText(`What ${ownRole} allows`)).toBeVisible();
    return opened;
  });

  await test.step('W-12: a required field left empty is refused at the field; its choices are offered', async () => {
    const field = dialog.getByRole('combobox', { name: 'worker_type' });
    await dialog.getByRole('button', { name: 'Send invite' }).click();
    await expect(field).toHaveAccessibleDescription(/worker_type is required/);
    await expect(field).toBeFocused();
    await field.click();
    await expect(page.getByRole('option')).toHaveText(['community health worker', 'nurse', 'supervisor', 'data clerk']);
    await page.getByRole('option', { name: 'supervisor' }).click();
    await expect(dialog).not.toContainText('worker_type is required');
  });

  await test.step('W-12: a value against a field’s pattern is said at the field, in HQ’s words, and not sent', async () => {
    const field = dialog.getByRole('textbox', { name: 'start_date' });
    await field.fill('next week');
    await dialog.getByRole('button', { name: 'Send invite' }).click();
    await expect(field).toHaveAccessibleDescription(/Write the date as YYYY-MM-DD\./);
    expect(await writes(practice)).toEqual([]);
    await field.fill('2026-11-22');
    await expect(dialog).not.toContainText('Write the date');
    await field.fill('');
  });

  await test.step('W-11: what the chosen profile fixes is neither asked nor sent', async () => {
    const profile = dialog.getByRole('combobox', { name: 'Profile' });
    await profile.click();
    await expect(page.getByRole('option')).toHaveText([clinicProfile, otherProfile], {
      useInnerText: true,
    });
    await page.getByRole('option', { name: otherProfile }).click();
    await expect(dialog.getByRole('textbox', { name: 'worker_type' })).toHaveValue('community health worker');
    await expect(dialog.getByRole('textbox', { name: 'worker_type' })).not.toBeEditable();
    await profile.fill(clinicProfile);
    await page.keyboard.press('Escape');
    await expect(dialog.getByRole('textbox', { name: 'programme' })).toHaveValue('clinic');
    await expect(dialog.getByRole('combobox', { name: 'worker_type' })).toHaveValue('supervisor');
  });

  await test.step('W-13: two locations, the second of them primary', async () => {
    await addLocation(dialog, firstClinic);
    await addLocation(dialog, secondClinic);
    await expect(dialog.getByRole('radio', { name: new RegExp(firstClinic) })).toBeChecked();
    await dialog.getByRole('radio', { name: new RegExp(secondClinic) }).click();
  });

  await test.step('W-10 … W-13: HQ has all of it, and mailed once', async () => {
    await dialog.getByRole('textbox', { name: 'notes' }).fill('says "soon" \\ “later”');
    await dialog.getByRole('button', { name: 'Send invite' }).click();
    await expect(dialog).toBeHidden();
    await expectSynced(page);
    const body = {
      email,
      role: ownRole,
      profile: clinicProfile,
      assigned_location_ids: [clinics.first, clinics.second],
      primary_location_id: clinics.second,
      user_data: { worker_type: 'supervisor', notes: 'says "soon" \\ “later”' },
    };
    const sent = (await writes(practice)).filter(({ path }) => path.includes('/invitation/v1/'));
    expect(sent.map((request) => [request.status, request.body])).toEqual([[201, body]]);
    expect(await invitationOf(practice, email)).toMatchObject(body);
    expect(await mailsTo(practice, email)).toEqual(['invitation']);
  });

  await test.step('W-11 … W-13: HQ’s form shows the same once it is read', async () => {
    await syncNow(page);
    const panel = await openInvitation(page, email);
    for (const text of [ownRole, clinicProfile, firstClinic, secondClinic, 'supervisor', 'says "soon" \\ “later”'])
      await expect(panel).toContainText(text);
  });

  await test.step('W-16: role, profile, locations and custom data edited in one form: HQ has all of it, mails nobody and keeps its clock', async () => {
    const sent = await invitationOf(practice, email);
    const third = await idAt(practice, 'location', healthPost);
    const panel = page.getByRole('complementary', { name: 'Invitation details' });
    await panel.getByRole('button', { name: 'Edit', exact: true }).click();
    await panel.getByRole('combobox', { name: 'Role' }).fill('Field');
    await page.getByRole('option', { name: 'Field Implementer' }).click();
    await panel.getByRole('combobox', { name: 'Profile' }).fill(otherProfile);
    await page.keyboard.press('Escape');
    await expect(panel.getByRole('textbox', { name: 'worker_type' })).not.toBeEditable();
    await addLocation(panel, healthPost);
    await panel.getByRole('radio', { name: new RegExp(healthPost) }).click();
    await panel.getByRole('button', { name: new RegExp(`^Remove .*${secondClinic}`) }).click();
    await panel.getByRole('textbox', { name: 'notes' }).fill('later after all');
    await panel.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(() => invitationOf(practice, email))
      .toMatchObject({
        role: 'Field Implementer',
        profile: otherProfile,
        assigned_location_ids: [clinics.first, third],
        primary_location_id: third,
        user_data: { notes: 'later after all' },
        invited_on: sent?.invited_on,
      });
    await expectSynced(page);
    expect(await mailsTo(practice, email)).toEqual(['invitation']);
  });

  await test.step('W-18, W-19, W-21 … W-25: how the invited person accepts, at the account’s own server', async () => {
    const panel = page.getByRole('complementary', { name: 'Invitation details' });
    await panel.getByText('Why hasn’t it been accepted?').click();
    await panel.getByText('How the invited person accepts').click();
    for (const text of [
      `HQ mails a link to ${practice.hq.url} that leads to this project`,
      'choose “Accept”',
      'within 30 days',
      '“Create Account”',
      'single sign-on are led to its own sign-in',
      'HQ confirms with a message and tells you by mail',
      `The link works once. Later the person logs in as usual at ${practice.hq.url}`,
      'with several projects chooses one',
    ])
      await expect(panel).toContainText(text);
  });

  const link = `${USERS}join/${(await invitationOf(practice, email))?.id ?? ''}/`;
  await test.step('W-18, W-22, W-23: accepted, it leaves the list and the person comes with all it gave', async () => {
    const guest = newVisitor(practice);
    await guest.visit(link);
    await guest.visit(link, { full_name: 'Nia Wanjiru', password: newPassword });
    expect(await invitationOf(practice, email)).toBeUndefined();
    expect(await mailsTo(practice, practice.hq.username)).toContain('invitation-accepted');
    await syncUntilGone(invitationRow(page, email));
    const stale = page.getByRole('complementary', { name: 'Invitation details' });
    await expect(stale.getByRole('alert')).toContainText('may have been removed meanwhile');
    await expect(stale.getByRole('button', { name: 'Resend' })).toBeHidden();
    await stale.getByRole('button', { name: 'Close details' }).click();
    await goTo(page, 'Web Users');
    const panel = await openPerson(page, 'Web user', email);
    for (const text of ['Nia Wanjiru', 'Field Implementer', otherProfile, firstClinic, healthPost, 'later after all'])
      await expect(panel).toContainText(text);
  });

  await test.step('W-24: the link works once, later HQ asks to log in', async () => {
    const again = await newVisitor(practice).visit(link);
    expect([again.status, again.headers.get('location')]).toEqual([302, '/a/practice-project/login/']);
  });
});

test('what becomes of an invitation while it waits here: refused, lost on the way, accepted, deleted', async () => {
  await test.step('W-07, W-13: role and location gone before it is sent: HQ’s words, nobody is invited', async () => {
    await workOffline(page, true);
    await invite('role.gone@example.org', ownRole);
    const dialog = await startInvite('place.gone@example.org', 'App Editor');
    await addLocation(dialog, firstClinic);
    await sendAsNurse(dialog);
    await practice.control('edit', { json: { entity: 'role', username: ownRole, remove: true } });
    await practice.control('edit', { json: { entity: 'location', username: firstClinic, remove: true } });
    await workOffline(page, false);
    await expect(page.getByRole('contentinfo')).toContainText('2 need you', { timeout: 30_000 });
    const role = await openChange(page, 'role.gone@example.org');
    await expect(role).toContainText(`Role '${ownRole}' does not exist or you do not have permission to access it`);
    await discard(role);
    const place = await openChange(page, 'place.gone@example.org');
    await expect(place).toContainText('Could not find location ids');
    await discard(place);
    for (const email of ['role.gone@example.org', 'place.gone@example.org']) {
      expect(await invitationOf(practice, email)).toBeUndefined();
      expect(await mailsTo(practice, email)).toEqual([]);
    }
  });

  await test.step('W-06: an address whose account is deactivated everywhere: HQ’s words', async () => {
    await goTo(page, 'Pending Invitations');
    await invite('left.long.ago@example.org');
    await expectNeedsYou();
    const change = await openChange(page, 'left.long.ago@example.org');
    await expect(change).toContainText('A user with this email address is deactivated.');
    await discard(change);
    await goTo(page, 'Pending Invitations');
  });

  await test.step('W-14: the answer lost on the way, HQ still mails nobody twice', async () => {
    const lost = { match: { method: 'POST', path: '/invitation/v1/' }, kind: 'drop-after' };
    await practice.control('faults', { json: lost });
    await practice.control('log', { method: 'DELETE' });
    await invite('lost@example.org');
    await expectSynced(page);
    await expect(invitationRow(page, 'lost@example.org')).toHaveCount(1);
    expect((await writes(practice)).filter(({ path }) => path.includes('/invitation/v1/'))).toHaveLength(1);
    expect(await mailsTo(practice, 'lost@example.org')).toEqual(['invitation']);
  });

  await test.step('W-15, W-18: accepted at HQ by an account of before while an edit waits: nobody is invited anew', async () => {
    const email = 'left.long.ago@example.org';
    const account = { account_active: true, password_hash: hashPassword(newPassword) };
    await practice.control('edit', {
      json: { entity: 'web-user', id: await idAt(practice, 'web-user', email), set: account },
    });
    await invite(email);
    await expectSynced(page);
    await syncNow(page);
    await openInvitation(page, email);
    await workOffline(page, true);
    const panel = await openInvitation(page, email);
    await makeReadOnly(panel);
    const id = (await invitationOf(practice, email))?.id ?? '';
    const member = newVisitor(practice);
    await member.signIn(email, newPassword);
    await member.visit(`${USERS}join/${id}/`);
    await member.visit(`${USERS}join/${id}/`, {});
    await practice.control('log', { method: 'DELETE' });
    await workOffline(page, false);
    await expectNeedsYou();
    expect((await writes(practice)).filter(({ path }) => path.includes('/invite/'))).toEqual([]);
    expect(await recordAt(practice, 'web-user', email)).toMatchObject({ is_member: true });
    expect(await mailsTo(practice, email)).toEqual(['invitation']);
    await discard(await openChange(page, email));
    await goTo(page, 'Web Users');
    await expect(page.getByRole('row').filter({ hasText: email })).toContainText('App Editor');
    await goTo(page, 'Pending Invitations');
  });

  await test.step('W-15, W-26: an edit and a resend pressed twice, prepared offline: HQ edits once, mails once', async () => {
    const email = 'lost@example.org';
    const panel = await openInvitation(page, email);
    await expect(panel).not.toContainText('not read yet');
    await workOffline(page, true);
    await makeReadOnly(panel);
    for (let press = 0; press < 2; press += 1) {
      await panel.getByRole('button', { name: 'Resend' }).click();
      await resendDialog().getByRole('button', { name: 'Resend' }).click();
      await expect(resendDialog()).toBeHidden();
      await expect(invitationRow(page, email)).toContainText('Will be sent again');
    }
    await practice.control('log', { method: 'DELETE' });
    await workOffline(page, false);
    await expect.poll(() => mailsTo(practice, email)).toEqual(['invitation', 'invitation']);
    await expect.poll(() => invitationOf(practice, email)).toMatchObject({ role: 'Read Only' });
    await expectSynced(page);
    const done = (await writes(practice)).filter(({ applied }) => applied).map(({ path }) => path);
    expect(done.map((path) => /\/web\/(\w+)\//.exec(path)?.[1])).toEqual(['invite', 'reinvite']);
    expect(await mailsTo(practice, email)).toHaveLength(2);
  });

  await test.step('deletions prepared offline ask once more; who accepted meanwhile is left alone, and that is said', async () => {
    const [later, joined] = ['later@example.org', 'joined@example.org'];
    for (const email of [later, joined])
      await practice.control('edit', {
        json: { entity: 'invitation', create: true, set: { email, role: 'Read Only' } },
      });
    await syncNow(page);
    await workOffline(page, true);
    for (const email of [later, joined]) {
      const panel = await openInvitation(page, email);
      await panel.getByRole('button', { name: 'Delete' }).click();
      const dialog = page.getByRole('dialog', { name: 'Delete this invitation?' });
      await expect(dialog).toContainText('asks you once more');
      await dialog.getByRole('button', { name: 'Delete' }).click();
      await expect(invitationRow(page, email)).toContainText('Will be deleted');
    }
    const link = `${USERS}join/${(await invitationOf(practice, joined))?.id ?? ''}/`;
    const guest = newVisitor(practice);
    await guest.visit(link);
    await guest.visit(link, { full_name: 'Jo Ined', password: newPassword });
    await practice.control('log', { method: 'DELETE' });
    await workOffline(page, false);
    await expectNeedsYou();
    await expect(invitationRow(page, joined)).toHaveCount(0);
    expect(await writes(practice)).toEqual([]);
    expect(await invitationOf(practice, later)).toBeDefined();
    const panel = await openInvitation(page, later);
    await panel.getByRole('button', { name: 'Confirm deletion…' }).click();
    await page.getByRole('dialog', { name: 'Delete this invitation?' }).getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => invitationOf(practice, later)).toBeUndefined();
    await expectSynced(page);
    expect((await writes(practice)).map(({ path }) => path.split('/').at(-2))).toEqual(['delete_invitation']);
    expect(await recordAt(practice, 'web-user', joined)).toMatchObject({ is_member: true });
    await goTo(page, 'History');
    await page.getByRole('row').filter({ hasText: joined }).click();
    await expect(page.getByRole('complementary', { name: 'History entry' })).toContainText(
      'There was no invitation left to delete: it was accepted',
    );
    await goTo(page, 'Pending Invitations');
  });

  await test.step('W-26: deleted at HQ, there is nothing to resend: a question, and no mail', async () => {
    const email = 'lost@example.org';
    const panel = await openInvitation(page, email);
    const id = (await invitationOf(practice, email))?.id;
    await practice.control('edit', { json: { entity: 'invitation', id, remove: true } });
    await panel.getByRole('button', { name: 'Resend' }).click();
    await resendDialog().getByRole('button', { name: 'Resend' }).click();
    await expectNeedsYou();
    expect(await mailsTo(practice, email)).toHaveLength(2);
    await expect(await openChange(page, email)).toContainText('Not there any more');
  });
});
