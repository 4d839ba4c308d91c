/** Finding a person in a list and editing them in the panel beside it. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { closeToasts } from './close-toasts.ts';

type Kind = 'Mobile worker' | 'Web user';

/** Searches for a person and opens them. */
export async function openPerson(page: Page, kind: Kind, search: string): Promise<Locator> {
  await page.getByRole('searchbox', { name: 'Search', exact: true }).fill(search);
  const row = page.getByRole('row').filter({ hasText: search });
  await expect(row).toHaveCount(1);
  const panel = page.getByRole('complementary', { name: `${kind} details` });
  await closeToasts(page);
  await expect(async () => {
    // The row may be that of the whole list, and move away under the click once the search is answered.
    await row.click();
    await expect(panel).toContainText(search, { timeout: 3_000 });
  }).toPass();
  return panel;
}

export async function startEdit(page: Page, kind: Kind, search: string): Promise<Locator> {
  const panel = await openPerson(page, kind, search);
  await panel.getByRole('button', { name: 'Edit' }).click();
  return panel;
}

export async function save(panel: Locator): Promise<void> {
  await panel.getByRole('button', { name: 'Save' }).click();
  // The form gives way to the details only once the edit is on the disk.
  await expect(panel.getByRole('button', { name: 'Edit' })).toBeVisible();
}

/** Adds a location of the tree to those of the person being edited. */
export async function addLocation(panel: Locator, name: string): Promise<void> {
  const page = panel.page();
  await panel.getByRole('button', { name: 'Add or remove locations' }).click();
  await page.getByRole('textbox', { name: 'Search locations' }).fill(name);
  await page.getByRole('treeitem', { name }).click();
  await page.keyboard.press('Escape');
  // It fades out, and is a dialog itself.
  await expect(page.getByRole('textbox', { name: 'Search locations' })).toBeHidden();
}

export async function expectSynced(page: Page): Promise<void> {
  await expect(page.getByRole('contentinfo')).toContainText('No changes waiting', { timeout: 30_000 });
}

/** Until a sync that begins now is over, its reading of HQ too. */
export async function syncNow(page: Page): Promise<void> {
  await syncOnce(page);
  await expectSynced(page);
}

/** The same where something stays that needs the person. */
export async function syncOnce(page: Page): Promise<void> {
  const button = page.getByRole('contentinfo').getByRole('button', { name: 'Sync now' });
  await expect(button).toBeEnabled();
  // The line says what it said before until the sync has begun.
  const begun = page.evaluate(nextWordOfStatus, longestStartMs);
  await button.click();
  await begun;
  await expect(button).toBeEnabled({ timeout: 30_000 });
}

/** Milliseconds after which a sync that showed nothing has been too short to be seen. */
const longestStartMs = 3_000;

/** Runs in the page: until the status line says something else. */
async function nextWordOfStatus(atMost: number): Promise<void> {
  const line = document.querySelector('footer');
  await new Promise<void>((done) => {
    if (line) new MutationObserver(() => done()).observe(line, { subtree: true, childList: true, characterData: true });
    setTimeout(done, atMost);
  });
}

/** Until what HQ no longer lists is gone here: a list that misses somebody once proves nothing, it takes a second one. */
export async function syncUntilGone(row: Locator): Promise<void> {
  await expect(async () => {
    await syncNow(row.page());
    await expect(row).toHaveCount(0, { timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
}
