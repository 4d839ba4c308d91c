/** Texts of the window, one part per area of the screen. */
import { batchScreenMessages } from './screens/batches.ts';
import { bulkChangesScreenMessages } from './screens/bulk-changes.ts';
import { changesScreenMessages } from './screens/changes.ts';
import { conflictScreenMessages } from './screens/conflicts.ts';
import { connectScreenMessages } from './screens/connect.ts';
import { connectionScreenMessages } from './screens/connection.ts';
import { downloadMessages } from './screens/download.ts';
import { errorScreenMessages } from './screens/errors.ts';
import { frameScreenMessages } from './screens/frame.ts';
import { historyScreenMessages } from './screens/history.ts';
import { accessRequestScreenMessages } from './screens/access-requests.ts';
import { invitationScreenMessages } from './screens/invitations.ts';
import { sampleMessages } from './screens/samples.ts';
import { peopleScreenMessages } from './screens/people.ts';
import { webUserScreenMessages } from './screens/web-users.ts';
import { workerScreenMessages } from './screens/workers.ts';

export const screenMessages = {
  ...frameScreenMessages,
  ...connectScreenMessages,
  ...connectionScreenMessages,
  ...peopleScreenMessages,
  ...webUserScreenMessages,
  ...workerScreenMessages,
  ...bulkChangesScreenMessages,
  ...batchScreenMessages,
  ...changesScreenMessages,
  ...historyScreenMessages,
  ...conflictScreenMessages,
  ...accessRequestScreenMessages,
  ...invitationScreenMessages,
  ...sampleMessages,
  ...downloadMessages,
  ...errorScreenMessages,
} as const;
