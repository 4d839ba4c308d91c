/**
 * Changes that a decision ended (HQ's values for all that was left, or let go), as they were before any decision, so that it can be taken
 * back. Rows go only when that is done: nothing is dropped by age. Passwords are never kept here.
 */
export const endedChangesMigration = {
  version: 70,
  name: 'ended-changes',
  sql: `
CREATE TABLE ended_changes (
  id TEXT PRIMARY KEY,                 -- of the change
  history_seq INTEGER NOT NULL,        -- its line of the history
  ended_at INTEGER NOT NULL,
  gone INTEGER NOT NULL,               -- 1: HQ had no such person any more
  needs TEXT NOT NULL,                 -- ids of changes it waited for, JSON
  dependants TEXT NOT NULL,            -- ids of changes that waited for it, JSON
  batch_id TEXT,                       -- this and the rest as in changes
  author TEXT NOT NULL,
  entity TEXT NOT NULL,
  local_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  action TEXT,
  patch TEXT NOT NULL,
  base TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  sent_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
`,
} as const;
