/** Web users: what the project's own rules and names make of the screens, at any zoom, down to what HQ keeps. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { startPractice } from '../engine/practice/practice-client.ts';
import { connectTo } from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { expectSynced, save, startEdit } from './support/person-panel.ts';
import { editAtHq, recordAt, writes } from './support/practice-log.ts';
import { goTo, newUserData, picture, startRoster, workOffline, zoomedPicture } from './support/roster-window.ts';
import { connectionFacts, signInWith } from './support/sign-in.ts';

/** Each picture is checked in four looks, which takes its time. */
test.setTimeout(300_000);

const webUser = 'angel.quispe@example.org';
/** Whose identity provider the project does not trust. */
const untrusted = 'aigul.petrov@example.org';
/** From right to left, and longer than any column. */
const name = {
  first_name: 'عبد الرحمن',
  last_name: 'الحسيني-المهندس الأوّل لمشروع الصحّة المجتمعيّة في المحافظات الشماليّة',
};

/** The labels of what the Tab key leads to inside `place`, from what has the focus now. */
async function tabStops(page: Page, place: Locator): Promise<string[]> {
  const stops: string[] = [];
  const inside = (): Promise<boolean> => place.evaluate((element) => element.contains(document.activeElement));
  for (let stop = 0; stop < 40 && (await inside()); stop += 1) {
    stops.push(
      await page.evaluate(() => {
        const found = document.activeElement;
        const labels = found instanceof HTMLInputElement ? [...(found.labels ?? [])] : [];
        const label = found?.getAttribute('aria-label') ?? labels[0]?.textContent ?? found?.textContent ?? '';
        return label.replace(/\s*\*$/, '').trim();
      }),
    );
    await page.keyboard.press('Tab');
  }
  return stops;
}

