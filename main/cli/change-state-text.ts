import type { ChangeView } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';

/** The state of a change in words; "Refused by HQ" only where HQ answered (Roster stops some changes itself: a lost password). */
export function changeStateText({ state, reason }: Pick<ChangeView, 'state' | 'reason'>): string {
  const stoppedHere = state === 'rejected' && (reason?.status ?? null) === null;
  return t(stoppedHere ? 'changes.stopped' : `change.state.${state}`);
}
