/**
 * A workbook that was read, and what it would do (bulk/plan/README.md). Kept, so that a review outlives the window and a crash; what is
 * lost here can be read from the file again.
 */
export const bulkPlansMigration = {
  version: 230,
  name: 'bulk-plans',
  sql: `
CREATE TABLE bulk_plans (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,                  -- 'web-users', 'mobile-workers'
  source_name TEXT NOT NULL,           -- the file's name without its folder
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL,                 -- 'reading', 'read', 'planned'
  sheet TEXT NOT NULL,                 -- JSON: name, header, what HQ drops, whether the file carries a base (stored-plan.ts)
  warnings TEXT NOT NULL DEFAULT '[]'  -- JSON: those about the file, and those of the last planning
);
CREATE TABLE bulk_plan_rows (
  plan_id TEXT NOT NULL,
  row INTEGER NOT NULL,                -- as the person sees it in the file
  cells TEXT NOT NULL,                 -- JSON by column (stored-cell.ts); a password is not among them
  secret BLOB,                         -- the row's password, encrypted as in changes
  hidden INTEGER NOT NULL DEFAULT 0,   -- by hand or by a filter
  base_key TEXT,                       -- of bulk_plan_bases
  username TEXT NOT NULL DEFAULT '',
  outcome TEXT,                        -- NULL while not planned, and of rows HQ does not read
  reasons TEXT NOT NULL DEFAULT '[]',
  changes TEXT NOT NULL DEFAULT '{}',
  flags TEXT NOT NULL DEFAULT '[]',
  mail TEXT,
  entity TEXT,
  local_id TEXT,
  excluded INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (plan_id, row)
) WITHOUT ROWID;
CREATE INDEX bulk_plan_rows_outcome ON bulk_plan_rows (plan_id, outcome, row);
CREATE INDEX bulk_plan_rows_base ON bulk_plan_rows (plan_id, base_key);
-- What an exported file says HQ had when it was made (base-sheet.ts).
CREATE TABLE bulk_plan_bases (
  plan_id TEXT NOT NULL,
  key TEXT NOT NULL,
  row INTEGER NOT NULL,                -- where they stood when the file was made
  record TEXT NOT NULL,
  PRIMARY KEY (plan_id, key)
) WITHOUT ROWID;
CREATE INDEX bulk_plan_bases_row ON bulk_plan_bases (plan_id, row);
`,
} as const;
