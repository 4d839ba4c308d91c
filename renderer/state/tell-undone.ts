import type { Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { useToasts } from './toasts.ts';

/** Says whether something was taken back, and if not why. */
export function tellUndone(result: Result<unknown>): void {
  useToasts
    .getState()
    .show(
      result.ok
        ? { tone: 'good', text: t('undone') }
        : { tone: 'problem', text: t('undo.failed', { reason: result.error.message }) },
    );
}
