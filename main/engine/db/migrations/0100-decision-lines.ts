/**
 * Decisions about clashes are lines of the history (outcome `decided`); what can be taken back knows its lines. The history is searched by
 * the names of fields and of what was done, too, and by batch: the text of older lines is made anew at the next open.
 */
export const decisionLinesMigration = {
  version: 100,
  name: 'decision-lines',
  sql: `
ALTER TABLE decisions ADD COLUMN line INTEGER;                        -- its line of the history; NULL: from before
ALTER TABLE ended_changes ADD COLUMN lines TEXT NOT NULL DEFAULT '[]'; -- of all decisions that led to its end, JSON
CREATE INDEX history_batch ON history (batch_id, finished_at, seq, entity, outcome) WHERE batch_id IS NOT NULL;
INSERT INTO history_search (history_search) VALUES ('delete-all');
UPDATE history SET search = NULL;
INSERT OR REPLACE INTO meta (key, value) VALUES ('index_history', '1');
`,
} as const;
