import { Progress, Text } from '@mantine/core';
import { batchRowOutcomes } from '#shared/domain/bulk-batch.ts';
import type { BatchRowOutcome, BatchSummary } from '#shared/domain/bulk-batch.ts';
import { t } from '#shared/messages/translate.ts';
import { useBulk } from '../../state/bulk.ts';
import { formatNumber } from '../../ui/format.ts';
import { countsOf } from './batch-outcome.tsx';
import classes from './bulk-changes.module.css';

/** How many rows became what; each is a filter of the table. */
export function BatchBar({ batch: { totals } }: { batch: BatchSummary }) {
  return (
    <div className={classes.chips} role="group" aria-label={t('batches.outcomes')}>
      <Chip outcome={null} text={t('review.all')} count={totals.rows} />
      {batchRowOutcomes
        .filter((outcome) => totals[outcome] > 0)
        .map((outcome) => (
          <Chip key={outcome} outcome={outcome} text={t(`batches.outcome.${outcome}`)} count={totals[outcome]} />
        ))}
    </div>
  );
}

function Chip({ outcome, text, count }: { outcome: BatchRowOutcome | null; text: string; count: number }) {
  const { batchFilter, showBatchRows } = useBulk();
  return (
    <button
      type="button"
      className={classes.chip}
      data-fate={outcome ?? undefined}
      aria-pressed={batchFilter.outcome === outcome}
      onClick={() => showBatchRows({ outcome })}
    >
      {text}
      <span className={classes.figure}>{formatNumber(count)}</span>
    </button>
  );
}

/** How far it is, as long as it is under way; of a workbook that went to HQ as a whole there is nothing to count. */
export function BatchProgress({ batch }: { batch: BatchSummary }) {
  const { way, paused, totals } = batch;
  const { settled, doing } = countsOf(batch);
  if (way !== 'rows' || (settled === doing && !paused)) return null;
  const of = formatNumber(doing);
  return (
    <div className={classes.busy}>
      <Text size="sm" role="status">
        {paused
          ? t('batches.progress.paused', { waiting: formatNumber(totals.waiting), of })
          : t('batches.progress', { done: formatNumber(settled), of })}
      </Text>
      <Progress
        value={doing === 0 ? 100 : (100 * settled) / doing}
        color={paused ? 'gray' : undefined}
        aria-label={t('batches.progress.bar')}
      />
    </div>
  );
}
