/** A file that HQ makes is gone on with by HQ’s number: after a restart, a sign-in, a gateway’s failure, and by a command line of its own. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import type { HostInput } from '#shared/ipc/engine-host.ts';
import type { Result } from '#shared/ipc/result.ts';
import { startActions } from '../../../helpers/action-harness.ts';
import { dyingEngine } from '../../../helpers/dying-engine.ts';
import { unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';

const jobId = 'download-1';
const soon = { timeout: 20_000, interval: 50 };
const poll = { method: 'GET', path: '/download/poll/' };
const forever = 100_000;

/** Signed in, with people. @param jobPolls looks that HQ answers with “not yet” */
async function started(jobPolls: number) {
  const harness = await startActions({ practice: { size: 8 } });
  await harness.signIn();
  const polls = (count: number) => harness.practice.control('settings', { json: { jobPolls: count } });
  await polls(jobPolls);
  const path = join(harness.folder, 'from hq.xlsx');
  const ask = (more: Partial<HostInput<'bulk.export'>> = {}) =>
    harness.engine.call('bulk.export', { kind: 'mobile-workers', source: 'hq', path, jobId, ...more });
  const view = async () => (await harness.call('people.downloads', {})).downloads.find(({ id }) => id === jobId);
  const isSaved = () => vi.waitUntil(async () => (await view())?.state === 'saved', soon);
  /** Requests since the last look: for how many files, and how many looks at one. */
  const asked = async () => {
    const seen = (await harness.requests()).map(({ path: to }) => to);
    const count = (part: string) => seen.filter((to) => to.includes(part)).length;
    return { begun: count('/download/?'), looks: count(poll.path), fetched: count('get_file=1') };
  };
  return { harness, polls, path, ask, view, isSaved, asked };
}

type Stage = Awaited<ReturnType<typeof started>>;

/** The same file once more, as the window opens it. */
async function reopened(harness: Harness, autoSync = true): Promise<void> {
  const cookies = harness.cookies.at(-1) ?? null;
  await harness.engine.call('account.close', {});
  await harness.open({ autoSync, cookies });
}

/** HQ has begun the file. @returns what becomes of whoever asked */
async function begun({ ask, view, asked }: Stage): Promise<{ asking: Promise<Result<unknown>> }> {
  const asking = ask();
  await vi.waitUntil(async () => (await asked()).looks > 0, soon);
  expect(await view()).toMatchObject({ state: 'running', waitsFor: null, message: null });
  return { asking };
}

const rowsIn = (file: string) => (readWorkbook(readFileSync(file))[0]?.cells ?? []).length - 1;

