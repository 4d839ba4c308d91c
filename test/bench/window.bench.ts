/**
 * The window with more web users than any project has, by hand: `npm run build && node test/bench/window.bench.ts [web users]`. The built app
 * in the real Electron, connected to a practice HQ in a process of its own. Times are from the key or click until the page shows it; a bulk
 * change of all of them is watched, stopped between two pieces, taken back, and then done to its end.
 */
import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { prepareElectron } from '../../scripts/prepare-electron.mjs';
import { goTo, newUserData, startRoster } from '../e2e/support/roster-window.ts';
import { connect, fillPractice, patienceMs, startPractice, tell } from './window-stage.ts';

const wanted = Number(process.argv[2] ?? 100_000);
/** Asked with every frame, so that what is measured is the page and not how often it is looked at. */
const everyFrame = { polling: 'raf', timeout: patienceMs } as const;
/** Of each thing that is looked at, so that the middle one says something. */
const repeats = 5;
const folder = mkdtempSync(join(tmpdir(), 'roster bench '));

const total = await fillPractice(join(folder, 'hq'), wanted);
const { practice, connection } = await startPractice(join(folder, 'hq'));
const electron = await prepareElectron();
Object.assign(process.env, electron.env);
const roster = await startRoster(await newUserData());
const { page } = roster;
const grid = page.getByRole('grid', { name: 'Web Users' });
try {
  await connect(page, connection);
  await look();
  await change();
} finally {
  await roster.close();
  practice.kill();
  electron.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(roster.userData, { recursive: true, force: true });
}

async function look(): Promise<void> {
  await measured('open the list, from another place', {
    before: () => goTo(page, 'History'),
    run: () => goTo(page, 'Web Users'),
    shown: () => rows(total),
  });
  await filtered('filter: a role', 'Role', 'Read Only');
  await filtered('filter: deactivated', 'Status', 'Deactivated');
  const search = page.getByRole('searchbox', { name: 'Search', exact: true });
  for (const text of ['banda 7', 'الحسيني', `user${String(total - 1)}@`, 'nobody at all'])
    await measured(`search “${text}”, typed at once`, {
      before: async () => {
        await search.fill('');
        await rows(total);
      },
      run: () => search.fill(text),
      shown: () => fewer(),
    });
  await search.fill('');
  await rows(total);
  for (const column of ['Role', 'Name', 'Status'])
    await measured(`sort by ${column}`, {
      run: () => grid.getByRole('button', { name: column, exact: true }).click(),
      shown: () => redrawn(),
      mark: true,
    });
  await measured('to the last row (End)', {
    before: async () => {
      await grid.focus();
      await page.keyboard.press('Home');
      await rowAt(2);
    },
    run: () => page.keyboard.press('End'),
    shown: () => rowAt(total + 1),
  });
  await scroll();
}

