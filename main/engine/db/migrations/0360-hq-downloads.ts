/**
 * Files of people that HQ was asked to make: written down with HQ's number of the job, so that one which Roster did not outlive is fetched by
 * that number later (bulk/download/README.md). Worth an hour, as long as HQ keeps such a file: not among what a repair saves.
 */
export const hqDownloadsMigration = {
  version: 360,
  name: 'hq-downloads',
  sql: `
CREATE TABLE hq_downloads (
  id TEXT PRIMARY KEY,                 -- whoever asked made it up
  wanted TEXT NOT NULL,                -- JSON: the kind of people and the filters
  path TEXT NOT NULL,                  -- where the person wants the file
  there TEXT,                          -- what lay at that path when the person said so; NULL: nothing
  job TEXT,                            -- HQ's number; NULL: HQ has not named one yet
  asked_at INTEGER NOT NULL,           -- when HQ was asked, ms
  state TEXT NOT NULL CHECK (state IN ('running', 'saved', 'failed')),
  outcome TEXT                         -- JSON: where it was saved and how many it holds, or why there is no file
) WITHOUT ROWID;`,
} as const;