describe('a file that HQ makes', () => {
  it('is gone on with after a restart, by HQ’s number, and its end is told until a person knows it', async () => {
    const stage = await started(4);
    const { harness, path, view, asked, isSaved } = stage;
    const shares: (number | null)[] = [];
    harness.engine.on('bulk.exporting', ({ percent }) => shares.push(percent));
    const { asking } = await begun(stage);
    const askedAt = (await view())?.askedAt;
    await reopened(harness);
    // Whoever asked is gone; the file is not.
    expect(await asking).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    await isSaved();
    expect(await asked()).toMatchObject({ begun: 0, fetched: 1 });
    expect(await view()).toMatchObject({ path, rows: rowsIn(path), askedAt, message: null });
    expect(rowsIn(path)).toBeGreaterThan(0);
    expect(shares.some((percent) => percent !== null && percent > 0)).toBe(true);
    const [one] = (await harness.call('mobileWorkers.list', { limit: 1 })).rows;
    expect(one?.activity?.asOf).toBe(askedAt);
    await reopened(harness);
    expect(await view()).toMatchObject({ state: 'saved' });
    await harness.call('people.dismissDownload', { jobId });
    expect(await view()).toBeUndefined();
  });

  it('waits for a sign-in and for the end of working offline, and whoever asked waits with it', async () => {
    const stage = await started(forever);
    const { harness, polls, path, view, asked, isSaved } = stage;
    await reopened(harness);
    await polls(6);
    const { asking } = await begun(stage);
    await harness.call('sync.workOffline', { on: true });
    await vi.waitUntil(async () => (await view())?.state === 'waiting', soon);
    expect(await view()).toMatchObject({ waitsFor: 'online' });
    await harness.call('sync.workOffline', { on: false });
    await vi.waitUntil(async () => (await view())?.state === 'running', soon);
    await harness.engine.call('account.signOut', {});
    await vi.waitUntil(async () => (await view())?.state === 'waiting', soon);
    expect(await view()).toMatchObject({ waitsFor: 'sign-in' });
    expect(existsSync(path)).toBe(false);
    await harness.signIn();
    await isSaved();
    expect(unwrap(await asking)).toMatchObject({ savedAs: path });
    expect(await asked()).toMatchObject({ begun: 0, fetched: 1 });
  });

  it('is asked about again after a gateway’s 503, and says so meanwhile', async () => {
    const stage = await started(1);
    const { harness, ask, view, isSaved } = stage;
    await reopened(harness);
    await harness.fault({ match: poll, kind: '500-before', status: 503, times: 2 });
    const asking = ask();
    await vi.waitUntil(async () => (await view())?.state === 'waiting', soon);
    expect(await view()).toMatchObject({ waitsFor: 'hq', message: expect.stringContaining('HQ') as string });
    await isSaved();
    expect(await asking).toMatchObject({ ok: true });
  });

  it('that HQ does not keep any more says so, and asked for again it is a new one', async () => {
    const stage = await started(2);
    const { harness, view, ask, asked } = stage;
    await begun(stage);
    await harness.engine.call('account.close', {});
    await harness.fault({ match: poll, kind: '500-before', times: 2 });
    await harness.open({ autoSync: true, cookies: harness.cookies.at(-1) ?? null });
    await vi.waitUntil(async () => (await view())?.state === 'failed', soon);
    const message = expect.stringContaining('keeps such a file for one hour') as string;
    expect(await view()).toMatchObject({ message, rows: null });
    await asked();
    expect(await ask()).toMatchObject({ ok: true });
    expect(await asked()).toMatchObject({ begun: 1, fetched: 1 });
    expect(await view()).toMatchObject({ state: 'saved' });
  });

  it('that HQ does not let this account look at says whose right it takes', async () => {
    const { harness, ask, view } = await started(2);
    await harness.fault({ match: poll, kind: '403', times: 1 });
    expect(await ask({ kind: 'web-users' })).toMatchObject({
      ok: false,
      error: { code: 'permission', message: expect.stringContaining('may see mobile workers') as string },
    });
    expect(await view()).toMatchObject({ state: 'failed' });
  });

  it('that HQ did not even begin is told to whoever asked, and there is none', async () => {
    const { harness, ask, view } = await started(2);
    await harness.fault({ match: { path: '/commcare/download/?' }, kind: '403', times: 1 });
    expect(await ask()).toMatchObject({ ok: false, error: { code: 'permission' } });
    expect(await view()).toBeUndefined();
  });

  it('is saved beside a file that came to lie there meanwhile', async () => {
    const stage = await started(3);
    const { harness, path, view, isSaved } = stage;
    await begun(stage);
    await harness.engine.call('account.close', {});
    writeFileSync(path, 'somebody’s own');
    await harness.open({ autoSync: true, cookies: harness.cookies.at(-1) ?? null });
    await isSaved();
    const beside = join(harness.folder, 'from hq (2).xlsx');
    expect(await view()).toMatchObject({ path: beside, rows: rowsIn(beside) });
    expect(readFileSync(path, 'utf8')).toBe('somebody’s own');
  });

  it('whose folder is gone is still HQ’s: saved elsewhere without asking for another', async () => {
    const stage = await started(3);
    const { harness, ask, asked, view } = stage;
    const gone = join(harness.folder, 'a folder');
    mkdirSync(gone);
    await begun({ ...stage, ask: () => ask({ path: join(gone, 'from hq.xlsx') }) });
    await harness.engine.call('account.close', {});
    rmSync(gone, { recursive: true });
    await harness.open({ autoSync: true, cookies: harness.cookies.at(-1) ?? null });
    await vi.waitUntil(async () => (await view())?.state === 'failed', soon);
    expect((await view())?.message).toContain('a folder');
    await asked();
    expect(await ask()).toMatchObject({ ok: true });
    expect(await asked()).toMatchObject({ begun: 0, fetched: 1 });
  });

  it('called off is forgotten, also while it only waits', async () => {
    const stage = await started(forever);
    const { harness, path, view } = stage;
    await reopened(harness);
    const cancel = () => harness.engine.call('bulk.cancelExport', { jobId });
    const { asking: first } = await begun(stage);
    expect(unwrap(await cancel())).toEqual({ found: true });
    expect(await first).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(await view()).toBeUndefined();
    const { asking: second } = await begun(stage);
    await harness.call('sync.workOffline', { on: true });
    await vi.waitUntil(async () => (await view())?.state === 'waiting', soon);
    // Not over, so a person who knows of it does not end it.
    await harness.call('people.dismissDownload', { jobId });
    expect(unwrap(await cancel())).toEqual({ found: true });
    expect(await second).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(unwrap(await cancel())).toEqual({ found: false });
    expect(existsSync(path)).toBe(false);
  });

  it('is left alone by a command line that was not asked for it, and gone on with by one that is', async () => {
    const stage = await started(2);
    const { harness, ask, asked, view } = stage;
    await harness.fault({ match: poll, kind: '500-before', status: 502, times: 1 });
    expect(await ask()).toMatchObject({ ok: false, error: { code: 'server' } });
    await reopened(harness, false);
    await asked();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([await asked(), await view()]).toMatchObject([{ looks: 0 }, { state: 'waiting', waitsFor: 'hq' }]);
    // For other people it is another file.
    expect(await ask()).toMatchObject({ ok: true });
    expect(await asked()).toMatchObject({ begun: 0, fetched: 1 });
    expect(await ask({ status: 'active' })).toMatchObject({ ok: true });
    expect(await asked()).toMatchObject({ begun: 1, fetched: 1 });
  });

  it.each([
    ['write:download-asked:after-commit', 1],
    ['write:download-begun:before-commit', 1],
    ['write:download-begun:after-commit', 0],
    ['write:download-saved:before-commit', 0],
  ])('killed at %s comes whole, and HQ is asked for %i more', async (point, more) => {
    const { harness, path, view, isSaved, asked } = await started(1);
    const { child } = await dyingEngine(harness, point);
    const input = { kind: 'mobile-workers', source: 'hq', path, jobId };
    expect(await child.call('bulk.export', input)).toBeNull();
    expect(await child.ended).toBe('SIGKILL');
    await asked();
    await harness.open({ autoSync: true, cookies: harness.cookies.at(-1) ?? null });
    await isSaved();
    expect(await asked()).toMatchObject({ begun: more, fetched: 1 });
    // Killed behind the renaming there is the file already: it is not written over.
    expect(rowsIn((await view())?.path ?? '')).toBe((await view())?.rows);
    expect(rowsIn(path)).toBe((await view())?.rows);
  });
});
