/**
 * What is told of a plan's rows together, kept with each row so that one that is changed does not ask for all the others again
 * (bulk/plan/README.md). Plans made before have none of it: they are thrown away, and the file is there to be opened again.
 */
export const planMarksMigration = {
  version: 320,
  name: 'plan-marks',
  sql: `
CREATE TABLE bulk_plan_marks (
  plan_id TEXT NOT NULL,
  row INTEGER NOT NULL,
  username TEXT,                       -- what no other row may say (duplicate-keys.ts)
  email TEXT,
  user_id TEXT,
  traps TEXT,                          -- JSON: what HQ would stumble over in its cells
  notes TEXT,                          -- JSON: what is told once for all rows it concerns
  facts TEXT,                          -- JSON: what rules over several rows go by (set-rules.ts)
  broken INTEGER NOT NULL DEFAULT 0,   -- such a rule forbids the row
  PRIMARY KEY (plan_id, row)
) WITHOUT ROWID;
CREATE INDEX bulk_plan_marks_username ON bulk_plan_marks (plan_id, username) WHERE username IS NOT NULL;
CREATE INDEX bulk_plan_marks_email ON bulk_plan_marks (plan_id, email) WHERE email IS NOT NULL;
CREATE INDEX bulk_plan_marks_user_id ON bulk_plan_marks (plan_id, user_id) WHERE user_id IS NOT NULL;
DELETE FROM bulk_plan_bases;
DELETE FROM bulk_plan_rows;
DELETE FROM bulk_plans;
`,
} as const;
