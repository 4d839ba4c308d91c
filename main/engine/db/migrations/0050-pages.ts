/**
 * What only HQ's web pages tell: definitions of roles, profiles and custom fields, and facts about people that REST does not have.
 * Facts lie apart from `server_records`, which a REST listing writes anew, and each knows when HQ said so last.
 */
export const pagesMigration = {
  version: 50,
  name: 'pages',
  sql: `
CREATE TABLE page_facts (
  kind TEXT NOT NULL,                  -- 'personal-id', 'unconfirmed', 'web-user-facts'
  server_id TEXT NOT NULL,             -- of the worker or web user
  facts TEXT NOT NULL,                 -- JSON
  generation INTEGER NOT NULL,         -- number of the listing that told it last
  as_of INTEGER NOT NULL,              -- when HQ told it last, changed or not
  PRIMARY KEY (kind, server_id)
) WITHOUT ROWID;

ALTER TABLE mobile_workers ADD COLUMN personal_id TEXT NOT NULL DEFAULT 'unknown';
ALTER TABLE mobile_workers ADD COLUMN unconfirmed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX mobile_workers_personal_id ON mobile_workers (personal_id, username_key, id, status);
ALTER TABLE invitations ADD COLUMN bounced INTEGER NOT NULL DEFAULT 0;

-- A row without an id, or with defined = 0, is known only from the people who carry it.
ALTER TABLE roles ADD COLUMN role_id TEXT;
ALTER TABLE roles ADD COLUMN assignable INTEGER;   -- this account may give it; NULL unknown
ALTER TABLE roles ADD COLUMN permissions TEXT;     -- JSON; NULL where the account may not see them
ALTER TABLE profiles ADD COLUMN profile_id TEXT;
ALTER TABLE profiles ADD COLUMN fields TEXT;       -- JSON, the values a profile gives by slug
ALTER TABLE user_fields ADD COLUMN defined INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user_fields ADD COLUMN required INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user_fields ADD COLUMN choices TEXT;   -- JSON list of texts; NULL: any text, as far as HQ's pages tell
`,
} as const;
