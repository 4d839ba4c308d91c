/** Workbooks that are committed, and what becomes of them. */
import type { PlanKind, PlanProgress } from '#shared/domain/bulk-plan.ts';
import { personEntities } from '#shared/domain/entities.ts';
import type { HostOutput, HostParams } from '#shared/ipc/engine-host.ts';
import { pieceOfMany } from '#shared/ipc/many.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { chooseWay } from '../bulk/commit/choose-way.ts';
import { commitPlan } from '../bulk/commit/commit-plan.ts';
import type { CommitContext } from '../bulk/commit/commit-plan.ts';
import { untoldInvitations } from '../bulk/commit/hand-over-refusals.ts';
import { saveForHq, uploadToHq } from '../bulk/commit/hand-over.ts';
import { planAgain } from '../bulk/commit/plan-again.ts';
import { batchSummary, listBatches, pageOfBatch } from '../bulk/commit/row-progress.ts';
import { knownBatch, pauseBatch, readSheetBatch } from '../bulk/commit/sheet-batch.ts';
import { previewUndo, undoBatch } from '../bulk/commit/undo-batch.ts';
import { readPlanFacts } from '../bulk/plan/plan-facts.ts';
import { hasPlan, readPlan } from '../bulk/plan/plan-store.ts';
import { listPlanned } from '../bulk/plan/planned-rows.ts';
import type { EngineDeps } from '../deps.ts';
import type { Failure } from '../hq/outcome.ts';
import type { OpenAccount } from '../open-account.ts';
import { discardBatch, retryBatch } from '../outbox/decide-batch.ts';
import type { RunningPlans } from './bulk-plan.ts';
import type { RecordContext } from '../outbox/record-context.ts';
import { readMeta } from '../sync/meta.ts';
import { inReach } from './edit.ts';
import { notifyEdit } from './notify-edit.ts';
import { pageFailure, pagesNow } from './pages-now.ts';
import { canReadForms, readInvitationForms } from './read-invitation-forms.ts';

export async function handleBulkCommit(
  account: OpenAccount,
  running: RunningPlans,
  { planId, batchId, validOnly }: HostParams<'bulk.commit'>,
  onProgress: (progress: PlanProgress) => void,
): Promise<HostOutput<'bulk.commit'>> {
  const commit = { planId, batchId, validOnly, held: !inReach(account) };
  const committed = await withPlan(account, running, planId, onProgress, (context) => commitPlan(context, commit));
  notifyAll(account);
  return batchSummary(account.context.db, committed);
}

/** Planning anew can be called off as planning can. */
async function withPlan<Value>(
  { context, record }: OpenAccount,
  running: RunningPlans,
  planId: string,
  onProgress: (progress: PlanProgress) => void,
  work: (context: CommitContext) => Promise<Value>,
): Promise<Value> {
  const { db, deps, account } = context;
  const signal = running.begin(planId);
  const pause = () => aTurn(deps);
  const tell = (share: number) => onProgress({ planId, step: 'plan', share });
  try {
    return await work({
      record,
      planning: { db, account, secretKey: record.secretKey, signal, pause, onProgress: tell },
    });
  } finally {
    running.end(planId);
  }
}

/** Others have one in between. */
function aTurn(deps: EngineDeps): Promise<void> {
  return new Promise((resolve) => {
    deps.setTimer(resolve, 0);
  });
}

export function handleBulkWays(account: OpenAccount, { planId }: HostParams<'bulk.ways'>): HostOutput<'bulk.ways'> {
  const { db } = account.context;
  const { kind } = readPlan(db, planId);
  return chooseWay(db, planId, { noUpload: noUpload(account, kind), readsForms: canReadForms(account) });
}

/** Why HQ's importer cannot be had now, '' where nothing is known against it. */
function noUpload(account: OpenAccount, kind: PlanKind): string {
  if (!inReach(account)) return t('batch.way.offline');
  const { db, account: about } = account.context;
  return readPlanFacts(db, about, kind).lacks(kind === 'web-users' ? 'upload-web-users' : 'upload-mobile-workers');
}

export async function handleBulkHandOver(
  account: OpenAccount,
  running: RunningPlans,
  { planId, batchId, validOnly, path }: HostParams<'bulk.handOver'>,
  onProgress: (progress: PlanProgress) => void,
): Promise<HostOutput<'bulk.handOver'>> {
  const { db, deps } = account.context;
  const wanted = { planId, batchId, validOnly };
  if (path !== null) {
    const saved = await withPlan(account, running, planId, onProgress, async (context) => {
      await readUntold(account, context, planId);
      return saveForHq(context, wanted, { path, id: deps.uuid() });
    });
    return batchSummary(db, saved);
  }
  const pages = pagesNow(account);
  const explain = (failure: Failure) => pageFailure(account, failure);
  const handed = await withPlan(account, running, planId, onProgress, async (context) => {
    if (knownBatch(db, wanted) === null) await readHqFirst(account, context.planning.signal);
    await readUntold(account, context, planId);
    return uploadToHq(context, wanted, { pages, explain });
  });
  account.uploads.wake();
  return batchSummary(db, handed);
}

/** HQ's lists may lag behind its records by a minute; what was read this long ago at most is as good as what would be read now, ms. */
const freshMs = 120_000;

/**
 * A row of the workbook says of all that it does not change what HQ was last read to have, so HQ is read right before: what another admin did since
 * would be set back. @throws AppFailure why it could not be read; nothing was handed over then
 */