test('help, invite from here, own role, Tableau, focus order, names of any direction and length, zoom', async () => {
  const practice = await startPractice({ throttle: false, size: 30 });
  await practice.control('settings', { json: { tableau: true } });
  await editAtHq(practice, 'web-user', webUser, { ...name, tableau_role: 'Viewer', tableau_groups: ['group1'] });
  await editAtHq(practice, 'web-user', untrusted, { sso_untrusted: true });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await connectTo(page, practice.hq);
  await (await connectionFacts(page)).getByRole('button', { name: 'Sign in to HQ…' }).click();
  await signInWith(page, practice.hq.signIn.password);
  await goTo(page, 'Web Users');
  const grid = page.getByRole('grid', { name: 'Web Users' });

  await test.step('W-01, W-03, W-66: what web users are, and the way on', async () => {
    await page.getByRole('button', { name: 'About web users' }).focus();
    await page.keyboard.press('Enter');
    const help = page.getByRole('dialog', { name: 'About web users' });
    await expect(help).toContainText('oversee the data that mobile workers collect');
    await expect(help).toContainText('lost both the device and the backup codes');
    await expect(help.getByRole('link', { name: 'Roles and Permissions Overview' })).toBeFocused();
    await picture(page, 'web-users-help');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'About web users' })).toBeFocused();
  });

  await test.step('W-06: inviting begins on this tab too', async () => {
    await page.getByRole('button', { name: 'Invite Web User' }).click();
    await expect(page.getByRole('dialog', { name: 'Invite Web User' })).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('W-67: who is under single sign-on is marked, and their panel says why', async () => {
    await expect(grid.getByText('Single sign-on')).toHaveAttribute('title', /single sign-on decides/);
    const panel = page.getByRole('complementary', { name: 'Web user details' });
    await grid.getByRole('row').filter({ hasText: 'Single sign-on' }).click();
    await expect(panel.getByRole('note')).toContainText('single sign-on decides about this account');
    const deactivate = panel.getByRole('button', { name: 'Deactivate…' });
    await expect(deactivate).toHaveAttribute('aria-disabled', 'true');
    await expect(deactivate).toHaveAccessibleDescription(/single sign-on decides/);
    await expect(panel.getByRole('button', { name: 'Remove Membership…' })).not.toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await inspectScreen(roster, 'web-user-single-sign-on');
    await expect(grid.getByRole('row').filter({ hasText: untrusted })).toContainText('SSO not trusted');
    await grid.getByRole('row').filter({ hasText: untrusted }).click();
    await expect(panel.getByRole('note')).toContainText('does not trust the identity provider of this account');
    await panel.getByRole('button', { name: 'Close details' }).click();
  });

  await test.step('E-06: one’s own role stays', async () => {
    const panel = await startEdit(page, 'Web user', practice.hq.username);
    await panel.getByRole('combobox', { name: 'Role', exact: true }).fill('Read Only');
    await page.keyboard.press('Escape');
    await expect(panel).toContainText('You cannot change your own role');
    await expect(panel.getByRole('button', { name: 'Save' })).toBeDisabled();
    await panel.getByRole('button', { name: 'Revert' }).click();
    await panel.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('E-11, E-12: Tableau role and groups, in the order of the keyboard', async () => {
    await practice.control('log', { method: 'DELETE' });
    const panel = await startEdit(page, 'Web user', webUser);
    await expect(panel.getByText('group1')).toBeVisible();
    await panel.getByRole('button', { name: 'Cancel' }).focus();
    const stops = await tabStops(page, panel);
    const fields = ['Cancel', 'Role', 'Profile', 'Tableau role', 'Tableau groups', 'Add or remove locations', 'notes'];
    expect(stops.filter((stop) => fields.includes(stop))).toEqual(fields);
    await inspectScreen(roster, 'web-user-edit');
    await panel.getByRole('combobox', { name: 'Tableau role' }).click();
    await page.getByRole('option', { name: 'Explorer', exact: true }).click();
    await panel.getByRole('combobox', { name: 'Tableau groups' }).fill('group2');
    await page.keyboard.press('Enter');
    await save(panel);
    await expectSynced(page);
    const body = { tableau_role: 'Explorer', tableau_groups: ['group1', 'group2'] };
    expect((await writes(practice)).map((request) => request.body)).toEqual([body]);
    expect(await recordAt(practice, 'web-user', webUser)).toMatchObject(body);
  });

  await test.step('offline the groups are still known', async () => {
    await workOffline(page, true);
    const panel = await startEdit(page, 'Web user', webUser);
    await expect(panel.getByText('group2')).toBeVisible();
    await panel.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('names from right to left, longer than their place', async () => {
    await inspectScreen(roster, 'web-user-right-to-left');
    await expect(grid.getByText(name.first_name).first()).toHaveCSS('direction', 'rtl');
    const heading = page.getByRole('complementary', { name: 'Web user details' }).getByRole('heading', { level: 2 });
    await expect(heading).toHaveCSS('direction', 'rtl');
  });

  await test.step('1024×700 at 200 %: all of it can be reached', async () => {
    await roster.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 700);
      BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2);
    });
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(512);
    const panel = page.getByRole('complementary', { name: 'Web user details' });
    await zoomedPicture(roster, 'web-user-zoom');
    for (const button of ['Edit', 'Deactivate…', 'Remove Membership…']) await expectReachable(panel, button);
    await panel.getByRole('button', { name: 'Remove Membership…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').scrollIntoViewIfNeeded();
    await zoomedPicture(roster, 'remove-zoom');
    await expectReachable(dialog, 'Remove Membership');
    await page.keyboard.press('Escape');
    await panel.getByRole('button', { name: 'Edit' }).click();
    await expectReachable(panel, 'Save');
    await expectReachable(panel, 'Cancel');
    await zoomedPicture(roster, 'web-user-edit-zoom');
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await panel.getByRole('button', { name: 'Close details' }).click();
    await expectReachable(page.getByRole('main'), 'Invite Web User');
    await expectReachable(page.getByRole('main'), 'Columns');
    await zoomedPicture(roster, 'web-users-zoom');
  });
  await roster.close();
  await practice.hq.close();
});

/** Scrolled to where need be, the button lies wholly inside the window. */
async function expectReachable(place: Locator, button: string): Promise<void> {
  const found = place.getByRole('button', { name: button, exact: true });
  await found.scrollIntoViewIfNeeded();
  await expect(found).toBeInViewport({ ratio: 1 });
}
