/** What the Tab key leads to, as a screen reader names it. */
import type { Locator, Page } from '@playwright/test';

/** More stops than any dialog or panel has. */
const mostStops = 60;

/**
 * The stops inside `place` from what has the focus now, each as its role and name ("button Cancel"), until Tab leads out or, in a
 * dialog that keeps the keyboard, back to the first.
 */
export async function tabStops(page: Page, place: Locator): Promise<string[]> {
  const stops: string[] = [];
  const inside = (): Promise<boolean> => place.evaluate((element) => element.contains(document.activeElement));
  const first = await page.evaluateHandle(() => document.activeElement);
  const back = (): Promise<boolean> => first.evaluate((element) => element === document.activeElement);
  while (stops.length < mostStops && (await inside()) && (stops.length === 0 || !(await back()))) {
    stops.push(await focused(page));
    await page.keyboard.press('Tab');
  }
  return stops;
}

/** Role and name of what has the focus, and whether it counts as disabled. */
export async function focused(page: Page): Promise<string> {
  const [line = ''] = (await page.locator(':focus').ariaSnapshot()).split('\n');
  // What folds something out has no role there, only its text.
  const [, role = '', name = line.replace(/^- text: /, '')] =
    /^- '?(?!text:)([\w ]+?)(?: "((?:[^"\\]|\\.)*)")?(?=[ :']|$)/.exec(line) ?? [];
  if (role + name === '') return `nothing: ${await page.evaluate(() => document.activeElement?.outerHTML ?? '')}`;
  return `${role} ${name}`.trim() + (line.includes('[disabled]') ? ' (disabled)' : '');
}
