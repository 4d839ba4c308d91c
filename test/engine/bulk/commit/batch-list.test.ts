/** Committed workbooks as they are listed, and one of them found by the beginning of its id. */
import { expect, it } from 'vitest';
import { commitPlan } from '#engine/bulk/commit/commit-plan.ts';
import { listBatches } from '#engine/bulk/commit/row-progress.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import { secretKey } from '../../../helpers/engine-harness.ts';
import { me, planHarness } from '../../../helpers/plan-harness.ts';

it('a workbook is found by its id, or the beginning of it, also behind as many newer ones as are listed at once', async () => {
  const harness = planHarness({ workers: [{ id: 'w1' }] });
  const { db } = harness;
  const { limit } = hostContract['bulk.batches'].input.parse({});
  const record: RecordContext = { db, author: me, project: 'p', secretKey, now: () => 1, usesPersonalId: () => null };
  const commit = async (batchId: string, email: string) => {
    const { planId } = await harness.plan('mobile-workers', [{ username: 'w1', user_id: 'w1', email }]);
    await commitPlan({ record, planning: harness.context }, { planId, batchId, validOnly: false, held: false });
  };
  await commit('oldest-0001', 'oldest@example.net');
  for (let index = 0; index < limit; index++) await commit(`newer-${1000 + index}`, `w${index}@example.net`);

  const list = async (idBegins: string) => {
    const input = hostContract['bulk.batches'].input.parse({ idBegins });
    return (await listBatches(db, input, () => Promise.resolve())).map(({ batchId }) => batchId);
  };
  expect(await list('')).toHaveLength(limit);
  expect(await list('')).not.toContain('oldest-0001');
  expect(await list('oldest-0001')).toEqual(['oldest-0001']);
  expect(await list('olde')).toEqual(['oldest-0001']);
  expect(await list('newer-104')).toHaveLength(10);
  expect(await list('dest')).toEqual([]);
  expect(await list('%')).toEqual([]);
});
