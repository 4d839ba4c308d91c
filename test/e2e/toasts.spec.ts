/** Toasts beside what else is said at the lower edge of a small window. */
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { startPractice } from '../engine/practice/practice-client.ts';
import { connectTo } from './support/connect-form.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { save, startEdit } from './support/person-panel.ts';
import { newUserData, startRoster } from './support/roster-window.ts';
import { sampleSize } from './support/sample-size.ts';

test('a toast covers neither the notice above the status line nor the status line nor a button of the panel', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const userData = await newUserData();
  let roster = await startRoster(userData);
  await connectTo(roster.page, practice.hq, 'memory');
  await roster.close();

  roster = await startRoster(userData);
  const { page } = roster;
  await roster.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 700);
  });
  const notice = page.getByRole('alert');
  await expect(notice).toContainText('The API key was not kept');
  const panel = await startEdit(page, 'Mobile worker', 'amina.mwangi');
  await panel.getByRole('textbox', { name: 'First name' }).fill('Aminata');
  await save(panel);
  const toast = page.getByRole('status').filter({ hasText: 'Saved on this computer, waiting to be sent.' });
  await expect(toast).toBeVisible();
  const low = await bottom(toast);
  expect(low).toBeLessThanOrEqual(await top(notice));
  expect(await top(notice)).toBeLessThan(await top(page.getByRole('contentinfo')));
  const [right, edge] = [await box(toast), await box(panel)];
  expect(right.x + right.width).toBeLessThanOrEqual(edge.x);
  await inspectScreen(roster, 'toast-and-notice');
  await roster.close();
  await practice.hq.close();
});

async function box(locator: Locator) {
  const found = await locator.boundingBox();
  if (found === null) throw new Error(`${locator.toString()} is not on the screen`);
  return found;
}

async function top(locator: Locator): Promise<number> {
  return (await box(locator)).y;
}

async function bottom(locator: Locator): Promise<number> {
  const { y, height } = await box(locator);
  return y + height;
}
