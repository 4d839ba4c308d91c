/** The dialog that signs the account in to HQ's web pages, and the Connection screen that tells of it. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { goTo } from './roster-window.ts';

export function signInDialog(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Sign in to HQ' });
}

/** The fields of the dialog's steps. */
export function signInFields(page: Page) {
  const dialog = signInDialog(page);
  return {
    password: dialog.getByRole('textbox', { name: 'HQ password' }),
    code: dialog.getByRole('textbox', { name: 'Code', exact: true }),
    backup: dialog.getByRole('textbox', { name: 'Backup code' }),
  };
}

/** From the password to the window, for an account with nothing but a password. */
export async function signInWith(page: Page, password: string): Promise<void> {
  await signInFields(page).password.fill(password);
  await page.keyboard.press('Enter');
  await expect(signInDialog(page)).toBeHidden();
  await expect(page.getByText('Signed in to HQ.')).toBeVisible();
}

/** The part of the Connection screen that tells how the account is connected. */
export async function connectionFacts(page: Page): Promise<Locator> {
  await goTo(page, 'Connection');
  return page.getByRole('region', { name: 'How this account is connected' });
}

/** Whether one line of the capability table says yes. */
export async function expectCapability(page: Page, what: string, works: boolean): Promise<void> {
  const line = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: what, exact: true }) });
  await expect(line.getByRole('cell').first()).toHaveText(works ? 'Yes' : 'No');
}
