import type { ChangeView } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useToasts } from '../../state/toasts.ts';
import { whoText } from './change-text.ts';

/** Takes a decision about a clash back and says so; too late (it is on its way), it says that. */
export async function takeBack(change: ChangeView): Promise<void> {
  const result = await call('changes.unresolve', { id: change.id });
  useToasts
    .getState()
    .show(
      result.ok
        ? { tone: 'good', text: t('changes.taken-back', { who: whoText(change) }) }
        : { tone: 'problem', text: t('undo.failed', { reason: result.error.message }) },
    );
}
