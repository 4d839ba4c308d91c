import type { DownloadView } from '#shared/domain/hq-download.ts';
import { t } from '#shared/messages/translate.ts';

/** What there is to say of one of HQ's files under way, or of its end. */
export function downloadText({ wanted: { kind }, state, waitsFor, path, rows, message }: DownloadView): string {
  const people = t(`download.people.${kind}`);
  switch (state) {
    case 'running':
      return t('download.line.running', { people });
    case 'waiting':
      // Of HQ's silence it knows why; of one asked for by another Roster it does not yet.
      return waitsFor === 'hq' && message !== null
        ? t('download.line.silent', { people, message })
        : t(`download.line.waits.${waitsFor ?? 'hq'}`, { people });
    case 'saved':
      return t('download.done', { count: rows ?? 0, path });
    case 'failed':
      return t('download.line.failed', { people, message: message ?? '' });
  }
}
