/** Actions that wait for a person, in the visible row. */
export const actionsMigration = {
  version: 20,
  name: 'actions',
  sql: `
-- Actions on their way (deactivate, remove …) in the order of the lane, with commas; '' for none.
ALTER TABLE mobile_workers ADD COLUMN waiting TEXT NOT NULL DEFAULT '';
ALTER TABLE web_users ADD COLUMN waiting TEXT NOT NULL DEFAULT '';
ALTER TABLE invitations ADD COLUMN waiting TEXT NOT NULL DEFAULT '';
`,
} as const;
