/** Going somewhere by a key, as a person does: looked at after each press, not counted blindly. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

/** More stops than any screen has. */
const mostStops = 60;

/** Presses Tab until `target` has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await pressTo(page, 'Tab', target);
}

/** Presses Shift+Tab until `target` has the focus. */
export async function shiftTabTo(page: Page, target: Locator): Promise<void> {
  await pressTo(page, 'Shift+Tab', target);
}

/** Presses the down arrow until `target` has the focus: an item of a menu that may still be opening. */
export async function arrowTo(page: Page, target: Locator): Promise<void> {
  await pressTo(page, 'ArrowDown', target);
}

async function pressTo(page: Page, key: string, target: Locator): Promise<void> {
  for (let stop = 0; stop < mostStops; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
}
