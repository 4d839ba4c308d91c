import { initialMigration } from './migrations/0010-initial.ts';
import { actionsMigration } from './migrations/0020-actions.ts';
import { decisionsMigration } from './migrations/0030-decisions.ts';
import { historyMigration } from './migrations/0040-history.ts';
import { pagesMigration } from './migrations/0050-pages.ts';
import { endedChangesMigration } from './migrations/0070-ended-changes.ts';
import { replacedChangesMigration } from './migrations/0080-replaced-changes.ts';
import { decisionLinesMigration } from './migrations/0100-decision-lines.ts';
import { burntUsernamesMigration } from './migrations/0150-burnt-usernames.ts';
import { definitionsByIdMigration } from './migrations/0180-definitions-by-id.ts';
import { endedCreatesMigration } from './migrations/0190-ended-creates.ts';
import { replacedSecretsMigration } from './migrations/0200-replaced-secrets.ts';
import { bulkPlansMigration } from './migrations/0230-bulk-plans.ts';
import { activityMigration } from './migrations/0260-activity.ts';
import { sheetBatchesMigration } from './migrations/0270-sheet-batches.ts';
import { pausedBatchesMigration } from './migrations/0310-paused-batches.ts';
import { changesOfBatchMigration } from './migrations/0315-changes-of-batch.ts';
import { planMarksMigration } from './migrations/0320-plan-marks.ts';
import { endedPasswordsMigration } from './migrations/0330-ended-passwords.ts';
import { planSearchMigration } from './migrations/0340-plan-search.ts';
import { batchPlansMigration } from './migrations/0350-batch-plans.ts';
import { hqDownloadsMigration } from './migrations/0360-hq-downloads.ts';

/** One step of the schema. `version` goes into SQLite's `user_version`; numbered by tens so that a step can be put between. */
export type Migration = { version: number; name: string; sql: string };

/** Every step in order; a released step is never changed, only followed by another. */
export const migrations: readonly Migration[] = [
  initialMigration,
  actionsMigration,
  decisionsMigration,
  historyMigration,
  pagesMigration,
  endedChangesMigration,
  replacedChangesMigration,
  decisionLinesMigration,
  burntUsernamesMigration,
  definitionsByIdMigration,
  endedCreatesMigration,
  replacedSecretsMigration,
  bulkPlansMigration,
  activityMigration,
  sheetBatchesMigration,
  pausedBatchesMigration,
  changesOfBatchMigration,
  planMarksMigration,
  endedPasswordsMigration,
  planSearchMigration,
  batchPlansMigration,
  hqDownloadsMigration,
];
