/** Usernames that HQ gives nobody any more: those of deleted workers, and of creates that failed half way. */
export const burntUsernamesMigration = {
  version: 150,
  name: 'burnt-usernames',
  sql: `
CREATE TABLE burnt_usernames (
  username_key TEXT PRIMARY KEY,       -- mirror/username-key.ts
  why TEXT NOT NULL,                   -- deleted | half-made | kept
  at INTEGER NOT NULL                  -- ms since 1970: a deleted worker was last seen, else refused
) WITHOUT ROWID;
`,
} as const;
