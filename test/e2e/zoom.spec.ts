/**
 * Web users, invitations and access requests with all of their dialogs in the smallest window at 200 % zoom, and with names from right to left that are longer than
 * their place: nothing is covered, cut off or out of reach.
 */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { startPractice } from '../engine/practice/practice-client.ts';
import { fileAccessRequests } from './support/access-requests.ts';
import { connectTo } from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { inviteDialog, openInvitation, signedIn } from './support/invitation-screen.ts';
import { addLocation, openPerson, syncNow } from './support/person-panel.ts';
import { editAtHq, writes } from './support/practice-log.ts';
import { goTo, newUserData, startRoster, zoomedPicture } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';
import { focused, tabStops } from './support/tab-stops.ts';
import { expectAllReachable, zoomIn } from './support/zoom.ts';
import { sampleSize } from './support/sample-size.ts';

/** Each picture is checked in four looks, which takes its time. */
test.setTimeout(300_000);

const webUser = 'angel.quispe@example.org';
const name = {
  first_name: 'عبد الرحمن',
  last_name: 'الحسيني-المهندس الأوّل لمشروع الصحّة المجتمعيّة في المحافظات الشماليّة',
};
const role = 'منسّق الصحّة المجتمعيّة في المحافظات الشماليّة والشرقيّة, and everything that has to do with it';
/** As long as HQ takes an address. */
const email = `grandmother.of.${'the.very.'.repeat(5)}long@${'department.'.repeat(8)}example.org`;
const place = 'Coordination nationale des équipes mobiles de vaccination et de nutrition du bassin supérieur';

let page: Page;
let roster: RosterWindow;

/** A picture for people to look at, and every stop of the place. */
async function expectGood(where: Locator, title: string): Promise<void> {
  await expectAllReachable(where);
  await zoomedPicture(roster, title);
}

const main = (): Locator => page.getByRole('main');
const dialog = (): Locator => page.getByRole('dialog');

async function cancel(): Promise<void> {
  await dialog().getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog()).toBeHidden();
}

