/**
 * What a committed workbook's rows wanted of whom, and what the file was made from: so that rows which were not carried out can be planned
 * once more, and what HQ's importer did can be taken back (bulk/commit/README.md). Batches committed before have none of it; their file is no
 * measure any more, which is said when they are planned again.
 */
export const batchPlansMigration = {
  version: 350,
  name: 'batch-plans',
  sql: `
ALTER TABLE sheet_rows ADD COLUMN changes TEXT;      -- JSON by field, from and to, of a row that does something; a password is asterisks
ALTER TABLE sheet_rows ADD COLUMN entity TEXT;
ALTER TABLE sheet_rows ADD COLUMN local_id TEXT;     -- whom it is about; NULL: nobody who was there
ALTER TABLE sheet_rows ADD COLUMN had_password INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sheet_rows ADD COLUMN undone TEXT NOT NULL DEFAULT '[]'; -- JSON: those of the fields that were taken back, of what HQ's importer did
CREATE TABLE sheet_bases (
  batch_id TEXT NOT NULL,
  key TEXT NOT NULL,
  row INTEGER NOT NULL,                -- where they stood when the file was made
  record TEXT NOT NULL,                -- as in bulk_plan_bases
  absent INTEGER NOT NULL,             -- they are in no row of the file any more
  PRIMARY KEY (batch_id, key)
) WITHOUT ROWID;
UPDATE sheet_batches SET sheet = json_set(sheet, '$.hasBase', json('false'));
`,
} as const;
