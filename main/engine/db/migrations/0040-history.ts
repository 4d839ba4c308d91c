/**
 * History that can be read for years: the person's username and name stay with the line also when the person is gone, and the lines can
 * be searched and filtered. The trigram index is as the people's (0010): folded words, two blanks before each.
 */
export const historyMigration = {
  version: 40,
  name: 'history',
  sql: `
ALTER TABLE history ADD COLUMN batch_id TEXT;
ALTER TABLE history ADD COLUMN person_key TEXT NOT NULL DEFAULT '';  -- username or e-mail when the line was written
ALTER TABLE history ADD COLUMN person_name TEXT NOT NULL DEFAULT '';
ALTER TABLE history ADD COLUMN undone_by TEXT;                       -- id of the change that takes this one back
ALTER TABLE history ADD COLUMN search TEXT;                          -- NULL: from before; filled at the next open (outbox/history-search.ts)
UPDATE history SET
  person_key = coalesce(
    (SELECT username FROM mobile_workers p WHERE history.entity = 'mobile-worker' AND p.local_id = history.local_id),
    (SELECT username FROM web_users p WHERE history.entity = 'web-user' AND p.local_id = history.local_id),
    CASE WHEN json_valid(after) THEN json_extract(after, '$.username') END,
    local_id),
  person_name = coalesce(
    (SELECT name FROM mobile_workers p WHERE history.entity = 'mobile-worker' AND p.local_id = history.local_id),
    (SELECT name FROM web_users p WHERE history.entity = 'web-user' AND p.local_id = history.local_id),
    '');
-- In the order of the list (newest last), with what the filters ask, so that neither looks at the long rows.
CREATE INDEX history_order ON history (finished_at, seq, entity, outcome);
CREATE INDEX history_person ON history (local_id, finished_at, seq, entity, outcome);
CREATE INDEX history_undone ON history (undone_by);
CREATE VIRTUAL TABLE history_search USING fts5 (
  search, content='history', content_rowid='seq', columnsize=0, tokenize='trigram case_sensitive 1'
);
INSERT OR REPLACE INTO meta (key, value) VALUES ('index_history', '1');
`,
} as const;
