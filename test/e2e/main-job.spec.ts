import { expect, test } from '@playwright/test';
import { practiceWorker } from './support/practice-data.ts';
import { goTo, newUserData, openPractice, picture, startRoster, workOffline } from './support/roster-window.ts';

test('the main job: practice, search, edit and create offline, kill -9, restart, sync', async () => {
  const userData = await newUserData();
  let roster = await startRoster(userData);
  let { page } = roster;

  await test.step('first start leads into the practice project and pulls it', async () => {
    await expect(page.getByRole('heading', { name: 'Welcome to Roster' })).toBeVisible();
    await picture(page, 'welcome');
    await openPractice(page);
    await expect(page.getByRole('heading', { name: 'Mobile Workers', level: 1 })).toBeVisible();
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '401');
    await picture(page, 'mobile-workers');
  });

  await test.step('search finds as one types', async () => {
    await page.getByRole('searchbox').fill('aicha.kone');
    await expect(page.getByRole('row', { name: /aicha\.kone/ })).toHaveCount(1);
  });

  await test.step('edit a worker offline', async () => {
    await workOffline(page, true);
    await page.getByRole('row', { name: /aicha\.kone/ }).click();
    const panel = page.getByRole('complementary', { name: 'Mobile worker details' });
    await panel.getByRole('button', { name: 'Edit' }).click();
    await panel.getByRole('textbox', { name: 'First name' }).fill('Aïchatou');
    await panel.getByRole('textbox', { name: 'Phone number 1' }).fill('+221 77 123 45 67');
    await panel.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('row', { name: /Aïchatou Koné/ })).toBeVisible();
    await expect(page.getByRole('contentinfo')).toContainText('1 change');
    await picture(page, 'edited-offline');
  });

  await test.step('create a worker offline', async () => {
    await page.getByRole('button', { name: 'New mobile worker' }).click();
    const dialog = page.getByRole('dialog', { name: 'New mobile worker' });
    await dialog.getByRole('textbox', { name: 'Username' }).fill('Maria da Silva');
    await dialog.getByRole('textbox', { name: 'Password' }).fill('Brücke-und-Birke-7');
    await dialog.getByRole('textbox', { name: 'First name' }).fill('Maria');
    await dialog.getByRole('textbox', { name: 'Last name' }).fill('da Silva');
    await expect(dialog.getByText('maria.da.silva@practice-project.commcarehq.org')).toBeVisible();
    // Playwright starts Electron without the system's key store, so Roster asks before it keeps a password in the clear.
    await dialog.getByRole('checkbox', { name: /Keep the password when Roster is closed/ }).check();
    await picture(page, 'create-offline');
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(dialog).toBeHidden();
    await page.getByRole('searchbox').fill('maria.da.silva');
    await expect(page.getByRole('row', { name: /maria\.da\.silva/ })).toBeVisible();
  });

  await test.step('nothing has reached HQ', () => {
    expect(practiceWorker(userData, 'aicha.kone')?.first_name).toBe('Aïcha');
    expect(practiceWorker(userData, 'maria.da.silva')).toBeUndefined();
  });

  await test.step('kill -9 of every process, start again: still there, still offline', async () => {
    await roster.kill();
    roster = await startRoster(userData);
    page = roster.page;
    await expect(page.getByRole('switch', { name: 'Work offline' })).toBeChecked();
    await expect(page.getByRole('contentinfo')).toContainText('2 changes');
    await goTo(page, 'Changes');
    await expect(page.getByRole('main')).toContainText('aicha.kone');
    await expect(page.getByRole('main')).toContainText('Aïchatou');
    await expect(page.getByRole('main')).toContainText('maria.da.silva');
    await picture(page, 'changes-after-kill');
  });

  await test.step('online: synced, and the practice HQ has it', async () => {
    await workOffline(page, false);
    await expect(page.getByRole('contentinfo')).toContainText('No changes waiting', { timeout: 30_000 });
    expect(practiceWorker(userData, 'aicha.kone')).toMatchObject({ first_name: 'Aïchatou', last_name: 'Koné' });
    expect(practiceWorker(userData, 'aicha.kone')?.phone_numbers[0]).toBe('221771234567');
    expect(practiceWorker(userData, 'maria.da.silva')).toMatchObject({ first_name: 'Maria', last_name: 'da Silva' });
    await goTo(page, 'Mobile Workers');
    await page.getByRole('searchbox').fill('maria.da.silva');
    await expect(page.getByRole('row', { name: /maria\.da\.silva/ })).toBeVisible();
    await picture(page, 'synced');
  });
  await roster.close();
});
