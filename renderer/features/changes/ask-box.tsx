import { useState } from 'react';
import { Button, Group, Text } from '@mantine/core';
import { mailing } from '#shared/domain/action.ts';
import { actionOf } from '#shared/domain/change-capability.ts';
import type { ChangeView } from '#shared/domain/change.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useToasts } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { formatMoment } from '../../ui/format.ts';
import { whoText } from './change-text.ts';
import classes from './changes.module.css';

type Answer = 'again' | 'done';
const answers = { again: 'send-again', done: 'done' } as const;

/** Whether HQ sends an email for this change: an invitation is one, too. */
export function sendsMail(change: Pick<ChangeView, 'kind' | 'action' | 'entity'>): boolean {
  const action = actionOf(change);
  return action === null ? change.kind === 'create' && change.entity === 'invitation' : mailing.has(action);
}

/** What may have happened must not be repeated by itself: the person says, knowing what follows from either answer. */
export function AskBox({ change }: { change: ChangeView }) {
  const [asking, setAsking] = useState<Answer | null>(null);
  // The dialog keeps its words while it fades out.
  const [shown, setShown] = useState<Answer>('again');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const now = Date.now();
  const consequence = `changes.ask.${shown}.${sendsMail(change) ? 'mail' : 'text'}` as const;

  function ask(what: Answer): void {
    setShown(what);
    setAsking(what);
  }

  async function answer(): Promise<void> {
    setBusy(true);
    const result = await call('changes.answer', { id: change.id, answer: answers[shown] });
    setBusy(false);
    setAsking(null);
    setError(result.ok ? null : result.error);
    if (result.ok) useToasts.getState().show({ tone: 'good', text: t(`changes.ask.${shown}.said`) });
  }

  return (
    <div className={classes.note} data-tone="warning">
      <Text size="sm" fw={600}>
        {change.sentAt === null
          ? t('changes.ask.unknown-when')
          : t('changes.ask.when', { when: formatMoment(change.sentAt, now) })}
      </Text>
      <Group gap={8}>
        <Button variant="default" size="compact-sm" onClick={() => ask('again')}>
          {t('changes.ask.again')}
        </Button>
        <Button variant="default" size="compact-sm" onClick={() => ask('done')}>
          {t('changes.ask.done')}
        </Button>
      </Group>
      {error && <ErrorAlert error={error} />}
      <ConfirmDialog
        opened={asking !== null}
        title={t(`changes.ask.${shown}.title`)}
        confirm={t(`changes.ask.${shown}`)}
        busy={busy}
        onConfirm={() => void answer()}
        onCancel={() => setAsking(null)}
      >
        <Text size="sm" dir="auto">
          {t(consequence, { who: whoText(change) })}
        </Text>
      </ConfirmDialog>
    </div>
  );
}
