import { personActionSchema } from '#shared/domain/action.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import type { ChangeView } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';

type Deed = Pick<ChangeView, 'kind' | 'action' | 'entity'> & Partial<Pick<ChangeView, 'approves'>>;

/** The action a change stands for; null for edits, new people, and actions a newer Roster wrote. */
export function actionOf({ kind, action }: Pick<ChangeView, 'kind' | 'action'>): PersonAction | null {
  if (kind === 'delete') return 'remove';
  const known = personActionSchema.safeParse(action);
  return kind === 'action' && known.success ? known.data : null;
}

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
