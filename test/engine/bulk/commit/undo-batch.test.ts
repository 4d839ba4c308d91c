/** Cancelled, sent again and taken back in pieces of a few changes, so that also the rows with several of them are met at the end of a piece. */
import { expect, it } from 'vitest';
import { commitPlan } from '#engine/bulk/commit/commit-plan.ts';
import { batchSummary, pageOfBatch } from '#engine/bulk/commit/row-progress.ts';
import { previewUndo, undoBatch } from '#engine/bulk/commit/undo-batch.ts';
import type { UndonePiece } from '#engine/bulk/commit/undo-batch.ts';
import { discardBatch, retryBatch } from '#engine/outbox/decide-batch.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { secretKey } from '../../../helpers/engine-harness.ts';
import { me, planHarness } from '../../../helpers/plan-harness.ts';

const batchId = 'batch-0001';
const workers = Array.from({ length: 7 }, (_, index) => ({ id: `w${index}`, email: `w${index}@example.net` }));

/** Seven workers with a new address each; every second one is deactivated, too. */
async function committed(piece: number) {
  const harness = planHarness({ workers });
  const record: RecordContext = {
    db: harness.db,
    author: me,
    project: 'p',
    secretKey,
    now: () => 5000,
    usesPersonalId: () => null,
    manyLimits: { atOnce: piece, piece },
  };
  const rows = workers.map(({ id }, index) => ({
    username: id,
    user_id: id,
    email: `new${index}@example.net`,
    is_active: index % 2 === 0 ? 'True' : 'False',
  }));
  const { planId } = await harness.plan('mobile-workers', rows);
  const wanted = { planId, batchId, validOnly: false, held: false };
  await commitPlan({ record, planning: harness.context }, wanted);
  expect(countChanges(record)).toBe(10);
  return record;
}

function countChanges({ db }: RecordContext): unknown {
  return db.statement('SELECT count(*) FROM changes').pluck().get();
}

function allPieces(decide: (from: number) => UndonePiece): UndonePiece[] {
  const pieces: UndonePiece[] = [];
  for (let from: number | null = 0; from !== null;) {
    const piece = decide(from);
    pieces.push(piece);
    from = piece.next;
  }
  return pieces;
}

const sum = (pieces: readonly UndonePiece[]) => pieces.reduce((all, { waiting }) => all + waiting, 0);

it.each([1, 2, 3, 4, 100])('in pieces of %d nothing is left of it, and no row is parted', async (piece) => {
  const record = await committed(piece);
  const before = countChanges(record);
  const asked = allPieces((from) => previewUndo(record, batchId, from));
  expect(countChanges(record)).toBe(before);
  const undone = allPieces((from) => undoBatch(record, batchId, { from }));
  expect(undone).toEqual(asked);
  expect(undone.length).toBeGreaterThanOrEqual(Math.min(7, Math.ceil(10 / (piece + 1))));
  expect(sum(undone)).toBe(10);
  expect(countChanges(record)).toBe(0);
  expect(batchSummary(record.db, batchId).totals).toMatchObject({ rows: 7, cancelled: 7 });
});

it('what is on its way to HQ stays, and is told', async () => {
  const record = await committed(100);
  record.db.statement("UPDATE changes SET state = 'sending' WHERE id = ?").run(`${batchId}.0`);
  const why = 'On its way to HQ. Take the workbook back once more when HQ has answered.';
  const left = [{ row: 2, username: 'w0', why }];
  expect(previewUndo(record, batchId)).toEqual({ waiting: 9, atHq: 0, invitations: 0, left, next: null });
  expect(undoBatch(record, batchId)).toEqual({ waiting: 9, atHq: 0, invitations: 0, left, next: null });
  expect(countChanges(record)).toBe(1);
});

it('broken off after a piece, said again from the beginning it ends the same', async () => {
  const record = await committed(3);
  undoBatch(record, batchId);
  expect(countChanges(record)).not.toBe(0);
  const rest = sum(allPieces((from) => previewUndo(record, batchId, from)));
  expect(sum(allPieces((from) => undoBatch(record, batchId, { from })))).toBe(rest);
  expect(rest).toBeLessThan(10);
  expect(countChanges(record)).toBe(0);
  expect(sum(allPieces((from) => previewUndo(record, batchId, from)))).toBe(0);
  expect(batchSummary(record.db, batchId).totals).toMatchObject({ rows: 7, cancelled: 7 });
});

it('cancelled a piece at a time, and broken off in between, nothing is left of it in the end', async () => {
  const record = await committed(3);
  const { db } = record;
  let retried = 0;
  for (let from: Parameters<typeof retryBatch>[2], more = true; more; more = from !== undefined) {
    const piece = retryBatch(record, batchId, from);
    expect(piece.retried).toBeLessThanOrEqual(3);
    retried += piece.retried;
    from = piece.next;
  }
  expect(retried).toBe(10);
  const first = discardBatch(record, batchId);
  expect(first).toMatchObject({ discarded: 3, next: { part: 'changes' } });
  expect(countChanges(record)).toBe(7);
  let cancelled = 3;
  for (let from: Parameters<typeof discardBatch>[2], more = true; more; more = from !== undefined) {
    const piece = discardBatch(record, batchId, from);
    expect(piece.discarded).toBeLessThanOrEqual(3);
    cancelled += piece.discarded;
    from = piece.next;
  }
  expect(cancelled).toBe(10);
  expect(countChanges(record)).toBe(0);
  expect(batchSummary(db, batchId).totals).toMatchObject({ rows: 7, cancelled: 7 });

  // A page of the rows from anywhere, and how many there are.
  const page = pageOfBatch(db, batchId, { outcomes: ['cancelled'] }, { after: 0, offset: 4, limit: 2 });
  expect(page.rows.map(({ row }) => row)).toEqual([6, 7]);
  expect(page.total).toBe(7);
  const behind = pageOfBatch(db, batchId, {}, { after: 6, offset: 0, limit: 10 });
  expect(behind).toMatchObject({ rows: [{ row: 7 }, { row: 8 }], total: 7 });
  const named = pageOfBatch(db, batchId, { search: 'W3' }, { after: 0, offset: 0, limit: 10 });
  expect(named).toMatchObject({ rows: [{ row: 5 }], total: 1 });
  expect(pageOfBatch(db, batchId, { outcomes: ['done'] }, { after: 0, offset: 0, limit: 10 })).toEqual({
    rows: [],
    total: 0,
  });
});
