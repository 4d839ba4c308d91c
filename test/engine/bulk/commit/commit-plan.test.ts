import { describe, expect, it } from 'vitest';
import { commitPlan } from '#engine/bulk/commit/commit-plan.ts';
import { batchSummary, listBatchRows } from '#engine/bulk/commit/row-progress.ts';
import { undoBatch } from '#engine/bulk/commit/undo-batch.ts';
import { exclusion } from '#engine/bulk/plan/planned-rows.ts';
import type { EngineDatabase } from '#engine/db/database.ts';
import { visibleValues } from '#engine/mirror/visible.ts';
import { discardBatch } from '#engine/outbox/decide-batch.ts';
import { readLane } from '#engine/outbox/read-changes.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { openSecret } from '#engine/outbox/secrets.ts';
import type { BatchRowOutcome } from '#shared/domain/bulk-batch.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { secretKey } from '../../../helpers/engine-harness.ts';
import { pullPeople, webUser } from '../../../helpers/mirror-data.ts';
import { me, planHarness } from '../../../helpers/plan-harness.ts';
import type { PlanHarness } from '../../../helpers/plan-harness.ts';

const state = {
  roles: ['Reader', 'Editor', 'Admin'],
  places: { north: '' },
  members: [
    { id: 'ana', role: 'Reader' },
    { id: 'ben', role: 'Reader' },
    { id: 'cem', role: 'Editor' },
  ],
  workers: [{ id: 'w1', email: 'w1@example.net' }, { id: 'w2' }],
};

const recordOf = ({ db }: PlanHarness): RecordContext => ({
  db,
  author: me,
  project: 'p',
  secretKey,
  now: () => 5000,
  usesPersonalId: () => null,
});

function commit(
  harness: PlanHarness,
  planId: string,
  more: { validOnly?: boolean; batchId?: string; held?: boolean } = {},
) {
  const wanted = { planId, batchId: 'batch-0001', validOnly: false, held: false, ...more };
  return commitPlan({ record: recordOf(harness), planning: harness.context }, wanted);
}

/** What went wrong; fails where nothing did. */
async function failure(work: Promise<unknown>): Promise<AppFailure['error']> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppFailure)) throw new Error(`No failure: ${String(error)}`);
  return error.error;
}

function counts(db: EngineDatabase) {
  const tables = ['changes', 'batches', 'batch_rows', 'sheet_batches', 'sheet_rows', 'history'];
  return tables.map((table) => db.statement(`SELECT count(*) FROM ${table}`).pluck().get());
}

function outcomes(db: EngineDatabase, batchId = 'batch-0001'): BatchRowOutcome[] {
  return listBatchRows(db, batchId, {}, { after: 0, limit: 100 }).map(({ outcome }) => outcome);
}

const web = (username: string, role: string, more: Record<string, string> = {}) => ({
  username: `${username}@example.org`,
  role,
  'location_code 1': '',
  remove: '',
  ...more,
});

