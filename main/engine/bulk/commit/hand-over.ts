/** A plan that HQ's importer carries out: a workbook of its rows is saved for HQ, or handed to it at once. */
import type { BatchWay } from '#shared/domain/bulk-batch.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { Failure } from '../../hq/outcome.ts';
import type { HqPages } from '../../hq/pages/hq-pages.ts';
import type { RecordContext } from '../../outbox/record-context.ts';
import { createMemoryFile } from '../memory-file.ts';
import { writeNewFile } from '../new-file.ts';
import { dropPlan, readPlan } from '../plan/plan-store.ts';
import { listPlanned } from '../plan/planned-rows.ts';
import { writeXlsx } from '../write-xlsx.ts';
import { planAnew, refuseMoved, refuseUnfit } from './commit-plan.ts';
import type { CommitContext } from './commit-plan.ts';
import { beginFollowing, loseUpload, refuseUpload, settleRows } from './end-upload.ts';
import { hqWorkbook } from './hq-workbook.ts';
import type { HqWorkbook } from './hq-workbook.ts';
import { beginBatch, knownBatch, readSheetBatch, setFate, writeJob } from './sheet-batch.ts';
import { staleRows } from './stale-rows.ts';
import { isUnderWay, whileUnderWay } from './uploads-under-way.ts';

export type HandOver = { planId: string; batchId: string; validOnly: boolean };

/**
 * Saves the workbook; what HQ makes of it is not known here. There is the file and its batch, or neither.
 * @returns the batch: this one, or the one that the plan became before
 * @throws AppFailure as `commitPlan`; `read-only` where the file cannot be written
 */
export async function saveForHq(
  context: CommitContext,
  wanted: HandOver,
  { path, id }: { path: string; id: string },
): Promise<string> {
  const known = knownBatch(context.record.db, wanted);
  if (known !== null) return known;
  const book = await prepare(context, wanted);
  let batchId = wanted.batchId;
  await writeNewFile(
    path,
    id,
    (file) => writeXlsx({ file, sheets: book.sheets }),
    (move) => {
      batchId = recordHandOver(context.record, wanted, book, 'file', move);
    },
  );
  return batchId;
}

/**
 * Hands the workbook to HQ's importer. It is written down before the request: a batch is never handed over twice, whatever becomes of the
 * answer. Then `followUpload` waits for the result.
 * @throws AppFailure as `commitPlan`; HQ's refusal: nothing was done, there is no batch, and the plan is as before
 */
export async function uploadToHq(
  context: CommitContext,
  wanted: HandOver,
  { pages, explain }: { pages: HqPages; explain: (failure: Failure) => AppFailure },
): Promise<string> {
  const { record } = context;
  const { db } = record;
  const known = knownBatch(db, wanted);
  if (known !== null) return known;
  const book = await prepare(context, wanted);
  const file = createMemoryFile();
  await writeXlsx({ file, sheets: book.sheets });
  const { kind } = readPlan(db, wanted.planId);
  return whileUnderWay(db, wanted.batchId, async () => {
    const batchId = recordHandOver(record, wanted, book, 'upload');
    if (batchId !== wanted.batchId) return batchId;
    const user = kind === 'web-users' ? 'web-user' : 'mobile-worker';
    const workbook = { isSent: false };
    const onSending = () => {
      workbook.isSent = true;
    };
    const begun = await pages.startUpload(user, { name: 'users.xlsx', content: file.bytes() }, { onSending });
    if (begun.kind === 'ok') beginFollowing(record, batchId, begun.value.job);
    else if (workbook.isSent && mayBeDone(begun)) loseUpload(record, batchId);
    else throw refuseUpload(record, batchId, { failure: begun, explained: explain(begun) });
    return batchId;
  });
}

/**
 * Waits for HQ's result and writes it down row by row. A job that was never named (Roster ended within the request) is lost: nothing
 * is sent again.
 * @throws AppFailure HQ's failure where the job may still be asked about later; `wrong-state` for a batch that was not handed to HQ, or whose
 *   workbook is on its way right now
 */
export async function followUpload(
  record: RecordContext,
  batchId: string,
  {
    pages,
    explain,
    ...job
  }: {
    pages: HqPages;
    explain: (failure: Failure) => AppFailure;
    signal?: AbortSignal;
    /** As HQ tells it, 0 to 100; null: HQ does not. */
    onProgress?: (percent: number | null) => void;
  },
): Promise<void> {
  const { kind, job: upload } = readSheetBatch(record.db, batchId);
  if (upload === null) throw new AppFailure('wrong-state', t('batch.upload.not-begun'));
  if (upload.state === 'over') return;
  if (upload.state === 'starting') {
    if (isUnderWay(record.db, batchId)) throw new AppFailure('wrong-state', t('batch.upload.under-way'));
    loseUpload(record, batchId);
    return;
  }
  const user = kind === 'web-users' ? 'web-user' : 'mobile-worker';
  const over = await pages.finishUpload(user, upload.job, job);
  if (over.kind === 'ok') settleRows(record, batchId, over.value.messages);
  else if (isFailedJob(over)) loseUpload(record, batchId);
  else throw explain(over);
}

/** A job that broke off, or that HQ knows no more. A gateway's 502 to 504 tells nothing of the job: it can be asked about later. */
function isFailedJob(failure: Failure): boolean {
  return failure.kind === 'gone' || (failure.kind === 'server-error' && failure.status === 500);
}

async function prepare({ record, planning }: CommitContext, { planId, validOnly }: HandOver): Promise<HqWorkbook> {
  const { db } = record;
  await planAnew(planning, planId);
  if (!validOnly) refuseUnfit(listPlanned(db, planId, {}, { after: 0, limit: Number.MAX_SAFE_INTEGER }));
  const book = await hqWorkbook(record, readPlan(db, planId), planning.pause);
  const refused = [...book.fates].filter(([, { fate }]) => fate === 'refused');
  if (refused.length > 0 && !validOnly) {
    const rows = refused.slice(0, namedRows).map(([row, { messages }]) => ({ row, username: '', reasons: messages }));
    throw new AppFailure('validation', t('batch.refused', { count: refused.length }), { rows });
  }
  if (book.rows === 0) throw new AppFailure('wrong-state', t('batch.nothing'));
  return book;
}

/** Rows named in a refusal; the rest is a number. */
const namedRows = 20;

/** @param last done at the end of the transaction; where it throws, nothing is recorded */
function recordHandOver(
  record: RecordContext,
  wanted: HandOver,
  book: HqWorkbook,
  way: BatchWay,
  last: () => void = () => {},
): string {
  const { db, now } = record;
  const { planId, batchId } = wanted;
  return db.write('hand-over', () => {
    const known = knownBatch(db, wanted);
    if (known !== null) return known;
    refuseMoved(staleRows(db, listPlanned(db, planId, {}, { after: 0, limit: Number.MAX_SAFE_INTEGER })));
    const at = now();
    beginBatch(db, readPlan(db, planId), { batchId, way, author: record.author, now: at });
    for (const [row, { fate, messages }] of book.fates) setFate(db, batchId, row, { fate, messages, at });
    // Until HQ has answered the plan stays: it has a batch now, so it cannot be carried out a second time.
    if (way === 'upload') writeJob(db, batchId, { state: 'starting' });
    else dropPlan(db, planId);
    last();
    return batchId;
  });
}

/** Whether HQ may have taken the workbook though it did not say so. */
function mayBeDone({ kind }: Failure): boolean {
  return ['no-answer', 'server-error', 'bad-reply', 'not-hq'].includes(kind);
}
