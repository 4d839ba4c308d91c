/** The methods of workbooks that only the host and the command line call: plans, batches, files of people. */
import type { PlanProgress } from '#shared/domain/bulk-plan.ts';
import type { HostHandlers, HostMethodName } from '#shared/ipc/engine-host.ts';
import { writeReport } from '../bulk/commit/report-workbook.ts';
import { countPeople } from '../bulk/export/export-people.ts';
import type { RunningJobs } from '../bulk/running-jobs.ts';
import { writeSample } from '../bulk/samples/write-sample.ts';
import type { OpenAccount } from '../open-account.ts';
import {
  handleBulkBatches,
  handleBulkBatchRows,
  handleBulkCancelBatch,
  handleBulkCommit,
  handleBulkFollowUpload,
  handleBulkHandOver,
  handleBulkPauseBatch,
  handleBulkPlanAgain,
  handleBulkPreviewUndo,
  handleBulkRetryBatch,
  handleBulkUndoBatch,
  handleBulkWays,
} from './bulk-batch.ts';
import { handleBulkCountAtHq, handleBulkDownload } from './bulk-download.ts';
import { handleBulkExport } from './bulk-export.ts';
import { handleBulkPlan, handleBulkRows } from './bulk-plan.ts';
import type { RunningPlans } from './bulk-plan.ts';
import {
  handleBulkDiscardPlan,
  handleBulkEditCell,
  handleBulkExclude,
  handleBulkGuess,
  handleBulkPlans,
  handleBulkRepair,
  handleBulkReplan,
  handleBulkRow,
} from './bulk-review.ts';

type BulkMethodName = Extract<HostMethodName, `bulk.${string}`>;

/** What the engine has of all this: who is open, and whom to tell. */
export type BulkHostContext = {
  /** @throws AppFailure where no account is open, or one opened for looking only and the method writes */
  account: (method: BulkMethodName, writes: boolean) => OpenAccount;
  plans: RunningPlans;
  jobs: RunningJobs;
  tellPlan: (progress: PlanProgress) => void;
  /** @returns who is told how far the job is */
  tellExport: (jobId: string) => (share: number) => void;
};

export function bulkHost({
  account,
  plans,
  jobs,
  tellPlan,
  tellExport,
}: BulkHostContext): Pick<HostHandlers, BulkMethodName> {
  return {
    'bulk.plan': (params) => handleBulkPlan(account('bulk.plan', false), plans, params, tellPlan),
    'bulk.rows': async (params) => handleBulkRows(account('bulk.rows', false), params),
    'bulk.guess': handleBulkGuess,
    'bulk.writeSample': async (params) => writeSample(account('bulk.writeSample', false).context, params),
    'bulk.plans': async () => handleBulkPlans(account('bulk.plans', false)),
    'bulk.row': async (params) => handleBulkRow(account('bulk.row', false), params),
    'bulk.replan': async (params) => handleBulkReplan(account('bulk.replan', true), plans, params, tellPlan),
    'bulk.repair': async (params) => handleBulkRepair(account('bulk.repair', true), plans, params, tellPlan),
    'bulk.editCell': async (params) => handleBulkEditCell(account('bulk.editCell', true), plans, params, tellPlan),
    'bulk.exclude': async (params) => handleBulkExclude(account('bulk.exclude', true), plans, params, tellPlan),
    'bulk.discardPlan': async (params) => handleBulkDiscardPlan(account('bulk.discardPlan', true), plans, params),
    'bulk.cancel': async ({ planId }) => ({ cancelled: plans.cancel(planId) }),
    'bulk.commit': (params) => handleBulkCommit(account('bulk.commit', true), plans, params, tellPlan),
    'bulk.ways': async (params) => handleBulkWays(account('bulk.ways', false), params),
    'bulk.handOver': (params) => handleBulkHandOver(account('bulk.handOver', true), plans, params, tellPlan),
    'bulk.followUpload': async ({ jobId, ...params }) => {
      const opened = account('bulk.followUpload', true);
      return jobs.run(jobId, (signal) => handleBulkFollowUpload(opened, params, signal));
    },
    'bulk.batches': async (params) => handleBulkBatches(account('bulk.batches', false), params),
    'bulk.batchRows': async (params) => handleBulkBatchRows(account('bulk.batchRows', false), params),
    'bulk.pauseBatch': async (params) => handleBulkPauseBatch(account('bulk.pauseBatch', true), params),
    'bulk.cancelBatch': async (params) => handleBulkCancelBatch(account('bulk.cancelBatch', true), params),
    'bulk.retryBatch': async (params) => handleBulkRetryBatch(account('bulk.retryBatch', true), params),
    'bulk.planAgain': (params) => handleBulkPlanAgain(account('bulk.planAgain', true), plans, params, tellPlan),
    'bulk.previewUndo': async (params) => handleBulkPreviewUndo(account('bulk.previewUndo', true), params),
    'bulk.undoBatch': async (params) => handleBulkUndoBatch(account('bulk.undoBatch', true), params),
    'bulk.report': async ({ jobId, ...wanted }) => {
      const { context } = account('bulk.report', false);
      const onProgress = tellExport(jobId);
      const rows = await jobs.run(jobId, (signal) => writeReport({ ...context, signal, onProgress }, wanted));
      return { rows };
    },
    'bulk.export': async ({ jobId, ...wanted }) => {
      const open = account('bulk.export', wanted.source === 'hq');
      if (wanted.source === 'hq') return handleBulkDownload(open, jobId, wanted);
      const onProgress = tellExport(jobId);
      return jobs.run(jobId, (signal) => handleBulkExport(open, { signal, onProgress }, wanted));
    },
    'bulk.countExport': async (wanted) => {
      const open = account('bulk.countExport', false);
      return wanted.source === 'hq' ? handleBulkCountAtHq(open, wanted) : countPeople(open.context.db, wanted);
    },
    'bulk.cancelExport': async ({ jobId }) => ({
      found: jobs.cancel(jobId) || account('bulk.cancelExport', false).downloads.cancel(jobId),
    }),
  };
}