describe('a plan that is committed', () => {
  it('is a batch of changes, each row with its own, and nothing of the plan is left', async () => {
    const harness = planHarness(state);
    const { db } = harness;
    const rows = [
      web('ana', 'Editor', { 'location_code 1': 'north' }),
      web('ben', 'Reader'),
      web('new.one', 'Reader'),
      web('cem', 'Editor', { remove: 'true' }),
    ];
    const { planId } = await harness.plan('web-users', rows);
    await commit(harness, planId, { held: true });
    const told = listBatchRows(db, 'batch-0001', {}, { after: 0, limit: 100 });
    expect(told).toMatchObject([
      { row: 2, planned: 'update', outcome: 'waiting', entity: 'web-user', localId: 'ana' },
      { row: 3, planned: 'no-change', outcome: 'no-change', changeIds: [] },
      { row: 4, planned: 'invite', outcome: 'waiting', entity: 'invitation' },
      { row: 5, planned: 'remove', outcome: 'waiting', localId: 'cem' },
    ]);
    expect(visibleValues(db, 'web-user', 'ana')).toMatchObject({ role: 'Editor', assigned_location_ids: ['north'] });
    const [edit] = readLane(db, 'web-user', 'ana');
    expect(edit).toMatchObject({ id: told[0]?.changeIds[0], batchId: 'batch-0001', author: me, state: 'queued' });
    expect(readLane(db, 'web-user', 'cem')).toMatchObject([{ kind: 'delete', action: 'remove' }]);
    expect(batchSummary(db, 'batch-0001')).toMatchObject({
      kind: 'web-users',
      way: 'rows',
      file: 'people.xlsx',
      totals: { rows: 4, waiting: 3, 'no-change': 1 },
    });
    expect(db.statement('SELECT count(*) FROM bulk_plan_rows').pluck().get()).toBe(0);
  });

  it('makes a worker without custom data that HQ’s form would ask for, as its importer does of a sheet without such a column', async () => {
    const harness = planHarness({ ...state, fields: [{ slug: 'team', label: 'Team', required: true }] });
    const { planId } = await harness.plan('mobile-workers', [
      { username: 'ny', user_id: '', password: 'first-secret-1', email: '' },
    ]);
    await commit(harness, planId);
    expect(outcomes(harness.db)).toEqual(['waiting']);
  });

  it('makes workers, sets passwords and access; a password is nowhere but encrypted with its change', async () => {
    const harness = planHarness(state);
    const { db } = harness;
    const { planId } = await harness.plan('mobile-workers', [
      { username: 'ny', user_id: '', password: 'first-secret-1', email: 'ny@example.net', is_active: 'false' },
      { username: 'w1', user_id: 'w1', password: 'other-secret-2', email: 'w1@example.com', is_active: 'false' },
    ]);
    await commit(harness, planId);
    const [made, known] = listBatchRows(db, 'batch-0001', {}, { after: 0, limit: 10 });
    const lane = (localId: string) => readLane(db, 'mobile-worker', localId);
    const create = lane(made?.localId ?? '');
    expect(create.map(({ kind, action }) => action ?? kind)).toEqual(['create', 'deactivate']);
    expect(openSecret(secretKey, create[0]?.id ?? '', create[0]?.secret ?? null)).toBe('first-secret-1');
    const edits = lane('w1');
    expect(edits.map(({ kind, action }) => action ?? kind)).toEqual(['update', 'set-password', 'deactivate']);
    expect(edits.map(({ id }) => id)).toEqual(known?.changeIds);
    expect(openSecret(secretKey, edits[1]?.id ?? '', edits[1]?.secret ?? null)).toBe('other-secret-2');
    const kept = db.statement('SELECT cells FROM sheet_rows').pluck().all().join(' ');
    expect(kept).toContain('********');
    expect(kept).not.toMatch(/secret-[12]/);
  });

  it('is committed once, whoever asks again and under whatever id', async () => {
    const harness = planHarness(state);
    const { planId } = await harness.plan('web-users', [web('ana', 'Editor')]);
    expect(await commit(harness, planId)).toBe('batch-0001');
    const before = counts(harness.db);
    expect(await commit(harness, planId)).toBe('batch-0001');
    expect(await commit(harness, planId, { batchId: 'batch-0002' })).toBe('batch-0001');
    expect(counts(harness.db)).toEqual(before);
    // The same file once more has nothing left to do.
    const again = await harness.plan('web-users', [web('ana', 'Editor')]);
    expect(await failure(commit(harness, again.planId, { batchId: 'batch-0003' }))).toMatchObject({
      code: 'wrong-state',
    });
    expect(counts(harness.db)).toEqual(before);
  });

  it('is all or nothing, unless the valid rows alone are asked for', async () => {
    const harness = planHarness(state);
    const { db } = harness;
    const before = counts(db);
    const rows = [web('ana', 'Editor'), web('ben', 'Chief'), web('cem', 'Reader')];
    const { planId } = await harness.plan('web-users', rows);
    expect(await failure(commit(harness, planId))).toMatchObject({
      code: 'validation',
      details: { rows: [{ row: 3, username: 'ben@example.org', reasons: [expect.stringContaining("Role 'Chief'")] }] },
    });
    expect(counts(db)).toEqual(before);
    exclusion(db, planId, [4], true).write();
    await commit(harness, planId, { validOnly: true });
    expect(outcomes(db)).toEqual(['waiting', 'left-out', 'left-out']);
    const left = listBatchRows(db, 'batch-0001', { outcomes: ['left-out'] }, { after: 0, limit: 10 });
    expect(left.map(({ row, messages }) => [row, messages[0]])).toEqual([
      [3, expect.stringContaining("Role 'Chief'")],
      [4, 'Taken out by hand.'],
    ]);
  });

  it('leaves nothing of a row that turns out to be impossible half way, and of the whole where not only the valid are wanted', async () => {
    const harness = planHarness(state);
    const { db } = harness;
    // A worker’s role is the importer’s to set: said of a row that could be recorded otherwise.
    const rows = [
      { username: 'w1', user_id: 'w1', email: 'other@example.net', role: 'Reader' },
      { username: 'w2', user_id: 'w2', email: 'w2@example.net', role: '' },
    ];
    const { planId } = await harness.plan('mobile-workers', rows);
    const before = counts(db);
    const refused = await failure(commit(harness, planId));
    expect(refused.code).toBe('validation');
    expect(JSON.stringify(refused.details)).toContain('Only HQ’s own importer does this (role)');
    expect(counts(db)).toEqual(before);
    await commit(harness, planId, { validOnly: true });
    expect(outcomes(db)).toEqual(['left-out', 'waiting']);
    expect(readLane(db, 'mobile-worker', 'w1')).toEqual([]);
  });

  it('is refused where somebody changed since, and planned anew for another look', async () => {
    const harness = planHarness(state);
    const { db } = harness;
    const { planId } = await harness.plan('web-users', [web('ana', 'Editor'), web('ben', 'Editor')]);
    pullPeople(db, 'web-user', [webUser('ben', { role: 'Admin' })], 2, 2);
    expect(await failure(commit(harness, planId))).toMatchObject({
      code: 'wrong-state',
      details: { moved: true, rows: [3] },
    });
    expect(readLane(db, 'web-user', 'ana')).toEqual([]);
    // Looked at anew: this is what is committed now.
    await commit(harness, planId);
    expect(readLane(db, 'web-user', 'ben')).toMatchObject([{ patch: { role: 'Editor' }, base: { role: 'Admin' } }]);
  });

  it('is refused where somebody changes in the very moment between planning and saving', async () => {
    const harness = planHarness(state);
    const { db } = harness;
    const record = recordOf(harness);
    const { planId } = await harness.plan('web-users', [web('ana', 'Editor'), web('ben', 'Editor')]);
    let told = 0;
    const onProgress = (share: number) => {
      told += 1;
      // All rows are planned by now, and written right after.
      if (share === 1)
        recordEdit(record, { changeId: 'mine-0001', entity: 'web-user', localId: 'ben', patch: { role: 'Admin' } });
    };
    const wanted = { planId, batchId: 'batch-0001', validOnly: true, held: false };
    const refused = await failure(commitPlan({ record, planning: { ...harness.context, onProgress } }, wanted));
    expect(told).toBeGreaterThan(0);
    expect(refused).toMatchObject({ code: 'wrong-state', details: { rows: [3] } });
    expect(readLane(db, 'web-user', 'ana')).toEqual([]);
  });
});