async function readHqFirst({ context: { db, deps }, loop }: OpenAccount, signal?: AbortSignal): Promise<void> {
  const { startedAt, completedAt } = readMeta(db, 'pull');
  const age = deps.now() - startedAt;
  if (completedAt !== null && age >= 0 && age < freshMs) return;
  const { done, error } = await loop.run('pull', { signal });
  // A run that did not go through says why.
  if (done || error === null) return;
  const { code, message, details } = error;
  throw new AppFailure(
    code,
    code === 'cancelled' ? message : t('batch.upload.read-first', { reason: message }),
    details,
  );
}

/** Reads the invitations whose locations a workbook for HQ would take away for want of knowing them, where HQ can be asked. */
async function readUntold(account: OpenAccount, { planning }: CommitContext, planId: string): Promise<void> {
  const { db } = account.context;
  if (!hasPlan(db, planId) || readPlan(db, planId).kind !== 'web-users' || !canReadForms(account)) return;
  const all = { after: 0, limit: Number.MAX_SAFE_INTEGER };
  const untold = untoldInvitations(db, listPlanned(db, planId, { outcomes: ['update'] }, all));
  const signal = planning.signal ?? new AbortController().signal;
  await readInvitationForms(account, [...untold], { signal, tell: () => undefined });
}

/** What HQ has made of it is read with the next lists. */
export async function handleBulkFollowUpload(
  account: OpenAccount,
  { batchId }: Pick<HostParams<'bulk.followUpload'>, 'batchId'>,
  signal: AbortSignal,
): Promise<HostOutput<'bulk.followUpload'>> {
  pagesNow(account);
  await account.uploads.follow(batchId, signal);
  account.loop.wake('pull');
  return batchSummary(account.context.db, batchId);
}

export async function handleBulkBatches(
  { context: { db, deps } }: OpenAccount,
  { batchId, ...filter }: HostParams<'bulk.batches'>,
): Promise<HostOutput<'bulk.batches'>> {
  if (batchId !== undefined) return { batches: [batchSummary(db, batchId)], total: 1 };
  return listBatches(db, filter, () => aTurn(deps));
}

export function handleBulkBatchRows(
  { context }: OpenAccount,
  { batchId, outcomes, search, ...page }: HostParams<'bulk.batchRows'>,
): HostOutput<'bulk.batchRows'> {
  return pageOfBatch(context.db, batchId, { outcomes, search }, page);
}

export function handleBulkPauseBatch(
  account: OpenAccount,
  { batchId, paused }: HostParams<'bulk.pauseBatch'>,
): HostOutput<'bulk.pauseBatch'> {
  const { db, deps } = account.context;
  db.write('pause-batch', () => {
    const { way } = readSheetBatch(db, batchId);
    if (paused && way !== 'rows') throw new AppFailure('wrong-state', t('batch.not-here'));
    pauseBatch(db, batchId, { paused, now: deps.now() });
  });
  notifyAll(account);
  return batchSummary(db, batchId);
}

/** Nobody waits long for a piece, however large the batch is. */
function inSmallPieces({ record }: OpenAccount): RecordContext {
  return { ...record, manyLimits: { atOnce: pieceOfMany, piece: pieceOfMany } };
}

/** The rest is cancelled; what is on its way goes on. With that there is nothing left to hold back. */
export function handleBulkCancelBatch(
  account: OpenAccount,
  { batchId, from }: HostParams<'bulk.cancelBatch'>,
): HostOutput<'bulk.cancelBatch'> {
  const { db, deps } = account.context;
  readSheetBatch(db, batchId);
  const { discarded, next } = discardBatch(inSmallPieces(account), batchId, from);
  if (next === undefined)
    db.write('batch-cancelled', () => pauseBatch(db, batchId, { paused: false, now: deps.now() }));
  notifyAll(account);
  return { cancelled: discarded, next: next ?? null, batch: batchSummary(db, batchId) };
}

export function handleBulkRetryBatch(
  account: OpenAccount,
  { batchId, from }: HostParams<'bulk.retryBatch'>,
): HostOutput<'bulk.retryBatch'> {
  const { db } = account.context;
  readSheetBatch(db, batchId);
  const { retried, left, next } = retryBatch(inSmallPieces(account), batchId, from);
  notifyAll(account);
  return { retried, left, next: next ?? null, batch: batchSummary(db, batchId) };
}

/** A plan of the rows that were not carried out; nothing is sent. */
export function handleBulkPlanAgain(
  account: OpenAccount,
  running: RunningPlans,
  params: HostParams<'bulk.planAgain'>,
  onProgress: (progress: PlanProgress) => void,
): Promise<HostOutput<'bulk.planAgain'>> {
  const { now } = account.context.deps;
  return withPlan(account, running, params.planId, onProgress, ({ planning }) =>
    planAgain({ ...planning, now }, params),
  );
}

/** Reasons told one by one; the rest is a number. */
const namedRows = 500;

export function handleBulkUndoBatch(
  account: OpenAccount,
  { batchId, from }: HostParams<'bulk.undoBatch'>,
): HostOutput<'bulk.undoBatch'> {
  const { waiting, atHq, left, next } = undoBatch(inSmallPieces(account), batchId, {
    from,
    held: !inReach(account),
  });
  notifyAll(account);
  const batch = batchSummary(account.context.db, batchId);
  return { undone: waiting + atHq, left: left.slice(0, namedRows), leftTotal: left.length, next, batch };
}

export function handleBulkPreviewUndo(
  account: OpenAccount,
  { batchId, from }: HostParams<'bulk.previewUndo'>,
): HostOutput<'bulk.previewUndo'> {
  const { left, ...told } = previewUndo(inSmallPieces(account), batchId, from);
  return { ...told, left: left.slice(0, namedRows), leftTotal: left.length };
}

/** A workbook may be about people of several kinds. */
function notifyAll(account: OpenAccount): void {
  for (const entity of personEntities) notifyEdit(account, entity);
}
