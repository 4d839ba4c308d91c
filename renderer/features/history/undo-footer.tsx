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
import { tellTakenBack } from '../changes/take-back.ts';
import { personText } from './history-text.ts';
import classes from './history.module.css';

const labels = {
  change: 'history.undo',
  restore: 'history.undo.removal',
  unresolve: 'changes.take-back',
} as const;
const texts = {
  change: 'history.undo.text',
  restore: 'history.undo.removal.text',
  unresolve: 'history.undo.decision.text',
} as const;

/** Takes the entry back after a question, or says why that cannot be done. */
export function UndoFooter({ entry }: { entry: HistoryEntry }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  // Kept when the engine ended meanwhile: pressed again it is the same change.
  const [changeId, setChangeId] = useState(() => crypto.randomUUID() as string);
  const show = useToasts((state) => state.show);
  const who = personText(entry);
  const { can, how, why } = entry.undo;

  async function undo(): Promise<void> {
    setBusy(true);
    const result = await call('history.undo', { changeId, id: entry.id });
    if (result.ok || result.error.code !== 'engine-restarted') setChangeId(crypto.randomUUID());
    setBusy(false);
    setAsking(false);
    setError(result.ok ? null : result.error);
    if (!result.ok) return;
    const { change, left } = result.data;
    if (how === 'restore') return show({ tone: 'good', text: t('history.undo.restored', { who }) });
    if (how === 'unresolve') return tellTakenBack(change, who);
    const kept = [...new Set(Object.values(left).flat())];
    const done = change ? t('history.undo.saved', { who }) : t('history.undo.nothing-left');
    show({ tone: 'good', text: kept.length > 0 ? `${done} ${t('history.undo.left')} ${kept.join(' ')}` : done });
  }

  return (
    <footer className={detail.footer}>
      {error && <ErrorAlert error={error} />}
      {can && why !== '' && (
        <p className={classes.why} dir="auto">
          {t('history.undo.left')} {why}
        </p>
      )}
      {can ? (
        <div className={detail.buttons}>
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            {t(labels[how])}
          </Button>
        </div>
      ) : (
        <p className={classes.why} dir="auto">
          {t('history.undo.not')} {why}
        </p>
      )}
      <ConfirmDialog
        opened={asking}
        title={t(how === 'unresolve' ? 'history.undo.decision.title' : 'history.undo.title')}
        confirm={t(how === 'change' ? 'history.undo.confirm' : labels[how])}
        busy={busy}
        onConfirm={() => void undo()}
        onCancel={() => setAsking(false)}
      >
        <Text size="sm" dir="auto">
          {t(texts[how], { who })}
        </Text>
        {can && why !== '' && (
          <Text size="sm" dir="auto" mt="xs">
            {t('history.undo.left')} {why}
          </Text>
        )}
      </ConfirmDialog>
    </footer>
  );
}
