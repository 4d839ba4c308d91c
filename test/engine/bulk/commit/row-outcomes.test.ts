/** Rows are counted without being read; what is counted is what is told of each. */
import { expect, it } from 'vitest';
import { commitPlan } from '#engine/bulk/commit/commit-plan.ts';
import { rowsToLookAt } from '#engine/bulk/commit/row-outcomes.ts';
import { batchSummary, listBatchRows, pageOfBatch } from '#engine/bulk/commit/row-progress.ts';
import { undoBatch } from '#engine/bulk/commit/undo-batch.ts';
import { discardBatch } from '#engine/outbox/decide-batch.ts';
import { discardChange } from '#engine/outbox/decide-change.ts';
import { writeHistory } from '#engine/outbox/history.ts';
import { readChange } from '#engine/outbox/read-changes.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { batchRowOutcomes } from '#shared/domain/bulk-batch.ts';
import type { BatchRowOutcome } from '#shared/domain/bulk-batch.ts';
import { secretKey } from '../../../helpers/engine-harness.ts';
import { me, planHarness } from '../../../helpers/plan-harness.ts';

const batchId = 'batch-0001';
const people = 9;

async function committed(before: (record: RecordContext) => void = () => undefined) {
  const workers = Array.from({ length: people }, (_, index) => ({ id: `w${index}`, email: `w${index}@example.net` }));
  const harness = planHarness({ workers });
  const { db } = harness;
  const record: RecordContext = {
    db,
    author: me,
    project: 'p',
    secretKey,
    now: () => 5000,
    usesPersonalId: () => null,
  };
  before(record);
  const rows = workers.map(({ id }, index) => ({ username: id, user_id: id, email: `new${index}@example.net` }));
  const { planId } = await harness.plan('mobile-workers', rows);
  await commitPlan({ record, planning: harness.context }, { planId, batchId, validOnly: false, held: false });
  return record;
}

/** As each row tells it, read one by one; the totals and every page by outcome must say the same. */
function outcomes({ db }: RecordContext): BatchRowOutcome[] {
  const told = listBatchRows(db, batchId, {}, { after: 0, limit: 100 }).map(({ outcome }) => outcome);
  const { totals } = batchSummary(db, batchId);
  expect(totals.rows).toBe(told.length);
  for (const outcome of batchRowOutcomes) {
    const rows = told.flatMap((one, index) => (one === outcome ? [index + 2] : []));
    expect([outcome, totals[outcome]]).toEqual([outcome, rows.length]);
    const page = pageOfBatch(db, batchId, { outcomes: [outcome] }, { after: 0, offset: 0, limit: 100 });
    expect(page).toMatchObject({ rows: rows.map((row) => ({ row, outcome })), total: rows.length });
  }
  return told;
}

const idOf = (row: number) => `${batchId}.${row}`;

function atHq({ db }: RecordContext, id: string, undoneBy: string | null = null): void {
  const change = readChange(db, id);
  if (!change) throw new Error(`No change ${id}.`);
  db.write('at-hq', () => {
    writeHistory(db, change, { outcome: 'acked', serverId: change.localId }, 6000);
    db.statement('DELETE FROM changes WHERE id = ?').run(id);
    db.statement('UPDATE history SET undone_by = ? WHERE change_id = ?').run(undoneBy, id);
  });
}

it('each state of a change is counted as it is told, and only what became part of something else is looked at', async () => {
  const record = await committed((mine) =>
    recordEdit(mine, { changeId: 'mine-0001', entity: 'mobile-worker', localId: 'w8', patch: { first_name: 'Mia' } }),
  );
  const { db } = record;
  const states = ['conflict', 'rejected', 'ask', 'sending'];
  for (const [index, state] of states.entries())
    db.statement('UPDATE changes SET state = ? WHERE id = ?').run(state, idOf(index));
  atHq(record, idOf(4));
  atHq(record, idOf(5), 'other-0001');
  discardChange(record, idOf(6));
  recordAction(record, { changeId: 'gone-0001', entity: 'mobile-worker', localId: 'w7', action: 'remove' });
  const gone = ['conflict', 'failed', 'held', 'sent', 'done', 'undone', 'cancelled', 'held', 'waiting'];
  expect(outcomes(record)).toEqual(gone);
  expect(rowsToLookAt(db, batchId)).toEqual([9, 10]);
});

it.each([
  ['cancelled', (record: RecordContext) => void discardBatch(record, batchId)],
  ['undone before it was sent', (record: RecordContext) => void undoBatch(record, batchId)],
])('of a batch that was %s no row has to be looked at', async (_, end) => {
  const record = await committed();
  end(record);
  expect(outcomes(record)).toEqual(Array(people).fill('cancelled'));
  expect(rowsToLookAt(record.db, batchId)).toEqual([]);
});
