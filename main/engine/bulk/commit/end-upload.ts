/** How handing a workbook to HQ's importer ends: with HQ's result row by row, with no result, or with a plan that is there as before. */
import { z } from 'zod';
import type { PlanWarning } from '#shared/domain/bulk-plan.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import type { Failure } from '../../hq/outcome.ts';
import type { RecordContext } from '../../outbox/record-context.ts';
import { dropPlan, hasPlan, readPlan, savePlan } from '../plan/plan-store.ts';
import { fileWarning } from '../plan/plan-warnings.ts';
import { forgetBatch, handedRows, readSheetBatch, setFate, writeJob } from './sheet-batch.ts';
import { uploadResult } from './upload-result.ts';

type Writing = Pick<RecordContext, 'db' | 'now'>;

/** HQ has the workbook: the plan goes with its passwords. */
export function beginFollowing({ db }: Writing, batchId: string, job: string): void {
  db.write('upload-begun', () => {
    writeJob(db, batchId, { state: 'running', job });
    dropPlan(db, readSheetBatch(db, batchId).planId);
  });
}

/** HQ may have taken the workbook though it did not say so: it is not handed over a second time, so its plan goes. */
export function loseUpload(context: Writing, batchId: string): void {
  endUpload(context, batchId, 'lost', [t('batch.upload.lost')]);
}

/** The same is true of all rows that were handed over. */
function endUpload({ db, now }: Writing, batchId: string, fate: 'failed' | 'lost', messages: string[]): void {
  db.write('upload-over', () => {
    const at = now();
    for (const { row } of handedRows(db, batchId)) setFate(db, batchId, row, { fate, messages, at });
    writeJob(db, batchId, { state: 'over', messages });
    dropPlan(db, readSheetBatch(db, batchId).planId);
  });
}

/**
 * HQ said no, and nothing was done: the batch is gone and the plan is there as before, passwords included, with HQ's words among its warnings. Where
 * the plan was thrown away meanwhile, the batch stays with all rows refused: they are all that is left of it.
 * @returns what the person is told
 */
export function refuseUpload(
  context: Writing,
  batchId: string,
  { failure, explained }: { failure: Failure; explained: AppFailure },
): AppFailure {
  const { db } = context;
  const { code, message } = explained.error;
  const details = { ...explained.error.details, upload: 'refused' };
  const words = failure.kind === 'refused' ? failure.messages.join(' ') : message;
  return db.write('upload-refused', () => {
    const { planId } = readSheetBatch(db, batchId);
    if (!hasPlan(db, planId)) {
      const own = failure.kind === 'refused' ? failure.messages : [`${t('batch.upload.not-done')} ${message}`];
      endUpload(context, batchId, 'failed', own);
      return new AppFailure(code, t('batch.upload.refused-gone', { words }), details);
    }
    forgetBatch(db, batchId);
    if (isAboutTheFile(failure)) warn(db, planId, words);
    return new AppFailure(code, t('batch.upload.refused', { words }), details);
  });
}

/** What would be so the next time, too, and not only now. */
function isAboutTheFile({ kind }: Failure): boolean {
  return kind === 'refused' || kind === 'permission' || kind === 'plan';
}

/** The last refusal stands with the plan, also after a restart. */
function warn(db: EngineDatabase, planId: string, words: string): void {
  const { state, sheet, warnings } = readPlan(db, planId);
  const code = 'upload-refused';
  const told: PlanWarning = { ...fileWarning(code, sheet.name, {}, { words }), effect: 'refuses' };
  const file = [...warnings.file.filter((warning) => warning.code !== code), told];
  savePlan(db, planId, { state: state === 'planned' ? state : 'read', sheet, warnings: { ...warnings, file } });
}

/** HQ's result, row by row. @param lines of HQ's page */
export function settleRows({ db, now }: Writing, batchId: string, lines: string[]): void {
  db.write('upload-over', () => {
    const at = now();
    const handed = handedRows(db, batchId);
    const { failed, others, besides } = uploadResult(lines, handed);
    const rest = { fate: others, messages: others === 'lost' ? [t('batch.upload.lost')] : [], at } as const;
    for (const { row } of handed) {
      const messages = failed.get(row);
      setFate(db, batchId, row, messages ? { fate: 'failed', messages, at } : rest);
    }
    // What is about a row is with the row.
    writeJob(db, batchId, { state: 'over', messages: besides });
  });
}

/** Uploads whose request Roster did not outlive: whether HQ has the workbook nobody knows. Call it when the account is opened. */
export function loseInterrupted(context: Writing): void {
  const { db } = context;
  const found = db
    .statement("SELECT batch_id FROM sheet_batches WHERE way = 'upload' AND json_extract(job, '$.state') = 'starting'")
    .pluck()
    .all();
  for (const batchId of z.array(z.string()).parse(found)) loseUpload(context, batchId);
}