describe('a committed workbook', () => {
  it('is taken back as if it had never been, while nothing was sent', async () => {
    const harness = planHarness(state);
    const { db } = harness;
    const record = recordOf(harness);
    recordEdit(record, { changeId: 'mine-0001', entity: 'web-user', localId: 'ana', patch: { role: 'Admin' } });
    const rows = [web('ana', 'Editor'), web('new.one', 'Reader'), web('cem', 'Editor', { remove: 'true' })];
    const { planId } = await harness.plan('web-users', rows);
    await commit(harness, planId);
    expect(visibleValues(db, 'web-user', 'ana')).toMatchObject({ role: 'Editor' });
    expect(undoBatch(record, 'batch-0001')).toMatchObject({ waiting: 3, atHq: 0, left: [] });
    expect(visibleValues(db, 'web-user', 'ana')).toMatchObject({ role: 'Admin' });
    expect(readLane(db, 'web-user', 'cem')).toEqual([]);
    expect(db.statement("SELECT count(*) FROM changes WHERE entity = 'invitation'").pluck().get()).toBe(0);
    expect(undoBatch(record, 'batch-0001')).toMatchObject({ left: [] });
    expect(visibleValues(db, 'web-user', 'ana')).toMatchObject({ role: 'Admin' });
  });

  it('cancels the rest, and leaves what a person has said since in the same change', async () => {
    const harness = planHarness(state);
    const { db } = harness;
    const record = recordOf(harness);
    const rows = [
      { username: 'w1', user_id: 'w1', email: 'a@example.net' },
      { username: 'w2', user_id: 'w2', email: 'b@example.net' },
    ];
    const { planId } = await harness.plan('mobile-workers', rows);
    await commit(harness, planId);
    recordEdit(record, { changeId: 'mine-0001', entity: 'mobile-worker', localId: 'w1', patch: { first_name: 'Mia' } });
    expect(discardBatch(record, 'batch-0001')).toEqual({ discarded: 2 });
    expect(outcomes(db)).toEqual(['cancelled', 'cancelled']);
    expect(readLane(db, 'mobile-worker', 'w1')).toMatchObject([{ patch: { first_name: 'Mia' }, batchId: null }]);
    expect(visibleValues(db, 'mobile-worker', 'w1')).toMatchObject({ email: 'w1@example.net', first_name: 'Mia' });
    expect(readLane(db, 'mobile-worker', 'w2')).toEqual([]);
  });

  it('shows a row that gave way to a removal as held', async () => {
    const harness = planHarness(state);
    const { planId } = await harness.plan('web-users', [web('ana', 'Editor')]);
    await commit(harness, planId);
    recordAction(recordOf(harness), { changeId: 'gone-0001', entity: 'web-user', localId: 'ana', action: 'remove' });
    expect(outcomes(harness.db)).toEqual(['held']);
  });
});
