import { personActions } from '../domain/action.ts';
import { deleteRequestAction, undoRemovalAction } from '../domain/history.ts';
import type { ChangeKind } from '../domain/change.ts';
import type { PersonEntity } from '../domain/entities.ts';
import { t } from './translate.ts';

/** What a change does, in a word or two: an action by HQ's own name for it. */
export function kindText(change: { entity: PersonEntity; kind: ChangeKind; action: string | null }): string {
  const { entity, kind, action } = change;
  if (action === undoRemovalAction) return t('action.undo-removal');
  if (action === deleteRequestAction) return t('action.delete-access-request');
  const known = personActions.find((name) => name === action);
  if (known === undefined) return action ?? t(`change.kind.${kind}`);
  return t(known === 'remove' && entity === 'web-user' ? 'action.remove.web-user' : `action.${known}`);
}
