/**
 * Changes that another one took the place of before they were sent (a removal, an opposite action), as they were, so that discarding that
 * one brings them back. Rows go when the other one is done, or when they are back in the outbox. Creates are never here.
 */
export const replacedChangesMigration = {
  version: 80,
  name: 'replaced-changes',
  sql: `
CREATE TABLE replaced_changes (
  id TEXT PRIMARY KEY,                 -- of the change
  replaced_by TEXT NOT NULL,           -- id of the change that has its place
  history_seq INTEGER NOT NULL,        -- its line of the history
  needs TEXT NOT NULL,                 -- ids of changes it waited for, JSON
  dependants TEXT NOT NULL,            -- ids of changes that waited for it, JSON
  conflicts TEXT NOT NULL,             -- rows of conflicts, JSON
  decisions TEXT NOT NULL,             -- rows of decisions, JSON
  seq INTEGER NOT NULL,                -- this and the rest as in changes
  batch_id TEXT,
  author TEXT NOT NULL,
  entity TEXT NOT NULL,
  local_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  action TEXT,
  patch TEXT NOT NULL,
  base TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER,
  sent_at INTEGER,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX replaced_changes_by ON replaced_changes (replaced_by, seq);
CREATE INDEX replaced_changes_person ON replaced_changes (entity, local_id, seq);
CREATE INDEX replaced_changes_batch ON replaced_changes (batch_id, seq) WHERE batch_id IS NOT NULL;
`,
} as const;
