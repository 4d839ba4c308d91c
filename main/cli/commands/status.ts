import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { withAccount } from '../open-engine.ts';

export const statusCommand: Command = {
  path: ['status'],
  summary: 'cli.status.summary',
  run: (context) =>
    withAccount(context, 'look', async ({ account, call }) => {
      const status = await call('sync.status', {});
      const { totals } = await call('changes.list', { limit: 1 });
      return {
        data: { account, folder: context.dataFolder, ...status, changes: totals },
        lines: [t('cli.status.account', { ...account }), ...statusLines(status)],
        exitCode: exitCodeFor(status),
      };
    }),
};

/** As after a sync: on hold comes first; a listing that lacks many people is no hold, it waits for the person's word. */
function exitCodeFor({ hold, attention }: SyncStatus): ExitCode {
  const removals = hold?.error.details?.['kind'] === 'removals';
  if (hold && !removals) return exitCodes.offline;
  return removals || attention > 0 ? exitCodes.attention : exitCodes.done;
}

/** What sync is at, for people. */
export function statusLines(status: SyncStatus): string[] {
  const { counts } = status;
  const time = (at: number | null) => (at === null ? t('cli.status.never') : new Date(at).toISOString());
  return [
    t('cli.status.counts', { ...counts }),
    t('cli.status.times', { pull: time(status.lastPullAt), push: time(status.lastPushAt) }),
    t('cli.status.waiting', { pending: status.pending, attention: status.attention }),
    ...(status.mirrorComplete ? [] : [t('cli.status.incomplete')]),
    ...(status.workOffline ? [t('cli.status.work-offline')] : []),
    ...(status.hold ? [holdLine(status.hold)] : []),
    ...(status.lastError && !status.hold ? [t('cli.status.last-error', { reason: status.lastError.message })] : []),
    ...status.unavailable.map(({ error }) => error.message),
  ];
}

/** A pause ends by itself, and then it is told when; anything else waits for the person. */
function holdLine({ error, until }: NonNullable<SyncStatus['hold']>): string {
  const reason = error.message;
  return until === null
    ? t('cli.status.hold', { reason })
    : t('cli.status.hold-until', { reason, until: new Date(until).toISOString() });
}
