/** Taken back in pieces of a few changes, so that also the rows with several of them are met at the end of a piece. */
import { expect, it } from 'vitest';
import { commitPlan } from '#engine/bulk/commit/commit-plan.ts';
import { batchSummary } from '#engine/bulk/commit/row-progress.ts';
import { previewUndo, undoBatch } from '#engine/bulk/commit/undo-batch.ts';
import type { UndonePiece } from '#engine/bulk/commit/undo-batch.ts';
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
  const undone = allPieces((from) => undoBatch(record, batchId, from));
  expect(undone).toEqual(asked);
  expect(undone.length).toBeGreaterThanOrEqual(Math.min(7, Math.ceil(10 / (piece + 1))));
  expect(sum(undone)).toBe(10);
  expect(countChanges(record)).toBe(0);
  expect(batchSummary(record.db, batchId).totals).toMatchObject({ rows: 7, cancelled: 7 });
});

it('broken off after a piece, said again from the beginning it ends the same', async () => {
  const record = await committed(3);
  undoBatch(record, batchId, 0);
  expect(countChanges(record)).not.toBe(0);
  allPieces((from) => undoBatch(record, batchId, from));
  expect(countChanges(record)).toBe(0);
  expect(batchSummary(record.db, batchId).totals).toMatchObject({ rows: 7, cancelled: 7 });
});
