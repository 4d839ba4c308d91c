/**
 * Workbooks that were committed (bulk/commit/): what became of each row is told as long as the file exists, whatever happened to the
 * plan and to the workbook itself. A password is in none of these columns.
 */
export const sheetBatchesMigration = {
  version: 270,
  name: 'sheet-batches',
  sql: `
-- Of a batch whose people each have something of their own done to them; NULL: it is as the batch says.
ALTER TABLE batch_rows ADD COLUMN entity TEXT;
ALTER TABLE batch_rows ADD COLUMN what TEXT;
ALTER TABLE batch_rows ADD COLUMN sheet_row INTEGER;
CREATE INDEX batch_rows_person ON batch_rows (batch_id, local_id);
CREATE INDEX batch_rows_sheet ON batch_rows (batch_id, sheet_row) WHERE sheet_row IS NOT NULL;
CREATE TABLE sheet_batches (
  batch_id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL UNIQUE,        -- a plan is committed once
  kind TEXT NOT NULL,                  -- 'web-users', 'mobile-workers'
  way TEXT NOT NULL,                   -- 'rows' (changes of ours), 'upload' (HQ's importer), 'file' (a workbook for HQ)
  sheet TEXT NOT NULL,                 -- JSON: as in bulk_plans
  job TEXT                             -- JSON: HQ's job of an upload, and what is known of it
);
CREATE TABLE sheet_rows (
  batch_id TEXT NOT NULL,
  row INTEGER NOT NULL,                -- as the person sees it in the file
  cells TEXT NOT NULL,                 -- JSON by column, as in bulk_plan_rows
  username TEXT NOT NULL,
  outcome TEXT,                        -- what was planned; NULL: HQ does not read the row
  fate TEXT NOT NULL,                  -- 'recorded', 'handed', 'left' (out), 'refused', 'nothing' (to do), 'done', 'failed', 'lost'
  messages TEXT NOT NULL DEFAULT '[]', -- JSON: why, in HQ's words where they are HQ's
  at INTEGER NOT NULL,
  PRIMARY KEY (batch_id, row)
) WITHOUT ROWID;
`,
} as const;
