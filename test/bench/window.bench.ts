/**
 * The window with more web users than any project has, by hand: `npm run build && node test/bench/window.bench.ts [web users]`. The built app
 * in the real Electron, connected to a practice HQ in a process of its own. Times are from the key or click until the page shows it; a bulk
 * change of all of them is watched, stopped between two pieces, taken back, and then done to its end.
 */
import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ADMIN_ROLE_ID } from '#practice/model.ts';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import { Store } from '#practice/store.ts';
import { prepareElectron } from '../../scripts/prepare-electron.mjs';
import { answerKeyStore, fillConnectForm, openConnectForm } from '../e2e/support/connect-form.ts';
import type { Connection } from '../e2e/support/connect-form.ts';
import { goTo, newUserData, startRoster, workOffline } from '../e2e/support/roster-window.ts';

const wanted = Number(process.argv[2] ?? 100_000);
/** Whatever takes longer than this is stuck: a first pull of all of them takes a minute on a slow machine. */
const patienceMs = 900_000;
/** Asked with every frame, so that what is measured is the page and not how often it is looked at. */
const everyFrame = { polling: 'raf', timeout: patienceMs } as const;
/** Of each thing that is looked at, so that the middle one says something. */
const repeats = 5;
/** HQ's budget of calls goes by them, and the client keeps to it: with too few a listing mostly waits. */
const workers = 400;
const names = ['Ana López', 'عبد الرحمن الحسيني', 'Маша Иванова', '佐藤 美咲', 'Grace Banda', 'דנה כהן', 'Łucja Reis'];
const folder = mkdtempSync(join(tmpdir(), 'roster bench '));

const readySchema = z.looseObject({
  type: z.literal('ready'),
  url: z.string(),
  project: z.string(),
  username: z.string(),
  apiKey: z.string(),
});

const total = await fillPractice(join(folder, 'hq'), wanted);
const { practice, connection } = await startPractice();
const electron = await prepareElectron();
Object.assign(process.env, electron.env);
const roster = await startRoster(await newUserData());
const { page } = roster;
const grid = page.getByRole('grid', { name: 'Web Users' });
try {
  await connect();
  await look();
  await change();
} finally {
  await roster.close();
  practice.kill();
  electron.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(roster.userData, { recursive: true, force: true });
}

/** @returns how many web users the project has then */
async function fillPractice(stateDir: string, count: number): Promise<number> {
  await (await startPracticeHq({ stateDir, size: workers, throttle: false })).close();
  const store = new Store(join(stateDir, 'practice-hq.sqlite'), () => new Date());
  const members = store.all('web-user').filter(({ is_member }) => is_member);
  const model = members.find(({ role_id, is_active_in_domain }) => role_id !== ADMIN_ROLE_ID && is_active_in_domain);
  if (!model) throw new Error('the sample has no ordinary web user');
  const roles = [...new Set(members.map(({ role_id }) => role_id).filter((role) => role !== ADMIN_ROLE_ID))];
  const places = store.all('location').map(({ id }) => id);
  store.transaction(() => {
    for (let index = members.length; index < count; index += 1) {
      const [first_name = '', last_name = ''] = (names[index % names.length] ?? '').split(' ');
      const place = places[index % places.length] ?? '';
      store.putIndexed('web-user', {
        ...model,
        id: index.toString(16).padStart(32, '0'),
        username: `user${index}@example.org`,
        first_name,
        last_name: `${last_name} ${index % 1000}`,
        role_id: roles[index % roles.length] ?? null,
        is_active_in_domain: index % 10 !== 0,
        primary_location_id: place,
        assigned_location_ids: [place],
      });
    }
  });
  const there = store.all('web-user').filter(({ is_member }) => is_member).length;
  store.close();
  return there;
}

async function startPractice(): Promise<{ practice: ChildProcess; connection: Connection }> {
  const options = { stateDir: join(folder, 'hq'), throttle: false };
  const child = fork(fileURLToPath(import.meta.resolve('#practice/entry.ts')), [JSON.stringify(options)]);
  const ready = await new Promise<z.infer<typeof readySchema>>((resolve, reject) => {
    child.once('message', (message) => {
      const parsed = readySchema.safeParse(message);
      if (parsed.success) resolve(parsed.data);
      else reject(new Error(JSON.stringify(message)));
    });
    child.once('exit', () => {
      reject(new Error('the practice HQ did not start'));
    });
  });
  const { url: server, ...rest } = ready;
  return { practice: child, connection: { ...rest, server } };
}

async function connect(): Promise<void> {
  await openConnectForm(page);
  await fillConnectForm(page, connection);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await answerKeyStore(page, 'unencrypted');
  const started = performance.now();
  await expect(page.getByRole('contentinfo')).toContainText('last pulled', { timeout: patienceMs });
  tell('first pull', performance.now() - started);
  await workOffline(page, true);
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

function tell(title: string, ms: number): void {
  console.log(`${title.padEnd(44)} ${(ms / 1000).toFixed(1).padStart(8)} s`);
}

function at(sorted: readonly number[], share: number): string {
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0)} ms`;
}
