/**
 * What kind of clash each conflict is, and what the person decided about fields, so that a decision can be taken back until it is sent.
 * Decisions have rows of their own (the columns `choice` and `decided_at` of `conflicts` stay unused): a decided field can clash anew.
 */
export const decisionsMigration = {
  version: 30,
  name: 'decisions',
  sql: `
ALTER TABLE conflicts ADD COLUMN clash TEXT NOT NULL DEFAULT 'value'; -- shared/merge/three-way.ts
UPDATE conflicts SET clash = field WHERE field IN ('*deleted*', '*exists*');
CREATE INDEX conflicts_alike ON conflicts (field, clash);
CREATE TABLE decisions (
  change_id TEXT NOT NULL,
  field TEXT NOT NULL,                 -- a field of the change, or a guard (*role*, *status*, *permissions*)
  base TEXT,                           -- before the decision, JSON; NULL: the change's base had none
  mine TEXT,                           -- before the decision, JSON; NULL: not in the patch (a guard)
  choice TEXT NOT NULL,                -- mine, theirs, value
  decided_at INTEGER NOT NULL,
  PRIMARY KEY (change_id, field)
) WITHOUT ROWID;
`,
} as const;
