/** What HQ's importer has is followed by the engine itself while somebody is signed in, also after a restart and behind a gateway that failed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { host } from '../../../helpers/bulk-host.ts';
import { startHarness } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';

const batchId = 'batch-0001';
const planId = 'plan-0001';
const poll = { method: 'GET', path: '/upload/poll/' };
const soon = { timeout: 20_000, interval: 50 };

/** Signed in, with people; nothing begins by itself yet. */
async function started(jobPolls: number) {
  const harness = await startHarness({ practice: { size: 6 } });
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  await harness.practice.control('settings', { json: { jobPolls } });
  const [one] = (await harness.call('mobileWorkers.list', { status: 'active' })).rows;
  const path = join(harness.folder, 'people.xlsx');
  const row = { username: one?.username ?? '', user_id: one?.localId ?? '', email: 'one@example.net' };
  writeFileSync(path, await workbookBytes([sheetOf([row])]));
  await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
  const batch = async () => {
    const [found] = (await host(harness, 'bulk.batches', { batchId })).batches;
    if (!found) throw new Error('No batch.');
    return found;
  };
  const isDone = () => vi.waitUntil(async () => (await batch()).totals.done === 1, soon);
  const polls = async () => (await harness.requests()).filter(({ path: to }) => to.includes(poll.path)).length;
  return { harness, batch, isDone, polls };
}

/** The same file once more, as the window opens it. */
async function reopened(harness: Harness, cookies = harness.cookies.at(-1) ?? null): Promise<void> {
  await harness.engine.call('account.close', {});
  await harness.open({ autoSync: true, cookies });
}

const handOver = (harness: Harness) => host(harness, 'bulk.handOver', { planId, batchId, path: null });

describe('an upload that HQ has', () => {
  it('is followed from the hand-over on, with HQ’s own count, and whoever asks waits with it', async () => {
    const { harness, batch, isDone, polls } = await started(4);
    await reopened(harness);
    const seen = new Set<number | null | undefined>();
    const look = () => batch().then(({ following }) => seen.add(following?.percent));
    // Before the hand-over there is none.
    harness.engine.on('data.changed', () => void look().catch(() => undefined));
    await handOver(harness);
    expect(await batch()).toMatchObject({ followable: true, following: { percent: null } });
    const told = await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId });
    expect(told).toMatchObject({ followable: false, following: null, totals: { done: 1 } });
    await isDone();
    expect(await polls()).toBe(5);
    expect([25, 50, 75].filter((percent) => seen.has(percent)).length).toBeGreaterThan(0);
  });

  it('is followed after a restart, by itself', async () => {
    const { harness, isDone } = await started(1);
    await handOver(harness);
    await reopened(harness);
    await isDone();
  });

  it('is asked about again after a gateway’s 503, without a person', async () => {
    const { harness, batch, isDone } = await started(1);
    await reopened(harness);
    await harness.fault({ match: poll, kind: '500-before', status: 503, times: 2 });
    await handOver(harness);
    await vi.waitUntil(async () => (await batch()).following === null, soon);
    expect(await batch()).toMatchObject({ followable: true, totals: { sent: 1, held: 0 } });
    await isDone();
  });

  it('is left alone while nobody is signed in or the person works offline, and followed when that is over', async () => {
    const { harness, batch, polls } = await started(1_000);
    await reopened(harness);
    await handOver(harness);
    const quiet = async () => {
      await vi.waitUntil(async () => (await batch()).following === null, soon);
      await polls();
      // Ten seconds and more of the engine's time: two looks at the least.
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(await polls()).toBe(0);
    };
    await vi.waitUntil(async () => (await polls()) > 0, soon);
    await harness.call('sync.workOffline', { on: true });
    await quiet();
    await harness.call('sync.workOffline', { on: false });
    await vi.waitUntil(async () => (await polls()) > 0, soon);
    await harness.engine.call('account.signOut', {});
    await quiet();
    await expect(host(harness, 'bulk.followUpload', { jobId: 'job-00002', batchId })).rejects.toThrow('credential');
    await harness.signIn();
    await vi.waitUntil(async () => (await polls()) > 0, soon);
    expect((await batch()).following).not.toBeNull();
    // Closed in the middle of it, nothing is written behind.
    await harness.engine.call('account.close', {});
    expect(harness.logged.filter((line) => line.includes('following an upload'))).toEqual([]);
  });

  it('is not asked about by the command line, which says so itself', async () => {
    const { harness, batch, polls } = await started(1);
    await handOver(harness);
    await polls();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await polls()).toBe(0);
    expect(await batch()).toMatchObject({ followable: true, following: null });
    const stop = host(harness, 'bulk.followUpload', { jobId: 'job-00003', batchId });
    expect(await stop).toMatchObject({ totals: { done: 1 } });
  });

  it('goes on being followed where only the one who waits is called off', async () => {
    const { harness, batch } = await started(1_000);
    await reopened(harness);
    await handOver(harness);
    const waiting = host(harness, 'bulk.followUpload', { jobId: 'job-00004', batchId });
    await harness.engine.call('bulk.cancelExport', { jobId: 'job-00004' });
    await expect(waiting).rejects.toThrow('cancelled');
    expect((await batch()).following).not.toBeNull();
  });
});
