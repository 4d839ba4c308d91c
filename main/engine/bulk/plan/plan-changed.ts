/**
 * A plan of which some rows are changed: only what depends on them is planned anew, and the outcome is that of planning all rows
 * (test/engine/bulk/plan/plan-changed.test.ts holds the one against the other).
 */
import { z } from 'zod';
import type { EngineDatabase } from '../../db/database.ts';
import { duplicateFields } from './duplicate-keys.ts';
import type { DuplicateKeys } from './duplicate-keys.ts';
import { planBasis, rememberBasis, takeBasis } from './plan-basis.ts';
import { brokenRows, keySets, keysOfRows, repeatedKeys, rowsWithKeys } from './plan-marks.ts';
import { readPlan, savePlan } from './plan-store.ts';
import type { StoredPlan } from './plan-store.ts';
import { planRows, planStored } from './plan-stored.ts';
import type { PlanContext } from './plan-stored.ts';
import type { Duplicates } from './row-context.ts';
import { finishRepair } from './stored-repair.ts';

export type PlanChange = {
  /** Rows it is about. */
  rows: readonly number[];
  /** Another text stands in them; else they are left out or taken in. */
  cells: { keys: DuplicateKeys; baseKey: string | null } | null;
  write(): void;
};

/**
 * Until it is through the plan says that it waits to be planned, also after a crash; then all rows are planned.
 * @returns whether all rows had to be planned: people or the project moved since, or the plan was not through
 * @throws AppFailure `not-found`, `cancelled` (the change stays, the plan waits to be made anew)
 */
export async function changePlanned(
  context: PlanContext,
  planId: string,
  describe: (plan: StoredPlan) => PlanChange,
): Promise<'all' | 'dependent'> {
  const { db, account } = context;
  finishRepair(context, planId);
  const plan = readPlan(db, planId);
  const change = describe(plan);
  const basis = planBasis(db, account, plan.kind);
  const isCurrent = takeBasis(db, planId) === basis && plan.state === 'planned';
  const { sheet, warnings } = plan;
  const dependent = isCurrent ? watchDependent(db, plan, change) : null;
  savePlan(db, planId, { state: 'read', sheet, warnings });
  change.write();
  if (dependent === null) await planStored(context, planId);
  else await planRows(context, planId, dependent());
  rememberBasis(db, planId, basis);
  return dependent === null ? 'all' : 'dependent';
}

/** All rows, for whatever else was changed. @throws AppFailure `not-found`, `cancelled` */
export async function planAll(context: PlanContext, planId: string): Promise<void> {
  const { db, account } = context;
  finishRepair(context, planId);
  const { kind, sheet, warnings } = readPlan(db, planId);
  takeBasis(db, planId);
  const basis = planBasis(db, account, kind);
  savePlan(db, planId, { state: 'read', sheet, warnings });
  await planStored(context, planId);
  rememberBasis(db, planId, basis);
}

/**
 * Looks at the plan before the change.
 * @returns to be called after it: rows whose plan may be another one now, besides those whose cells were changed
 */
function watchDependent(db: EngineDatabase, plan: StoredPlan, { rows, cells }: PlanChange): () => number[] {
  const place = { planId: plan.id, gap: plan.sheet.gap };
  const keys = keysOfRows(db, plan.id, rows);
  if (cells !== null) for (const field of duplicateFields) addAll(keys[field], keySets([cells.keys])[field]);
  const before = repeatedKeys(db, place, keys);
  // Rules over several rows look at all of them again; what they said before goes with the row's plan.
  const broken = brokenRows(db, plan.id);
  const heirs = cells === null ? [] : rowsBesideBases(db, plan.id, rows, cells.baseKey);
  return () => {
    const after = repeatedKeys(db, place, keys);
    const turned = rowsWithKeys(db, plan.id, differing(before, after));
    return [...new Set([...(cells === null ? [] : rows), ...broken, ...heirs, ...turned])].sort((a, b) => a - b);
  };
}

function addAll(keys: Set<string>, more: ReadonlySet<string>): void {
  for (const key of more) keys.add(key);
}

/** What is said twice now and was not before, or the other way round. */
function differing(before: Duplicates, after: Duplicates): Duplicates {
  const of = (field: (typeof duplicateFields)[number]) =>
    new Set([
      ...[...before[field]].filter((key) => !after[field].has(key)),
      ...[...after[field]].filter((key) => !before[field].has(key)),
    ]);
  return { username: of('username'), email: of('email'), user_id: of('user_id') };
}

/** Rows that people stood in when the file was made whom these rows were about, or are now: `stoodForAnother` asks whether they are in it. */
function rowsBesideBases(
  db: EngineDatabase,
  planId: string,
  rows: readonly number[],
  baseKey: string | null,
): number[] {
  const found = db
    .statement(
      `SELECT b.row FROM bulk_plan_bases b WHERE b.plan_id = ? AND (b.key = ? OR b.key IN (
         SELECT r.base_key FROM bulk_plan_rows r WHERE r.plan_id = ? AND r.row IN (SELECT value FROM json_each(?))))`,
    )
    .pluck()
    .all(planId, baseKey, planId, JSON.stringify(rows));
  return z.array(z.number().int()).parse(found);
}
