/**
 * A workbook of all web users in the window, by hand: `npm run build && node test/bench/bulk-window.bench.ts [web users]`. The built app in the real
 * Electron: everybody is written to a workbook, every tenth role in it is changed, and it is opened, planned and looked through. Printed of each step:
 * how long it took, how many tasks of the page took over 50 ms and the longest of them, and the longest that the main process gave nobody a turn.
 */
import { expect } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { cellText } from '#engine/bulk/workbook/read-header.ts';
import { readSheets } from '#engine/bulk/workbook/read-workbook.ts';
import { writeXlsx } from '#engine/bulk/write-xlsx.ts';
import type { Sheet } from '#engine/bulk/write-xlsx.ts';
import { prepareElectron } from '../../scripts/prepare-electron.mjs';
import { goTo, newUserData, startRoster } from '../e2e/support/roster-window.ts';
import { connect, fillPractice, patienceMs, startPractice } from './window-stage.ts';

const wanted = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'roster bench '));
const exported = join(folder, 'all web users.xlsx');
const edited = join(folder, 'edited.xlsx');

const total = await fillPractice(join(folder, 'hq'), wanted);
const { practice, connection } = await startPractice(join(folder, 'hq'));
const electron = await prepareElectron();
Object.assign(process.env, electron.env);
const roster = await startRoster(await newUserData());
const { app, page } = roster;
const grid = page.getByRole('grid', { name: 'Rows of the workbook' });
try {
  await connect(page, connection);
  await watch();
  await download();
  await edit();
  await review();
} finally {
  await roster.close();
  practice.kill();
  electron.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(roster.userData, { recursive: true, force: true });
}

async function download(): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, exported);
  await goTo(page, 'Web Users');
  await page.getByRole('button', { name: 'Spreadsheet', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Download what is here…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Download web users' });
  await expect(dialog.getByText(/^[\d,]+ rows/)).toBeVisible();
  await measured('download', async () => {
    await dialog.getByRole('button', { name: 'Save as…' }).click();
    await expect(page.getByText(/rows saved in /)).toBeVisible({ timeout: patienceMs });
  });
}

/** The same file, hidden sheet and all, with another role in every tenth row. */
async function edit(): Promise<void> {
  const heads: { name: string; heading: string[] }[] = [];
  for await (const { around, slices } of readSheets({ path: exported }))
    for await (const [first] of slices) {
      heads.push({ name: around.name, heading: (first?.cells ?? []).map(cellText) });
      break;
    }
  const sheets = heads.map(({ name, heading }): Sheet => ({
    title: name,
    heading,
    hidden: name !== 'users',
    slices: rowsOf(name, name === 'users' ? heading.indexOf('role') : -1),
  }));
  const file = await open(edited, 'w');
  await writeXlsx({ file, sheets });
  await file.close();
}

async function* rowsOf(name: string, role: number): AsyncGenerator<string[][]> {
  for await (const { around, slices } of readSheets({ path: exported })) {
    if (around.name !== name) continue;
    for await (const slice of slices)
      yield slice
        .filter(({ row }) => row > 1)
        .map(({ row, cells }) => {
          const texts = cells.map(cellText);
          const changes = row % 10 === 0 && role >= 0 && texts[role] !== 'Admin';
          return changes ? texts.map((text, column) => (column === role ? 'Billing Admin' : text)) : texts;
        });
  }
}

async function review(): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, edited);
  await goTo(page, 'Spreadsheets');
  await page.getByRole('button', { name: 'Open workbook…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a workbook' });
  await dialog.getByRole('button', { name: 'Choose a file…' }).click();
  await expect(dialog.getByText('These are web users.').or(dialog.getByText(/Web users\./))).toBeVisible();
  await measured('read and planned', async () => {
    await dialog.getByRole('button', { name: 'Review' }).click();
    await expect(page.getByRole('heading', { name: 'edited.xlsx' })).toBeVisible({ timeout: patienceMs });
    await expect(grid).not.toHaveAttribute('aria-rowcount', '1');
  });
  console.log(`  ${total} web users, ${Number(await grid.getAttribute('aria-rowcount')) - 1} rows shown`);
  await measured('only the updates', () => page.getByRole('button', { name: /^Update / }).click());
  await measured('all of them again', () => page.getByRole('button', { name: /^Update / }).click());
  await measured('to the last row (End)', async () => {
    await grid.focus();
    await page.keyboard.press('End');
    await expect(grid.getByRole('row').last()).toContainText('@');
  });
  await grid.hover();
  await measured('200 turns of the wheel', async () => {
    for (let turn = 0; turn < 200; turn += 1) await page.mouse.wheel(0, -1_000);
  });
}

type Seen = { count: number; longest: number };

/** In the page the browser itself tells long tasks; in the main process the longest pause between two looks is the longest task. */
async function watch(): Promise<void> {
  await page.evaluate(() => {
    const seen: Seen = { count: 0, longest: 0 };
    Reflect.set(globalThis, 'benchTasks', seen);
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        seen.count += 1;
        seen.longest = Math.max(seen.longest, duration);
      }
    }).observe({ type: 'longtask' });
  });
  await app.evaluate(() => {
    const seen: Seen = { count: 0, longest: 0 };
    Reflect.set(globalThis, 'benchTasks', seen);
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      const took = now - last;
      if (took > 50) seen.count += 1;
      seen.longest = Math.max(seen.longest, took);
      last = now;
    }, 1);
  });
}

/** What was seen since the last look. */
function takeSeen(): Seen {
  const seen = Reflect.get(globalThis, 'benchTasks') as Seen;
  const told = { ...seen };
  Object.assign(seen, { count: 0, longest: 0 });
  return told;
}

async function measured(title: string, work: () => Promise<unknown>): Promise<void> {
  await page.evaluate(takeSeen);
  await app.evaluate(takeSeen);
  const started = performance.now();
  await work();
  const took = performance.now() - started;
  // What the step set going ends before it is looked at.
  await page.waitForTimeout(500);
  const inPage = await page.evaluate(takeSeen);
  const inMain = await app.evaluate(takeSeen);
  const told = ({ count, longest }: Seen) => `${count} over 50 ms, longest ${longest.toFixed(0)} ms`;
  console.log(
    `${title.padEnd(26)} ${(took / 1000).toFixed(1).padStart(6)} s   page: ${told(inPage)}   main: ${told(inMain)}`,
  );
}
