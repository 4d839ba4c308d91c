/** HQ does not take a workbook at all: its plan is there as before. Killed at any point, nothing is handed over a second time. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { uploadToHq } from '#engine/bulk/commit/hand-over.ts';
import { batchSummary } from '#engine/bulk/commit/row-progress.ts';
import type { HqPages } from '#engine/hq/pages/hq-pages.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { startActions } from '../../../helpers/action-harness.ts';
import { host } from '../../../helpers/bulk-host.ts';
import { dyingEngine } from '../../../helpers/dying-engine.ts';
import { secretKey, startHarness } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { pageSession } from '../../../helpers/page-session.ts';
import { me, planHarness } from '../../../helpers/plan-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';
import type { GivenRow } from '../../../helpers/workbook-bytes.ts';

const batchId = 'batch-0001';
const planId = 'plan-0001';
const upload = { planId, batchId, path: null };

async function planned(harness: Pick<Harness, 'engine' | 'folder'>, rows: readonly GivenRow[]): Promise<void> {
  const path = join(harness.folder, 'people.xlsx');
  writeFileSync(path, await workbookBytes([sheetOf(rows)]));
  await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
}

/** The project demands it of whoever has a column of custom data. */
const team = { 'data: team': 'Blue' };

async function started() {
  const harness = await startHarness({ practice: { size: 10 } });
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  const [one, two] = (await harness.call('mobileWorkers.list', { status: 'active' })).rows;
  if (!one || !two) throw new Error('Too few workers.');
  const batches = async () => (await host(harness, 'bulk.batches', {})).batches;
  const posts = async () => (await harness.writes()).filter(({ path }) => path.includes('/upload/'));
  return { harness, one, two, batches, posts };
}

describe('a workbook that HQ does not take', () => {
  it('leaves its plan with passwords, edited cells and rows left out, and goes once it is put right', async () => {
    const { harness, one, two, batches } = await started();
    await planned(harness, [
      { username: one.username, user_id: one.localId, email: 'one@example.net', deactivate_after: '11-2028', ...team },
      { username: two.username, user_id: two.localId, email: 'two@example.net', ...team },
      { username: 'brand.new', email: 'new@example.net', password: 'a-strong-1-password', ...team },
    ]);
    await host(harness, 'bulk.editCell', { planId, row: 2, column: 2, text: 'edited@example.net' });
    await host(harness, 'bulk.exclude', { planId, rows: [3], excluded: true });

    // The project has no such dates, which is told to nobody but by HQ's refusal.
    const words = 'The following are illegal column headers: deactivate_after.';
    await expect(host(harness, 'bulk.handOver', upload)).rejects.toThrow(words);
    expect(await batches()).toEqual([]);
    const [plan] = (await host(harness, 'bulk.plans', {})).plans;
    expect(plan).toMatchObject({ planId, state: 'planned', totals: { update: 2, create: 1, excluded: 1 } });
    const told = plan?.warnings.filter(({ code }) => code === 'upload-refused');
    expect(told?.map(({ effect, text }) => [effect, text.includes(words)])).toEqual([['refuses', true]]);
    const { rows } = await host(harness, 'bulk.rows', { planId, limit: 10 });
    expect(rows[0]?.changes['email']?.to).toBe('edited@example.net');

    await harness.practice.control('settings', { json: { allowCustomDeactivation: true } });
    expect(await host(harness, 'bulk.handOver', upload)).toMatchObject({ batchId, totals: { sent: 2, 'left-out': 1 } });
    expect((await host(harness, 'bulk.plans', {})).plans).toEqual([]);
    const followed = await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId });
    expect(followed.totals).toMatchObject({ done: 2, failed: 0 });
    expect(await harness.atHq('worker', one.username)).toMatchObject({ email: 'edited@example.net' });
    expect(await harness.atHq('worker', 'brand.new')).toMatchObject({ email: 'new@example.net' });
  });

  it('can go row by row where the project’s plan has no importer', async () => {
    const { harness, one, batches, posts } = await started();
    await planned(harness, [{ username: one.username, user_id: one.localId, email: 'one@example.net' }]);
    await harness.practice.control('settings', { json: { planBulk: false } });
    await harness.writes();
    await expect(host(harness, 'bulk.handOver', upload)).rejects.toThrow('nothing of it was carried out');
    expect(await posts()).toEqual([]);
    expect(await batches()).toEqual([]);
    expect(await host(harness, 'bulk.commit', { planId, batchId })).toMatchObject({ totals: { waiting: 1 } });
  });

  it('is there as before where nothing of it was sent: HQ gave no answer to the form', async () => {
    const { harness, one, batches, posts } = await started();
    await planned(harness, [{ username: one.username, user_id: one.localId, email: 'one@example.net' }]);
    await harness.writes();
    await harness.fault({ match: { method: 'GET', path: '/upload/' }, kind: '500-before', status: 503 });
    await expect(host(harness, 'bulk.handOver', upload)).rejects.toThrow('nothing of it was carried out');
    expect(await posts()).toEqual([]);
    expect(await batches()).toEqual([]);
    expect(await host(harness, 'bulk.handOver', upload)).toMatchObject({ totals: { sent: 1 } });
    expect(await posts()).toHaveLength(1);
  });

  it('is a batch of refused rows where its plan was thrown away meanwhile', async () => {
    const harness = planHarness({ workers: [{ id: 'w1', email: 'old@example.net' }] });
    const { db, account, context } = harness;
    const record: RecordContext = {
      ...{ db, author: me, project: account.project, secretKey },
      now: context.now,
      usesPersonalId: () => null,
    };
    const row = { username: 'w1', user_id: 'w1', email: 'new@example.net' };
    const plan = await harness.plan('mobile-workers', [row]);
    const startUpload: HqPages['startUpload'] = async () => {
      await harness.plan('mobile-workers', [row]);
      return { kind: 'permission', status: 403, message: 'No.' };
    };
    const { pages: real } = pageSession(account);
    const pages = { ...real, startUpload };
    const explain = () => new AppFailure('permission', 'You may not.');
    const handed = uploadToHq(
      { record, planning: context },
      { planId: plan.planId, batchId, validOnly: false },
      { pages, explain },
    );
    await expect(handed).rejects.toThrow('Its review was thrown away meanwhile');
    expect(batchSummary(db, batchId).totals).toMatchObject({ failed: 1, sent: 0 });
  });
});

