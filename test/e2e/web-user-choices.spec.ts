/** Choices among web users and roles that are hard to tell apart, or that REST has no way for: down to what HQ keeps. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import type { Practice } from '../engine/practice/practice-client.ts';
import { inviteDialog, openInvitation, signedIn } from './support/invitation-screen.ts';
import { addLocation, expectSynced, save, startEdit, syncNow } from './support/person-panel.ts';
import { invitationOf, mailsTo } from './support/practice-invitations.ts';
import { editAtHq, idAt, recordAt, writes } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import type { PracticeWindow } from './support/practice-window.ts';
import { goTo } from './support/roster-window.ts';
import { sampleSize } from './support/sample-size.ts';

const webUser = 'angel.quispe@example.org';
/** Whose identity provider the project does not trust, with an address as long as they come. */
const untrusted = 'aigul.petrov@example.org';
const twice = 'App Editor';
const clinic = 'Amara Clinic 1';

let window: PracticeWindow;
let practice: Practice;
let page: Page;

test.beforeEach(async () => {
  window = await openPracticeWindow({ throttle: false, size: sampleSize });
  ({ practice, page } = window);
  // What the plan includes is asked at the sign-in.
  await practice.control('settings', { json: { planProfiles: false } });
  await signedIn(page, practice);
});

test.afterEach(() => closePracticeWindow(window));

/** HQ's ids of the roles of the name; the second is the one made last. */
async function roleIds(): Promise<string[]> {
  const all = z
    .array(z.looseObject({ id: z.string(), name: z.string() }))
    .parse(await practice.control('state?entity=role'));
  return all.filter(({ name }) => name === twice).map(({ id }) => id);
}

