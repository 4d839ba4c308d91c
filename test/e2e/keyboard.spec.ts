/** The main job without a mouse. */
import { expect, test } from '@playwright/test';
import { tabTo } from './support/press-to.ts';
import { newUserData, openPractice, startRoster } from './support/roster-window.ts';

test('reach the table, open a person, edit and save by keyboard only', async () => {
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await openPractice(page);
  const offline = page.getByRole('switch', { name: 'Work offline' });
  await tabTo(page, offline);
  await page.keyboard.press('Space');
  await expect(offline).toBeChecked();

  await page.keyboard.press('Control+f');
  await expect(page.getByRole('searchbox', { name: 'Search', exact: true })).toBeFocused();
  await page.keyboard.type('aicha');
  const grid = page.getByRole('grid');
  await expect(page.getByRole('row', { name: /aicha\.kone/ })).toBeVisible();
  await tabTo(page, grid);
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  const rows = await page.getByRole('row').allTextContents();
  const steps = rows.findIndex((text) => text.includes('aicha.kone')) - 1;
  for (let step = 0; step < steps; step += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');

  const panel = page.getByRole('complementary', { name: 'Mobile worker details' });
  await expect(panel).toContainText('aicha.kone');
  await tabTo(page, panel.getByRole('button', { name: 'Edit' }));
  await page.keyboard.press('Enter');
  const firstName = panel.getByRole('textbox', { name: 'First name' });
  await tabTo(page, firstName);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Aïchatou');
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('row', { name: /aicha\.kone/ })).toContainText('Aïchatou Koné');
  await expect(page.getByRole('contentinfo')).toContainText('1 change saved on this computer');
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await roster.close();
});
