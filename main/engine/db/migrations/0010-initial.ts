/**
 * The first schema (design §3). Above: what can be pulled again. Below: what is precious and never dropped.
 * One file for both: an acknowledgement has to change the mirror and the outbox in one transaction.
 */
export const initialMigration = {
  version: 10,
  name: 'initial',
  sql: `
CREATE TABLE server_records (
  entity TEXT NOT NULL,
  server_id TEXT NOT NULL,
  snapshot TEXT NOT NULL,             -- HQ's JSON as it came, unknown fields included
  hash TEXT NOT NULL,                 -- of snapshot + active: unchanged records write nothing
  active INTEGER,                     -- 1/0 from the list it was in (workers) or is_active_in_domain (web users); NULL unknown
  written TEXT NOT NULL DEFAULT '{}', -- write-only values HQ took from us (language): it never tells them back
  fetched_at INTEGER NOT NULL,
  generation INTEGER NOT NULL,        -- number of the listing that saw it last
  missing_since INTEGER,              -- first complete listing without it; gone only when a second look agrees
  PRIMARY KEY (entity, server_id)
) WITHOUT ROWID;
CREATE INDEX server_records_generation ON server_records (entity, generation);

CREATE TABLE mobile_workers (
  local_id TEXT PRIMARY KEY,
  server_id TEXT UNIQUE,
  username TEXT NOT NULL, username_key TEXT NOT NULL,
  name TEXT NOT NULL, name_key TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  language TEXT NOT NULL,
  status TEXT NOT NULL,
  primary_location_id TEXT NOT NULL,
  primary_location_name TEXT NOT NULL, -- copied so that a sorted page needs no join
  sync_state TEXT NOT NULL,
  visible TEXT NOT NULL                -- all visible field values as JSON (flat keys)
);
CREATE TABLE web_users (
  local_id TEXT PRIMARY KEY,
  server_id TEXT UNIQUE,
  username TEXT NOT NULL, username_key TEXT NOT NULL,
  name TEXT NOT NULL, name_key TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  role TEXT NOT NULL,
  is_admin INTEGER NOT NULL,
  status TEXT NOT NULL,
  primary_location_id TEXT NOT NULL,
  primary_location_name TEXT NOT NULL,
  sync_state TEXT NOT NULL,
  visible TEXT NOT NULL
);
CREATE TABLE invitations (
  local_id TEXT PRIMARY KEY,
  server_id TEXT UNIQUE,
  email TEXT NOT NULL, email_key TEXT NOT NULL,
  role TEXT NOT NULL,
  invited_on TEXT,
  email_status TEXT,
  sync_state TEXT NOT NULL,
  visible TEXT NOT NULL
);
-- Which people are in a location or group, for "this location and everything below it".
CREATE TABLE person_locations (entity TEXT NOT NULL, location_id TEXT NOT NULL, local_id TEXT NOT NULL,
  PRIMARY KEY (entity, location_id, local_id)) WITHOUT ROWID;
CREATE INDEX person_locations_person ON person_locations (entity, local_id);
CREATE TABLE person_groups (group_id TEXT NOT NULL, local_id TEXT NOT NULL, PRIMARY KEY (group_id, local_id)) WITHOUT ROWID;
CREATE INDEX person_groups_person ON person_groups (local_id);

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
