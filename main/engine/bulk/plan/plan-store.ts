/**
 * Where a plan is kept: tables of the account's file; where that is only looked at, temporary ones of the same form, which no file keeps.
 */
import { z } from 'zod';
import { AppFailure } from '#shared/ipc/result.ts';
import { planKindSchema, planWarningSchema } from '#shared/domain/bulk-plan.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { asidePlan } from '#shared/ipc/bulk-review.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { bulkPlansMigration } from '../../db/migrations/0230-bulk-plans.ts';
import { planMarksMigration } from '../../db/migrations/0320-plan-marks.ts';
import { planSearchMigration } from '../../db/migrations/0340-plan-search.ts';
import { jsonColumn } from '../../outbox/json-column.ts';
import { sheetRepairSchema } from '../workbook/repair-sheet.ts';
import { newGroupSchema } from './groups-of-file.ts';
import { storedCellsSchema } from './stored-cell.ts';

const planTables = ['bulk_plans', 'bulk_plan_rows', 'bulk_plan_marks', 'bulk_plan_search', 'bulk_plan_bases'] as const;

/** What is known of the sheet besides its rows. */
export const storedSheetSchema = z.object({
  name: z.string(),
  /** The row the header stands in (HQ takes row 1 only) and its cells; null: the sheet is blank. */
  header: z.object({ row: z.number().int(), cells: storedCellsSchema }).nullable(),
  /** The row that the header stands in, where something else is above it; among the rows until that is put right. */
  below: z.object({ row: z.number().int(), cells: storedCellsSchema }).nullable().default(null),
  /** The first blank row under the header: HQ reads nothing from there on. */
  gap: z.number().int().nullable(),
  /** The first that is not in the file at all; the others have something right of the headers. */
  absent: z.number().int().nullable().default(null),
  merged: z.array(z.string()),
  hiddenColumns: z.array(z.number().int()),
  /** The column that passwords stand in: they are kept apart, encrypted. */
  passwordColumn: z.number().int().nullable(),
  /** The file says what it was made from, and that is of this project. */
  hasBase: z.boolean(),
  /** Names in the sheet of groups. */
  groups: z.array(z.string()),
  /** Those of them that the file has no id for: HQ makes them. */
  newGroups: z.array(newGroupSchema).default([]),
  /** A repair that is under way, or was broken off: rows up to `after` are as it makes them, the others and the header are not yet. */
  repairing: z
    .object({
      repair: sheetRepairSchema,
      after: z.number().int(),
      /** The first of those rows that has nothing under the new headers. */
      blank: z.number().int().nullable().default(null),
    })
    .nullable()
    .default(null),
});
export type StoredSheet = z.infer<typeof storedSheetSchema>;

const planSchema = z
  .object({
    id: z.string(),
    kind: planKindSchema,
    source_name: z.string(),
    created_at: z.number(),
    state: z.enum(['reading', 'read', 'planned']),
    sheet: jsonColumn(storedSheetSchema),
    warnings: jsonColumn(z.object({ file: z.array(planWarningSchema), rows: z.array(planWarningSchema) })),
  })
  .transform(({ source_name: file, created_at: createdAt, ...plan }) => ({ ...plan, file, createdAt }));
export type StoredPlan = z.output<typeof planSchema>;

/** Call it before anything else here: where nothing can be written, it makes the temporary tables. */
export function openPlanStore(db: EngineDatabase): void {
  if (!db.readOnly) return;
  const sql = (bulkPlansMigration.sql + planMarksMigration.sql + planSearchMigration.sql)
    // It is about the file's own tables.
    .replaceAll(/^DELETE .*$/gm, '')
    .replaceAll('CREATE TABLE ', 'CREATE TEMP TABLE IF NOT EXISTS ')
    // An index stands where its table does.
    .replaceAll('CREATE INDEX ', 'CREATE INDEX IF NOT EXISTS temp.');
  db.sql.exec(sql);
}

/** One transaction, where there is a file to be safe for. */
export function writePlan<T>(db: EngineDatabase, name: string, work: () => T): T {
  return db.readOnly ? work() : db.write(name, work);
}

/** SQL: the plan was made by a command for itself. */
const aside = `(substr(id, 1, ${asidePlan.length}) = '${asidePlan}')`;

/** What commands that were killed left of their plans. */
export function dropAsidePlans(db: EngineDatabase): void {
  db.write('drop-aside-plans', () => {
    const left = db.statement(`SELECT id FROM bulk_plans WHERE ${aside}`).pluck().all();
    for (const id of z.array(z.string()).parse(left)) dropPlan(db, id);
  });
}

/** A new plan takes the place of the earlier one of its kind; one made aside takes that of others made aside, which a command did not live to throw away. */
export function beginPlan(db: EngineDatabase, plan: { id: string; kind: PlanKind; file: string; now: number }): void {
  writePlan(db, 'begin-plan', () => {
    const isAside = plan.id.startsWith(asidePlan);
    const old = db
      .statement(`SELECT id FROM bulk_plans WHERE id = ? OR (${aside} = ? AND (kind = ? OR ${aside}))`)
      .pluck()
      .all(plan.id, Number(isAside), plan.kind);
    for (const id of z.array(z.string()).parse(old)) dropPlan(db, id);
    db.statement(
      "INSERT INTO bulk_plans (id, kind, source_name, created_at, state, sheet, warnings) VALUES (?, ?, ?, ?, 'reading', '{}', '[]')",
    ).run(plan.id, plan.kind, plan.file, plan.now);
  });
}

export function removePlan(db: EngineDatabase, planId: string): void {
  writePlan(db, 'remove-plan', () => dropPlan(db, planId));
}

/** All that is kept of a plan, passwords included; call it inside a write. */
export function dropPlan(db: EngineDatabase, planId: string): void {
  for (const table of planTables)
    db.statement(`DELETE FROM ${table} WHERE ${table === 'bulk_plans' ? 'id' : 'plan_id'} = ?`).run(planId);
}

/** @throws AppFailure `not-found`, also for one whose reading never came to its end */
export function readPlan(db: EngineDatabase, planId: string): StoredPlan {
  openPlanStore(db);
  const row = db.statement("SELECT * FROM bulk_plans WHERE id = ? AND state <> 'reading'").get(planId);
  if (row === undefined) throw new AppFailure('not-found', t('plan.not-found'));
  return planSchema.parse(row);
}

export function hasPlan(db: EngineDatabase, planId: string): boolean {
  openPlanStore(db);
  return db.statement("SELECT 1 FROM bulk_plans WHERE id = ? AND state <> 'reading'").get(planId) !== undefined;
}

/** The plans there are for review, the newest first. */
export function listPlans(db: EngineDatabase): StoredPlan[] {
  openPlanStore(db);
  const rows = db
    .statement(`SELECT * FROM bulk_plans WHERE state <> 'reading' AND NOT ${aside} ORDER BY created_at DESC`)
    .all();
  return rows.map((row) => planSchema.parse(row));
}

export function savePlan(
  db: EngineDatabase,
  planId: string,
  { state, sheet, warnings }: { state: 'read' | 'planned'; sheet: StoredSheet; warnings: StoredPlan['warnings'] },
): void {
  writePlan(db, 'save-plan', () =>
    db
      .statement('UPDATE bulk_plans SET state = ?, sheet = ?, warnings = ? WHERE id = ?')
      .run(state, JSON.stringify(sheet), JSON.stringify(warnings), planId),
  );
}
