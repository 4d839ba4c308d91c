/** A screen as it looks and as a screen reader finds it, in both themes and two window sizes. */
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { picture } from './roster-window.ts';
import type { RosterWindow } from './roster-window.ts';

/** A small laptop, and a common desktop window. */
const sizes = {
  small: { width: 1024, height: 700 },
  common: { width: 1440, height: 900 },
} as const;
type Size = (typeof sizes)[keyof typeof sizes];
type Theme = 'light' | 'dark';

/** Each theme (colours) and each size (what is left out and folded) once: a look costs seconds, and neither changes what the other shows. */
const looks: readonly (readonly [Theme, Size])[] = [
  ['light', sizes.small],
  ['dark', sizes.common],
];
/** All of them, where somebody wants the pictures: `ROSTER_LOOKS=all npm run test:e2e`. */
const allLooks: typeof looks = [...looks, ['dark', sizes.small], ['light', sizes.common]];

/** Keeps pictures of what is on the screen now and expects no accessibility violation, and no table wider than its place. */
export async function inspectScreen(roster: RosterWindow, name: string): Promise<void> {
  for (const [theme, size] of process.env['ROSTER_LOOKS'] === 'all' ? allLooks : looks) {
    await show(roster, size, theme);
    await picture(roster.page, `${name}-${theme}-${size.width}`);
    expect(await sideways(roster.page), `${name}: tables wider than their place`).toEqual([]);
    // Electron opens no second page, which axe's ordinary mode wants.
    const { violations } = await new AxeBuilder({ page: roster.page }).setLegacyMode(true).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    expect(found, `${name}, ${theme}, ${size.width} wide`).toEqual([]);
  }
}

/** The names of tables that have to be scrolled sideways: columns are left out instead. */
async function sideways(page: Page): Promise<(string | null)[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('[role="grid"]')]
      .filter((grid) => grid.scrollWidth > grid.clientWidth)
      .map((grid) => grid.getAttribute('aria-label')),
  );
}

async function show({ app, page }: RosterWindow, size: Size, theme: Theme) {
  // The theme is the system's unless the person chose one, and Playwright plays the system.
  await page.emulateMedia({ colorScheme: theme });
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([size.width, size.height]);
  // Colours and panels that still move would be neither; and axe beside what turns (a loader that goes) makes Electron 25's page crash.
  await expect.poll(() => moving(page), { message: 'what still moves' }).toEqual([]);
}

/** What is animated now: which animation of which element. */
async function moving(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    document.getAnimations().map((animation) => {
      const element = animation.effect instanceof KeyframeEffect ? animation.effect.target : null;
      return `${animation.playState} ${animation.id} ${element?.outerHTML.slice(0, 200) ?? ''}`;
    }),
  );
}
