/** The screen where clashes are decided, and how tests get there. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

export function conflictScreen(page: Page): Locator {
  return page.getByRole('region', { name: 'What is to stay?' });
}

/** The choices of a field (or of fields that are decided together: their names, joined). */
export function choicesFor(page: Page, field: string): Locator {
  return conflictScreen(page).getByRole('radiogroup', { name: `Result for ${field}`, exact: true });
}

/** Which choice of a field has the keyboard. */
export async function expectFocusIn(page: Page, field: string): Promise<void> {
  await expect(choicesFor(page, field).locator(':focus')).toHaveCount(1);
}

export async function expectChosen(page: Page, field: string, choice: string): Promise<void> {
  await expect(choicesFor(page, field).getByRole('radio', { name: choice, exact: true })).toBeChecked();
}
