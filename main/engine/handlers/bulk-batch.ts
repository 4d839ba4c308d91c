/** Workbooks that are committed, and what becomes of them. */
import type { PlanProgress } from '#shared/domain/bulk-plan.ts';
import { personEntities } from '#shared/domain/entities.ts';
import type { HostOutput, HostParams } from '#shared/ipc/engine-host.ts';
import { commitPlan } from '../bulk/commit/commit-plan.ts';
import { batchSummary, listBatches, listBatchRows } from '../bulk/commit/row-progress.ts';
import { readSheetBatch } from '../bulk/commit/sheet-batch.ts';
import { undoBatch } from '../bulk/commit/undo-batch.ts';
import type { OpenAccount } from '../open-account.ts';
import { discardBatch, retryBatch } from '../outbox/decide-batch.ts';
import type { RunningPlans } from './bulk-plan.ts';
import { inReach } from './edit.ts';
import { notifyEdit } from './notify-edit.ts';

export async function handleBulkCommit(
  account: OpenAccount,
  running: RunningPlans,
  { planId, batchId, validOnly }: HostParams<'bulk.commit'>,
  onProgress: (progress: PlanProgress) => void,
): Promise<HostOutput<'bulk.commit'>> {
  const { context, record } = account;
  const { db, deps } = context;
  const signal = running.begin(planId);
  const planning = {
    db,
    account: context.account,
    signal,
    pause: () =>
      new Promise<void>((resolve) => {
        deps.setTimer(resolve, 0);
      }),
    onProgress: (share: number) => onProgress({ planId, step: 'plan', share }),
  };
  try {
    const committed = await commitPlan({ record, planning }, { planId, batchId, validOnly, held: !inReach(account) });
    notifyAll(account);
    return batchSummary(db, committed);
  } finally {
    running.end(planId);
  }
}

export function handleBulkBatches(
  { context }: OpenAccount,
  { batchId, limit }: HostParams<'bulk.batches'>,
): HostOutput<'bulk.batches'> {
  return { batches: batchId === undefined ? listBatches(context.db, limit) : [batchSummary(context.db, batchId)] };
}

export function handleBulkBatchRows(
  { context }: OpenAccount,
  { batchId, outcomes, search, after, limit }: HostParams<'bulk.batchRows'>,
): HostOutput<'bulk.batchRows'> {
  return { rows: listBatchRows(context.db, batchId, { outcomes, search }, { after, limit }) };
}

/** The rest is cancelled; what is on its way goes on. */
export function handleBulkCancelBatch(
  account: OpenAccount,
  { batchId }: HostParams<'bulk.cancelBatch'>,
): HostOutput<'bulk.cancelBatch'> {
  const { db } = account.context;
  readSheetBatch(db, batchId);
  const cancelled = discardBatch(account.record, batchId);
  notifyAll(account);
  return { cancelled, batch: batchSummary(db, batchId) };
}

export function handleBulkRetryBatch(
  account: OpenAccount,
  { batchId }: HostParams<'bulk.retryBatch'>,
): HostOutput<'bulk.retryBatch'> {
  const { db } = account.context;
  readSheetBatch(db, batchId);
  const counts = retryBatch(account.record, batchId);
  notifyAll(account);
  return { ...counts, batch: batchSummary(db, batchId) };
}

export function handleBulkUndoBatch(
  account: OpenAccount,
  { batchId }: HostParams<'bulk.undoBatch'>,
): HostOutput<'bulk.undoBatch'> {
  const undone = undoBatch(account.record, batchId);
  notifyAll(account);
  return { ...undone, batch: batchSummary(account.context.db, batchId) };
}

/** A workbook may be about people of several kinds. */
function notifyAll(account: OpenAccount): void {
  for (const entity of personEntities) notifyEdit(account, entity);
}
