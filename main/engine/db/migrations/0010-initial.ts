/**
 * The first schema (design §3). Above: what can be pulled again. Below: what is precious and never dropped.
 * One file for both: an acknowledgement has to change the mirror and the outbox in one transaction.
 */
export const initialMigration = {
  version: 10,
  name: 'initial',
  sql: `
CREATE TABLE server_records (
  id INTEGER PRIMARY KEY,
  entity TEXT NOT NULL,
  server_id TEXT NOT NULL,
  snapshot TEXT NOT NULL,             -- HQ's JSON as it came, unknown fields included
  hash TEXT NOT NULL,                 -- of snapshot + active: unchanged records write nothing
  active INTEGER,                     -- 1/0 from the list it was in (workers) or is_active_in_domain (web users); NULL unknown
  written TEXT NOT NULL DEFAULT '{}', -- write-only values HQ took from us (language): it never tells them back
  UNIQUE (entity, server_id)
);
-- When each record was seen last. Apart from server_records so that a re-pull of unchanged people writes 60 bytes each, not 1 kB.
CREATE TABLE record_marks (
  entity TEXT NOT NULL,
  server_id TEXT NOT NULL,
  generation INTEGER NOT NULL,        -- number of the listing that saw it last
  fetched_at INTEGER NOT NULL,        -- when HQ said so last, changed or not
  missing_since INTEGER,              -- first complete listing without it; gone only when a second look agrees
  PRIMARY KEY (entity, server_id)
) WITHOUT ROWID;

-- Visible rows. The *_key columns hold folded text (see mirror/fold-text.ts): no case, no accents; lists sort and look up by them.
-- Each sort index ends in (username_key, id) so that the order is total, and carries status so that the commonest filter needs no
-- look at the row. "visible" comes last: SQLite reads a row only as far as it must.
CREATE TABLE mobile_workers (
  id INTEGER PRIMARY KEY,
  local_id TEXT NOT NULL UNIQUE,
  server_id TEXT UNIQUE,
  username TEXT NOT NULL, username_key TEXT NOT NULL,
  name TEXT NOT NULL, name_key TEXT NOT NULL,
  email TEXT NOT NULL, email_key TEXT NOT NULL,
  phone TEXT NOT NULL,
  language TEXT NOT NULL,
  status TEXT NOT NULL,
  primary_location_id TEXT NOT NULL,
  primary_location_name TEXT NOT NULL, primary_location_key TEXT NOT NULL, -- copied so that a sorted page needs no join
  sync_state TEXT NOT NULL,
  search TEXT NOT NULL,                -- folded words, what the search index holds
  visible TEXT NOT NULL                -- all visible field values as JSON (flat keys)
);
CREATE INDEX mobile_workers_username ON mobile_workers (username_key, id, status);
CREATE INDEX mobile_workers_name ON mobile_workers (name_key, username_key, id, status);
CREATE INDEX mobile_workers_email ON mobile_workers (email_key, username_key, id, status);
CREATE INDEX mobile_workers_phone ON mobile_workers (phone, username_key, id, status);
CREATE INDEX mobile_workers_language ON mobile_workers (language, username_key, id, status);
CREATE INDEX mobile_workers_status ON mobile_workers (status, username_key, id);
CREATE INDEX mobile_workers_location ON mobile_workers (primary_location_key, username_key, id, status);
CREATE INDEX mobile_workers_sync ON mobile_workers (sync_state, username_key, id, status);
CREATE VIRTUAL TABLE mobile_workers_search USING fts5 (
  search, content='mobile_workers', content_rowid='id', columnsize=0, tokenize='trigram case_sensitive 1'
);
CREATE TABLE web_users (
  id INTEGER PRIMARY KEY,
  local_id TEXT NOT NULL UNIQUE,
  server_id TEXT UNIQUE,
  username TEXT NOT NULL, username_key TEXT NOT NULL,
  name TEXT NOT NULL, name_key TEXT NOT NULL,
  email TEXT NOT NULL, email_key TEXT NOT NULL,
  phone TEXT NOT NULL,
  role TEXT NOT NULL, role_key TEXT NOT NULL,
  is_admin INTEGER NOT NULL,
  status TEXT NOT NULL,
  primary_location_id TEXT NOT NULL,
  primary_location_name TEXT NOT NULL, primary_location_key TEXT NOT NULL,
  sync_state TEXT NOT NULL,
  search TEXT NOT NULL,
  visible TEXT NOT NULL
);
CREATE INDEX web_users_username ON web_users (username_key, id, status);
CREATE INDEX web_users_name ON web_users (name_key, username_key, id, status);
CREATE INDEX web_users_email ON web_users (email_key, username_key, id, status);
CREATE INDEX web_users_phone ON web_users (phone, username_key, id, status);
CREATE INDEX web_users_role ON web_users (role_key, username_key, id, status);
CREATE INDEX web_users_status ON web_users (status, username_key, id);
CREATE INDEX web_users_location ON web_users (primary_location_key, username_key, id, status);
CREATE INDEX web_users_sync ON web_users (sync_state, username_key, id, status);
CREATE VIRTUAL TABLE web_users_search USING fts5 (
  search, content='web_users', content_rowid='id', columnsize=0, tokenize='trigram case_sensitive 1'
);
CREATE TABLE invitations (
  id INTEGER PRIMARY KEY,
  local_id TEXT NOT NULL UNIQUE,
  server_id TEXT UNIQUE,
  email TEXT NOT NULL, email_key TEXT NOT NULL,
  role TEXT NOT NULL, role_key TEXT NOT NULL,
  invited_on TEXT,
  email_status TEXT,
  primary_location_id TEXT NOT NULL,
  primary_location_name TEXT NOT NULL, primary_location_key TEXT NOT NULL,
  sync_state TEXT NOT NULL,
  search TEXT NOT NULL,
  visible TEXT NOT NULL
);
CREATE INDEX invitations_email ON invitations (email_key, id);
CREATE INDEX invitations_role ON invitations (role_key, email_key, id);
CREATE INDEX invitations_sync ON invitations (sync_state, email_key, id);
CREATE VIRTUAL TABLE invitations_search USING fts5 (
  search, content='invitations', content_rowid='id', columnsize=0, tokenize='trigram case_sensitive 1'
);
-- Which people (id of the visible row) are in a location or group, for "this location and everything below it".
CREATE TABLE person_locations (entity TEXT NOT NULL, location_id TEXT NOT NULL, person INTEGER NOT NULL,
  PRIMARY KEY (entity, location_id, person)) WITHOUT ROWID;
CREATE INDEX person_locations_person ON person_locations (entity, person);
CREATE TABLE person_groups (group_id TEXT NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (group_id, person)) WITHOUT ROWID;
CREATE INDEX person_groups_person ON person_groups (person);

CREATE TABLE locations (location_id TEXT PRIMARY KEY, name TEXT NOT NULL, site_code TEXT NOT NULL, parent_id TEXT, type_code TEXT NOT NULL, type_name TEXT NOT NULL);
CREATE INDEX locations_parent ON locations (parent_id);
CREATE TABLE groups (group_id TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE roles (name TEXT PRIMARY KEY);
CREATE TABLE profiles (name TEXT PRIMARY KEY);
CREATE TABLE user_fields (entity TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (entity, name)) WITHOUT ROWID;

CREATE TABLE sync_cursors (
  list TEXT PRIMARY KEY,               -- 'mobile-worker:active', 'mobile-worker:deactivated', 'web-user', 'group', 'location'
  generation INTEGER NOT NULL DEFAULT 0,
  next_offset INTEGER,                 -- where a broken listing goes on; NULL when none is under way
  total INTEGER,
  started_at INTEGER,
  completed_at INTEGER,
  unavailable TEXT                     -- AppError JSON: this list cannot be read with this connection
);

CREATE TABLE identities (entity TEXT NOT NULL, local_id TEXT NOT NULL, server_id TEXT NOT NULL,
  PRIMARY KEY (entity, local_id), UNIQUE (entity, server_id)) WITHOUT ROWID;

CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  batch_id TEXT,
  author TEXT NOT NULL,                -- username that made it: never sent as somebody else
  entity TEXT NOT NULL,
  local_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  action TEXT,
  patch TEXT NOT NULL,                 -- flat field values wanted
  base TEXT NOT NULL,                  -- what the author saw, for exactly the fields of patch
  secret BLOB,                         -- encrypted password of a create; wiped once HQ has taken it
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER,
  sent_at INTEGER,
  last_error TEXT,                     -- ChangeReason JSON
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX changes_lane ON changes (entity, local_id, seq);
CREATE INDEX changes_state ON changes (state, seq);
CREATE TABLE change_deps (change_id TEXT NOT NULL, needs_change_id TEXT NOT NULL, PRIMARY KEY (change_id, needs_change_id)) WITHOUT ROWID;
CREATE TABLE conflicts (
  change_id TEXT NOT NULL, field TEXT NOT NULL, base TEXT NOT NULL, mine TEXT NOT NULL, theirs TEXT NOT NULL,
  choice TEXT, decided_at INTEGER, PRIMARY KEY (change_id, field)
) WITHOUT ROWID;
CREATE TABLE batches (id TEXT PRIMARY KEY, kind TEXT NOT NULL, source_name TEXT, state TEXT NOT NULL, created_at INTEGER NOT NULL);
CREATE TABLE batch_rows (batch_id TEXT NOT NULL, row_number INTEGER NOT NULL, raw TEXT NOT NULL, outcome TEXT NOT NULL, messages TEXT NOT NULL,
  local_id TEXT, change_id TEXT, PRIMARY KEY (batch_id, row_number)) WITHOUT ROWID;
CREATE TABLE exports (id TEXT PRIMARY KEY, entity TEXT NOT NULL, created_at INTEGER NOT NULL, rows BLOB NOT NULL);
CREATE TABLE history (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  change_id TEXT NOT NULL, author TEXT NOT NULL, entity TEXT NOT NULL, local_id TEXT NOT NULL, server_id TEXT,
  kind TEXT NOT NULL, action TEXT, before TEXT NOT NULL, after TEXT NOT NULL,
  outcome TEXT NOT NULL,               -- acked, converged, discarded
  answer TEXT NOT NULL,                -- HQ's status and words, JSON
  created_at INTEGER NOT NULL, finished_at INTEGER NOT NULL
);
CREATE INDEX history_change ON history (change_id);
CREATE TABLE sync_log (seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, entity TEXT, local_id TEXT, action TEXT NOT NULL, reason TEXT NOT NULL, ms INTEGER, status INTEGER);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`,
} as const;
