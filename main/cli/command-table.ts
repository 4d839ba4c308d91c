import type { Command } from './command.ts';
import { accountCommands } from './commands/account.ts';
import { actionCommands } from './commands/actions.ts';
import { bulkCommands } from './commands/bulk.ts';
import { bulkBatchCommands } from './commands/bulk-batch.ts';
import { bulkCommitCommands } from './commands/bulk-commit.ts';
import { bulkExportCommand } from './commands/bulk-export.ts';
import { bulkSampleCommand } from './commands/bulk-sample.ts';
import { changesCommands } from './commands/changes.ts';
import { connectCommand } from './commands/connect.ts';
import { editChangeCommand } from './commands/edit-change.ts';
import { editCommands } from './commands/edit.ts';
import { invitationCommands } from './commands/invitations.ts';
import { historyCommands } from './commands/history.ts';
import { peopleCommands } from './commands/people.ts';
import { practiceCommand } from './commands/practice.ts';
import { repairCommand } from './commands/repair.ts';
import { resolveCommands } from './commands/resolve.ts';
import { statusCommand } from './commands/status.ts';
import { syncCommands } from './commands/sync.ts';
import { undoCommand } from './commands/undo.ts';
import { watchCommand } from './commands/watch.ts';

/** Every command, in the order the help shows them. */
export const commands: readonly Command[] = [
  practiceCommand,
  connectCommand,
  ...accountCommands,
  ...syncCommands,
  watchCommand,
  statusCommand,
  ...peopleCommands,
  ...editCommands,
  ...invitationCommands,
  ...actionCommands,
  ...changesCommands,
  editChangeCommand,
  ...resolveCommands,
  undoCommand,
  ...bulkCommands,
  ...bulkCommitCommands,
  ...bulkBatchCommands,
  ...historyCommands,
  bulkExportCommand,
  bulkSampleCommand,
  repairCommand,
];
