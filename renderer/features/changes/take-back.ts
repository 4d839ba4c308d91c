import { asksForPassword } from '#shared/domain/asks-for-password.ts';
import type { ChangeView } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useToasts } from '../../state/toasts.ts';
import { formatNumber } from '../../ui/format.ts';
import { whoText } from './change-text.ts';

/** Takes a decision about a clash back and says so; too late (it is on its way), it says that. */
export async function takeBack(change: ChangeView): Promise<void> {
  const result = await call('changes.unresolve', { id: change.id });
  const { show } = useToasts.getState();
  if (!result.ok) return show({ tone: 'problem', text: t('undo.failed', { reason: result.error.message }) });
  tellTakenBack(result.data, whoText(change));
}

/** @param change as it came back; null where it is not known */
export function tellTakenBack(change: ChangeView | null, who: string): void {
  const lost = change !== null && asksForPassword(change);
  const text = t('changes.taken-back', { who });
  useToasts
    .getState()
    .show(lost ? { tone: 'problem', text: `${text} ${t('changes.taken-back.password')}` } : { tone: 'good', text });
}

/** The same for one choice made in several changes. */
export async function takeAllBack(ids: string[]): Promise<void> {
  const { show } = useToasts.getState();
  const result = await call('changes.unresolveMany', { ids });
  if (!result.ok) return show({ tone: 'problem', text: t('undo.failed', { reason: result.error.message }) });
  const { unresolved, left } = result.data;
  const text = [
    t('changes.all-taken-back', { count: unresolved, number: formatNumber(unresolved) }),
    ...(left > 0 ? [t('changes.not-taken-back', { count: left, number: formatNumber(left) })] : []),
  ].join(' ');
  show({ tone: left > 0 ? 'problem' : 'good', text });
}
