/** The Changes screen: a change's row, its panel and the values it shows. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { closeToasts } from './close-toasts.ts';
import { goTo } from './roster-window.ts';

/** Opens the one change of this person. */
export async function openChange(page: Page, who: string): Promise<Locator> {
  await goTo(page, 'Changes');
  const row = changeRow(page, who);
  await expect(row).toHaveCount(1);
  const panel = page.getByRole('complementary', { name: 'Change details' });
  await closeToasts(page);
  // A second click on an open change would do nothing either, but the panel may still show another one.
  await row.click();
  await expect(panel).toContainText(who);
  return panel;
}

export function changeRow(page: Page, who: string): Locator {
  return page.getByRole('grid', { name: 'Changes' }).getByRole('row').filter({ hasText: who });
}

/** The cells beside a field's name: was, yours, and HQ's where it is shown. */
export async function expectValues(panel: Locator, field: string, values: string[]): Promise<void> {
  const row = panel.getByRole('row').filter({ has: panel.page().getByRole('rowheader', { name: field }) });
  await expect(row.getByRole('cell')).toHaveText(values);
}

export async function discard(panel: Locator): Promise<void> {
  await panel.getByRole('button', { name: 'Discard' }).click();
  const dialog = panel.page().getByRole('dialog', { name: 'Discard this change?' });
  await dialog.getByRole('button', { name: 'Discard' }).click();
  await expect(dialog).toBeHidden();
}
