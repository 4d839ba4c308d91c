/** What planning found of each row: written slice by slice, read page by page. */
import { z } from 'zod';
import {
  doingOutcomes,
  plannedChangesSchema,
  plannedMailSchema,
  rowFlagSchema,
  rowOutcomeSchema,
  rowOutcomes,
} from '#shared/domain/bulk-plan.ts';
import type { PlannedRow, PlanTotals, RowFilter, RowOutcome } from '#shared/domain/bulk-plan.ts';
import { personEntitySchema } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { jsonColumn } from '../../outbox/json-column.ts';
import type { RowPlan, RowProblem } from './row-context.ts';
import type { PlanChange } from './plan-changed.ts';
import { writePlan } from './plan-store.ts';
import { markBroken, markPlanned } from './plan-marks.ts';
import { addToSearch, folded, putSearch } from './planned-search.ts';
import { setFacts } from './set-rules.ts';
import type { SetProblem } from './set-rules.ts';

/** The gravest comes first; a row with several reasons tells them all. */
const gravest = ['duplicate', 'invalid', 'not-permitted', 'conflict'] as const;

function outcomeOf(problems: readonly RowProblem[], does: RowPlan['does']): RowOutcome {
  return gravest.find((as) => problems.some((problem) => problem.as === as)) ?? does;
}

/** Call it inside a write. */
export function writePlanned(db: EngineDatabase, planId: string, plans: readonly RowPlan[]): void {
  const write = db.statement(
    `UPDATE bulk_plan_rows SET username = ?, outcome = ?, reasons = ?, changes = ?, flags = ?, mail = ?, entity = ?, local_id = ?
     WHERE plan_id = ? AND row = ?`,
  );
  for (const plan of plans) {
    const { row, username, does, problems, changes, flags, mail, entity, localId } = plan;
    const outcome = outcomeOf(problems, does);
    const reasons = JSON.stringify([...new Set(problems.map(({ text }) => text))]);
    const stands = doingOutcomes.has(outcome);
    write.run(
      username,
      outcome,
      reasons,
      // What a row wants is shown also where it cannot be: that is what the person puts right.
      JSON.stringify(changes),
      JSON.stringify(stands ? flags : []),
      stands && mail ? JSON.stringify(mail) : null,
      entity,
      localId,
      planId,
      row,
    );
    putSearch(db, planId, plan);
    markPlanned(db, { planId, row }, { notes: plan.notes, facts: setFacts(plan) });
  }
}

const reasonsSchema = jsonColumn(z.array(z.string()));
const storedSchema = z.object({ outcome: rowOutcomeSchema, reasons: reasonsSchema });

/** Reasons that came to light once all rows were planned; call it inside a write. */
export function addSetProblems(db: EngineDatabase, planId: string, found: readonly SetProblem[]): void {
  const read = db.statement('SELECT outcome, reasons FROM bulk_plan_rows WHERE plan_id = ? AND row = ?');
  const write = db.statement(
    "UPDATE bulk_plan_rows SET outcome = ?, reasons = ?, flags = '[]', mail = NULL WHERE plan_id = ? AND row = ?",
  );
  for (const { row, problem } of found) {
    const stored = storedSchema.parse(read.get(planId, row));
    const isOpen = doingOutcomes.has(stored.outcome) || stored.outcome === 'no-change';
    const reasons = [...new Set([...stored.reasons, problem.text])];
    write.run(isOpen ? problem.as : stored.outcome, JSON.stringify(reasons), planId, row);
    addToSearch(db, planId, row, problem.text);
    markBroken(db, planId, row);
  }
}

const rowSchema = z
  .object({
    row: z.number().int(),
    username: z.string(),
    outcome: rowOutcomeSchema,
    reasons: reasonsSchema,
    changes: jsonColumn(plannedChangesSchema),
    flags: jsonColumn(z.array(rowFlagSchema)),
    mail: jsonColumn(plannedMailSchema).nullable(),
    entity: personEntitySchema.nullable(),
    local_id: z.string().nullable(),
    excluded: z.number(),
  })
  .transform(({ local_id: localId, excluded, ...row }): PlannedRow => ({ ...row, localId, excluded: excluded === 1 }));

const shownColumns = 'row, username, outcome, reasons, changes, flags, mail, entity, local_id, excluded';

/** Rows HQ does not read have no outcome, and are not among them. */
function fitting(
  planId: string,
  { outcomes = [...rowOutcomes], flag, excluded, search = '' }: RowFilter,
): {
  where: string;
  values: unknown[];
} {
  const out = flag === undefined ? excluded : false;
  return {
    where: `outcome IN (SELECT value FROM json_each(?)) AND (? = '' OR row IN (SELECT row FROM bulk_plan_search WHERE plan_id = ? AND instr(text, ?) > 0))
      AND (? IS NULL OR excluded = ?) AND (? IS NULL OR instr(flags, ?) > 0)`,
    values: [
      JSON.stringify(outcomes),
      ...[search, planId, folded(search)],
      ...Array<number | null>(2).fill(out === undefined ? null : Number(out)),
      ...Array<string | null>(2).fill(flag === undefined ? null : `"${flag}"`),
    ],
  };
}

