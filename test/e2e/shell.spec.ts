/** The shell around the screens: what the page can and cannot do, and what happens when a process dies. */
import { expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { RosterBridge } from '#shared/ipc/channel.ts';
import type { MethodInput, MethodName, MethodOutput } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/ipc/result.ts';
import { sandboxSwitches } from '../../scripts/prepare-electron.mjs';
import { startPractice } from '../engine/practice/practice-client.ts';
import { connectTo } from './support/connect-form.ts';
import { openPerson } from './support/person-panel.ts';
import { editAtHq } from './support/practice-log.ts';
import { newUserData, startRoster } from './support/roster-window.ts';
import { sampleSize } from './support/sample-size.ts';

declare global {
  interface Window {
    roster: RosterBridge;
  }
}

const projectRoot = path.resolve(import.meta.dirname, '../..');

let userData: string;
let app: ElectronApplication;
let page: Page;

/** One call over the real bridge. */
async function call<Name extends MethodName>(
  name: Name,
  input: MethodInput<Name>,
): Promise<Result<MethodOutput<Name>>> {
  const result: unknown = await page.evaluate(([method, params]) => window.roster.invoke(method, params), [
    name,
    input,
  ] as const);
  return result as Result<MethodOutput<Name>>;
}

/** Our child process by its name (utility process) or by its bundle (Node beside an older Electron), whichever is there. */
async function processOf(name: string, bundle: string): Promise<number | undefined> {
  const metrics = await app.evaluate(({ app: running }) => running.getAppMetrics());
  const utility = metrics.find((metric) => metric.name === name);
  if (utility !== undefined) return utility.pid;
  const parent = app.process().pid;
  const list = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).stdout.split('\n');
  const found = list
    .map((line) => line.trim().split(/\s+/))
    .find(([, ppid, ...args]) => {
      return Number(ppid) === parent && args.join(' ').includes(bundle);
    });
  return found === undefined ? undefined : Number(found[0]);
}

test.beforeEach(async () => {
  userData = await newUserData();
  ({ app, page } = await startRoster(userData));
  await expect(page.getByRole('heading', { name: 'Welcome to Roster' })).toBeVisible();
});

test.afterEach(async () => {
  await app.close();
  await rm(userData, { recursive: true, force: true });
});

test('the page has the bridge and nothing of Node', async () => {
  expect(page.url()).toBe('app://bundle/index.html');
  expect(await page.evaluate(() => Object.keys(window.roster).sort())).toEqual(['invoke', 'on']);
  expect(
    await page.evaluate(() => ['require', 'process', 'module', 'Buffer'].filter((name) => name in window)),
  ).toEqual([]);
  const info = await call('app.info', {});
  expect(info).toMatchObject({ ok: true, data: { platform: process.platform } });
});

test('unknown methods and bad input are refused as values or before they leave the page', async () => {
  const refused = page.evaluate(() => window.roster.invoke('account.open' as 'app.info', {}));
  await expect(refused).rejects.toThrow(/no method/);
  expect(await call('settings.set', { theme: 'purple' as 'dark' })).toMatchObject({
    ok: false,
    error: { code: 'invalid-input', details: { fields: { theme: [expect.any(String)] } } },
  });
});

test('the page cannot leave, open windows, reach the network or run foreign script', async () => {
  for (const address of ['https://example.org/', 'file:///etc/hosts', 'data:text/html,x']) {
    await page.evaluate((url) => {
      window.location.href = url;
    }, address);
    await page.waitForTimeout(200);
    expect(page.url()).toBe('app://bundle/index.html');
  }
  expect(await page.evaluate(() => window.open('https://example.org/') === null)).toBe(true);
  expect(app.windows()).toHaveLength(1);
  const reached = await page.evaluate(() =>
    fetch('http://127.0.0.1:9/').then(
      () => 'reached',
      () => 'refused',
    ),
  );
  expect(reached).toBe('refused');
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "foreign"';
    document.body.append(script);
    return document.title;
  });
  expect(ran).not.toBe('foreign');
  const permission = await page.evaluate(() => Notification.requestPermission());
  expect(permission).toBe('denied');
});

test('a killed engine and a killed practice HQ come back, with the account open and what was saved', async () => {
  expect(await call('session.practice', { size: 20 })).toMatchObject({
    ok: true,
    data: { state: 'open' },
  });
  await expect
    .poll(async () => {
      const status = await call('sync.status', {});
      return status.ok && status.data.mirrorComplete && status.data.phase === 'idle';
    })
    .toBe(true);
  const before = await call('mobileWorkers.list', {});
  expect(before.ok && before.data.total).toBeGreaterThan(0);
  for (const [name, bundle] of [
    ['Roster engine', 'engine.cjs'],
    ['Roster practice HQ', 'practice.cjs'],
  ] as const) {
    const pid = await processOf(name, bundle);
    if (pid === undefined) throw new Error(`${name} does not run`);
    process.kill(pid, 'SIGKILL');
    await expect.poll(async () => ((await processOf(name, bundle)) ?? pid) !== pid).toBe(true);
  }
  const after = await call('mobileWorkers.list', {});
  expect(after.ok && after.data.total).toBe(before.ok && before.data.total);
  await call('sync.run', { what: 'pull' });
  await expect
    .poll(async () => {
      const status = await call('sync.status', {});
      return status.ok && status.data.phase === 'idle' && status.data.reachable;
    })
    .toBe(true);
});

