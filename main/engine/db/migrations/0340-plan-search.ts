/**
 * What is looked for in a plan's rows, folded once while they are planned: SQLite folds ASCII only. Plans made before have none of it: they
 * are thrown away, and the file is there to be opened again.
 */
export const planSearchMigration = {
  version: 340,
  name: 'plan-search',
  sql: `
CREATE TABLE bulk_plan_search (
  plan_id TEXT NOT NULL,
  row INTEGER NOT NULL,
  text TEXT NOT NULL,                  -- all that is shown of the row, folded (planned-search.ts)
  PRIMARY KEY (plan_id, row)
) WITHOUT ROWID;
DELETE FROM bulk_plan_bases;
DELETE FROM bulk_plan_marks;
DELETE FROM bulk_plan_rows;
DELETE FROM bulk_plans;
`,
} as const;
