/** Files and disks on their bad days: a clear message, a way on, and the waiting change is still there. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import path from 'node:path';
import { damageWhileOpen } from '../helpers/damage-while-open.ts';
import { practiceWorker } from './support/practice-data.ts';
import { makeReadOnly } from './support/read-only-folder.ts';
import { openPerson, save, startEdit } from './support/person-panel.ts';
import { goTo, newUserData, openPractice, startBeside, startRoster, workOffline } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';

const worker = 'aicha.kone';
const change = 'Aïchatou';

let userData: string;
let roster: RosterWindow;
let page: Page;

const folder = () => path.join(userData, 'accounts', 'practice');
const database = () => path.join(folder(), 'mirror.db');
const alert = () => page.getByRole('alert');

/** The practice project with one edit that waits, then the app closed. */
test.beforeEach(async () => {
  userData = await newUserData();
  await start();
  await openPractice(page);
  await workOffline(page, true);
  const panel = await startEdit(page, 'Mobile worker', worker);
  await panel.getByRole('textbox', { name: 'First name' }).fill(change);
  await save(panel);
  await roster.close();
});

test.afterEach(async () => {
  await roster.close();
});

async function start(): Promise<void> {
  roster = await startRoster(userData);
  page = roster.page;
}

/** Our one edit is in the list of changes, with its value. `who`: how the list calls the worker. */
async function expectChange(who = worker): Promise<void> {
  await expect(page.getByRole('contentinfo')).toContainText('1 change saved on this computer');
  await goTo(page, 'Changes');
  const row = page.getByRole('grid', { name: 'Changes' }).getByRole('row').filter({ hasText: who });
  await expect(row).toContainText('First name');
  await row.click();
  await expect(page.getByRole('complementary', { name: 'Change details' })).toContainText(change);
}

async function confirm(button: string): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('dialog', { name: button }).getByRole('button', { name: button }).click();
}

function setVersion(version: number): number {
  const sql = new Database(database());
  const before = Number(sql.pragma('user_version', { simple: true }));
  sql.pragma(`user_version = ${version}`);
  sql.close();
  return before;
}

test('a file of a newer Roster is left alone; with that Roster (its version) it opens', async () => {
  const version = setVersion(99_999);
  const { mtimeMs } = statSync(database());
  await start();
  await expect(alert()).toContainText('Written by a newer Roster');
  await expect(alert()).toContainText('format 99999');
  await expect(page.getByRole('button', { name: 'Save what can be read' })).toBeHidden();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(alert()).toContainText('Written by a newer Roster');
  expect(statSync(database()).mtimeMs).toBe(mtimeMs);
  setVersion(version);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expectChange();
});

test('garbage in the middle of the file: save what can be read', async () => {
  // What is damaged is noticed at the start because the last session did not end well, as with a power cut.
  const sql = new Database(database());
  sql.prepare("INSERT INTO meta (key, value) VALUES ('session_open', 'cut')").run();
  const pageOfWorkers = Number(
    sql.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'mobile_workers'").pluck().get(),
  );
  const pageSize = Number(sql.pragma('page_size', { simple: true }));
  sql.close();
  const file = openSync(database(), 'r+');
  writeSync(file, Buffer.alloc(pageSize, 0xa5), 0, pageSize, (pageOfWorkers - 1) * pageSize);
  closeSync(file);
  await start();
  await expect(alert()).toContainText('The file is damaged');
  await expect(page.getByText('Nothing was deleted. The file is where it was.')).toBeVisible();
  await confirm('Save what can be read');
  // Who the worker is comes with the next pull; what was changed is here.
  await expectChange(change);
  expect(readdirSync(folder()).filter((name) => /^mirror\.damaged-.*\.db$/.test(name))).toHaveLength(1);
  await workOffline(page, false);
  await expect(page.getByRole('contentinfo')).toContainText('No changes waiting', { timeout: 30_000 });
  await goTo(page, 'Mobile Workers');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '401');
  expect(practiceWorker(userData, worker)).toMatchObject({ first_name: change, last_name: 'Koné' });
});

test('damaged since a good close: told at the start, and the last backup leads on', async () => {
  const file = openSync(database(), 'r+');
  writeSync(file, Buffer.alloc(20_000, 0xa5), 0, 20_000, 8_192);
  closeSync(file);
  await start();
  await expect(alert()).toContainText('The file is damaged');
  await expect(page.getByRole('button', { name: 'Save what can be read' })).toBeVisible();
  await confirm('Put the last backup back');
  await expectChange();
});

test('damaged while it is open: the same ways on, without a new start', async () => {
  await start();
  await expect(page.getByRole('contentinfo')).toContainText('1 change saved on this computer');
  damageWhileOpen(folder(), 'mobile_workers');
  await goTo(page, 'Web Users');
  await page.getByRole('navigation').getByText('Mobile Workers').click();
  await expect(page.getByText('Nothing was deleted. The file is where it was.')).toBeVisible();
  await expect(alert()).toContainText('The file is damaged');
  await confirm('Save what can be read');
  await expectChange(change);
});

test('a file of no bytes: put the last backup back', async () => {
  truncateSync(database(), 0);
  for (const end of ['-wal', '-shm']) rmSync(database() + end, { force: true });
  await start();
  await expect(alert()).toContainText('The file is damaged');
  await confirm('Put the last backup back');
  await expect(page.getByRole('contentinfo')).toContainText('1 change saved on this computer');
  await goTo(page, 'Mobile Workers');
  await expect(await openPerson(page, 'Mobile worker', worker)).toContainText(change);
  expect(readdirSync(folder()).filter((name) => /^mirror\.damaged-.*\.db$/.test(name))).toHaveLength(1);
});

test('open in another Roster: says by whom, and opens once that one is closed', async () => {
  const holder = fork(path.resolve(import.meta.dirname, '../helpers/hold-account.ts'), [folder()], { stdio: 'pipe' });
  await once(holder.stdout ?? holder, 'data');
  await start();
  await expect(alert()).toContainText('Open in another Roster');
  await expect(alert()).toContainText(`process ${String(holder.pid)}`);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(alert()).toContainText('Open in another Roster');
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expectChange();
});

test('a read-only disk: says where, and opens once it can be written', async () => {
  const makeWritable = makeReadOnly(folder());
  try {
    await start();
    await expect(alert()).toContainText('The disk or folder cannot be written');
    await expect(alert()).toContainText(folder());
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(alert()).toContainText('The disk or folder cannot be written');
  } finally {
    makeWritable();
  }
  await page.getByRole('button', { name: 'Try again' }).click();
  await expectChange();
});

test('a second start with the same data brings the first window to the front and loses nothing', async () => {
  await start();
  await roster.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const focused = roster.app.evaluate(
    ({ app }) => new Promise<boolean>((resolve) => app.once('second-instance', () => resolve(true))),
  );
  expect(await startBeside(roster)).toBe(0);
  expect(await focused).toBe(true);
  await expect
    .poll(() =>
      roster.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isMinimized())),
    )
    .toEqual([false]);
  await expectChange();
  expect(existsSync(database())).toBe(true);
});
