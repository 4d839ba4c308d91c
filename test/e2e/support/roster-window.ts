/** The real app in the real Electron, in a user data folder of its own (with a space in its name). */
import { _electron, expect, test } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sandboxSwitches } from '../../../scripts/prepare-electron.mjs';
import { workerDisplay } from './worker-display.ts';

const projectRoot = path.resolve(import.meta.dirname, '../../..');

export type RosterWindow = {
  app: ElectronApplication;
  page: Page;
  userData: string;
  /** Ends it as a person does. */
  close(): Promise<void>;
  /** kill -9 of every process of it at once: window, engine, practice HQ and all. */
  kill(): Promise<void>;
};

export async function newUserData(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), 'roster e2e '));
}

/** Starts the built app; scripts/test.mjs says which Electron through the environment. @param words more of its command line */
export async function startRoster(userData: string, words: readonly string[] = []): Promise<RosterWindow> {
  const app = await _electron.launch({ args: [...switches(), ...words], env: await environment(userData) });
  const page = await app.firstWindow();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  return {
    app,
    page,
    userData,
    close: async () => {
      await app.close();
      // A page that threw is a failure even where the test saw nothing of it.
      expect(problems).toEqual([]);
    },
    kill: async () => {
      const root = app.process().pid ?? 0;
      for (const pid of [root, ...descendants(root)]) killHard(pid);
      await app.waitForEvent('close').catch(() => undefined);
    },
  };
}

/**
 * The app started once more beside `first`, with the same data, and its end waited for. Not through Playwright, which would
 * wait for a window that never comes, and make Electron 25 lose the first one's page now and then.
 */
export async function startBeside(first: RosterWindow, words: readonly string[] = []): Promise<number | null> {
  const second = spawn(first.app.process().spawnfile, [...switches(), ...words], {
    env: await environment(first.userData),
    stdio: 'ignore',
  });
  const [code] = (await once(second, 'exit')) as [number | null];
  return code;
}

function switches(): string[] {
  return [...sandboxSwitches(process.getuid?.()), '--disable-gpu', projectRoot];
}

async function environment(userData: string): Promise<Record<string, string>> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(entries), ...(await workerDisplay()), ROSTER_USER_DATA: userData };
}

function descendants(root: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const children = new Map<number, number[]>();
  for (const line of lines) {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const below = (pid: number): number[] => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(root);
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // Gone already: its parent's death ended it.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** From the welcome screen into the practice project, its people pulled. */
export async function openPractice(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Try the practice project' }).click();
  const pulled = page.getByText(/last pulled/);
  await expect(pulled).toBeVisible({ timeout: 30_000 });
}

export async function workOffline(page: Page, on: boolean): Promise<void> {
  const toggle = page.getByRole('switch', { name: 'Work offline' });
  // Not by force: that would hit what still fades out over it.
  if ((await toggle.isChecked()) !== on) await toggle.click();
  await expect(toggle).toBeChecked({ checked: on });
}

/** Tabs of the place "Web Users" other than the first. */
const webUserTabs = ['Pending Invitations', 'Access Requests'];

export async function goTo(page: Page, screen: string): Promise<void> {
  const place = webUserTabs.includes(screen) ? 'Web Users' : screen;
  await page
    .getByRole('navigation')
    .getByRole('link', { name: place })
    .or(page.getByRole('navigation').getByRole('button', { name: place }))
    .first()
    .click();
  if (place !== screen) await page.getByRole('tab', { name: screen }).click();
  await expect(page.getByRole('heading', { name: screen, level: 1 })).toBeVisible();
}

/** Keeps a picture with the test's output. */
export async function picture(page: Page, name: string): Promise<void> {
  const file = test.info().outputPath(`${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled' });
  await test.info().attach(name, { path: file, contentType: 'image/png' });
}

/** The window as it is drawn: Playwright's own pictures know nothing of the zoom and show a part. */
export async function zoomedPicture({ app }: RosterWindow, title: string): Promise<void> {
  const png = await app.evaluate(async ({ BrowserWindow }) => {
    const image = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage();
    return image?.toPNG().toString('base64') ?? '';
  });
  const file = test.info().outputPath(`${title}.png`);
  await writeFile(file, Buffer.from(png, 'base64'));
  await test.info().attach(title, { path: file, contentType: 'image/png' });
}
