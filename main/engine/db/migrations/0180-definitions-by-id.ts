/**
 * Roles and profiles by HQ's ids: two of one name are two. And what HQ's page of definitions tells of a custom field. All of it is read
 * again with the next pull; names seen on people have no id.
 */
export const definitionsByIdMigration = {
  version: 180,
  name: 'definitions-by-id',
  sql: `
CREATE TABLE roles_by_id (
  name TEXT NOT NULL,
  role_id TEXT UNIQUE,                 -- NULL: a name that people carry, and no page has told
  assignable INTEGER,                  -- this account may give it; NULL unknown
  permissions TEXT                     -- JSON; NULL where the account may not see them
);
-- An id that stood at two names (the role was renamed) is told again by the next pull.
INSERT INTO roles_by_id (name, role_id, assignable, permissions)
  SELECT name, CASE WHEN (SELECT count(*) FROM roles o WHERE o.role_id = r.role_id) = 1 THEN role_id END, assignable, permissions FROM roles r;
DROP TABLE roles;
ALTER TABLE roles_by_id RENAME TO roles;
CREATE INDEX roles_name ON roles (name);
CREATE TABLE profiles_by_id (
  name TEXT NOT NULL,
  profile_id TEXT UNIQUE,              -- NULL: a name that people carry, and no page has told
  fields TEXT                          -- JSON, the values a profile gives by slug
);
INSERT INTO profiles_by_id (name, profile_id, fields)
  SELECT name, CASE WHEN (SELECT count(*) FROM profiles o WHERE o.profile_id = p.profile_id) = 1 THEN profile_id END, fields FROM profiles p;
DROP TABLE profiles;
ALTER TABLE profiles_by_id RENAME TO profiles;
CREATE INDEX profiles_name ON profiles (name);
ALTER TABLE user_fields ADD COLUMN label TEXT;      -- HQ's name of the field; NULL while not told
ALTER TABLE user_fields ADD COLUMN regex TEXT;      -- Python's pattern; NULL: none, or not told
ALTER TABLE user_fields ADD COLUMN regex_msg TEXT;  -- what HQ says where a value does not match
`,
} as const;
