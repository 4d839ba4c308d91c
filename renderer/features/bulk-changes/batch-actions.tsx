import { useRef, useState } from 'react';
import { Button, Group, Menu, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { BatchSummary } from '#shared/domain/bulk-batch.ts';
import type { Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useToasts } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { formatNumber } from '../../ui/format.ts';
import { AgainButton } from './again-dialog.tsx';
import { countsOf } from './batch-outcome.tsx';
import { cancelBatch, retryBatch } from './decide-in-pieces.ts';
import type { Watch } from './decide-in-pieces.ts';
import { numbered } from './numbered.ts';
import { StoppableButton } from './stoppable-button.tsx';
import { UndoDialog } from './undo-dialog.tsx';

/** What can be decided about all of a workbook; each is offered as long as there is something to decide. */
export function BatchActions({ batch }: { batch: BatchSummary }) {
  const { batchId, way, paused, totals } = batch;
  const { cancellable, undoable } = countsOf(batch);
  const [asking, setAsking] = useState<'cancel' | 'undo' | null>(null);
  const [busy, setBusy] = useState<'pause' | 'retry' | 'report' | null>(null);
  /** Of sending again: no further piece is wanted. */
  const stopped = useRef(false);
  const reportJob = useRef('');
  const show = useToasts((state) => state.show);
  const close = () => setAsking(null);

  async function run<Data>(what: NonNullable<typeof busy>, work: Promise<Result<Data>>): Promise<Data | null> {
    setBusy(what);
    const result = await work;
    setBusy(null);
    if (result.ok) return result.data;
    if (result.error.code !== 'cancelled') show({ tone: 'problem', text: result.error.message });
    return null;
  }

  async function retry(): Promise<void> {
    stopped.current = false;
    const watch: Watch = { onPiece: () => undefined, isStopped: () => stopped.current };
    const sum = await run('retry', retryBatch(batchId, watch));
    if (!sum) return;
    const rest = sum.left === 0 ? '' : ` ${t('batches.retry-left', numbered(sum.left))}`;
    show({ tone: 'good', text: t('batches.retried', numbered(sum.done)) + rest });
  }

  async function report(): Promise<void> {
    reportJob.current = crypto.randomUUID();
    const saved = await run('report', call('bulk.report', { batchId, jobId: reportJob.current }));
    if (saved && saved.path !== null) show({ tone: 'good', text: t('batches.reported', { path: saved.path }) });
  }

  const canPause = way === 'rows' && (paused || totals.waiting > 0);
  return (
    <Group gap={8} ml="auto" wrap="nowrap">
      {canPause && (
        <Button
          variant={paused ? 'filled' : 'default'}
          loading={busy === 'pause'}
          onClick={() => void run('pause', call('bulk.pauseBatch', { batchId, paused: !paused }))}
        >
          {t(paused ? 'batches.resume' : 'batches.pause')}
        </Button>
      )}
      {way === 'rows' && totals.failed > 0 && (
        <StoppableButton
          label={t('batches.retry')}
          stopLabel={t('batches.retry.stop')}
          running={busy === 'retry'}
          onStart={() => void retry()}
          onStop={() => (stopped.current = true)}
        />
      )}
      <AgainButton batch={batch} />
      <StoppableButton
        label={t('batches.report')}
        stopLabel={t('batches.report.stop')}
        running={busy === 'report'}
        onStart={() => void report()}
        onStop={() => void call('bulk.cancelExport', { jobId: reportJob.current })}
      />
      {cancellable + undoable > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
              {t('batches.more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {cancellable > 0 && <Menu.Item onClick={() => setAsking('cancel')}>{t('batches.cancel')}</Menu.Item>}
            <Menu.Item onClick={() => setAsking('undo')}>{t('batches.undo')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {asking === 'cancel' && <CancelDialog batch={batch} onClose={close} />}
      {asking === 'undo' && <UndoDialog batchId={batchId} onClose={close} />}
    </Group>
  );
}

function CancelDialog({ batch, onClose }: { batch: BatchSummary; onClose(): void }) {
  // As many as the person was asked about: they go while it is done.
  const [count] = useState(() => countsOf(batch).cancellable);
  const [done, setDone] = useState<number | null>(null);
  const stopped = useRef(false);
  const show = useToasts((state) => state.show);

  async function cancel(): Promise<void> {
    setDone(0);
    const result = await cancelBatch(batch.batchId, { onPiece: setDone, isStopped: () => stopped.current });
    onClose();
    if (!result.ok) return show({ tone: 'problem', text: result.error.message });
    show({ tone: 'good', text: t('batches.cancelled', numbered(result.data.done)) });
  }

  return (
    <ConfirmDialog
      opened
      title={t('batches.cancel.title')}
      confirm={t('batches.cancel')}
      cancel={t(done === null ? 'common.cancel' : 'batches.stop')}
      danger
      busy={done !== null}
      onConfirm={() => void cancel()}
      onCancel={() => {
        if (done === null) onClose();
        stopped.current = true;
      }}
    >
      <Text size="sm">{t('batches.cancel.text', numbered(count))}</Text>
      <Text size="sm" role="status">
        {done !== null && t('batches.deciding', { number: formatNumber(done) })}
      </Text>
    </ConfirmDialog>
  );
}