/** How long a frame takes while the wheel turns: what is over 50 ms is felt. */
async function scroll(): Promise<void> {
  await grid.focus();
  await page.keyboard.press('Home');
  await rowAt(2);
  await grid.hover();
  await page.evaluate(() => {
    const frames: number[] = [];
    Reflect.set(globalThis, 'benchFrames', frames);
    let last = performance.now();
    const note = (now: number): void => {
      frames.push(now - last);
      last = now;
      if (Reflect.get(globalThis, 'benchFrames') === frames) requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  for (let turn = 0; turn < 200; turn += 1) await page.mouse.wheel(0, 1_000);
  const frames = await page.evaluate(() => {
    const seen = Reflect.get(globalThis, 'benchFrames') as number[];
    Reflect.deleteProperty(globalThis, 'benchFrames');
    return seen;
  });
  frames.sort((left, right) => left - right);
  const slow = frames.filter((ms) => ms > 50).length;
  console.log(
    `scroll, 200 turns of the wheel: frame p50 ${at(frames, 0.5)}, p95 ${at(frames, 0.95)}, longest ${at(frames, 1)}; ${slow} of ${frames.length} over 50 ms`,
  );
}

/** One role for everybody: looked at, stopped between two pieces, taken back, then done to its end. */
async function change(): Promise<void> {
  const dialog = page.getByRole('dialog');
  let started = await openBulk(dialog);
  tell('bulk: looking at each of them', performance.now() - started);
  console.log(`  ${(await dialog.getByRole('status').first().innerText()).replaceAll('\n', ' ')}`);
  started = performance.now();
  await dialog.getByRole('button', { name: /^Save for/ }).click();
  const bar = dialog.getByRole('progressbar', { name: 'How many are saved' });
  await expect(bar).toBeVisible({ timeout: patienceMs });
  tell('bulk: until the first piece is saved', performance.now() - started);
  await expect
    .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: patienceMs })
    .toBeGreaterThan(5);
  console.log(`  ${await dialog.getByText(/^Saving: /).innerText()}`);
  started = performance.now();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(dialog).toBeHidden({ timeout: patienceMs });
  tell('bulk: Stop, until the dialog is closed', performance.now() - started);
  const stopped = page.getByText(/^Stopped: /).first();
  await expect(stopped).toBeVisible();
  console.log(`  ${await stopped.innerText()}`);
  started = performance.now();
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(page.getByText(/^Taken back for/).first()).toBeVisible({ timeout: patienceMs });
  tell('bulk: taken back', performance.now() - started);
  console.log(
    `  ${await page
      .getByText(/^Taken back for/)
      .first()
      .innerText()}`,
  );

  await openBulk(dialog);
  started = performance.now();
  await dialog.getByRole('button', { name: /^Save for/ }).click();
  await expect(dialog).toBeHidden({ timeout: patienceMs });
  tell('bulk: all of them', performance.now() - started);
  console.log(`  ${await page.getByRole('contentinfo').innerText()}`.replaceAll('\n', ' '));
  await measured('open the list, with all that waits', {
    before: () => goTo(page, 'History'),
    run: () => goTo(page, 'Web Users'),
    shown: () => rows(total),
  });
  await measured('open what waits', {
    before: () => goTo(page, 'Web Users'),
    run: () => goTo(page, 'Changes'),
    shown: () => page.getByRole('grid').getByRole('row').nth(2).waitFor(),
  });
}

/** @returns when the role was chosen; it is looked at what that would do */
async function openBulk(dialog: Locator): Promise<number> {
  await grid.focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('toolbar', { name: 'Selected people' }).getByRole('button', { name: 'Role…' }).click();
  await dialog.getByRole('combobox', { name: 'Role' }).fill('Billing Admin');
  const started = performance.now();
  await page.getByRole('option', { name: 'Billing Admin' }).click();
  await expect(dialog.getByText(/will be changed/)).toBeVisible({ timeout: patienceMs });
  return started;
}

async function filtered(title: string, filter: string, option: string): Promise<void> {
  await measured(title, {
    before: async () => {
      await page.getByRole('combobox', { name: filter }).click();
      await page.getByRole('option', { name: option, exact: true }).waitFor();
    },
    run: () => page.getByRole('option', { name: option, exact: true }).click(),
    shown: () => fewer(),
    after: async () => {
      await page.getByRole('button', { name: 'Clear filters' }).first().click();
      await rows(total);
    },
  });
}

type Steps = {
  before?(): Promise<unknown>;
  run(): Promise<unknown>;
  shown(): Promise<unknown>;
  after?(): Promise<unknown>;
  /** Remembers the rows that are there, for `redrawn`. */
  mark?: boolean;
};

async function measured(title: string, { before, run, shown, after, mark = false }: Steps): Promise<void> {
  const took: number[] = [];
  for (let count = 0; count < repeats; count += 1) {
    await before?.();
    if (mark)
      await page.evaluate(() => {
        Reflect.set(globalThis, 'benchRows', document.querySelector('[role=grid] > :last-child')?.textContent);
      });
    const started = performance.now();
    await run();
    await shown();
    took.push(performance.now() - started);
    await after?.();
  }
  took.sort((left, right) => left - right);
  console.log(`${title.padEnd(44)} p50 ${at(took, 0.5).padStart(8)}, longest ${at(took, 1).padStart(8)}`);
}

async function rows(count: number): Promise<void> {
  await page.waitForFunction(
    (all) => document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') === String(all + 1),
    count,
    everyFrame,
  );
}

async function fewer(): Promise<void> {
  await page.waitForFunction(
    (all) => {
      const shown = Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') ?? '1');
      return shown <= all;
    },
    total,
    everyFrame,
  );
}

async function redrawn(): Promise<void> {
  await page.waitForFunction(
    () => {
      const text = document.querySelector('[role=grid] > :last-child')?.textContent ?? '';
      const first = document.querySelector('[role=row][aria-rowindex="2"]')?.textContent ?? '';
      return first.includes('@') && text !== Reflect.get(globalThis, 'benchRows');
    },
    undefined,
    everyFrame,
  );
}

async function rowAt(index: number): Promise<void> {
  await page.waitForFunction(
    (wantedIndex) =>
      (document.querySelector(`[role=row][aria-rowindex="${wantedIndex}"]`)?.textContent ?? '').includes('@'),
    index,
    everyFrame,
  );
}

function at(sorted: readonly number[], share: number): string {
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0)} ms`;
}
