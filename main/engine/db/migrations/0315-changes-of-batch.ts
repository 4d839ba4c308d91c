/** A batch is decided in pieces, each of which begins at a change of it: found at once, also among a hundred thousand. */
export const changesOfBatchMigration = {
  version: 315,
  name: 'changes-of-batch',
  sql: `
CREATE INDEX changes_batch ON changes (batch_id, seq) WHERE batch_id IS NOT NULL;
`,
} as const;
