import type { FieldValues } from '#shared/domain/entities.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useNavigation } from '../../state/navigation.ts';
import { useToasts } from '../../state/toasts.ts';

export type Invites = {
  emails: readonly string[];
  values: FieldValues;
  /** Stays the same when saving is tried again, so that nobody is invited twice. */
  batchId: string;
  /** Local id of the invitation that the (only) new one takes the place of. */
  replaces?: string | undefined;
};

/** Saves invitations here, as one batch, and offers to take them all back. `saved`: those that are, also where one was refused. */
export async function sendInvites(invites: Invites): Promise<{ saved: string[]; error: AppError | null }> {
  const { emails, values, batchId, replaces } = invites;
  const saved: { id: string; localId: string }[] = [];
  let error: AppError | null = null;
  for (const [index, email] of emails.entries()) {
    const result = await call('invitations.create', {
      changeId: `${batchId}-${index}`,
      values: { ...values, email },
      ...(emails.length > 1 ? { batchId } : {}),
      ...(replaces === undefined ? {} : { replaces }),
    });
    if (!result.ok) {
      error = result.error;
      break;
    }
    saved.push({ id: result.data.changeId, localId: result.data.detail.localId });
  }
  // The pair of "delete and invite again" is taken back change by change under Changes: half of it may be on its way.
  const undo = { label: t('common.undo'), run: () => void takeBack(saved) };
  if (saved.length > 0)
    useToasts.getState().show({
      tone: 'good',
      text: t('invite.saved', { count: saved.length, email: emails[0] ?? '' }),
      ...(replaces === undefined ? { action: undo } : {}),
    });
  return { saved: emails.slice(0, saved.length), error };
}

async function takeBack(saved: readonly { id: string; localId: string }[]): Promise<void> {
  let problem: AppError | null = null;
  for (const { id, localId } of saved) {
    const result = await call('changes.discard', { id });
    if (result.ok) useNavigation.getState().forgetPerson(localId);
    else problem ??= result.error;
  }
  useToasts
    .getState()
    .show(
      problem === null
        ? { tone: 'good', text: t('undone') }
        : { tone: 'problem', text: t('undo.failed', { reason: problem.message }) },
    );
}
