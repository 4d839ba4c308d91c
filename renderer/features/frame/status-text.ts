import type { SyncProgress, SyncStatus } from '#shared/domain/sync-status.ts';
import { t } from '#shared/messages/translate.ts';
import { formatMoment, formatNumber } from '../../ui/format.ts';

export type StatusTone = 'good' | 'offline' | 'busy' | 'problem';

/** How things stand, in one word for the sign: the person's own switch wins, then a hold, then what is under way, then the network. */
export function statusTone(status: SyncStatus): StatusTone {
  if (status.workOffline) return 'offline';
  if (status.hold) return 'problem';
  if (status.phase !== 'idle') return 'busy';
  if (status.reachable === false) return 'offline';
  return status.lastError ? 'problem' : 'good';
}

function lead(status: SyncStatus): string {
  if (status.workOffline) return t('status.work-offline');
  if (status.hold) return t('status.hold');
  if (status.phase !== 'idle') return t(`status.phase.${status.phase}`);
  if (status.reachable === false) return t('status.offline');
  if (status.lastError) return t('status.problem');
  return status.reachable === null ? t('status.not-yet') : t('status.online');
}

/** The parts of the status line, most important first. Says what is saved here and what needs the person, never more than is known. */
export function statusParts(status: SyncStatus, now: number): string[] {
  const parts = [lead(status)];
  const busy = status.phase !== 'idle' && !status.workOffline && !status.hold;
  if (status.pending > 0)
    parts.push(t('status.pending', { count: status.pending, number: formatNumber(status.pending) }));
  else if (status.attention === 0 && !busy) parts.push(t('status.nothing-pending'));
  if (status.attention > 0)
    parts.push(t('status.attention', { count: status.attention, number: formatNumber(status.attention) }));
  // While something is under way the progress says more than the last time does.
  if (busy) return parts;
  parts.push(
    status.lastPullAt === null
      ? t('status.never-pulled')
      : t('status.pulled', { when: formatMoment(status.lastPullAt, now) }),
  );
  const waitsForRetry = status.reachable === false && !status.workOffline && status.phase === 'idle';
  if (waitsForRetry && status.nextRunAt !== null && status.nextRunAt > now)
    parts.push(t('status.next', { when: formatMoment(status.nextRunAt, now) }));
  return parts;
}

/** "Mobile Workers (active): 12,000 of 100,000". */
export function progressText(progress: SyncProgress): string {
  const what = t(`entities.${progress.entity}`);
  const list = progress.list === null ? what : t('progress.list', { what, list: t(`progress.list.${progress.list}`) });
  const done = formatNumber(progress.done);
  return progress.total === null
    ? t('progress.so-far', { list, done })
    : t('progress.of', { list, done, total: formatNumber(progress.total) });
}

/** Share of the present list in per cent, null while HQ has not said how long it is. */
export function progressShare(progress: SyncProgress): number | null {
  if (progress.total === null || progress.total <= 0) return null;
  return Math.min(100, Math.round((progress.done / progress.total) * 100));
}