test('W-07: of two roles of one name the one that is meant is chosen, and HQ has that one', async () => {
  await practice.control('edit', {
    json: { entity: 'role', create: true, set: { name: twice, permissions: { view_reports: true } } },
  });
  const chosen = (await roleIds()).at(-1) ?? '';
  await syncNow(page);
  await practice.control('log', { method: 'DELETE' });
  await goTo(page, 'Pending Invitations');
  await page.getByRole('button', { name: 'Invite Web User' }).click();
  const dialog = inviteDialog(page);
  await dialog.getByRole('textbox', { name: 'Email addresses' }).fill('zoe@example.org');
  await dialog.getByRole('combobox', { name: 'Role' }).fill(twice);
  await page.getByRole('option', { name: twice, exact: true }).click();
  const which = dialog.getByRole('combobox', { name: `Which of the roles called ${twice}` });
  await dialog.getByRole('button', { name: 'Send invite' }).click();
  await expect(dialog).toContainText(`Several roles of this project are called '${twice}'`);
  expect(await writes(practice)).toEqual([]);
  await which.click();
  await expect(page.getByRole('option', { name: /^id …/ })).toHaveCount(2);
  await page.getByRole('option', { name: `…${chosen.slice(-6)}` }).click();
  await dialog.getByText(`What ${twice} allows`).click();
  await expect(dialog.getByRole('listitem')).toHaveText(['View reports']);
  await dialog.getByRole('button', { name: 'Send invite' }).click();
  await expect(dialog).toBeHidden();
  await expectSynced(page);
  expect(await invitationOf(practice, 'zoe@example.org')).toMatchObject({ role_id: chosen });
  expect(await mailsTo(practice, 'zoe@example.org')).toHaveLength(1);

  await test.step('W-10 … W-12: a plan without profiles: said at the field, in the invitation, its edit and the person’s', async () => {
    const words = /The project has no user profiles.*can change the plan/;
    await page.getByRole('button', { name: 'Invite Web User' }).click();
    await expect(dialog.getByRole('combobox', { name: 'Profile' })).toHaveAccessibleDescription(words);
    await expect(dialog.getByRole('textbox', { name: 'notes' })).toBeEditable();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    const invitation = await openInvitation(page, 'zoe@example.org');
    await invitation.getByRole('button', { name: 'Edit', exact: true }).click();
    await expect(invitation.getByRole('combobox', { name: 'Profile' })).toHaveAccessibleDescription(words);
    await invitation.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('E-11: a project without Tableau is not asked for it, in the invitation and in the edit', async () => {
    await page.getByRole('button', { name: 'Invite Web User' }).click();
    await expect(dialog.getByRole('combobox', { name: 'Role' })).toBeVisible();
    await expect(dialog.getByText(/Tableau/)).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await goTo(page, 'Web Users');
    const panel = await startEdit(page, 'Web user', webUser);
    await expect(panel.getByRole('combobox', { name: 'Role' })).toBeVisible();
    await expect(panel.getByText(/Tableau/)).toHaveCount(0);
    await expect(panel.getByRole('combobox', { name: 'Profile' })).toHaveAccessibleDescription(/no user profiles/);
  });

  await test.step('E-06: HQ’s API cannot be told which of two roles of one name: an edit gives neither', async () => {
    await practice.control('log', { method: 'DELETE' });
    const panel = page.getByRole('complementary', { name: 'Web user details' });
    await panel.getByRole('combobox', { name: 'Role' }).fill(twice);
    await page.keyboard.press('Escape');
    await expect(panel).toContainText(`Two roles of this project are called '${twice}'`);
    await expect(panel.getByRole('button', { name: 'Save' })).toBeDisabled();
    await panel.getByRole('combobox', { name: 'Role' }).fill('Billing Admin');
    await page.keyboard.press('Escape');
    await save(panel);
    await expect.poll(() => recordAt(practice, 'web-user', webUser)).toMatchObject({ role: 'Billing Admin' });
    expect((await writes(practice)).map(({ body }) => body)).toEqual([{ role: 'Billing Admin' }]);
  });
});

test('W-14, W-29: where the plan has no API, HQ’s own pages invite, deactivate and reactivate', async () => {
  await practice.control('settings', { json: { planApi: false } });
  // One that REST never told.
  const { parent_id } = await recordAt(practice, 'location', clinic);
  const set = { name: 'New Health Post', site_code: 'new_post', parent_id };
  await practice.control('edit', { json: { entity: 'location', create: true, set } });
  await syncNow(page);
  await practice.control('log', { method: 'DELETE' });
  await goTo(page, 'Pending Invitations');
  await page.getByRole('button', { name: 'Invite Web User' }).click();
  const dialog = inviteDialog(page);
  await dialog.getByRole('textbox', { name: 'Email addresses' }).fill('zoe@example.org');
  await dialog.getByRole('combobox', { name: 'Role' }).fill(twice);
  await page.getByRole('option', { name: twice, exact: true }).click();

  await test.step('W-13, E-08: without REST the list of locations is read on HQ’s pages: one seen before and a new one can be given', async () => {
    const field = dialog.getByRole('group', { name: 'Locations' });
    await addLocation(dialog, clinic);
    await addLocation(dialog, 'New Health Post');
    // HQ's pages tell the new one's path and nothing more.
    await expect(field.getByText(/[^/]+\/[^/]+\/New Health Post/)).toBeVisible();
    await expect(field).not.toContainText('Only what was seen in this project is offered.');
  });
  await dialog.getByRole('button', { name: 'Send invite' }).click();
  await expect(dialog).toBeHidden();
  await expectSynced(page);
  const place = await idAt(practice, 'location', clinic);
  const post = await idAt(practice, 'location', 'New Health Post');
  const invited = () => invitationOf(practice, 'zoe@example.org');
  await expect
    .poll(invited, { timeout: 30_000 })
    .toMatchObject({ role: twice, assigned_location_ids: [place, post], primary_location_id: place });

  await goTo(page, 'Web Users');
  await page.getByRole('searchbox', { name: 'Search', exact: true }).fill(webUser);
  const grid = page.getByRole('grid', { name: 'Web Users' });
  // The heading and the one found: rows that come with the answer take a menu away that was opened before.
  await expect(grid).toHaveAttribute('aria-rowcount', '2');
  const row = grid.getByRole('row').filter({ hasText: webUser });
  await row.getByRole('button', { name: /^Actions/ }).click();

  await test.step('the open menu holds what a menu may hold', async () => {
    const menu = page.getByRole('menu');
    await expect(menu.getByRole('menuitem').first()).toBeFocused();
    await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
    const { violations } = await new AxeBuilder({ page }).include('[role="menu"]').setLegacyMode(true).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  await page.getByRole('menuitem', { name: 'Deactivate…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await expectSynced(page);
  const now = () => recordAt(practice, 'web-user', webUser);
  await expect.poll(now, { timeout: 30_000 }).toMatchObject({ is_active_in_domain: false });
  await expect(row).toContainText('Deactivated');
  await row.getByRole('button', { name: /^Actions/ }).click();
  await page.getByRole('menuitem', { name: 'Reactivate…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reactivate' }).click();
  await expect.poll(now, { timeout: 30_000 }).toMatchObject({ is_active_in_domain: true });
  const sent = (await writes(practice)).filter(({ applied }) => applied).map(({ path }) => path);
  expect(sent.map((path) => /\/web\/(\w+)\//.exec(path)?.[1])).toEqual(['invite', 'deactivate', 'reactivate']);
});

test('W-67: at 1024×700, beside an open panel, what marks an account is said whole', async () => {
  await editAtHq(practice, 'web-user', untrusted, { sso_untrusted: true });
  await syncNow(page);
  await window.roster.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 700);
  });
  await goTo(page, 'Web Users');
  const grid = page.getByRole('grid', { name: 'Web Users' });
  await page.getByRole('searchbox', { name: 'Search', exact: true }).fill(untrusted);
  const row = grid.getByRole('row').filter({ hasText: untrusted });
  await expect(row).toHaveCount(1);
  const badge = row.getByText('not trusted');
  // By parts of a pixel: one that is missing ends the text in dots.
  const isWhole = () =>
    badge.evaluate((element) => {
      const text = document.createRange();
      text.selectNodeContents(element);
      const { paddingLeft, paddingRight, borderLeftWidth, borderRightWidth } = getComputedStyle(element);
      const around = [paddingLeft, paddingRight, borderLeftWidth, borderRightWidth].map(parseFloat);
      const room = around.reduce((left, part) => left - part, element.getBoundingClientRect().width);
      return text.getBoundingClientRect().width <= room + 0.01;
    });
  await expect.poll(isWhole).toBe(true);
  await row.click();
  await expect(page.getByRole('complementary', { name: 'Web user details' })).toBeVisible();
  await expect.poll(isWhole).toBe(true);
  const [inside, cell] = await Promise.all([
    badge.boundingBox(),
    row.getByRole('gridcell').filter({ hasText: untrusted }).boundingBox(),
  ]);
  expect((inside?.x ?? 0) + (inside?.width ?? 0)).toBeLessThanOrEqual((cell?.x ?? 0) + (cell?.width ?? 0));
});