/** A page of the planned rows by their number in the file; `offset` of those behind `after` are passed over. */
export function listPlanned(
  db: EngineDatabase,
  planId: string,
  filter: RowFilter,
  { after, offset = 0, limit }: { after: number; offset?: number; limit: number },
): PlannedRow[] {
  const { where, values } = fitting(planId, filter);
  const rows = db
    .statement(
      // Their numbers first: rows that are passed over are not read.
      `SELECT ${shownColumns} FROM bulk_plan_rows WHERE plan_id = ? AND row IN (
         SELECT row FROM bulk_plan_rows WHERE plan_id = ? AND row > ? AND ${where} ORDER BY row LIMIT ? OFFSET ?
       ) ORDER BY row`,
    )
    .all(planId, planId, after, ...values, limit, offset);
  return rows.map((row) => rowSchema.parse(row));
}

/** How many rows the filter leaves. */
export function countFitting(db: EngineDatabase, planId: string, filter: RowFilter): number {
  const { where, values } = fitting(planId, filter);
  const count = db
    .statement(`SELECT count(*) FROM bulk_plan_rows WHERE plan_id = ? AND ${where}`)
    .pluck()
    .get(planId, ...values);
  return z.number().parse(count);
}

const countsSchema = z.array(
  z.object({
    outcome: rowOutcomeSchema,
    rows: z.number(),
    removals: z.number(),
    admins: z.number(),
    clears: z.number(),
    excluded: z.number(),
    mails: z.number(),
  }),
);

/** Totals of what is planned, and how many mails would go out. */
export function countPlanned(db: EngineDatabase, planId: string): { totals: PlanTotals; emails: number } {
  const flagged = (flag: string) => `coalesce(sum(excluded = 0 AND instr(flags, '"${flag}"') > 0), 0)`;
  const counts = countsSchema.parse(
    db
      .statement(
        `SELECT outcome, count(*) AS rows, ${flagged('removal')} AS removals, ${flagged('new-admin')} AS admins, ${flagged('clears')} AS clears,
           coalesce(sum(excluded), 0) AS excluded, coalesce(sum(excluded = 0 AND mail IS NOT NULL), 0) AS mails
         FROM bulk_plan_rows WHERE plan_id = ? AND outcome IS NOT NULL GROUP BY outcome`,
      )
      .all(planId),
  );
  const sum = (key: 'rows' | 'removals' | 'admins' | 'clears' | 'excluded' | 'mails') =>
    counts.reduce((total, count) => total + count[key], 0);
  const of = (outcome: RowOutcome) => counts.find((count) => count.outcome === outcome)?.rows ?? 0;
  return {
    totals: {
      rows: sum('rows'),
      create: of('create'),
      invite: of('invite'),
      update: of('update'),
      remove: of('remove'),
      'no-change': of('no-change'),
      invalid: of('invalid'),
      duplicate: of('duplicate'),
      conflict: of('conflict'),
      'not-permitted': of('not-permitted'),
      removals: sum('removals'),
      newAdmins: sum('admins'),
      clears: sum('clears'),
      excluded: sum('excluded'),
    },
    emails: sum('mails'),
  };
}

/** Takes rows out of what will be carried out, or back in: those named, or all that the filter leaves. */
export function exclusion(
  db: EngineDatabase,
  planId: string,
  which: readonly number[] | RowFilter,
  excluded: boolean,
): PlanChange {
  const rows = rowsToExclude(db, planId, which, excluded);
  return {
    rows,
    cells: null,
    write: () =>
      writePlan(db, 'exclude-plan-rows', () =>
        db
          .statement(
            'UPDATE bulk_plan_rows SET excluded = ? WHERE plan_id = ? AND row IN (SELECT value FROM json_each(?))',
          )
          .run(Number(excluded), planId, JSON.stringify(rows)),
      ),
  };
}

/** Those of them that are not so already. */
function rowsToExclude(
  db: EngineDatabase,
  planId: string,
  which: readonly number[] | RowFilter,
  excluded: boolean,
): number[] {
  const named = Array.isArray(which)
    ? { where: 'row IN (SELECT value FROM json_each(?))', values: [JSON.stringify(which)] }
    : fitting(planId, which as RowFilter);
  const found = db
    .statement(`SELECT row FROM bulk_plan_rows WHERE plan_id = ? AND excluded <> ? AND ${named.where} ORDER BY row`)
    .pluck()
    .all(planId, Number(excluded), ...named.values);
  return z.array(z.number().int()).parse(found);
}
