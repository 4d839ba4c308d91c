/** When people were last active: HQ tells it in its download of people only (bulk/download), so it is kept as that told it. */
export const activityMigration = {
  version: 260,
  name: 'activity',
  sql: `
CREATE TABLE activity (
  entity TEXT NOT NULL,                -- 'web-user', 'mobile-worker'
  server_id TEXT NOT NULL,
  last_form INTEGER,                   -- ms since 1970; NULL: never, or not told of people of this kind
  last_access INTEGER,
  last_login INTEGER,
  as_of INTEGER NOT NULL,
  PRIMARY KEY (entity, server_id)
) WITHOUT ROWID;
`,
} as const;
