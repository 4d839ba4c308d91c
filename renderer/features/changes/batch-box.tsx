import { useState } from 'react';
import { Button, Group, Text } from '@mantine/core';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { useMethod } from '../../api/use-method.ts';
import { useBulk } from '../../state/bulk.ts';
import { useNavigation } from '../../state/navigation.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { formatNumber } from '../../ui/format.ts';
import { discardBatch, retryBatch } from './decide-batch.ts';
import classes from './changes.module.css';

/** What is left of the batch a change is part of, and what can be done about all of it. */
export function BatchBox({ batchId }: { batchId: string }) {
  const totals = useMethod('changes.batch', { batchId }).data;
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  if (!totals) return null;
  // What is being sent can no longer be taken back.
  const discardable = totals.all - totals.sending - totals.unknown;
  const count = { count: discardable, number: formatNumber(discardable) };

  function showWorkbook(): void {
    useBulk.getState().follow(batchId);
    useNavigation.getState().go('bulk');
  }

  async function run(action: (batchId: string) => Promise<AppError | null>): Promise<void> {
    setBusy(true);
    setError(await action(batchId));
    setBusy(false);
    setAsking(false);
  }

  return (
    <section className={classes.note} aria-label={t('changes.batch')}>
      <Text size="sm" fw={600}>
        {t('changes.batch')}
      </Text>
      <Text size="sm">{t('changes.batch.count', { count: totals.all, number: formatNumber(totals.all) })}</Text>
      <Group gap={8}>
        {totals.workbook !== null && (
          <Button variant="default" size="compact-sm" title={totals.workbook} onClick={showWorkbook}>
            {t('changes.batch.workbook')}
          </Button>
        )}
        <Button variant="default" size="compact-sm" loading={busy && !asking} onClick={() => void run(retryBatch)}>
          {t('changes.batch.retry')}
        </Button>
        <Button
          variant="subtle"
          color="red.9"
          size="compact-sm"
          className={classes.danger}
          disabled={discardable === 0}
          onClick={() => setAsking(true)}
        >
          {t('changes.batch.discard')}
        </Button>
      </Group>
      {error && <ErrorAlert error={error} />}
      <ConfirmDialog
        opened={asking}
        title={t('changes.batch.discard.title')}
        confirm={t('changes.batch.discard.confirm', count)}
        danger
        busy={busy}
        onConfirm={() => void run(discardBatch)}
        onCancel={() => setAsking(false)}
      >
        <Text size="sm">{t('changes.batch.discard.text', count)}</Text>
      </ConfirmDialog>
    </section>
  );
}
