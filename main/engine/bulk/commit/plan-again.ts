/** Rows of a committed workbook that were not carried out, as a plan of their own: looked at, put right and carried out like any other. */
import { z } from 'zod';
import type { PlanSummary, PlanWarning } from '#shared/domain/bulk-plan.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { jsonColumn } from '../../outbox/json-column.ts';
import { planAll } from '../plan/plan-changed.ts';
import { beginPlan, openPlanStore, removePlan, savePlan, writePlan } from '../plan/plan-store.ts';
import type { StoredSheet } from '../plan/plan-store.ts';
import { planSummary } from '../plan/make-plan.ts';
import type { MakePlanContext } from '../plan/make-plan.ts';
import type { PlanContext } from '../plan/plan-stored.ts';
import { fileWarning } from '../plan/plan-warnings.ts';
import { headerOf } from '../plan/read-draft.ts';
import { unpackRow } from '../plan/stored-cell.ts';
import { putRows } from '../plan/stored-rows.ts';
import { readHeader } from '../workbook/read-header.ts';
import { againFates, readSheetBatch } from './sheet-batch.ts';
import type { SheetBatch } from './sheet-batch.ts';

export type PlanAgain = {
  batchId: string;
  /** Made by the caller. */
  planId: string;
  /** Also the rows whose result could not be read: what HQ has done of them is no change any more, once it was read. */
  lost: boolean;
};

/**
 * The cells as they were read or put right, by the numbers they have in the file. No password is kept with a batch: those that a row gave are
 * asked for again. It takes the place of the plan of its kind that is there.
 * @throws AppFailure `not-found`; `wrong-state` where there is no such row; `cancelled`. Nothing of the plan is left then.
 */
export async function planAgain(
  context: MakePlanContext & Pick<PlanContext, 'signal' | 'onProgress'>,
  { batchId, planId, lost }: PlanAgain,
): Promise<PlanSummary> {
  const { db, account, secretKey, now } = context;
  const batch = readSheetBatch(db, batchId);
  const { kind, file } = batch;
  const fates = JSON.stringify(lost ? [...againFates, 'lost'] : againFates);
  if (readRows(db, { batchId, fates, after: 0, limit: 1 }).length === 0)
    throw new AppFailure('wrong-state', t('batch.again.nothing'));
  const { columns } = readHeader({ header: headerOf(batch.sheet) });
  // Where rows lay between these there are none now, and the first blank one was put right, or nothing under it was read.
  const sheet: StoredSheet = { ...batch.sheet, gap: null, absent: null, repairing: null };
  const reading = { planId, kind, project: account.project, columns, passwordColumn: sheet.passwordColumn, secretKey };
  const gathered = gather();
  openPlanStore(db);
  beginPlan(db, { id: planId, kind, file, now: now() });
  try {
    for (let after = 0, more = true; more;) {
      const rows = readRows(db, { batchId, fates, after, limit: sliceRows });
      writePlan(db, 'plan-again', () => putRows(db, reading, rows.map(unpackRow)));
      rows.forEach(gathered.add);
      after = rows.at(-1)?.row ?? after;
      more = rows.length === sliceRows;
      if (more) await context.pause();
      if (context.signal?.aborted === true) throw new AppFailure('cancelled', t('plan.stopped'));
    }
    writePlan(db, 'plan-again-read', () => {
      takeBases(db, { batchId, planId });
      savePlan(db, planId, { state: 'read', sheet, warnings: { file: gathered.warnings(batch), rows: [] } });
    });
    await planAll(context, planId);
    return planSummary(db, planId);
  } catch (error) {
    if (db.sql.open) removePlan(db, planId);
    throw error;
  }
}

/** Rows read and written before others have a turn: some 20 ms. */
const sliceRows = 500;

const rowSchema = z.object({
  row: z.number().int(),
  hidden: z.literal(0),
  cells: z.string(),
  fate: z.string(),
  messages: jsonColumn(z.array(z.string())),
  hadPassword: z.number(),
});
type AgainRow = z.output<typeof rowSchema>;

function readRows(
  db: EngineDatabase,
  { batchId, fates, after, limit }: { batchId: string; fates: string; after: number; limit: number },
): AgainRow[] {
  return db
    .statement(
      `SELECT row, 0 AS hidden, cells, fate, messages, had_password AS hadPassword FROM sheet_rows
       WHERE batch_id = ? AND row > ? AND fate IN (SELECT value FROM json_each(?)) ORDER BY row LIMIT ?`,
    )
    .all(batchId, after, fates, limit)
    .map((row) => rowSchema.parse(row));
}

/** Of the people these rows are about, and of those who stood in them and are in no row any more; call it inside a write. */
function takeBases(db: EngineDatabase, { batchId, planId }: { batchId: string; planId: string }): void {
  db.statement(
    `INSERT INTO bulk_plan_bases (plan_id, key, row, record)
     SELECT ?, b.key, b.row, b.record FROM sheet_bases b WHERE b.batch_id = ? AND (
       b.key IN (SELECT base_key FROM bulk_plan_rows WHERE plan_id = ?)
       OR (b.absent AND b.row IN (SELECT row FROM bulk_plan_rows WHERE plan_id = ?)))`,
  ).run(planId, batchId, planId, planId);
}

/** Different words of HQ that are told with a plan; all of them stand with the batch. */
const toldWords = 20;
/** Rows a warning names; the rest is a number. */
const namedRows = 20;

type Counted = { count: number; rows: number[] };

/** What is told of the rows, without keeping them. */
function gather() {
  const all: Counted = { count: 0, rows: [] };
  const withPassword: Counted = { count: 0, rows: [] };
  const said = new Map<string, Counted>();
  const count = (counted: Counted, row: number) => {
    counted.count += 1;
    if (counted.rows.length < namedRows) counted.rows.push(row);
  };
  return {
    add({ row, fate, messages, hadPassword }: AgainRow): void {
      count(all, row);
      if (hadPassword === 1) count(withPassword, row);
      for (const words of fate === 'failed' ? messages : []) {
        const counted = said.get(words) ?? { count: 0, rows: [] };
        if (said.size < toldWords || said.has(words)) count(counted, row);
        if (counted.count > 0) said.set(words, counted);
      }
    },
    warnings({ sheet: { name, hasBase }, file }: SheetBatch): PlanWarning[] {
      return [
        fileWarning('planned-again', name, all, { file }),
        ...(withPassword.count > 0 ? [fileWarning('passwords-again', name, withPassword)] : []),
        ...[...said].map(([words, counted]) => fileWarning('refused-before', name, counted, { words })),
        ...(hasBase ? [] : [fileWarning('no-base', name, { count: all.count })]),
      ];
    },
  };
}
