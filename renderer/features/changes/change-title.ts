import { actionOf } from '#shared/domain/change-capability.ts';
import type { ChangeView } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';

type Deed = Pick<ChangeView, 'kind' | 'action' | 'entity'> & Partial<Pick<ChangeView, 'approves'>>;

/** What a change does, in a word or two and in HQ's own: "Edit", "Remove membership", "Resend invitation". */
export function changeTitle(change: Deed): string {
  const action = actionOf(change);
  if (action === 'remove') return t(`changes.do.remove.${change.entity}`);
  if (action === 'resend') return t('changes.do.resend');
  if (action !== null) return t(`action.${action}`);
  switch (change.kind) {
    case 'create':
      if (change.approves) return t('changes.do.approve');
      return t(`changes.do.create.${change.entity}`);
    case 'update':
      return t('changes.do.edit');
    case 'delete':
    case 'action':
      return change.action ?? t('change.kind.action');
  }
}