describe('kill -9 while a workbook is handed to HQ', () => {
  async function dying(point: string, settings: object = {}) {
    const stage = await startActions({ practice: { size: 6 } });
    await stage.signIn();
    const [one] = (await stage.call('mobileWorkers.list', { status: 'active' })).rows;
    await planned(stage, [{ username: one?.username ?? '', user_id: one?.localId ?? '', email: 'one@example.net' }]);
    await stage.practice.control('settings', { json: settings });
    const { child, reopen } = await dyingEngine(stage, point);
    expect(await child.call('bulk.handOver', { ...upload, validOnly: false })).toBeNull();
    await reopen();
    const now = async () => ({
      plans: (await host(stage, 'bulk.plans', {})).plans.map((plan) => plan.planId),
      batches: (await host(stage, 'bulk.batches', {})).batches,
    });
    const posts = async () =>
      (await stage.requests()).filter(({ method, path }) => method === 'POST' && path.includes('/upload/'));
    return { stage, now, posts };
  }

  it('before it is written down: there is the plan and no batch, and nothing was sent', async () => {
    const { now, posts } = await dying('write:hand-over:before-commit');
    expect(await now()).toEqual({ plans: [planId], batches: [] });
    expect(await posts()).toEqual([]);
  });

  it.each(['write:hand-over:after-commit', 'write:upload-begun:before-commit'])(
    'at %s: HQ may have it, so its plan is gone, and it is not sent again',
    async (point) => {
      const { stage, now, posts } = await dying(point);
      expect(await now()).toMatchObject({ plans: [], batches: [{ batchId, followable: false, totals: { held: 1 } }] });
      const sent = (await posts()).length;
      expect(sent).toBe(point.includes('begun') ? 1 : 0);
      for (const again of [upload, { ...upload, batchId: 'batch-0002' }])
        expect(await host(stage, 'bulk.handOver', again)).toMatchObject({ batchId, totals: { held: 1 } });
      expect(await posts()).toEqual([]);
    },
  );

  it('once HQ has named the job: its result is asked for', async () => {
    const { stage, now, posts } = await dying('write:upload-begun:after-commit');
    expect(await now()).toMatchObject({ plans: [], batches: [{ followable: true, totals: { sent: 1 } }] });
    expect(await posts()).toHaveLength(1);
    const told = await host(stage, 'bulk.followUpload', { jobId: 'job-00001', batchId });
    expect(told).toMatchObject({ followable: false, totals: { done: 1 } });
    expect(await posts()).toEqual([]);
  });

  it('while HQ’s refusal is written down: what HQ said is not known, so it counts as lost', async () => {
    const { now } = await dying('write:upload-refused:before-commit', { planBulk: false });
    expect(await now()).toMatchObject({ plans: [], batches: [{ totals: { held: 1 } }] });
  });

  it('behind HQ’s refusal: the plan is there, with HQ’s no', async () => {
    const { stage, now } = await dying('write:upload-refused:after-commit', { planBulk: false });
    expect(await now()).toEqual({ plans: [planId], batches: [] });
    const [plan] = (await host(stage, 'bulk.plans', {})).plans;
    expect(plan?.warnings.map(({ code }) => code)).toContain('upload-refused');
  });
});
