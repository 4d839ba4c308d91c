/** Who committed a workbook, and whether what waits of it is held back by a person's word: kept over a restart. */
export const pausedBatchesMigration = {
  version: 310,
  name: 'paused-batches',
  sql: `
ALTER TABLE sheet_batches ADD COLUMN author TEXT;        -- username of the account; NULL: committed before this was kept
ALTER TABLE sheet_batches ADD COLUMN paused_at INTEGER;  -- NULL: its changes are sent like any other
CREATE INDEX sheet_batches_paused ON sheet_batches (batch_id) WHERE paused_at IS NOT NULL;
`,
} as const;
