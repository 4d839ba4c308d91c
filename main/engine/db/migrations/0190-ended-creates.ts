/** A create that a decision ended (let go: HQ has somebody of its name) can come back, with the changes that ended with it. */
export const endedCreatesMigration = {
  version: 190,
  name: 'ended-creates',
  sql: `
ALTER TABLE ended_changes ADD COLUMN ended_with TEXT; -- id of the create it stood behind; NULL: ended by itself
CREATE INDEX ended_with_create ON ended_changes (ended_with) WHERE ended_with IS NOT NULL;
`,
} as const;
