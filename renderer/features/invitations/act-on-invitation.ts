import type { PersonDetail } from '#shared/domain/change.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useNavigation } from '../../state/navigation.ts';
import { tellUndone } from '../../state/tell-undone.ts';
import { useToasts } from '../../state/toasts.ts';

/** Saves a resend or a delete here and offers to take it back while nothing was sent. `changeId` stays the same when it is tried again. */
export async function actOnInvitation(
  { localId, key: email }: PersonDetail,
  action: 'resend' | 'remove',
  changeId: string,
): Promise<AppError | null> {
  const result = await call('people.act', { changeId, entity: 'invitation', localId, action });
  if (!result.ok) return result.error;
  const { changeId: waiting, detail } = result.data;
  if (detail === null) useNavigation.getState().forgetPerson(localId);
  const done = action === 'resend' ? 'resend.done' : detail === null ? 'delete.gone' : 'delete.done';
  useToasts.getState().show({
    tone: 'good',
    text: t(`invitation.${done}`, { email }),
    ...(waiting === null ? {} : { action: { label: t('common.undo'), run: () => void takeBack(waiting) } }),
  });
  return null;
}

async function takeBack(id: string): Promise<void> {
  const result = await call('changes.discard', { id });
  tellUndone(result);
}
