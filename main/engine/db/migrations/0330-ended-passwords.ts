/** Whether a change that a decision ended had a password: one that was typed is asked for again when the change is taken back. */
export const endedPasswordsMigration = {
  version: 330,
  name: 'ended-passwords',
  sql: `
ALTER TABLE ended_changes ADD COLUMN had_password INTEGER NOT NULL DEFAULT 0; -- 0 also: ended before this was kept
`,
} as const;
