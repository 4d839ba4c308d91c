/** English, the language the catalogue is written in. One part per area, so that each is edited where it is used. */
import { cliAccountMessages } from './en/cli-account.ts';
import { accessRequestMessages } from './en/access-requests.ts';
import { actionMessages } from './en/actions.ts';
import { bulkBatchMessages } from './en/bulk-batch.ts';
import { bulkPlanMessages } from './en/bulk-plan.ts';
import { cliBulkMessages } from './en/cli-bulk.ts';
import { bulkExportMessages } from './en/bulk-export.ts';
import { cliMessages } from './en/cli.ts';
import { cliHistoryMessages } from './en/cli-history.ts';
import { commonMessages } from './en/common.ts';
import { conflictMessages } from './en/conflicts.ts';
import { engineMessages } from './en/engine.ts';
import { historyMessages } from './en/history.ts';
import { hqMessages } from './en/hq.ts';
import { mainMessages } from './en/main.ts';
import { namesakeMessages } from './en/namesakes.ts';
import { rightMessages } from './en/rights.ts';
import { newWorkerMessages } from './en/new-worker.ts';
import { ruleMessages } from './en/rules.ts';
import { screenMessages } from './en/screens.ts';
import { sessionMessages } from './en/session.ts';
import { settlingMessages } from './en/settling.ts';
import { sheetTrapMessages } from './en/sheet-traps.ts';
import { syncMessages } from './en/sync.ts';
import { workbookMessages } from './en/workbook.ts';

export const en = {
  ...commonMessages,
  ...accessRequestMessages,
  ...actionMessages,
  ...bulkExportMessages,
  ...ruleMessages,
  ...hqMessages,
  ...engineMessages,
  ...historyMessages,
  ...syncMessages,
  ...settlingMessages,
  ...rightMessages,
  ...namesakeMessages,
  ...conflictMessages,
  ...sessionMessages,
  ...mainMessages,
  ...screenMessages,
  ...newWorkerMessages,
  ...cliMessages,
  ...cliAccountMessages,
  ...cliHistoryMessages,
  ...cliBulkMessages,
  ...workbookMessages,
  ...sheetTrapMessages,
  ...bulkPlanMessages,
  ...bulkBatchMessages,
} as const;