/** Whether events about data reach the window: without them, what the engine committed is not known there. */
async function letDataEvents(through: boolean): Promise<void> {
  await app.evaluate(({ BrowserWindow }, allowed) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (!contents) throw new Error('no window');
    const send = Object.getPrototypeOf(contents) as { send: typeof contents.send };
    const filtered: typeof contents.send = (channel, ...args: unknown[]) => {
      if (args[0] !== 'data.changed') send.send.call(contents, channel, ...args);
    };
    if (allowed) Reflect.deleteProperty(contents, 'send');
    else Object.assign(contents, { send: filtered });
  }, through);
}

test('what the engine committed and never told is shown once it was killed, and a question under way is answered', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const worker = 'amina.mwangi';
  const other = 'abebe.alemu';
  const email = 'known.to@example.org';
  try {
    await editAtHq(practice, 'worker', other, { email });
    await connectTo(page, practice.hq);
    const panel = await openPerson(page, 'Mobile worker', worker);
    const row = page.getByRole('row').filter({ hasText: worker });
    await letDataEvents(false);
    await editAtHq(practice, 'worker', worker, { first_name: 'Zuhura' });
    expect(await call('sync.run', { what: 'pull' })).toMatchObject({ ok: true });
    await expect
      .poll(async () => {
        const list = await call('mobileWorkers.list', {});
        return list.ok && list.data.rows.some(({ name }) => name.includes('Zuhura'));
      })
      .toBe(true);
    await expect(row).not.toContainText('Zuhura');
    await expect(panel).not.toContainText('Zuhura');

    await test.step('row and panel, unasked', async () => {
      await killEngine(() => letDataEvents(true));
      await expect(row).toContainText('Zuhura');
      await expect(panel).toContainText('Zuhura');
    });

    await test.step('a question the engine took with it', async () => {
      await page.getByRole('searchbox', { name: 'Search', exact: true }).fill(other);
      const next = page.getByRole('row').filter({ hasText: other });
      await expect(next).toHaveCount(1);
      let asked: ReturnType<typeof call<'mobileWorkers.list'>> | undefined;
      await killEngine(async () => {
        // Nobody has opened this person yet: only the engine knows the answer.
        await next.click();
        asked = call('mobileWorkers.list', {});
        // Calls arrive in order, and main answers this one by itself: both questions are with the engine now.
        await call('app.info', {});
      });
      // Over the bridge the question ends with the engine; the window asks once more.
      expect(await asked).toMatchObject({ ok: false, error: { code: 'engine-restarted' } });
      await expect(panel).toContainText(other);
      await expect(panel).toContainText(email);
      await expect(panel.getByRole('button', { name: 'Edit' })).toBeVisible();
    });
  } finally {
    await practice.hq.close();
  }
});

/** Stops the engine in whatever it does, so that it answers and tells nothing any more, and kills it after `meanwhile`. */
async function killEngine(meanwhile: () => Promise<void>): Promise<void> {
  const find = () => processOf('Roster engine', 'engine.cjs');
  const pid = await find();
  if (pid === undefined) throw new Error('the engine does not run');
  process.kill(pid, 'SIGSTOP');
  try {
    await meanwhile();
  } finally {
    process.kill(pid, 'SIGKILL');
  }
  await expect.poll(async () => ((await find()) ?? pid) !== pid).toBe(true);
}

test('a second start leaves the field to the first', async () => {
  const executable = await app.evaluate(({ app: running }) => running.getPath('exe'));
  const args = [...sandboxSwitches(process.getuid?.()), '--disable-gpu', projectRoot];
  const second = spawnSync(executable, args, {
    env: { ...process.env, ROSTER_USER_DATA: userData },
    timeout: 30_000,
  });
  expect(second.status).toBe(0);
  expect((await call('app.info', {})).ok).toBe(true);
});

test('a crashed page is loaded again and told about', async () => {
  // The native box cannot be read or clicked from a test; what it would say can.
  await app.evaluate(({ dialog }) => {
    const showMessageBox = (_window: unknown, { message }: { message: string }) => {
      process.env['TOLD'] = `${process.env['TOLD'] ?? ''}${message}`;
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
    Object.assign(dialog, { showMessageBox });
  });
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  // Only then is the page asked: a script handed to a dying page is never answered.
  await expect
    .poll(() => app.evaluate(() => process.env['TOLD']))
    .toBe('The window had stopped working and was loaded again.');
  const text = () =>
    app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (!contents || contents.isCrashed() || contents.isLoading()) return '';
      return contents.executeJavaScript('document.body.innerText') as Promise<string>;
    });
  await expect.poll(text).toContain('Roster');
});
