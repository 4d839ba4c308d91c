import { useState } from 'react';
import { Button, Checkbox, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import type { BatchSummary } from '#shared/domain/bulk-batch.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useMethod } from '../../api/use-method.ts';
import { useBulk } from '../../state/bulk.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { numbered } from './numbered.ts';
import classes from './bulk-changes.module.css';

/** Rows that were not carried out, once more as a review; there only while there are such rows. */
export function AgainButton({ batch }: { batch: BatchSummary }) {
  const [open, setOpen] = useState(false);
  const { rows, lost } = batch.again;
  if (rows + lost === 0) return null;
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('batches.again')}
      </Button>
      {open && <AgainDialog batch={batch} onClose={() => setOpen(false)} />}
    </>
  );
}

function AgainDialog({ batch, onClose }: { batch: BatchSummary; onClose(): void }) {
  const { batchId, kind, again } = batch;
  const [lost, setLost] = useState(again.rows === 0);
  const [running, setRunning] = useState<string | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const plans = useMethod('bulk.plans', {});
  const replaced = plans.data?.plans.find((plan) => plan.kind === kind);
  const count = again.rows + (lost ? again.lost : 0);

  async function plan(): Promise<void> {
    const planId = crypto.randomUUID();
    setError(null);
    useBulk.setState({ progress: null });
    setRunning(planId);
    const result = await call('bulk.planAgain', { batchId, planId, lost });
    setRunning(null);
    if (!result.ok) return result.error.code === 'cancelled' ? undefined : setError(result.error);
    onClose();
    useBulk.setState({ progress: null });
    useBulk.getState().review(planId);
  }

  /** What is under way ends first; another press closes. */
  function close(): void {
    if (running === null) onClose();
    else void call('bulk.cancel', { planId: running });
  }

  return (
    <Modal
      opened
      onClose={close}
      title={t('batches.again.title')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <Stack gap="md">
        <Text size="sm">{t('batches.again.about')}</Text>
        {again.rows > 0 && <Text size="sm">{t('batches.again.rows', numbered(again.rows))}</Text>}
        {again.lost > 0 && (
          <Checkbox
            checked={lost}
            // Without other rows there is nothing to leave them out of.
            disabled={running !== null || again.rows === 0}
            label={t('batches.again.lost', numbered(again.lost))}
            description={t('batches.again.lost.about')}
            onChange={({ currentTarget }) => setLost(currentTarget.checked)}
          />
        )}
        {replaced && (
          <Text size="sm" className={classes.warn}>
            {t('open-sheet.replaces', { file: replaced.file })}
          </Text>
        )}
        {running !== null && <Running planId={running} />}
        {error && <ErrorAlert error={error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button loading={running !== null} disabled={!plans.data} onClick={() => void plan()}>
            {t('batches.again.go', numbered(count))}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Running({ planId }: { planId: string }) {
  const share = useBulk(({ progress }) => (progress?.planId === planId ? progress.share : 0));
  return (
    <div>
      <Text size="sm" role="status">
        {t('open-sheet.planning')}
      </Text>
      <Progress value={100 * share} aria-label={t('open-sheet.planning')} />
    </div>
  );
}
