/**
 * From a plan to changes: all of it or nothing, in one transaction. Right before it the plan is made anew, and refused where it says
 * something else by now; in the transaction each person is looked at once more.
 */
import { z } from 'zod';
import { doingOutcomes } from '#shared/domain/bulk-plan.ts';
import type { PlannedRow } from '#shared/domain/bulk-plan.ts';
import { mostAtOnce } from '#shared/ipc/many.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { RecordContext } from '../../outbox/record-context.ts';
import { withFacts } from '../../outbox/record-facts.ts';
import { dropPlan, readPlan } from '../plan/plan-store.ts';
import { listPlanned } from '../plan/planned-rows.ts';
import { planStored } from '../plan/plan-stored.ts';
import type { PlanContext } from '../plan/plan-stored.ts';
import { rowPassword } from './row-password.ts';
import { recordRow } from './record-row.ts';
import { beginBatch, knownBatch, setFate, writeParts } from './sheet-batch.ts';
import type { RowPart } from './sheet-batch.ts';
import { movedRows, planDigest, staleRows } from './stale-rows.ts';

export type CommitContext = { record: RecordContext; planning: PlanContext };

export type CommitPlan = {
  planId: string;
  /** Made by the caller: the same batch sent twice is one. A plan is committed once, whatever the batch is called. */
  batchId: string;
  /** What cannot be carried out is left out instead of stopping all of it. */
  validOnly: boolean;
  /** HQ's pages cannot be reached now: removals are asked about again. */
  held: boolean;
};

/** Rows named in a refusal; the rest is a number. */
const namedRows = 20;

/**
 * @returns the batch: this one, or the one that the plan became before
 * @throws AppFailure `not-found`; `cancelled`; `wrong-state` where people or the queue moved since the plan (it is planned anew by then:
 *   `details.rows`), or where there is nothing to do; `validation` with `details.rows` for rows that cannot be carried out;
 *   `invalid-input` for more than one transaction takes. Nothing is recorded then.
 */
export async function commitPlan({ record, planning }: CommitContext, commit: CommitPlan): Promise<string> {
  const { db } = record;
  const known = knownBatch(db, commit);
  if (known !== null) return known;
  await planAnew(planning, commit.planId);
  return db.write('commit-plan', () => knownBatch(db, commit) ?? recordPlan(withFacts(record), commit));
}

/** @throws AppFailure `wrong-state` where a row says something else by now; `not-found`, `cancelled` */
export async function planAnew(planning: PlanContext, planId: string): Promise<void> {
  const { db } = planning;
  readPlan(db, planId);
  const before = planDigest(db, planId);
  await planStored(planning, planId);
  refuseMoved(movedRows(before, planDigest(db, planId)));
}

function recordPlan(context: RecordContext, commit: CommitPlan): string {
  const { db, now } = context;
  const { planId, batchId, validOnly } = commit;
  const plan = readPlan(db, planId);
  const planned = listPlanned(db, planId, {}, { after: 0, limit: Number.MAX_SAFE_INTEGER });
  refuseTooMany(planned);
  if (!validOnly) refuseUnfit(planned);
  refuseMoved(staleRows(db, planned));
  const at = now();
  beginBatch(db, plan, { batchId, way: 'rows', author: context.author, now: at });
  const failed: Failed[] = [];
  let first = 0;
  for (const row of planned) {
    const done = recordOne(context, commit, row, first);
    if (done.fate === 'recorded') {
      writeParts(db, batchId, { row: row.row, first }, done.parts);
      first += done.parts.length;
    }
    const messages = 'messages' in done ? done.messages : [];
    if (done.fate === 'refused') failed.push({ row: row.row, username: row.username, reasons: messages });
    setFate(db, batchId, row.row, { fate: done.fate, messages, at });
  }
  if (failed.length > 0 && !validOnly) throw refused(failed);
  if (first === 0) throw new AppFailure('wrong-state', t('batch.nothing'));
  // Its passwords go with it: those that are still to be sent are with the changes.
  dropPlan(db, planId);
  return batchId;
}

type Failed = { row: number; username: string; reasons: readonly string[] };
type Done =
  | { fate: 'recorded'; parts: RowPart[] }
  | { fate: 'nothing' }
  | { fate: 'left' | 'refused'; messages: readonly string[] };

function recordOne(context: RecordContext, commit: CommitPlan, planned: PlannedRow, first: number): Done {
  if (planned.excluded) return { fate: 'left', messages: [t('batch.excluded')] };
  if (planned.outcome === 'no-change') return { fate: 'nothing' };
  if (!doingOutcomes.has(planned.outcome)) return { fate: 'refused', messages: planned.reasons };
  const { planId, batchId, held } = commit;
  const { db } = context;
  const password = planned.changes['password'] ? rowPassword(context, planId, planned.row) : null;
  try {
    // A part of the transaction: of a row that fails nothing stays, also not what its earlier changes did.
    const record = db.sql.transaction(() => recordRow(context, { planned, batchId, first, password, held }));
    return { fate: 'recorded', parts: record() };
  } catch (error) {
    if (!(error instanceof AppFailure) || !ofTheRow.has(error.error.code)) throw error;
    return { fate: 'refused', messages: reasonsOf(error) };
  }
}

/** Failures that are about one row; anything else (a full disk) ends all of it. */
const ofTheRow: ReadonlySet<string> = new Set(['validation', 'wrong-state', 'not-found']);

/** What a person is told of a row that cannot be recorded. */
export function reasonsOf({ error }: AppFailure): string[] {
  const fields = z.record(z.string(), z.array(z.string())).safeParse(error.details?.['fields']);
  const told = Object.values(fields.data ?? {}).flat();
  return told.length > 0 ? [...new Set(told)] : [error.message];
}

/** @throws AppFailure `wrong-state`, with the rows that moved */
export function refuseMoved(rows: readonly number[]): void {
  if (rows.length === 0) return;
  const named = rows.slice(0, namedRows);
  throw new AppFailure('wrong-state', t('batch.moved', { count: rows.length, rows: named.join(', ') }), {
    moved: true,
    rows: named,
  });
}

function refuseTooMany(planned: readonly PlannedRow[]): void {
  const doing = planned.filter(({ excluded, outcome }) => !excluded && doingOutcomes.has(outcome));
  if (doing.length <= mostAtOnce) return;
  throw new AppFailure('invalid-input', t('batch.too-many', { count: doing.length, most: mostAtOnce }));
}

/** @throws AppFailure `validation` for rows that cannot be carried out */
export function refuseUnfit(planned: readonly PlannedRow[]): void {
  const unfit = planned.filter(
    ({ excluded, outcome }) => !excluded && !doingOutcomes.has(outcome) && outcome !== 'no-change',
  );
  if (unfit.length > 0) throw refused(unfit);
}

export function refused(rows: readonly Failed[]): AppFailure {
  const named = rows.slice(0, namedRows).map(({ row, username, reasons }) => ({ row, username, reasons }));
  return new AppFailure('validation', t('batch.refused', { count: rows.length }), { rows: named });
}
