import { useState } from 'react';
import { Button, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { HistoryEntry } from '#shared/domain/history.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useToasts } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import detail from '../people/detail/detail.module.css';
import { personText } from './history-text.ts';
import classes from './history.module.css';

/** Takes the entry back after a question, or says why that cannot be done. */
export function UndoFooter({ entry }: { entry: HistoryEntry }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const show = useToasts((state) => state.show);
  const who = personText(entry);
  // HQ's own way back: at once, and only while it can be reached.
  const removal = entry.kind === 'delete';

  async function undo(): Promise<void> {
    setBusy(true);
    const result = await call('history.undo', { changeId: crypto.randomUUID(), id: entry.id });
    setBusy(false);
    setAsking(false);
    setError(result.ok ? null : result.error);
    if (!result.ok) return;
    const { change } = result.data;
    if (removal) return show({ tone: 'good', text: t('history.undo.restored', { who }) });
    show({ tone: 'good', text: change ? t('history.undo.saved', { who }) : t('history.undo.nothing-left') });
  }

  return (
    <footer className={detail.footer}>
      {error && <ErrorAlert error={error} />}
      {entry.undo.can ? (
        <div className={detail.buttons}>
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            {t(removal ? 'history.undo.removal' : 'history.undo')}
          </Button>
        </div>
      ) : (
        <p className={classes.why} dir="auto">
          {t('history.undo.not')} {entry.undo.why}
        </p>
      )}
      <ConfirmDialog
        opened={asking}
        title={t('history.undo.title')}
        confirm={t(removal ? 'history.undo.removal' : 'history.undo.confirm')}
        busy={busy}
        onConfirm={() => void undo()}
        onCancel={() => setAsking(false)}
      >
        <Text size="sm" dir="auto">
          {t(removal ? 'history.undo.removal.text' : 'history.undo.text', { who })}
        </Text>
      </ConfirmDialog>
    </footer>
  );
}
