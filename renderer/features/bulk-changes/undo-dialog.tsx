import { useEffect, useRef, useState } from 'react';
import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { useToasts } from '../../state/toasts.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { formatNumber } from '../../ui/format.ts';
import { numbered } from './numbered.ts';
import { previewUndo, undoBatch } from './decide-in-pieces.ts';
import type { UndoPreview } from './decide-in-pieces.ts';
import classes from './bulk-changes.module.css';

/** Takes a workbook back: what that means is looked at first, then it is done piece by piece. */
export function UndoDialog({ batchId, onClose }: { batchId: string; onClose(): void }) {
  const { asked, looked, refused } = usePreview(batchId);
  const [done, setDone] = useState<number | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const stopped = useRef(false);
  const show = useToasts((state) => state.show);
  const count = asked ? asked.waiting + asked.atHq : 0;

  async function undo(): Promise<void> {
    setDone(0);
    setError(null);
    stopped.current = false;
    const result = await undoBatch(batchId, { onPiece: setDone, isStopped: () => stopped.current });
    setDone(null);
    if (!result.ok) return setError(result.error);
    onClose();
    const { done: undone, left } = result.data;
    const rest = left === 0 ? '' : ` ${t('batches.undone.left', numbered(left))}`;
    show({ tone: 'good', text: t('batches.undone', numbered(undone)) + rest });
  }

  /** What is under way ends behind the present piece. */
  function close(): void {
    if (done === null) onClose();
    stopped.current = true;
  }

  return (
    <Modal
      opened
      onClose={close}
      title={t('batches.undo.title')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <Stack gap="md">
        {refused && <ErrorAlert error={refused} />}
        {!asked && !refused && (
          <Group gap={10}>
            <Loader size={16} aria-hidden />
            <Text size="sm" role="status">
              {looked === 0 ? t('batches.undo.looking') : t('batches.undo.looked', numbered(looked))}
            </Text>
          </Group>
        )}
        {asked && <UndoConsequences asked={asked} />}
        {done !== null && (
          <Text size="sm" role="status">
            {t('batches.deciding', { number: formatNumber(done) })}
          </Text>
        )}
        {error && <ErrorAlert error={error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close} data-autofocus>
            {t(done === null ? 'common.cancel' : 'batches.stop')}
          </Button>
          <Button color="red.9" loading={done !== null} disabled={count === 0} onClick={() => void undo()}>
            {t('batches.undo.go')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** What is told is of the moment the dialog was opened; closed, no further piece is looked at. */
function usePreview(batchId: string) {
  const [asked, setAsked] = useState<UndoPreview | null>(null);
  const [looked, setLooked] = useState(0);
  const [refused, setRefused] = useState<AppError | null>(null);
  useEffect(() => {
    let isStopped = false;
    const watch = { onPiece: (count: number) => !isStopped && setLooked(count), isStopped: () => isStopped };
    void previewUndo(batchId, watch).then((result) => {
      if (isStopped) return;
      if (result.ok) setAsked(result.data);
      else setRefused(result.error);
    });
    return () => {
      isStopped = true;
    };
  }, [batchId]);
  return { asked, looked, refused };
}

/** What taking it back would do, by what it does at HQ. */
export function UndoConsequences({ asked }: { asked: UndoPreview }) {
  const { waiting, atHq, invitations, left, leftTotal } = asked;
  const goBack = atHq - invitations;
  return (
    <>
      {waiting + atHq === 0 && <Text size="sm">{t('batches.undo.nothing')}</Text>}
      <ul className={classes.consequences}>
        {waiting > 0 && <li>{t('batches.undo.waiting', numbered(waiting))}</li>}
        {goBack > 0 && <li>{t('batches.undo.at-hq', numbered(goBack))}</li>}
        {invitations > 0 && <li>{t('batches.undo.invitations', numbered(invitations))}</li>}
      </ul>
      {leftTotal > 0 && (
        <div>
          <Text size="sm" fw={600}>
            {t('batches.undo.left', numbered(leftTotal))}
          </Text>
          <ul className={classes.leftRows} tabIndex={0} aria-label={t('batches.undo.left', numbered(leftTotal))}>
            {/* A row can have several changes that stay. */}
            {left.map(({ row, username, why }, index) => (
              <li key={index} dir="auto">
                {t('batches.undo.left-row', { row, username, why })}
              </li>
            ))}
            {leftTotal > left.length && <li>{t('batches.undo.more', numbered(leftTotal - left.length))}</li>}
          </ul>
        </div>
      )}
    </>
  );
}
