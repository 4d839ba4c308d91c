/** A committed workbook in memory, whose rows have all outcomes in turn. */
import { batchRowOutcomes } from '#shared/domain/bulk-batch.ts';
import type { BatchRow, BatchSummary, BatchTotals } from '#shared/domain/bulk-batch.ts';
import { rowOutcomes } from '#shared/domain/bulk-plan.ts';
import type { MethodParams } from '#shared/ipc/contract.ts';
import { ok } from '#shared/ipc/result.ts';

export const fakeBatchId = 'batch-0001';

export function fakeBatchRow(index: number): BatchRow {
  const outcome = batchRowOutcomes[index % batchRowOutcomes.length] ?? 'done';
  return {
    row: index + 2,
    username: `person${index + 2}@example.org`,
    planned: rowOutcomes[index % rowOutcomes.length] ?? null,
    outcome,
    messages: outcome === 'failed' ? ['Username or email address is already in use.'] : [],
    at: outcome === 'waiting' || outcome === 'sent' ? null : Date.UTC(2026, 10, 22, 9),
    changeIds: [`${fakeBatchId}.${index}`],
    entity: 'web-user',
    localId: `local-${index}`,
  };
}

export function fakeBatch(rows: readonly BatchRow[], more: Partial<BatchSummary> = {}): BatchSummary {
  const totals = { rows: rows.length } as BatchTotals;
  for (const outcome of batchRowOutcomes) totals[outcome] = rows.filter((row) => row.outcome === outcome).length;
  return {
    batchId: fakeBatchId,
    kind: 'web-users',
    way: 'rows',
    file: 'people.xlsx',
    createdAt: Date.UTC(2026, 10, 22, 8),
    author: 'me@example.org',
    paused: false,
    followable: false,
    following: null,
    again: { rows: 0, lost: 0 },
    messages: [],
    totals,
    ...more,
  };
}

/** @param count rows of the one workbook there is */
export function fakeBatchAnswers(count = 40) {
  const rows = Array.from({ length: count }, (_, index) => fakeBatchRow(index));
  let paused = false;
  const batch = () => fakeBatch(rows, { paused });
  const left = [{ row: 4, username: 'person4@example.org', why: 'HQ has another value by now.' }];
  return {
    'bulk.ways': () =>
      ok({
        advised: 'rows',
        why: 'Few rows.',
        rows: { can: true, why: '' },
        upload: { can: false, why: 'Nobody is signed in.', refuses: '' },
        risk: '',
      }),
    'bulk.handOver': () => ok({ path: null, batch: batch() }),
    'bulk.followUpload': () => ok(batch()),
    'bulk.batches': () => ok({ batches: [batch()], total: 1 }),
    'bulk.batchRows': ({ outcomes, search, after, offset, limit }: MethodParams<'bulk.batchRows'>) => {
      const fits = (row: BatchRow) => (outcomes?.includes(row.outcome) ?? true) && row.username.includes(search);
      const found = rows.filter(fits);
      return ok({
        rows: found.filter(({ row }) => row > after).slice(offset, offset + limit),
        total: found.length,
      });
    },
    'bulk.pauseBatch': (params: MethodParams<'bulk.pauseBatch'>) => {
      ({ paused } = params);
      return ok(batch());
    },
    'bulk.cancelBatch': () => ok({ cancelled: 4, next: null, batch: batch() }),
    'bulk.retryBatch': () => ok({ retried: 4, left: 0, next: null, batch: batch() }),
    'bulk.previewUndo': () => ok({ waiting: 4, atHq: 3, invitations: 1, left, leftTotal: 1, next: null }),
    'bulk.undoBatch': () => ok({ undone: 7, left, leftTotal: 1, next: null, batch: batch() }),
    'bulk.report': () => ok({ path: 'people report.xlsx' }),
    'bulk.cancelExport': () => ok({ found: true }),
  };
}
