/**
 * HQ's list does not show the person yet. Each look is several requests, and a list may leave somebody out for good: the change waits as
 * long again as it has waited by then (a minute, two, four), at last as long as lie between two listings.
 */
import type { ChangeReason } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';
import { countServerRecords } from '../../mirror/server-records.ts';
import type { ChangeRecord } from '../../outbox/change-record.ts';
import { readMeta } from '../meta.ts';
import { pollPeriod } from '../poll-period.ts';
import { putOffUnread, unreadDelayMs } from '../settle.ts';
import type { SyncRun } from '../sync-run.ts';

export function waitForList(run: SyncRun, change: ChangeRecord): null {
  const now = run.deps.now();
  const message = t('change.not-listed-yet');
  // The reason keeps the time it was told first: how long the change has waited. What is sent or decided in between has another one.
  const told = change.reason?.message === message ? change.reason : null;
  const reason: ChangeReason = told ?? { code: 'server', message, hqMessages: [], fields: {}, status: null, at: now };
  // A clock that was set back says nothing about the time between: the usual delay.
  const delay = Math.min(Math.max(now - reason.at, unreadDelayMs), listingPeriod(run));
  putOffUnread(run, change, { reason, delay });
  return null;
}

function listingPeriod({ db, config }: SyncRun): number {
  const people = countServerRecords(db, 'mobile-worker') + countServerRecords(db, 'web-user');
  return pollPeriod(config, { people, activeWorkers: readMeta(db, 'budget')?.users ?? null });
}
