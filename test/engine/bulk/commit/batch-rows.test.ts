/** How the rows of a batch are looked up: a page, and a report of thousands of pages, must not walk the whole batch for each row. */
import { expect, it, vi } from 'vitest';
import { commitPlan } from '#engine/bulk/commit/commit-plan.ts';
import { listBatchRows } from '#engine/bulk/commit/row-progress.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { z } from 'zod';
import { secretKey } from '../../../helpers/engine-harness.ts';
import { me, planHarness } from '../../../helpers/plan-harness.ts';

it('a row’s changes are found by the row, not by walking the batch', async () => {
  const harness = planHarness({ workers: [{ id: 'w1' }, { id: 'w2' }] });
  const { db } = harness;
  const rows = ['w1', 'w2'].map((id) => ({
    username: id,
    user_id: id,
    email: `${id}@other.example.net`,
    'group 1': '',
  }));
  const { planId } = await harness.plan('mobile-workers', rows);
  const record: RecordContext = { db, author: me, project: 'p', secretKey, now: () => 1, usesPersonalId: () => null };
  const wanted = { planId, batchId: 'batch-0001', validOnly: false, held: false };
  await commitPlan({ record, planning: harness.context }, wanted);

  const asked = vi.spyOn(db, 'statement');
  const found = listBatchRows(db, 'batch-0001', {}, { after: 0, limit: 100 });
  const texts = asked.mock.calls.map(([sql]) => sql).filter((sql) => sql.includes('sheet_rows'));
  asked.mockRestore();
  expect(found.map(({ row, changeIds }) => [row, changeIds.length])).toEqual([
    [2, 1],
    [3, 1],
  ]);
  expect(texts.length).toBeGreaterThan(0);
  for (const sql of texts) {
    const steps = z
      .array(z.object({ detail: z.string() }))
      .parse(db.sql.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...blanks(sql)));
    const ofParts = steps.map(({ detail }) => detail).filter((detail) => /SEARCH b\b|SCAN b\b/.test(detail));
    expect(ofParts).toEqual([expect.stringContaining('batch_rows_sheet (batch_id=? AND sheet_row=?)')]);
  }
});

/** A value for each question mark. */
const blanks = (sql: string) => Array.from(sql.matchAll(/\?/g), () => '');
