/** The smallest window at 200 % zoom, and whether all of a screen can be reached in it. */
import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import type { RosterWindow } from './roster-window.ts';

/** 1024×700 at 200 %. */
const zoomedSize = [512, 350];

export async function zoomIn({ app, page }: RosterWindow): Promise<void> {
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 700);
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2);
  });
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual(zoomedSize);
}

/**
 * Goes through everything in `place` that takes the keyboard: where it has the focus it lies inside the window and nothing covers it; and
 * the place is not wider than it can show.
 */
export async function expectAllReachable(place: Locator): Promise<void> {
  expect(await place.evaluate(notReachable)).toEqual([]);
}

/** Runs in the page. Names what cannot be reached, and why. */
async function notReachable(place: Element): Promise<string[]> {
  const found: string[] = [];
  const drawn = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  // The line of filters scrolls sideways on purpose.
  for (const part of [place, ...place.querySelectorAll(':not([role="search"], [role="search"] *)')])
    if (part.scrollWidth > part.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(part).overflowX))
      found.push(`${part.tagName.toLowerCase()} ${part.className} is wider than its place`);
  const stops = place.querySelectorAll<HTMLElement>(
    'button, input, select, textarea, a[href], summary, [tabindex="0"]',
  );
  for (const stop of stops) {
    if (stop.tabIndex < 0 || stop.matches(':disabled') || !stop.checkVisibility()) continue;
    stop.focus();
    await drawn();
    const { left, right, top, bottom, height } = stop.getBoundingClientRect();
    const name = stop.getAttribute('aria-label') ?? stop.closest('label')?.textContent ?? (stop.textContent || stop.id);
    const label = `${stop.tagName.toLowerCase()} ${name.slice(0, 60)}`;
    // What is as high as the window scrolls inside itself.
    const isTall = height > innerHeight / 2;
    if (left < -1 || right > innerWidth + 1 || (!isTall && (top < -1 || bottom > innerHeight + 1)))
      found.push(
        `${label}: outside the window (${Math.round(left)} … ${Math.round(right)}, ${Math.round(top)} … ${Math.round(bottom)})`,
      );
    const heights = isTall ? [] : [top + 3, bottom - 3];
    for (const y of heights) {
      const over = document.elementFromPoint((left + right) / 2, y);
      // A field's own signs lie over it.
      if (over !== null && !stop.contains(over) && stop.parentElement?.contains(over) !== true)
        found.push(`${label}: under ${over.tagName.toLowerCase()} ${over.className}`);
    }
  }
  return found;
}
