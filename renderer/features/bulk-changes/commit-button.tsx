import { useState } from 'react';
import { Button, Group, Modal, Progress, Radio, Stack, Text } from '@mantine/core';
import type { BatchWay } from '#shared/domain/bulk-batch.ts';
import { doingOutcomes, rowOutcomes } from '#shared/domain/bulk-plan.ts';
import type { PlanSummary } from '#shared/domain/bulk-plan.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { invalidateMethods } from '../../api/query-client.ts';
import { useMethod } from '../../api/use-method.ts';
import { useBulk } from '../../state/bulk.ts';
import { useToasts } from '../../state/toasts.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { Consequences } from './consequences.tsx';
import { followUpload } from './follow-upload.ts';
import { numbered } from './numbered.ts';
import { WayChoice } from './way-choice.tsx';

const doing = [...doingOutcomes];
/** What cannot be carried out. */
const failing = rowOutcomes.filter((outcome) => !doingOutcomes.has(outcome) && outcome !== 'no-change');

/** Carries the rows out: what that means is said first, which way it goes, and whether rows that cannot be hold the others up. */
export function CommitButton({ summary }: { summary: PlanSummary }) {
  const [open, setOpen] = useState(false);
  const busy = useBulk((state) => state.busy);
  return (
    <>
      <Button disabled={busy || summary.state !== 'planned'} onClick={() => setOpen(true)}>
        {t('commit.open')}
      </Button>
      {open && <CommitDialog summary={summary} onClose={() => setOpen(false)} />}
    </>
  );
}

function CommitDialog({ summary, onClose }: { summary: PlanSummary; onClose(): void }) {
  const { planId } = summary;
  // The same command sent twice is one batch.
  const [batchId] = useState(() => crypto.randomUUID() as string);
  const [chosen, setChosen] = useState<BatchWay | null>(null);
  const [validOnly, setValidOnly] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const rows = useMethod('bulk.rows', { planId, outcomes: doing, excluded: false, limit: 1 });
  const failed = useMethod('bulk.rows', { planId, outcomes: failing, excluded: false, limit: 1 });
  const ways = useMethod('bulk.ways', { planId });
  const count = rows.data?.total ?? 0;
  const cannot = failed.data?.total ?? 0;
  const way = chosen ?? ways.data?.advised ?? 'rows';

  async function commit(): Promise<void> {
    setBusy(true);
    setError(null);
    const done = await carryOut({ planId, batchId, validOnly }, way);
    setBusy(false);
    if (done === 'left') return;
    if (done !== null) return setError(done);
    onClose();
    useBulk.getState().follow(batchId);
    if (way === 'rows') useToasts.getState().show({ tone: 'good', text: t('commit.done', { file: summary.file }) });
    if (way === 'upload') void followUpload(batchId);
  }

  const text = way === 'rows' ? 'commit.text' : (`commit.text.${way}` as const);
  return (
    <Modal
      opened
      onClose={() => !busy && onClose()}
      title={t('commit.title')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <Stack gap="md">
        {ways.error && <ErrorAlert error={ways.error.error} />}
        {ways.data && <WayChoice offered={ways.data} way={way} disabled={busy} onChoose={setChosen} />}
        <Text size="sm">{t(text, numbered(count))}</Text>
        <Consequences summary={summary} />
        {cannot > 0 && (
          <Radio.Group
            label={t('commit.cannot', numbered(cannot))}
            value={validOnly ? 'valid' : 'all'}
            onChange={(value) => setValidOnly(value === 'valid')}
          >
            <Stack gap={6} mt={6}>
              <Radio value="all" label={t('commit.all')} disabled={busy} />
              <Radio value="valid" label={t('commit.valid')} disabled={busy} />
            </Stack>
          </Radio.Group>
        )}
        {busy && <Working planId={planId} />}
        {error && <Refusal error={error} />}
        <Group justify="flex-end" gap={8}>
          <Button
            variant="default"
            onClick={() => (busy ? void call('bulk.cancel', { planId }) : onClose())}
            data-autofocus
          >
            {t('common.cancel')}
          </Button>
          <Button
            loading={busy}
            disabled={count === 0 || !ways.data || !failed.data || (cannot > 0 && !validOnly)}
            onClick={() => void commit()}
          >
            {way === 'rows'
              ? t('commit.go', numbered(count))
              : way === 'upload'
                ? t('commit.go.upload', numbered(count))
                : t('commit.go.file')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

type Commit = { planId: string; batchId: string; validOnly: boolean };

/** @returns what went wrong; `left`: the person called it off; null: it is done */
async function carryOut(commit: Commit, way: BatchWay): Promise<AppError | 'left' | null> {
  const result = way === 'rows' ? await call('bulk.commit', commit) : await call('bulk.handOver', { ...commit, way });
  if (!result.ok) {
    // It may be planned anew by then, or HQ's words stand among its warnings.
    invalidateMethods(['bulk.plans', 'bulk.rows', 'bulk.row', 'bulk.batches']);
    return result.error.code === 'cancelled' ? 'left' : result.error;
  }
  if (!('path' in result.data)) return null;
  const { path, batch } = result.data;
  if (batch === null) return 'left';
  if (path !== null) useToasts.getState().show({ tone: 'good', text: t('commit.saved', { path }) });
  return null;
}

/** What HQ says no to is no fault of this dialog: the review behind it is as it was. */
function Refusal({ error }: { error: AppError }) {
  const isHqs = error.details?.['upload'] === 'refused';
  const told = isHqs ? { title: t('commit.upload-refused'), way: t('commit.upload-refused.way') } : {};
  return <ErrorAlert error={error} {...told} />;
}

/** All rows are compared once more first; until that is through it can be called off. */
function Working({ planId }: { planId: string }) {
  const share = useBulk(({ progress }) => (progress?.planId === planId ? progress.share : 0));
  return (
    <div>
      <Text size="sm" role="status">
        {t('commit.working')}
      </Text>
      <Progress value={100 * share} aria-label={t('commit.working')} />
    </div>
  );
}
