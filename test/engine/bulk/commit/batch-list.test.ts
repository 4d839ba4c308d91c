/** Committed workbooks as they are listed, and one of them found by the beginning of its id. */
import { expect, it } from 'vitest';
import { commitPlan } from '#engine/bulk/commit/commit-plan.ts';
import { listBatches } from '#engine/bulk/commit/row-progress.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput } from '#shared/ipc/engine-host.ts';
import { secretKey } from '../../../helpers/engine-harness.ts';
import { me, planHarness } from '../../../helpers/plan-harness.ts';

function stage() {
  const harness = planHarness({ workers: [{ id: 'w1' }] });
  const { db } = harness;
  const record: RecordContext = { db, author: me, project: 'p', secretKey, now: () => 1, usesPersonalId: () => null };
  const commit = async (batchId: string, email: string) => {
    const { planId } = await harness.plan('mobile-workers', [{ username: 'w1', user_id: 'w1', email }]);
    await commitPlan({ record, planning: harness.context }, { planId, batchId, validOnly: false, held: false });
  };
  /** As the engine is asked, with what it takes where nothing is said. */
  const page = async (filter: HostInput<'bulk.batches'>) => {
    const input = hostContract['bulk.batches'].input.parse(filter);
    const { batches, total } = await listBatches(db, input, () => Promise.resolve());
    return { ids: batches.map((batch) => batch.batchId), total };
  };
  return { db, commit, page };
}

it('a workbook is found by its id, or the beginning of it, also behind as many newer ones as are listed at once', async () => {
  const { commit, page } = stage();
  const { limit } = hostContract['bulk.batches'].input.parse({});
  await commit('oldest-0001', 'oldest@example.net');
  for (let index = 0; index < limit; index++) await commit(`newer-${1000 + index}`, `w${index}@example.net`);

  const list = async (idBegins: string) => (await page({ idBegins })).ids;
  expect(await list('')).toHaveLength(limit);
  expect(await list('')).not.toContain('oldest-0001');
  expect(await list('oldest-0001')).toEqual(['oldest-0001']);
  expect(await list('olde')).toEqual(['oldest-0001']);
  expect(await list('newer-104')).toHaveLength(10);
  expect(await list('dest')).toEqual([]);
  expect(await list('%')).toEqual([]);

  // Page by page down to the oldest, nobody twice.
  const total = limit + 1;
  expect(await page({ limit: 2 })).toEqual({ ids: [`newer-${999 + limit}`, `newer-${998 + limit}`], total });
  expect(await page({ limit: 2, offset: limit - 1 })).toEqual({ ids: ['newer-1000', 'oldest-0001'], total });
  expect(await page({ offset: total })).toEqual({ ids: [], total });
});

it('a workbook is found by its file’s name or its author’s, in any case and with or without accents', async () => {
  const { db, commit, page } = stage();
  for (const [index, [file, author]] of [
    ['Équipe Zürich.xlsx', 'ana@example.org'],
    ['new people.xlsx', null],
  ].entries()) {
    const id = `batch-000${index + 1}`;
    await commit(id, `w${index}@example.net`);
    db.write('name', () => {
      db.statement('UPDATE batches SET source_name = ? WHERE id = ?').run(file, id);
      db.statement('UPDATE sheet_batches SET author = ? WHERE batch_id = ?').run(author, id);
    });
  }
  expect(await page({ search: 'EQUIPE zü' })).toEqual({ ids: ['batch-0001'], total: 1 });
  expect(await page({ search: 'ana@' })).toEqual({ ids: ['batch-0001'], total: 1 });
  expect(await page({ search: ' people ' })).toEqual({ ids: ['batch-0002'], total: 1 });
  expect(await page({ search: '%' })).toEqual({ ids: [], total: 0 });
  expect(await page({ search: ' ' })).toEqual({ ids: ['batch-0002', 'batch-0001'], total: 2 });
});
