/** The tab of pending invitations, its panel and its dialog. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { closeToasts } from './close-toasts.ts';
import type { Practice } from '../../engine/practice/practice-client.ts';
import { connectionFacts, signInWith } from './sign-in.ts';

/** Invitations are on HQ's web pages only. */
export async function signedIn(page: Page, practice: Practice): Promise<void> {
  await (await connectionFacts(page)).getByRole('button', { name: 'Sign in to HQ…' }).click();
  await signInWith(page, practice.hq.signIn.password);
}

export function inviteDialog(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Invite Web User' });
}

export function invitationRow(page: Page, email: string): Locator {
  return page.getByRole('row').filter({ hasText: email });
}

export async function openInvitation(page: Page, email: string): Promise<Locator> {
  await closeToasts(page);
  await invitationRow(page, email).click();
  const panel = page.getByRole('complementary', { name: 'Invitation details' });
  await expect(panel.getByRole('heading', { name: email })).toBeVisible();
  return panel;
}
