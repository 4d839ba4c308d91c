import { useState } from 'react';
import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { doingOutcomes, rowOutcomes } from '#shared/domain/bulk-plan.ts';
import type { PlanSummary } from '#shared/domain/bulk-plan.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useMethod } from '../../api/use-method.ts';
import { useBulk } from '../../state/bulk.ts';
import { useNavigation } from '../../state/navigation.ts';
import { useToasts } from '../../state/toasts.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { formatNumber } from '../../ui/format.ts';
import classes from './bulk-changes.module.css';

const doing = [...doingOutcomes];
/** What cannot be carried out. */
const failing = rowOutcomes.filter((outcome) => !doingOutcomes.has(outcome) && outcome !== 'no-change');

/** Makes changes of the rows: what that means is said first, and whether rows that cannot be hold the others up. */
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
  const { planId, totals, emails } = summary;
  // The same command sent twice is one batch.
  const [batchId] = useState(() => crypto.randomUUID() as string);
  const [validOnly, setValidOnly] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const rows = useMethod('bulk.rows', { planId, outcomes: doing, excluded: false, limit: 1 });
  const failed = useMethod('bulk.rows', { planId, outcomes: failing, excluded: false, limit: 1 });
  const count = rows.data?.total ?? 0;
  const cannot = failed.data?.total ?? 0;

  async function commit(): Promise<void> {
    setBusy(true);
    setError(null);
    const result = await call('bulk.commit', { planId, batchId, validOnly });
    setBusy(false);
    if (!result.ok) return setError(result.error);
    onClose();
    useBulk.getState().review(null);
    useNavigation.getState().go('changes');
    useToasts.getState().show({ tone: 'good', text: t('commit.done', { file: summary.file }) });
  }

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
        <Text size="sm">{t('commit.text', numbered(count))}</Text>
        <ul className={classes.consequences}>
          <li>{emails > 0 ? t('review.emails', numbered(emails)) : t('review.no-emails')}</li>
          {totals.remove > 0 && <li data-grave>{t('commit.removals', numbered(totals.remove))}</li>}
          {totals.newAdmins > 0 && <li data-grave>{t('review.admins', numbered(totals.newAdmins))}</li>}
          {totals.clears > 0 && <li data-grave>{t('review.clears', numbered(totals.clears))}</li>}
        </ul>
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
        {error && <ErrorAlert error={error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" disabled={busy} onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button
            loading={busy}
            disabled={count === 0 || !failed.data || (cannot > 0 && !validOnly)}
            onClick={() => void commit()}
          >
            {t('commit.go', numbered(count))}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function numbered(count: number) {
  return { count, number: formatNumber(count) };
}