test('lists, panels and dialogs of users, invitations and access requests', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  await practice.control('settings', { json: { tableau: true } });
  await practice.control('edit', { json: { entity: 'role', create: true, set: { name: role } } });
  await practice.control('edit', { json: { entity: 'location', username: 'Amara Clinic 1', set: { name: place } } });
  await editAtHq(practice, 'web-user', webUser, { ...name, role, tableau_groups: ['group1', 'Programme managers'] });
  await practice.control('edit', { json: { entity: 'invitation', create: true, set: { email, role } } });
  await fileAccessRequests(practice, { [`${name.first_name} ${name.last_name}`]: email });
  roster = await startRoster(await newUserData());
  page = roster.page;
  await connectTo(page, practice.hq);
  await signedIn(page, practice);
  // Roles, profiles and custom fields come with the sign-in.
  await syncNow(page);
  await practice.control('log', { method: 'DELETE' });
  await goTo(page, 'Access Requests');

  await test.step('long names and names from right to left: the approval', async () => {
    await page.getByRole('button', { name: /^Approve the request/ }).click();
    await dialog().getByRole('combobox', { name: 'Role', exact: true }).fill(role.slice(0, 8));
    await page.getByRole('option', { name: role }).click();
    await inspectScreen(roster, 'approve-long');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Leave without saving' }).click();
    await expect(dialog()).toBeHidden();
    await inspectScreen(roster, 'access-requests-long');
  });

  await test.step('long names and names from right to left: the lists and the question to deactivate', async () => {
    await goTo(page, 'Pending Invitations');
    await openInvitation(page, email);
    await inspectScreen(roster, 'invitation-long');
    await goTo(page, 'Web Users');
    const panel = await openPerson(page, 'Web user', webUser);
    await panel.getByRole('button', { name: 'Deactivate…' }).click();
    await expect(dialog()).toContainText(name.first_name);
    await inspectScreen(roster, 'deactivate-long');
    await cancel();
  });

  await page.getByRole('grid').focus();
  await zoomIn(roster);
  await test.step('a panel that has the place of the list has its keyboard too, and gives both back', async () => {
    const panel = page.getByRole('complementary', { name: 'Web user details' });
    const grid = page.getByRole('grid');
    await expect(grid).toBeHidden();
    await expect(panel.getByRole('heading', { level: 2 })).toBeFocused();
    await page.getByRole('button', { name: 'About web users' }).focus();
    const stops = await tabStops(page, main());
    expect(stops).toContain('button Close details');
    expect(stops.filter((stop) => /^(grid|checkbox)|^button (Web user|Actions|Resize)/.test(stop))).toEqual([]);
    await panel.getByRole('button', { name: 'Edit' }).focus();
    await page.keyboard.press('Shift+Tab');
    expect(await focused(page)).toBe('button History');
    await page.keyboard.press('Escape');
    await expect(grid).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(panel.getByRole('heading', { level: 2 })).toBeFocused();
    await expect(grid).toBeHidden();
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
    // The same by the mouse, which leaves the keyboard with the list where there is one.
    await grid.getByRole('row').filter({ hasText: webUser }).click();
    await expect(panel.getByRole('heading', { level: 2 })).toBeFocused();
  });

  await test.step('Users: list, questions, many at once', async () => {
    const panel = page.getByRole('complementary', { name: 'Web user details' });
    await expectGood(panel, 'user');
    await panel.getByRole('button', { name: 'Deactivate…' }).click();
    await expectGood(dialog(), 'deactivate');
    await cancel();
    await panel.getByRole('button', { name: 'Remove Membership…' }).click();
    await expectGood(dialog(), 'remove');
    await cancel();
    await panel.getByRole('button', { name: 'Edit' }).click();
    await expectGood(panel, 'user-edit');
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await panel.getByRole('button', { name: 'Close details' }).click();
    await page.getByRole('searchbox', { name: 'Search', exact: true }).fill('');
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '61');
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+a');
    await expect(page.getByRole('toolbar', { name: 'Selected people' })).toContainText('60 selected');
    await expectGood(main(), 'users-selected');
    for (const action of ['Role…', 'Locations…', 'Deactivate…', 'Reactivate…']) {
      await page.getByRole('toolbar', { name: 'Selected people' }).getByRole('button', { name: action }).click();
      if (action === 'Role…') {
        await dialog().getByRole('combobox', { name: 'Role', exact: true }).fill(role.slice(0, 8));
        await page.getByRole('option', { name: role }).click();
      }
      // It counts first, and what it found moves the buttons.
      if (!action.startsWith('L')) await expect(dialog().getByRole('button', { name: /^Save for/ })).toBeEnabled();
      await expectGood(dialog(), `bulk-${action.replace('…', '').toLowerCase()}`);
      await cancel();
    }
  });

  await test.step('Pending Invitations: list, panel, form, deletion', async () => {
    await goTo(page, 'Pending Invitations');
    const panel = page.getByRole('complementary', { name: 'Invitation details' });
    // In this window it lies over the list.
    await panel.getByRole('button', { name: 'Close details' }).click();
    await expectGood(main(), 'invitations');
    await openInvitation(page, email);
    await expectGood(panel, 'invitation');
    await panel.getByRole('button', { name: 'Delete', exact: true }).click();
    await expectGood(dialog(), 'invitation-delete');
    await cancel();
    await panel.getByRole('button', { name: 'Edit', exact: true }).click();
    await expectGood(panel, 'invitation-edit');
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await panel.getByRole('button', { name: 'Change email…' }).click();
    await expectGood(dialog(), 'invitation-change-email');
    await cancel();
    await panel.getByRole('button', { name: 'Close details' }).click();
  });

  await test.step('Invite Web User, with all that is said beside the fields', async () => {
    await page.getByRole('button', { name: 'Invite Web User' }).click();
    const invite = inviteDialog(page);
    await invite.getByRole('textbox', { name: 'Email addresses' }).fill(`${email} not-an-address`);
    const roleField = invite.getByRole('combobox', { name: 'Role', exact: true });
    await roleField.focus();
    // What is said of the addresses pushes it down.
    await expect(invite.getByRole('status', { name: 'Addresses to invite' })).toContainText('in this project');
    await expect(roleField).toBeInViewport({ ratio: 1 });
    await roleField.fill('Admin');
    await page.getByRole('option', { name: 'Admin', exact: true }).click();
    await addLocation(invite, place);
    await expectAllReachable(invite);
    await invite.getByRole('button', { name: 'Send invite' }).click();
    await expect(invite.getByRole('textbox', { name: 'Email addresses' })).toBeFocused();
    await expectGood(invite, 'invite');
    await invite.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Leave without saving' }).click();
    await expect(dialog()).toBeHidden();
  });

  await test.step('Access Requests: list, approval, deletion', async () => {
    await goTo(page, 'Access Requests');
    await expectGood(main(), 'access-requests');
    await page.getByRole('button', { name: /^Approve the request/ }).click();
    await expectGood(dialog(), 'approve');
    await cancel();
    await page.getByRole('button', { name: /^Delete the request/ }).click();
    await expectGood(dialog(), 'access-request-delete');
    await cancel();
  });

  expect(await writes(practice)).toEqual([]);
  await roster.close();
  await practice.hq.close();
});
