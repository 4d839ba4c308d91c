import { personActionSchema } from '#shared/domain/action.ts';
import { t } from '#shared/messages/translate.ts';
import type { HistoryRecord } from './history-record.ts';

/** What was done, in HQ's own word where it was an action. */
export function historyWhat({ kind, action }: Pick<HistoryRecord, 'kind' | 'action'>): string {
  const known = personActionSchema.safeParse(action);
  return known.success ? t(`action.${known.data}`) : (action ?? t(`change.kind.${kind}`));
}
