import { useState } from 'react';
import { Button, Text } from '@mantine/core';
import { asksForPassword } from '#shared/domain/asks-for-password.ts';
import type { ChangeView } from '#shared/domain/change.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useAccess } from '../../state/access.ts';
import { useNavigation } from '../../state/navigation.ts';
import { useToasts } from '../../state/toasts.ts';
import { useWorkerAction } from '../../state/worker-action.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import detailClasses from '../people/detail/detail.module.css';
import { EditChangeDialog } from './edit-change-dialog.tsx';
import { asksBeforeRemoval, whoText } from './change-text.ts';
import { changeTitle } from './change-title.ts';
import { seenFields } from './conflict/clash-groups.ts';

type Props = { change: ChangeView; onGone(): void };

/** Retry, edit, discard: each as far as the change's state allows. */
export function ChangeActions({ change, onGone }: Props) {
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [editing, setEditing] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const forgetPerson = useNavigation((state) => state.forgetPerson);
  const go = useNavigation((state) => state.go);
  const openPerson = useNavigation((state) => state.openPerson);
  const editPerson = useNavigation((state) => state.editPerson);
  const decide = useNavigation((state) => state.decide);
  const show = useToasts((state) => state.show);

  async function retry(): Promise<void> {
    setBusy(true);
    const result = await call('changes.retry', { id: change.id, seen: seenFields(change.fields) });
    setBusy(false);
    setError(result.ok ? null : result.error);
    if (result.ok) show({ tone: 'good', text: t('changes.retried') });
  }

  async function discard(): Promise<void> {
    setBusy(true);
    const result = await call('changes.discard', { id: change.id });
    setBusy(false);
    setAsking(false);
    if (!result.ok) return setError(result.error);
    show({ tone: 'good', text: t('changes.discarded', { who: whoText(change) }) });
    if (change.kind === 'create') forgetPerson(change.localId);
    onGone();
  }

  // While our values are what the list shows, the person's own form is the better place; otherwise it would show HQ's.
  const throughPerson = change.kind === 'update' && change.state === 'queued' && change.entity !== 'invitation';

  // An action has no values to edit.
  const hasValues = change.kind === 'create' || change.kind === 'update';
  const ask = useAccess((state) => state.ask);
  const askWorker = useWorkerAction((state) => state.ask);
  // There is no way back: what it does is said once more.
  const asksToRemove = asksBeforeRemoval(change);

  /** A member's has its own dialog everywhere, an invitation's is in its panel. */
  function confirmRemoval(): void {
    if (change.entity === 'web-user') return ask('remove', change.localId);
    if (change.entity === 'mobile-worker') return askWorker('remove', change.localId);
    go('invitation');
    openPerson('invitation', change.localId);
  }

  const setsPassword = change.action === 'set-password' && change.state === 'rejected' && asksForPassword(change);

  // The same again would be refused again.
  const editFirst = change.state === 'rejected' && change.can.edit;

  return (
    <footer className={detailClasses.footer}>
      {error && <ErrorAlert error={error} />}
      <div className={detailClasses.buttons}>
        <Button
          variant="subtle"
          color="red.9"
          className={detailClasses.danger}
          disabled={!change.can.discard}
          onClick={() => setAsking(true)}
        >
          {t('changes.discard')}
        </Button>
        {hasValues && (
          <Button
            variant={editFirst ? 'filled' : 'default'}
            disabled={!change.can.edit}
            onClick={() => (throughPerson ? editPerson(change.entity, change.localId) : setEditing(true))}
          >
            {t('changes.edit')}
          </Button>
        )}
        {asksToRemove && (
          <Button color="red.9" onClick={confirmRemoval}>
            {t(removalTexts[change.entity])}
          </Button>
        )}
        {setsPassword && (
          <Button onClick={() => askWorker('set-password', change.localId)}>{t('worker.open.password-again')}</Button>
        )}
        {/* What asks is answered by its own two buttons; without a password there is nothing to send. */}
        {!change.can.answer && !setsPassword && (
          <Button
            variant={editFirst || change.can.resolve ? 'default' : 'filled'}
            loading={busy}
            disabled={!change.can.retry}
            onClick={() => void retry()}
          >
            {t(retryText(change))}
          </Button>
        )}
        {change.can.resolve && <Button onClick={() => decide(change.id)}>{t('conflict.open')}</Button>}
      </div>
      <ConfirmDialog
        opened={asking}
        title={t('changes.discard.title')}
        confirm={t('changes.discard.confirm')}
        danger
        busy={busy}
        onConfirm={() => void discard()}
        onCancel={() => setAsking(false)}
      >
        <Text size="sm" dir="auto">
          {discardText(change)}
        </Text>
      </ConfirmDialog>
      {editing && <EditChangeDialog change={change} onClose={() => setEditing(false)} />}
    </footer>
  );
}

const removalTexts = {
  'web-user': 'access.open.confirm',
  'mobile-worker': 'worker.open.confirm',
  invitation: 'invitation.delete.confirm',
} as const;

/** Nobody is there, or somebody else: nothing of ours can be sent, but HQ can be looked at again. */
function retryText(change: ChangeView): 'conflict.check-again' | 'changes.retry.conflict' | 'changes.retry' {
  if (change.state !== 'conflict') return 'changes.retry';
  const whole = change.fields.some(({ field }) => field === '*deleted*' || field === '*exists*');
  return whole ? 'conflict.check-again' : 'changes.retry.conflict';
}

function discardText(change: ChangeView): string {
  const who = whoText(change);
  switch (change.kind) {
    case 'create':
      return t('changes.discard.create', { who });
    case 'update':
      return t('changes.discard.text', { who });
    case 'delete':
    case 'action':
      return t('changes.discard.action', { who, what: changeTitle(change) });
  }
}
