/** A new password for a worker that gave way to a removal is kept as it was, encrypted: taken back, the removal brings it back whole. */
export const replacedSecretsMigration = {
  version: 200,
  name: 'replaced-secrets',
  sql: `
ALTER TABLE replaced_changes ADD COLUMN secret BLOB;   -- as in changes; NULL: it has none, or gave way to an older Roster
`,
} as const;
