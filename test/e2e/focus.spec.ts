/** Where the keyboard is after each step: never lost to the page's body. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { inspectScreen } from './support/inspect-screen.ts';
import { recordAt, writes } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import type { PracticeWindow } from './support/practice-window.ts';
import { tabTo } from './support/press-to.ts';
import { goTo, workOffline } from './support/roster-window.ts';
import { connectionFacts, signInWith } from './support/sign-in.ts';

const webUser = 'angel.quispe@example.org';

let opened: PracticeWindow;
let page: Page;

test.beforeEach(async () => {
  opened = await openPracticeWindow();
  ({ page } = opened);
});

test.afterEach(async () => {
  await closePracticeWindow(opened);
});

const grid = (): Locator => page.getByRole('grid');
const panel = (kind: string): Locator => page.getByRole('complementary', { name: `${kind} details` });

/** Finds one person and opens them as the keyboard does. */
async function openByKeyboard(search: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search', exact: true }).fill(search);
  await expect(grid().getByRole('row').filter({ hasText: search })).toHaveCount(1);
  await expect(grid()).toHaveAttribute('aria-rowcount', '2');
  await tabTo(page, grid());
  await page.keyboard.press('Enter');
}

test('the panel of a web user: in by Enter, through edit, save and cancel, out again', async () => {
  await goTo(page, 'Web Users');
  await workOffline(page, true);
  await openByKeyboard(webUser);
  const details = panel('Web user');
  await expect(details.getByRole('heading', { level: 2 })).toBeFocused();
  await page.keyboard.press('Tab');
  await tabTo(page, details.getByRole('button', { name: 'Edit' }));
  await page.keyboard.press('Enter');
  await expect(details.getByRole('heading', { level: 2 })).toBeFocused();

  await test.step('cancel, with and without edits to drop', async () => {
    await tabTo(page, details.getByRole('button', { name: 'Cancel' }));
    await page.keyboard.press('Enter');
    await expect(details.getByRole('button', { name: 'Edit' })).toBeFocused();
    await page.keyboard.press('Enter');
    await tabTo(page, details.getByRole('textbox', { name: 'notes' }));
    await page.keyboard.type('dropped');
    await details.getByRole('button', { name: 'Cancel' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.getByRole('button', { name: 'Leave without saving' }).focus();
    await page.keyboard.press('Enter');
    await expect(details.getByRole('button', { name: 'Edit' })).toBeFocused();
  });

  await test.step('save', async () => {
    await page.keyboard.press('Enter');
    await tabTo(page, details.getByRole('textbox', { name: 'notes' }));
    await page.keyboard.type('kept');
    await tabTo(page, details.getByRole('button', { name: 'Save' }));
    await page.keyboard.press('Enter');
    await expect(details.getByRole('button', { name: 'Edit' })).toBeFocused();
    await expect(details).toContainText('kept');
  });

  await test.step('a question, answered by no', async () => {
    const remove = details.getByRole('button', { name: 'Remove Membership…' });
    await remove.focus();
    await page.keyboard.press('Enter');
    const explained = page.getByRole('dialog');
    await expect(explained).toBeVisible();
    await page.keyboard.press('Escape');
    // A closing dialog still has the keyboard.
    await expect(explained).toBeHidden();
    await expect(remove).toBeFocused();
  });

  await test.step('close, by button and by Escape', async () => {
    await details.getByRole('button', { name: 'Close details' }).focus();
    await page.keyboard.press('Enter');
    await expect(details).toBeHidden();
    await expect(grid()).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(details.getByRole('heading', { level: 2 })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(details).toBeHidden();
    await expect(grid()).toBeFocused();
  });

  await test.step('a click leaves the keyboard with the list', async () => {
    await grid().getByRole('row').filter({ hasText: webUser }).click();
    await expect(details.getByRole('heading', { level: 2 })).toBeVisible();
    await expect(grid()).toBeFocused();
  });

  await test.step('the menu of a row gives it back to the list', async () => {
    await page.keyboard.press('Shift+F10');
    // Shown before it has the keyboard.
    await expect(page.getByRole('menuitem').first()).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(grid()).toBeFocused();
  });
});

test('the panel of a mobile worker, and the dialog for a new one', async () => {
  await workOffline(page, true);
  await openByKeyboard('amina.mwangi');
  const details = panel('Mobile worker');
  await expect(details.getByRole('heading', { level: 2 })).toBeFocused();
  await tabTo(page, details.getByRole('button', { name: 'Edit' }));
  await page.keyboard.press('Enter');
  await tabTo(page, details.getByRole('textbox', { name: 'First name' }));
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Aminata');
  await page.keyboard.press('Control+s');
  await expect(details.getByRole('button', { name: 'Edit' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(grid()).toBeFocused();
  const create = page.getByRole('button', { name: 'New mobile worker' });
  await create.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Username' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(create).toBeFocused();
});

test('invitations: the dialog and the panel', async () => {
  await (await connectionFacts(page)).getByRole('button', { name: 'Sign in to HQ…' }).click();
  await signInWith(page, opened.practice.hq.signIn.password);
  await goTo(page, 'Pending Invitations');
  await expect(grid().getByRole('row').nth(1)).toContainText('@');
  await workOffline(page, true);
  const invite = page.getByRole('button', { name: 'Invite Web User' });
  const dialog = page.getByRole('dialog', { name: 'Invite Web User' });

  await test.step('invite: cancelled, and saved', async () => {
    await invite.focus();
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('textbox', { name: 'Email addresses' })).toBeFocused();
    await page.keyboard.press('Escape');
    // A closing dialog still has the keyboard, and so has what was there before an opening one.
    await expect(dialog).toBeHidden();
    await expect(invite).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('textbox', { name: 'Email addresses' })).toBeFocused();
    await page.keyboard.insertText('ada@example.org');
    // One Escape asks, and the question stays; the next one answers it, and asks nothing again.
    await page.keyboard.press('Escape');
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    await expect(question.getByRole('button', { name: 'Keep editing' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(question).toBeHidden();
    await expect(dialog.getByRole('textbox', { name: 'Email addresses' })).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(dialog.getByRole('combobox', { name: 'Role' })).toBeFocused();
    await page.keyboard.type('App Editor');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo(page, dialog.getByRole('button', { name: 'Send invite' }));
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(invite).toBeFocused();
  });

  await test.step('the panel: in, edit, cancel, a question, out', async () => {
    await tabTo(page, grid());
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    const details = panel('Invitation');
    await expect(details.getByRole('heading', { level: 2 })).toBeFocused();
    const edit = details.getByRole('button', { name: 'Edit', exact: true });
    await tabTo(page, edit);
    await page.keyboard.press('Enter');
    await expect(details.getByRole('heading', { level: 2 })).toBeFocused();
    await details.getByRole('button', { name: 'Cancel' }).focus();
    await page.keyboard.press('Enter');
    await expect(edit).toBeFocused();
    await details.getByRole('button', { name: 'Delete', exact: true }).focus();
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Delete this invitation?' });
    await expect(question).toBeVisible();
    await page.keyboard.press('Escape');
    // A closing dialog still has the keyboard.
    await expect(question).toBeHidden();
    await expect(details.getByRole('button', { name: 'Delete', exact: true })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(details).toBeHidden();
    await expect(grid()).toBeFocused();
  });
});

test('many at once: back to the button, or to the list where the bar is gone; ranges shrink', async () => {
  await goTo(page, 'Web Users');
  await expect(grid().getByRole('row').nth(1)).toContainText('@');
  await workOffline(page, true);
  const bar = page.getByRole('toolbar', { name: 'Selected people' });
  await grid().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(bar).toContainText('3 selected');
  await page.keyboard.press('Shift+ArrowUp');
  await expect(bar).toContainText('2 selected');
  await page.keyboard.press('Shift+Home');
  await expect(bar).toContainText('2 selected');
  await expect(grid().getByRole('row').nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(grid().getByRole('row').nth(3)).toHaveAttribute('aria-selected', 'false');

  const button = bar.getByRole('button', { name: 'Locations…' });
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
  await bar.getByRole('button', { name: 'Deactivate…' }).focus();
  await page.keyboard.press('Enter');
  const save = dialog.getByRole('button', { name: /^Save for/ });
  // It counts first.
  await expect(save).toBeEnabled();
  await save.focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(bar).toBeHidden();
  await expect(grid()).toBeFocused();
});

test('E-06 and columns: what is asked and shown of a web user', async () => {
  await goTo(page, 'Web Users');
  await workOffline(page, true);
  const details = panel('Web user');
  const dialog = page.getByRole('dialog');
  let lowered = '';

  await test.step('E-06: ending somebody’s admin role asks; no leaves the form as it was', async () => {
    await page.getByRole('combobox', { name: 'Role' }).fill('Admin');
    await page.getByRole('option', { name: 'Admin', exact: true }).click();
    const other = grid().getByRole('row').filter({ hasText: '@' }).filter({ hasNotText: 'You' }).first();
    await expect(other).toContainText('Admin');
    lowered = /[^\s@]+@[^\s@]+\.[a-z]+/.exec(await other.innerText())?.[0] ?? '';
    await other.click();
    await details.getByRole('button', { name: 'Edit' }).click();
    const role = details.getByRole('combobox', { name: 'Role', exact: true });
    await role.fill('Read Only');
    await page.keyboard.press('Escape');
    await details.getByRole('button', { name: 'Save' }).focus();
    await page.keyboard.press('Enter');
    await expect(dialog).toContainText('takes the right to manage users and settings away');
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await inspectScreen(opened.roster, 'ask-from-admin');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(details.getByRole('button', { name: 'Save' })).toBeFocused();
    await expect(role).toHaveValue('Read Only');
    await expect(page.getByRole('contentinfo')).toContainText('No changes waiting');
    await page.keyboard.press('Control+s');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('contentinfo')).toContainText('1 change saved');
    await expect(details.getByRole('button', { name: 'Edit' })).toBeFocused();
    await page.getByRole('button', { name: 'Clear filters' }).click();
  });

  await test.step('E-06: making somebody an admin asks, an ordinary role does not', async () => {
    await page.keyboard.press('Escape');
    await openByKeyboard(webUser);
    await details.getByRole('button', { name: 'Edit' }).click();
    await details.getByRole('combobox', { name: 'Role', exact: true }).fill('Admin');
    await page.keyboard.press('Escape');
    await details.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('dialog', { name: /^Make .* an admin\?$/ })).toContainText('Admin may do everything');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await details.getByRole('combobox', { name: 'Role', exact: true }).fill('App Editor');
    await page.keyboard.press('Escape');
    await details.getByRole('button', { name: 'Save' }).click();
    await expect(details.getByRole('button', { name: 'Edit' })).toBeFocused();
    await expect(dialog).toBeHidden();
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox', { name: 'Search', exact: true }).fill('');
  });

  await test.step('PersonalID is a column that can be had, and says why it is empty', async () => {
    await expect(grid().getByRole('columnheader', { name: 'PersonalID' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Name', exact: true }).uncheck();
    const box = page.getByRole('checkbox', { name: 'PersonalID' });
    await expect(box).not.toBeChecked();
    await expect(page.getByRole('group', { name: 'Which columns are shown' })).toContainText('for mobile workers');
    await box.check();
    await inspectScreen(opened.roster, 'columns');
    await page.keyboard.press('Escape');
    await expect(grid().getByRole('columnheader', { name: 'PersonalID' })).toHaveCount(1);
    await expect(grid().getByText('n/a').first()).toHaveAttribute('title', /for mobile workers/);
    await expect(grid().getByText('–').first()).toHaveAttribute('title', /Download Web Users/);
  });

  await test.step('E-06: once online HQ has both roles, each asked of it once', async () => {
    const { practice } = opened;
    await practice.control('log', { method: 'DELETE' });
    await workOffline(page, false);
    const roleOf = async (username: string) => (await recordAt(practice, 'web-user', username))['role'];
    await expect.poll(() => roleOf(lowered), { timeout: 90_000 }).toBe('Read Only');
    await expect.poll(() => roleOf(webUser), { timeout: 90_000 }).toBe('App Editor');
    const sent = (await writes(practice)).map(({ method, body }) => ({ method, body }));
    expect(sent).toHaveLength(2);
    for (const role of ['Read Only', 'App Editor']) expect(sent).toContainEqual({ method: 'PATCH', body: { role } });
  });
});
